"""Reading a video's pictures, small: in 64 x 36 pixels a cut and a movement are as plain, and memory stays flat."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..extras import need
from ..files.writing import user_path

SMALL = 64, 36  # width and height of the pictures that are looked at
MOST_RATE = 30.0  # of them a second
THREADS = 4  # that decode; each holds a whole picture
SLACK = 0.5  # seconds by which a file may promise more than it holds before this is told
KINDS = "an MP4, MOV, MKV or WebM file"


@dataclass(frozen=True, eq=False)
class Pictures:
    """What was read of a video.

    Attributes:
        times: [F] seconds from the first picture.
        small: [F, height, width, 3] uint8.
        first: when the first picture is shown by the file's own clock, in seconds.
        seconds: from the first picture to the end of the last.
        broken: packets and pictures that could not be decoded.
        promised: length that the file claims to have, in seconds; None where it claims none.
    """

    times: np.ndarray
    small: np.ndarray
    first: float
    seconds: float
    broken: int = 0
    promised: float | None = None

    def note(self, name: str) -> str:
        """One sentence on what could not be read; "" if all was."""
        if self.promised is not None and self.promised > self.seconds + SLACK:
            return f"{name} breaks off after {self.seconds:.1f} s of {self.promised:.1f} s; what can be read is dubbed."
        if self.broken:
            return f"{name} is damaged (pictures that cannot be read: {self.broken}); those around them are dubbed."
        return ""


def pyav() -> Any:
    """The library that reads and writes videos."""
    return need("av", "A video")


def check_video_path(video: object) -> Path:
    """A path to a file that is there."""
    if not isinstance(video, str | os.PathLike):
        raise ValueError(f"The video is a {type(video).__name__}. Pass the name of {KINDS}.")
    path = user_path(video)
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a name that the file system refuses
        there = False
    if not there:
        raise ValueError(f"{path} is not a file. Pass the name of {KINDS}.")
    return path


@contextmanager
def opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """The container and its pictures' stream; a file without moving pictures is an error."""
    av = pyav()
    try:
        container = av.open(str(path), metadata_errors="replace")
    except (av.FFmpegError, OSError, ValueError) as error:
        raise ValueError(
            f"{path} is not a video that can be read ({getattr(error, 'strerror', None) or error}). Pass {KINDS}."
        ) from error
    with container:
        # the picture on an album's cover is a stream of pictures too
        moving = [s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
        if not moving:
            raise ValueError(f"{path} holds no pictures. Pass {KINDS} that does.")
        moving[0].thread_type, moving[0].thread_count = "AUTO", min(THREADS, os.cpu_count() or 1)
        yield container, moving[0]


def read_pictures(path: Path, longest: float) -> Pictures:
    """All that can be decoded of a video of at most ``longest`` seconds."""
    with opened(path) as (container, stream):
        promised = _promised(container, stream)
        check_length(path, promised or 0.0, longest)
        reader = _Reader(path, stream, longest)
        for frame in reader.frames(container):
            reader.add(frame)
    if not reader.times:
        raise ValueError(f"{path} holds no picture that can be decoded. Pass another copy of it.")
    return Pictures(
        np.array(reader.times), np.stack(reader.small), reader.first or 0.0, reader.end, reader.broken, promised
    )


def check_length(path: Path, seconds: float, longest: float) -> None:
    """A video longer than the model can tell is an error."""
    if seconds > longest:
        raise ValueError(
            f"{path} lasts {seconds:.1f} s; this model tells at most {longest:g} s. Cut the video into parts and dub each."
        )


class _Reader:
    def __init__(self, path: Path, stream: Any, longest: float) -> None:
        self.path, self.stream, self.longest = path, stream, longest
        self.usual = float(1 / stream.average_rate) if stream.average_rate else 1 / 25  # seconds of a picture
        self.times: list[float] = []
        self.small: list[np.ndarray] = []
        self.first: float | None = None
        self.end = 0.0
        self.broken = 0
        self.shrink = pyav().video.reformatter.VideoReformatter().reformat

    def frames(self, container: Any) -> Iterator[Any]:
        """Pictures in the order in which they are shown; what cannot be decoded is left out and counted."""
        av = pyav()
        packets = container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError):  # nothing can be read from here on
                self.broken += 1
                return
            if packet is None:
                return
            try:
                yield from packet.decode()
            except (av.FFmpegError, OSError):
                self.broken += 1

    def add(self, frame: Any) -> None:
        """Take note of a picture."""
        self.broken += bool(frame.is_corrupt)
        shown = self.end + (self.first or 0.0) if frame.time is None else frame.time
        if self.first is None:
            self.first = shown
        time = shown - self.first
        lasts = float(frame.duration * frame.time_base) if frame.duration and frame.time_base else self.usual
        self.end = max(self.end, time + lasts)
        check_length(self.path, self.end, self.longest)
        if self.times and time < self.times[-1] + 1 / MOST_RATE - 0.005:
            return
        self.times.append(time)
        width, height = SMALL
        small = self.shrink(frame, width, height, format="rgb24", interpolation="AREA", threads=1)
        self.small.append(small.to_ndarray())


def _promised(container: Any, stream: Any) -> float | None:
    """Seconds of pictures that the file says it has."""
    if stream.duration is not None:
        return float(stream.duration * stream.time_base)
    tag = stream.metadata.get("DURATION")  # Matroska writes it as 00:01:02.500
    if tag:
        hours, minutes, seconds = tag.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if container.duration is None or container.streams.audio:
        return None  # the sound may be longer than the pictures
    return container.duration / 1e6


def picture_at(path: Path, time: float, *, width: int = 384) -> np.ndarray:
    """The picture shown ``time`` seconds after the first, upright, at most so wide.

    Returns:
        [height, width, 3] uint8.
    """
    with opened(path) as (container, stream):
        start = 0.0 if stream.start_time is None else float(stream.start_time * stream.time_base)
        container.seek(round((start + time) / stream.time_base), stream=stream)
        found = None
        for frame in _Reader(path, stream, float("inf")).frames(container):
            if found is not None and frame.time is not None and frame.time > start + time + 1e-6:
                break
            found = frame
        if found is None:
            raise ValueError(f"{path} holds no picture that can be decoded at {time:.1f} s. Pass another copy of it.")
        scale = min(1.0, width / found.width)
        size = [max(1, round(side * scale)) for side in (found.width, found.height)]
        small = found.reformat(*size, format="rgb24", interpolation="AREA").to_ndarray()
        return np.ascontiguousarray(np.rot90(small, found.rotation // 90))
