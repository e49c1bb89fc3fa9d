"""What all tabs share: the loaded models, the visitors, the line they wait in, and the limits."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..pipeline import AudioStory
from ..story import Plan, Story
from .session import Job, Visits
from .texts import say

LANE = {"concurrency_limit": 1, "concurrency_id": "lane"}  # one story at a time: models share two cores or one GPU
MOST_CHARACTERS = 600  # of a prompt
MOST_WAITING = 60  # in line; later visitors are asked to come back
MOST_SCENES = 100  # of a plan that a visitor writes
MOST_STEPS = 100  # of denoising, per scene


class Line:
    """Jobs that wait or run, first come first served.

    Args:
        most: places there are.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self.most = most
        self._jobs: list[Job] = []
        self._lock = threading.Lock()

    def join(self, job: Job) -> int:
        """Stand at the end; returns the place, 1 if nobody is before."""
        with self._lock:
            self._jobs = [*self._waiting(), job]
            return len(self._jobs)

    def full(self) -> bool:
        """Whether all places are taken."""
        with self._lock:
            return len(self._waiting()) >= self.most

    def leave(self, job: Job) -> None:
        """Be done, whatever happened."""
        with self._lock:
            self._jobs = [other for other in self._jobs if other is not job]

    def _waiting(self) -> list[Job]:
        return [job for job in self._jobs if not job.stopped]


@dataclass
class Desk:
    """Shared by all tabs.

    Attributes:
        models: name -> loaded model; the first is the default.
        folders: name -> folder of a model, for its card and its words; may be empty.
        longest: seconds of the longest story that the page tells.
        visits: the visitors.
        line: the one they wait in.
        live: whether sound can be streamed, which needs ffmpeg.
    """

    models: Mapping[str, AudioStory]
    longest: float
    folders: Mapping[str, Path] = field(default_factory=dict)
    visits: Visits = field(default_factory=Visits)
    line: Line = field(default_factory=Line)
    live: bool = field(default_factory=lambda: shutil.which("ffmpeg") is not None)

    def model(self, name: str | None = None) -> AudioStory:
        """A loaded model by name, or the default one."""
        if name and name not in self.models:
            raise ValueError(f"model={name!r} is not loaded here. Choose from {', '.join(self.models)}.")
        return self.models[name or self.default]

    def name_of(self, story: Story) -> str:
        """Name of the model that told a story, or of the default one if that is not here."""
        return next((name for name, model in self.models.items() if model.config.name == story.model), self.default)

    def told_by(self, story: Story) -> AudioStory:
        """The model of that name."""
        return self.models[self.name_of(story)]

    @property
    def default(self) -> str:
        """Name of the model that is used unless another one is chosen."""
        return next(iter(self.models))

    @property
    def shortest(self) -> float:
        """Seconds of the shortest story."""
        return max(model.config.min_duration for model in self.models.values())

    def check(self, prompt: Any, seconds: Any, tongue: str) -> None:
        """The page's own limits; the model checks the rest."""
        if isinstance(prompt, str) and len(prompt) > MOST_CHARACTERS:
            raise ValueError(say(tongue, "too_long_prompt", given=len(prompt), most=MOST_CHARACTERS))
        if isinstance(seconds, int | float) and seconds > self.longest:
            raise ValueError(say(tongue, "too_long_sound", given=seconds, low=self.shortest, high=self.longest))

    def check_steps(self, steps: Any, tongue: str) -> None:
        """The most steps that a visitor may ask for."""
        if isinstance(steps, int | float) and steps > MOST_STEPS:
            raise ValueError(say(tongue, "too_many_steps", given=steps, most=MOST_STEPS))

    def check_plan(self, plan: Plan, crossfade: float, tongue: str, model: AudioStory) -> None:
        """The same for a plan that a visitor wrote or brought; scenes are counted from 1, as on the page."""
        self.check(plan.instruction, plan.seconds, tongue)
        if len(plan.scenes) > MOST_SCENES:
            raise ValueError(say(tongue, "too_many_scenes", given=len(plan.scenes), most=MOST_SCENES))
        for number, scene in enumerate(plan.scenes, 1):
            self.check(scene.caption, None, tongue)
            most = model.config.longest_scene(crossfade if number < len(plan.scenes) else 0.0)
            if scene.duration > most:
                raise ValueError(say(tongue, "too_long_scene", scene=number, given=scene.duration, most=most))

    def check_story(self, story: Story, tongue: str) -> None:
        """The same for a story that a visitor brought."""
        self.check_steps(story.settings.steps, tongue)
        self.check_plan(story.plan, story.settings.crossfade, tongue, self.told_by(story))
