"""How much noise is left after each step, and what guidance does to a step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from .scenes import BLUE, GREY, ORANGE, RED, Picture

LOOKS = ((BLUE, "o"), (RED, "s"), ("#009E73", "^"), ("#CC79A7", "D"))  # Okabe-Ito, and a marker each


def noise_schedule(steps: int) -> np.ndarray:
    """[steps + 1] noise levels: linspace(1, 1/steps, steps), then 0."""
    return np.append(np.linspace(1.0, 1.0 / steps, steps), 0.0)


def plot_schedule(steps: int | Sequence[int] = 16, *, ax: Axes | None = None) -> Axes:
    """Noise level before the first and after every step.

    Args:
        steps: a number of steps, or up to four of them to compare.
        ax: axes to draw on; by default those of a new figure.
    """
    if ax is None:
        ax = Picture(figsize=(6, 3.6), layout="constrained").subplots()
    counts = [steps] if isinstance(steps, int) else list(steps)
    if not 1 <= len(counts) <= len(LOOKS):
        raise ValueError(f"{len(counts)} schedules cannot be told apart. Pass one to {len(LOOKS)} numbers of steps.")
    for count, (colour, marker) in zip(counts, LOOKS, strict=False):
        levels = noise_schedule(count)
        ax.plot(range(count + 1), levels, color=colour, marker=marker, markersize=4, label=f"{count} steps")
    ax.set(xlabel="steps done", ylabel="noise level σ (share of the mix)", ylim=(-0.03, 1.03))
    ax.grid(alpha=0.3)
    if len(counts) > 1:
        ax.legend(frameon=False)
    return ax


def plot_guidance(
    null: np.ndarray, conditional: np.ndarray, guidances: Sequence[float] = (1.0, 3.0, 6.0), *, ax: Axes | None = None
) -> Axes:
    """Where a step goes without caption, with it, and with guidance, in the plane that the two span.

    ``guided = null + guidance * (conditional - null)``: guidance walks on along the line from one to the other.

    Args:
        null: velocity without the caption, any shape.
        conditional: velocity with it, the same shape.
        guidances: values to mark.
        ax: axes to draw on; by default those of a new figure.
    """
    if ax is None:
        ax = Picture(figsize=(6.4, 4), layout="constrained").subplots()
    null, conditional = np.ravel(null).astype(np.float64), np.ravel(conditional).astype(np.float64)
    scale = np.linalg.norm(null) or 1.0
    along = null / scale
    difference = (conditional - null) / scale
    x = float(difference @ along)
    y = float(np.linalg.norm(difference - x * along))
    ax.annotate("", (1, 0), (0, 0), arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 2})
    ax.annotate("without caption", (0.5, 0), xytext=(0, -14), textcoords="offset points", color=GREY, ha="center")
    far = max([*guidances, 1.0])
    ax.plot([1, 1 + far * x], [0, far * y], color=ORANGE, linestyle="--", zorder=1)
    for number, guidance in enumerate(guidances):
        end = (1 + guidance * x, guidance * y)
        ax.annotate("", end, (0, 0), arrowprops={"arrowstyle": "->", "color": BLUE, "linewidth": 1.2})
        ax.plot(*end, color=BLUE, marker=LOOKS[number % 4][1], linestyle="")
        ax.annotate(f"guidance {guidance:g}", end, xytext=(6, 4), textcoords="offset points")
    ax.plot(0, 0, color="black", marker="x")
    ax.set(xlabel="along the step without caption (its length = 1)", ylabel="across it (on the same scale)")
    ax.margins(0.18)
    ax.set_xlim(right=ax.get_xlim()[1] + 0.25 * (1 + abs(far * x)))  # room for the words beside the arrows
    ax.grid(alpha=0.3)
    return ax
