"""When a sound sets in, and moving it so that it does so when something in the picture moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

HOP = 0.01  # seconds between two levels
BEFORE, AFTER = 0.1, 0.03  # seconds whose levels are compared: what was there, and what sets in
LEAST_RISE = 6.0  # dB
CLEAR = 20.0  # dB: more does not make an onset clearer
FAINTEST = 15.0  # dB below the loudest moment: what sets in there is background
FLOOR = -70.0  # dBFS: silence is not endlessly soft
APART = 0.15  # seconds between two onsets
TOGETHER = 0.05  # seconds within which sound and picture seem to be one
FADE = 0.005  # seconds


@dataclass(frozen=True)
class Onset:
    """A moment when a sound sets in.

    Attributes:
        time: seconds from its beginning.
        rise: dB by which it gets louder.
    """

    time: float
    rise: float


def sound_onsets(samples: np.ndarray, rate: int) -> list[Onset]:
    """When sounds set in: where the level rises at once. Rain and other steady sounds have none.

    Args:
        samples: [C, n] in -1..1.
        rate: Hz.
    """
    hop = round(HOP * rate)
    count = samples.shape[1] // hop
    before, after = round(BEFORE / HOP), round(AFTER / HOP)
    if count <= before + after:
        return []
    power = (samples[:, : count * hop].astype(np.float64) ** 2).mean(axis=0).reshape(count, hop).mean(axis=1)
    # what was before the beginning is silence: a sound may set in with its first sample
    level = np.concatenate([np.full(before, FLOOR), 10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10)))])
    starts = np.arange(before, len(level) - after + 1)
    new = np.array([level[i : i + after].mean() for i in starts])
    rise = new - np.array([level[i - before : i].max() for i in starts])
    rise[new < new.max() - FAINTEST] = 0.0
    found: list[Onset] = []
    for i in np.argsort(-rise):
        if rise[i] < LEAST_RISE:
            break
        if all(abs(i * HOP - other.time) >= APART for other in found):
            found.append(Onset(float(i * HOP), float(rise[i])))
    return sorted(found, key=lambda onset: onset.time)


def aligned(samples: np.ndarray, rate: int, moves: Sequence[float], *, later: float, earlier: float) -> np.ndarray:
    """[C, n] the sound, moved so that it sets in when something moves; [C, n + what it was moved by].

    Args:
        samples: [C, n] in -1..1.
        rate: Hz.
        moves: when something moves, in seconds from the sound's beginning.
        later, earlier: how far the sound may be moved, in seconds.
    """
    heard = sound_onsets(samples, rate)
    return moved(samples, rate, best_shift(heard, moves, later=later, earlier=earlier), heard)


def best_shift(heard: Sequence[Onset], moves: Sequence[float], *, later: float, earlier: float) -> float:
    """By how many seconds a sound is moved (later is positive) so that it sets in with movements; 0 where none is near.

    Tried is every shift within reach that brings one onset onto one movement. The best one brings the clearest onsets
    together with movements, and of equal ones moves least.
    """
    shifts = [move - onset.time for onset in heard for move in moves if -earlier <= move - onset.time <= later]

    def together(shift: float) -> float:
        return sum(
            min(onset.rise, CLEAR)
            for onset in heard
            if any(abs(onset.time + shift - move) <= TOGETHER for move in moves)
        )

    return max(shifts, key=lambda shift: (round(together(shift), 6), -abs(shift)), default=0.0)


def moved(samples: np.ndarray, rate: int, shift: float, heard: Sequence[Onset]) -> np.ndarray:
    """[C, n] the sound some seconds later or earlier, to [C, n + shift].

    Earlier cuts its beginning. Later needs something before it: what is heard before the first onset goes on
    backwards and forwards, so that rain under a knock is there from the start; where nothing is before, silence is.
    """
    length = round(shift * rate)
    if length <= 0:
        return samples[:, -length:]
    quiet = samples[:, : round(max(0.0, heard[0].time - AFTER if heard else 0.0) * rate)]
    if quiet.shape[1] < round(2 * FADE * rate):
        fade = min(round(FADE * rate), samples.shape[1])
        ramp = np.ones(samples.shape[1], np.float32)
        ramp[:fade] = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        return np.pad(samples * ramp, ((0, 0), (length, 0)))
    lead = np.pad(quiet, ((0, 0), (length, 0)), mode="reflect")[:, :length]
    return np.concatenate([lead, samples], axis=1)
