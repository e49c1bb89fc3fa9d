"""Sound emerging from noise, step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from ..audio.mel import mel_places
from .scenes import LEVELS, SMALL, new_axes
from .spectrogram import TICKS

GAP = 0.06  # between pictures, as a share of their width


def plot_filmstrip(
    pictures: Sequence[np.ndarray],
    labels: Sequence[str],
    *,
    seconds: float,
    rate: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Pictures of the same clip at several steps, side by side on one scale of colour.

    Args:
        pictures: [bands, frames] each, low bands first, levels on one scale.
        labels: what to write above each, such as "step 4".
        seconds: that each picture lasts.
        rate: of the sound in Hz, where the pictures are mel bands in dB: then the axes say Hz and the colours dB.
        ax: axes to draw on; by default those of a new figure.
    """
    if not pictures or len(pictures) != len(labels):
        raise ValueError(
            f"There are {len(pictures)} pictures and {len(labels)} labels. Pass one label for each picture."
        )
    if ax is None:
        ax = new_axes(2.6)
    low, high = np.percentile(pictures[-1], (1, 99.8))  # the finished picture sets the scale
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        left = number * (1 + GAP)
        image = ax.imshow(
            picture, origin="lower", aspect="auto", extent=(left, left + 1, 0, len(picture)), cmap=LEVELS, vmin=low,
            vmax=high, interpolation="nearest",
        )  # fmt: skip
        ax.text(left + 0.5, 1.03, label, transform=ax.get_xaxis_transform(), ha="center", fontsize=10, parse_math=False)
    ax.set(xlim=(0, len(pictures) * (1 + GAP) - GAP), ylim=(0, len(pictures[0])), ylabel="mel band (low to high pitch)")
    ends = [(number * (1 + GAP) + side, f"{side * seconds:.3g}") for number in range(len(pictures)) for side in (0, 1)]
    ax.set_xticks([place for place, _ in ends], [text for _, text in ends], fontsize=SMALL)
    for place, tick in enumerate(ax.get_xticklabels()):
        tick.set_horizontalalignment("right" if place % 2 else "left")  # neighbours would touch
    ax.set_xlabel("seconds of the clip")
    if rate:
        bands = len(pictures[0])
        shown = [tick for tick in TICKS if tick < rate / 2]
        ax.set_yticks(mel_places(np.array(shown), rate, bands), [f"{tick:g}" for tick in shown])
        ax.set_ylabel("Hz")
        ax.figure.colorbar(image, ax=ax, label="dB (0: about full scale)", pad=0.01, aspect=20)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    return ax
