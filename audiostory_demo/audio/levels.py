"""How loud a sound is where it sounds, and scaling it into a range."""

from __future__ import annotations

import numpy as np

HIGHEST_PEAK = 0.97  # that raising a level may lead to
MOST_GAIN = 10.0  # 20 dB: what is softer still is meant to be near silence
GAINS = {
    "quiet": (-10.0, -10.0), "loud": (6.0, 6.0), "far away": (-16.0, -16.0), "close": (3.0, 3.0),
    "growing": (-18.0, 0.0), "fading": (0.0, -18.0),
}  # fmt: skip
"""How loud a scene is said to be -> dB by which its sound is raised, at its beginning and at its end."""


def sounding_level(samples: np.ndarray, rate: int) -> float:
    """RMS in dBFS of the 20 ms frames within 30 dB of the loudest one."""
    frame = rate // 50
    frames = np.resize(samples, (max(1, len(samples) // frame), frame))
    power = (frames.astype(np.float64) ** 2).mean(axis=1) + 1e-12
    return float(10 * np.log10(power[power > power.max() * 1e-3].mean()))


def keep_level(samples: np.ndarray, rate: int, levels: tuple[float, float]) -> np.ndarray:
    """Scale [C, n] so that its sounding parts lie between two levels, as far as peaks and MOST_GAIN allow.

    Args:
        samples: in -1..1.
        rate: Hz.
        levels: quietest and loudest, dBFS RMS of sounding parts.
    """
    level = sounding_level(samples.mean(axis=0), rate)
    wanted = min(max(level, levels[0]), levels[1])
    if wanted == level:
        return samples
    highest = max(1.0, HIGHEST_PEAK / (float(np.abs(samples).max()) + 1e-9))
    return samples * np.float32(min(10 ** ((wanted - level) / 20), highest, MOST_GAIN))


def at_level(samples: np.ndarray, level: str) -> np.ndarray:
    """Scale [C, n] as one of GAINS says, "" not at all; nothing is raised beyond HIGHEST_PEAK."""
    if not level:
        return samples
    first, last = GAINS[level]
    peak = float(np.abs(samples).max()) + 1e-9
    most = max(0.0, 20 * np.log10(HIGHEST_PEAK / peak))
    gains = np.linspace(min(first, most), min(last, most), samples.shape[1])  # even in dB is even to the ear
    return samples * (10 ** (gains / 20)).astype(samples.dtype)
