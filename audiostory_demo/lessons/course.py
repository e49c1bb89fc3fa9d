"""How the student was taught, recorded: its losses on the way, and what it made of a telephone at each point of it.

Its first lessons had a wrong teacher: one that stepped unevenly, overshot, and was loud where a telephone is silent. The loss
fell all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audio import encode_sound, load_sound
from ..files.recorded import SHIPPED
from ..files.writing import write_bytes, write_text
from ..story import Clip

if TYPE_CHECKING:
    from torch import Tensor

    from ..pipeline import AudioStory

FOLDER = SHIPPED / "course"
ABOUT = "course.json"
TEACHER = "teacher"
SOUNDS = (
    "a dog", "a church bell", "a clock", "rain", "a siren", "a rooster", "footsteps", "a cat", "a train", "thunder", "a man",
    "applause", "a helicopter", "a flute", "a door", "waves",
)  # fmt: skip
SEED = 3


@dataclass(frozen=True)
class Point:
    """A point on the way.

    Attributes:
        step: of the student's training; 0 where that had not begun.
        clip: a dog, heard over a telephone.
        share: of the energy between 300 and 3,400 Hz, the mean over scenes over a telephone.
        scenes: so many.
    """

    step: int
    clip: Clip
    share: float
    scenes: int


def record_course(
    model: AudioStory, students: Mapping[str, tuple[int, Mapping[str, Tensor]]], losses: Sequence[Mapping[str, float]],
    folder: Path = FOLDER, sounds: Sequence[str] = SOUNDS,
) -> None:  # fmt: skip
    """Render the same scenes by the transformer and by its student at points on the way, and keep one of each and the losses.

    Args:
        model: with a student, whose weights are changed and put back.
        students: name of a point -> its step and the student's weights then.
        losses: lines with "step" and the loss of each of the student's steps.
        folder: where to write.
        sounds: heard over a telephone; the first is kept.
    """
    from ..evaluate.physical import band_share

    student = model.model.student
    if student is None:
        raise ValueError("The model has no student. Load one whose config.json has student_steps.")
    plans = [model.plan(f"{sound}, over a telephone", duration=3.0, seed=SEED) for sound in sounds]
    own = {name: weight.clone() for name, weight in student.state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    points = {}
    for name, (step, weights) in {TEACHER: (0, own), **students}.items():
        student.load_state_dict(weights)
        sampler = "full" if name == TEACHER else "distilled"
        told = [model.render(plan, seed=SEED + number, sampler=sampler) for number, plan in enumerate(plans)]
        share = float(np.mean([band_share(story.audio.mean(axis=0), story.sample_rate) for story in told]))
        points[name] = {"step": step, "share": share, "scenes": len(told)}
        write_bytes(folder / f"{name}.mp3", encode_sound(told[0].audio, told[0].sample_rate, ".mp3"))
    student.load_state_dict(own)
    write_text(folder / ABOUT, json.dumps({"points": points, "losses": list(losses)}, indent=1) + "\n")


def recorded_course(folder: Path | None = None) -> dict[str, Point]:
    """The points, the teacher's first; none if they are not there. Needs no torch."""
    found = {}
    for name, about in _about(folder).get("points", {}).items():
        samples, rate = load_sound((folder or FOLDER) / f"{name}.mp3")
        found[name] = Point(about["step"], Clip(samples, rate, SEED), about["share"], about["scenes"])
    return found


def recorded_losses(folder: Path | None = None) -> list[dict[str, float]]:
    """Lines for ``plots.plot_training``; none if they are not there. Needs no torch."""
    return _about(folder).get("losses", [])


def _about(folder: Path | None) -> dict[str, Any]:
    file = (folder or FOLDER) / ABOUT
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
