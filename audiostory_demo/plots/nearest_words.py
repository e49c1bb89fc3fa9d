"""Semantic tokens as words."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..analysis.word_table import WordTable
from ..story import BridgeTokens
from .scenes import BLUE, new_axes


def plot_words(tokens: BridgeTokens, table: WordTable, *, count: int = 3, ax: Axes | None = None) -> Axes:
    """A row for each semantic token: how near its nearest word lies, and the nearest words themselves.

    Args:
        tokens: of one scene.
        table: words to choose from; a word that is not in it is never named.
        count: words per token.
        ax: axes to draw on; by default those of a new figure.
    """
    nearest = table.nearest(tokens.semantic, count)
    if ax is None:
        ax = new_axes(1.0 + 0.24 * len(nearest))
    scores = [found[0][1] for found in nearest]
    ax.barh(range(len(nearest)), scores, color=BLUE, height=0.6)
    for row, found in enumerate(nearest):
        first, *others = (word for word, _ in found)
        text = first + (f"  ({', '.join(others)})" if others else "")
        ax.text(max(scores[row], 0.0) + 0.01, row, text, va="center", fontsize=10, parse_math=False)
    ax.set_yticks(range(len(nearest)))
    ax.set(
        xlabel="cosine similarity to the nearest word (no unit)", ylabel="semantic token", xlim=(min(0.0, *scores), 1.5)
    )
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    ax.set_ylim(len(nearest) - 0.4, -0.6)
    ax.spines[["top", "right"]].set_visible(False)
    return ax
