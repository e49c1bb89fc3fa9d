"""How loud a whole sound is to the ear, in LUFS (ITU-R BS.1770), and bringing it to a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..checks.values import finite, shown
from ..extras import check_installed

SOFTEST, LOUDEST = -50.0, -5.0  # LUFS that can be asked for; broadcasts have -23, streams about -16
BLOCK = 0.4  # seconds that the standard listens to at once: a shorter sound has no loudness
PEAK = 10 ** (-1 / 20)  # that raising a sound may lead to, -1 dBFS: the standard's room for decoders that overshoot


@dataclass(frozen=True)
class Loudness:
    """What was asked of a sound's loudness, and what came of it.

    Attributes:
        target: LUFS asked for.
        reached: LUFS there are now: fewer than asked for where peaks leave no room; None for silence, and for sounds too
            short to have a loudness.
        gain: dB that the sound was raised by.
    """

    target: float
    reached: float | None
    gain: float


def check_loudness(target: object) -> float | None:
    """A target in LUFS, or None for none; also whether it can be measured here."""
    if target is None:
        return None
    wanted = finite(target)
    if wanted is None or not SOFTEST <= wanted <= LOUDEST:
        raise ValueError(
            f"loudness={shown(target)} is not a target. Pass LUFS from {SOFTEST:g} to {LOUDEST:g}, such as -16, or None."
        )
    check_installed("pyloudnorm", "A loudness target")
    return wanted


def loudness(samples: np.ndarray, rate: int) -> float | None:
    """LUFS of [C, n]; None for silence, and for sounds too short to have a loudness."""
    from pyloudnorm import Meter

    if samples.shape[-1] < BLOCK * rate:
        return None
    found = Meter(rate).integrated_loudness(samples.T.astype(np.float64))
    return float(found) if math.isfinite(found) else None


def to_loudness(samples: np.ndarray, rate: int, target: float) -> tuple[np.ndarray, Loudness]:
    """[C, n] scaled as a whole to ``target`` LUFS, as far as its peaks allow; what cannot be measured stays as it is."""
    before = loudness(samples, rate)
    if before is None:
        return samples, Loudness(target, None, 0.0)
    room = 20 * math.log10(PEAK / float(np.abs(samples).max()))
    gain = min(target - before, max(room, 0.0))
    # a gain moves every block alike, so the sound need not be measured again
    return samples * np.float32(10 ** (gain / 20)), Loudness(target, round(before + gain, 2), round(gain, 2))
