"""The whole pipeline as a drawing with a story's own data at each station: the page's, and that of every notebook.

Plain HTML without a script: its stations are radio buttons, so that pointing, arrow keys and screen readers work as the
browser has them, in a saved notebook as well.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files

import numpy as np
import yaml

from ..analysis.inside import Inside
from ..analysis.trace import trace_parts
from ..analysis.word_table import WordTable
from ..player import FLOOR, mel_picture
from ..plots.similarity import scene_similarity
from ..story import Clip, Story
from .page import Page, picture_address, sound_address

STATIONS = ("prompt", "reasoning", "scene", "semantic", "residual", "attention", "steps", "mel", "sound")
SAME = 0.98  # cosine from which two scenes' residual tokens are one and the same
WORDS, NEAREST = 6, 2
TEXT = 60  # characters of a text that its station shows


@cache
def station_texts(language: str = "en") -> dict[str, str]:
    """What the drawing says, key -> text.

    Args:
        language: "en", "de", "ko" or "zh".
    """
    file = files("audiostory_demo") / "assets" / "stations" / f"{language}.yaml"
    read: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True, eq=False)
class Visit:
    """A scene of a story, and what else is known of it.

    Attributes:
        story: with its plan; bridge tokens and clips are shown where it has them.
        scene: 0-based number of the scene.
        inside: what only the model can show.
        words: names semantic tokens by their nearest words.
        source: address of the scene's sound, where a page has one; otherwise it is embedded.
        blind: hide how the scene sounds, while a vote is about that.
    """

    story: Story
    scene: int = 0
    inside: Inside = field(default_factory=Inside)
    words: WordTable | None = None
    source: str | None = None
    blind: bool = False

    @property
    def clip(self) -> Clip | None:
        """The scene's sound."""
        return self.story.clips[self.scene] if len(self.story.clips) > self.scene else None


class PipelineMap(Page):
    """The drawing as a viewer.

    Args:
        visit: the scene whose data its stations show.
        here: the station that is marked and open; none without it.
        present: large type, for a projector.
    """

    kind = "map"

    def __init__(self, visit: Visit, *, here: str | None = None, present: bool = False) -> None:
        super().__init__(station_texts()["pipeline"], present=present)
        self.visit, self.here, self.name = visit, here, new_name()
        if here is not None and here not in STATIONS:
            raise ValueError(f"here={here!r} is no station. Choose from {', '.join(STATIONS)}.")

    def body(self) -> str:
        return map_html(self.visit, here=self.here, name=self.name)


def new_name() -> str:
    """A name for a drawing's buttons: two drawings of a page must not share them."""
    return f"asm-{secrets.token_hex(4)}"


def map_html(
    visit: Visit, *, here: str | None = None, texts: Mapping[str, str] | None = None, mark: str = "here", name: str = ""
) -> str:
    """The drawing, for a page that has ``widgets.css``.

    Args:
        visit: the scene whose data its stations show.
        here: the station that is marked and open.
        texts: of :func:`station_texts`.
        mark: which text marks that station, "here" or "changed".
        name: of its buttons; a new one without it.

    Returns:
        HTML in which all text of users and models is escaped.
    """
    said = texts or station_texts()
    name = name or new_name()
    stations, panels = [], []
    for number, station in enumerate(STATIONS, 1):
        small, large = SHOWN[station](visit, said)
        marked = f"<em>{escape(said[mark])}</em>" if station == here else ""
        checked = " checked" if station == (here or STATIONS[0]) else ""
        does = escape(said[f"does_{station}"])
        title = f"<b><i>{number}</i> {escape(said[f'name_{station}'])}</b>"
        stations.append(
            f'<label class="asm-{station}{" asm-marked" if marked else ""}" title="{does}">'
            f'<input type="radio" name="{name}" value="{station}"{checked}>{title}{marked}'
            f'<span aria-hidden="true">{small}</span></label>'
        )
        panels.append(f'<section data-station="{station}"><h4>{title}</h4><p>{does}</p>{large}</section>')
    return (
        f'<div class="asm"><div class="asm-flow" role="radiogroup" aria-label="{escape(said["pipeline"])}">'
        f"{''.join(stations)}</div>{''.join(panels)}</div>"
    )


