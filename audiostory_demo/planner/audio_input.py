"""What lets a language model hear: a frozen tagger's maps become embeddings beside those of words.

Letters for shapes: B sounds, T columns of 0.32 s, C channels of the tagger's maps, H hidden size, N embeddings.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..tagger import WIDTH

WHOLE = 4  # embeddings that tell of the whole sound: what it is, its room, its medium, its bed
MOST_COLUMNS = 32  # of a sound that is heard at once, 10.2 s
SMALL = 0.05  # how large what begins and ends a sound is at first


class AudioInput(nn.Module):
    """The projector of understanding (arXiv 2508.20088, stage 2): begin, the whole sound, its columns, end.

    Where the paper adds two tokens to the vocabulary, ``begin`` and ``end`` are learned vectors: no word's embedding changes.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, hidden: int, inner: int) -> None:
        super().__init__()
        self.hidden = hidden
        self.begin, self.end = (nn.Parameter(SMALL * torch.randn(1, hidden)) for _ in range(2))
        self.size = nn.Parameter(torch.ones(()))  # of an embedding: as long as those of words
        self.column = _projector(WIDTH, inner, hidden)
        self.whole = _projector(3 * WIDTH, inner, WHOLE * hidden)
        # of the summaries of many sounds; the first WIDTH also serve the columns
        self.register_buffer("mean", torch.zeros(3 * WIDTH))
        self.register_buffer("spread", torch.ones(3 * WIDTH))

    def set_statistics(self, summaries: Tensor) -> None:
        """Standardise by these summaries [sounds, 3 C]."""
        self.mean.copy_(summaries.mean(0))
        self.spread.copy_(summaries.std(0).clamp(min=1e-3))

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [B, T, C] -> embeddings [B, N, H], N = WHOLE + T + 2."""
        begin, end = (vector.expand(len(maps), 1, -1) for vector in (self.begin, self.end))
        return torch.cat([begin, self.size * torch.cat(self.directions(maps), dim=1), end], dim=1)

    def directions(self, maps: Tensor) -> tuple[Tensor, Tensor]:
        """Maps [B, T, C] -> unit vectors of the whole [B, WHOLE, H] and of the columns [B, T, H]."""
        mean, spread = self.mean.float(), self.spread.float()  # kept in half precision
        whole = self.whole((summary(maps) - mean) / spread).unflatten(-1, (WHOLE, self.hidden))
        columns = self.column((maps - mean[:WIDTH]) / spread[:WIDTH])
        return F.normalize(whole, dim=-1), F.normalize(columns, dim=-1)


def summary(maps: Tensor) -> Tensor:
    """[B, T, C] -> [B, 3 C]: mean, maximum and spread over time."""
    return torch.cat([maps.mean(1), maps.amax(1), maps.std(1, correction=0)], dim=-1)


def _projector(width: int, inner: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Dropout(0.3), nn.Linear(inner, out))
