"""The board: what the planner thought, and the scenes, on which one works directly."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import accumulate

from ..data.understanding import understood
from ..language.understanding import Understanding
from ..story import Scene, Story
from .edits import Part
from .texts import say

COLOURS = 7  # of scenes, in player.css
ICONS = {
    "redo": "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3", "repaint": "M1 8h3M12 8h3M5.500 3.500v9h5v-9z",
    "change": "M3 13l.7-3L10.500 3.200l2.300 2.300L6 12.300 3 13z",
    "copy": "M6 6h7v7H6zM3 10V3h7", "up": "M8 13V3M4 7l4-4 4 4", "down": "M8 3v10M4 9l4 4 4-4",
    "delete": "M4 4l8 8M12 4l-8 8",
}  # fmt: skip
LEVELS = {
    "quiet": "level_quiet", "loud": "level_loud", "far away": "level_far_away", "close": "level_close",
    "growing": "level_growing", "fading": "level_fading",
}  # fmt: skip
"""Level of a scene -> name of its text."""


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
        takes: seeds of each scene's takes, the one that is heard included; None where nothing can be edited yet.
        seeds: of what is heard of each scene.
        edited: whether the scenes are no longer those that the reasoning led to.
        paints: whether a part of a scene can be made anew.
        undo, again: whether there is a version before this one, and one after it.
    """

    total: float
    reasoning: str = ""
    scenes: list[tuple[Scene, float]] = field(default_factory=list)
    steps: dict[int, tuple[int, int]] = field(default_factory=dict)
    ready: set[int] = field(default_factory=set)
    understood: Understanding | None = None
    takes: Sequence[Sequence[int]] | None = None
    seeds: Sequence[int] = ()
    edited: bool = False
    paints: bool = False
    undo: bool = False
    again: bool = False

    @classmethod
    def of(cls, story: Story) -> Board:
        """What is known of a story that is there."""
        scenes = with_starts(story.scenes)
        ready, edited = set(range(len(scenes))), bool(story.stats.get("edits"))
        # what became of the words of a prompt is known for the plan that was written from it
        known = None if edited else understood(story.plan)
        return cls(story.duration, story.reasoning, scenes, ready=ready, understood=known, edited=edited)

    @classmethod
    def editing(cls, parts: Sequence[Part], takes: Sequence[Part], *, paints: bool = False) -> Board:
        """Scenes of which some are there and the others are on their way."""
        board = cls(sum(part.scene.duration for part in parts), edited=True)
        board.scenes = with_starts([part.scene for part in parts])
        board.ready = {number for number, part in enumerate(parts) if part.there}
        return board.offer(parts, takes, paints=paints)

    def offer(self, parts: Sequence[Part], takes: Sequence[Part], *, paints: bool = False) -> Board:
        """Let these scenes be edited."""
        self.paints = paints
        self.seeds = [part.seed for part in parts]
        self.takes = [
            list(dict.fromkeys([*(take.seed for take in takes if take.scene == part.scene), part.seed]))
            for part in parts
        ]
        return self


def with_starts(scenes: Sequence[Scene]) -> list[tuple[Scene, float]]:
    """Scenes with their starts in seconds."""
    starts = accumulate((scene.duration for scene in scenes), initial=0.0)
    return list(zip(scenes, starts, strict=False))


def board_html(board: Board, locale: str) -> str:
    """Scenes and reasoning."""
    parts = []
    if board.scenes:
        rows = "".join(_row(board, index, locale) for index in range(len(board.scenes)))
        parts.append(f"<div class='as-head'><h3>{say(locale, 'timeline')}</h3>{_undo(board, locale)}</div>")
        # notes come last and stand below: what is there does not move
        parts.append(f"<ol class='as-rows'{_words(board, locale)}>{rows}</ol>{_notes(board.understood, locale)}")
    if board.reasoning:
        title = say(locale, "reasoning_before" if board.edited else "reasoning")
        opened = "" if board.edited else " open"
        parts.insert(
            0,
            f"<details{opened}><summary>{title}</summary><p class='as-think' tabindex='0'>{escape(board.reasoning)}</p></details>",
        )
    return f"<div class='as-board'>{''.join(parts)}</div>"


