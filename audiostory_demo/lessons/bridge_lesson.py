"""The page's lesson on the bridge, recorded in advance: one scene told in several ways, and what is usual over many.

``lessons.record`` records it anew after the weights have changed. Everything that the page says of it is measured from
what was recorded, and reading it needs no torch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..analysis.inside import Inside
from ..audio import load_sound
from ..files.recorded import SHIPPED, recorded_stories
from ..story import Clip, Story
from .findings import Trial

FOLDER = SHIPPED / "lesson"
CHANGES = ("semantic_off", "residual_off", "residual_scene", "residual_story")
STEPS = ("noise", *CHANGES)
"""What is changed, in the order of the lesson; its last step, a blind vote, takes two of these."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """A scene told in several ways.

    Attributes:
        story: that the scene is from.
        scene: its number, 0-based.
        lender: the story whose residual tokens were borrowed.
        clips: "intact", "noise-1" and so on, and each of ``CHANGES`` that could be made -> sound.
        inside: what the model saw.
        usual: step -> dB that it changes in the median scene.
        scenes: how many scenes that is measured over; this one is that in which residual tokens did most.
    """

    story: Story
    scene: int
    lender: Story
    clips: Mapping[str, Clip]
    inside: Inside
    usual: Mapping[str, float]
    scenes: int

    def trial(self, step: str) -> Trial | None:
        """Two sounds and the yardstick; None where a story has nothing to try it with."""
        return trial_of(self.clips, step)


def trial_of(clips: Mapping[str, Clip], step: str) -> Trial | None:
    """The trial of a step, as far as its sounds are there.

    Args:
        clips: "intact", "noise-1" and so on, and changes by their names.
        step: "noise", or the name of a change.
    """
    noises = [clip for name, clip in clips.items() if name.startswith("noise-")]
    if "intact" not in clips or not noises:
        return None
    if step == "noise":
        return Trial(clips["intact"], noises[0], tuple(noises[1:]))
    return Trial(clips["intact"], clips[step], tuple(noises)) if step in clips else None


def recorded_lesson(folder: Path | None = None, stories: Mapping[str, Story] | None = None) -> Lesson | None:
    """The lesson as it was recorded, or None where there is none.

    Args:
        folder: that holds it. Default: the one shipped with the package.
        stories: recorded ones by the name of their files. Default: those shipped.
    """
    folder = folder or FOLDER
    if not (folder / "lesson.json").is_file():
        return None
    about = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    known = recorded_stories() if stories is None else stories
    clips = {}
    for name in about["clips"]:
        samples, rate = load_sound(folder / f"{name}.flac")
        clips[name] = Clip(samples, rate, 0)
    return Lesson(
        known[about["story"]], about["scene"], known[about["lender"]], clips, Inside.load(folder / "inside.safetensors"),
        about["usual"], about["scenes"],
    )  # fmt: skip
