"""The command line: what it writes, what it says, and how it ends."""

from __future__ import annotations

import io
import itertools
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer.main
from diffusers import FluxTransformer2DModel
from golden_run import RELEASE

from audiostory_demo import AudioStory, Story
from audiostory_demo.__main__ import main
from audiostory_demo.cli import app
from audiostory_demo.cli.errors import DEBUG
from audiostory_demo.cli.session import speed


class Result:
    """How a run of the command line ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs ``audiostory`` in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DEBUG, raising=False)

    def run(*args: object, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["audiostory", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run


@pytest.fixture
def tell(run: Run, small_model_folder: Path) -> Run:
    """Runs ``audiostory generate`` with the small model: a story of three scenes or so."""
    usual = {"--duration": 5, "--seed": 3, "--model": small_model_folder, "--device": "cpu", "--dtype": "float32"}

    def tell(prompt: str, *args: object, stdin: bytes = b"") -> Result:
        options = [part for name, value in usual.items() if name not in args for part in (name, value)]
        return run("generate", prompt, *options, *args, stdin=stdin)

    return tell


def broken_after_a_scene(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """The library's transformer fails after the two steps of the first scene."""
    forward, calls = FluxTransformer2DModel.forward, itertools.count(1)

    def broken(self: FluxTransformer2DModel, *args: object, **options: object) -> object:
        if next(calls) > 2:
            raise error
        return forward(self, *args, **options)

    monkeypatch.setattr(FluxTransformer2DModel, "forward", broken)


class TestAStory:
    def test_a_prompt_becomes_a_sound_its_plan_and_its_tokens(self, tell: Run, tmp_path: Path):
        result = tell("A storm.", "--out", "a.wav")
        assert result.code == 0, result.err
        assert {path.name for path in tmp_path.iterdir()} == {"a.wav", "a.json", "a.safetensors"}
        story = Story.load("a.wav")
        assert (story.plan.instruction, story.seed, story.duration) == ("A storm.", 3, 5.0)

    def test_the_reasoning_and_every_caption_are_shown_while_it_is_told(self, tell: Run):
        result = tell("A storm.", "--out", "a.wav")
        story = Story.load("a.wav")
        assert " ".join(story.reasoning.split()) in " ".join(result.err.split())
        for number, scene in enumerate(story.scenes, start=1):
            line = next(line for line in result.err.splitlines() if line.startswith(f"Scene {number} ("))
            assert line.endswith(" ".join(scene.caption.split()))

    def test_the_end_says_where_the_files_are_and_how_fast_it_went(self, tell: Run):
        out = tell("A storm.", "--out", "a.wav", "--captions", "vtt").out
        rows = {line.split("  ")[0].strip(): line for line in out.splitlines()}
        assert list(rows) == ["sound", "plan", "tokens", "vtt", "seed", "length", "first sound", "speed"]
        assert rows["sound"].endswith("a.wav")
        assert "--seed 3" in rows["seed"]
        assert "than real time" in rows["speed"]

    def test_without_a_path_it_is_named_after_prompt_and_seed(self, tell: Run):
        assert tell("A storm crosses the harbour; a bell answers it twice!").code == 0
        assert Path("stories/a-storm-crosses-the-harbour-a-bell-3.wav").is_file()

    def test_without_a_seed_one_is_drawn_and_tells_the_same_story_again(self, run: Run, small_model_folder: Path):
        options = ("--model", small_model_folder, "--duration", 2, "--temperature", 1, "--dtype", "float32")
        assert run("generate", "A storm.", *options, "--out", "a.wav").code == 0
        first = Story.load("a.wav")
        assert run("generate", "A storm.", *options, "--out", "b.wav", "--seed", first.seed).code == 0
        assert np.array_equal(Story.load("b.wav").audio, first.audio)

    def test_the_options_reach_the_story(self, tell: Run):
        given = {"--steps": 3, "--guidance": 1.5, "--crossfade": 0.5, "--temperature": 0.7, "--decoding": "strict"}
        assert tell("A storm.", "--out", "a.flac", *(part for item in given.items() for part in item)).code == 0
        settings = Story.load("a.flac").settings
        assert {option: getattr(settings, option.removeprefix("--")) for option in given} == given

    def test_a_prompt_that_looks_like_markup_is_shown_and_kept_as_it_is(self, tell: Run):
        prompt = "[bold red]Rain[/] <|im_end|> {braces} [/nothing]"
        assert tell(prompt, "--out", "a.wav").code == 0
        assert Story.load("a.wav").plan.instruction == prompt


