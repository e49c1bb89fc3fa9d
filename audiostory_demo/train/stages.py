"""The stages of progressive training: what each trains, on what, towards what, for how long.

Source: arXiv 2508.20088, section 3 (progressive end-to-end training). At a desk's scale stage 1a is split in
two that do not need each other: the diffusion transformer learns from text features while the planner learns
to write plans and to regress to these features; from stage 1b on they are trained through one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DECAY_SHARE = 0.35  # of a stage's steps over which the learning rate falls to a tenth at the end

Crossing = Literal["both", "semantic", "residual", "text"]
"""Both kinds of bridge tokens, one of them, or in place of both what a text encoder says of the caption."""


@dataclass(frozen=True)
class Stage:
    """One stage.

    Attributes:
        name: on the command line and in checkpoints.
        trains: parts whose weights move ("planner", "projectors", "attention", "flow", "style_table",
            "alignment", "place_sense", "long", "hearing", "student").
        data: "scenes" (captions with sound), "clips" (single-scene stories), "stories" (long ones),
            "texts" (both, without sound), "long" (those told in parts, without sound), "told" (texts to their end, some scenes
            in words that people may choose), "heard" (sounds with questions).
        losses: weight of each loss ("next_token", "semantic", "residual", "place", "flow", "alignment", "answer", "distillation",
            "likeness").
        steps: optimiser steps.
        batch: stories per step (for "scenes": the token budget decides).
        learning_rate: peak, after warm-up; decays to a tenth over the last third.
        warmup: steps.
        reasoning: whether stories are reasoned about before their scenes.
        crossing: what conditions the transformer.
        optimizer: "adamw", or "muon" for the matrices.
    """

    name: str
    trains: tuple[str, ...]
    data: Literal["scenes", "clips", "stories", "texts", "long", "told", "heard"]
    losses: dict[str, float] = field(hash=False)
    steps: int
    batch: int = 16
    learning_rate: float = 1e-3
    warmup: int = 200
    reasoning: bool = True
    crossing: Crossing = "both"
    optimizer: Literal["adamw", "muon"] = "adamw"


PLANNING = {"next_token": 1.0, "semantic": 1.0, "residual": 0.5}

STAGES = {
    stage.name: stage
    for stage in (
        Stage(
            "1a-flow", ("flow", "attention", "style_table", "alignment"), "scenes", {"flow": 1.0, "alignment": 0.5},
            steps=50_000, learning_rate=6e-4, warmup=300,
        ),
        Stage(
            "1a-planner", ("planner", "projectors", "place_sense"), "texts", {**PLANNING, "place": 0.5},
            steps=3_000, learning_rate=1.5e-3, optimizer="muon",
        ),
        Stage(
            "1b", ("planner", "projectors", "attention", "flow"), "clips", {**PLANNING, "flow": 1.0},
            steps=600, learning_rate=3e-4, warmup=50,
        ),
        Stage(
            "3", ("planner", "projectors", "attention", "flow"), "stories", {**PLANNING, "flow": 1.0},
            steps=300, batch=4, learning_rate=2e-4, warmup=50,
        ),
        # what is added to a planner comes after the stages that move it
        # stories that are told in parts: the planner is frozen, so that short ones stay as they are
        Stage("1a-long", ("long",), "long", PLANNING, steps=1_000, learning_rate=1e-3, warmup=50),
        # what scenes are called beyond the captions that the planner writes, and sounds that it was not taught: it is frozen
        Stage("1a-bridge", ("projectors",), "told", {"semantic": 1.0, "residual": 0.5}, steps=1_000, learning_rate=2e-3, warmup=50),
        # understanding: tagger and planner are frozen, so that plans stay as they are; a projector and low-rank additions to
        # the planner's matrices, there only while it listens, learn to read what is heard
        Stage("2", ("hearing",), "heard", {"answer": 1.0}, steps=3_000, learning_rate=1e-3, warmup=50),
        # last: its teacher is the transformer that the other stages made
        Stage("distill", ("student",), "scenes", {"distillation": 1.0, "likeness": 0.3}, steps=6_000, learning_rate=3e-4, warmup=100),
    )
}  # fmt: skip


def learning_rate(stage: Stage, step: int, steps: int) -> float:
    """Linear warm-up, constant, then linear decay to a tenth over the last third."""
    rise = min(1.0, (step + 1) / max(1, stage.warmup))
    left = (steps - step) / max(1.0, DECAY_SHARE * steps)
    return stage.learning_rate * rise * (0.1 + 0.9 * min(1.0, max(0.0, left)))
