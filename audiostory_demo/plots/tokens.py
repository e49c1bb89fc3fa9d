"""A scene's bridge tokens as a map."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from ..story import BridgeTokens
from .scenes import new_axes

Kind = Literal["semantic", "residual"]


def tokens_of(tokens: BridgeTokens, kind: Kind) -> np.ndarray:
    """One kind of tokens, [tokens, D]."""
    if kind not in ("semantic", "residual"):
        raise ValueError(f'kind={kind!r} is not a kind of bridge token. Choose "semantic" or "residual".')
    return getattr(tokens, kind)


def plot_tokens(
    tokens: BridgeTokens, kind: Kind = "semantic", *, limit: float | None = None, ax: Axes | None = None
) -> Axes:
    """A row for each token, a column for each of its values; zero is pale, the sign is the hue.

    Args:
        tokens: of one scene.
        kind: "semantic" or "residual".
        limit: magnitude drawn darkest; give the same one to maps that are compared. Without it, the 99th percentile.
        ax: axes to draw on; by default those of a new figure.
    """
    values = tokens_of(tokens, kind)
    if ax is None:
        ax = new_axes(1.3 + 0.16 * len(values))
    if limit is None:
        limit = float(np.percentile(np.abs(values), 99))  # single large values would make all others pale
    limit = limit or 1.0  # switched off: all zero
    # orange to purple: told apart by colour-blind readers, and still light and dark in print
    image = ax.imshow(values, aspect="auto", cmap="PuOr", vmin=-limit, vmax=limit, interpolation="nearest")
    every = max(1, len(values) // 8)
    ax.set_yticks(range(0, len(values), every))
    ax.set(xlabel="value (index)", ylabel=f"{kind} token")
    ax.figure.colorbar(image, ax=ax, label="activation (no unit)", pad=0.01, aspect=15)
    return ax
