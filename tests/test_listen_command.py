"""``audiostory listen``: what is heard as lines and as JSON; what cannot be is one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostory_demo.lessons import recorded_stories
from audiostory_demo.pipeline import AudioStory

RATE = 24000


@pytest.fixture
def listen(command: Callable[..., tuple[int, str, str]]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``audiostory listen`` with the embedded model in a folder with rain.wav; returns exit code, output, errors."""
    soundfile.write("rain.wav", 0.1 * np.random.default_rng(0).standard_normal(2 * RATE), RATE)

    def listen(*args: object, model: object = "tiny") -> tuple[int, str, str]:
        return command("listen", "--model", model, "--device", "cpu", *args)

    return listen


def test_what_is_heard_is_told_in_lines_and_in_json(listen: Callable):
    code, lines, err = listen("rain.wav")
    assert code == 0, err
    code, out, err = listen("rain.wav", "--json")
    assert code == 0, err
    heard = json.loads(out)
    assert lines.splitlines()[0] == heard["sentence"] and heard["sentence"].startswith("Heard: ")
    assert lines.splitlines()[-1] == f"What could follow: {heard['follows']}."
    assert heard["sounds"][-1]["end"] == 2.0 and heard["sounds"][0]["name"] in lines


@pytest.mark.parametrize(
    ("story", "sound", "part", "place"),
    [
        ("campfire", "a fire", "bed", "crickets"),
        ("farm", "a rooster", "room", "dry"),
        ("radio", "a train", "medium", "old radio"),
    ],
)
def test_the_embedded_model_hears_what_its_own_story_is_of(story: str, sound: str, part: str, place: str):
    told = recorded_stories()[story]  # recorded: what is told anew differs a little from machine to machine
    heard = AudioStory.from_pretrained("tiny", device="cpu").listen(
        (told.audio[:, : 6 * told.sample_rate], told.sample_rate)
    )
    assert heard.sounds[0].name == sound and getattr(heard.style, part) == place


@pytest.mark.parametrize(
    ("file", "says"), [("nothing.wav", "nothing.wav is not there"), ("text.wav", "cannot be read")]
)
def test_what_is_no_sound_is_told_before_a_model_is_loaded(listen: Callable, file: str, says: str):
    Path("text.wav").write_text("no sound")
    code, out, err = listen(file, model="no-such-model")
    assert code == 2 and not out and says in " ".join(err.split()) and "no-such-model" not in err


def test_a_model_that_cannot_listen_says_so_in_a_sentence(listen: Callable, small_model_folder: Path):
    code, out, err = listen("rain.wav", model=small_model_folder)
    assert code == 2 and not out and "cannot listen" in err and "Traceback" not in err
