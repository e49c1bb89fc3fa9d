"""``audiostory repaint``: a part of a saved story is made anew, the rest of it stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audiostory_demo import AudioStory, Story

RATE = 24000


@pytest.fixture
def repaint(
    command: Callable[..., tuple[int, str, str]], continuing: AudioStory, continuing_folder: Path
) -> Callable[..., tuple[int, str]]:  # fmt: skip
    """Runs ``audiostory repaint`` with a small model in a folder with dog.wav; returns exit code and errors."""
    continuing.generate("A dog barks.", duration=5, seed=1).save("dog.wav")

    def repaint(*args: object, model: object = continuing_folder) -> tuple[int, str]:
        options = ("--model", model, "--device", "cpu", "--dtype", "float32", "--seed", 3)
        code, _, err = command("repaint", *args, *options)
        return code, " ".join(err.split())

    return repaint


def test_the_part_is_made_anew_and_the_rest_stays(repaint: Callable):
    told = Story.load("dog.wav")
    code, err = repaint("dog.wav", "--scene", 1, "--from", 0.7, "--to", 1.4, "--out", "new.wav")
    assert code == 0, err
    anew = Story.load("new.wav")
    changed = np.flatnonzero((anew.audio != told.audio).any(axis=0)) / RATE
    assert len(changed) and 0.4 < changed.min() < 0.8 and 1.3 < changed.max() < 1.7


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("nothing.wav", "--scene", 1, "--from", 0, "--to", 1), "nothing"),
        (("dog.wav", "--scene", 1, "--from", 0, "--to", 1, "--out", "dog.wav"), "dog.wav is the story itself"),
    ],
)
def test_what_cannot_be_is_told_before_a_model_is_loaded(repaint: Callable, args: tuple, says: str):
    code, err = repaint(*args, model="no-such-model")
    assert code == 2 and says in err and "no-such-model" not in err


def test_a_part_that_is_none_is_one_sentence(repaint: Callable):
    code, err = repaint("dog.wav", "--scene", 1, "--from", 2, "--to", 1)
    assert code == 2 and "from 2.0 to 1.0 s is no part of it" in err
    code, err = repaint("dog.wav", "--scene", 99, "--from", 0, "--to", 1)
    assert code == 2 and "scene" in err
