"""What the bridge lab does to bridge tokens: scale, drop, swap, mix, shuffle."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from ..story import BridgeTokens, Plan

KINDS = ("semantic", "residual")
SWITCHES = (
    "intact", "residual_off", "residual_scaled", "residual_scene", "residual_story", "residual_shuffled", "semantic_off",
)  # fmt: skip
"""What can be done to all scenes of a plan at once."""


def edited(
    plan: Plan, switch: str, *, factor: float = 1.0, other: int = 0, lender: Plan | None = None,
    numbers: Collection[int] | None = None,
) -> Plan:  # fmt: skip
    """The plan with other bridge tokens in all its scenes.

    Args:
        plan: with bridge tokens.
        switch: one of ``SWITCHES``.
        factor: for "residual_scaled".
        other: scene whose residual the others get in "residual_scene"; it gets that of the scene before or after it.
        lender: plan whose residual is taken in "residual_story"; its scenes are used in turn.
        numbers: 0-based residual tokens that are switched off or taken from elsewhere; all without it.
    """
    tokens = plan.tokens
    match switch:
        case "intact":
            return plan
        case "residual_off":
            changed = [drop(each, "residual", numbers) for each in tokens]
        case "residual_scaled":
            changed = [each.scaled(residual=factor) for each in tokens]
        case "residual_scene":
            if len(tokens) < 2:
                raise ValueError("The plan has only one scene. Take a plan with two.")
            other = plan.scene_index(other)
            neighbour = other - 1 if other else 1
            changed = [
                swap(each, tokens[neighbour if i == other else other], numbers=numbers) for i, each in enumerate(tokens)
            ]
        case "residual_story":
            if lender is None or not lender.tokens:
                raise ValueError("There is no other plan with bridge tokens. Pass one as lender.")
            lent = lender.tokens
            changed = [swap(each, lent[i % len(lent)], numbers=numbers) for i, each in enumerate(tokens)]
        case "residual_shuffled":
            changed = [shuffle(each, "residual", seed) for seed, each in enumerate(tokens)]
        case "semantic_off":
            changed = [drop(each, "semantic") for each in tokens]
        case _:
            raise ValueError(f"switch={switch!r} is not known. Choose from {', '.join(SWITCHES)}.")
    return replace(plan, tokens=tuple(changed))


def drop(tokens: BridgeTokens, kind: str, numbers: Collection[int] | None = None) -> BridgeTokens:
    """Tokens of one kind set to zero: those with the given 0-based numbers, or all."""
    part = _part(tokens, kind).copy()
    part[_chosen(part, kind, numbers)] = 0.0
    return _with(tokens, kind, part)


def swap(
    tokens: BridgeTokens, other: BridgeTokens, kind: str = "residual", numbers: Collection[int] | None = None
) -> BridgeTokens:
    """These tokens, with another scene's of one kind: those with the given 0-based numbers, or all."""
    whole = _part(mix(tokens, other, kind, 1.0), kind)
    part = _part(tokens, kind).copy()
    chosen = _chosen(part, kind, numbers)
    part[chosen] = whole[chosen]
    return _with(tokens, kind, part)


def mix(tokens: BridgeTokens, other: BridgeTokens, kind: str = "residual", share: float = 0.5) -> BridgeTokens:
    """Between two scenes: 0 keeps these tokens of one kind, 1 takes the other scene's."""
    if not 0 <= share <= 1:
        raise ValueError(f"share={share} is not between the two. Pass a number from 0 to 1.")
    own, others = _part(tokens, kind), _part(other, kind)
    if own.shape != others.shape:
        raise ValueError(f"The {kind} tokens have shapes {own.shape} and {others.shape}. Take both from one model.")
    return _with(tokens, kind, own * np.float32(1 - share) + others * np.float32(share))


def shuffle(tokens: BridgeTokens, kind: str = "semantic", seed: int = 0) -> BridgeTokens:
    """Tokens of one kind with their values in random places: each as large as before, none with its meaning.

    Values are moved within each token. The order of the tokens alone would not be heard: neither the fusing attention nor
    the transformer knows it.
    """
    part = _part(tokens, kind)
    return _with(tokens, kind, np.random.default_rng(seed).permuted(part, axis=1))


def _chosen(part: np.ndarray, kind: str, numbers: Collection[int] | None) -> slice | list[int]:
    if numbers is not None and (wrong := [number for number in numbers if not 0 <= number < len(part)]):
        raise ValueError(f"There is no {kind} token {wrong[0]}. Pass numbers from 0 to {len(part) - 1}.")
    return slice(None) if numbers is None else list(numbers)


def _part(tokens: BridgeTokens, kind: str) -> np.ndarray:
    if kind not in KINDS:
        raise ValueError(f'kind={kind!r} is not a kind of bridge token. Choose "semantic" or "residual".')
    return getattr(tokens, kind)


def _with(tokens: BridgeTokens, kind: str, part: np.ndarray) -> BridgeTokens:
    return BridgeTokens(part, tokens.residual) if kind == "semantic" else BridgeTokens(tokens.semantic, part)
