"""One telling of a story: planning and rendering interleaved, as a stream of events."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

import numpy as np

from .audio import Joiner, boundaries, keep_level, resample
from .events import (
    AudioChunk,
    BridgeReady,
    ClipReady,
    DenoiseStep,
    ReasoningText,
    ScenePlanned,
    StoryEvent,
    StoryReady,
    StorySoFar,
    StoryStarted,
)
from .flow import scene_seed
from .markup import PlanReader
from .model import StoryModel
from .planner import Hidden, Text
from .request import Request
from .story import BridgeTokens, Clip, Plan, Scene, Story


@dataclass(frozen=True)
class Planned:
    """A scene that can be rendered: its text, its tokens, and whether another follows."""

    index: int
    scene: Scene
    tokens: BridgeTokens
    last: bool


class Teller:
    """One telling: planning and rendering interleaved.

    Args:
        model: shared with other tellings; all that changes is kept here.
        request: checked.
    """

    def __init__(self, model: StoryModel, request: Request) -> None:
        self.model, self.request, self.settings = model, request, request.settings
        self.codec_rate = model.config.codec.sample_rate
        self.rate = request.settings.output_rate or self.codec_rate
        self.joiner = Joiner(request.settings.fade)
        self.position = 0  # samples of the story that are out
        self.seconds: list[float] = []  # durations of the scenes so far
        self.began = time.perf_counter()
        self.memory = model.planner.memory()
        self.first_sound: float | None = None

    def events(self) -> Iterator[StoryEvent]:
        """The whole stream."""
        request, so_far = self.request, StorySoFar()
        started = StoryStarted(
            request.instruction, request.duration, request.seed, self.settings, self.model.config.name, self.rate,
            versions(),
        )  # fmt: skip
        for event in self._after(started):
            so_far.add(event)
            yield event
        story = so_far.story()
        assert story is not None
        yield StoryReady(replace(story, stats=self._stats(story)))

    def plan(self) -> Plan:
        """Plan only, without sound."""
        request, reasoning = self.request, ""
        scenes: list[Scene] = []
        tokens: list[BridgeTokens] = []
        for event in self._plan_events():
            match event:
                case ReasoningText(delta):
                    reasoning += delta
                case Planned():
                    scenes.append(event.scene)
                    tokens.append(event.tokens)
        return Plan(request.instruction, request.duration, reasoning, tuple(scenes), tuple(tokens))

    def _after(self, started: StoryStarted) -> Iterator[StoryEvent]:
        yield started
        waiting: list[Planned] = []
        for event in self._plan_events():
            if not isinstance(event, Planned):
                yield event
            elif self.settings.interleaved:
                yield from self._render(event)
            else:
                waiting.append(event)
        for planned in waiting:
            yield from self._render(planned)

    def _plan_events(self) -> Iterator[StoryEvent | Planned]:
        """Reasoning, scenes and bridge tokens as they come; Planned when a scene can be rendered."""
        return self._write() if self.request.plan is None else self._replay(self.request.plan)

    def _write(self) -> Iterator[StoryEvent | Planned]:
        """Plan with the planner."""
        planner, request = self.model.planner, self.request
        reader = PlanReader(planner.markup, lenient=self.settings.decoding == "release")
        tokens: list[BridgeTokens] = []
        announced = rendered = 0
        for written in planner.write(request.instruction, request.duration, self.settings, request.seed, self.memory):
            if isinstance(written, Hidden):
                tokens.append(self.model.bridge_tokens(written))
                yield BridgeReady(len(tokens) - 1, tokens[-1])
            if isinstance(written, Text):
                if new := reader.feed(written.delta):
                    yield ReasoningText(new)
                for index in range(announced, len(reader.scenes)):
                    yield self._announce(index, reader.scenes[index])
                    if math.fsum(self.seconds) > self.model.config.max_duration + 1e-6:  # only in release decoding
                        raise reader.error(f"The scenes last more than {self.model.config.max_duration:g} s in all")
                announced = len(reader.scenes)
            # whether a tail is needed shows only when the next scene opens or the plan ends
            if rendered < min(len(tokens), reader.opened - 1 if not reader.done else len(tokens)):
                yield Planned(rendered, reader.scenes[rendered], tokens[rendered], last=reader.done)
                rendered += 1
        reader.finish()

    def _replay(self, plan: Plan) -> Iterator[StoryEvent | Planned]:
        """Go through a plan that is there; tokens are computed for all scenes at once where it has none."""
        if plan.reasoning:
            yield ReasoningText(plan.reasoning)
        tokens = plan.tokens
        if not tokens:
            hidden = self.model.planner.read(plan, memory=self.memory)
            tokens = tuple(self.model.bridge_tokens(states) for states in hidden)
        for index, scene in enumerate(plan.scenes):
            yield self._announce(index, scene)
            yield BridgeReady(index, tokens[index])
            yield Planned(index, scene, tokens[index], last=index == len(plan.scenes) - 1)

    def _announce(self, index: int, scene: Scene) -> ScenePlanned:
        start = math.fsum(self.seconds)
        self.seconds.append(scene.duration)
        return ScenePlanned(index, scene, start)

    def _render(self, planned: Planned) -> Iterator[StoryEvent]:
        """One scene: its clip, and the stretch of the story that it completes."""
        tail = 0.0 if planned.last else self.settings.crossfade
        length, samples = self._lengths(planned.index, tail)
        clip = self._given(planned.index, samples)
        if clip is None:
            clip = yield from self._draw(planned, tail, samples)
        yield ClipReady(planned.index, clip)
        chunk = self.joiner.add(clip.samples, length)
        chunk.flags.writeable = False  # a listener that scales it in place would change the story
        start, self.position = self.position, self.position + length
        if self.first_sound is None:
            self.first_sound = time.perf_counter() - self.began
        yield AudioChunk(chunk, start / self.rate)

    def _given(self, index: int, samples: int) -> Clip | None:
        """The clip that the request brings for a scene, if it has the channels and rate and is long enough."""
        clip = self.request.clips.get(index)
        if clip is None or clip.sample_rate != self.rate:
            return None
        channels, there = clip.samples.shape
        if channels != self.model.config.codec.channels or there < samples:
            return None
        return clip if there == samples else replace(clip, samples=fit(clip.samples, samples))

    def _draw(self, planned: Planned, tail: float, samples: int) -> Generator[StoryEvent, None, Clip]:
        """Denoise and decode a clip of so many samples at the output rate."""
        seconds, seed = planned.scene.duration + tail, self._seed(planned.index)
        native = self._native_length(seconds, samples)
        count = max(1, self.model.flow.latent_length(native / self.codec_rate))
        steps, guidance = self.settings.steps, self.settings.guidance
        for step, latents in enumerate(self.model.denoise(planned.tokens, seconds, count, seed, steps, guidance), 1):
            # a copy: the next step starts from these very numbers
            yield DenoiseStep(planned.index, step, steps, latents.float().cpu().numpy().copy())
        sound = self.model.decode(latents)
        if not np.isfinite(sound).all():
            raise ValueError(
                f"Scene {planned.index} came out as NaN or infinity instead of sound. Load the model with "
                "dtype='float32'; if that does not help, its weights are damaged: copy or download them again."
            )
        if levels := self.model.config.levels:
            sound = keep_level(sound, self.codec_rate, levels)
        # full scale is the last thing to be kept: resampling a clipped wave would pass it again
        heard = np.clip(resample(fit(sound, native), self.codec_rate, self.rate), -1.0, 1.0)
        return Clip(fit(heard, samples), self.rate, seed)

    def _lengths(self, index: int, tail: float) -> tuple[int, int]:
        """Samples of the story that a scene fills, and of its clip, tail included."""
        if self.settings.decoding == "release":
            # the published script cuts each clip to whole samples, so its story can be a sample short
            native = int((self.seconds[index] + tail) * self.codec_rate)
            samples = -(-native * self.rate // self.codec_rate)  # soxr rounds up
            return max(0, samples - int(tail * self.rate)), samples
        edges = boundaries(self.seconds[: index + 1], self.rate)
        length = edges[-1] - edges[-2]
        return length, length + round(tail * self.rate)

    def _native_length(self, seconds: float, samples: int) -> int:
        """Samples to decode at the codec's rate for a clip of ``samples`` at the output rate."""
        if self.settings.decoding == "release":
            return int(seconds * self.codec_rate)
        return -(-samples * self.codec_rate // self.rate)

    def _seed(self, index: int) -> int:
        own = self.request.seed if self.settings.scene_noise == "shared" else scene_seed(self.request.seed, index)
        return self.request.scene_seeds.get(index, own)

    def _stats(self, story: Story) -> dict[str, Any]:
        seconds = time.perf_counter() - self.began
        return {
            "planner_passes": self.memory.passes,
            "first_sound_seconds": round(self.first_sound or 0.0, 3),
            "total_seconds": round(seconds, 3),
            "real_time_factor": round(seconds / story.duration, 4),
        }


def fit(samples: np.ndarray, length: int) -> np.ndarray:
    """Cut [C, n] to ``length`` samples, or fill up with silence."""
    short = length - samples.shape[1]
    return np.pad(samples, ((0, 0), (0, short))) if short > 0 else np.ascontiguousarray(samples[:, :length])


def versions() -> dict[str, str]:
    """Versions that decide how a story sounds."""
    from . import __version__

    libraries = {name: metadata.version(name) for name in ("torch", "transformers", "diffusers")}
    return {"audiostory_demo": __version__, **libraries}
