"""A few real recordings to hold beside what the model makes, each with its credit. The model has learned from none of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..audio import load_sound
from ..language.tables import ASSETS
from ..story import Clip
from .rights import Credit

FOLDER = ASSETS / "recordings"
CREDITS = "credits.json"


@dataclass(frozen=True)
class RealRecording:
    """A recording.

    Attributes:
        caption: what is heard.
        clip: its sound.
        credit: who made it, and on which terms it was given away.
    """

    caption: str
    clip: Clip
    credit: Credit


def real_recordings() -> dict[str, RealRecording]:
    """Bell, dog, clock and rain, four seconds of each, shortened, at 24 kHz. Needs no torch."""
    known = json.loads((FOLDER / CREDITS).read_text(encoding="utf-8"))
    found = {}
    for name, about in known.items():
        samples, rate = load_sound(FOLDER / f"{name}.ogg")
        credit = Credit(about["author"], about["licence"], 1, about["address"])
        found[name] = RealRecording(about["caption"], Clip(samples, rate, seed=0), credit)
    return found
