"""AudioStory: the one class a user meets, and the one stream that everything consumes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .audio import Joiner, boundaries, resample
from .config import GenerationSettings, ModelConfig, from_dict
from .events import (
    AudioChunk, BridgeReady, ClipReady, DenoiseStep, ReasoningText, ScenePlanned, StoryEvent, StoryReady, StorySoFar,
    StoryStarted,
)  # fmt: skip
from .flow import scene_seed
from .markup import PlanError, PlanReader
from .model import StoryModel
from .planner import Hidden, Text
from .request import Request, check_duration, check_instruction, check_plan, check_seed
from .story import BridgeTokens, Clip, Plan, Scene, Story


@dataclass(frozen=True)
class _Planned:
    """A scene that can be rendered: its text, its tokens, and whether another follows."""

    index: int
    scene: Scene
    tokens: BridgeTokens
    last: bool


class AudioStory:
    """Tells audio stories.

    Args:
        model: the assembled model, ready to run.
    """

    def __init__(self, model: StoryModel) -> None:
        self.model = model

    @classmethod
    def from_pretrained(cls, name: str | Path = "tiny", *, device: str = "auto", dtype: str = "auto", base: str | Path | None = None) -> AudioStory:
        """Load a model.

        Args:
            name: "tiny" (the embedded model), a folder, or a hub id such as "TencentARC/AudioStory-3B".
            device: "auto", "cpu", "cuda", "cuda:1", "mps".
            dtype: "auto", "float32", "bfloat16" or "float16".
            base: for a release whose file lacks the base language model's weights: the folder that holds them.

        Raises:
            ValueError: unknown name, missing, truncated or foreign files, a device that is not there.
        """
        from .checkpoints import load_model

        return cls(load_model(name, device=device, dtype=dtype, base=base))

    @property
    def config(self) -> ModelConfig:
        """Sizes, range and default settings of the model."""
        return self.model.config

    @property
    def sample_rate(self) -> int:
        """Of its sound, in Hz."""
        return self.config.codec.sample_rate

    # -- what a user calls -------------------------------------------------------------------------------------

    def stream(
        self,
        prompt: str | Plan,
        *,
        duration: float = 30.0,
        seed: int | None = None,
        scene_seeds: Mapping[int, int] | None = None,
        clips: Mapping[int, Clip] | None = None,
        **settings: Any,
    ) -> Iterator[StoryEvent]:
        """Tell a story; the only place where stories are made.

        Closing the generator cancels within one denoising step.

        Args:
            prompt: an instruction, or a plan to render.
            duration: total length in seconds; for a plan, its scenes decide.
            seed: of the story; None draws one.
            scene_seeds: scene number -> seed of its noise, in place of the derived one.
            clips: scene number -> sound to use as it is, such as clips of an earlier story.
            **settings: fields of :class:`GenerationSettings`, or ``settings=GenerationSettings(...)``.

        Yields:
            StoryStarted first, StoryReady last.

        Raises:
            ValueError: before anything is generated, if the request cannot be met.
            PlanError: in release decoding, if what the planner wrote is no plan.
        """
        request = self._request(prompt, duration, seed, scene_seeds or {}, clips or {}, settings)
        return self._tell(request)

    def generate(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Story:
        """Tell a story and return it whole; see :meth:`stream`."""
        return _drain(self.stream(prompt, duration=duration, seed=seed, **settings))

    def plan(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Plan:
        """Text and bridge tokens of a story, without sound; see :meth:`stream`."""
        request = self._request(prompt, duration, seed, {}, {}, settings)
        teller = _Teller(self.model, request)
        return _plan_of(request, list(teller.plan_events()))

    def render(self, plan: Plan, *, seed: int | None = None, **settings: Any) -> Story:
        """Turn a plan into sound. Scenes' bridge tokens are computed where the plan has none."""
        return _drain(self.stream(plan, seed=seed, **settings))

    def replan(self, plan: Plan, *, scene: int | None = None, caption: str | None = None, duration: float | None = None, reasoning: str | None = None) -> Plan:
        """Teacher-force an edit and recompute bridge tokens.

        With ``scene``, that scene's caption or duration changes and its tokens are recomputed; the other scenes keep
        theirs. With ``reasoning`` (may be "") or nothing, the tokens of all scenes are recomputed.
        """
        if scene is None and (caption is not None or duration is not None):
            raise ValueError("A caption or duration was given without a scene. Pass scene=, the scene's number.")
        if reasoning is not None:
            plan = replace(plan, reasoning=reasoning)
        if scene is not None:
            plan = plan.with_scene(scene, caption=caption, duration=duration)
        check_plan(replace(plan, tokens=()), self.config, self._longest_clip(0.0))
        whole = scene is None or reasoning is not None or not plan.tokens
        hidden = self.model.planner.read(plan, None if whole else scene + 1)
        if whole:
            return replace(plan, tokens=tuple(self.model.bridge_tokens(states) for states in hidden))
        return plan.with_tokens(scene, self.model.bridge_tokens(hidden[scene]))

    def regenerate(self, story: Story, *, scene: int, seed: int | None = None) -> Story:
        """Render one scene anew; the samples of the others stay as they are outside the two joins.

        Args:
            story: told by this model.
            scene: 0-based number.
            seed: of the scene's noise; None draws one.
        """
        story.plan.scene_index(scene)
        kept = {i: clip for i, clip in enumerate(story.clips) if i != scene}
        seeds = {i: clip.seed for i, clip in kept.items()} | {scene: check_seed(seed)}
        return _drain(self.stream(story.plan, seed=story.seed, scene_seeds=seeds, clips=kept, settings=story.settings))

    # -- behind it ---------------------------------------------------------------------------------------------

    def _request(self, prompt: str | Plan, duration: float, seed: int | None, scene_seeds: Mapping[int, int], clips: Mapping[int, Clip], changes: dict[str, Any]) -> Request:
        settings = self._settings(changes)
        seeds = {scene: check_seed(value, f"scene_seeds[{scene}]") for scene, value in scene_seeds.items()}
        if isinstance(prompt, Plan):
            plan = check_plan(prompt, self.config, self._longest_clip(settings.crossfade))
            return Request(plan.instruction, plan.duration, check_seed(seed), settings, plan, seeds, dict(clips))
        instruction = check_instruction(prompt)
        duration = check_duration(duration, self.config)
        self.model.planner.check_length(instruction, duration)
        return Request(instruction, duration, check_seed(seed), settings, None, seeds, dict(clips))

    def _settings(self, changes: dict[str, Any]) -> GenerationSettings:
        settings = changes.pop("settings", None)
        if settings is None:
            return self.config.settings(**changes)
        return replace(settings, **changes) if changes else settings

    def _longest_clip(self, crossfade: float) -> float:
        """Seconds that one clip of this model can last beside its tail."""
        fixed = self.config.flow.latent_length
        longest = fixed / self.config.codec.latent_rate if fixed else self.config.flow.max_duration
        return round(longest - crossfade, 3)

    def _tell(self, request: Request) -> Iterator[StoryEvent]:
        try:
            yield from _Teller(self.model, request).events()
        except torch.OutOfMemoryError as error:
            raise MemoryError(
                f"{self.model.device} ran out of memory while telling this story. Pass a shorter duration, "
                "dtype='bfloat16', or device='cpu'."
            ) from error


