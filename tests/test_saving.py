"""A saved story is one story: whoever dies while saving, whoever saves at the same time, whatever lies beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostory_demo import Clip, GenerationSettings, Plan, Scene, Story, __version__
from audiostory_demo.files import writing
from audiostory_demo.files.bundle import save_story
from audiostory_demo.files.recorded import SHIPPED
from audiostory_demo.files.writing import DRAFT, write_together, write_whole

PROCESSES = Path(__file__).with_name("saving_processes.py")
posix = pytest.mark.skipif(not hasattr(os, "fork"), reason="folders cannot be locked on this system")


def processes(what: str, file: Path, *numbers: int) -> dict[str, int]:
    """What readers found beside and after other processes."""
    command = [sys.executable, str(PROCESSES), what, str(file), *map(str, numbers)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stdout)


def tone(number: int, **changes: object) -> Story:
    """A story of one scene, without any model."""
    clip = Clip(np.full((1, 12000), number / 10, np.float32), 24000, number)
    plan = Plan(f"Tone {number}.", 0.5, "", (Scene(f"Tone {number}.", 0.5),))
    return replace(Story(clip.samples, 24000, plan, (clip,), GenerationSettings(), number, "none"), **changes)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@posix
class TestOneStory:
    """Real processes."""

    def test_is_there_after_writers_that_were_killed_at_any_moment(self, tmp_path: Path):
        assert processes("killed", tmp_path / "a.wav", 40) == {"whole": 40}
        tone(5).save(tmp_path / "a.wav")
        assert names(tmp_path) == ["a.json", "a.safetensors", "a.wav"]

    def test_is_there_beside_a_writer_that_saves_again_and_again(self, tmp_path: Path):
        assert processes("beside", tmp_path / "a.wav", 100, 1) == {"whole": 100}

    def test_is_there_beside_two_such_writers(self, tmp_path: Path):
        assert processes("beside", tmp_path / "a.wav", 100, 2) == {"whole": 100}

    def test_is_there_after_a_writer_that_died_at_each_of_its_steps_and_nothing_stays_of_it(self, tmp_path: Path):
        found = processes("dead at each step", tmp_path / "a.wav")
        assert set(found) == {"whole", "then whole among 3"}
        assert found["whole"] > 8, "steps"


class TestDrafts:
    def leave(self, folder: Path, *, whole: bool) -> Path:
        """What a writer leaves that dies before its first rename."""
        draft = folder / f"{DRAFT}0123"
        draft.mkdir()
        (draft / "a.txt").write_text("new")
        if whole:
            (draft / writing.ORDER).write_text('["a.txt"]')
        return draft

    @posix
    @pytest.mark.parametrize(("whole", "says"), [(True, "new"), (False, "old")])
    def test_of_dead_writers_are_carried_on_if_they_were_whole_and_deleted_if_not(
        self, tmp_path: Path, whole: bool, says: str
    ):
        (tmp_path / "a.txt").write_text("old")
        self.leave(tmp_path, whole=whole)
        write_whole(tmp_path / "b.txt", lambda part: part.write_text("b"))
        assert names(tmp_path) == ["a.txt", "b.txt"]
        assert (tmp_path / "a.txt").read_text() == says

    @pytest.mark.parametrize("hours", [1, 48])
    def test_where_folders_cannot_be_locked_only_old_ones_go(
        self, tmp_path: Path, hours: int, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(writing, "fcntl", None)
        draft = self.leave(tmp_path, whole=True)
        past = draft.stat().st_mtime - 3600 * hours
        os.utime(draft, (past, past))
        write_whole(tmp_path / "b.txt", lambda part: part.write_text("b"))
        assert draft.exists() == (hours == 1)
        assert (tmp_path / "b.txt").read_text() == "b"

    def test_a_rename_that_fails_changes_nothing(self, tmp_path: Path):
        (tmp_path / "a.txt").mkdir()
        with pytest.raises(OSError):
            write_together({tmp_path / f"{n}.txt": lambda part: part.write_text("new") for n in "ab"})
        assert names(tmp_path) == ["a.txt"]


class TestTheStoryAskedFor:
    def test_is_never_another_one_of_the_same_name(self, tmp_path: Path):
        tone(1).save(tmp_path / "a.wav")
        tone(2).save(tmp_path / "a.flac")
        assert Story.load(tmp_path / "a.flac").seed == 2
        with pytest.raises(ValueError, match=r"its sound is a\.flac; a\.wav is the sound of another story"):
            Story.load(tmp_path / "a.wav")

    def test_may_be_there_in_several_formats(self, tmp_path: Path):
        for suffix in (".wav", ".flac", ".mp3"):
            tone(1).save(tmp_path / f"a{suffix}")
        for suffix in (".wav", ".flac", ".mp3", ".json", ".safetensors"):
            assert Story.load(tmp_path / f"a{suffix}").seed == 1
        tone(2).save(tmp_path / "a.wav")
        assert Story.load(tmp_path / "a.json").seed == 2
        with pytest.raises(ValueError, match=r"a\.mp3 is the sound of another story"):
            Story.load(tmp_path / "a.mp3")

    def test_is_not_read_from_files_of_two_stories(self, tmp_path: Path):
        for number, folder in ((1, "one"), (2, "two")):
            tone(number).save(tmp_path / folder / "a.wav")
        for suffix in (".wav", ".safetensors"):
            mixed = tmp_path / f"mixed{suffix}"
            shutil.copytree(tmp_path / "one", mixed)
            shutil.copy(tmp_path / "two" / f"a{suffix}", mixed)
            with pytest.raises(ValueError, match=rf"a\{suffix} was changed, or belongs to another story"):
                Story.load(mixed / "a.wav")

    def test_keeps_its_files_under_another_name(self, tmp_path: Path):
        tone(1).save(tmp_path / "a.wav")
        for file in list(tmp_path.iterdir()):
            file.rename(tmp_path / f"b{file.suffix}")
        assert Story.load(tmp_path / "b.wav").seed == 1

    def test_is_found_in_the_home_folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        assert tone(1).save("~/a.wav") == tmp_path / "a.wav"
        assert Story.load("~/a.json").seed == 1
        with pytest.raises(ValueError, match="Write the path in full"):
            Story.load("~nobody-of-this-name/a.wav")

    @pytest.mark.parametrize("path", [None, 3, b"a.wav"])
    def test_has_a_path(self, path: object):
        with pytest.raises(ValueError, match=r"such as story\.wav"):
            Story.load(path)


class TestTheSound:
    def test_is_16_bit_unless_more_is_asked_for(self, tmp_path: Path):
        kept = {None: "PCM_16", "PCM_24": "PCM_24", "float": "FLOAT"}
        for subtype, written in kept.items():
            assert soundfile.info(tone(1).save(tmp_path / "a.wav", subtype=subtype)).subtype == written

    def test_gets_its_loudness_in_the_file_and_the_story_keeps_its_own(self, tmp_path: Path):
        pytest.importorskip("pyloudnorm")
        story = tone(1, audio=np.random.default_rng(0).normal(0, 0.01, (1, 24000)).astype(np.float32))
        louder, _ = soundfile.read(story.save(tmp_path / "a.wav", loudness=-20), dtype="float32")
        about = json.loads((tmp_path / "a.json").read_text())["sounds"][".wav"]["loudness"]
        assert about["reached"] == -20
        assert np.allclose(louder, story.audio[0] * 10 ** (about["gain"] / 20), atol=1e-3)
        assert np.array_equal(Story.load(tmp_path / "a.wav").audio, story.audio)

    @pytest.mark.parametrize("changes", [{"subtype": "PCM_8"}, {"loudness": 3}, {"loudness": float("nan")}])
    def test_options_that_cannot_be_leave_everything_as_it_is(self, tmp_path: Path, changes: dict[str, object]):
        with pytest.raises(ValueError, match=r"subtype='PCM_8'|Pass LUFS"):
            tone(1).save(tmp_path / "new" / "a.wav", **changes)
        assert not names(tmp_path)

    def test_that_is_no_sound_is_not_written(self, tmp_path: Path):
        with pytest.raises(ValueError, match="NaN or infinite"):
            tone(1, audio=np.full((1, 12000), np.nan)).save(tmp_path / "a.wav")
        assert not names(tmp_path)

    @pytest.mark.parametrize("audio", [np.zeros((1, 12000)), np.full((1, 999), 0.3), np.full((2, 12000), 0.3)])
    def test_that_is_not_its_clips_joined_is_kept_as_it_is(self, tmp_path: Path, audio: np.ndarray):
        story = tone(1, audio=audio.astype(np.float32))
        assert np.array_equal(Story.load(story.save(tmp_path / "a.mp3")).audio, story.audio)

    def test_a_light_story_has_the_sound_of_its_file(self, tmp_path: Path):
        story = tone(3, audio=np.full((1, 12000), 0.123456789, np.float32))
        path = save_story(story, tmp_path / "a.flac", light=True)
        assert np.abs(Story.load(path).audio - story.audio).max() <= 2**-16
        assert (tmp_path / "a.safetensors").stat().st_size < 30_000


class TestStoriesOfOtherVersions:
    def test_those_of_the_first_format_are_read(self):
        for file in SHIPPED.glob("*.json"):
            assert Story.load(file).audio.any()

    @pytest.mark.parametrize("place", ["settings", "scenes"])
    def test_a_later_one_with_parts_that_we_do_not_know_is_named(self, tmp_path: Path, place: str):
        file = tone(1).save(tmp_path / "a.wav").with_suffix(".json")
        values = json.loads(file.read_text())
        part = values[place] if place == "settings" else values[place][0]
        part["tempo"] = 120
        file.write_text(json.dumps(values | {"written_by": "9.7.0"}))
        with pytest.raises(
            ValueError, match=rf"written by version 9\.7\.0 .* has tempo, .* {__version__}, does not know"
        ):
            Story.load(file)

    def test_a_later_one_with_nothing_new_is_read(self, tmp_path: Path):
        file = tone(1).save(tmp_path / "a.wav").with_suffix(".json")
        file.write_text(json.dumps(json.loads(file.read_text()) | {"written_by": "9.7.0", "mood": "calm"}))
        assert Story.load(file).seed == 1
