"""GPUs lent by the call (ZeroGPU Spaces): planning is one call, each scene another. Elsewhere nothing changes.

A call runs in another process: arguments and events are pickled, which events (plain NumPy) allow. The time asked
for counts against the visitor's quota, so each call asks for what one scene needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

from ..config import GenerationSettings
from ..events import (
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
from ..pipeline import AudioStory
from ..request import check_seed
from ..story import Clip, Plan, Story

PLAN_SECONDS = 45  # for one plan of the 3B model
SCENE_SECONDS, STEP_SECONDS = 10.0, 0.5  # for moving and decoding one scene, and for each of its steps


def lent() -> bool:
    """Whether GPUs are lent by the call here."""
    return bool(os.environ.get("SPACES_ZERO_GPU"))


def ask(model: AudioStory | LentStory, question: Callable[..., Any], *given: Any) -> Any:
    """``question(model, *given)``, in a call of its own where the GPU is lent."""
    return model.ask(question, *given) if isinstance(model, LentStory) else question(model, *given)


def scene_budget(
    plan: Plan, scene: int, seeds: Mapping[int, int], clips: Mapping[int, Clip], seed: int, settings: GenerationSettings
) -> float:
    """Seconds of GPU that rendering one scene asks for; takes the arguments of that call."""
    return SCENE_SECONDS + STEP_SECONDS * settings.steps


class LentStory:
    """Stands in for an :class:`AudioStory` whose GPU is lent a call at a time.

    Args:
        story: loaded at module level, on "cuda".
        gpu: the decorator ``spaces.GPU``.
    """

    def __init__(self, story: AudioStory, gpu: Callable[..., Any]) -> None:
        self.story = story
        self.model, self.config, self.sample_rate = story.model, story.config, story.sample_rate
        self._plan = gpu(duration=PLAN_SECONDS)(self._plan_events)
        self._scene = gpu(duration=scene_budget)(self._scene_events)
        self.replan = gpu(duration=PLAN_SECONDS)(story.replan)
        self.ask = gpu(duration=PLAN_SECONDS)(self._answer)

    def stream(
        self,
        prompt: str | Plan,
        *,
        duration: float = 30.0,
        seed: int | None = None,
        scene_seeds: Mapping[int, int] | None = None,
        clips: Mapping[int, Clip] | None = None,
        settings: GenerationSettings | None = None,
        **changes: Any,
    ) -> Generator[StoryEvent, None, None]:
        """As :meth:`AudioStory.stream`, but the whole plan is written before the first scene is rendered."""
        settings = replace(settings, **changes) if settings else self.config.settings(**changes)
        number, so_far = check_seed(seed), StorySoFar()
        for event in self._plan(prompt, duration, number, settings):
            so_far.add(event)
            yield event
        started, done = so_far.started, dict(clips or {})
        assert started is not None
        plan = Plan(started.instruction, started.duration, so_far.reasoning, tuple(so_far.scenes), tuple(so_far.tokens))
        for scene in range(len(plan.scenes)):
            for event in self._scene(plan, scene, dict(scene_seeds or {}), done, number, settings):
                if isinstance(event, ClipReady):
                    done[scene] = event.clip
                yield event

    def generate(self, prompt: str | Plan, **options: Any) -> Story:
        """As :meth:`AudioStory.generate`."""
        return next(event for event in self.stream(prompt, **options) if isinstance(event, StoryReady)).story

    def plan(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **changes: Any) -> Plan:
        """As :meth:`AudioStory.plan`."""
        so_far = StorySoFar()
        for event in self._plan(prompt, duration, check_seed(seed), self.config.settings(**changes)):
            so_far.add(event)
        assert so_far.started is not None
        return Plan(
            so_far.started.instruction,
            so_far.started.duration,
            so_far.reasoning,
            tuple(so_far.scenes),
            tuple(so_far.tokens),
        )

    def regenerate(self, story: Story, *, scene: int, seed: int | None = None) -> Story:
        """As :meth:`AudioStory.regenerate`."""
        scene = story.plan.scene_index(scene)
        kept = {i: clip for i, clip in enumerate(story.clips) if i != scene}
        seeds = {i: clip.seed for i, clip in kept.items()} | {scene: check_seed(seed)}
        return self.generate(story.plan, seed=story.seed, scene_seeds=seeds, clips=kept, settings=story.settings)

    def _answer(self, question: Callable[..., Any], *given: Any) -> Any:
        """One call: a function of this package, with the model as its first argument."""
        return question(self.story, *given)

    def _plan_events(
        self, prompt: str | Plan, duration: float, seed: int, settings: GenerationSettings
    ) -> Iterator[StoryEvent]:
        """One call: everything up to the first sound. With all scenes planned first, that is the planning."""
        if isinstance(prompt, Plan) and not prompt.tokens:
            prompt = self.story.replan(prompt)
        if isinstance(prompt, Plan):
            yield from _announced(prompt, seed, settings, self.config.name, settings.output_rate or self.sample_rate)
            return
        planning = replace(settings, interleaved=False)
        with closing(self.story.stream(prompt, duration=duration, seed=seed, settings=planning)) as events:
            for event in events:
                if isinstance(event, DenoiseStep | ClipReady):
                    return
                yield replace(event, settings=settings) if isinstance(event, StoryStarted) else event

    def _scene_events(
        self,
        plan: Plan,
        scene: int,
        seeds: Mapping[int, int],
        clips: Mapping[int, Clip],
        seed: int,
        settings: GenerationSettings,
    ) -> Iterator[StoryEvent]:
        """One call: one scene's steps, clip and chunk; the clips before it are there already and cost nothing."""
        chunks, last = 0, scene == len(plan.scenes) - 1
        stream = self.story.stream(plan, seed=seed, scene_seeds=seeds, clips=clips, settings=settings)
        with closing(stream) as events:
            for event in events:
                match event:
                    case DenoiseStep(index) | ClipReady(index) if index == scene:
                        yield event
                    case AudioChunk():
                        chunks += 1
                        if chunks == scene + 1:
                            yield event
                            if not last:
                                return
                    case StoryReady():
                        yield event


def _announced(plan: Plan, seed: int, settings: GenerationSettings, model: str, rate: int) -> Iterator[StoryEvent]:
    """The events of a plan that is there, without sound."""
    from ..telling import versions

    yield StoryStarted(plan.instruction, plan.duration, seed, settings, model, rate, versions())
    if plan.reasoning:
        yield ReasoningText(plan.reasoning)
    start = 0.0
    for index, scene in enumerate(plan.scenes):
        yield ScenePlanned(index, scene, start)
        yield BridgeReady(index, plan.tokens[index])
        start += scene.duration