def _drain(events: Iterator[StoryEvent]) -> Story:
    for event in events:
        if isinstance(event, StoryReady):
            return event.story
    raise RuntimeError("The stream ended without a StoryReady.")  # cannot happen: it is always the last event


def _plan_of(request: Request, events: list[StoryEvent | _Planned]) -> Plan:
    planned = [event for event in events if isinstance(event, _Planned)]
    reasoning = "".join(event.delta for event in events if isinstance(event, ReasoningText))
    scenes, tokens = tuple(p.scene for p in planned), tuple(p.tokens for p in planned)
    return Plan(request.instruction, request.duration, reasoning, scenes, tokens)


class _Teller:
    """One telling: planning and rendering interleaved."""

    def __init__(self, model: StoryModel, request: Request) -> None:
        self.model, self.request, self.settings = model, request, request.settings
        self.codec_rate = model.config.codec.sample_rate
        self.rate = request.settings.output_rate or self.codec_rate
        self.joiner = Joiner(request.settings.fade)
        self.position = 0  # samples of the story that are out
        self.seconds: list[float] = []  # durations of the scenes so far
        self.began = time.perf_counter()
        self.passes = model.planner.passes
        self.first_sound: float | None = None

    def events(self) -> Iterator[StoryEvent]:
        """The whole stream."""
        request, so_far = self.request, StorySoFar()
        started = StoryStarted(
            request.instruction, request.duration, request.seed, self.settings, self.model.config.name, self.rate, versions()
        )
        for event in self._after(started):
            so_far.add(event)
            yield event
        story = so_far.story()
        assert story is not None
        yield StoryReady(replace(story, stats=self._stats(story)))

    def _after(self, started: StoryStarted) -> Iterator[StoryEvent]:
        yield started
        waiting: list[_Planned] = []
        for event in self.plan_events():
            if not isinstance(event, _Planned):
                yield event
            elif self.settings.interleaved:
                yield from self._render(event)
            else:
                waiting.append(event)
        for planned in waiting:
            yield from self._render(planned)

    def plan_events(self) -> Iterator[StoryEvent | _Planned]:
        """Reasoning, scenes and bridge tokens as they come; _Planned when a scene can be rendered."""
        return self._write() if self.request.plan is None else self._replay(self.request.plan)

    def _write(self) -> Iterator[StoryEvent | _Planned]:
        """Plan with the planner."""
        planner = self.model.planner
        reader = PlanReader(planner.markup)
        tokens: list[BridgeTokens] = []
        announced = rendered = 0
        for written in planner.write(self.request.instruction, self.request.duration, self.settings, self.request.seed):
            if isinstance(written, Hidden):
                tokens.append(self.model.bridge_tokens(written))
                yield BridgeReady(len(tokens) - 1, tokens[-1])
            if isinstance(written, Text):
                if new := reader.feed(written.delta):
                    yield ReasoningText(new)
                for index in range(announced, len(reader.scenes)):
                    yield self._announce(index, reader.scenes[index])
                announced = len(reader.scenes)
            # whether a tail is needed shows only when the next scene opens or the plan ends
            if rendered < min(len(tokens), reader.opened - 1 if not reader.done else len(tokens)):
                yield _Planned(rendered, reader.scenes[rendered], tokens[rendered], last=reader.done)
                rendered += 1
        reader.finish()

    def _replay(self, plan: Plan) -> Iterator[StoryEvent | _Planned]:
        """Go through a plan that is there; tokens are computed for all scenes at once where it has none."""
        if plan.reasoning:
            yield ReasoningText(plan.reasoning)
        tokens = plan.tokens or tuple(self.model.bridge_tokens(states) for states in self.model.planner.read(plan))
        for index, scene in enumerate(plan.scenes):
            yield self._announce(index, scene)
            yield BridgeReady(index, tokens[index])
            yield _Planned(index, scene, tokens[index], last=index == len(plan.scenes) - 1)

    def _announce(self, index: int, scene: Scene) -> ScenePlanned:
        start = sum(self.seconds)
        self.seconds.append(scene.duration)
        return ScenePlanned(index, scene, start)

    def _render(self, planned: _Planned) -> Iterator[StoryEvent]:
        """One scene: denoise, decode, join."""
        index, tail = planned.index, 0.0 if planned.last else self.settings.crossfade
        length, samples = self._lengths(index, tail)
        clip = self.request.clips.get(index)
        if clip is None or clip.samples.shape[1] != samples or clip.sample_rate != self.rate:
            latents = None
            told, native = planned.scene.duration + tail, self._native_length(planned.scene.duration + tail, samples)
            seed = self._seed(index)
            count = self.model.flow.latent_length(native / self.codec_rate)
            steps, guidance = self.settings.steps, self.settings.guidance
            for step, latents in enumerate(self.model.denoise(planned.tokens, told, count, seed, steps, guidance), 1):
                yield DenoiseStep(index, step, steps, latents.float().cpu().numpy())
            sound = resample(fit(self.model.decode(latents), native), self.codec_rate, self.rate)
            clip = Clip(fit(sound, samples), self.rate, seed)
        yield ClipReady(index, clip)
        chunk = self.joiner.add(clip.samples, length)
        start, self.position = self.position, self.position + length
        if self.first_sound is None:
            self.first_sound = time.perf_counter() - self.began
        yield AudioChunk(chunk, start / self.rate)

    def _lengths(self, index: int, tail: float) -> tuple[int, int]:
        """Samples of the story that a scene fills, and of its clip, tail included."""
        if self.settings.decoding == "release":
            # the published script cuts each clip to whole samples, so its story can be a sample short
            native = int((self.seconds[index] + tail) * self.codec_rate)
            samples = -(-native * self.rate // self.codec_rate)  # soxr rounds up
            return samples - int(tail * self.rate), samples
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
            "planner_passes": self.model.planner.passes - self.passes,
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

    return {"audiostory_demo": __version__, **{name: metadata.version(name) for name in ("torch", "transformers", "diffusers")}}
