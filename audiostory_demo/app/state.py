"""What all tabs share: the loaded models, the sessions of visitors, the line of their jobs, and the limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..checks.parts import check_characters, check_seed
from ..pipeline import AudioStory
from ..story import Plan, Story
from ..text import has_words
from .listeners import Listeners
from .queue import Line
from .sessions import Sessions
from .texts import refused

MOST_CHARACTERS = 600  # of a prompt
MOST_SCENES = 100  # of a plan that a visitor writes
MOST_SEED = 2**53
MOST_STEPS = 100  # of denoising, per scene


@dataclass
class AppState:
    """Shared by all tabs.

    Attributes:
        models: name -> loaded model; the first is the default.
        folders: name -> folder of a model, for its card and its words; may be empty.
        longest: seconds of the longest story that the page tells.
        sessions: the visitors.
        line: where their jobs wait.
        listeners: connections that wait for results.
    """

    models: Mapping[str, AudioStory]
    longest: float
    folders: Mapping[str, Path] = field(default_factory=dict)
    sessions: Sessions = field(default_factory=Sessions)
    line: Line = field(default_factory=Line)
    listeners: Listeners = field(default_factory=Listeners)

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

    def check(self, prompt: Any, seconds: Any, locale: str) -> None:
        """The page's own limits; the model checks the rest."""
        if isinstance(prompt, str) and not prompt.strip():
            raise refused(locale, "empty_prompt")
        if isinstance(prompt, str) and len(prompt) > MOST_CHARACTERS:
            raise refused(locale, "too_long_prompt", given=len(prompt), most=MOST_CHARACTERS)
        if isinstance(seconds, int | float) and seconds > self.longest:
            raise refused(locale, "too_long_sound", given=seconds, low=self.shortest, high=self.longest)

    def check_asked(self, prompt: Any, seconds: Any, locale: str) -> None:
        """The same for what is going to be told, and that it asks for something to be heard."""
        self.check(prompt, seconds, locale)
        model = self.model()
        if not isinstance(prompt, str):
            return
        if not has_words(check_characters(prompt, "instruction")):
            raise refused(locale, "no_words", given=prompt.strip())
        if model.model.planner.asks_for_silence(prompt, model.config.settings()):
            raise refused(locale, "no_sound", given=prompt.strip())

    def check_seed(self, seed: Any, locale: str) -> int:
        """A seed as the page takes it, or a drawn one: JavaScript's numbers are exact up to 2**53 only."""
        if seed is None:
            return check_seed(None)
        if (
            isinstance(seed, bool)
            or not isinstance(seed, int | float)
            or not 0 <= seed <= MOST_SEED
            or seed != int(seed)
        ):
            raise refused(locale, "bad_seed", given=seed, most=MOST_SEED)
        return int(seed)

    def check_steps(self, steps: Any, locale: str) -> None:
        """The most steps that a visitor may ask for."""
        if isinstance(steps, int | float) and steps > MOST_STEPS:
            raise refused(locale, "too_many_steps", given=steps, most=MOST_STEPS)

    def check_plan(self, plan: Plan, crossfade: float, locale: str, model: AudioStory) -> None:
        """The same for a plan that a visitor wrote or brought; scenes are counted from 1, as on the page."""
        self.check(plan.instruction, plan.seconds, locale)
        if len(plan.scenes) > MOST_SCENES:
            raise refused(locale, "too_many_scenes", given=len(plan.scenes), most=MOST_SCENES)
        for number, scene in enumerate(plan.scenes, 1):
            self.check(scene.caption, None, locale)
            most = model.config.longest_scene(crossfade if number < len(plan.scenes) else 0.0)
            if number > plan.given and scene.duration > most:
                raise refused(locale, "too_long_scene", scene=number, given=scene.duration, most=most)

    def check_story(self, story: Story, locale: str) -> None:
        """The same for a story that a visitor brought."""
        self.check_steps(story.settings.steps, locale)
        self.check_plan(story.plan, story.settings.crossfade, locale, self.told_by(story))
