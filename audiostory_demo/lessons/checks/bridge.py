"""Notebooks 02 and 03, and the lab: what crosses the bridge."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np

from ...story import Plan
from .answers import close, exercise, like, near, pair, right, same_semantic, tokens_of, whole

ROOM_AND_MEDIUM = 4  # the first residual tokens; those after them say what lies underneath
VOTES, RIGHT_VOTES = 20, 15


def _cosines(plan: Plan) -> np.ndarray:
    """Of the scenes' semantic tokens, each scene's as one vector: [scenes, scenes]."""
    rows = np.stack([tokens.semantic.ravel().astype(np.float64) for tokens in plan.tokens])
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows @ rows.T


@exercise(
    "02.1",
    "The cosine of two vectors is their product, summed, divided by both their lengths.",
    "a = plan.tokens[0].semantic.ravel() and b likewise of scene 1; a @ b is the sum, np.linalg.norm(a) a length.",
    given=(Plan,),
)
def cosine(similarity: Any, plan: Plan) -> None:
    right(
        len(tokens_of(plan, "The plan")) > 1,
        "The plan has one scene only. Run the notebook's cells from the top again.",
    )
    expected = float(_cosines(plan)[0, 1])
    # rounding to two places will do, unless that would let the mere ends of the scale pass
    near(similarity, expected, min(0.0051, 0.5 * min(abs(expected - end) for end in (-1, 0, 1)) + 1e-6))


@exercise(
    "02.2",
    "The length of a token is its norm. There is one for each row of plan.tokens[0].semantic.",
    "np.linalg.norm(..., axis=1) gives all lengths; argmax says which one is the largest.",
    given=(Plan,),
)
def longest_token(place: Any, plan: Plan) -> None:
    lengths = np.linalg.norm(tokens_of(plan, "The plan")[0].semantic, axis=1)
    whole(
        place, int(lengths.argmax()), f"There are {len(lengths)} tokens, counted from 0. Which length is the largest?"
    )


@exercise(
    "02.3",
    "It is exercise 02.1 for every pair: put one flattened scene into each row of an array.",
    "Divide each row by its length; then rows @ rows.T holds all cosines at once.",
    given=(Plan,),
)
def cosine_table(table: Any, plan: Plan) -> None:
    tokens_of(plan, "The plan")
    close(
        table, _cosines(plan), "a table of numbers, a row and a column for each scene",
        "Not every number of your table is right. Its diagonal is 1: each scene is just like itself.", tolerance=0.0051,
    )  # fmt: skip


@exercise(
    "03.1",
    "tokens.scaled(residual=0) gives the tokens of one scene without the residual ones. The plan holds one for each scene.",
    "dataclasses.replace(plan, tokens=...) gives a plan with other tokens and all else as it was.",
    given=(Plan,),
)
def silenced(plan: Any, before: Plan) -> None:
    plan = like(plan, before)
    for scene, tokens in enumerate(plan.tokens):
        right(not tokens.residual.any(), f"Scene {scene} still has residual tokens. Scale them by 0 in every scene.")
    same_semantic(plan, before)


@exercise(
    "03.2",
    "tokens.with_residual(other) gives these semantic tokens with another scene's residual tokens.",
    "plan.with_tokens(0, ...) changes one scene; call it for scene 0 and again for scene 1, with tokens of the old plan.",
    given=(Plan,),
)
def exchanged(plan: Any, before: Plan) -> None:
    plan = like(plan, before)
    right(len(before.scenes) > 1, "The plan has one scene only. Run the notebook's cells from the top again.")
    same_semantic(plan, before)
    for here, there in ((0, 1), (1, 0)):
        right(
            np.array_equal(plan.tokens[here].residual, before.tokens[there].residual),
            f"Scene {here} does not have scene {there}'s residual tokens.",
        )
    right(plan.tokens[2:] == before.tokens[2:], "Scenes after the second changed. Leave them alone.")


@exercise(
    "03.3",
    "Halfway between two arrays lies their mean.",
    "BridgeTokens(semantic, residual) makes the tokens of a scene; its residual ones are (ours.residual + theirs.residual) / 2.",
    given=(Plan, Plan),
)
def halfway(plan: Any, ours: Plan, theirs: Plan) -> None:
    plan = pair(plan, ours, theirs)
    for scene, (now, one, other) in enumerate(zip(plan.tokens, ours.tokens, theirs.tokens, strict=True)):
        close(
            now.residual, (one.residual + other.residual) / 2, "residual tokens",
            f"Scene {scene}'s residual tokens do not lie halfway between those of the two plans.",
        )  # fmt: skip


def _has_residual(plan: Any, ours: Plan, theirs: Plan, rows: slice, whose: str) -> None:
    plan = pair(plan, ours, theirs)
    for scene, (now, own, other) in enumerate(zip(plan.tokens, ours.tokens, theirs.tokens, strict=True)):
        expected = own.residual.copy()
        expected[rows] = other.residual[rows]
        right(np.array_equal(now.residual, expected), f"Scene {scene} does not have {whose}.")


@exercise(
    "lab.1",
    "ours.with_residual(theirs) gives one scene our semantic and their residual tokens.",
    "Go through both plans' tokens with zip, and put the results into dataclasses.replace(plan, tokens=...).",
    given=(Plan, Plan),
)
def borrowed(plan: Any, ours: Plan, theirs: Plan) -> None:
    _has_residual(plan, ours, theirs, slice(None), "the radio plan's residual tokens")


@exercise(
    "lab.2",
    "Residual tokens are the rows of an array: rows 0 to 3 are residual[:4].",
    "np.concatenate([theirs.residual[:4], ours.residual[4:]]) makes the rows, BridgeTokens(ours.semantic, rows) the tokens.",
    given=(Plan, Plan),
)
def half_borrowed(plan: Any, ours: Plan, theirs: Plan) -> None:
    _has_residual(
        plan, ours, theirs, slice(ROOM_AND_MEDIUM), "the radio plan's rows 0 to 3 above its own rows after them"
    )


@exercise(
    "lab.3",
    "Each of the 2**20 ways to vote is equally likely for who guesses. In how many are 15, 16, ... 20 votes right?",
    "math.comb(20, k) counts the ways with k right ones; add them up for k from 15 to 20, and divide by 2**20.",
)
def luck(probability: Any) -> None:
    expected = sum(comb(VOTES, count) for count in range(RIGHT_VOTES, VOTES + 1)) / 2**VOTES
    near(probability, expected, 0.0008, "Count the luckier results, too: 15 right ones or more.")
