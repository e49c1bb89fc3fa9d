"""The messages of the stream: what happens while a story is told, in order.

``AudioStory.stream()`` yields these and nothing else; the last one is always :class:`StoryReady`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .config import GenerationSettings
from .hearing import Heard
from .language.understanding import Understanding
from .story import BridgeTokens, Clip, Plan, Scene, Shot, Story


@dataclass(frozen=True)
class StoryStarted:
    """The request is valid and work begins."""

    instruction: str
    duration: float  # seconds
    seed: int
    settings: GenerationSettings
    model: str
    sample_rate: int  # Hz, of every AudioChunk that follows
    versions: dict[str, str]  # of what makes the story
    given: int = 0  # so many of its first scenes are a sound that was given, and are not told by the planner


@dataclass(frozen=True)
class ShotFound:
    """The video that the story accompanies has a shot here, which becomes a scene; these come before the reasoning."""

    index: int  # 0-based number of the shot and of its scene
    start: float  # seconds from the video's first picture
    end: float
    onsets: tuple[float, ...]  # when something in it moves, stops or bounces, in seconds from the video's first picture


@dataclass(frozen=True)
class SoundHeard:
    """This is heard in the sound that the story goes on from; it comes before the reasoning."""

    heard: Heard


@dataclass(frozen=True)
class ReasoningText:
    """The planner has written more of its reasoning."""

    delta: str


@dataclass(frozen=True)
class ScenePlanned:
    """A scene's caption and duration are written."""

    index: int  # 0-based scene number
    scene: Scene
    start: float  # seconds from the beginning of the story


@dataclass(frozen=True)
class PromptUnderstood:
    """The plan is written, and what it made of the instruction is known; it comes after the last scene's bridge tokens."""

    understood: Understanding


@dataclass(frozen=True)
class BridgeReady:
    """A scene's bridge tokens are computed."""

    index: int
    tokens: BridgeTokens


@dataclass(frozen=True, eq=False, match_args=False)
class DenoiseStep:
    """One step of a scene's diffusion is done."""

    __match_args__ = ("index", "step", "steps", "latents")

    index: int
    step: int  # 1-based
    steps: int
    computed: Any = field(repr=False)  # this step's latents where they were computed: a tensor, or an array already

    @cached_property
    def latents(self) -> np.ndarray:
        """[latents, values] float32, on the way from noise to sound; fetched from the device when first asked for."""
        if isinstance(self.computed, np.ndarray):
            return self.computed
        # a copy: the next step starts from these very numbers
        return self.computed.float().cpu().numpy().copy()

    def __reduce__(self) -> tuple[type[DenoiseStep], tuple[int, int, int, np.ndarray]]:
        # another process may have no such device
        return DenoiseStep, (self.index, self.step, self.steps, self.latents)


@dataclass(frozen=True)
class ClipReady:
    """One scene has become sound."""

    index: int
    clip: Clip


@dataclass(frozen=True, eq=False)
class AudioChunk:
    """The next stretch of the story's sound; chunks join bit for bit to ``story.audio``."""

    samples: np.ndarray  # [C, samples] float32
    start: float  # seconds from the beginning of the story


@dataclass(frozen=True)
class StoryReady:
    """The story is complete."""

    story: Story


StoryEvent = (
    StoryStarted
    | ShotFound
    | SoundHeard
    | ReasoningText
    | ScenePlanned
    | BridgeReady
    | PromptUnderstood
    | DenoiseStep
    | ClipReady
    | AudioChunk
    | StoryReady
)


class StorySoFar:
    """Listens to a stream and can tell, at any time, the story that its finished scenes make.

    Every consumer that may be cut short (Ctrl-C, a closed page) keeps one of these.
    """

    def __init__(self) -> None:
        self.started: StoryStarted | None = None
        self.shots: list[Shot] = []
        self.heard: Heard | None = None
        self.reasoning = ""
        self.scenes: list[Scene] = []
        self.tokens: list[BridgeTokens] = []
        self.clips: list[Clip] = []
        self.chunks: list[np.ndarray] = []
        self.understood: Understanding | None = None
        self.finished: Story | None = None

    def add(self, event: StoryEvent) -> None:
        """Take note of one event."""
        match event:
            case StoryStarted():
                self.started = event
            case ShotFound(_, start, end, onsets):
                self.shots.append(Shot(start, end, onsets))
            case SoundHeard(heard):
                self.heard = heard
            case ReasoningText(delta):
                self.reasoning += delta
            case ScenePlanned(_, scene):
                self.scenes.append(scene)
            case BridgeReady(_, tokens):
                self.tokens.append(tokens)
            case PromptUnderstood(understood):
                self.understood = understood
            case ClipReady(_, clip):
                self.clips.append(clip)
            case AudioChunk(samples):
                self.chunks.append(samples)
            case StoryReady(story):
                self.finished = story

    def plan(self, most: int | None = None) -> Plan | None:
        """A plan of the scenes so far, or of the first ones, with bridge tokens if all of them have theirs."""
        scenes = tuple(self.scenes[:most])
        if not self.started or not scenes:
            return None
        tokens = tuple(self.tokens[: len(scenes)]) if len(self.tokens) >= len(scenes) else ()
        shots = tuple(self.shots[: len(scenes)])
        understood = self.understood if len(scenes) == len(self.scenes) else None  # of the whole plan
        return Plan(
            self.started.instruction, self.started.duration, self.reasoning, scenes, tokens, shots, understood,
            self.heard, min(self.started.given, len(scenes)),
        )  # fmt: skip

    def story(self) -> Story | None:
        """The whole story if it is complete, else a shorter one of the finished scenes, None if there is none."""
        done, started = len(self.chunks), self.started
        plan = self.plan(done)
        if self.finished or plan is None or started is None:
            return self.finished
        return Story(
            np.concatenate(self.chunks, axis=1), started.sample_rate, plan, tuple(self.clips[:done]),
            started.settings, started.seed, started.model, started.versions,
        )  # fmt: skip
