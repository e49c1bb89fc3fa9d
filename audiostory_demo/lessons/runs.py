"""The lab's runs, recorded in advance for a room without a model."""

from __future__ import annotations

from pathlib import Path

from ..audio import load_sound
from ..config import GenerationSettings
from ..files.recorded import SHIPPED
from ..story import Story
from .material import cathedral

SEED = 5
YARDSTICK = "another seed"
RUNS = {
    "all tokens": "full",
    "no residual": "no-residual",
    "no semantic": "no-semantic",
    "the radio's residual": "borrowed",
    YARDSTICK: "another-seed",
}
"""Name of a run -> stem of its file; the last one is not a run of the lab but what the others are compared with."""
FOLDER = SHIPPED / "lab"


def seed_of(name: str) -> int:
    """The seed of a run."""
    return SEED + 1 if name == YARDSTICK else SEED


def recorded_runs(folder: str | Path | None = None) -> dict[str, Story]:
    """The recorded runs by name, sound and captions only; none if they are not there. Needs no torch.

    Args:
        folder: that holds them. Default: the one shipped with the package.
    """
    runs = {}
    for name, stem in RUNS.items():
        file = Path(folder or FOLDER) / f"{stem}.flac"
        if file.is_file():
            audio, rate = load_sound(file)
            runs[name] = Story(audio, rate, cathedral(), (), GenerationSettings(), seed_of(name), "recorded")
    return runs
