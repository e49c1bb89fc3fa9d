"""A story as one piece of HTML: sound, mel spectrogram, scenes and captions with a playhead in step.

The same player serves notebooks, the app and exported pages. It needs NumPy, soundfile and matplotlib only, and
fetches nothing. Without JavaScript (an untrusted notebook) the browser's own audio controls remain.
"""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import accumulate, pairwise

import numpy as np

from .audio import boundaries, encode_sound
from .audio.mel import mel_levels, mel_places
from .story import Scene, Story

BANDS = 96
COLUMNS = 900  # of the picture: about one per pixel of a wide page
WINDOW = 1024
FLOOR = -80.0  # dB under the loudest, drawn darkest
TICKS = (500, 1000, 2000, 4000, 8000)  # Hz, written beside the picture
LONGEST_FLAC = 60.0  # seconds; longer sound is embedded as MP3, so that a notebook stays small

LABELS = {
    "play": "Play", "pause": "Pause", "position": "Position in the story", "at": "{now} seconds", "scenes": "Scenes",
    "scene": "Scene {number}, {start} to {end} seconds: {text}",
    "mel": "Mel spectrogram of the story, low sounds below", "sound": "Sound of the story",
    "volume": "Volume", "loop": "Repeat", "soon": "The first sound is being made …",
    "behind": "Catching up: the next sound is being made …",
}  # fmt: skip
"""What the player says to those who hear it instead of seeing it."""


def player_html(
    story: Story,
    *,
    standalone: bool = False,
    source: str | None = None,
    labels: Mapping[str, str] = LABELS,
    live: Mapping[str, object] | None = None,
    at: float = 0.0,
    picture: str | None = None,
    below: str = "",
    language: str = "en",
) -> str:
    """The story as HTML.

    Args:
        story: what to show.
        standalone: a whole page that carries style and script, for export or an iframe; otherwise a fragment for a
            page that holds :func:`player_assets` already. Any number of fragments can share a page.
        source: address of the sound, where the page has one; otherwise the sound is embedded.
        labels: ``LABELS`` in the language of the page.
        live: of :func:`growing_html`, where the story grew in this place: its sound goes on playing.
        at: seconds at which the playhead stands.
        picture: :func:`mel_png` of the story, where it is there already.
        below: HTML under the player of a whole page.
        language: of a whole page.

    Returns:
        HTML in which all text of users and models is escaped.
    """
    texts = {name: escape(text) for name, text in labels.items()}
    fragment = _fragment(story, source or _sound(story), texts, live, at, picture)
    if not standalone:
        return fragment
    css, js = player_assets()
    title = escape(_short(story.plan.instruction, 80))
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<style>body{{margin:0;padding:.5rem}}{css}</style></head><body class="asp-page">{fragment}{below}'
        f"<script>{js}</script></body></html>"
    )


def player_assets(*, live: bool = False) -> tuple[str, str]:
    """Style sheet and script of the player, to put once into a page; ``live`` adds what plays a story that grows."""
    folder = files("audiostory_demo") / "assets" / "player"
    css, js = ((folder / name).read_text(encoding="utf-8") for name in ("player.css", "player.js"))
    return css, (folder / "live.js").read_text(encoding="utf-8") + js if live else js


