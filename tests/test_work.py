"""Shares of time, operations against a plain matrix product, and the published size where a GPU is."""

from __future__ import annotations

import json

import pytest
import torch

from audiostory_demo import AudioStory
from audiostory_demo.bench import large
from audiostory_demo.bench.work import MATRIX, matrix_product_speed, measure_work
from audiostory_demo.cli.bench import bench
from audiostory_demo.config import BridgeConfig, FlowConfig


@pytest.fixture(scope="module")
def work(small: AudioStory):
    return measure_work(small, "rain, then a dog", duration=4.0, temperature=0.0)


def test_the_shares_of_all_parts_are_the_whole(work):
    assert [part.name for part in work.parts] == ["planner", "transformer", "codec", "the rest"]
    assert sum(part.share for part in work.parts) == pytest.approx(1)
    assert sum(part.seconds for part in work.parts) == pytest.approx(work.seconds)
    assert work.duration == 4.0


def test_operations_are_those_of_the_matrices(work, small: AudioStory):
    planner, transformer = (part.operations for part in work.parts[:2])
    weights = sum(p.numel() for p in small.model.flow.transformer.parameters())
    # two operations for each weight and latent: 4 s at 46.9 Hz, two steps of two halves; and attention, norms, tails
    least = 2 * weights * 4 * 46.9 * 4 * 0.5
    assert least < transformer < 10 * least and planner > 0
    assert all(part.of_limit is None or 0 < part.of_limit < 1.5 for part in work.parts)


def test_nothing_stays_wrapped(work, small: AudioStory):
    assert "velocity" not in vars(small.model.flow) and "decode" not in vars(small.model.codec)
    assert "_advance" not in vars(small.model.planner)


def test_the_limit_is_operations_over_time():
    speed = matrix_product_speed(torch.device("cpu"), torch.float32, side=256)
    assert 1e8 < speed < 1e14 and MATRIX > 256


def test_the_published_schedule_takes_every_token_and_all_scenes_before_the_first_sound():
    story = large.Story(scenes=3, reasoning=10, scene=5, query=20)
    published, ours = large.schedules(story, token=1.0, forced=2.0, step=0.1, codec=1.0)
    assert published == pytest.approx({"total": 10 + 3 * 25 + 3 * 6, "first sound": 10 + 3 * 25 + 6})
    assert ours == pytest.approx({"total": 10 + 3 * (5 + 2 + 1.6 + 1), "first sound": 10 + 5 + 2 + 1.6 + 1})


def test_the_parts_run_at_any_size_so_that_the_script_is_known_to_work():
    sizes = large.Sizes(
        planner={**large.PLANNER, "vocab_size": 300, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
                 "num_attention_heads": 2, "num_key_value_heads": 2},
        flow=FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12), latent_length=20),
        bridge=BridgeConfig(semantic_tokens=4, residual_tokens=2, width=32, hidden=32),
        codec={**large.OOBLECK_DEFAULTS, "encoder_hidden_size": 8, "decoder_channels": 8, "channel_multiples": [1, 1],
               "downsampling_ratios": [2, 2]},
        context=16, repeats=3,
    )  # fmt: skip
    found = large.measure_large(torch.device("cpu"), sizes)
    assert found.tokens_per_second > 0 and found.steps_per_second > 0 and found.seconds < large.MOST_SECONDS
    assert found.ours["total"] < found.published["total"] and found.ours["first sound"] < found.published["first sound"]
    json.dumps(found.to_dict())


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_the_published_size_is_refused_at_once():
    with pytest.raises(ValueError, match="measured on a CUDA GPU, and there is none here"):
        bench(large=True)
