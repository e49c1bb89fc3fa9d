"""What a teacher can switch at the bridge: each switch makes other tokens for the same plan."""

from __future__ import annotations

from dataclasses import replace

from ..analysis.token_edits import shuffle
from ..story import Plan, Story
from .texts import refused

SWITCHES = (
    "intact",
    "residual_off",
    "residual_scaled",
    "residual_scene",
    "residual_story",
    "residual_shuffled",
    "semantic_off",
)


def switched(plan: Plan, switch: str, *, factor: float, other: int, before: Story | None, locale: str = "en") -> Plan:
    """The plan with other bridge tokens in all its scenes.

    Args:
        plan: with bridge tokens.
        switch: one of ``SWITCHES``.
        factor: for "residual_scaled".
        other: scene whose residual the others get in "residual_scene"; it gets that of the scene before or after it.
        before: story whose residual is taken in "residual_story"; its scenes are used in turn.
        locale: language of what cannot be done.
    """
    tokens = plan.tokens
    match switch:
        case "intact":
            return plan
        case "residual_off":
            changed = [each.scaled(residual=0.0) for each in tokens]
        case "residual_scaled":
            changed = [each.scaled(residual=factor) for each in tokens]
        case "residual_scene":
            if len(tokens) < 2:
                raise refused(locale, "one_scene")
            other = plan.scene_index(other)
            neighbour = other - 1 if other else 1
            changed = [each.with_residual(tokens[neighbour if i == other else other]) for i, each in enumerate(tokens)]
        case "residual_story":
            if before is None:
                raise refused(locale, "no_before")
            foreign = before.plan.tokens
            if not foreign or foreign[0].residual.shape != tokens[0].residual.shape:
                raise refused(locale, "other_size")
            changed = [each.with_residual(foreign[i % len(foreign)]) for i, each in enumerate(tokens)]
        case "residual_shuffled":
            changed = [shuffle(each, "residual", seed) for seed, each in enumerate(tokens)]
        case "semantic_off":
            changed = [each.scaled(semantic=0.0) for each in tokens]
        case _:
            raise ValueError(f"switch={switch!r} is not known. Choose from {', '.join(SWITCHES)}.")
    return replace(plan, tokens=tuple(changed))
