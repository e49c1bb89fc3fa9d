"""A plan as it is written: the first of a story's two streams.

What needs the model's device is one function, :func:`write_plan`, whose argument and events can cross process borders.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .events import BridgeReady, PromptUnderstood, ReasoningText, ScenePlanned
from .language.understanding import Understanding, levels_said, understand
from .markup import PlanReader
from .model import StoryModel, memory_errors
from .planner import Hidden, PlannerCache, Text
from .planner.decoding import decoding_of
from .planner.lengths import conflict_of
from .request import Request
from .story import BridgeTokens, Plan, Scene
from .style_table import style_tokens


@dataclass(frozen=True)
class SceneClosed:
    """A scene can be rendered: nothing more will be written about it, and whether another one follows is known.

    Attributes:
        index: 0-based scene number.
        scene, tokens: of that scene.
        last: whether the plan ends with it, so that its clip needs no crossfade tail.
    """

    index: int
    scene: Scene
    tokens: BridgeTokens
    last: bool


@dataclass(frozen=True)
class PlanClosed:
    """The plan is complete, after so many passes of the language model."""

    passes: int


PlanEvent = ReasoningText | ScenePlanned | BridgeReady | PromptUnderstood | SceneClosed | PlanClosed


def write_plan(model: StoryModel, request: Request) -> Iterator[PlanEvent]:
    """Write a story's plan, or read the one that is there and compute the bridge tokens it lacks; PlanClosed is last."""
    with memory_errors(model.device):
        cache = model.planner.cache()
        if request.plan is None:
            yield from _write(model, request, cache)
        else:
            yield from _scenes(request.plan, _read(model, request.plan, request.edited, cache))
        yield PlanClosed(cache.passes)


def replay_plan(plan: Plan) -> Iterator[PlanEvent]:
    """The events of a plan that has its bridge tokens; no model is needed."""
    yield from _scenes(plan, plan.tokens)
    yield PlanClosed(0)


def _write(model: StoryModel, request: Request, cache: PlannerCache) -> Iterator[PlanEvent]:
    planner, settings, longest = model.planner, request.settings, model.config.max_duration
    reader = PlanReader(planner.markup, lenient=decoding_of(settings).lenient)
    tokens: list[BridgeTokens] = []
    scenes: list[Scene] = []  # announced, as loud as the reasoning says
    closed = 0
    given = request.given.scenes if request.given else ()
    heard = request.given.heard if request.given and request.given.styled else None
    residual = style_tokens(model, heard.style) if heard else None
    if request.opening:
        yield ReasoningText(f"{request.opening} ")
    for written in planner.write(request.instruction, request.made, settings, request.seed, cache, request.shots):
        if isinstance(written, Hidden):
            found = model.bridge_tokens(written)
            tokens.append(found if residual is None else BridgeTokens(found.semantic, residual))
            yield BridgeReady(len(given) + len(tokens) - 1, tokens[-1])
        if isinstance(written, Text):
            if new := reader.feed(written.delta):
                yield ReasoningText(new)
            if given and reader.scenes and not scenes:
                yield from _given(model, request)
            while (number := len(scenes)) < len(reader.scenes):
                start = _seconds([*given, *scenes])
                scenes.append(_levelled(model, reader, number))
                yield ScenePlanned(len(given) + number, scenes[number], start)
                if _seconds(scenes) > longest + 1e-6:  # only in release decoding
                    raise reader.error(f"The scenes last more than {longest:g} s in all")
        # whether a tail is needed shows only when the next scene opens or the plan ends
        if closed < min(len(tokens), len(tokens) if reader.done else reader.opened - 1):
            if reader.done and model.config.language.sounds:
                yield PromptUnderstood(_understood(model, request, reader))
            yield SceneClosed(len(given) + closed, scenes[closed], tokens[closed], last=reader.done)
            closed += 1
    reader.finish()


def _levelled(model: StoryModel, reader: PlanReader, number: int) -> Scene:
    """A scene, as loud as the reasoning says."""
    levels = levels_said(reader.reasoning, model.config.language)
    return replace(reader.scenes[number], level=levels[number]) if number < len(levels) else reader.scenes[number]


def _given(model: StoryModel, request: Request) -> Iterator[PlanEvent]:
    """The scenes of the sound that the story goes on from, with the bridge tokens that the planner reads their captions as."""
    given = request.given
    assert given is not None
    tokens = given.tokens
    if not tokens:
        plan = Plan(request.instruction, given.seconds, "", given.scenes)
        tokens = tuple(model.bridge_tokens(hidden) for hidden in model.planner.read(plan))
    for index, scene in enumerate(given.scenes):
        yield ScenePlanned(index, scene, _seconds(given.scenes[:index]))
        yield BridgeReady(index, tokens[index])
        yield SceneClosed(index, scene, tokens[index], last=False)


def _understood(model: StoryModel, request: Request, reader: PlanReader) -> Understanding:
    read = model.planner.read_words(request.instruction)
    captions = [scene.caption for scene in reader.scenes]
    found = understand(
        request.instruction, reader.reasoning, captions, model.config.language, named=read.named_text,
        denied=read.denied_text, conflict=conflict_of(read, Decimal(repr(request.made))),
    )  # fmt: skip
    return found.later(len(request.given.scenes)) if request.given else found


def _read(model: StoryModel, plan: Plan, edited: int | None, cache: PlannerCache) -> tuple[BridgeTokens, ...]:
    """Bridge tokens of all scenes: those of the edited one are computed, or all where the plan has none."""
    if edited is None or not plan.tokens:
        return tuple(model.bridge_tokens(hidden) for hidden in model.planner.read(plan, cache))
    *_, hidden = model.planner.read(plan.with_scenes(range(edited + 1)), cache)  # it does not hear what follows
    return plan.with_tokens(edited, model.bridge_tokens(hidden)).tokens


def _scenes(plan: Plan, tokens: Sequence[BridgeTokens]) -> Iterator[PlanEvent]:
    if plan.reasoning:
        yield ReasoningText(plan.reasoning)
    for index, scene in enumerate(plan.scenes):
        last = index == len(plan.scenes) - 1
        yield ScenePlanned(index, scene, _seconds(plan.scenes[:index]))
        yield BridgeReady(index, tokens[index])
        if last and plan.understood is not None:
            yield PromptUnderstood(plan.understood)
        yield SceneClosed(index, scene, tokens[index], last)


def _seconds(scenes: Sequence[Scene]) -> float:
    return math.fsum(scene.duration for scene in scenes)
