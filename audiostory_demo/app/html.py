"""Pieces of HTML. Every text of a user or a model goes through ``escape``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote, urlencode

from ..data.understanding import Understanding, understood
from ..story import Scene, Story
from .texts import say

COLOURS = 7  # of scenes, in player.css


@dataclass
class Board:
    """What is known of a story while it is told.

    Attributes:
        total: seconds asked for.
        reasoning: written so far.
        scenes: planned so far, with their starts in seconds.
        steps: scene -> steps done and in all.
        ready: scenes that are sound.
        understood: what the plan made of the instruction, once it is complete.
    """

    total: float
    reasoning: str = ""
    scenes: list[tuple[Scene, float]] = field(default_factory=list)
    steps: dict[int, tuple[int, int]] = field(default_factory=dict)
    ready: set[int] = field(default_factory=set)
    understood: Understanding | None = None

    @classmethod
    def of(cls, story: Story) -> Board:
        """What is known of a story that is there."""
        starts = accumulate((scene.duration for scene in story.scenes), initial=0.0)
        scenes = list(zip(story.scenes, starts, strict=False))
        ready = set(range(len(scenes)))
        return cls(story.duration, story.reasoning, scenes, ready=ready, understood=understood(story.plan))


def board_html(board: Board, locale: str) -> str:
    """Reasoning and timeline."""
    parts = []
    if board.reasoning:
        parts.append(
            f"<details open><summary>{say(locale, 'reasoning')}</summary><p class='as-think'>{escape(board.reasoning)}</p></details>"
        )
    if board.scenes:
        rows = "".join(_row(board, index, locale) for index in range(len(board.scenes)))
        parts.append(
            f"<h3>{say(locale, 'timeline')}</h3>{_notes(board.understood, locale)}<ol class='as-rows'>{rows}</ol>"
        )
    return f"<div class='as-board'>{''.join(parts)}</div>"


def _notes(known: Understanding | None, locale: str) -> str:
    """What was not understood as it was asked."""
    if known is None:
        return ""
    texts = []
    if not known.readable:
        texts.append(say(locale, "unreadable"))
    elif not known.recognised:
        texts.append(say(locale, "unrecognised"))
    texts += [say(locale, "stand_in", asked=each.asked, given=each.given) for each in known.stand_ins]
    if known.unused:
        texts.append(say(locale, "unused", words=", ".join(known.unused)))
    return "".join(f"<p class='as-known'>{escape(text)}</p>" for text in texts)


def _source(board: Board, index: int, locale: str) -> str:
    """The words of the prompt that a scene comes from."""
    words = board.understood.scenes[index] if board.understood and index < len(board.understood.scenes) else ""
    return f"<small class='as-from'>{escape(say(locale, 'comes_from', words=words))}</small>" if words else ""


def _row(board: Board, index: int, locale: str) -> str:
    scene, start = board.scenes[index]
    if index in board.ready:
        state = f"<span class='as-state'>✓ {say(locale, 'ready')}</span>"
    elif index in board.steps:
        step, steps = board.steps[index]
        text = say(locale, "step", step=step, steps=steps)
        state = f"<span class='as-state'>{text}</span><progress value='{step}' max='{steps}' aria-label='{text}'></progress>"
    else:
        state = f"<span class='as-state'>{say(locale, 'waiting')}</span>"
    end, length = start + scene.duration, say(locale, "lasts", seconds=scene.duration)
    return (
        f"<li class='asp-c{index % COLOURS}'><b class='as-number'>{index + 1}</b><span class='as-when'>{start:.1f}–{end:.1f} s</span>"
        f"<span class='as-text'>{escape(scene.caption)}{_source(board, index, locale)}</span><span class='as-long'>{length}</span>{state}</li>"
    )


def status_html(text: str, *, error: bool = False) -> str:
    """One line of news."""
    return (
        f"<p class='as-status{' as-error' if error else ''}'>{'⚠ ' if error else ''}{escape(text)}</p>" if text else ""
    )


def link_to(values: Mapping[str, object]) -> str:
    """Address that restores prompt, seed and settings."""
    return "?" + urlencode({key: value for key, value in values.items() if value is not None})


def file_address(path: Path) -> str:
    """Address at which the app serves a file of a visitor's folder."""
    return f"gradio_api/file={quote(path.as_posix())}"  # a folder may be named "50% #1 josé"


def details_html(story: Story, downloads: Sequence[tuple[str, Path]], model: str, locale: str) -> str:
    """Downloads, seed, settings and the link that restores them.

    Args:
        story: to take away.
        downloads: name for users and path of each file.
        model: name that the page knows the story's model by.
        locale: language of the page.
    """
    links = "".join(
        f"<a class='as-file' href='{escape(file_address(path))}' download='{escape(path.name)}'>{escape(name)} "
        f"<small>{max(1, round(path.stat().st_size / 1000)):,} kB</small></a>"
        for name, path in downloads
    )
    return (
        f"<h3>{say(locale, 'downloads')}</h3><p class='as-files'>{links}</p>"
        f"<details><summary>{say(locale, 'settings')}</summary>{_settings(story, locale)}</details>"
        f"<p><a class='as-link' target='_blank' rel='noopener' href='{escape(_link(story, model))}'>{say(locale, 'link')}</a></p>"
    )


def _settings(story: Story, locale: str) -> str:
    settings = story.settings
    named = {
        "model": story.model, "seed": story.seed, "length": f"{story.duration:g}", "steps": settings.steps,
        "guidance": settings.guidance, "crossfade": f"{settings.crossfade:g}", "temperature": settings.temperature,
        "scene_seeds": ", ".join(str(clip.seed) for clip in story.clips),
    }  # fmt: skip
    others = {name: value for name, value in asdict(settings).items() if name not in named}
    rows = [(say(locale, name), value) for name, value in named.items()] + [*others.items(), *story.versions.items()]
    cells = "".join(f"<div><dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd></div>" for name, value in rows)
    return f"<dl class='as-settings'>{cells}</dl>"


def _link(story: Story, model: str) -> str:
    settings = story.settings
    return link_to({
        "prompt": story.plan.instruction, "duration": f"{story.plan.duration:g}", "seed": story.seed, "model": model,
        "steps": settings.steps, "guidance": settings.guidance, "crossfade": settings.crossfade,
        "temperature": settings.temperature,
    })  # fmt: skip
