"""Distillation of the transformer into a student that takes few steps and needs no guidance.

Each of the student's steps is learned from several guided steps of its teacher over the same stretch of noise levels.
Source: Salimans and Ho, arXiv 2202.00512 (progressive distillation); Meng et al., arXiv 2210.03142 (guided teachers).
Half of the starting points are the student's own: where its steps lead is where it must know the way (Kohler et al.,
arXiv 2405.05224, call that backward distillation).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from ..flow import Condition, Flow, noise_levels
from ..model import StoryModel
from .batches import SceneBatch
from .losses import scene_condition
from .targets import StyleTable, TextFeatures

STUDENT_STEPS = 4
OWN_STARTS = 0.5  # share of batches that begin where the student's own steps lead


def distillation_losses(
    model: StoryModel, table: StyleTable, features: TextFeatures
) -> Callable[[SceneBatch], dict[str, Tensor]]:
    """The student's squared error against where its teacher goes, over one of its steps."""
    teacher, student = model.flow, model.student
    assert student is not None
    levels = noise_levels(STUDENT_STEPS).tolist()
    substeps = max(1, model.config.steps // STUDENT_STEPS)

    def losses(batch: SceneBatch) -> dict[str, Tensor]:
        segment = random.randrange(STUDENT_STEPS)
        with torch.no_grad():
            fused = scene_condition(model, table, features, batch)
            start = _start(student, batch, fused, levels[: segment + 1])
            both = torch.cat([teacher.null_embeds.expand_as(fused), fused])
            condition = teacher.condition(both, batch.seconds.repeat(2))
            end = walk(teacher, start, condition, levels[segment], levels[segment + 1], substeps, model.config.guidance)
            target = (end - start) / (levels[segment + 1] - levels[segment])
        velocity = student.guided(start, levels[segment], student.condition(fused, batch.seconds), 1.0)
        return {"distillation": F.mse_loss(velocity, target)}

    return losses


def walk(
    flow: Flow, latents: Tensor, condition: Condition, high: float, low: float, steps: int, guidance: float
) -> Tensor:
    """Euler steps from one noise level to a lower one."""
    for sigma, following in pairwise(torch.linspace(high, low, steps + 1, dtype=torch.float64).tolist()):
        latents = latents + (following - sigma) * flow.guided(latents, sigma, condition, guidance)
    return latents


def _start(student: Flow, batch: SceneBatch, fused: Tensor, levels: list[float]) -> Tensor:
    """Latents at the last of these levels: the student's own way there from noise, or a recording with noise."""
    noise = torch.randn_like(batch.latents)
    if len(levels) > 1 and random.random() >= OWN_STARTS:
        return torch.lerp(batch.latents, noise, levels[-1])
    condition = student.condition(fused, batch.seconds)
    for high, low in pairwise(levels):
        noise = walk(student, noise, condition, high, low, 1, 1.0)
    return noise