class TestTheSound:
    def test_is_what_any_program_reads_unless_more_is_asked_for(self, tell: Run):
        assert tell("A storm.", "--out", "a.wav").code == 0
        assert soundfile.info("a.wav").subtype == "PCM_16"
        assert tell("A storm.", "--out", "a.wav", "--subtype", "float").code == 0
        assert soundfile.info("a.wav").subtype == "FLOAT"

    @pytest.mark.parametrize(
        ("args", "name"),
        [
            (["--format", "flac"], "stories/a-storm-3.flac"),
            (["--out", "a.mp3"], "a.mp3"),
            (["--out", "a", "--format", "opus"], "a.opus"),
        ],
    )
    def test_has_the_format_of_its_suffix(self, tell: Run, args: list[str], name: str):
        assert tell("A storm.", *args).code == 0
        assert soundfile.info(name).duration == pytest.approx(5.0)
        assert Story.load(name).duration == 5.0

    def test_is_as_loud_as_was_asked_and_the_end_says_so(self, tell: Run):
        pyloudnorm = pytest.importorskip("pyloudnorm")
        result = tell("A storm.", "--out", "a.wav", "--loudness", "-30")
        assert "loudness     -30.0 LUFS\n" in result.out
        sound, rate = soundfile.read("a.wav")
        assert pyloudnorm.Meter(rate).integrated_loudness(sound) == pytest.approx(-30, abs=0.1)

    def test_may_go_to_the_home_folder(self, tell: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        assert tell("A storm.", "--out=~/new/a.wav").code == 0
        assert (tmp_path / "home" / "new" / "a.wav").is_file()
        assert [path.name for path in tmp_path.iterdir()] == ["home"]


class TestWherePromptsComeFrom:
    def test_a_standard_input_that_is_closed_is_one_sentence(self, tell: Run, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(io, "TextIOWrapper", lambda *args: None)  # what Python makes of a closed one
        result = tell("-")
        assert (result.code, result.err.count("\n")) == (2, 1)
        assert "Standard input is closed. Pass the prompt itself" in result.err

    def test_a_hyphen_reads_standard_input(self, tell: Run):
        assert tell("-", "--out", "a.wav", stdin="Rain on a tent.\nThen thunder, très loin.\n".encode()).code == 0
        assert Story.load("a.wav").plan.instruction == "Rain on a tent.\nThen thunder, très loin."

    @pytest.mark.parametrize("nothing", [b"", b"\n", b"\xef\xbb\xbf \r\n"])
    def test_standard_input_without_words_is_asked_for_words(self, tell: Run, nothing: bytes):
        result = tell("-", stdin=nothing)
        assert (result.code, result.out) == (2, "")
        assert result.err == "Error: The instruction is empty. Say in a sentence what should be heard.\n"

    def test_the_name_of_a_text_file_reads_it(self, tell: Run):
        Path("story.txt").write_bytes("\ufeffRain on a tent.\r\n".encode())
        assert tell("story.txt", "--out", "a.wav").code == 0
        assert Story.load("a.wav").plan.instruction == "Rain on a tent."

    def test_a_text_file_that_is_not_there_is_no_prompt(self, tell: Run):
        result = tell("nowhere.txt")
        assert result.code == 2
        assert "nowhere.txt does not exist" in result.err

    def test_bytes_that_are_no_text_are_refused(self, tell: Run):
        result = tell("-", stdin=b"\xff\xfe\x00")
        assert result.code == 2
        assert "Standard input is not text in UTF-8 (byte 0)" in result.err

    def test_a_file_far_too_long_is_refused_before_it_is_read_whole(self, tell: Run):
        Path("book.txt").write_text("x" * 200_000)
        result = tell("book.txt")
        assert result.code == 2
        assert "book.txt has more than 100,000 bytes" in result.err

    def test_a_prompt_too_long_to_be_a_file_name_is_a_prompt(self, tell: Run):
        assert tell("rain and thunder, " * 40, "--out", "a.wav").code == 0


class TestMoreFiles:
    def test_captions_are_written_in_each_format_asked_for(self, tell: Run):
        assert tell("A storm.", "--out", "a.wav", "--captions", "srt", "--captions", "vtt").code == 0
        story = Story.load("a.wav")
        assert Path("a.vtt").read_text(encoding="utf-8") == story.captions("vtt")
        assert Path("a.srt").read_text(encoding="utf-8") == story.captions("srt")

    @pytest.mark.parametrize(("subtype", "rounded"), [("PCM_16", 2**-16), ("float", 0)])
    def test_stems_are_the_clips_before_they_were_joined(self, tell: Run, subtype: str, rounded: float):
        assert tell("A storm.", "--out", "a.wav", "--stems", "--subtype", subtype).code == 0
        story, stems = Story.load("a.wav"), sorted(Path("a-clips").iterdir())
        assert [stem.name[:9] for stem in stems] == [f"scene-0{i + 1}-" for i in range(len(story.scenes))]
        for stem, clip in zip(stems, story.clips, strict=True):
            samples, rate = soundfile.read(stem, dtype="float32", always_2d=True)
            assert rate == clip.sample_rate
            assert np.abs(samples.T - clip.samples).max() <= rounded

    def test_stems_of_an_earlier_story_do_not_stay_among_those_of_this_one(self, tell: Run):
        Path("a-clips").mkdir()
        for name in ("scene-09-old.wav", "mine.txt"):
            Path("a-clips", name).write_text("old")
        assert tell("A storm.", "--out", "a.wav", "--stems").code == 0
        assert not Path("a-clips/scene-09-old.wav").exists()
        assert Path("a-clips/mine.txt").exists()

    def test_a_spectrogram_is_a_picture(self, tell: Run):
        assert tell("A storm.", "--out", "a.wav", "--spectrogram").code == 0
        assert Path("a.png").read_bytes().startswith(b"\x89PNG")

    def test_no_half_written_file_is_left(self, tell: Run, tmp_path: Path):
        assert tell("A storm.", "--out", "a.wav", "--captions", "vtt", "--stems", "--spectrogram").code == 0
        assert not [path for path in tmp_path.rglob(".*")]


class TestJsonEvents:
    @pytest.fixture
    def events(self, tell: Run) -> list[dict]:
        result = tell("A storm.", "--out", "a.wav", "--json-events", "--captions", "vtt", "--steps", 3)
        assert result.code == 0, result.err
        return [json.loads(line) for line in result.out.splitlines()]

    def test_every_line_is_an_event_and_the_last_one_names_the_files(self, events: list[dict]):
        assert events[0]["event"] == "story_started"
        assert [event["event"] for event in events].count("story_ready") == 1
        assert events[-1]["event"] == "story_ready"
        files = events[-1]["files"]
        assert files == {"sound": "a.wav", "plan": "a.json", "tokens": "a.safetensors", "vtt": "a.vtt"}
        assert all(Path(path).is_file() for path in files.values())

    def test_they_tell_the_whole_story(self, events: list[dict]):
        story = Story.load("a.wav")
        of = {kind: [e for e in events if e["event"] == kind] for kind in {e["event"] for e in events}}
        assert "".join(e["delta"] for e in of["reasoning_text"]).strip() == story.reasoning
        assert [(e["caption"], e["duration"]) for e in of["scene_planned"]] == [
            (s.caption, s.duration) for s in story.scenes
        ]
        assert [e["step"] for e in of["denoise_step"]] == [1, 2, 3] * len(story.scenes)
        assert [e["seed"] for e in of["clip_ready"]] == [clip.seed for clip in story.clips]
        assert [e["semantic"]["shape"] for e in of["bridge_ready"]] == [
            list(t.semantic.shape) for t in story.plan.tokens
        ]
        assert sum(e["samples"]["shape"][1] for e in of["audio_chunk"]) == story.audio.shape[1]
        assert events[-1]["stats"] == story.stats

    def test_a_story_that_fails_on_the_way_ends_with_the_reason(self, tell: Run, monkeypatch: pytest.MonkeyPatch):
        broken_after_a_scene(monkeypatch, MemoryError("The memory is full."))
        result = tell("A storm.", "--out", "a.wav", "--json-events")
        last = json.loads(result.out.splitlines()[-1])
        assert (last["event"], last["reason"], len(last["scenes"])) == ("story_stopped", "The memory is full.", 1)
        assert last["files"]["sound"] == "a.wav"


class TestErrors:
    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["--duration", "4000"], "duration=4000 s exceeds the model's maximum of 150 s."),
            (["--duration", "nan"], "duration=nan is not a length."),
            (["--duration", "0"], "duration=0.0 is not a length."),
            (["--seed", "-1"], "seed=-1 is not a seed."),
            (["--steps", "0"], "steps=0: pass a whole number from 1 to 1000"),
            (["--guidance", "0.5"], "guidance=0.5: pass a number from 1 to 30"),
            (["--crossfade", "-1"], "crossfade=-1.0: pass a number from 0 to 10"),
            (["--decoding", "loose"], "decoding='loose' is not known. Choose strict or release."),
            (["--captions", "mp4"], "--captions mp4 is not a subtitle format. Choose vtt or srt"),
            (["--duration", "inf"], "duration=inf is not a length."),
            (["--seed", str(2**63)], f"seed={2**63} is not a seed."),
            (["--model", "huge"], "'huge' is not a model. Known models: tiny"),
            (["--model", "x" * 5000], "'xxx"),
            (["--model", "huge", "--out", "new/folders/a.wav"], "'huge' is not a model. Known models: tiny"),
            (["--device", "abacus"], "device='abacus' is not known."),
            (["--dtype", "int3"], "dtype='int3' is not known."),
            (["--out", "a.aac"], "a.aac does not end in .wav, .flac, .mp3, .opus or .ogg."),
            (["--format", "aac"], "stories/a-storm-3.aac does not end in .wav, .flac, .mp3, .opus or .ogg."),
            (["--out", "a.wav", "--format", "mp3"], "--format mp3 was asked for, but a.wav ends in .wav."),
            (
                ["--out", "a.flac", "--subtype", "FLOAT"],
                "subtype='FLOAT' is not known for .flac. Choose PCM_16 or PCM_24.",
            ),
            (["--loudness", "3"], "loudness=3.0 is not a target. Pass LUFS from -50 to -5, such as -16"),
            (["--out", "~nobody-of-this-name/a.wav"], "~nobody-of-this-name/a.wav begins with a home folder"),
        ],
    )
    def test_what_cannot_be_is_one_sentence_and_exit_code_2(
        self, tell: Run, tmp_path: Path, args: list[str], says: str
    ):
        result = tell("A storm.", *args)
        assert result.code == 2
        assert result.out == ""
        last = result.err.splitlines()[-1]
        assert last.startswith(f"Error: {says}")
        assert "Traceback" not in result.err
        assert len(result.err) < 500
        assert not list(tmp_path.iterdir())

    def test_an_empty_prompt_is_asked_for_words(self, tell: Run):
        result = tell("  ")
        assert (result.code, result.err) == (
            2,
            "Error: The instruction is empty. Say in a sentence what should be heard.\n",
        )

    def test_an_unknown_option_is_named(self, tell: Run):
        result = tell("A storm.", "--volume", "11")
        assert result.code == 2
        assert "--volume" in result.err

    def test_a_path_that_cannot_be_written_is_found_before_the_model_is_loaded(self, tell: Run):
        Path("file").write_text("in the way")
        result = tell("A storm.", "--out", "file/a.wav", "--model", "no such model")
        assert result.code == 2
        assert "a.wav cannot be written" in result.err

    @pytest.mark.parametrize(("option", "name"), [("--spectrogram", "a.png"), ("--captions=vtt", "a.vtt")])
    def test_so_is_a_folder_where_a_file_is_to_be(self, tell: Run, option: str, name: str):
        Path(name).mkdir()
        result = tell("A storm.", "--out", "a.wav", option, "--model", "no such model")
        assert result.code == 2
        assert f"{name} is a folder" in result.err

    def test_a_failure_on_the_way_keeps_the_finished_scenes_and_exits_1(
        self, tell: Run, monkeypatch: pytest.MonkeyPatch
    ):
        broken_after_a_scene(monkeypatch, ValueError("Scene 1 came out as NaN."))
        result = tell("A storm.", "--out", "a.wav")
        assert result.code == 1
        assert "The finished scene is kept as a story" in result.err
        assert result.err.splitlines()[-1] == "Error: Scene 1 came out as NaN."
        story = Story.load("a.wav")
        assert len(story.scenes) == 1
        assert story.duration == story.scenes[0].duration

    def test_a_plan_that_does_not_parse_exits_1_and_writes_nothing(self, tell: Run, tmp_path: Path):
        result = tell(
            "A storm.", "--decoding", "release", "--out", "a.wav"
        )  # untrained, so what it writes is not a plan
        assert result.code == 1
        assert "no story is written" in result.err
        assert result.err.splitlines()[-1].startswith("Error: ")
        assert not list(tmp_path.iterdir())

    def test_a_disk_that_fills_up_is_named_with_its_file(self, tell: Run, monkeypatch: pytest.MonkeyPatch):
        def full(*args: object, **options: object) -> None:
            raise OSError(28, "No space left on device", "a.wav")

        monkeypatch.setattr(soundfile, "write", full)
        result = tell("A storm.", "--out", "a.wav")
        assert result.code == 1
        assert result.err.splitlines()[-1].startswith("Error: a.wav: No space left on device. Nothing of this story is")
        assert not Path("a.json").exists()

    @pytest.fixture
    def small_disk(self, tmp_path: Path) -> Iterator[Path]:
        """A disk of 1,200 kB: a story of 5 s fits, another one or its stems do not."""
        disk = tmp_path / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(disk)]
        if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("no disk can be mounted here")
        yield disk
        subprocess.run(["umount", str(disk)], check=True)

    def test_a_disk_that_is_full_is_found_before_generating(self, tell: Run, small_disk: Path):
        with suppress(OSError), (small_disk / "ballast").open("wb", buffering=0) as ballast:
            while ballast.write(bytes(4096)):
                pass
        result = tell("A storm.", "--out", small_disk / "a.wav", "--model", "no such model")
        assert result.code == 2
        assert "a.wav cannot be written (No space left on device). Make room" in result.err

    def test_a_disk_that_fills_up_says_so_and_what_was_kept(self, tell: Run, small_disk: Path):
        told = tell("A storm.", "--out", small_disk / "a.wav")
        assert told.code == 0, told.err
        before = {file.name: file.read_bytes() for file in small_disk.iterdir()}
        result = tell("Another storm.", "--out", small_disk / "b.wav")
        assert result.code == 1
        assert "No space left on device. Nothing of this story is written." in result.err
        assert {file.name: file.read_bytes() for file in small_disk.iterdir()} == before
        (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free - 180_000))
        result = tell("A storm.", "--out", small_disk / "c.wav", "--stems", "--duration", "1")
        assert result.code == 1
        assert "No space left on device" in result.err and "is kept:" in result.err
        assert Story.load(small_disk / "c.wav").seed == 3

    def test_a_fault_of_our_own_is_one_sentence_too(self, tell: Run, monkeypatch: pytest.MonkeyPatch):
        broken_after_a_scene(monkeypatch, KeyError("lost"))
        result = tell("A storm.", "--out", "a.wav")
        assert result.code == 1
        assert f"KeyError: 'lost'. Run again with {DEBUG}=1" in result.err
        assert "Traceback" not in result.err

    def test_a_traceback_is_shown_to_who_asks_for_it(self, tell: Run, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(DEBUG, "1")
        result = tell("A storm.", "--duration", "4000")
        assert result.code == 2
        assert "Traceback" in result.err


class TestStopping:
    """Real processes, real signals."""

    @pytest.fixture
    def start(self, small_model_folder: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
        started: list[subprocess.Popen] = []

        def start(*args: object) -> subprocess.Popen:
            command = [sys.executable, "-m", "audiostory_demo", "generate", "A storm.", "--model", small_model_folder]
            command += ["--duration", 60, "--steps", 40, "--out", tmp_path / "a.wav", "--json-events", *args]
            pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            # where the tests run in the background, Ctrl-C is ignored, and children would inherit that
            heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
            started.append(subprocess.Popen([*map(str, command)], preexec_fn=heard, **pipes))
            return started[-1]

        yield start
        for process in started:
            process.kill()
            process.communicate()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_ctrl_c_keeps_the_finished_scenes_as_a_valid_shorter_story(self, start, tmp_path: Path, number: int):
        process = start("--captions", "vtt")
        while json.loads(process.stdout.readline())["event"] != "audio_chunk":
            pass
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 128 + number
        assert "kept as a story" in err
        assert "Traceback" not in err
        story, last = Story.load(tmp_path / "a.wav"), json.loads(out.splitlines()[-1])
        assert 0 < story.duration < 60
        assert story.duration == pytest.approx(story.plan.seconds)
        assert len(story.clips) == len(story.scenes) == len(story.plan.tokens) == len(last["scenes"])
        assert last["event"] == "story_stopped"
        assert (tmp_path / "a.vtt").read_text(encoding="utf-8") == story.captions()

    def test_a_hand_that_stays_on_ctrl_c_does_not_lose_the_story(self, start, tmp_path: Path):
        process = start("--spectrogram")
        while json.loads(process.stdout.readline())["event"] != "audio_chunk":
            pass
        while process.poll() is None and not (tmp_path / "a.wav").exists():
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        assert "Traceback" not in process.communicate(timeout=120)[1]
        assert process.returncode == 130
        assert len(Story.load(tmp_path / "a.wav").scenes) >= 1

    def test_ctrl_c_before_the_first_scene_writes_nothing_and_says_so(self, start, tmp_path: Path):
        process = start()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 130
        assert "Stopped before the first scene was finished" in err
        assert "Traceback" not in err
        assert not list(tmp_path.iterdir())

    def test_a_reader_that_goes_away_ends_the_story_without_a_word(self, start, tmp_path: Path):
        process = start()
        while json.loads(process.stdout.readline())["event"] != "audio_chunk":
            pass
        process.stdout.close()
        process.wait(timeout=120)
        err = process.stderr.read()
        assert process.returncode == 1
        assert "Traceback" not in err
        assert "Error" not in err
        assert len(Story.load(tmp_path / "a.wav").scenes) >= 1


class TestWithoutDocstrings:
    """python -OO strips them, and asserts too."""

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-OO", *args], capture_output=True, text=True, timeout=300)

    def test_the_command_runs_all_the_same_and_has_its_help(self):
        done = self.run("-m", "audiostory_demo", "generate", "--help")
        assert done.returncode == 0, done.stderr
        assert "Tell a story and save it" in done.stdout

    def test_the_class_says_what_it_needs(self):
        done = self.run("-c", "from audiostory_demo import AudioStory")
        assert "ImportError: python -OO takes away docstrings that transformers needs. Use python -O" in done.stderr

    def test_saved_stories_are_read(self):
        done = self.run(
            "-c", "from audiostory_demo.files.recorded import recorded_stories; print(len(recorded_stories()))"
        )
        assert int(done.stdout) > 0


class TestDoctor:
    def test_a_machine_that_can_tell_stories_is_exit_code_0(self, run: Run, small_model_folder: Path):
        result = run("doctor", "--model", small_model_folder, "--json")
        assert result.code == 0, result.out
        found = json.loads(result.out)
        assert found["ready"] is True
        findings = {finding["name"]: finding for finding in found["findings"]}
        assert {
            "python",
            "torch",
            "device",
            "CPU bfloat16",
            "memory",
            "disk here",
            "sound files",
            "gradio",
        } <= set(findings)
        assert "small: " in findings[f"model {small_model_folder}"]["found"]

    def test_a_missing_model_is_a_problem_and_exit_code_1(self, run: Run):
        result = run("doctor", "--model", "nothing", "--json")
        assert result.code == 1
        findings = json.loads(result.out)["findings"]
        assert [finding["name"] for finding in findings if finding["state"] == "problem"] == ["model nothing"]

    def test_a_missing_optional_part_is_a_note_that_says_how_to_get_it(
        self, run: Run, small_model_folder: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(sys.modules, "gradio", None)  # as if it were not installed
        result = run("doctor", "--model", small_model_folder)
        assert result.code == 0
        line = next(line for line in result.out.splitlines() if " gradio " in line)
        assert line.startswith("note")
        assert 'pip install "audiostory-demo[app]"' in line

    def test_a_missing_library_is_a_problem(self, run: Run, small_model_folder: Path, monkeypatch: pytest.MonkeyPatch):
        version = metadata.version

        def without_soxr(name: str) -> str:
            if name == "soxr":
                raise metadata.PackageNotFoundError(name)
            return version(name)

        monkeypatch.setattr(metadata, "version", without_soxr)
        result = run("doctor", "--model", small_model_folder)
        assert result.code == 1
        assert any(line.startswith("problem  soxr") for line in result.out.splitlines())


class TestConvert:
    def test_a_converted_release_plans_and_tells(self, run: Run):
        result = run("convert", RELEASE, "out", "--bits", "16")
        assert result.code == 0, result.err
        assert result.out == "Converted to out\n"
        model = AudioStory.from_pretrained("out", device="cpu")
        story = model.generate("A bell.", duration=model.config.min_duration, seed=1, steps=1)
        assert story.audio.shape == (2, round(model.config.min_duration * model.sample_rate))

    def test_what_the_release_lacks_may_lie_elsewhere(self, run: Run):
        (home,) = (folder for folder in RELEASE.iterdir() if (folder / "config.yaml").is_file())
        shutil.copytree(home, "alone/release")  # without the base models around it
        assert run("convert", "alone", "out").code == 2
        assert run("convert", "alone", "out", "--base", RELEASE).code == 0
        assert run("convert", RELEASE, "whole").code == 0
        assert Path("out/config.json").read_text() == Path("whole/config.json").read_text()

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["out", "--bits", "4"], "bits=4 is not known. Choose 32, 16 or 8."),
            (["taken"], "cannot be written (File exists). Choose a folder where you may write."),
            (["new/out"], "release holds no release: no config.yaml and pytorch_model.bin."),
        ],
    )
    def test_what_cannot_be_is_found_before_the_weights_are_read(
        self, run: Run, tmp_path: Path, args: list[str], says: str
    ):
        Path("taken").write_text("in the way")
        result = run("convert", "release", *args)
        assert result.code == 2
        assert says in result.err
        assert [file.name for file in tmp_path.iterdir()] == ["taken"]


class TestHelp:
    @pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))
    def test_every_command_explains_itself_with_examples(self, run: Run, command: str):
        result = run(command, "--help")
        assert result.code == 0
        assert "Examples:" in result.out
        assert f"audiostory {command}" in result.out.split("Examples:")[1]

    def test_the_version_is_told(self, run: Run):
        from audiostory_demo import __version__

        assert run("--version").out == f"audiostory {__version__}\n"

    def test_help_loads_no_heavy_library(self):
        code = "import sys, audiostory_demo.cli; print(sorted({'torch', 'gradio', 'matplotlib', 'soxr'} & set(sys.modules)))"
        assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


@pytest.mark.parametrize(
    ("sound", "taken", "says"),
    [
        (30.0, 6.0, "generated in 6.0 s, 5.0x faster than real time"),
        (10.0, 25.0, "generated in 25.0 s, 2.5x slower than real time"),
    ],
)
def test_speed_is_told_against_real_time(sound: float, taken: float, says: str):
    assert speed(sound, taken) == says
