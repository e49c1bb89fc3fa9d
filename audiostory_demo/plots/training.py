"""Curves of a training run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

NOT_LOSSES = ("step", "lr", "rate")


def plot_training(lines: Sequence[Mapping[str, float]], *, ax: Axes | None = None, title: str = "") -> Axes:
    """Losses of one stage over its steps.

    Args:
        lines: with "step" and the losses by name, as ``train.history.read_history`` gives them for a stage.
        ax: where to draw; a new figure without it.
        title: such as the stage's name.
    """
    if ax is None:
        from matplotlib.figure import Figure

        ax = Figure(figsize=(7, 4), layout="constrained").subplots()
    names = [name for name in (lines[0] if lines else {}) if name not in NOT_LOSSES]
    # Okabe-Ito colours, told apart by colour-blind readers, and a line style each
    looks = zip(("#0072B2", "#D55E00", "#009E73", "#CC79A7"), ("-", "--", "-.", ":"), strict=True)
    for name, (colour, style) in zip(names, looks, strict=False):
        shown = [line for line in lines if name in line]
        ax.plot(
            [x["step"] for x in shown],
            [x[name] for x in shown],
            color=colour,
            linestyle=style,
            label=name.replace("_", " "),
        )
    ax.set(xlabel="step", ylabel="loss", title=title, yscale="log")
    if names:
        ax.legend(frameon=False)
    ax.grid(alpha=0.3)
    return ax
