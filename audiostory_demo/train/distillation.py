"""Distillation of the transformer into a student that takes few steps and needs no guidance.

Each of the student's steps is learned from several guided steps of its teacher over the same stretch of noise levels.
Source: Salimans and Ho, arXiv 2202.00512 (progressive distillation); Meng et al., arXiv 2210.03142 (guided teachers).
Most of the starting points are the student's own: where its steps lead is where it must know the way (Kohler et al.,
arXiv 2405.05224, call that backward distillation).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from ..flow import Condition, Flow, Known, student_levels
from ..model import StoryModel
from .batches import SceneBatch
from .losses import ScenePart, part_of
from .planned import Conditions

STUDENT_STEPS = 4
STYLE_GUIDANCE = 7.0  # of the teacher, from a caption without a style to one with it; to the caption it is the model's
SUBSTEPS = 3  # of the teacher to each of the student's
PLAIN = 0.35  # share of scenes without a style: what guidance changes most are styles
FREELY = 0.5  # share of scenes called by what people may say of their sound
OWN_STARTS = 0.7  # share of batches that begin where the student's own steps lead
SHARES = (0.2, 0.45, 0.2, 0.15)  # of batches for each of its steps: in the second a sound is decided
LIKENESS = 0.35  # share of batches that are held against recordings, where there is an ear for that


def distillation_losses(
    model: StoryModel, conditions: Conditions, likeness: Callable[[SceneBatch], Tensor] | None = None
) -> Callable[[SceneBatch], dict[str, Tensor]]:
    """The student's squared error against where its teacher goes, over one of its steps; or how unlike recordings its end is."""
    teacher, student = model.flow, model.student
    assert student is not None
    levels = student_levels(STUDENT_STEPS).tolist()

    def losses(batch: SceneBatch) -> dict[str, Tensor]:
        # where another sound comes before, the caption and the seconds are of a part of the recording only
        if likeness is not None and not batch.before and random.random() < LIKENESS:
            return {"likeness": likeness(batch)}
        segment = random.choices(range(STUDENT_STEPS), SHARES)[0]
        with torch.no_grad():
            part = part_of(batch, model)
            bare, exact, fused = conditions(batch, part.silent)
            own = segment == 0 or random.random() < OWN_STARTS
            start = start_of(student, part, fused, levels[: segment + 1], own)
            told = torch.cat([teacher.null_embeds.expand_as(exact), bare, exact])
            condition = teacher.condition(told, part.seconds.repeat(3))
            guidance = model.config.guidance, STYLE_GUIDANCE
            between = substeps(levels[segment], levels[segment + 1])
            end = walk(teacher, start, condition, between, guidance, part.known, order=2)
            target = (end - start) / (levels[segment + 1] - levels[segment])
        condition = student.condition(fused, part.seconds)
        velocity = student.guided(start, levels[segment], condition, 1.0, part.known)
        return {"distillation": F.mse_loss(velocity, target)}

    return losses


def substeps(first: float, last: float) -> list[float]:
    """The teacher's noise levels over one step of the student's, evenly spaced.

    Steps that grow, as a cosine's do at its beginning, make the second-order walk overshoot under strong guidance: what ends
    there is loud where it should be silent, and no listener that works on log-mels minds.
    """
    return torch.linspace(first, last, SUBSTEPS + 1, dtype=torch.float64).tolist()


def walk(
    flow: Flow, latents: Tensor, condition: Condition, levels: Sequence[float], guidance: float | Sequence[float],
    known: Known | None = None, *, order: int = 1,
) -> Tensor:  # fmt: skip
    """Steps from each of these noise levels to the next.

    Order 1 follows the velocity (Euler); 2 also how it has changed since the step before (Adams and Bashforth), so that fewer
    steps lead to the same place. Where guidance sets in the velocity jumps, and nothing is read from that.
    """
    before: tuple[bool, float, Tensor] | None = None
    for sigma, following in pairwise(levels):
        guided = flow.guides(sigma)
        step, velocity = following - sigma, flow.guided(latents, sigma, condition, guidance, known)
        change: Tensor | float = 0.0
        if order > 1 and before is not None and before[0] == guided:
            change = step / (2 * before[1]) * (velocity - before[2])
        latents = latents + step * (velocity + change)
        before = guided, step, velocity
    return latents


def start_of(student: Flow, part: ScenePart, fused: Tensor, levels: list[float], own: bool) -> Tensor:
    """Latents at the last of these levels: the student's ``own`` way there from noise, or a recording with noise."""
    noise = torch.randn_like(part.latents)
    if not own:
        return torch.lerp(part.latents, noise, levels[-1])
    return walk(student, noise, student.condition(fused, part.seconds), levels, 1.0, part.known)
