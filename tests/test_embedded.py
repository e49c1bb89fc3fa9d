"""The embedded model: what is shipped is a trained model that a listener recognises, at a sane level."""

from dataclasses import replace

import numpy as np
import pytest

from audiostory_demo.checkpoints.loading import embedded_folder
from audiostory_demo.evaluate.classifier import SoundClassifier
from audiostory_demo.evaluate.generated import single_scenes, summary
from audiostory_demo.train.card import CARD_TEXT, HISTORY

SCENES = 20  # each of another class; all are measured for the card


def test_all_shipped_weights_stay_under_60_mb():
    weights = embedded_folder().parent.rglob("*.safetensors")
    assert 1e6 < sum(file.stat().st_size for file in weights) < 60e6


def test_the_card_is_what_its_code_would_write_with_the_models_own_history_in_it():
    card = (embedded_folder() / "README.md").read_text(encoding="utf-8")
    assert (embedded_folder() / HISTORY).read_text(encoding="utf-8").strip() in card
    lines = card.splitlines()
    assert [line for line in CARD_TEXT.splitlines() if "{" not in line and line not in lines] == []


def test_the_card_credits_the_recordings():
    card = (embedded_folder() / "README.md").read_text(encoding="utf-8")
    credits = (embedded_folder() / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "2508.20088" in card
    assert credits.count("\n- ") > 300


@pytest.mark.slow
def test_every_generated_scene_can_be_heard_and_a_listener_does_better_than_guessing(embedded):
    # a first version was to reach three times chance; eleven were measured, and twice is noise
    found = summary(single_scenes(embedded, SoundClassifier.load(), count=SCENES))
    assert found["silent"] == 0
    assert found["clipped"] == 0
    assert found["times_chance"] > 6
    assert -30 <= found["level_low"] <= found["level_high"] <= -12


def test_plans_of_the_embedded_model_parse_and_sum_up(embedded):
    plan = embedded.plan("a dog, in a cathedral, then a train whistle and thunder", duration=12.5)
    assert embedded.model.planner.markup.parse(embedded.model.planner.markup.render(plan)).scenes == plan.scenes
    assert plan.seconds == pytest.approx(12.5)


def test_residual_tokens_change_the_sound_and_not_its_length(embedded):
    plan = embedded.plan("a dog, in a cathedral, like on an old radio", duration=4)
    full = embedded.render(plan, seed=1)
    without = embedded.render(replace(plan, tokens=tuple(t.scaled(residual=0.0) for t in plan.tokens)), seed=1)
    assert full.audio.shape == without.audio.shape
    assert np.abs(full.audio - without.audio).mean() > 1e-3
