"""A story's sound as a wave, with the joins of its clips."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..story import Story
from .scenes import BLUE, GREY, ORANGE, SMALL, caption_rows, mark_scenes, new_axes, starts, write_captions

COLUMNS = 1600  # about as many as a picture has pixels


def envelope(samples: np.ndarray, columns: int = COLUMNS) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest sample of each column, over all channels: [columns] each.

    Args:
        samples: [C, samples].
        columns: at most this many; fewer for shorter sound.
    """
    count = samples.shape[1]
    edges = np.unique(np.linspace(0, count, min(columns, count) + 1).astype(int))[:-1]
    return np.minimum.reduceat(samples.min(axis=0), edges), np.maximum.reduceat(samples.max(axis=0), edges)


def plot_waveform(story: Story, *, ax: Axes | None = None) -> Axes:
    """The wave with its scenes' numbers and captions; where a clip fades into the next is shaded.

    Args:
        story: any.
        ax: axes to draw on; by default those of a new figure. Its figure should have a constrained layout, which makes room for
            the captions.
    """
    rows = caption_rows(story)
    if ax is None:
        ax = new_axes(2.4, len(rows))
    low, high = envelope(story.audio)
    times = np.linspace(0.0, story.duration, len(low), endpoint=False)
    ax.fill_between(times, low, high, color=BLUE, linewidth=0.5)
    joins = joined(story)
    for number, (start, end) in enumerate(joins):
        label = "join" if number == 0 else None
        ax.axvspan(start, end, facecolor=ORANGE, alpha=0.35, hatch="///", edgecolor=GREY, linewidth=0, label=label)
    ax.set(xlabel="seconds", ylabel="amplitude (full scale = 1)", xlim=(0.0, starts(story)[-1]), ylim=(-1.05, 1.05))
    mark_scenes(ax, story, GREY)
    write_captions(ax, rows)
    if joins:
        ax.legend(loc="upper right", fontsize=SMALL)
    return ax


def joined(story: Story) -> list[tuple[float, float]]:
    """From when to when two clips sound together, in seconds: the tail of each runs into the next scene."""
    edges = starts(story)
    spans = []
    for index, (edge, clip) in enumerate(zip(edges[1:-1], story.clips, strict=False)):
        tail = clip.duration - story.scenes[index].duration
        end = min(edge + tail, edges[index + 2])  # a scene shorter than the fade shortens it
        if end > edge:
            spans.append((edge, end))
    return spans
