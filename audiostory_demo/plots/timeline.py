"""When each scene of a story is heard."""

from __future__ import annotations

from matplotlib.axes import Axes

from ..story import Story
from .scenes import BLUE, FONT, GREY, ORANGE, SMALL, WIDTH, new_axes, starts, wrap
from .waveform import joined

CAPTION_WIDTH = 72 * WIDTH / 3 - 40  # points: a third of the width, the least room that there is, labels aside
GAP = 0.5  # between rows, in lines of text


def plot_timeline(story: Story, *, ax: Axes | None = None) -> Axes:
    """A row for each scene: a bar from its start to its end, its caption on it or beside it; joins are hatched.

    Args:
        story: any.
        ax: axes to draw on; by default those of a new figure.
    """
    captions = [wrap(scene.caption, CAPTION_WIDTH) for scene in story.scenes]
    # rows as high as their captions, so that none runs into the next
    heights = [len(lines) + GAP for lines in captions]
    middles = [sum(heights[:row]) + height / 2 for row, height in enumerate(heights)]
    if ax is None:
        ax = new_axes(1.0, sum(heights))
    edges = starts(story)
    tails = dict(joined(story))  # a caption after its bar stands behind the join as well
    for middle, height, start, end, lines in zip(middles, heights, edges, edges[1:], captions, strict=False):
        ax.broken_barh([(start, end - start)], (middle - height / 2 + GAP / 4, height - GAP / 2), facecolor=BLUE)
        _label(ax, middle, start, end, tails.get(end, end), edges[-1], "\n".join(lines))
    for row, (middle, height, (start, end)) in enumerate(zip(middles, heights, joined(story), strict=False)):
        ax.broken_barh(
            [(start, end - start)], (middle - height / 2 + GAP / 4, height - GAP / 2), facecolor=ORANGE, hatch="////",
            edgecolor=GREY, linewidth=0, label="join" if row == 0 else None,
        )  # fmt: skip
    ax.set_yticks(middles, [str(number) for number in range(1, len(captions) + 1)])
    ax.set(xlabel="seconds", ylabel="scene", xlim=(0.0, edges[-1]), ylim=(sum(heights), 0.0))
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    if joined(story):  # outside, where no caption stands
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, fontsize=SMALL)
    return ax


def _label(ax: Axes, middle: float, start: float, end: float, free: float, total: float, text: str) -> None:
    """Place a caption where there is most room: after its bar, before it, or on it."""
    places = [
        (total - free, free, 8, "left", "black"),
        (start, start, -8, "right", "black"),
        (end - start, start, 8, "left", "white"),
    ]
    _, edge, shift, side, colour = max(places)
    # parse_math off: a "$" in a caption is a dollar
    ax.annotate(
        text, (edge, middle), xytext=(shift, 0), textcoords="offset points", ha=side, va="center", fontsize=FONT,
        color=colour, parse_math=False,
    )  # fmt: skip
