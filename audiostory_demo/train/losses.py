"""The losses of training: next token, semantic and residual regression, flow matching."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ..flow import Flow

NULL_SHARE = 0.1  # of scenes trained on the null condition, for classifier-free guidance


def noise_times(count: int, uniform: float = 0.1) -> Tensor:
    """[count] noise levels: logit-normal (Esser et al., arXiv 2403.03206), a few uniform to cover both ends."""
    times = torch.sigmoid(torch.randn(count))
    return torch.where(torch.rand(count) < uniform, torch.rand(count), times)


def flow_loss(flow: Flow, latents: Tensor, fused: Tensor, seconds: Tensor) -> Tensor:
    """Mean squared error of the predicted velocity.

    Args:
        flow: the transformer.
        latents: [batch, L, V] clean latents.
        fused: [batch, S, D] bridge output.
        seconds: [batch] durations.
    """
    drop = torch.rand(len(fused), device=fused.device) < NULL_SHARE
    fused = torch.where(drop[:, None, None], flow.null_embeds.expand_as(fused), fused)
    sigma = noise_times(len(latents)).to(latents.device)
    noise = torch.randn_like(latents)
    mixed = torch.lerp(latents, noise, sigma[:, None, None])
    predicted = flow.velocity(mixed, sigma, flow.condition(fused, seconds))
    return F.mse_loss(predicted.float(), noise - latents)


def regression_loss(predicted: Tensor, target: Tensor) -> Tensor:
    """Mean squared error plus one minus cosine, over tokens [..., D]."""
    predicted = predicted.float()
    return F.mse_loss(predicted, target) + (1 - F.cosine_similarity(predicted, target, dim=-1)).mean()
