"""How a story is told: a request becomes one stream of events, from the opening to the finished story."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any

from .audio.given import GivenSound, given_sound
from .checks.parts import check_kind, check_seed
from .config import GenerationSettings, ModelConfig, from_dict
from .events import AudioChunk, ClipReady, ShotFound, SoundHeard, StoryEvent, StoryReady, StorySoFar, StoryStarted
from .hearing import Heard
from .listening import check_hears, listen
from .model import StoryModel, memory_errors
from .planner.decoding import decoding_of
from .planning import PlanClosed, PlanEvent, SceneClosed, replay_plan, write_plan
from .rendering import SceneEvent, SceneTask, SoundTrack, render_scene, scene_task, within_full_scale
from .request import (
    Request,
    check_clips,
    check_duration,
    check_instruction,
    check_plan,
    check_scene_seeds,
    check_shots_kind,
    instruction_of,
)
from .story import Clip, Plan, Shot, Story

if TYPE_CHECKING:
    from .continuing import Beginning


class Teller:
    """What :class:`AudioStory` is made of: requests, and the stream that answers one. Its arguments are those of that class."""

    def __init__(
        self, model: StoryModel, *, write: Callable[[Request], Iterator[PlanEvent]] | None = None,
        render: Callable[[SceneTask], Iterator[SceneEvent]] | None = None, ask: Callable[..., Any] | None = None,
    ) -> None:  # fmt: skip
        check_kind(model, StoryModel, "model", "such as AudioStory.from_pretrained loads")
        self.model, self.lent = model, write is not None
        self._write = write or partial(write_plan, model)
        self._render = render or partial(render_scene, model)
        self.ask = ask or (lambda question, *given: question(self, *given))

    @property
    def config(self) -> ModelConfig:
        """Sizes, range and default settings of the model."""
        return self.model.config

    @property
    def sample_rate(self) -> int:
        """Of its sound, in Hz."""
        return self.config.codec.sample_rate

    def listen(self, sound: GivenSound) -> Heard:
        """Say what is heard in a sound: which sounds when, in which room, through which medium, over which bed.

        Args:
            sound: a story, a clip, the path of a sound file, or an array with its rate, up to as long as a story.
        """
        check_hears(self.model)
        clip = given_sound(sound, longest=self.config.max_duration)
        with memory_errors(self.model.device):
            return self.ask(_listen, clip)

    def _tell(self, request: Request) -> Generator[StoryEvent, None, None]:
        """The whole stream."""
        began, first_sound, passes, so_far = time.perf_counter(), 0.0, 0, StorySoFar()
        for event in self._interleaved(request):
            if isinstance(event, PlanClosed):
                passes = event.passes
                continue
            if isinstance(event, AudioChunk):
                first_sound = first_sound or time.perf_counter() - began
            so_far.add(event)
            yield event
        story, total = so_far.story(), time.perf_counter() - began
        assert story is not None  # there is no plan without a scene
        stats = {
            "planner_passes": passes,
            "first_sound_seconds": round(first_sound, 3),
            "total_seconds": round(total, 3),
            "real_time_factor": round(total / story.duration, 4),
        }
        yield StoryReady(replace(story, stats=stats))

    def _interleaved(self, request: Request) -> Iterator[StoryEvent | PlanClosed]:
        """Each scene is rendered as soon as the plan has closed it, unless the plan is to be complete first."""
        yield from self._opening(request)
        track, waiting = SoundTrack(request, self.config.codec, self._render), []
        for event in self._plan_events(request):
            if not isinstance(event, SceneClosed):
                yield event
            elif request.settings.interleaved and not self.lent:
                yield from track.add(event)
            else:
                waiting.append(event)
        for closed in waiting:
            yield from track.add(closed)

    def _plan(self, request: Request) -> Generator[StoryEvent, None, None]:
        yield from self._opening(request)
        for event in self._plan_events(request):
            if not isinstance(event, SceneClosed | PlanClosed):
                yield event

    def _scene(self, request: Request, scene: int, tail: bool) -> Generator[SceneEvent, None, None]:
        plan = request.plan
        assert plan is not None
        if not plan.tokens:
            plan = planned(self._plan(replace(request, plan=plan.with_scenes(range(scene + 1)))))
        closed = SceneClosed(scene, plan.scenes[scene], plan.tokens[scene], last=not tail)
        for event in self._render(
            scene_task(closed, (), request.seed, request.settings, self.config.codec, plan.shots)
        ):
            yield ClipReady(scene, within_full_scale(event.clip)) if isinstance(event, ClipReady) else event

    def _reread(self, plan: Plan, edited: int | None = None) -> Plan:
        """The plan with the bridge tokens of one scene computed anew, or of all."""
        plan = replace(plan, tokens=() if edited is None else plan.tokens)
        check_plan(replace(plan, tokens=()), self.config, crossfade=0.0)
        settings = self.config.settings()
        return planned(
            self._plan(Request(plan.instruction, plan.duration, 0, settings, plan, edited=edited, shots=plan.shots))
        )

    def _plan_events(self, request: Request) -> Iterator[PlanEvent]:
        plan = request.plan
        if plan is not None and plan.tokens and request.edited is None:
            return replay_plan(plan)
        return self._write(replace(request, clips={}))  # another process need not be sent sound

    def _opening(self, request: Request) -> Iterator[StoryStarted | SoundHeard | ShotFound]:
        rate = request.settings.output_rate or self.sample_rate
        yield StoryStarted(
            request.instruction, request.duration, request.seed, request.settings, self.config.name, rate, versions(),
            request.given_scenes,
        )  # fmt: skip
        if request.heard:
            yield SoundHeard(request.heard)
        for index, shot in enumerate(request.shots):
            yield ShotFound(index, shot.start, shot.end, shot.onsets)

    def _request(
        self, prompt: str | Plan, changes: dict[str, Any], *, duration: float = 0.0, seed: int | None = None,
        scene_seeds: Mapping[int, int] | None = None, clips: Mapping[int, Clip] | None = None,
        shots: Sequence[Shot] | None = None, sound: GivenSound | None = None, heard: Heard | None = None,
    ) -> Request:  # fmt: skip
        settings = self._settings(changes)
        self.config.check_sampler(settings)
        plan, given, there = prompt if isinstance(prompt, Plan) else None, None, clips
        asked: object = prompt
        if sound is not None:
            start = self._beginning(sound, prompt, duration, heard, settings, others=(shots, clips))
            asked, duration, given, there = start.instruction, start.duration, start.given, dict(enumerate(start.clips))
        if plan is not None:
            check_plan(plan, self.config, decoding_of(settings).longest_tail)
            instruction, duration = plan.instruction, plan.duration
            if not plan.tokens:
                self.model.planner.encode(plan)  # whether it is short enough to be read
            film = plan.shots
        else:
            film = check_shots_kind(shots)
            instruction = check_instruction(instruction_of(film) if film and asked == "" else asked)
            duration = check_duration(film[-1].end if film else duration, self.config)
        request = Request(
            instruction, duration, check_seed(seed), settings, plan, check_scene_seeds(scene_seeds, plan),
            check_clips(there, plan), shots=film, given=given,
        )  # fmt: skip
        if plan is None:
            self.model.planner.check_request(instruction, request.made, settings, film)
        return request

    def _beginning(
        self, sound: GivenSound, prompt: object, duration: float, heard: Heard | None, settings: GenerationSettings,
        others: tuple[object, ...],
    ) -> Beginning:  # fmt: skip
        from .continuing import begin_with

        if isinstance(prompt, Plan) or any(one is not None for one in others):
            raise ValueError(
                "A sound to go on from was given beside a plan, clips or shots. Pass a prompt with it only."
            )
        if heard is not None:
            check_kind(heard, Heard, "heard", "such as AudioStory.listen returns")
        elif self.model.hearing is not None and not isinstance(sound, Story):  # a story says itself what it is
            heard = self.listen(sound)
        return begin_with(sound, prompt, duration=duration, heard=heard, config=self.config, settings=settings)

    def _settings(self, changes: dict[str, Any]) -> GenerationSettings:
        settings = changes.pop("settings", None)
        if settings is None:
            return self.config.settings(**changes)
        check_kind(settings, GenerationSettings, "settings", "or its fields by name, such as steps=8")
        return from_dict(GenerationSettings, {**asdict(settings), **changes})


def _listen(teller: Teller, clip: Clip) -> Heard:
    return listen(teller.model, clip)


def versions() -> dict[str, str]:
    """Versions that decide how a story sounds."""
    from . import __version__

    libraries = {name: metadata.version(name) for name in ("torch", "transformers", "diffusers")}
    return {"audiostory_demo": __version__, **libraries}


def planned(events: Iterator[StoryEvent]) -> Plan:
    so_far = StorySoFar()
    for event in events:
        so_far.add(event)
    plan = so_far.plan()
    assert plan is not None  # there is no plan without a scene
    return plan


def drain(events: Iterator[StoryEvent]) -> Story:
    for event in events:
        if isinstance(event, StoryReady):
            return event.story
    raise RuntimeError("The stream ended without a StoryReady.")  # cannot happen: it is always the last event
