"""Curves of a training run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, NullFormatter

from .scenes import Picture

NOT_LOSSES = ("step", "lr", "rate")
# Okabe-Ito colours, told apart by colour-blind readers, and a line style each
LOOKS = (
    ("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"), ("#000000", (0, (5, 1, 1, 1, 1, 1))),
    ("#56B4E9", (0, (1, 3))),
)  # fmt: skip


def plot_training(lines: Sequence[Mapping[str, float]], *, ax: Axes | None = None, title: str = "") -> Axes:
    """Losses of one stage over its steps.

    Args:
        lines: with "step" and the losses by name, as ``train.history.read_history`` gives them for a stage; a line need
            not have every loss.
        ax: axes to draw on; by default those of a new figure.
        title: such as the stage's name.
    """
    names = list(dict.fromkeys(name for line in lines for name in line if name not in NOT_LOSSES))
    if len(names) > len(LOOKS):
        raise ValueError(f"{len(names)} losses cannot be told apart in one picture. Pass at most {len(LOOKS)}.")
    if ax is None:
        ax = Picture(figsize=(7, 4), layout="constrained").subplots()
    for name, (colour, style) in zip(names, LOOKS, strict=False):
        steps, losses = zip(*((line["step"], line[name]) for line in lines if name in line), strict=True)
        # a single step is not a line: its point still shows
        marker = "o" if len(steps) == 1 else None
        ax.plot(steps, losses, color=colour, linestyle=style, marker=marker, label=name.replace("_", " "))
    ax.set(xlabel="step", ylabel="loss (no unit)", title=title, yscale="log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))  # a curve seldom spans ten times its end
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_formatter(NullFormatter())
    if names:
        ax.legend(frameon=False)
    ax.grid(alpha=0.3)
    return ax
