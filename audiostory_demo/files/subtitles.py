"""A plan's scenes as subtitles."""

from __future__ import annotations

import re

from ..checks.values import shown
from ..story import Plan


def _clock(seconds: float, comma: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{comma}{rest % 1000:03d}"


def _vtt(text: str) -> str:
    """Escaped: "<" and "&" start markup in WebVTT, and "-->" would end a cue's header."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _srt(text: str) -> str:
    """SubRip knows no escapes: an arrow is shortened, and "<" gives way to a sign that players show as it is."""
    return re.sub(r"-{2,}>", "->", text).replace("<", "\u2039")


def subtitles(plan: Plan, kind: str = "vtt") -> str:
    """WebVTT ("vtt") or SubRip ("srt") text with one cue per scene."""
    if not isinstance(kind, str) or kind not in ("vtt", "srt"):
        raise ValueError(f'captions={shown(kind)} is not a subtitle format. Choose "vtt" or "srt".')
    comma, escape = (".", _vtt) if kind == "vtt" else (",", _srt)
    cues, start = [], 0.0
    for number, scene in enumerate(plan.scenes, start=1):
        end = start + scene.duration
        text = escape(" ".join(scene.caption.split()))  # an empty line would end the cue
        cues.append(f"{number}\n{_clock(start, comma)} --> {_clock(end, comma)}\n{text}\n")
        start = end
    return ("WEBVTT\n\n" if kind == "vtt" else "") + "\n".join(cues)
