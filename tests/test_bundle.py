"""A story on disk: everything comes back, files are whole or not there, and captions hold in any player."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory, BridgeTokens, Clip, GenerationSettings, Plan, Scene, Story, StorySoFar
from audiostory_demo.audio.save import FORMATS
from audiostory_demo.files.bundle import check_writable
from audiostory_demo.files.writing import write_together, write_whole

SUFFIXES = (".json", ".safetensors", ".wav")


@pytest.fixture(scope="module")
def story(small: AudioStory) -> Story:
    return small.generate("Ein Sturm 🌩️ <b>zieht</b> auf --> Hafen.", duration=4.321, seed=2**63 - 1, temperature=1.0)


def by_hand(**changes: object) -> Story:
    """A story made without any model."""
    tokens = BridgeTokens(np.ones((2, 3), np.float32), np.zeros((1, 3), np.float32))
    plan = Plan(
        "Two tones.", 0.02, "", (Scene("A tone.", 0.01), Scene("A tone.", 0.01)), (tokens, tokens.scaled(semantic=2))
    )
    audio = np.linspace(-1, 1, 320, dtype=np.float32).reshape(2, 160)
    clips = (Clip(audio[:, :90], 8000, 1), Clip(audio[:, 80:], 8000, 2))
    return replace(Story(audio, 8000, plan, clips, GenerationSettings(), 5, "none"), **changes)


def assert_same(loaded: Story, story: Story) -> None:
    """All but the story's own sound, which a format may round."""
    assert loaded.plan == story.plan
    assert (loaded.settings, loaded.seed, loaded.model) == (story.settings, story.seed, story.model)
    assert (loaded.versions, loaded.stats, loaded.sample_rate) == (story.versions, story.stats, story.sample_rate)
    for ours, theirs in zip(loaded.clips, story.clips, strict=True):
        assert np.array_equal(ours.samples, theirs.samples)
        assert (ours.sample_rate, ours.seed) == (theirs.sample_rate, theirs.seed)


class TestSaveThenLoad:
    def test_gives_back_everything_bit_for_bit_from_wav(self, story: Story, tmp_path: Path):
        story.save(tmp_path / "harbour.wav")
        loaded = Story.load(tmp_path / "harbour.wav")
        assert_same(loaded, story)
        assert np.array_equal(loaded.audio, story.audio)
        assert loaded.audio.dtype == np.float32

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_gives_back_everything_bit_for_bit_whatever_the_sound_file_rounds(
        self, story: Story, tmp_path: Path, suffix: str
    ):
        story.save(tmp_path / f"harbour{suffix}", loudness=-30)
        loaded = Story.load(tmp_path / f"harbour{suffix}")
        assert_same(loaded, story)
        assert np.array_equal(loaded.audio, story.audio)

    def test_works_for_stereo_and_full_scale(self, tmp_path: Path):
        story = by_hand()
        loaded = Story.load(story.save(tmp_path / "stereo.wav"))
        assert_same(loaded, story)
        assert np.array_equal(loaded.audio, story.audio)

    def test_works_for_a_plan_without_tokens(self, tmp_path: Path):
        story = by_hand(plan=replace(by_hand().plan, tokens=()))
        assert Story.load(story.save(tmp_path / "text.wav")).plan == story.plan

    def test_works_for_a_scene_too_short_to_hear(self, tmp_path: Path):
        story = by_hand(clips=(by_hand().clips[0], Clip(np.zeros((2, 0)), 8000, 2)))
        assert_same(Story.load(story.save(tmp_path / "short.wav")), story)

    def test_any_of_the_three_files_names_the_story(self, story: Story, tmp_path: Path):
        assert story.save(str(tmp_path / "harbour.wav")) == tmp_path / "harbour.wav"
        assert sorted(file.name for file in tmp_path.iterdir()) == ["harbour" + suffix for suffix in SUFFIXES]
        for suffix in SUFFIXES:
            assert Story.load(tmp_path / f"harbour{suffix}").seed == story.seed

    def test_a_story_can_be_moved_with_its_files(self, story: Story, tmp_path: Path):
        story.save(tmp_path / "here" / "harbour.wav")
        (tmp_path / "here").rename(tmp_path / "there")
        assert_same(Story.load(tmp_path / "there" / "harbour.wav"), story)

    def test_a_loaded_story_can_be_told_anew(self, small: AudioStory, story: Story, tmp_path: Path):
        loaded = Story.load(story.save(tmp_path / "harbour.wav"))
        again, same = (small.regenerate(told, scene=1, seed=4) for told in (story, loaded))
        assert np.array_equal(again.audio, same.audio)

    def test_a_story_cut_short_is_saved_like_any_other(self, small: AudioStory, tmp_path: Path):
        listener = StorySoFar()
        for event in small.stream("Rain.", duration=5.0, seed=1):
            listener.add(event)
            if listener.story():
                break
        short = listener.story()
        assert_same(Story.load(short.save(tmp_path / "short.wav")), short)

    def test_the_json_is_there_to_be_read(self, story: Story, tmp_path: Path):
        story.save(tmp_path / "harbour.wav")
        text = (tmp_path / "harbour.json").read_text(encoding="utf-8")
        assert "🌩️" in text
        assert json.loads(text)["scenes"][0] == {
            "caption": story.scenes[0].caption,
            "duration": story.scenes[0].duration,
            "level": "",
        }

    def test_loading_needs_no_torch(self, tmp_path: Path):
        by_hand().save(tmp_path / "tone.wav")
        code = "import sys; from audiostory_demo import Story; Story.load(sys.argv[1]).captions(); assert 'torch' not in sys.modules"
        subprocess.run([sys.executable, "-c", code, str(tmp_path / "tone.wav")], check=True)


