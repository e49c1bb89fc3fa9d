"""Cuts to shots that a model can accompany: none shorter than its shortest scene, none longer than its longest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..story import Shot
from .seeing import Cut, find_cuts, motion_onsets

TENTHS = 10  # a second: in these scenes are written, so shots begin and end on them, the video's end aside


@dataclass(frozen=True)
class ShotRange:
    """What a model can accompany.

    Attributes:
        low, high: shortest and longest scene, in seconds; high is at least twice low.
        most: scenes in a story.
    """

    low: float
    high: float
    most: int


def find_shots(times: np.ndarray, small: np.ndarray, seconds: float, allowed: ShotRange) -> tuple[Shot, ...]:
    """The shots of a video from its small pictures.

    Args:
        times: [F] seconds from the first picture.
        small: [F, height, width, 3] uint8.
        seconds: length of the video.
        allowed: lengths that shots may have.
    """
    cuts = find_cuts(times, small)
    # movements are looked for between the true cuts: a cut changes all of the picture, and moves nothing
    parts = np.split(np.arange(len(times)), [int(np.searchsorted(times, cut.time)) for cut in cuts])
    onsets = [onset for part in parts for onset in motion_onsets(times[part], small[part])]
    edges = shot_edges(cuts, seconds, allowed)
    return tuple(
        Shot(start, end, tuple(round(onset, 3) for onset in onsets if start <= onset < end))
        for start, end in pairwise(edges)
    )


def shot_edges(cuts: Sequence[Cut], seconds: float, allowed: ShotRange) -> list[float]:
    """Where shots begin, and at last the end, in seconds.

    Of the cuts around a shot that is too short the weaker one is dropped; what is too long is divided evenly.
    """
    cuts = [Cut(round(cut.time * TENTHS) / TENTHS, cut.strength) for cut in cuts]
    cuts = [cut for cut in cuts if 0 < cut.time < seconds]
    while narrow := _narrow(cuts, seconds, allowed.low):
        cuts.remove(min(narrow, key=lambda cut: cut.strength))
    edges = [0.0]
    for end in [*(cut.time for cut in cuts), seconds]:
        edges += _divided(edges[-1], end, math.ceil(round((end - edges[-1]) / allowed.high, 6)))
    if len(edges) - 1 > allowed.most:  # so long and so lively that only even scenes are few enough
        edges = [0.0, *_divided(0.0, seconds, min(allowed.most, int(seconds / allowed.low)))]
    return edges


def _narrow(cuts: list[Cut], seconds: float, low: float) -> list[Cut]:
    """The cuts at the ends of the shortest shot, if it is too short; empty where none is, or no cut is left."""
    edges = [0.0, *(cut.time for cut in cuts), seconds]
    lengths = np.round(np.diff(edges), 6)
    shortest = int(lengths.argmin())
    return cuts[max(0, shortest - 1) : shortest + 1] if lengths[shortest] < low else []


def _divided(start: float, end: float, parts: int) -> list[float]:
    """Ends of so many parts as equal as tenths allow; what is less than a tenth belongs to the last one."""
    first, tenths = round(start * TENTHS), math.floor(round((end - start) * TENTHS, 6))
    # the shorter parts come last, so that even with its rest the last is no longer than the first
    lengths = [(tenths + parts - 1 - part) // parts for part in range(parts)]
    return [*((first + sum(lengths[: part + 1])) / TENTHS for part in range(parts - 1)), end]
