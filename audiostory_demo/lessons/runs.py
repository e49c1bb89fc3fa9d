"""The lab's plans and runs, recorded in advance: they need no model, and are the same for everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from ..audio import boundaries, load_sound
from ..config import GenerationSettings
from ..files.recorded import SHIPPED
from ..files.writing import write_bytes
from ..story import BridgeTokens, Clip, Plan, Story, scene_seed
from .material import cathedral, old_radio

SEED = 5  # of the runs where no search has said another
YARDSTICK = "another seed"
RUNS = {
    "all tokens": "full",
    "no residual": "no-residual",
    "no semantic": "no-semantic",
    "the radio's residual": "borrowed",
    YARDSTICK: "another-seed",
}
"""Name of a run -> stem of its file; the last one is not a run of the lab but what the others are compared with."""
PLANS = {"cathedral": cathedral, "radio": old_radio}
TOKENS, SEARCH = "plans.safetensors", "search.json"
FOLDER = SHIPPED / "lab"


def seed_of(name: str, seed: int = SEED) -> int:
    """The seed of a run, where that of the others is ``seed``."""
    return seed + 1 if name == YARDSTICK else seed


def recorded_search(folder: str | Path | None = None) -> dict[str, Any]:
    """How the seed of the recorded runs was found: "seed", "tried", "passed", and "claims", each with the seeds at which it held.

    Needs no torch; empty if nothing was recorded.

    Args:
        folder: that holds it. Default: the one shipped with the package.
    """
    file = Path(folder or FOLDER) / SEARCH
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def plans_of(plan: Plan, radio: Plan) -> dict[str, Plan]:
    """A plan as it is, without residual tokens, without semantic ones, with those of another style, and as it is."""
    tokens = {
        "all tokens": plan.tokens,
        "no residual": [own.scaled(residual=0) for own in plan.tokens],
        "no semantic": [own.scaled(semantic=0) for own in plan.tokens],
        "the radio's residual": [
            own.with_residual(other) for own, other in zip(plan.tokens, radio.tokens, strict=True)
        ],
        YARDSTICK: plan.tokens,
    }
    return {name: replace(plan, tokens=tuple(crossing)) for name, crossing in tokens.items()}


def save_plans(plans: Mapping[str, Plan], folder: Path) -> None:
    """Keep the plans' bridge tokens in full precision, so that a model makes the recorded sound of them again."""
    from safetensors.numpy import save

    arrays = {
        f"{name}/{kind}": np.stack([getattr(tokens, kind) for tokens in plan.tokens])
        for name, plan in plans.items()
        for kind in ("semantic", "residual")
    }
    write_bytes(folder / TOKENS, save(arrays))


def recorded_plans(folder: str | Path | None = None) -> dict[str, Plan]:
    """The plans "cathedral" and "radio" with their bridge tokens; none if they are not there. Needs no torch.

    Args:
        folder: that holds them. Default: the one shipped with the package.
    """
    from safetensors.numpy import load_file

    file = Path(folder or FOLDER) / TOKENS
    if not file.is_file():
        return {}
    arrays = load_file(file)
    pairs = {name: zip(arrays[f"{name}/semantic"], arrays[f"{name}/residual"], strict=True) for name in PLANS}
    return {
        name: replace(plan(), tokens=tuple(BridgeTokens(*pair) for pair in pairs[name])) for name, plan in PLANS.items()
    }


def recorded_runs(folder: str | Path | None = None) -> dict[str, Story]:
    """The recorded runs by name, each with its plan; none if they are not there. Needs no torch.

    Their clips are cut out of the joined sound, so that the first half second of each but the first holds a crossfade.

    Args:
        folder: that holds them. Default: the one shipped with the package.
    """
    plans, runs = recorded_plans(folder), {}
    found = recorded_search(folder).get("seed", SEED)
    known = plans_of(plans["cathedral"], plans["radio"]) if plans else {}
    for name, stem in RUNS.items():
        file = Path(folder or FOLDER) / f"{stem}.flac"
        if file.is_file():
            runs[name] = as_recorded(*load_sound(file), known.get(name, cathedral()), seed_of(name, found))
    return runs


def as_recorded(audio: np.ndarray, rate: int, plan: Plan, seed: int) -> Story:
    """A run of which nothing but its joined sound [C, samples] was kept: its clips are cut out of that."""
    edges = boundaries([scene.duration for scene in plan.scenes], rate)
    clips = [
        Clip(audio[:, start:end], rate, scene_seed(seed, place)) for place, (start, end) in enumerate(pairwise(edges))
    ]
    return Story(audio, rate, plan, tuple(clips), GenerationSettings(), seed, "recorded")
