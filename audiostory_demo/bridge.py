"""The bridge: planner hidden states become the condition of the diffusion transformer.

Source: arXiv 2508.20088, section 3 (decoupled bridging tokens).
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import torch
from torch import Tensor, nn

from .config import BridgeConfig


def _projector(hidden_size: int, config: BridgeConfig) -> nn.Sequential:
    # exact (erf) GELU: the tanh form is off by 7e-4 on the release
    return nn.Sequential(nn.Linear(hidden_size, config.hidden), nn.GELU(), nn.Linear(config.hidden, config.width))


@torch.no_grad()
def _widened(own: nn.Sequential, config: BridgeConfig) -> nn.Sequential:
    """A projector that says what ``own`` does; what it has more of inside counts for nothing yet."""
    first, last = (cast(nn.Linear, own[place]) for place in (0, 2))
    wider = _projector(first.in_features, config).to(first.weight)
    wider_first, wider_last = (cast(nn.Linear, wider[place]) for place in (0, 2))
    inner = first.out_features
    wider_first.weight[:inner], wider_first.bias[:inner] = first.weight, first.bias
    wider_last.weight[:, :inner], wider_last.weight[:, inner:], wider_last.bias[:] = last.weight, 0.0, last.bias
    return wider


class Bridge(nn.Module):
    """Projects semantic and residual hidden states and fuses the second into the first.

    Args:
        hidden_size: H, width of the planner's hidden states.
        config: sizes S, R, D.
    """

    def __init__(self, hidden_size: int, config: BridgeConfig) -> None:
        super().__init__()
        self.config = config
        self.projector = _projector(hidden_size, config)
        self.audio_projector = _projector(hidden_size, config)
        self.attention = nn.MultiheadAttention(config.width, config.heads, batch_first=True)

    def widen(self, hidden: int) -> None:
        """Give both projectors an inner width of at least this; what they say stays the same until they learn more."""
        if hidden <= self.config.hidden:
            return
        self.config = replace(self.config, hidden=hidden)
        self.projector, self.audio_projector = (
            _widened(own, self.config) for own in (self.projector, self.audio_projector)
        )

    def project(self, semantic_hidden: Tensor, residual_hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden states [batch, S, H] and [batch, R, H] to tokens [batch, S, D] and [batch, R, D]."""
        return self.projector(semantic_hidden), self.audio_projector(residual_hidden)

    def fuse(self, semantic: Tensor, residual: Tensor) -> Tensor:
        """Residual information joins the semantic sequence by cross-attention: [batch, S, D]."""
        attended, _ = self.attention(semantic, residual, residual, need_weights=False)
        return (semantic + attended) / self.config.feature_scale

    @torch.no_grad()
    def attention_map(self, semantic: Tensor, residual: Tensor) -> Tensor:
        """Which residual token each semantic token listens to: [batch, heads, S, R], rows sum to 1."""
        return self.attention(semantic, residual, residual, need_weights=True, average_attn_weights=False)[1]
