"""The student made more like real scenes: what its steps lead to is judged beside recordings with as much noise.

A student that is taught by regression alone ends at the mean of what its teacher might do. Here a discriminator, small
heads on what the frozen transformer has in mind, learns to tell the student's states from real scenes, and the student to
be taken for real. Source: Sauer et al., arXiv 2403.12015 (latent adversarial diffusion distillation).
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..flow import Condition, Flow, Known, student_levels
from ..model import StoryModel
from ..style_table import StyleTable
from .batches import SceneBatch
from .distillation import STUDENT_STEPS, walk
from .losses import part_of, scene_condition
from .targets import TextFeatures

PLAIN_REAL = 0.3  # share of scenes without a style
SILENT = 0.3  # at most this share of the scenes has no residual tokens
STEPS_DRAWN = (0.3, 0.25, 0.2, 0.25)  # how often each of the student's steps is judged
WIDTH = 128
REACH = 4.0  # weight of the caption and style in a head's verdict
LAST_LEVELS = -1.0, 1.2  # mean and spread of the logit of the noise level at which finished scenes are judged
MEMORY = 0.95  # of the running size of the discriminator's gradient


class Discriminator(nn.Module):
    """A head on each block of the frozen transformer: how real a state at some noise level looks under its condition.

    It is not part of the shipped model.

    Args:
        flow: whose blocks' outputs are looked at.
        width: of the condition.
    """

    def __init__(self, flow: Flow, width: int) -> None:
        super().__init__()
        self.heads = nn.ModuleList(Head(flow.transformer.inner_dim, width) for _ in blocks(flow))

    def forward(self, minds: list[Tensor], condition: Condition, sigma: Tensor) -> list[Tensor]:
        """Of each block's output [batch, L, H] a verdict for every latent [batch, L]; above 0 is real."""
        return [
            head(mind.float(), condition.pooled.float(), sigma.float())
            for head, mind in zip(self.heads, minds, strict=True)
        ]


class Head(nn.Module):
    """Of one block."""

    def __init__(self, hidden: int, condition: int) -> None:
        super().__init__()
        self.inner, self.level = nn.Linear(hidden, WIDTH), nn.Linear(16, WIDTH)
        self.near = nn.Conv1d(WIDTH, WIDTH, 5, padding=2)
        self.far = nn.Conv1d(WIDTH, WIDTH, 5, padding=4, dilation=2)
        self.verdict, self.condition = nn.Linear(WIDTH, 1), nn.Linear(condition, WIDTH)

    def forward(self, mind: Tensor, pooled: Tensor, sigma: Tensor) -> Tensor:
        """[batch, L, H], [batch, D] and [batch] -> [batch, L]."""
        angles = torch.arange(1, 9, device=sigma.device) * math.pi * sigma[:, None]
        level = self.level(torch.cat([angles.sin(), angles.cos()], dim=-1))
        x = F.leaky_relu(self.inner(F.layer_norm(mind, mind.shape[-1:])) + level[:, None], 0.2).transpose(1, 2)
        for convolution in (self.near, self.far):
            x = x + F.leaky_relu(convolution(x), 0.2)
        fits = (x.mean(dim=2) * self.condition(pooled)).mean(dim=-1, keepdim=True)
        return self.verdict(x.transpose(1, 2))[..., 0] + REACH * fits


def blocks(flow: Flow) -> list[nn.Module]:
    """Of the transformer, in order."""
    return [*flow.transformer.transformer_blocks, *flow.transformer.single_transformer_blocks]


@contextmanager
def watched(flow: Flow) -> Iterator[list[Tensor]]:
    """What each block makes of the latents in the passes that run inside."""
    minds: list[Tensor] = []
    hooks = [block.register_forward_hook(lambda _b, _i, outputs: minds.append(outputs[1])) for block in blocks(flow)]
    try:
        yield minds
    finally:
        for hook in hooks:
            hook.remove()


def adversarial_losses(
    model: StoryModel, table: StyleTable, features: TextFeatures, discriminator: Discriminator
) -> Callable[[SceneBatch], dict[str, Tensor]]:
    """Three terms, each of which moves one thing only.

    - push: the student, along the discriminator's gradient, whose size is taken out: what weighs is its direction.
    - anchor: the student, back to what it was when the stage began, by squared error of the velocity.
    - discriminator: the heads, by their hinge loss on real scenes and on the student's.
    """
    teacher, student = model.flow, model.student
    assert student is not None
    anchor = copy.deepcopy(student).requires_grad_(False)
    levels = student_levels(STUDENT_STEPS).tolist()
    sizes: dict[int, Tensor] = {}

    def look(latents: Tensor, sigma: Tensor, condition: Condition, known: Known | None) -> list[Tensor]:
        before = 0 if known is None or known.before is None else known.before.shape[1]
        with watched(teacher) as minds:
            teacher.velocity(latents, sigma, condition, known)
        return [mind[:, before : before + latents.shape[1]] for mind in minds]

    def losses(batch: SceneBatch) -> dict[str, Tensor]:
        step = random.choices(range(STUDENT_STEPS), STEPS_DRAWN)[0]
        level, following = levels[step], levels[step + 1]
        with torch.no_grad():
            part = part_of(batch, model)
            real, known = part.latents, part.known
            fused = scene_condition(model, table, features, batch, min(part.silent, SILENT))
            condition = student.condition(fused, part.seconds)
            start = walk(student, torch.randn_like(real), condition, levels[: step + 1], 1.0, known)
            before = anchor.guided(start, level, anchor.condition(fused, part.seconds), 1.0, known)
            sigma = _judged_at(following, len(real)).to(real)
            real_noise, fake_noise = torch.randn_like(real), torch.randn_like(real)
            judged = teacher.condition(fused, part.seconds)
        velocity = student.guided(start, level, student.condition(fused, part.seconds), 1.0, known)
        end = (start + (following - level) * velocity).detach().requires_grad_(True)
        noisy = end if following > 0 else torch.lerp(end, fake_noise, sigma[:, None, None])
        minds = look(noisy, sigma, judged, known)
        unreal = -torch.stack([verdict.mean() for verdict in discriminator(minds, judged, sigma)]).sum()
        (gradient,) = torch.autograd.grad(unreal, end)
        size = gradient.float().square().mean().sqrt()
        sizes[step] = torch.lerp(size, sizes.get(step, size), MEMORY)
        uphill = -gradient.float() / (
            sizes[step] + 1e-12
        )  # a step goes down in noise: the end moves against the velocity
        fake_minds = [mind.detach() for mind in minds]
        with torch.no_grad():
            real_minds = look(torch.lerp(real, real_noise, sigma[:, None, None]), sigma, judged, known)
        verdicts = zip(discriminator(real_minds, judged, sigma), discriminator(fake_minds, judged, sigma), strict=True)
        return {
            "push": (velocity.float() * uphill).mean(),
            "anchor": F.mse_loss(velocity.float(), before.float()),
            "discriminator": torch.stack([F.relu(1 - r).mean() + F.relu(1 + f).mean() for r, f in verdicts]).sum(),
        }

    return losses


def _judged_at(level: float, count: int) -> Tensor:
    """[count] noise levels: where a step ends, and for the last step, which ends without noise, some."""
    if level > 0:
        return torch.full((count,), level)
    mean, spread = LAST_LEVELS
    return torch.sigmoid(mean + spread * torch.randn(count)).clamp(0.02, 0.8)
