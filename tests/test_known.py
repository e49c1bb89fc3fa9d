"""Going on from known latents: what the transformer sees beside the clip that it makes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import torch
from made_run import make_recordings

from audiostory_demo.config import BridgeConfig, CodecConfig, FlowConfig
from audiostory_demo.data.foley import Foley
from audiostory_demo.data.mixer import JOIN_FADE, SceneMixer
from audiostory_demo.data.styles import Style
from audiostory_demo.flow import Flow, Known
from audiostory_demo.train.batches import SceneBatch
from audiostory_demo.train.losses import draw_span, flow_loss

LENGTH = 12


def made_flow(*, continues: bool) -> Flow:
    config = FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12), continues=continues)
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


@pytest.mark.parametrize(("before", "length"), [(0, 120), (0, 240), (64, 240)])
def test_a_span_leaves_something_known_and_something_to_learn(before: int, length: int) -> None:
    batch = SceneBatch(
        ["A dog barks."], [Style()], torch.ones(1), torch.zeros(1, length, 2), torch.zeros(1, 8, 2), before
    )
    spans = [draw_span(batch) for _ in range(200)]
    if before:
        assert {(span.start, span.end) for span in spans if span} == {(before, length)} and None not in spans
        return
    assert spans.count(None) > 100  # most scenes are learned whole
    parts = [span for span in spans if span]
    assert parts and all(0 < span.start < span.end <= length and span.end - span.start >= length // 4 for span in parts)
    assert {span.end == length for span in parts} == {True, False}  # what follows, and gaps


def test_the_loss_is_over_what_is_made_only() -> None:
    flow = made_flow(continues=True)
    batch = SceneBatch(
        ["A dog barks."] * 2, [Style()] * 2, torch.ones(2), torch.randn(2, 20, flow.codec.latent_dim), torch.zeros(2, 1, 2), 8
    )  # fmt: skip
    span = draw_span(batch)
    batch.latents.requires_grad_(True)
    fused = torch.randn(2, 16, 64)
    flow_loss(flow, batch.latents, fused, batch.seconds, span).backward()
    assert flow.known_mark is not None and flow.known_mark.grad is not None and flow.known_mark.grad.abs().max() > 0
    assert batch.latents.grad is not None and batch.latents.grad[:, :8].abs().max() > 0  # listened to


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
