"""What a user asks for, checked before any work begins."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .checks.parts import check_characters, check_seed
from .checks.values import finite, shown, whole
from .config import GenerationSettings, ModelConfig
from .hearing import Heard
from .markup import DECIMALS
from .story import BridgeTokens, Clip, Plan, Scene, Shot
from .text import has_words

SHORTEST_PART = 0.6  # s of a scene: what is made anew, and what has to be left for it to join


@dataclass(frozen=True)
class Given:
    """A sound that a story goes on from; what it sounds like are the request's first clips.

    Attributes:
        scenes: it as scenes of the story: those of an earlier story, else one.
        tokens: their bridge tokens; empty where the planner has to read them.
        heard: what was heard in it; None where nobody listened.
        styled: whether what follows takes over its style, for the instruction names none.
    """

    scenes: tuple[Scene, ...]
    tokens: tuple[BridgeTokens, ...] = ()
    heard: Heard | None = None
    styled: bool = False

    @property
    def seconds(self) -> float:
        """Where what is made begins."""
        return math.fsum(scene.duration for scene in self.scenes)


@dataclass(frozen=True)
class Request:
    """A valid request.

    Attributes:
        instruction: the user's words, stripped.
        duration: total length in seconds.
        seed: of the story.
        settings: how to tell it.
        plan: what to render, or None to plan first.
        scene_seeds: scene number -> seed of its noise, where it is not derived from the story's.
        clips: scene number -> sound that is there already.
        edited: scene of the plan whose bridge tokens are to be computed anew.
        shots: of the video that the story accompanies, one for each scene; none where it accompanies none.
        given: the sound that the story goes on from; None where there is none, and for a plan, which says so itself.
        parts: scene number -> from when to when its clip is made anew, in seconds from the scene's beginning; the rest of
            the clip stays.
    """

    instruction: str
    duration: float
    seed: int
    settings: GenerationSettings
    plan: Plan | None = None
    scene_seeds: dict[int, int] = field(default_factory=dict)
    clips: dict[int, Clip] = field(default_factory=dict)
    edited: int | None = None
    shots: tuple[Shot, ...] = ()
    given: Given | None = None
    parts: dict[int, tuple[float, float]] = field(default_factory=dict)

    @property
    def made(self) -> float:
        """Seconds that the planner is asked to fill."""
        return round(self.duration - self.given.seconds, DECIMALS) if self.given else self.duration

    @property
    def given_scenes(self) -> int:
        """How many of the first scenes are a sound that was given."""
        return self.plan.given if self.plan else len(self.given.scenes) if self.given else 0

    @property
    def heard(self) -> Heard | None:
        """What was heard in the sound that was given."""
        return self.plan.heard if self.plan else self.given.heard if self.given else None

    @property
    def opening(self) -> str:
        """What the reasoning begins with; the planner writes on without it, and so on what it is asked for."""
        return self.heard.sentence() if self.heard else ""


def check_instruction(instruction: object) -> str:
    """The instruction without white space around it; blank ones and other types are errors."""
    if not isinstance(instruction, str):
        raise ValueError(
            f"The instruction is a {type(instruction).__name__}. Pass text that says what should be heard."
        )
    if not instruction.strip():
        raise ValueError("The instruction is empty. Say in a sentence what should be heard.")
    if not has_words(check_characters(instruction, "instruction")):
        raise ValueError(
            f"The instruction {shown(instruction.strip())} has no words that could be read. "
            "Say in a sentence what should be heard."
        )
    return instruction.strip()


def check_shots_kind(shots: object) -> tuple[Shot, ...]:
    """Shots as a tuple; None means no shots."""
    given = () if shots is None else shots
    if not isinstance(given, Sequence) or isinstance(given, str) or not all(isinstance(shot, Shot) for shot in given):
        raise ValueError(f"shots is {shown(shots)}. Pass a list of Shots, such as AudioStory.watch(video).shots.")
    return tuple(given)


def instruction_of(shots: Sequence[Shot]) -> str:
    """What the shots' captions ask for together, each told once."""
    told = dict.fromkeys(shot.caption for shot in shots if shot.caption)
    return " ".join(caption if caption[-1] in ".!?" else f"{caption}." for caption in told)


def check_duration(duration: object, config: ModelConfig) -> float:
    """The duration as a float within the model's range, to the microsecond."""
    low, high = config.min_duration, config.max_duration
    seconds = finite(duration)
    if seconds is None or seconds <= 0:
        raise ValueError(
            f"duration={shown(duration)} is not a length. Pass a number of seconds from {low:g} to {high:g}."
        )
    seconds = round(seconds, DECIMALS)
    if seconds > high:
        raise ValueError(
            f"duration={seconds:.15g} s exceeds the model's maximum of {high:g} s. "
            "Pass a shorter duration or split the story."
        )
    if seconds < low:
        raise ValueError(f"duration={seconds:.15g} s is shorter than a scene (min {low:g} s). Pass a longer duration.")
    return seconds


