"""The reasoning beside the timeline: which sentence became which scene, and when."""

from __future__ import annotations

import textwrap

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from ..analysis.trace import trace_parts
from ..story import Plan, Story
from ..text import one_line
from .scenes import BLUE, GREY, ORANGE, SMALL, new_axes

TEXT_WIDTH = 40  # characters of a line beside a row
LINES = 5  # of a sentence that are shown


def plot_reasoning(plan: Plan | Story, *, ax: Axes | None = None) -> Axes:
    """A row for each sentence of the reasoning; a bar shows the scene that it became.

    A bracket shows the times that the sentence itself names, so that a plan that departs from its own reasoning
    stands out. Sentences about the whole story have no bar.

    Args:
        plan: or a story, whose plan is drawn.
        ax: axes to draw on; by default those of a new figure.
    """
    plan = plan.plan if isinstance(plan, Story) else plan
    parts = trace_parts(plan)
    labels = [_wrapped(part.text) for part in parts]
    if ax is None:
        ax = new_axes(1.1, sum(label.count("\n") + 2 for label in labels))
    edges = [0.0]
    for scene in plan.scenes:
        edges.append(edges[-1] + scene.duration)
    for row, part in enumerate(parts):
        if part.scene is not None:
            start, end = edges[part.scene], edges[part.scene + 1]
            ax.broken_barh([(start, end - start)], (row - 0.25, 0.5), facecolor=BLUE)
            ax.text(
                (start + end) / 2, row, str(part.scene + 1), color="white", ha="center", va="center", fontweight="bold"
            )
        else:
            ax.text(edges[-1] / 2, row, "the story as a whole", color=GREY, ha="center", va="center", style="italic")
        if part.span:
            ax.plot(part.span, (row + 0.36, row + 0.36), color=ORANGE, linewidth=2.5, marker="|", markersize=9)
    ax.set_yticks(range(len(labels)), labels, fontsize=SMALL, parse_math=False)
    longest = max([edges[-1], *(part.span[1] for part in parts if part.span)])
    ax.set(xlabel="seconds", xlim=(0.0, longest * 1.01), ylim=(max(len(parts), 1) - 0.5, -0.5))
    ax.grid(axis="x", alpha=0.3)
    ax.set_axisbelow(True)
    _explain(ax, bool(parts))
    return ax


def _explain(ax: Axes, reasoned: bool) -> None:
    if not reasoned:
        ax.text(0.5, 0.5, "this plan has no reasoning", transform=ax.transAxes, ha="center", va="center", color=GREY)
        return
    handles = [Patch(color=BLUE, label="scene it became"), Patch(color=ORANGE, label="time it names")]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=SMALL)


def _wrapped(text: str) -> str:
    lines = textwrap.wrap(one_line(text), TEXT_WIDTH, break_on_hyphens=False)
    return "\n".join(lines[:LINES]) + (" …" if len(lines) > LINES else "")
