"""A story to take away: a page that plays without a server, and what is heard when as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..player import player_html
from ..story import Plan, Scene, Story
from .texts import player_labels, say

STYLE = "max-width:1080px;margin:1rem auto;font:16px/1.5 system-ui,sans-serif;color:inherit"


def can_write_mp3() -> bool:
    """Whether this machine's libsndfile writes MP3."""
    import soundfile

    return "MP3" in soundfile.available_formats()


def exported_page(story: Story, locale: str, picture: str | None = None) -> str:
    """The story as one HTML file that needs nothing else: sound, picture, scenes, reasoning."""
    rows = "".join(f"<li>{escape(line)}</li>" for line in _lines(story.scenes))
    parts = [f"<h2>{escape(story.plan.instruction)}</h2><ol>{rows}</ol>"]
    if story.reasoning:
        title = say(locale, "reasoning_before" if story.stats.get("edits") else "reasoning")
        parts.append(f"<h3>{escape(title)}</h3><p style='white-space:pre-wrap'>{escape(story.reasoning)}</p>")
    below = f"<div style='{STYLE}'>{''.join(parts)}</div>"
    labels = player_labels(locale)
    return player_html(story, standalone=True, labels=labels, picture=picture, below=below, language=locale)


def transcript(plan: Plan) -> str:
    """The instruction, and what is heard when."""
    return "\n".join([plan.instruction, "", *_lines(plan.scenes), ""])


def _lines(scenes: Sequence[Scene]) -> list[str]:
    lines, start = [], 0.0
    for scene in scenes:
        end = start + scene.duration
        lines.append(f"{_clock(start)}–{_clock(end)}  {' '.join(scene.caption.split())}")
        start = end
    return lines


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"
