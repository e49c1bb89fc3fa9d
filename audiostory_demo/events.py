"""The messages of the stream: what happens while a story is told, in order.

``AudioStory.stream()`` yields these and nothing else; the last one is always :class:`StoryReady`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .config import GenerationSettings
from .story import BridgeTokens, Clip, Plan, Scene, Story


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
class BridgeReady:
    """A scene's bridge tokens are computed."""

    index: int
    tokens: BridgeTokens


@dataclass(frozen=True, eq=False)
class DenoiseStep:
    """One step of a scene's diffusion is done."""

    index: int
    step: int  # 1-based
    steps: int
    latents: np.ndarray  # [latents, values] float32, on the way from noise to sound


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
    StoryStarted | ReasoningText | ScenePlanned | BridgeReady | DenoiseStep | ClipReady | AudioChunk | StoryReady
)


class StorySoFar:
    """Listens to a stream and can tell, at any time, the story that its finished scenes make.

    Every consumer that may be cut short (Ctrl-C, a closed page) keeps one of these.
    """

    def __init__(self) -> None:
        self.started: StoryStarted | None = None
        self.reasoning = ""
        self.scenes: list[Scene] = []
        self.tokens: list[BridgeTokens] = []
        self.clips: list[Clip] = []
        self.chunks: list[np.ndarray] = []
        self.finished: Story | None = None

    def add(self, event: StoryEvent) -> None:
        """Take note of one event."""
        match event:
            case StoryStarted():
                self.started = event
            case ReasoningText(delta):
                self.reasoning += delta
            case ScenePlanned(_, scene):
                self.scenes.append(scene)
            case BridgeReady(_, tokens):
                self.tokens.append(tokens)
            case ClipReady(_, clip):
                self.clips.append(clip)
            case AudioChunk(samples):
                self.chunks.append(samples)
            case StoryReady(story):
                self.finished = story

    def story(self) -> Story | None:
        """The whole story if it is complete, else a shorter one of the finished scenes, None if there is none."""
        if self.finished or not self.chunks or not self.started:
            return self.finished
        done = len(self.chunks)
        started = self.started
        plan = Plan(
            started.instruction, started.duration, self.reasoning, tuple(self.scenes[:done]), tuple(self.tokens[:done])
        )
        return Story(
            np.concatenate(self.chunks, axis=1), started.sample_rate, plan, tuple(self.clips[:done]),
            started.settings, started.seed, started.model, started.versions,
        )  # fmt: skip
