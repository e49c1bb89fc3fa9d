"""Pieces of HTML. Every text of a user or a model goes through ``escape``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from ..story import Story
from .history import History
from .shared import pack
from .texts import say


def status_html(text: str, *, error: bool = False) -> str:
    """One line of news."""
    return (
        f"<p class='as-status{' as-error' if error else ''}'>{'⚠ ' if error else ''}{escape(text)}</p>" if text else ""
    )


def link_to(values: Mapping[str, object]) -> str:
    """Address that restores these values."""
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
    link, done = escape(_link(story, model)), escape(say(locale, "copied"))
    return (
        f"<h3>{say(locale, 'downloads')}</h3><p class='as-files'>{links}</p>"
        f"<p class='as-share'><a class='as-link' target='_blank' rel='noopener' href='{link}'>{say(locale, 'link')}</a> "
        f"<button type='button' class='as-tool as-wide as-copy' data-done='{done}'>{say(locale, 'copy_link')}</button></p>"
        f"<details><summary>{say(locale, 'settings')}</summary>{_settings(story, locale)}</details>"
    )


def history_html(history: History, locale: str) -> str:
    """The stories of this visit, each to be opened again; nothing as long as there is only one."""
    works = history.works()
    if len(works) < 2:
        return ""
    rows = "".join(
        f"<li><button type='button' class='as-tool as-wide' data-open='{number}'"
        f"{' aria-current=true' if number == history.at else ''}>{escape(version.title)}</button> "
        f"<small>{escape(say(locale, 'lasts', seconds=round(version.seconds, 1)))}</small></li>"
        for number, version in works
    )
    return f"<details class='as-history'><summary>{say(locale, 'history')} ({len(works)})</summary><ol>{rows}</ol></details>"


def _settings(story: Story, locale: str) -> str:
    settings = story.settings
    named = {
        "model": story.model, "seed": story.seed, "length": f"{story.duration:g}", "sampler": settings.sampler,
        "steps": settings.steps, "guidance": settings.guidance, "crossfade": f"{settings.crossfade:g}", "temperature": settings.temperature,
        "scene_seeds": ", ".join(str(clip.seed) for clip in story.clips),
    }  # fmt: skip
    others = {name: value for name, value in asdict(settings).items() if name not in named}
    rows = [(say(locale, name), value) for name, value in named.items()] + [*others.items(), *story.versions.items()]
    cells = "".join(f"<div><dt>{escape(str(name))}</dt><dd>{escape(str(value))}</dd></div>" for name, value in rows)
    return f"<dl class='as-settings'>{cells}</dl>"


def _link(story: Story, model: str) -> str:
    """Prompt, seed and settings tell the same story again; of one that was edited the link holds plan and seeds too."""
    settings, edits = story.settings, int(story.stats.get("edits", 0))
    full = settings.sampler == "full"  # the student's steps and guidance are no choice, and would set the sliders
    return link_to({
        "prompt": story.plan.instruction, "duration": f"{story.plan.duration:g}", "seed": story.seed, "model": model,
        "steps": settings.steps if full else None, "guidance": settings.guidance if full else None, "crossfade": settings.crossfade,
        "temperature": settings.temperature, "sampler": settings.sampler, "story": (pack(story, edits) or None) if edits else None,
    })  # fmt: skip
