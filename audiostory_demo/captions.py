"""A plan's scenes as subtitles."""

from __future__ import annotations

from .story import Plan


def _clock(seconds: float, comma: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}{comma}{rest % 1000:03d}"


def subtitles(plan: Plan, kind: str = "vtt") -> str:
    """WebVTT ("vtt") or SubRip ("srt") text with one cue per scene."""
    if kind not in ("vtt", "srt"):
        raise ValueError(f'captions={kind!r} is not a subtitle format. Choose "vtt" or "srt".')
    comma = "." if kind == "vtt" else ","
    cues, start = [], 0.0
    for number, scene in enumerate(plan.scenes, start=1):
        end = start + scene.duration
        # "-->" would end a cue's header, "<" and "&" start markup in WebVTT
        text = scene.caption.replace("\n", " ").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = text if kind == "vtt" else scene.caption.replace("\n", " ").replace("-->", "->")
        cues.append(f"{number}\n{_clock(start, comma)} --> {_clock(end, comma)}\n{text}\n")
        start = end
    return ("WEBVTT\n\n" if kind == "vtt" else "") + "\n".join(cues)