def _undo(board: Board, locale: str) -> str:
    if board.takes is None:
        return ""
    return "".join(
        f"<button type='button' class='as-tool as-wide' data-go='{go}'{'' if able else ' disabled'}>{say(locale, go)}</button>"
        for go, able in (("undo", board.undo), ("again", board.again))
    )


def _words(board: Board, locale: str) -> str:
    """What the page's script writes into the form in which a scene is changed."""
    if board.takes is None:
        return ""
    words = {
        name: say(locale, name) for name in ("caption", "seconds", "part_start", "part_end", "apply_edit", "cancel")
    }
    return f" data-words='{escape(json.dumps(words, ensure_ascii=False))}'"


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


def _level(scene: Scene, locale: str) -> str:
    """How loud a scene is said to be."""
    return f"<small class='as-level'>{escape(say(locale, LEVELS[scene.level]))}</small>" if scene.level else ""


def _row(board: Board, index: int, locale: str) -> str:
    scene, start = board.scenes[index]
    if index in board.ready:
        state = "" if board.takes is not None else f"<span class='as-state'>✓ {say(locale, 'ready')}</span>"
    elif index in board.steps:
        step, steps = board.steps[index]
        text = say(locale, "step", step=step, steps=steps)
        state = f"<span class='as-state'>{text}</span><progress value='{step}' max='{steps}' aria-label='{text}'></progress>"
    else:
        state = f"<span class='as-state'>{say(locale, 'waiting')}</span>"
    end, length = start + scene.duration, say(locale, "lasts", seconds=scene.duration)
    kept = ""
    if board.takes is not None:
        kept = f" data-scene='{index}' data-seconds='{scene.duration:g}' draggable='true'"
    return (
        f"<li class='asp-c{index % COLOURS}'{kept}><b class='as-number'>{index + 1}</b>"
        f"<span class='as-when'>{start:.1f}–{end:.1f} s</span><span class='as-text'><span class='as-caption'>{escape(scene.caption)}</span>"
        f"{_level(scene, locale)}"
        f"{_source(board, index, locale)}</span><span class='as-long'>{length}</span>{state}{_tools(board, index, locale)}</li>"
    )


def _tools(board: Board, index: int, locale: str) -> str:
    """What can be done to a scene. One of the buttons is reached by Tab, the others from it by the arrow keys."""
    if board.takes is None:
        return ""
    able = dict.fromkeys(ICONS, True) | {
        "up": index > 0, "down": index < len(board.scenes) - 1, "delete": len(board.scenes) > 1,
    }  # fmt: skip
    buttons = "".join(
        f"<button type='button' class='as-tool' data-edit='{name}' tabindex='{0 if name == 'redo' else -1}' "
        f"aria-label='{escape(text)}' title='{escape(text)}'{'' if able[name] else ' aria-disabled=true'}>"
        f"<svg viewBox='0 0 16 16' aria-hidden='true'><path d='{path}'/></svg></button>"
        for name, path in ICONS.items()
        if name != "repaint" or board.paints
        for text in [say(locale, f"do_{name}", scene=index + 1)]
    )
    seeds = board.takes[index]
    choice = ""
    if len(seeds) > 1:
        options = "".join(
            f"<option value='{seed}'{' selected' if seed == board.seeds[index] else ''}>"
            f"{escape(say(locale, 'take', number=number))}</option>"
            for number, seed in enumerate(seeds, 1)
        )
        choice = (
            f"<select class='as-take' aria-label='{escape(say(locale, 'takes', scene=index + 1))}'>{options}</select>"
        )
    title = escape(say(locale, "tools", scene=index + 1))
    return f"<span class='as-tools' role='toolbar' aria-label='{title}'>{buttons}</span>{choice}"
