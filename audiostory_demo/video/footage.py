"""A video as it is dubbed: its file, its shots, and a picture of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..story import Shot
from .reading import check_length, check_video_path, picture_at, read_pictures
from .shots import ShotRange, find_shots


@dataclass(frozen=True)
class Footage:
    """A video that has been looked at.

    Attributes:
        path: of its file.
        shots: that a model can accompany, in order; they fill the video.
        first: when the first picture is shown by the file's own clock, in seconds.
        seconds: length, from the first picture to the end of the last that could be read.
        note: one sentence on what could not be read; "" if all was.
    """

    path: Path
    shots: tuple[Shot, ...]
    first: float
    seconds: float
    note: str = ""

    def picture(self, shot: int, *, width: int = 384) -> np.ndarray:
        """The picture in the middle of a shot, [height, width, 3] uint8: upright, at most so many pixels wide."""
        chosen = self.shots[shot]
        return picture_at(self.path, (chosen.start + chosen.end) / 2, width=width)


def watch(video: object, allowed: ShotRange, shortest: float, longest: float) -> Footage:
    """Look at a video; a file that is not a video, or one that is too long or too short, is an error.

    Args:
        video: its path.
        allowed: lengths that shots may have.
        shortest, longest: lengths that the video may have, in seconds.
    """
    path = check_video_path(video)
    pictures = read_pictures(path, longest)
    seconds = round(pictures.seconds, 6)
    check_length(path, seconds, longest)
    if seconds < shortest:
        raise ValueError(
            f"{path} lasts {seconds:.2f} s, less than a scene of this model ({shortest:g} s). Pass a longer video."
        )
    shots = find_shots(pictures.times, pictures.small, seconds, allowed)
    return Footage(path, shots, pictures.first, seconds, pictures.note(path.name))
