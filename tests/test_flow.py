"""The transformer beside known latents, and the levels through which it goes from noise to a clip."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from made_run import make_recordings

from audiostory_demo.config import BridgeConfig, CodecConfig, FlowConfig
from audiostory_demo.data.foley import Foley
from audiostory_demo.data.mixer import JOIN_FADE, SceneMixer
from audiostory_demo.data.styles import Style
from audiostory_demo.flow import Flow, Known, noise_levels
from audiostory_demo.train.losses import ScenePart, draw_span, flow_loss, noise_times

LENGTH = 12


def made_flow(*, continues: bool, guided_below: float = 1.0, ceiling: tuple[float, float] | None = None) -> Flow:
    config = FlowConfig(
        layers=1,
        single_layers=1,
        heads=2,
        head_dim=32,
        rope=(8, 12, 12),
        continues=continues,
        guided_below=guided_below,
        ceiling=ceiling,
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        flow = Flow(config, BridgeConfig(width=64, hidden=64), CodecConfig())
        flow.transformer.proj_out.weight.data.normal_()
    return flow.eval()


def asked(flow: Flow, known: Known | None) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    latents = torch.randn(1, LENGTH, flow.codec.latent_dim, generator=generator)
    fused = torch.randn(1, 16, 64, generator=generator)
    with torch.inference_mode():
        return flow.velocity(latents, torch.tensor([0.5]), flow.condition(fused, torch.tensor([1.0])), known)


def test_the_velocity_is_of_the_clip_alone_and_depends_on_what_is_known() -> None:
    flow = made_flow(continues=True)
    some = torch.randn(1, 5, flow.codec.latent_dim, generator=torch.Generator().manual_seed(2))
    free, before, after = asked(flow, None), asked(flow, Known(before=some)), asked(flow, Known(after=some))
    around = asked(flow, Known(some, some))
    assert free.shape == before.shape == after.shape == around.shape == (1, LENGTH, flow.codec.latent_dim)
    answers = [free, before, after, around]
    for number, one in enumerate(answers):
        assert not any(torch.allclose(one, other, atol=1e-3) for other in answers[:number])
    # latents 0 to 11 stay at the positions they have without: nothing known changes nothing
    assert torch.equal(free, asked(flow, Known(before=some[:, :0], after=some[:, :0])))


def test_the_known_is_marked() -> None:
    flow = made_flow(continues=True)
    some = torch.zeros(1, 5, flow.codec.latent_dim)
    plain = asked(flow, Known(before=some))
    assert flow.known_mark is not None
    flow.known_mark.data += 1.0
    assert not torch.allclose(plain, asked(flow, Known(before=some)), atol=1e-3)


def test_a_transformer_that_was_not_trained_for_it_says_so_and_has_no_weight_more() -> None:
    flow = made_flow(continues=False)
    assert not any("known" in name for name in flow.state_dict())
    with pytest.raises(ValueError, match=r"not trained to go on from a sound"):
        asked(flow, Known(before=torch.zeros(1, 5, flow.codec.latent_dim)))


@pytest.mark.parametrize(("length", "before"), [(120, 0), (240, 0), (240, 64)])
def test_a_span_leaves_something_known_and_something_to_learn(length: int, before: int) -> None:
    spans = [draw_span(length, before) for _ in range(200)]
    if before:
        assert set(spans) == {(before, length)}
        return
    assert spans.count(None) > 100  # most scenes are learned whole
    parts = [span for span in spans if span]
    assert parts and all(0 < start < end <= length and end - start >= length // 4 for start, end in parts)
    assert {end == length for _, end in parts} == {True, False}  # what follows, and gaps


def test_every_noise_level_is_learned_most_of_all_where_a_sound_is_decided() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        times = noise_times(20_000)
    assert times.shape == (20_000,) and (times > 0).all() and (times < 1).all()
    shares = torch.histc(times, bins=4, min=0, max=1) / len(times)
    assert (shares > 0.1).all() and shares.argmax() == 3 and (times > 0.95).float().mean() > 0.1


def test_what_is_known_is_learned_from() -> None:
    flow = made_flow(continues=True)
    known = torch.randn(2, 8, flow.codec.latent_dim, requires_grad=True)
    part = ScenePart(torch.randn(2, 12, flow.codec.latent_dim), torch.ones(2), Known(before=known))
    flow_loss(flow, part, torch.randn(2, 16, 64)).backward()
    for tensor in (flow.known_mark, known):
        assert tensor is not None and tensor.grad is not None and tensor.grad.abs().max() > 0


def test_guidance_sees_what_is_known_in_both_halves() -> None:
    flow = made_flow(continues=True)
    noise = torch.randn(1, LENGTH, flow.codec.latent_dim)
    known = Known(before=torch.randn(1, 5, flow.codec.latent_dim))
    condition = flow.condition(torch.randn(2, 16, 64), torch.ones(2))
    with torch.inference_mode():
        both = flow.velocity(noise.repeat(2, 1, 1), torch.full((2,), 0.5), condition, known.repeat(2))
        guided = flow.guided(noise, 0.5, condition, 3.0, known)
    assert torch.allclose(guided[0], both[0] + 3.0 * (both[1] - both[0]), atol=1e-4)


def test_a_style_may_be_guided_more_than_its_caption() -> None:
    flow = made_flow(continues=False, guided_below=0.97)
    noise = torch.randn(2, LENGTH, flow.codec.latent_dim)
    condition = flow.condition(torch.randn(6, 16, 64), torch.ones(6))
    with torch.inference_mode():
        null, bare, whole = flow.velocity(noise.repeat(3, 1, 1), torch.full((6,), 0.5), condition).chunk(3)
        guided = flow.guided(noise, 0.5, condition, (3.0, 7.0))
        assert torch.allclose(guided, null + 3.0 * (bare - null) + 7.0 * (whole - bare), atol=1e-3)
        alone = flow.guided(noise, 1.0, condition.last(2), 1.0)
        assert torch.allclose(flow.guided(noise, 1.0, condition, (3.0, 7.0)), alone, atol=1e-4)


def test_near_pure_noise_the_conditional_half_steps_alone() -> None:
    flow = made_flow(continues=True, guided_below=0.97)
    latents = torch.randn(2, LENGTH, flow.codec.latent_dim)
    known = Known(before=torch.randn(2, 5, flow.codec.latent_dim))
    null, own = torch.randn(2, 16, 64), torch.randn(2, 16, 64)
    seconds = torch.ones(2)
    halves, alone = flow.condition(torch.cat([null, own]), seconds.repeat(2)), flow.condition(own, seconds)
    with torch.inference_mode():
        near = flow.guided(latents, 1.0, halves, 3.0, known)
        assert torch.allclose(near, flow.guided(latents, 1.0, alone, 1.0, known), atol=1e-4)
        below = flow.guided(latents, 0.97, halves, 3.0, known)
        assert not torch.allclose(below, flow.guided(latents, 0.97, alone, 1.0, known), atol=1e-3)
        # of a whole way down, what guidance says at the first step does not matter; at the others it does
        noise, fused = latents[0], own[0]
        (first, second), (other, last) = (list(flow.denoise(noise, fused, 1.0, 2, scale)) for scale in (2.0, 9.0))
    assert torch.equal(first, other) and not torch.allclose(second, last, atol=1e-3)


def test_every_step_is_guided_as_published_unless_a_model_says_otherwise() -> None:
    assert FlowConfig().guided_below == 1.0
    with pytest.raises(ValueError, match=r"guided_below"):
        FlowConfig(guided_below=1.5)


def test_nothing_ends_above_the_ceiling_and_what_is_under_the_knee_stays() -> None:
    noise, fused = torch.randn(LENGTH, CodecConfig().latent_dim), torch.randn(16, 64)
    with torch.inference_mode():
        free, bent = (
            list(made_flow(continues=False, ceiling=ceiling).denoise(noise, fused, 1.0, 3, 9.0))
            for ceiling in (None, (1.5, 2.0))
        )
    assert float(free[-1].max()) > 3  # guidance overshoots
    assert all(torch.equal(one, other) for one, other in zip(free[:-1], bent[:-1], strict=True))  # on the way it may
    low = free[-1] <= 1.5
    assert torch.equal(free[-1][low], bent[-1][low])
    assert float(bent[-1].max()) <= 2.0 and float(bent[-1][~low].min()) > 1.5
    # it bends and does not cut: what is louder stays louder, as far as numbers can show it
    order = free[-1][~low].argsort()
    assert bool((bent[-1][~low][order].diff() >= 0).all())
    with pytest.raises(ValueError, match=r"flow\.ceiling=\(2\.0, 1\.0\)"):
        FlowConfig(ceiling=(2.0, 1.0))


def test_a_sound_follows_another_in_one_style(tmp_path: Path) -> None:
    foley = Foley(make_recordings(tmp_path, ("train",)))
    mixer, rate = SceneMixer(foley), foley.rate
    sounds = (foley.sounds[0], foley.sounds[1])
    samples, caption = mixer.following(sounds, (1.0, 1.5), Style(room="cathedral"), random.Random(0))
    assert len(samples) == round(2.5 * rate) and abs(samples).max() <= 1.0
    assert caption in {foley.recordings[number].caption for number in foley.by_sound[sounds[1]]}
    alone, _ = mixer.following(sounds, (1.0, 1.5), Style(), random.Random(0))
    fade = round(JOIN_FADE * rate)
    assert abs(alone[: rate - fade]).max() > 0 and abs(alone[rate + fade :]).max() > 0


def test_the_published_schedule_stays_as_it_is_to_the_last_bit() -> None:
    even = torch.cat([torch.linspace(1, 1 / 50, 50, dtype=torch.float64).float(), torch.zeros(1)])
    assert torch.equal(noise_levels(50), even) and torch.equal(noise_levels(50, 1.0), even)


@given(steps=st.integers(1, 60), shift=st.floats(0.1, 50), times=st.integers(1, 5))
def test_a_shifted_schedule_falls_from_noise_to_nothing_and_holds_that_of_fewer_steps(
    steps: int, shift: float, times: int
) -> None:
    levels = noise_levels(steps, shift)
    assert levels[0] == 1 and levels[-1] == 0 and len(levels) == steps + 1
    assert (levels.diff() < 0).all()
    assert (levels - noise_levels(steps) >= -1e-6).all() == (shift >= 1) or steps == 1
    # a student's levels are among its teacher's
    assert torch.allclose(noise_levels(times * steps, shift)[::times], levels, atol=1e-6)


def test_a_shifted_model_is_sampled_at_its_own_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = made_flow(continues=False)
    flow.config = replace(flow.config, shift=8.0)
    asked_at: list[float] = []
    velocity = flow.velocity
    monkeypatch.setattr(
        flow, "velocity", lambda x, level, *given: asked_at.append(float(level[0])) or velocity(x, level, *given)
    )
    list(flow.denoise(torch.randn(LENGTH, flow.codec.latent_dim), torch.randn(16, 64), 1.0, 4, 1.0))
    assert asked_at == pytest.approx(noise_levels(4, 8.0)[:-1].tolist())