def growing_html(
    scenes: Sequence[Scene],
    audio: np.ndarray,
    *,
    rate: int,
    total: float,
    crossfade: float,
    picture: str,
    live: Mapping[str, object],
    progress: Mapping[int, float],
    labels: Mapping[str, str] = LABELS,
) -> str:
    """The player of a story that is still being made: what is there stands at its place, from the left.

    Args:
        scenes: planned so far.
        audio: sound so far [C, samples].
        rate: its rate in Hz.
        total: seconds that the story will last.
        crossfade: seconds of each join.
        picture: address of the mel spectrogram of ``audio``; "" while there is none.
        live: what ``live.js`` needs to know of the sound: id, rate, channels, base (address of its pieces), count, complete.
        progress: scene -> share of it that is done.
        labels: ``LABELS`` in the language of the page.
    """
    there = audio.shape[1] / rate
    edges = [0.0, *accumulate(scene.duration for scene in scenes)]
    return _page_part(
        [(scene.caption, edges[i], edges[i + 1]) for i, scene in enumerate(scenes)], max(total, edges[-1]), crossfade,
        {name: escape(text) for name, text in labels.items()}, rate=rate, wave=_wave(audio), picture=picture, there=there,
        live=json.dumps(dict(live)), progress=progress,
    )  # fmt: skip


def _fragment(
    story: Story,
    source: str,
    labels: Mapping[str, str],
    live: Mapping[str, object] | None,
    at: float,
    picture: str | None,
) -> str:
    edges = [
        edge / story.sample_rate for edge in boundaries([scene.duration for scene in story.scenes], story.sample_rate)
    ]
    scenes = [(scene.caption, *ends) for scene, ends in zip(story.scenes, pairwise(edges), strict=False)]
    return _page_part(
        scenes, max(story.duration, 1e-3), story.settings.crossfade, labels, rate=story.sample_rate, wave=_wave(story.audio),
        picture=picture or mel_png(story.audio, story.sample_rate), source=source, live=json.dumps(dict(live)) if live else "", at=at,
    )  # fmt: skip


def _page_part(
    scenes: Sequence[tuple[str, float, float]],
    total: float,
    fade: float,
    labels: Mapping[str, str],
    *,
    rate: int,
    wave: str,
    picture: str,
    source: str = "",
    there: float | None = None,
    live: str = "",
    progress: Mapping[int, float] | None = None,
    at: float = 0.0,
) -> str:
    """The player's elements: the same while a story grows and when it is there, so that one becomes the other in place."""
    bars = "".join(
        _scene(
            number,
            caption,
            start,
            end,
            total,
            labels["scene"],
            1.0 if progress is None else progress.get(number - 1, 0.0),
        )
        for number, (caption, start, end) in enumerate(scenes, start=1)
    )
    joins = "".join(
        f'<i class="asp-join" style="left:{100 * at / total:.3f}%;width:{100 * min(fade, total - at) / total:.3f}%"></i>'
        for _, _, at in scenes[:-1]
    )
    share = 100.0 if there is None else 100 * min(1.0, there / total)
    data = {"duration": f"{total:.6f}", **{name: labels[name] for name in ("play", "pause", "at", "soon", "behind")}}
    if live:
        data["live"] = escape(live)
    if at:
        data["from"] = f"{at:.3f}"
    attributes = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    sound = f' src="{escape(source)}"' if source else ""
    image = f'<img alt="{labels["mel"]}" style="width:{share:.3f}%" src="{escape(picture)}">' if picture else ""
    return (
        f'<div class="asp" {attributes}><audio class="asp-audio" controls preload="metadata" aria-label="{labels["sound"]}"{sound}></audio>'
        f'<div class="asp-bar"><button type="button" class="asp-play" aria-label="{labels["play"]}">'
        f'<span aria-hidden="true">&#9654;</span></button><span class="asp-time">0:00.0 / {_clock(total)}</span>'
        f'<p class="asp-caption"></p><span class="asp-wait" role="status"></span>'
        f'<button type="button" class="asp-loop" aria-pressed="false" aria-label="{labels["loop"]}" title="{labels["loop"]}">'
        '<span aria-hidden="true">&#8635;</span></button>'
        f'<input type="range" class="asp-volume" min="0" max="1" step="0.05" aria-label="{labels["volume"]}" '
        f'title="{labels["volume"]}"></div>'
        f'<ol class="asp-scenes" aria-label="{labels["scenes"]}">{bars}</ol>'
        f'<div class="asp-view" role="slider" tabindex="0" aria-label="{labels["position"]}" aria-valuemin="0" '
        f'aria-valuemax="{total:.2f}" aria-valuenow="0" aria-valuetext="0">'
        f'<div class="asp-there" style="width:{share:.3f}%">{wave}</div>'
        f'<div class="asp-mel">{joins}{image}{_axes(rate) if picture else ""}</div><i class="asp-head"></i></div></div>'
    )


