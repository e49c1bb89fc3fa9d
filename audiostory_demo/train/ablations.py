"""The paper's ablations in small: the stages after 1a once more, each time with something left out.

Source: arXiv 2508.20088, the ablations of its experiments. Every variant begins with the same weights and takes the same
number of steps, so what differs is what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..config import ModelConfig
from ..evaluate.ablations import Cross
from ..files.names import slug
from ..story import BridgeTokens
from .beginning import TEXT_FEATURES, text_features
from .loop import TrainEvent
from .setup import Run
from .stages import STAGES, Crossing, Stage

ABLATION_STEPS = 60  # four minutes of one core
BEGINNING = "no joint training"  # the row of the weights that all variants begin with
JOINT = ("1b", "3")  # stages in which planner, bridge and transformer are trained through one another


@dataclass(frozen=True)
class Variant:
    """One row of the table.

    Attributes:
        name: in the table.
        changes: fields of :class:`Stage` that differ from the full recipe.
        progressive: whether single clips come before stories.
        joint: whether it is trained at all; the row that is not says how far the others have moved.
    """

    name: str
    changes: dict[str, Any]
    progressive: bool = True
    joint: bool = True

    @property
    def slug(self) -> str:
        """For folders and the command line."""
        return slug(self.name)

    @property
    def crossing(self) -> Crossing:
        """What conditions the transformer."""
        return self.changes.get("crossing", "both")

    def stages(self, steps: int) -> tuple[Stage, ...]:
        """Stages of ``steps`` in all: two thirds on clips, the rest on stories."""
        if not self.joint:
            return ()
        clips, stories = (replace(STAGES[name], warmup=max(1, steps // 12), **self.changes) for name in JOINT)
        first = 2 * steps // 3
        return (replace(clips, steps=first), replace(stories, steps=steps - first)) if self.progressive else (
            replace(stories, steps=steps),
        )  # fmt: skip


VARIANTS = {
    variant.slug: variant
    for variant in (
        Variant("full", {}),
        Variant("no reasoning", {"reasoning": False}),
        Variant("semantic only", {"crossing": "semantic"}),
        Variant("residual only", {"crossing": "residual", "losses": {"next_token": 1.0, "semantic": 1.0, "flow": 1.0}}),
        Variant("planner frozen", {"trains": ("attention", "flow"), "losses": {"flow": 1.0}}),
        Variant("text features", {"trains": ("attention", "flow"), "losses": {"flow": 1.0}, "crossing": "text"}),
        Variant("single stage", {}, progressive=False),
        Variant(BEGINNING, {}, joint=False),
    )
}


def train_variant(run: Run, variant: Variant, steps: int) -> Iterator[TrainEvent]:
    """Train a variant in a run of its own; its model can then be exported, and says which variant it is."""
    for stage in variant.stages(steps):
        yield from run.train(stage)
    run.model.student_from_flow(None)  # it tells what the transformer was, not what it has become
    changes: dict[str, Any] = {"name": variant.slug}
    if not variant.changes.get("reasoning", True):
        changes["max_reasoning_tokens"] = 0  # strict decoding then goes on to the first scene at once
    run.model.config = replace(run.model.config, **changes)


def cross(variant: Variant, folder: Path, config: ModelConfig) -> Cross:
    """What a variant's transformer is to be conditioned on.

    Args:
        variant: one of VARIANTS.
        folder: of its exported model, with the statistics of the text features.
        config: of its model.
    """
    if variant.crossing == "text":
        features = text_features(folder / TEXT_FEATURES, config)
        return lambda tokens, caption: BridgeTokens(features([caption])[0].numpy(), np.zeros_like(tokens.residual))
    semantic, residual = (float(variant.crossing in ("both", kind)) for kind in ("semantic", "residual"))
    return lambda tokens, _: tokens.scaled(semantic=semantic, residual=residual)
