"""Two sounds on one scale of colours, and what lies between them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from ..audio.mel import QUIET, full_scale_levels, hertz_to_mel, mel_edges, mel_to_hertz
from ..story import Clip
from .scenes import LEVELS, new_axes
from .spectrogram import TICKS

BANDS, WINDOW = 96, 1024  # samples; 43 ms at 24 kHz
DEPTH = 60.0  # dB under the loudest of both: softer is taken as silence
Part = Literal["first", "second", "difference"]


def side_levels(first: Clip, second: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Both sounds' levels over time and pitch, [bands, columns] each, in dB under the loudest of both, 0 to -DEPTH."""
    if first.sample_rate != second.sample_rate:
        raise ValueError(
            f"The sounds have {first.sample_rate} and {second.sample_rate} Hz. Compare two of the same rate."
        )
    rate, length = first.sample_rate, min(first.samples.shape[1], second.samples.shape[1])
    one, other = (
        full_scale_levels(clip.samples[:, :length], rate, bands=BANDS, window=WINDOW, hop=WINDOW // 4)
        for clip in (first, second)
    )
    top = max(float(one.max()), float(other.max()), QUIET)
    return np.clip(one - top, -DEPTH, 0.0), np.clip(other - top, -DEPTH, 0.0)


def side_change(first: Clip, second: Clip) -> float:
    """How far two sounds are apart, in dB: the mean, over time and pitch, of what the picture "difference" shows."""
    one, other = side_levels(first, second)
    return float(np.abs(other - one).mean())


def plot_sides(first: Clip, second: Clip, *, part: Part = "difference", ax: Axes | None = None) -> Axes:
    """One of two sounds on the scale that both share, or what the second has more (purple) and less (orange).

    Args:
        first: a sound.
        second: another one of the same rate.
        part: "first", "second" or "difference".
        ax: where to draw; a new figure without it.
    """
    if part not in ("first", "second", "difference"):
        raise ValueError(f'part={part!r} is not a picture. Choose "first", "second" or "difference".')
    one, other = side_levels(first, second)
    levels = {"first": one, "second": other, "difference": other - one}[part]
    if ax is None:
        ax = new_axes(3.2)
    rate = first.sample_rate
    seconds = min(first.duration, second.duration)
    times = np.linspace(0.0, seconds, levels.shape[1] + 1)
    colours, low, high = ("PuOr", -DEPTH / 2, DEPTH / 2) if part == "difference" else (LEVELS, -DEPTH, 0.0)
    mesh = ax.pcolormesh(times, mel_edges(rate, BANDS), levels, rasterized=True, cmap=colours, vmin=low, vmax=high)
    ax.set_yscale("function", functions=(hertz_to_mel, mel_to_hertz))
    ax.set_yticks([tick for tick in TICKS if tick < rate / 2])
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.set(xlabel="seconds", ylabel="Hz", xlim=(0.0, seconds), ylim=(0.0, rate / 2))
    label = "dB, second less first" if part == "difference" else "dB relative to the loudest"
    ax.figure.colorbar(mesh, ax=ax, label=label, pad=0.01, aspect=20)
    return ax
