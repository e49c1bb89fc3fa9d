"""What the lesson on the bridge shows, as HTML: the drawing, two sounds, and what lies between them."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from ..analysis.word_table import FILE, WordTable
from ..language.english import grammar
from ..lessons.bridge_lesson import Lesson
from ..lessons.findings import Finding, Measure, Trial, find
from ..pipeline import AudioStory
from ..player import player_html
from ..plots.sides import Part, plot_sides
from ..story import Clip, Plan, Scene, Story
from .texts import player_labels, say

PARTS: tuple[Part, ...] = ("first", "second", "difference")


def table_of(model: AudioStory, folder: Path) -> WordTable:
    """The table that comes with the model; for a model without one, words as the model itself would write them."""
    if (folder / FILE).is_file():
        table = WordTable.read(folder)
        if table.vectors.shape[1] == model.config.bridge.width:
            return table
    return WordTable(grammar().asked, model.ask(_vectors))


def _vectors(model: AudioStory) -> np.ndarray:
    """What the model would write for each word: the mean of its semantic tokens, [words, D]."""
    seconds = max(3.0, model.config.min_scene)
    plans = (Plan("A sound.", seconds, "", (Scene(word, seconds),)) for word in grammar().asked)
    return np.stack([model.with_bridge_tokens(plan).tokens[0].semantic.mean(axis=0) for plan in plans])


def side_html(story: Story, scene: int, clip: Clip, title: str, source: str, locale: str) -> str:
    """One of two sounds with a player that shows no picture: what is heard comes before what is seen."""
    alone = Story(
        clip.samples,
        clip.sample_rate,
        story.plan.with_scenes([scene]),
        (clip,),
        story.settings,
        story.seed,
        story.model,
    )
    player = player_html(alone, source=source, labels=player_labels(locale))
    return f'<h3>{escape(title)}</h3><div class="as-ears">{player}</div>'


def result_html(
    trial: Trial, step: str, names: tuple[str, str], locale: str, *, lesson: Lesson | None = None, predicted: str = ""
) -> str:
    """Both pictures on one scale, the difference, and what was measured.

    Args:
        trial: what was heard.
        step: of the lesson, or "free".
        names: of A and B.
        locale: of the texts.
        lesson: the recorded one, where the trial is from it: what is usual over many scenes is told with it.
        predicted: what the visitor expected.
    """
    finding = find(trial)
    lines = [_size(finding, step, locale)]
    if predicted:
        expected, verdict = say(locale, f"predict_{predicted}"), say(locale, f"says_{finding.verdict}")
        told = verdict if step != "noise" else f"{finding.change:.1f} dB"
        lines.append(say(locale, "found_predicted", prediction=expected, verdict=told))
    if lesson is not None and step in lesson.usual:
        usual, noise = lesson.usual[step], lesson.usual["noise"]
        lines.append(say(locale, "found_usual", scenes=lesson.scenes, usual=usual, noise=noise))
    if step != "noise":
        moved = [say(locale, f"short_{measure.name}") for measure in finding.measures if measure.beyond]
        lines.append(say(locale, "found_moved", names=", ".join(moved)) if moved else say(locale, "found_unmoved"))
    head, *rest = (escape(line) for line in lines)
    pictures = "".join(
        _picture(trial, part, say(locale, f"picture_{part}", name=name))
        for part, name in zip(PARTS, (*names, ""), strict=True)
    )
    return (
        f'<div class="as-found"><p class="as-head">{head}</p>{"".join(f"<p>{line}</p>" for line in rest)}</div>'
        f'<div class="as-three">{pictures}</div><p class="as-small">{escape(say(locale, "picture_scale"))}</p>'
        f"{_table(finding.measures, locale)}<p class='as-caveat'>{escape(say(locale, 'caveat'))}</p>"
    )


def _size(finding: Finding, step: str, locale: str) -> str:
    change, chance = finding.change, finding.chance
    if step == "noise":
        if not chance:
            return say(locale, "found_noise_once", change=change)
        return say(locale, "found_noise", change=change, low=min(chance), high=max(chance))
    text = f"found_{finding.verdict}"
    return say(locale, text, change=change, yardstick=finding.yardstick, high=max(chance))


def _picture(trial: Trial, part: Part, title: str) -> str:
    figure = Figure(figsize=(5.4, 3.2), layout="constrained", dpi=100)
    ax = plot_sides(trial.first, trial.second, part=part, ax=figure.subplots())
    ax.set_xlabel("s")  # the same in every language; the words stand in the page
    for other in figure.axes[1:]:
        other.set_ylabel("dB")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    address = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    text = escape(title)
    return f"<figure><figcaption>{text}</figcaption><img src='{address}' alt='{text}'></figure>"


def _table(measures: Sequence[Measure], locale: str) -> str:
    heads = (say(locale, "measure"), "A", "B", say(locale, "chance_column"), say(locale, "beyond_column"))
    rows = [f"<tr>{''.join(f'<th scope=col>{escape(head)}</th>' for head in heads)}</tr>"]
    for measure in measures:
        others = [other for other in measure.others if other is not None]
        low, high = (
            _value(measure.name, end, locale) for end in ((min(others), max(others)) if others else (None, None))
        )
        cells = (
            _value(measure.name, measure.first, locale), _value(measure.name, measure.second, locale),
            low if low == high else f"{low} – {high}", say(locale, "more_than_chance" if measure.beyond else "within_chance") if others else "–",
        )  # fmt: skip
        name = escape(say(locale, f"measure_{measure.name}"))
        rows.append(f"<tr><th scope=row>{name}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>")
    return f'<div class="as-table" tabindex="0" role="region" aria-label="{escape(heads[0])}"><table>{"".join(rows)}</table></div>'


def _value(name: str, value: float | None, locale: str) -> str:
    return "–" if value is None else say(locale, f"value_{name}", value=value)
