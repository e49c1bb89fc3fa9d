"""Which residual token each semantic token listens to."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from .scenes import SMALL, new_axes


def plot_attention(weights: np.ndarray, *, ax: Axes | None = None) -> Axes:
    """Cross-attention of the bridge; each row sums to 1.

    Even attention would give every cell 1 / R: the colour bar marks it, so that a map without preferences is not
    taken for one with them.

    Args:
        weights: [heads, S, R] or [S, R]; heads are averaged.
        ax: axes to draw on; by default those of a new figure.
    """
    weights = np.asarray(weights, np.float32)
    if weights.ndim not in (2, 3):
        raise ValueError(f"The attention weights have the shape {weights.shape}. Pass [heads, S, R] or [S, R].")
    mean = weights.mean(axis=0) if weights.ndim == 3 else weights
    if ax is None:
        ax = new_axes(1.4 + 0.2 * len(mean))
    top = max(float(mean.max()), 2 / mean.shape[1])  # even attention is never drawn brightest
    image = ax.imshow(mean, aspect="auto", cmap="cividis", vmin=0.0, vmax=top, interpolation="nearest")
    ax.set_xticks(range(0, mean.shape[1], max(1, mean.shape[1] // 8)))
    ax.set_yticks(range(0, mean.shape[0], max(1, mean.shape[0] // 8)))
    ax.set(xlabel="residual token", ylabel="semantic token")
    bar = ax.figure.colorbar(image, ax=ax, label="attention (share of 1)", pad=0.01, aspect=15)
    bar.ax.axhline(1 / mean.shape[1], color="white", linewidth=2)
    bar.ax.annotate("even", (0.0, 1 / mean.shape[1]), xycoords=("axes fraction", "data"), xytext=(-3, 0),
                    textcoords="offset points", ha="right", va="center", fontsize=SMALL)  # fmt: skip
    return ax
