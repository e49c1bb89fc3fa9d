"""``audiostory dub``: what goes wrong is told before the model is loaded, what is told is a video."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiostory_demo import Story
from audiostory_demo.lessons.made_clip import MadeShot, make_clip

av = pytest.importorskip("av")

FILM = (MadeShot(1.5, (0.8,), (60, 70, 110)), MadeShot(1.5, (), (150, 100, 60)))


@pytest.fixture
def dub(command: Callable[..., tuple[int, str, str]], small_model_folder: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs ``audiostory dub`` with the small model in a folder with film.mp4; returns exit code, output and errors."""
    make_clip("film.mp4", FILM, size=(160, 90), sound=np.zeros((1, 3 * 48000), np.float32))

    def dub(*args: object, model: object = small_model_folder) -> tuple[int, str, str]:
        options = ("--model", model, "--device", "cpu", "--dtype", "float32", "--seed", 3)
        return command("dub", *options, *args)

    return dub


def test_a_video_is_dubbed_and_its_shots_are_shown(dub: Callable, tmp_path: Path):
    (tmp_path / "film.srt").write_text("1\n00:00:01,600 --> 00:00:02,900\nRain falls\n")
    code, out, err = dub("film.mp4", "--prompt", "A ball rolls.", "--out", "new/dubbed.mp4", "--story", "ball.wav")
    assert code == 0, err
    assert "Shot 1 (0.0-1.5 s), movements at 0.80 s" in err and "Scene 2 (1.5-3.0 s): Rain falls" in err
    assert out.splitlines()[0].split() == ["video", "new/dubbed.mp4"] and "ball.wav" in out
    with av.open("new/dubbed.mp4") as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
    story = Story.load("ball.wav")
    assert len(story.plan.shots) == 2 and story.scenes[1].caption == "Rain falls"


def test_subtitles_beside_the_video_can_be_left_aside_and_a_name_is_found_for_the_result(dub: Callable, tmp_path: Path):
    (tmp_path / "film.srt").write_text("1\n00:00:01,600 --> 00:00:02,900\nRain falls\n")
    code, out, err = dub("film.mp4", "--prompt", "A ball.", "--captions", "none", "--mix", "-6", "--json-events")
    assert code == 0, err
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events[:3]] == ["story_started", "shot_found", "shot_found"]
    assert events[1] | {"onsets": []} == {"event": "shot_found", "index": 0, "start": 0.0, "end": 1.5, "onsets": []}
    assert events[-1]["files"] == {"video": "stories/film-dubbed.mp4"}
    assert "Rain falls" not in out and (tmp_path / "stories" / "film-dubbed.mp4").is_file()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nothing.mp4",), "nothing.mp4 is not a file. Pass the name of an MP4"),
        (("film.mp4", "--out", "film.mp4"), "film.mp4 is the video itself"),
        (("film.mp4", "--out", "dubbed.wav"), "dubbed.wav does not end in .mp4"),
        (("film.mp4", "--out", "film.mp4/dubbed.mp4"), "dubbed.mp4 cannot be written"),
        (("film.mp4", "--story", "story.xyz"), "story.xyz does not end in"),
        (("film.mp4", "--mix", "50"), "mix=50.0 is not a level"),
        (("film.mp4", "--align", "9"), "align=9.0: pass a number from 0 to 2"),
        (("film.mp4", "--seed", "-1"), "seed=-1 is not a seed"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_before_a_model_is_loaded(dub: Callable, args: tuple, says: str):
    code, out, err = dub(*args, model="no-such-model")
    assert (code, out) == (2, "") and says in " ".join(err.split()) and err.count("\n") <= 2


def test_a_video_of_which_nothing_is_said_and_captions_that_are_no_file_are_told(dub: Callable, tmp_path: Path):
    for args, says in (
        ((), "Nothing says what is heard in film.mp4"),
        (("--captions", "x.srt"), "x.srt is not a subtitle file"),
    ):
        code, out, err = dub("film.mp4", *args)
        assert (code, out) == (2, "") and says in " ".join(err.split())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mp4"]


def test_a_broken_video_is_dubbed_as_far_as_it_goes_and_this_is_said(dub: Callable, tmp_path: Path):
    whole = make_clip(
        tmp_path / "w.mp4", (MadeShot(2.0), MadeShot(2.0, (1.0,))), size=(160, 90), options={"movflags": "faststart"}
    )
    (tmp_path / "half.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size * 8 // 10])
    code, _, err = dub("half.mp4", "--prompt", "A ball.", "--out", "d.mp4")
    assert code == 0 and "half.mp4 breaks off after" in err and (tmp_path / "d.mp4").is_file()
