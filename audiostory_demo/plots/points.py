"""Points in two dimensions, the ways that they went, and the field that led them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from .scenes import BLUE, GREY, ORANGE, RED, SMALL, Picture

COLOURS = (ORANGE, BLUE, RED, "#009E73")  # Okabe-Ito
WAYS = 40  # lines drawn at most: more hide one another


def plot_points(
    groups: Mapping[str, np.ndarray], *, ways: Sequence[np.ndarray] = (), arrows: tuple[np.ndarray, np.ndarray] | None = None,
    title: str = "", ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Groups of points, each in a colour of its own.

    Args:
        groups: name -> [points, 2].
        ways: [points, 2] after each step of a walk: a line for each of the first points.
        arrows: where arrows begin and where they point, [arrows, 2] each.
        title: above it.
        ax: axes to draw on; by default those of a new figure.
    """
    if ax is None:
        ax = Picture(figsize=(5.2, 4.6), layout="constrained").subplots()
    for (name, points), colour in zip(groups.items(), COLOURS, strict=False):
        x, y = np.asarray(points, float).T
        ax.plot(x, y, ".", color=colour, markersize=3, alpha=0.6, label=name)
    if len(ways):
        x, y = np.stack([np.asarray(points, float)[:WAYS] for points in ways]).transpose(2, 0, 1)
        ax.plot(x, y, color=GREY, linewidth=0.8, alpha=0.7, zorder=0)
    if arrows is not None:
        start, end = (np.asarray(one, float) for one in arrows)
        ax.quiver(*start.T, *end.T, color=GREY, angles="xy", width=0.004)
    ax.set_aspect("equal")
    ax.set(xlabel="first number (no unit)", ylabel="second number (no unit)")
    ax.set_title(title, parse_math=False)
    ax.grid(alpha=0.3)
    if len(groups) > 1:
        ax.legend(frameon=True, markerscale=3, loc="best", fontsize=SMALL)
    return ax
