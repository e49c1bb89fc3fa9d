"""What can be switched at the bridge on the page: which switches can do anything here, and what is said of the others."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ..analysis.token_edits import SWITCHES, edited
from ..plots.similarity import scene_similarity
from ..story import Plan
from .texts import refused

ALIKE = 0.98  # cosine from which the residual tokens of two scenes are one and the same to the ear

__all__ = ["SWITCHES", "alike", "lends", "offered", "switched"]


def switched(
    plan: Plan, switch: str, *, factor: float = 1.0, other: int = 0, lender: Plan | None = None,
    numbers: Collection[int] | None = None, locale: str = "en",
) -> Plan:  # fmt: skip
    """The plan with other bridge tokens in all its scenes, see ``token_edits.edited``; what cannot be done is said."""
    if switch == "residual_scene" and len(plan.tokens) < 2:
        raise refused(locale, "one_scene")
    if switch == "residual_story" and lender is None:
        raise refused(locale, "no_before")
    if switch == "residual_story" and lender is not None and not lends(lender, plan):
        raise refused(locale, "other_size")
    return edited(plan, switch, factor=factor, other=other, lender=lender, numbers=numbers)


def lends(lender: Plan, plan: Plan) -> bool:
    """Whether residual tokens of one plan fit into another."""
    return bool(lender.tokens and plan.tokens) and lender.tokens[0].residual.shape == plan.tokens[0].residual.shape


def alike(plan: Plan) -> float | None:
    """The lowest likeness of two scenes' residual tokens (cosine); None for a plan of one scene."""
    return float(np.min(scene_similarity(plan, "residual"))) if len(plan.tokens) > 1 else None


def offered(plan: Plan, lenders: int) -> list[str]:
    """The switches that can change anything in this plan.

    Args:
        plan: with bridge tokens.
        lenders: how many other stories there are whose residual tokens would fit.
    """
    lowest = alike(plan)
    silent = {"intact"}
    if lowest is None or lowest >= ALIKE:  # its scenes share one style: swapping them changes nothing
        silent.add("residual_scene")
    if not lenders:
        silent.add("residual_story")
    return [switch for switch in SWITCHES if switch not in silent]