class TestFilesAreWholeOrNotThere:
    @pytest.mark.parametrize("fails", [0, 1, 2, 3])
    def test_a_save_that_fails_half_way_leaves_all_old_files(self, tmp_path: Path, fails: int, monkeypatch):
        old = by_hand()
        old.save(tmp_path / "tone.wav")
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        library = (
            ("soundfile", "write"),
            ("safetensors.numpy", "save"),
            ("pathlib.Path", "write_bytes"),
            ("os", "replace"),
        )[fails]

        def full(*args: object, **kwargs: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(".".join(library), full)
        with pytest.raises(OSError, match="No space left"):
            replace(old, seed=6).save(tmp_path / "tone.wav")
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before

    def test_an_interrupted_write_leaves_the_old_file_and_no_other(self, tmp_path: Path):
        file = tmp_path / "notes.txt"
        file.write_text("old")

        def interrupted(part: Path) -> None:
            part.write_text("new")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write_whole(file, interrupted)
        assert [(found.name, found.read_text()) for found in tmp_path.iterdir()] == [("notes.txt", "old")]

    def test_files_that_belong_together_change_together(self, tmp_path: Path):
        one, two = tmp_path / "one.txt", tmp_path / "two.txt"
        write_together({one: lambda part: part.write_text("1"), two: lambda part: part.write_text("2")})

        def fails(part: Path) -> None:
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            write_together({one: lambda part: part.write_text("new"), two: fails})
        assert (one.read_text(), two.read_text()) == ("1", "2")
        assert len(list(tmp_path.iterdir())) == 2

    @pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX")
    def test_saved_files_have_the_permissions_of_any_new_file(self, tmp_path: Path):
        (tmp_path / "plain").touch()
        by_hand().save(tmp_path / "tone.wav")
        modes = {file.stat().st_mode for file in tmp_path.iterdir()}
        assert modes == {(tmp_path / "plain").stat().st_mode}


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def foreign(file: Path) -> None:
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


class TestFilesThatAreNoStory:
    @pytest.mark.parametrize("suffix", SUFFIXES)
    @pytest.mark.parametrize("spoil", [cut, foreign, lambda file: file.write_bytes(b""), Path.unlink])
    def test_a_truncated_foreign_empty_or_missing_file_is_one_sentence(self, tmp_path: Path, suffix: str, spoil):
        by_hand().save(tmp_path / "tone.wav")
        spoil(tmp_path / f"tone{suffix}")
        with pytest.raises(
            ValueError, match=r"tone\.(json|safetensors) is (missing|not a whole saved story)"
        ) as caught:
            Story.load(tmp_path / "tone.wav")
        assert "\n" not in str(caught.value).strip()

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda values: values.pop("scenes"), "lacks 'scenes'"),
            (lambda values: values.update(format=99), "has the format 99, which this version"),
            (lambda values: values["settings"].update(tempo=3), "GenerationSettings has no tempo"),
            (lambda values: values["settings"].update(steps=0), "steps=0"),
            (lambda values: values["scenes"][0].update(duration=-1), "-1"),
            (lambda values: values["scenes"].append({"caption": "More.", "duration": 1.0}), "lacks 'semantic.2'"),
            (lambda values: values["clips"].append({"sample_rate": 8000, "seed": 1}), "lacks 'clip.2'"),
            (lambda values: values["sounds"].pop(".wav"), "tone.wav is the sound of another story"),
            (
                lambda values: values["sounds"][".wav"].update(sum="0"),
                "tone.wav was changed, or belongs to another story",
            ),
            (lambda values: values.update(arrays="0"), "tone.safetensors was changed, or belongs to another story"),
            (lambda values: values.update(samples=7), "has 160 samples at 8000 Hz, not 7 at 8000"),
            (lambda values: values.update(scenes=3), "not a whole saved story"),
            (lambda values: values["scenes"][0].update(caption="a <|gen|> b"), "tag of the story format"),
        ],
    )
    def test_a_json_that_was_tampered_with_is_one_sentence(self, tmp_path: Path, change, says: str):
        by_hand().save(tmp_path / "tone.wav")
        values = json.loads((tmp_path / "tone.json").read_text())
        change(values)
        (tmp_path / "tone.json").write_text(json.dumps(values))
        with pytest.raises(ValueError, match=re.escape(says)):
            Story.load(tmp_path / "tone.wav")

    def test_a_story_reads_no_sound_from_another_folder(self, tmp_path: Path):
        soundfile.write(tmp_path / "secret.wav", np.zeros(160), 8000)
        by_hand().save(tmp_path / "inner" / "tone.wav")
        file = tmp_path / "inner" / "tone.json"
        for sound in ("../secret.wav", "secret.wav", str(tmp_path / "secret.wav")):
            file.write_text(file.read_text().replace('"tone.wav"', json.dumps(sound)))
            assert np.array_equal(Story.load(file).audio, by_hand().audio)