Shown = tuple[str, str]  # small, on the station; large, below the drawing
Texts = Mapping[str, str]


def _prompt(visit: Visit, said: Texts) -> Shown:
    text = visit.story.plan.instruction
    return _short(text), f"<blockquote>{escape(text)}</blockquote>"


def _reasoning(visit: Visit, said: Texts) -> Shown:
    plan = visit.story.plan
    if not plan.reasoning:
        return "", f"<p>{escape(said['no_reasoning'])}</p>"
    parts = [
        f"<mark>{escape(part.text)}</mark>" if part.scene == visit.scene else escape(part.text)
        for part in trace_parts(plan)
    ]
    return _short(plan.reasoning), f"<blockquote>{' '.join(parts)}</blockquote>"


def _scene(visit: Visit, said: Texts) -> Shown:
    rows = "".join(
        f"<li{' aria-current=true' if number == visit.scene else ''}>{escape(scene.caption)} <small>{scene.duration:g} s</small></li>"
        for number, scene in enumerate(visit.story.scenes)
    )
    return _short(visit.story.scenes[visit.scene].caption), f"<ol>{rows}</ol>"


def _semantic(visit: Visit, said: Texts) -> Shown:
    return _tokens(visit, said, "semantic")


def _residual(visit: Visit, said: Texts) -> Shown:
    small, large = _tokens(visit, said, "residual")
    if len(visit.story.plan.tokens) > 1:
        lowest = float(np.delete(scene_similarity(visit.story.plan, "residual")[visit.scene], visit.scene).min())
        large += f"<p>{escape(said['alike_same' if lowest >= SAME else 'alike_other'].format(lowest=lowest))}</p>"
    return small, large


def _tokens(visit: Visit, said: Texts, kind: str) -> Shown:
    if not visit.story.plan.tokens:
        return "", f"<p>{escape(said['no_tokens'])}</p>"
    values = getattr(visit.story.plan.tokens[visit.scene], kind)
    limit = float(np.percentile(np.abs(values), 99)) or 1.0
    words = None
    if kind == "semantic" and visit.words is not None and visit.words.vectors.shape[1] == values.shape[1]:
        words = visit.words.nearest(values, NEAREST)
    rows = [_row_text(said, number, token, words) for number, token in enumerate(values)]
    image = picture_address(values[::-1], -limit, limit, "PuOr")
    note = said["tokens_rows"].format(count=len(values), width=values.shape[1])
    large = _grid(image, said[f"name_{kind}"], [[row] for row in rows]) + f"<p>{escape(note)}</p>"
    if words:
        counted = Counter(word for near in words for word, _ in near).most_common(WORDS)
        large += f"<p>{escape(said['words_near'].format(words=', '.join(word for word, _ in counted)))}</p>"
    return (
        f'<img alt="thumbnail" src="{picture_address(values[::-1, :: max(1, values.shape[1] // 64)], -limit, limit, "PuOr")}">',
        large,
    )


def _row_text(said: Texts, number: int, token: np.ndarray, words: list[list[tuple[str, float]]] | None) -> str:
    length = float(np.linalg.norm(token))
    if words is None:
        return said["token_row"].format(number=number + 1, length=length)
    near = ", ".join(f"{word} ({cosine:.2f})" for word, cosine in words[number])
    return said["token_words"].format(number=number + 1, length=length, words=near)


def _attention(visit: Visit, said: Texts) -> Shown:
    shares = visit.inside.attention
    if shares is None:
        return "", f"<p>{escape(said['attention_missing'])}</p>"
    even, most = 1 / shares.shape[1], float(shares.max())
    image = picture_address(shares[::-1], 0.0, max(most, 2 * even), "cividis")
    cells = [
        [
            said["attention_cell"].format(row=row + 1, column=column + 1, share=share)
            for column, share in enumerate(line)
        ]
        for row, line in enumerate(shares.tolist())
    ]
    note = said["attention_cells"].format(even=even, most=most)
    return f'<img alt="thumbnail" src="{image}">', _grid(
        image, said["name_attention"], cells
    ) + f"<p>{escape(note)}</p>"


