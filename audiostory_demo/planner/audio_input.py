"""What lets a language model hear: what is heard of a sound becomes embeddings beside those of words.

Letters for shapes: B sounds, T columns of 0.32 s, C channels of a column, H hidden size, N embeddings.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import Qwen2Config, Qwen2Model

from .adapter import Adapter
from .columns import CHANNELS, levelled, summary

WHOLE = 4  # embeddings that tell of the whole sound: what it is, its room, its medium, its bed
MOST_COLUMNS = 32  # of a sound that is heard at once, 10.2 s
SMALL = 0.05  # how large what begins and ends a sound is at first
FARTHEST = 6.0  # spreads from the mean that a channel is heard to


class AudioInput(nn.Module):
    """The projector of understanding (arXiv 2508.20088, stage 2): begin, the whole sound, its columns, end.

    Where the paper adds two tokens to the vocabulary, ``begin`` and ``end`` are learned vectors: no word's embedding changes.

    Args:
        config: of the language model.
        inner: width inside the projectors.
        rank: of what is added to the language model's matrices while it listens; 0 adds nothing.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, config: Qwen2Config, inner: int, rank: int = 0) -> None:
        super().__init__()
        self.hidden = hidden = config.hidden_size
        self.begin, self.end = (nn.Parameter(SMALL * torch.randn(1, hidden)) for _ in range(2))
        self.size = nn.Parameter(torch.ones(()))  # of an embedding: as long as those of words
        self.column = _projector(CHANNELS, inner, hidden)
        self.whole = _projector(4 * CHANNELS, inner, WHOLE * hidden)
        self.adapter = Adapter(config, rank) if rank else None
        # of the summaries of many sounds; the first C also serve the columns
        self.register_buffer("mean", torch.zeros(4 * CHANNELS))
        self.register_buffer("spread", torch.ones(4 * CHANNELS))

    def set_statistics(self, heard: Tensor) -> None:
        """Standardise by these sounds' columns [B, T, C]."""
        summaries = summary(levelled(heard))
        self.mean.copy_(summaries.mean(0))
        self.spread.copy_(summaries.std(0).clamp(min=1e-2))

    def forward(self, heard: Tensor) -> Tensor:
        """Columns [B, T, C] -> embeddings [B, N, H], N = WHOLE + T + 2."""
        begin, end = (vector.expand(len(heard), 1, -1) for vector in (self.begin, self.end))
        return torch.cat([begin, self.size * torch.cat(self.directions(heard), dim=1), end], dim=1)

    def directions(self, heard: Tensor) -> tuple[Tensor, Tensor]:
        """Columns [B, T, C] -> unit vectors of the whole [B, WHOLE, H] and of the columns [B, T, H]."""
        heard, mean, spread = levelled(heard), self.mean.float(), self.spread.float()  # kept in half precision
        whole = self.whole(_bounded((summary(heard) - mean) / spread)).unflatten(-1, (WHOLE, self.hidden))
        columns = self.column(_bounded((heard - mean[:CHANNELS]) / spread[:CHANNELS]))
        return F.normalize(whole, dim=-1), F.normalize(columns, dim=-1)

    def reader(self, own: Qwen2Model) -> Qwen2Model:
        """What reads the embeddings: the planner's language model, or a copy of it with what is added for listening."""
        return self.adapter.reader(own) if self.adapter else own


def _bounded(values: Tensor) -> Tensor:
    return values.clamp(-FARTHEST, FARTHEST)


def _projector(width: int, inner: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Dropout(0.3), nn.Linear(inner, out))