class TestWhereAStoryCanBeWritten:
    @pytest.mark.parametrize("name", ["story.aac", "story", "story.txt", "wav", ".wav"])
    def test_only_sound_formats_that_we_write_are_taken(self, tmp_path: Path, name: str):
        with pytest.raises(ValueError, match=r"does not end in \.wav, \.flac, \.mp3, \.opus or \.ogg"):
            by_hand().save(tmp_path / name)
        assert not list(tmp_path.iterdir())

    def test_a_folder_is_no_file(self, tmp_path: Path):
        (tmp_path / "story.wav").mkdir()
        with pytest.raises(ValueError, match=r"story\.wav is a folder. Name a file"):
            check_writable(tmp_path / "story.wav")

    def test_a_companion_that_is_a_folder_is_found_before_anything_is_written(self, tmp_path: Path):
        (tmp_path / "story.json").mkdir()
        with pytest.raises(ValueError, match=r"story\.json is a folder"):
            by_hand().save(tmp_path / "story.wav")
        assert [file.name for file in tmp_path.iterdir()] == ["story.json"]

    def test_a_folder_below_a_file_cannot_be_made(self, tmp_path: Path):
        (tmp_path / "file").touch()
        with pytest.raises(ValueError, match=r"cannot be written .*Choose a folder where you may write"):
            check_writable(tmp_path / "file" / "story.wav")

    def test_a_name_too_long_for_the_file_system_is_found_before_generating(self, tmp_path: Path):
        with pytest.raises(ValueError, match="cannot be written"):
            check_writable(tmp_path / f"{'x' * 300}.wav")

    def test_looking_leaves_nothing_behind(self, tmp_path: Path):
        assert check_writable(tmp_path / "a" / "b" / "story.wav") == tmp_path / "a" / "b" / "story.wav"
        with pytest.raises(ValueError, match="cannot be written"):
            check_writable(tmp_path / "c" / f"{'x' * 300}.wav")
        assert not list(tmp_path.iterdir())

    def test_looking_keeps_what_was_there(self, tmp_path: Path):
        (tmp_path / "a").mkdir()
        saved = by_hand().save(tmp_path / "a" / "tone.wav")
        check_writable(saved)
        check_writable(tmp_path / "a" / "b" / "tone.wav")
        assert sorted(file.name for file in (tmp_path / "a").iterdir()) == ["tone" + suffix for suffix in SUFFIXES]

    def test_the_longest_name_that_the_file_system_takes_is_written(self, tmp_path: Path):
        name = "x" * (255 - len(".safetensors"))
        assert Story.load(by_hand().save(tmp_path / f"{name}.wav")).seed == 5

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_without_permission_is_named(self, tmp_path: Path):
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(ValueError, match=r"closed.*Permission denied"):
            check_writable(tmp_path / "closed" / "story.wav")

    @pytest.mark.parametrize("path", [None, 3, b"story.wav"])
    def test_other_types_are_no_path(self, path: object):
        with pytest.raises(ValueError, match=r"Pass a file name such as story\.wav\."):
            check_writable(path)

    def test_folders_on_the_way_are_made(self, tmp_path: Path):
        assert by_hand().save(tmp_path / "a" / "b" / "tone.WAV").is_file()