def _steps(visit: Visit, said: Texts) -> Shown:
    if visit.blind:
        return "", f"<p>{escape(said['kept_back'])}</p>"
    inside = visit.inside
    if not inside.steps:
        return "", f"<p>{escape(said['steps_missing'])}</p>"
    last = inside.steps[-1][1]
    low, high = (float(value) for value in np.percentile(last, (1, 99)))
    shown = [
        (said["steps_after"].format(step=step, steps=inside.of), picture_address(picture, low, high))
        for step, picture in inside.steps
    ]
    film = "".join(
        f'<figure><img alt="{escape(text)}" src="{image}"><figcaption>{escape(text)}</figcaption></figure>'
        for text, image in shown
    )
    return f'<img alt="thumbnail" src="{shown[0][1]}">', f'<div class="asm-film">{film}</div>'


def _unheard(visit: Visit, said: Texts) -> Shown:
    """In place of a scene's sound, which is kept back or not there."""
    return "", f"<p>{escape(said['kept_back' if visit.blind else 'steps_missing'])}</p>"


def _mel(visit: Visit, said: Texts) -> Shown:
    clip = visit.clip
    if clip is None or visit.blind:
        return _unheard(visit, said)
    levels = mel_picture(clip.samples, clip.sample_rate)
    small = picture_address(levels[::2, :: max(1, levels.shape[1] // 90)], FLOOR, 0.0)
    note = said["mel_axes"].format(seconds=round(clip.duration, 2), hertz=clip.sample_rate / 2, depth=-FLOOR)
    image = picture_address(levels, FLOOR, 0.0)
    large = f'<img class="asm-mel-picture" alt="{escape(said["name_mel"])}" src="{image}"><p>{escape(note)}</p>'
    return f'<img alt="thumbnail" src="{small}">', large


def _sound(visit: Visit, said: Texts) -> Shown:
    clip = visit.clip
    if clip is None or visit.blind:
        return _unheard(visit, said)
    text = said["sound_whole"].format(seconds=round(clip.duration, 2))
    address = visit.source or sound_address(clip.samples, clip.sample_rate, "flac")
    tag = f'<audio controls preload="metadata" aria-label="{escape(text)}" src="{escape(address)}"></audio>'
    return _wave(clip), f"<p>{escape(text)}</p>{tag}"


SHOWN: dict[str, Callable[[Visit, Texts], Shown]] = {
    "prompt": _prompt, "reasoning": _reasoning, "scene": _scene, "semantic": _semantic, "residual": _residual,
    "attention": _attention, "steps": _steps, "mel": _mel, "sound": _sound,
}  # fmt: skip


def _short(text: str) -> str:
    return escape(text if len(text) <= TEXT else text[: TEXT - 1] + "…")


def _grid(image: str, label: str, cells: list[list[str]]) -> str:
    """A picture whose cells, ``[rows][columns]`` from above, say what they are when they are pointed at."""
    width, height = len(cells[0]), len(cells)
    rects = "".join(
        f'<rect x="{column}" y="{row}" width="1" height="1"><title>{escape(text)}</title></rect>'
        for row, line in enumerate(cells)
        for column, text in enumerate(line)
    )
    return (
        f'<div class="asm-grid"><img alt="{escape(label)}" src="{image}">'
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none" aria-hidden="true">{rects}</svg></div>'
    )


def _wave(clip: Clip) -> str:
    peaks = [float(part.max(initial=0.0)) for part in np.array_split(np.abs(clip.samples).max(axis=0), 40)]
    top = max(peaks) or 1.0
    bars = "".join(
        f'<rect x="{x}" y="{10 - 10 * peak / top:.1f}" width=".7" height="{max(0.4, 20 * peak / top):.1f}"/>'
        for x, peak in enumerate(peaks)
    )
    return f'<svg viewBox="0 0 40 20" preserveAspectRatio="none">{bars}</svg>'
