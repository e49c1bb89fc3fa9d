"""What was measured of the embedded model over many scenes and stories, so that no lesson promises more."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import numpy as np

CARD = files("audiostory_demo") / "assets" / "tiny"
ABLATION_MEASURES = {
    "content": "sound recognised (share)", "style": "style recognised (share)", "frechet": "Fréchet distance (no unit)",
    "recall": "named sounds in the plan (share)",
}  # fmt: skip
"""Measure in the figures -> what it says."""


def measured() -> str:
    """The results in the embedded model's card, in Markdown. Needs no torch."""
    card = (CARD / "README.md").read_text(encoding="utf-8")
    return card.split("## Results\n")[1].split("\n## ")[0].strip()


def sizes() -> dict[str, float]:
    """Part of the embedded model -> its weights, in millions. Needs no torch."""
    card = (CARD / "README.md").read_text(encoding="utf-8")
    return {
        part: float(millions) for part, millions in re.findall(r"^\| ([a-z ]+) \| ([\d.]+) M \|$", card, re.MULTILINE)
    }


def figures() -> dict[str, Any]:
    """All figures that the card was written from. Needs no torch."""
    return json.loads((CARD / "figures.json").read_text(encoding="utf-8"))


def ablation_table() -> dict[str, dict[str, float]]:
    """The paper's ablations in small: variant -> measure -> mean over the seeds, for ``plots.plot_ablation``."""
    return {
        variant: {said: float(np.mean([run[name] for run in runs])) for name, said in ABLATION_MEASURES.items()}
        for variant, runs in figures()["ablations"].items()
    }


def benchmark_table(*names: str) -> dict[str, dict[str, float]]:
    """The paper's comparison: system -> figure -> mean over the instructions, for ``plots.plot_ablation``. Needs no torch.

    Args:
        names: of the figures wanted; all by default. Those of ears that taught a system are left out for it.
    """
    table = {}
    for system, row in figures()["benchmark"]["systems"].items():
        every = {name: mean for name, (mean, _, _) in row["figures"].items() if name not in row["taught"]}
        table[system] = {name: every[name] for name in names or every if name in every}
    return table


def recognised(*, real: bool = False, tagger: bool = False) -> dict[str, float]:
    """Kind of sound -> share of scenes in which it is named among five.

    Args:
        real: in recordings kept out of training, in place of generated scenes.
        tagger: by the public tagger, in place of the project's own classifier.
    """
    name = "tagger_top5" if tagger else "top5"
    classes = figures()["classes"]["real valid" if real else "generated"]
    return {sound: values[name] for sound, values in classes.items()}
