"""Bringing a sound to the rate at which it is needed."""

from __future__ import annotations

import numpy as np


def resample(samples: np.ndarray, rate: int, target: int) -> np.ndarray:
    """[n] or [C, n] at ``rate`` Hz to n * target / rate samples, rounded up, at ``target`` Hz (soxr, high quality)."""
    if rate == target:
        return samples
    import soxr

    found = soxr.resample(samples.T, rate, target, quality="HQ").T.astype(np.float32)
    length = -(-samples.shape[-1] * target // rate)  # soxr may stop a sample short, or go one over
    missing = max(0, length - found.shape[-1])
    return np.pad(found, [(0, 0)] * (found.ndim - 1) + [(0, missing)])[..., :length]
