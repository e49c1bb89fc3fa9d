"""Fresh weights for training, and the losses of each kind of data."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ..config import ModelConfig
from ..flow import Flow
from .batches import SceneBatch
from .losses import flow_loss
from .targets import StyleTable, TextFeatures

FEATURE_NOISE = 0.15  # added to text features: the planner's regression will not be exact either
NO_RESIDUAL = 0.1  # share of scenes without residual tokens, so that switching them off is a known condition


def fresh_flow(config: ModelConfig) -> Flow:
    """A flow whose blocks start as the identity (adaLN-zero, Peebles and Xie, arXiv 2212.09748)."""
    flow = Flow(config.flow, config.bridge, config.codec)
    transformer = flow.transformer
    blocks = [*transformer.transformer_blocks, *transformer.single_transformer_blocks]
    norms = [getattr(block, name) for block in blocks for name in ("norm", "norm1", "norm1_context") if hasattr(block, name)]
    for linear in (*(norm.linear for norm in norms), transformer.proj_out):
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)
    return flow


def fresh_parts(config: ModelConfig) -> nn.ModuleDict:
    """What stage 1a-flow trains: the flow, the fusing attention and the style table."""
    bridge = config.bridge
    return nn.ModuleDict(
        {
            "flow": fresh_flow(config),
            "attention": nn.MultiheadAttention(bridge.width, bridge.heads, batch_first=True),
            "style_table": StyleTable(bridge.residual_tokens, bridge.width),
        }
    )


def scene_losses(parts: nn.ModuleDict, features: TextFeatures) -> Callable[[SceneBatch], dict[str, Tensor]]:
    """The flow loss conditioned on text features and the style table, fused as the bridge does."""

    def losses(batch: SceneBatch) -> dict[str, Tensor]:
        semantic = features(batch.captions)
        semantic = semantic + FEATURE_NOISE * torch.randn_like(semantic)
        residual = parts["style_table"](batch.styles)
        residual = residual * (torch.rand(len(residual), 1, 1) >= NO_RESIDUAL)
        attended, _ = parts["attention"](semantic, residual, residual, need_weights=False)
        return {"flow": flow_loss(parts["flow"], batch.latents, semantic + attended, batch.seconds)}

    return losses
