"""What the pictures of a story share: axes, where scenes begin, their numbers and captions."""

from __future__ import annotations

import io
import itertools

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from ..story import Story
from ..text import one_line

WIDTH = 9.0  # inches of a figure of our own: shown as wide as a screen or a slide, its letters are large enough
LINE = 0.205  # inches that a line of captions takes
FONT = 10  # points
SMALL = 9  # points; nothing is smaller
COLUMNS = (14, 24, 122)  # points from the left at which number, time and caption of a row stand
CAPTION_WIDTH = (
    72 * WIDTH - COLUMNS[-1] - 190
)  # points; labels and a colour bar take the rest, and small letters run wide
NARROW = 0.035  # share of the width under which the numbers of neighbouring scenes stand at two heights
LEVELS = "magma"  # the colours of every picture of sound, here, in the players and in librosa
# Okabe-Ito colours, told apart by colour-blind readers
BLUE, ORANGE, GREY, RED = "#0072B2", "#E69F00", "#555555", "#D55E00"


class Picture(Figure):
    """A figure that a notebook shows where a cell ends with it, without pyplot and its global state."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()


def new_axes(height: float, lines: float = 0) -> Axes:
    """Axes of a figure of their own, with room for lines of text below."""
    return Picture(figsize=(WIDTH, height + LINE * lines), layout="constrained").subplots()


def starts(story: Story) -> list[float]:
    """Start of each scene, then the story's length, in seconds."""
    return [0.0, *np.cumsum([scene.duration for scene in story.scenes]).tolist()]


def caption_rows(story: Story) -> list[tuple[str, str, str]]:
    """Number, time and caption of each scene; a long caption takes several rows."""
    edges = starts(story)
    rows: list[tuple[str, str, str]] = []
    for number, scene in enumerate(story.scenes, start=1):
        first, *more = wrap(scene.caption, CAPTION_WIDTH)
        rows.append((str(number), f"{edges[number - 1]:.1f} to {edges[number]:.1f} s", first))
        rows += [("", "", line) for line in more]
    return rows


def wrap(caption: str, width: float) -> list[str]:
    """A caption in lines of at most so many points; at least one line. Wide letters make shorter lines."""
    lines = [""]
    for word in one_line(caption).split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if points(longer) <= width:
            lines[-1] = longer
        elif points(word) <= width:
            lines.append(word)
        else:  # a word longer than a line is broken; so are scripts without spaces
            lines[-1] = lines[-1] and lines[-1] + " "
            for letter in word:
                lines[len(lines) - 1 :] = (
                    [lines[-1] + letter] if points(lines[-1] + letter) <= width else [lines[-1], letter]
                )
    return [line.strip() for line in lines if line.strip()] or [""]


def points(text: str) -> float:
    """Width of a text as captions are written."""
    return text_to_path.get_text_width_height_descent(text, FontProperties(size=FONT), ismath=False)[0]


def mark_scenes(ax: Axes, story: Story, colour: str) -> None:
    """A line where a scene gives way to the next, and each scene's number above it."""
    edges = starts(story)
    narrow = min(np.diff(edges)) < NARROW * edges[-1]
    for edge in edges[1:-1]:
        ax.axvline(edge, color=colour, linewidth=1.0, linestyle=(0, (4, 3)))
    for number, (start, end) in enumerate(itertools.pairwise(edges), start=1):
        height = 3.0 + (10.0 if narrow and number % 2 == 0 else 0.0)  # points
        ax.annotate(
            str(number), ((start + end) / 2, 1.0), xycoords=("data", "axes fraction"), xytext=(0, height),
            textcoords="offset points", ha="center", va="bottom", fontsize=SMALL, fontweight="bold",
        )  # fmt: skip


def write_captions(ax: Axes, rows: list[tuple[str, str, str]]) -> None:
    """The rows of :func:`caption_rows` below the axes, under the label of its time axis."""
    for place, row in enumerate(rows):
        # line by line, so that no tall letter shifts the lines below it; columns at fixed places, in points
        for text, left, side in zip(row, COLUMNS, ("right", "left", "left"), strict=True):
            # parse_math off: a "$" in a caption is a dollar
            ax.annotate(
                text, (0.0, 0.0), xycoords="axes fraction", xytext=(left, -38 - 72 * LINE * place),
                textcoords="offset points", ha=side, va="top", fontsize=FONT, parse_math=False,
            )  # fmt: skip
