"""A close look at one join of a story."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..audio import fade_curves
from ..story import Story
from .scenes import BLUE, ORANGE, RED, SMALL, new_axes, starts
from .waveform import joined

HEARD = "#9A9A9A"  # pale, so that the two clips stand out before it


def plot_crossfade(story: Story, join: int = 0, *, margin: float = 0.2, ax: Axes | None = None) -> Axes:
    """Both clips around a join, each under its gain, and the sum that is heard.

    Args:
        story: with its clips.
        join: 0-based; join 0 lies between scenes 1 and 2.
        margin: seconds shown before and after the overlap.
        ax: axes to draw on; by default those of a new figure.
    """
    if not 0 <= join < len(story.scenes) - 1:
        raise ValueError(
            f"join={join} is not in this story of {len(story.scenes)} scenes. It has {max(0, len(story.scenes) - 1)} joins, counted from 0."
        )
    if ax is None:
        ax = new_axes(3.4)
    rate, edge = story.sample_rate, starts(story)[join + 1]
    spans = {start: end for start, end in joined(story)}
    end = spans.get(edge, edge)
    low, high = max(0, round((edge - margin) * rate)), min(story.audio.shape[1], round((end + margin) * rate))
    times = np.arange(low, high) / rate
    ax.plot(times, story.audio[0, low:high], color=HEARD, linewidth=0.8, label="what is heard")
    fade = round((end - edge) * rate)
    if fade:
        _draw_overlap(ax, story, join, round(edge * rate), fade)
    else:
        ax.axvline(edge, color=ORANGE, label="cut without overlap")
    ax.set(xlabel="seconds", ylabel="amplitude (full scale = 1); gain", xlim=(times[0], times[-1]), ylim=(-1.08, 1.08))
    # outside, where no wave runs; thin lines would not show their colour there
    legend = ax.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), fontsize=SMALL, ncols=3, frameon=False, columnspacing=1.2
    )
    for line in legend.get_lines():
        line.set_linewidth(2.2)
    return ax


def _draw_overlap(ax: Axes, story: Story, join: int, edge: int, fade: int) -> None:
    """The two clips in the overlap, faded, and the gains."""
    rate = story.sample_rate
    down, up = fade_curves(fade, story.settings.fade)
    length = round(story.scenes[join].duration * rate)
    left = story.clips[join].samples[0, length : length + fade] * down
    right = story.clips[join + 1].samples[0, :fade] * up
    times = (edge + np.arange(fade)) / rate
    ax.axvspan(times[0], times[-1], color=ORANGE, alpha=0.12)
    ax.plot(times[: len(left)], left, color=BLUE, linewidth=0.7, label=f"scene {join + 1}, fading out")
    ax.plot(times[: len(right)], right, color=RED, linewidth=0.7, label=f"scene {join + 2}, fading in")
    ax.plot(times, down, color=BLUE, linewidth=2.2, linestyle="-.", label=f"gain of scene {join + 1}")
    ax.plot(times, up, color=RED, linewidth=2.2, linestyle="--", label=f"gain of scene {join + 2}")
