"""Questions about a sound, and the planner's answers: each part of one is the likeliest of those that are possible.

Letters for shapes: N embeddings of the sound, H hidden size, K possible texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import Qwen2Model

from .planner import Planner


class Question:
    """A conversation in which a sound and a question were given, and the answer as far as it is said.

    Args:
        planner: whose words the answer is of.
        reader: the planner's language model, or one that was adapted to sounds.
        sound: embeddings [N, H].
        question: in words.
    """

    @torch.inference_mode()
    def __init__(self, planner: Planner, reader: Qwen2Model, sound: Tensor, question: str) -> None:
        self.planner, self.reader, self.cache, self.said = planner, reader, planner.cache(), ""
        before, after = planner.vocabulary.encode_question(question)
        words = [reader.embed_tokens(torch.tensor(ids, device=planner.device)) for ids in (before, after)]
        given = torch.cat([words[0], sound.to(words[0]), words[1]])[None]
        self._hidden = reader(inputs_embeds=given, past_key_values=self.cache.values, use_cache=True)[0][0, -1:]

    @torch.inference_mode()
    def choose(self, texts: Sequence[str]) -> str:
        """The likeliest of these texts as the next part of the answer, which it becomes."""
        spelt = [self.planner.vocabulary.encode_text(text) for text in texts]
        chosen = int(self._scores(spelt).argmax()) if len(texts) > 1 else 0
        ids = torch.tensor([spelt[chosen]], device=self.planner.device)
        self._hidden = self.reader(input_ids=ids, past_key_values=self.cache.values, use_cache=True)[0][0, -1:]
        self.said += texts[chosen]
        return texts[chosen]

    def _scores(self, spelt: list[list[int]]) -> Tensor:
        """Logarithm of the probability [K] of each text as a whole."""
        longest = max(map(len, spelt))
        ids = torch.tensor([one + [0] * (longest - len(one)) for one in spelt], device=self.planner.device)
        hidden = self._hidden.expand(len(spelt), 1, -1)
        if longest > 1:
            cache = deepcopy(self.cache.values)
            cache.batch_repeat_interleave(len(spelt))
            later = self.reader(input_ids=ids[:, :-1], past_key_values=cache, use_cache=True)[0]
            hidden = torch.cat([hidden, later], dim=1)
        chances = log_chances(self.planner, hidden).gather(-1, ids[..., None])[..., 0]
        there = torch.tensor([[place < len(one) for place in range(longest)] for one in spelt], device=ids.device)
        return torch.where(there, chances, 0.0).sum(1)


def log_chances(planner: Planner, hidden: Tensor) -> Tensor:
    """Of hidden states [..., H], the logarithm of each token's probability [..., vocabulary]; the quotable words, which no
    answer holds, are left out."""
    quotable, weight = planner.vocabulary.quotable, planner.llm.lm_head.weight
    below, above = (F.linear(hidden, part) for part in (weight[: quotable.start], weight[quotable.stop :]))
    chances = torch.cat([below, above], dim=-1).float().log_softmax(-1)
    gap = chances.new_full((*chances.shape[:-1], len(quotable)), -torch.inf)
    return torch.cat([chances[..., : quotable.start], gap, chances[..., quotable.start :]], dim=-1)
