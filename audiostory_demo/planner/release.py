"""Release decoding: the published logits rules, to the number.

Source: the public implementation (arXiv 2508.20088): inside a run the next numbered token is forced; elsewhere
the numbered tokens and the closing tag get the logit 0.0; the base model's repetition penalty comes first.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor
from transformers import RepetitionPenaltyLogitsProcessor

from ..config import ModelConfig
from .vocabulary import Vocabulary

FORCED_MARGIN = 10.0  # the successor gets the row's maximum plus this


def apply_run(scores: Tensor, last_ids: Tensor, run: list[int]) -> Tensor:
    """Apply one run's rule in place.

    Args:
        scores: [batch, vocabulary].
        last_ids: [batch], the token before.
        run: ids of the opening tag, the numbered tokens and the closing tag, in order.

    Returns:
        scores, changed.
    """
    successor = dict(pairwise(run))
    for row, last in zip(scores, last_ids.tolist(), strict=True):
        if last in successor:
            row[successor[last]] = row.max() + FORCED_MARGIN
        else:
            row[run[1:]] = 0.0  # not -inf: where all else is negative, these win
    return scores


class ReleaseRules:
    """Greedy choice under the published rules.

    Args:
        vocabulary: the model's tokens.
        config: its repetition penalty and the tokens that end a plan.
        most: tokens that may be written.
    """

    def __init__(self, vocabulary: Vocabulary, config: ModelConfig, most: int) -> None:
        semantic, residual = vocabulary.markup.semantic_tokens, vocabulary.markup.residual_tokens
        self.runs = [vocabulary.query[: semantic + 2], vocabulary.query[-residual - 2 :]]
        self.ends, self.left, penalty = vocabulary.ids(config.end_tokens), most, config.repetition_penalty
        self.penalty = RepetitionPenaltyLogitsProcessor(penalty) if penalty != 1.0 else None

    def choose(self, logits: Tensor, ids: list[int]) -> list[int]:
        """The next token and all that must follow it; empty when the story is at its end.

        Args:
            logits: [vocabulary] after the last id.
            ids: everything so far, the prompt included (the penalty counts it).
        """
        if self.left <= 0 or ids[-1] in self.ends:
            return []
        token = int(self.scores(logits, ids).argmax())
        forced = next((run[1:] for run in self.runs if token == run[0]), [])
        tokens = [token, *forced][: self.left]
        self.left -= len(tokens)
        return tokens

    def scores(self, logits: Tensor, ids: list[int]) -> Tensor:
        """[vocabulary] scores after the library's penalty, then the semantic, then the residual rule."""
        history = torch.tensor([ids], device=logits.device)
        scores = logits.float()[None].clone()
        if self.penalty:
            scores = self.penalty(history, scores)
        for run in self.runs:
            scores = apply_run(scores, history[:, -1], run)
        return scores[0]
