"""``audiostory extend``: what goes wrong is told before the model is loaded, what is told begins with the sound."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory, Story

RATE, KEPT = 24000, 42000  # Hz, samples before the crossfade


@pytest.fixture
def extend(
    command: Callable[..., tuple[int, str, str]], continuing_folder: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs ``audiostory extend`` with a small model in a folder with rain.wav; returns exit code, output and errors."""
    soundfile.write("rain.wav", 0.1 * np.random.default_rng(0).standard_normal(2 * RATE), RATE)

    def extend(*args: object, model: object = continuing_folder) -> tuple[int, str, str]:
        options = ("--model", model, "--device", "cpu", "--dtype", "float32", "--seed", 3)
        return command("extend", *options, *args)

    return extend


def test_a_sound_is_gone_on_from_and_saved_as_a_story(extend: Callable):
    code, out, err = extend("rain.wav", "then a bell", "--duration", 3, "--out", "new/bell.wav")
    assert code == 0, err
    assert "Scene 1 (0.0-1.8 s): The sound that was given." in err and "Scene 2 (1.8-" in err
    story, (rain, _) = Story.load("new/bell.wav"), soundfile.read("rain.wav", dtype="float32")
    assert np.array_equal(story.audio[0, :KEPT], rain[:KEPT]) and story.duration == pytest.approx(4.75)
    assert out.splitlines()[0].split() == ["sound", "new/bell.wav"]


def test_a_saved_story_goes_on_with_its_scenes_and_its_own_instruction(extend: Callable, continuing: AudioStory):
    told = continuing.generate("A dog barks.", duration=4, seed=1)
    told.save("dog.wav")
    code, out, err = extend("dog.wav", "--duration", 2, "--json-events")
    assert code == 0, err
    events = [json.loads(line) for line in out.splitlines()]
    assert events[0]["given"] == len(told.scenes) and events[0]["instruction"] == "A dog barks."
    assert events[-1]["files"]["sound"] == "stories/dog-extended-3.wav"
    story = Story.load("stories/dog-extended-3.wav")
    assert np.array_equal(story.audio[:, : 4 * RATE - 6000], told.audio[:, :-6000])


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nothing.wav", "A bell."), "nothing.wav is not there"),
        (("text.wav", "A bell."), "text.wav cannot be read as sound"),
        (("rain.wav", "A bell.", "--out", "rain.wav"), "rain.wav is the sound itself"),
        (("rain.wav", "A bell.", "--out", "bell.xyz"), "bell.xyz does not end in"),
        (("rain.wav", "A bell.", "--seed", "-1"), "seed=-1 is not a seed"),
        (("rain.wav", "A bell.", "--crossfade", "99"), "crossfade=99.0: pass a number from 0 to 10"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_before_a_model_is_loaded(extend: Callable, args: tuple, says: str):
    Path("text.wav").write_text("no sound")
    code, out, err = extend(*args, model="no-such-model")
    assert code == 2 and not out and says in " ".join(err.split()) and "no-such-model" not in err


def test_a_model_that_cannot_go_on_and_a_sound_without_a_prompt_are_told(extend: Callable, small_model_folder: Path):
    code, _, err = extend("rain.wav", "A bell.", model=small_model_folder)
    assert code == 2 and "was not trained to go on from a sound" in " ".join(err.split())
    code, _, err = extend("rain.wav")
    assert code == 2 and "Nothing says what should follow" in " ".join(err.split())
