"""A story's style in training data.

The instruction mentions the style, the captions do not, so it reaches the sound only through the residual
tokens. `Style` and its words stand in :mod:`audiostory_demo.styles`; `acoustics` makes them sound.
"""

from __future__ import annotations

from ..styles import BEDS, MEDIA, ROOMS, Style

__all__ = ["BEDS", "BED_SOUNDS", "MEDIA", "ROOMS", "Style"]

BED_SOUNDS = {
    "rain": "rain",
    "wind": "wind",
    "crowd": "crowd-chatter",
    "traffic": "traffic",
    "sea": "sea-waves",
    "crickets": "crickets",
}
"""Bed -> class of the recordings it is made from."""