def _axes(rate: int) -> str:
    """Pitches in Hz over the picture's left edge, and what its colours mean at the right; a screen reader has its name."""
    shown = [tick for tick in TICKS if tick < rate / 2]
    places = 100 * mel_places(np.array(shown), rate, BANDS) / BANDS
    marks = "".join(
        f'<span style="bottom:{place:.1f}%">{tick / 1000:g} kHz</span>'
        for tick, place in zip(shown, places, strict=True)
    )
    return f'<div class="asp-axes" aria-hidden="true">{marks}<b>{FLOOR:.0f} dB <i></i> 0 dB</b></div>'


def _scene(number: int, caption: str, start: float, end: float, total: float, label: str, done: float) -> str:
    text = escape(caption)
    part = "" if done >= 1 else f' style="--asp-done:{100 * done:.0f}%"'
    label = label.format(number=number, start=f"{start:.1f}", end=f"{end:.1f}", text=text)
    return (
        f'<li class="asp-c{(number - 1) % 7}" style="left:{100 * start / total:.3f}%;width:{100 * (end - start) / total:.3f}%">'
        f'<button type="button" class="asp-scene"{part} data-start="{start:.6f}" data-end="{end:.6f}" data-caption="{text}" '
        f'title="{label}" aria-label="{label}"><b>{number}</b> <span>{text}</span></button></li>'
    )


def _wave(audio: np.ndarray) -> str:
    """The outline of the sound as one SVG path."""
    points = 300
    sound = np.abs(audio).max(axis=0)
    parts = np.array_split(sound, min(points, max(1, len(sound))))
    peaks = np.array([part.max(initial=0.0) for part in parts])
    upper = " ".join(f"L{x} {50 - 48 * peak:.1f}" for x, peak in enumerate(peaks))
    lower = " ".join(f"L{x} {50 + 48 * peak:.1f}" for x, peak in reversed(list(enumerate(peaks))))
    return (
        f'<svg class="asp-wave" viewBox="0 0 {max(1, len(peaks) - 1)} 100" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="M0 50 {upper} {lower} Z"/></svg>'
    )


def _sound(story: Story) -> str:
    """The sound as a data address: 16-bit FLAC, or MP3 where that would be large."""
    import soundfile

    short = story.duration <= LONGEST_FLAC or "MP3" not in soundfile.available_formats()
    data = encode_sound(story.audio, story.sample_rate, ".flac" if short else ".mp3")
    return f"data:audio/{'flac' if short else 'mpeg'};base64,{base64.b64encode(data).decode()}"


def mel_png(audio: np.ndarray, rate: int) -> str:
    """Mel spectrogram of [C, samples] as the data address of a PNG, low sounds below."""
    from matplotlib import colormaps, image

    levels = mel_picture(audio, rate)
    colours = colormaps["magma"](1 - levels / FLOOR)
    buffer = io.BytesIO()
    image.imsave(buffer, (colours[::-1, :, :3] * 255).astype(np.uint8), format="png")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def mel_picture(audio: np.ndarray, rate: int) -> np.ndarray:
    """Levels [bands, columns] in dB under the loudest, not below ``FLOOR``."""
    hop = max(WINDOW // 4, math.ceil(audio.shape[1] / COLUMNS))
    return mel_levels(audio, rate, bands=BANDS, window=WINDOW, hop=hop, depth=-FLOOR)


def _clock(seconds: float) -> str:
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths % 600 // 10:02d}.{tenths % 10}"


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
