"""A table of measurements as a figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes

from .scenes import SMALL, Picture


def plot_ablation(
    table: Mapping[str, Mapping[str, float]], *, lower_is_better: Collection[str] = (), neutral: Collection[str] = (),
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """A row for each variant, a column for each measure; the best of a column is dark, bold and marked.

    Args:
        table: variant -> measure -> value; put the unit into the measure's name. A missing value is a dash.
        lower_is_better: measures of which less is better.
        neutral: measures of which neither is better: they are written down, and none is marked.
        ax: axes to draw on; by default those of a new figure.
    """
    rows = list(table)
    columns = list(dict.fromkeys(measure for values in table.values() for measure in values))
    if not columns:
        raise ValueError("The table is empty. Pass variant -> measure -> value.")
    for argument, names in (("lower_is_better", lower_is_better), ("neutral", neutral)):
        if unknown := sorted(set(names) - set(columns)):
            raise ValueError(
                f"{argument} names {unknown[0]!r}, which is not a measure here. Measures: {', '.join(columns)}."
            )
    if ax is None:
        ax = Picture(figsize=(2.6 + 1.9 * len(columns), 0.9 + 0.5 * len(rows)), layout="constrained").subplots()
    goodness = np.stack([_goodness(table, rows, column, column in lower_is_better) for column in columns], axis=1)
    goodness[:, [column in neutral for column in columns]] = np.nan
    # the lighter two thirds of the scale, so that black text reads on every cell
    colours = colormaps["Blues"](0.05 + 0.5 * np.nan_to_num(goodness))
    colours[np.isnan(goodness)] = (1, 1, 1, 1)
    ax.imshow(colours, aspect="auto")
    for (row, column), good in np.ndenumerate(goodness):
        value = table[rows[row]].get(columns[column])
        best = good == 1.0
        text = "–" if value is None or np.isnan(value) else f"{value:.3g}" + (" ★" if best else "")
        ax.text(column, row, text, ha="center", va="center", fontweight="bold" if best else "normal", fontsize=11)
    sides = {column: "lower is better" if column in lower_is_better else "higher is better" for column in columns}
    heads = [f"{column}\n{'neither is better' if column in neutral else sides[column]}" for column in columns]
    ax.set_xticks(range(len(columns)), heads, fontsize=SMALL, parse_math=False)
    ax.set_yticks(range(len(rows)), rows, fontsize=10, parse_math=False)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _goodness(table: Mapping[str, Mapping[str, float]], rows: list[str], column: str, lower: bool) -> np.ndarray:
    """0 for the worst of a column to 1 for the best, [rows]; NaN where there is no value; 0.5 where all are equal."""
    values = np.array([table[row].get(column, np.nan) for row in rows], np.float64)
    values = -values if lower else values
    if np.isnan(values).all():
        return values
    low, high = np.nanmin(values), np.nanmax(values)
    return (values - low) / (high - low) if high > low else np.where(np.isnan(values), np.nan, 0.5)
