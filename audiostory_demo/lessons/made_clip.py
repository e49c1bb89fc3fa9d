"""A video made by code: a ball that hits a wall at known moments, cuts at known moments. Needs PyAV (``[video]``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from ..audio.onsets import sound_onsets
from ..extras import need
from ..story import Story

BALL = 0.07  # radius, in widths of the picture
WALL = 0.9  # where the ball turns back, in widths of the picture
SPEED = 0.6  # at the wall, in widths a second
ROOM = 0.7  # that the ball rolls through, in widths of the picture
TICKS = 30000  # a second, in which pictures are timed: whole ones at every usual rate
QUICK = {"libx264": {"g": "25", "preset": "ultrafast"}, "libvpx": {"deadline": "realtime", "cpu-used": "8"}}  # options


@dataclass(frozen=True)
class MadeShot:
    """One shot: a ball before a wall of one colour.

    Attributes:
        seconds: how long.
        hits: seconds from the shot's beginning at which the ball hits the wall.
        colour: red, green and blue of the background, 0 to 255.
    """

    seconds: float
    hits: tuple[float, ...] = ()
    colour: tuple[int, int, int] = (150, 110, 90)


# the second and third are equally bright: only their colours tell them apart
LESSON = (
    MadeShot(3.0, (1.4,), (60, 70, 110)),
    MadeShot(2.6, (0.8, 1.9), (150, 100, 60)),
    MadeShot(3.4, (), (60, 130, 130)),
)


def make_clip(
    path: str | Path,
    shots: Sequence[MadeShot] = LESSON,
    *,
    size: tuple[int, int] = (320, 180),
    fps: float = 25.0,
    sound: np.ndarray | None = None,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    rotation: int = 0,
    late: Sequence[int] = (),
) -> Path:
    """Write a clip.

    Args:
        path: its format follows the suffix.
        shots: one after another.
        size: width and height in pixels.
        fps: pictures a second.
        sound: [C, samples] at 48 kHz, in -1..1; None writes no audio track.
        codec: of the pictures.
        options: of the container.
        rotation: degrees by which players turn the picture.
        late: pictures that are left out, so that those before them stay longer: a variable frame rate.

    Returns:
        The path.
    """
    av = need("av", "A video")

    with av.open(str(path), "w", options=options or {}) as container:
        pictures = container.add_stream(codec, rate=Fraction(fps).limit_denominator(1001))
        pictures.width, pictures.height, pictures.pix_fmt = *size, "yuv420p"
        pictures.codec_context.time_base = Fraction(1, TICKS)
        pictures.options = QUICK.get(codec, {})
        if rotation:
            pictures.set_display_rotation(rotation)
        track = None if sound is None else container.add_stream("aac", rate=48000, layout=_layout(sound))
        for number, picture in enumerate(draw(shots, size, fps)):
            if number in late:
                continue
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(number * TICKS / fps), Fraction(1, TICKS)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
        if track is not None and sound is not None:
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(sound, np.float32), format="fltp", layout=_layout(sound)
            )
            frame.sample_rate, frame.pts = 48000, 0
            container.mux(track.encode(frame))
            container.mux(track.encode())
    return Path(path)


def _layout(sound: np.ndarray) -> str:
    return "mono" if len(sound) == 1 else "stereo"


def hit_times(shots: Sequence[MadeShot] = LESSON) -> list[float]:
    """When the ball hits the wall, in seconds from the clip's beginning."""
    starts = np.cumsum([0.0, *(shot.seconds for shot in shots)])
    return [float(start) + hit for start, shot in zip(starts, shots, strict=False) for hit in shot.hits]


def onset_error(story: Story, times: Sequence[float]) -> float:
    """Mean seconds from each of these times to the nearest moment at which a sound of the story sets in.

    Moved by at most half a second, made sounds that set in within reach are under 0.02 s away, and 0.24 s as they come;
    what a model makes sets in less sharply.
    """
    heard = [onset.time for onset in sound_onsets(story.audio, story.sample_rate)]
    return float(np.mean([min((abs(time - onset) for onset in heard), default=story.duration) for time in times]))


def draw(shots: Sequence[MadeShot], size: tuple[int, int], fps: float) -> Iterator[np.ndarray]:
    """The pictures, [height, width, 3] uint8 each."""
    width, height = size
    columns, rows = np.arange(width) / width, np.arange(height)[:, None] / width
    shown, end = 0, 0.0
    for shot in shots:
        start, end = end, end + shot.seconds
        wall = np.full((height, width, 3), shot.colour, np.uint8)
        wall[:, columns > WALL + BALL] = 40
        while shown / fps < end - 1e-9:
            place = _place(shot, shown / fps - start)
            ball = (columns - place) ** 2 + (rows - height / width / 2) ** 2 < BALL**2
            picture = wall.copy()
            picture[ball] = (250, 240, 200)
            yield picture
            shown += 1


def _place(shot: MadeShot, time: float) -> float:
    """Where the ball is, in widths of the picture: only at the wall does it turn at once."""
    if not shot.hits:
        return 0.3  # it lies still
    before = max((hit for hit in shot.hits if hit <= time), default=-np.inf)
    after = min((hit for hit in shot.hits if hit > time), default=np.inf)
    if np.isinf(before) or np.isinf(after):
        away = ROOM * (1 - np.exp(-SPEED * min(time - before, after - time) / ROOM))
    else:
        away = SPEED * (time - before) * (after - time) / (after - before)
    return WALL - min(away, ROOM)
