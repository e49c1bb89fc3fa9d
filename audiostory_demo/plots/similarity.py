"""How alike the scenes of a story are, judged by their bridge tokens."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..story import Plan
from .scenes import SMALL, Picture
from .tokens import Kind, tokens_of


def scene_similarity(plan: Plan, kind: Kind = "residual") -> np.ndarray:
    """Cosine similarity of every pair of scenes, [scenes, scenes]; tokens that are all zero are like nothing."""
    if not plan.tokens:
        raise ValueError("The plan has no bridge tokens yet. Compute them with AudioStory.with_bridge_tokens(plan).")
    flat = np.stack([tokens_of(tokens, kind).ravel() for tokens in plan.tokens]).astype(np.float64)
    norms = np.linalg.norm(flat, axis=1, keepdims=True)
    unit = np.divide(flat, norms, out=np.zeros_like(flat), where=norms > 0)
    return unit @ unit.T


def plot_similarity(plan: Plan, kind: Kind = "residual", *, ax: Axes | None = None) -> Axes:
    """A square for each pair of scenes with its cosine similarity written in it.

    Args:
        plan: with bridge tokens.
        kind: "semantic" or "residual".
        ax: axes to draw on; by default those of a new figure.
    """
    values = scene_similarity(plan, kind)
    if ax is None:
        ax = Picture(figsize=(5.4, 4.6), layout="constrained").subplots()
    image = ax.imshow(values, cmap="cividis", vmin=min(0.0, float(values.min())), vmax=1.0)
    numbers = [str(number + 1) for number in range(len(values))]
    ax.set_xticks(range(len(values)), numbers)
    ax.set_yticks(range(len(values)), numbers)
    ax.set(xlabel="scene", ylabel="scene", title=f"{kind} tokens")
    if len(values) <= 10:  # more would not be readable
        for (row, column), value in np.ndenumerate(values):
            # written in what stands out on the square
            colour = "black" if value > 0.55 else "white"
            ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour, fontsize=SMALL)
    ax.figure.colorbar(image, ax=ax, label="cosine similarity (no unit)")
    return ax
