"""What makes a picture of sound readable: pitch in Hz beside it, and what its colours mean in decibels."""

from __future__ import annotations

import numpy as np

from ..audio.mel import mel_places
from ..player import BANDS, FLOOR, mel_png
from ..story import Clip

TICKS = (500, 1000, 2000, 4000, 8000)  # Hz


def with_axes(pictures: str, rate: float, bands: int, *, mel: bool = True) -> str:
    """Pictures of sound with their axis in Hz.

    Args:
        pictures: HTML of one or more, laid over one another.
        rate: twice the highest pitch shown, in Hz.
        bands: rows of the pictures.
        mel: whether rows are mel bands; otherwise they are evenly spaced in Hz.
    """
    shown = [tick for tick in TICKS if tick < rate / 2]
    even = np.array(shown) / (rate / 2)
    places = 100 * (mel_places(np.array(shown), rate, bands) / bands if mel else even)
    marks = "".join(
        f'<span class="asw-hertz" style="bottom:{place:.2f}%">{tick / 1000:g} kHz</span>'
        for tick, place in zip(shown, places, strict=True)
    )
    return f'<div class="asw-axes">{marks}{pictures}</div>'


def mel_film(clip: Clip, alt: str, *, large: bool = False) -> str:
    """A clip's mel spectrogram with its axis in Hz; :data:`DEPTH` says what its colours mean.

    Args:
        clip: a sound.
        alt: what a screen reader says, escaped.
        large: as tall as a step of the scrubber.
    """
    kind = ' class="asw-film"' if large else ""
    picture = f'<img{kind} alt="{alt}" src="{mel_png(clip.samples, clip.sample_rate)}">'
    return with_axes(picture, clip.sample_rate, BANDS)


def scale(low: float, high: float, against: str) -> str:
    """What the colours mean.

    Args:
        low, high: dB that are drawn darkest and brightest.
        against: what the decibels are compared with, such as "full scale".
    """
    return (
        f'<p class="asw-scale">{low:.0f} dB <i aria-hidden="true"></i> {high:.0f} dB, where 0 dB is {against}. '
        "Time runs to the right, pitch upwards.</p>"
    )


DEPTH = scale(FLOOR, 0.0, "the loudest of each")
"""What the colours of :func:`mel_film` mean."""