def _scene_numbers(values: object, name: str, plan: Plan | None) -> dict[int, object]:
    """A mapping whose keys are scene numbers; with a plan, numbers of its scenes."""
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise ValueError(
            f"{name} is a {type(values).__name__}. Pass a dict from scene number to value, such as {{0: ...}}."
        )
    numbers: dict[int, object] = {}
    for key, value in values.items():
        number = whole(key)
        if number is None or number < 0:
            raise ValueError(f"{name} has the key {shown(key)}, which is not a scene number. Count scenes from 0.")
        numbers[number if plan is None else plan.scene_index(number)] = value
    return numbers


def check_scene_seeds(scene_seeds: object, plan: Plan | None) -> dict[int, int]:
    """Scene number -> seed. Before a plan is written nobody knows its scenes, so any number will do."""
    seeds = _scene_numbers(scene_seeds, "scene_seeds", plan)
    return {scene: check_seed(seed, f"scene_seeds[{scene}]") for scene, seed in seeds.items()}


def check_clips(clips: object, plan: Plan | None) -> dict[int, Clip]:
    """Scene number -> clip with finite samples [C, samples]."""
    checked: dict[int, Clip] = {}
    for scene, clip in _scene_numbers(clips, "clips", plan).items():
        if not isinstance(clip, Clip):
            raise ValueError(f"clips[{scene}] is a {type(clip).__name__}. Pass a Clip, such as one of story.clips.")
        checked[scene] = clip
    return checked


def check_part(plan: Plan, scene: int, start: object, end: object, config: ModelConfig) -> tuple[float, float]:
    """From when to when a scene's clip is made anew, in seconds from its beginning."""
    config.flow.check_continues(f"The model {config.name}", "fill a gap")
    length, first, last = plan.scenes[scene].duration, finite(start), finite(end)
    if first is None or last is None or not 0 <= first < last <= length:
        raise ValueError(
            f"Scene {scene} from {shown(start)} to {shown(end)} s is no part of it. Pass two numbers of seconds from 0 to "
            f"{length:g}, the smaller one first."
        )
    if last - first < SHORTEST_PART or length - (last - first) < SHORTEST_PART:
        raise ValueError(
            f"From {first:g} to {last:g} s of {length:g} s is too short a part, or leaves too little of the scene. Make at "
            f"least {SHORTEST_PART:g} s anew and leave as much, or tell the whole scene anew."
        )
    if last - first > config.longest_scene(0.0):
        raise ValueError(
            f"A part of {last - first:g} s is longer than a scene of this model may be ({config.longest_scene(0.0):g} s). "
            "Pass a shorter one."
        )
    return first, last


def check_parts(
    request: Request, parts: Mapping[int, tuple[float, float]], config: ModelConfig
) -> dict[int, tuple[float, float]]:
    """Parts of scenes that are made anew: of a plan, and of clips that are there."""
    plan = request.plan
    if plan is None:
        raise ValueError("Parts of scenes were given without a plan. Pass a story's plan and its clips with them.")
    found = {plan.scene_index(scene): span for scene, span in parts.items()}
    if missing := sorted(set(found) - set(request.clips)):
        raise ValueError(f"Scene {missing[0]} has no clip of which a part could be made anew. Pass it in clips.")
    return {scene: check_part(plan, scene, *span, config) for scene, span in found.items()}


def check_plan(plan: Plan, config: ModelConfig, crossfade: float | None) -> None:
    """A plan that this model cannot render is an error.

    Args:
        plan: with or without bridge tokens.
        config: sizes and range of the model.
        crossfade: seconds that all clips but the last are longer than their scene; None sets no limit to clips. Scenes of
            a sound that was given are not rendered and may be of any length.
    """
    if not plan.scenes:
        raise ValueError("The plan has no scenes. Give it at least one.")
    check_duration(plan.seconds, config)
    for number, scene in enumerate(plan.scenes if crossfade is not None else ()):
        if number < plan.given:
            continue
        tail = 0.0 if number == len(plan.scenes) - 1 else crossfade or 0.0
        if scene.duration > config.longest_scene(tail):
            raise ValueError(
                f"Scene {number} lasts {scene.duration:.15g} s; with its crossfade of {tail:g} s a clip of this model "
                f"holds {config.longest_scene(tail):g} s. Shorten the scene or the crossfade, or split it in two."
            )
    size = (config.bridge.semantic_tokens, config.bridge.width), (config.bridge.residual_tokens, config.bridge.width)
    for number, tokens in enumerate(plan.tokens):
        if (tokens.semantic.shape, tokens.residual.shape) != size:
            raise ValueError(
                f"Scene {number} has bridge tokens of shapes {tokens.semantic.shape} and {tokens.residual.shape}; "
                f"this model takes {size[0]} and {size[1]}. Plan it anew with this model."
            )
        if not (np.isfinite(tokens.semantic).all() and np.isfinite(tokens.residual).all()):
            raise ValueError(
                f"Scene {number} has bridge tokens that are NaN or infinite. Scale them less, or plan anew."
            )
