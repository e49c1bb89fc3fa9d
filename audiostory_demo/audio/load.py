"""Loading a sound, and bringing it to the rate at which it is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def load_sound(file: str | Path) -> tuple[np.ndarray, int]:
    """A sound file's samples [C, n], float32 in -1..1, and its rate in Hz."""
    import soundfile  # at call: arrays alone need no library for files

    try:
        samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ValueError(
            f"{file} cannot be read as sound ({error}). Pass a whole WAV, FLAC, MP3 or Ogg file."
        ) from error
    return np.ascontiguousarray(samples.T), rate


def resample(samples: np.ndarray, rate: int, target: int) -> np.ndarray:
    """[n] or [C, n] at ``rate`` Hz to n * target / rate samples, rounded up, at ``target`` Hz (soxr, high quality)."""
    if rate == target:
        return samples
    import soxr

    found = soxr.resample(samples.T, rate, target, quality="HQ").T.astype(np.float32)
    length = -(-samples.shape[-1] * target // rate)  # soxr may stop a sample short, or go one over
    missing = max(0, length - found.shape[-1])
    return np.pad(found, [(0, 0)] * (found.ndim - 1) + [(0, missing)])[..., :length]
