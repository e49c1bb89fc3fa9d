"""Pictures of what crosses the bridge, as HTML: the package's own plots, and the words nearest to a scene's tokens."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..analysis.probe import attention_map
from ..analysis.word_table import FILE, WordTable
from ..pipeline import AudioStory
from ..plots import plot_attention, plot_similarity, plot_tokens
from ..story import Plan, Scene, Story
from .texts import say

WORDS = (
    "dog", "cat", "rooster", "hen", "sheep", "cow", "horse", "birds", "frog", "owl", "crickets", "rain", "wind", "thunder",
    "waves", "stream", "fire", "bell", "clock", "door", "footsteps", "knock", "train", "engine", "siren", "airplane",
    "crowd", "laughter", "applause", "baby", "cough", "drums", "guitar", "flute", "piano", "violin", "glass", "saw",
)  # fmt: skip
"""Asked of a model that brings no table of words."""


def bridge_html(model: AudioStory, story: Story, scene: int, words: WordTable, locale: str) -> str:
    """All pictures of one scene, with what they do not prove."""
    tokens = story.plan.tokens[scene]
    weights = model.ask(attention_map, tokens)
    pictures = (
        ("semantic_map", (10, 3), [partial(plot_tokens, tokens, "semantic")]),
        ("residual_map", (10, 2.6), [partial(plot_tokens, tokens, "residual")]),
        ("attention_map", (10, 3.4), [partial(plot_attention, weights)]),
        (
            "similarity_map",
            (10, 4.2),
            [partial(plot_similarity, story.plan, "semantic"), partial(plot_similarity, story.plan, "residual")],
        ),
    )
    parts = [_figure(say(locale, key), size, draws) for key, size, draws in pictures]
    parts.insert(1, _nearest(story, scene, words, locale))
    return "".join(parts) + f"<p class='as-caveat'>{say(locale, 'caveat')}</p>"


def table_of(model: AudioStory, folder: Path) -> WordTable:
    """The table that comes with the model; for a model without one, words as the model itself would write them."""
    if (folder / FILE).is_file():
        table = WordTable.read(folder)
        if table.vectors.shape[1] == model.config.bridge.width:
            return table
    return WordTable(WORDS, model.ask(_vectors))


def _vectors(model: AudioStory) -> np.ndarray:
    """What the model would write for each word: the mean of its semantic tokens, [words, D]."""
    seconds = max(3.0, model.config.min_scene)
    plans = (Plan("A sound.", seconds, "", (Scene(word, seconds),)) for word in WORDS)
    return np.stack([model.with_bridge_tokens(plan).tokens[0].semantic.mean(axis=0) for plan in plans])


def _nearest(story: Story, scene: int, words: WordTable, locale: str) -> str:
    semantic = story.plan.tokens[scene].semantic
    cells = "".join(
        f"<li value='{number}'>" + ", ".join(f"{escape(word)} <small>{cosine:.2f}</small>" for word, cosine in found)
        for number, found in enumerate(words.nearest(semantic, 2))
    )
    title = f"{say(locale, 'nearest')} ({escape(story.scenes[scene].caption)})"
    return f"<div class='as-words'><b>{title}</b><ol>{cells}</ol></div>"


def _figure(title: str, size: tuple[float, float], draws: Sequence[Callable[..., Axes]]) -> str:
    figure = Figure(figsize=size, layout="constrained", dpi=100)
    for draw, axes in zip(draws, np.atleast_1d(figure.subplots(1, len(draws))), strict=True):
        draw(ax=axes)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    address = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    return f"<figure><figcaption>{escape(title)}</figcaption><img src='{address}' alt='{escape(title)}'></figure>"
