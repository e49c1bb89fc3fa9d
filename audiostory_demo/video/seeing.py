"""What small pictures show: where shots are cut, and when something in a shot begins to move, stops or bounces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BLOCK = 4  # pixels of a small picture on each side of a square that is compared: a cut changes squares, noise does not
AROUND = 1.0  # seconds on each side: what a cut or a movement is compared with
LEAST_CUT = 10.0  # mean change of the colours, of 255
CUT_FACTOR = 4.0  # times the median change: a pan changes every picture, a cut one
HALF_STEP = 0.04  # seconds on each side of a moment between which movement is measured
SHORT = 0.9  # of a step is enough: times of pictures are rounded
NOISE = 6.0  # change of a colour, of 255, that is not a movement
LEAST_MOVE = 0.4  # mean change of the colours, of 255, that is one
MOVE_FACTOR = 0.5  # of the energy of the liveliest tenth: how much must come or go at once
APART = 0.2  # seconds between two onsets


@dataclass(frozen=True)
class Cut:
    """A place where one shot ends and another begins.

    Attributes:
        time: of the first picture of the new shot, in seconds.
        strength: how much the picture changes, of 255.
    """

    time: float
    strength: float


def find_cuts(times: np.ndarray, small: np.ndarray) -> list[Cut]:
    """Hard cuts; a slow dissolve has none.

    Colours are compared, not greys: two shots of one brightness differ in nothing else.

    Args:
        times: [F] seconds.
        small: [F, height, width, 3] uint8.
    """
    if len(times) < 2:
        return []
    frames, height, width, _ = small.shape
    squares = small.reshape(frames, height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3).mean(axis=(2, 4))
    change = np.abs(np.diff(squares, axis=0)).mean(axis=(1, 2, 3))
    usual = running(times[1:], change, 0.5)
    cut = (change > LEAST_CUT) & (change > CUT_FACTOR * usual)
    return [Cut(float(times[i + 1]), float(change[i])) for i in np.flatnonzero(cut)]


def running(times: np.ndarray, values: np.ndarray, quantile: float) -> np.ndarray:
    """[F] quantile (0.5 is the median) of the values up to AROUND seconds before and after each time."""
    low = np.searchsorted(times, times - AROUND)
    high = np.searchsorted(times, times + AROUND, side="right")
    return np.array([np.quantile(values[a:b], quantile) for a, b in zip(low, high, strict=True)])


def motion_energy(times: np.ndarray, small: np.ndarray) -> np.ndarray:
    """[F] how much moves around each picture: mean change of the colours between a moment before and one after.

    A ball that bounces is where it was a moment ago: energy dips at the bounce, as it falls where something stops.
    """
    step = SHORT * max(HALF_STEP, float(np.median(np.diff(times))))
    before = np.maximum(np.searchsorted(times, times - step, side="right") - 1, 0)
    after = np.minimum(np.searchsorted(times, times + step), len(times) - 1)
    energy = np.empty(len(times))
    for i, (a, b) in enumerate(zip(before, after, strict=True)):  # one picture at a time: memory stays flat
        change = np.abs(small[b].astype(np.float32) - small[a])
        energy[i] = np.maximum(change - NOISE, 0.0).mean()
    # at both ends there is no picture on one side, so less is seen to move than does
    inside = np.flatnonzero((times - times[0] >= step) & (times[-1] - times >= step))
    return energy if not len(inside) else energy[np.clip(np.arange(len(times)), inside[0], inside[-1])]


def motion_onsets(times: np.ndarray, small: np.ndarray) -> list[float]:
    """When something begins to move, stops or bounces within one shot, in seconds.

    These are the moments that make a sound: a door that slams is one that stops.
    """
    if len(times) < 5:
        return []
    energy = motion_energy(times, small)
    step = max(1, round(HALF_STEP / float(np.median(np.diff(times)))))  # pictures
    wide = np.pad(energy, 2 * step, mode="edge")
    earlier, later = wide[: -4 * step], wide[4 * step :]
    edge = np.abs(later - earlier)
    dip = np.minimum(earlier, later) - energy
    novelty = np.maximum(edge, dip)
    novelty[dip >= 0.7 * edge] += dip[dip >= 0.7 * edge]  # the bottom of a dip, not its sides
    least = np.maximum(LEAST_MOVE, MOVE_FACTOR * running(times, energy, 0.9))
    onsets: list[float] = []
    for i in np.argsort(-novelty):
        if novelty[i] < least[i]:
            break
        if all(abs(times[i] - other) >= APART for other in onsets):
            onsets.append(float(times[i]))
    return sorted(onsets)