NASTY = (
    Scene("A <i>loud</i> & <script>alert(1)</script> bang", 0.5),
    Scene("Left --> right ---> on", 3599.25),
    Scene("Two\n\nlines,\r\nthree\u2028four", 2.0004),
    Scene("Последний звук 🔔", 7200.0),
)


class TestCaptions:
    plan = Plan("x", 10801.7504, "", NASTY)

    def test_webvtt_escapes_markup_and_has_one_cue_per_scene(self):
        story = by_hand(plan=self.plan)
        assert (
            story.captions()
            == story.captions("vtt")
            == (
                "WEBVTT\n\n"
                "1\n00:00:00.000 --> 00:00:00.500\n"
                "A &lt;i&gt;loud&lt;/i&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt; bang\n\n"
                "2\n00:00:00.500 --> 00:59:59.750\nLeft --&gt; right ---&gt; on\n\n"
                "3\n00:59:59.750 --> 01:00:01.750\nTwo lines, three four\n\n"
                "4\n01:00:01.750 --> 03:00:01.750\nПоследний звук 🔔\n"
            )
        )

    def test_subrip_has_commas_and_neither_arrows_nor_tags_in_its_text(self):
        cues = by_hand(plan=self.plan).captions("srt").split("\n\n")
        assert len(cues) == len(NASTY)
        assert cues[0] == "1\n00:00:00,000 --> 00:00:00,500\nA ‹i>loud‹/i> & ‹script>alert(1)‹/script> bang"
        assert cues[1].splitlines()[2] == "Left -> right -> on"
        assert cues[3].splitlines()[1] == "01:00:01,750 --> 03:00:01,750"

    @pytest.mark.parametrize("kind", ["vtt", "srt"])
    def test_every_cue_is_a_number_a_time_line_and_one_line_of_text(self, story: Story, kind: str):
        for plan in (story.plan, self.plan):
            cues = by_hand(plan=plan).captions(kind).removeprefix("WEBVTT\n\n").rstrip("\n").split("\n\n")
            for number, cue in enumerate(cues, start=1):
                head, times, text = cue.split("\n")
                assert head == str(number)
                assert re.fullmatch(r"\d\d:\d\d:\d\d[.,]\d{3} --> \d\d:\d\d:\d\d[.,]\d{3}", times)
                assert text and "-->" not in text and not re.search("[<\r\u2028]", text)

    def test_one_cue_ends_where_the_next_begins(self):
        story = by_hand(plan=Plan("x", 33.333, "", tuple(Scene("Tick.", 0.333) for _ in range(100))))
        times = re.findall(r"(\S+) --> (\S+)", story.captions())
        assert [end for _, end in times[:-1]] == [start for start, _ in times[1:]]
        assert times[-1][1] == "00:00:33.300"

    def test_an_unknown_kind_is_refused_with_the_known_ones(self):
        with pytest.raises(ValueError, match=r"captions='ass' is not a subtitle format\. Choose \"vtt\" or \"srt\"\."):
            by_hand().captions("ass")
