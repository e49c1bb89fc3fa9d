"""What all tabs share: the loaded models, the visitors, the line they wait in, and the limits."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..pipeline import AudioStory
from ..story import Story
from .session import Job, Visits
from .texts import say

LANE = {"concurrency_limit": 1, "concurrency_id": "lane"}  # one story at a time: models share two cores or one GPU
MOST_CHARACTERS = 600  # of a prompt
MOST_WAITING = 40


class Line:
    """Jobs that wait or run, first come first served."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._lock = threading.Lock()

    def join(self, job: Job) -> int:
        """Stand at the end; returns the place, 1 if nobody is before."""
        with self._lock:
            self._jobs = [other for other in self._jobs if not other.stopped]
            self._jobs.append(job)
            return len(self._jobs)

    def leave(self, job: Job) -> None:
        """Be done, whatever happened."""
        with self._lock:
            self._jobs = [other for other in self._jobs if other is not job]


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
        return self.models[name] if name else next(iter(self.models.values()))

    def told_by(self, story: Story) -> AudioStory:
        """The model that told a story, or the default one if it is not here."""
        return next((model for model in self.models.values() if model.config.name == story.model), self.model())

    @property
    def shortest(self) -> float:
        """Seconds of the shortest story."""
        return max(model.config.min_duration for model in self.models.values())

    def check(self, prompt: Any, seconds: Any, locale: str) -> None:
        """The page's own limits; the model checks the rest."""
        if isinstance(prompt, str) and len(prompt) > MOST_CHARACTERS:
            raise ValueError(say(locale, "too_long_prompt", given=len(prompt), most=MOST_CHARACTERS))
        if isinstance(seconds, int | float) and seconds > self.longest:
            raise ValueError(say(locale, "too_long_sound", given=seconds, low=self.shortest, high=self.longest))
