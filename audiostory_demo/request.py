"""What a user asks for, checked before any work begins."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass, field

from .config import GenerationSettings, ModelConfig
from .story import Clip, Plan

MAX_SEED = 2**63 - 1


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
    """

    instruction: str
    duration: float
    seed: int
    settings: GenerationSettings
    plan: Plan | None = None
    scene_seeds: dict[int, int] = field(default_factory=dict)
    clips: dict[int, Clip] = field(default_factory=dict)


def check_instruction(instruction: object) -> str:
    """The instruction without white space around it; blank ones and other types are errors."""
    if not isinstance(instruction, str):
        raise ValueError(f"The instruction is a {type(instruction).__name__}. Pass text that says what should be heard.")
    if not instruction.strip():
        raise ValueError("The instruction is empty. Say in a sentence what should be heard.")
    return instruction.strip()


def check_duration(duration: object, config: ModelConfig) -> float:
    """The duration as a float within the model's range."""
    low, high = config.min_duration, config.max_duration
    if isinstance(duration, bool) or not isinstance(duration, int | float) or not math.isfinite(duration) or duration <= 0:
        raise ValueError(f"duration={duration!r} is not a length. Pass a number of seconds from {low:g} to {high:g}.")
    if duration > high:
        raise ValueError(
            f"duration={duration:g} s is longer than this model can tell (max {high:g} s). "
            "Pass a shorter duration or split the story."
        )
    if duration < low:
        raise ValueError(f"duration={duration:g} s is shorter than a scene (min {low:g} s). Pass a longer duration.")
    return float(duration)


def check_seed(seed: object, name: str = "seed") -> int:
    """A whole number from 0 to 2**63 - 1; None draws one."""
    if seed is None:
        return secrets.randbelow(2**31)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MAX_SEED:
        raise ValueError(f"{name}={seed!r} is not a seed. Pass a whole number from 0 to {MAX_SEED}, or None to draw one.")
    return seed


def check_plan(plan: Plan, config: ModelConfig, longest: float) -> Plan:
    """A plan that this model can render."""
    if not plan.scenes:
        raise ValueError("The plan has no scenes. Give it at least one.")
    for number, scene in enumerate(plan.scenes):
        if scene.duration > longest:
            raise ValueError(
                f"Scene {number} lasts {scene.duration:g} s, longer than one clip of this model can be "
                f"({longest:g} s). Shorten it or split it in two."
            )
    check_duration(plan.seconds, config)
    size = (config.bridge.semantic_tokens, config.bridge.width), (config.bridge.residual_tokens, config.bridge.width)
    for number, tokens in enumerate(plan.tokens):
        if (tokens.semantic.shape, tokens.residual.shape) != size:
            raise ValueError(
                f"Scene {number} has bridge tokens of shapes {tokens.semantic.shape} and {tokens.residual.shape}; "
                f"this model takes {size[0]} and {size[1]}. Plan it anew with this model."
            )
    return plan
