"""What makes a picture of sound readable: pitch in Hz beside it, and what its colours mean in decibels."""

from __future__ import annotations

import numpy as np

from ..plots.filmstrip import mel_places

TICKS = (500, 1000, 2000, 4000, 8000)  # Hz


def with_axes(pictures: str, rate: int, bands: int, low: float, high: float, against: str) -> str:
    """Pictures of mel bands with their axis in Hz and their scale of colours.

    Args:
        pictures: HTML of one or more, laid over one another.
        rate: of the sound, in Hz.
        bands: rows of the pictures.
        low, high: dB that are drawn darkest and brightest.
        against: what the decibels are compared with, such as "full scale".
    """
    shown = [tick for tick in TICKS if tick < rate / 2]
    places = 100 * mel_places(np.array(shown), rate, bands) / bands
    marks = "".join(
        f'<span class="asw-hertz" style="bottom:{place:.2f}%">{tick / 1000:g} kHz</span>'
        for tick, place in zip(shown, places, strict=True)
    )
    return (
        f'<div class="asw-axes">{marks}{pictures}</div>'
        f'<p class="asw-scale">{low:.0f} dB <i aria-hidden="true"></i> {high:.0f} dB, where 0 dB is {against}. Time runs to the right.</p>'
    )
