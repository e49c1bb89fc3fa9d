"""What lets a planner do more than it was trained for: low-rank additions to its matrices, there only while it does that.

LoRA (Hu and others, arXiv 2106.09685). One set listens to sounds, one tells long stories in parts. The planner's own weights
stay as they are, so that all other plans do, to the bit.
"""

from __future__ import annotations

from copy import deepcopy
from typing import cast

import torch
from torch import Tensor, nn
from transformers import Qwen2Config, Qwen2Model

MATRICES = {
    "self_attn": ("q_proj", "k_proj", "v_proj", "o_proj"),
    "mlp": ("gate_proj", "up_proj", "down_proj"),
}


class LowRank(nn.Module):
    """A matrix [out, in] of low rank that is zero at first."""

    def __init__(self, outside: int, inside: int, rank: int) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, inside) / inside**0.5)
        self.up = nn.Parameter(torch.zeros(outside, rank))

    def matrix(self) -> Tensor:
        """[out, in]"""
        return self.up @ self.down


class Adapter(nn.Module):
    """One low-rank addition for each matrix of a language model's layers."""

    def __init__(self, config: Qwen2Config, rank: int) -> None:
        super().__init__()
        hidden, inner = config.hidden_size, config.intermediate_size
        head = getattr(config, "head_dim", None) or hidden // config.num_attention_heads
        asked, known = head * config.num_attention_heads, head * config.num_key_value_heads
        sizes = {
            "q_proj": (asked, hidden), "k_proj": (known, hidden), "v_proj": (known, hidden), "o_proj": (hidden, asked),
            "gate_proj": (inner, hidden), "up_proj": (inner, hidden), "down_proj": (hidden, inner),
        }  # fmt: skip
        self.layers = nn.ModuleList(
            nn.ModuleDict({name: LowRank(*size, rank) for name, size in sizes.items()})
            for _ in range(config.num_hidden_layers)
        )

    def weights(self, reader: Qwen2Model) -> dict[str, Tensor]:
        """The reader's matrices with what is added to them, by the names that they have in it."""
        found = {}
        for number in range(len(self.layers)):
            for name in (f"{part}.{name}" for part, names in MATRICES.items() for name in names):
                place = f"layers.{number}.{name}.weight"
                own = reader.get_parameter(place)
                added = self.get_submodule(f"layers.{number}.{name.split('.')[1]}")
                found[place] = own + cast(LowRank, added).matrix().to(own)
        return found

    @torch.no_grad()
    def reader(self, own: Qwen2Model) -> Qwen2Model:
        """A copy with what is added; it shares the embeddings of words."""
        embedding = own.embed_tokens
        copy = deepcopy(own, {id(embedding): embedding})
        for name, weight in self.weights(own).items():
            copy.get_parameter(name).copy_(weight)
        return copy
