"""Mel bands: where they lie, and a sound's levels in them over time. In NumPy, for pictures need no torch.

The scale is Slaney's: linear up to 1 kHz, logarithmic above.
"""

from __future__ import annotations

import math

import numpy as np

LINEAR, MELS = 1000.0, 15.0  # Hz, and their mels, up to which the scale is linear
STEPS = 27 / math.log(6.4)  # mels for a factor of e above it
AT_ONCE = 256  # columns transformed together, so that memory stays small however long the sound is
QUIET = -68.0  # dBFS: where nothing is louder, the picture stays dark instead of showing noise


def hertz_to_mel(hertz: float | np.ndarray) -> np.ndarray:
    """Hz on the mel scale."""
    hertz = np.asarray(hertz, float)
    return np.where(hertz < LINEAR, hertz * MELS / LINEAR, MELS + STEPS * np.log(np.maximum(hertz, LINEAR) / LINEAR))


def mel_to_hertz(mel: float | np.ndarray) -> np.ndarray:
    """Undo :func:`hertz_to_mel`."""
    mel = np.asarray(mel, float)
    return np.where(mel < MELS, mel * LINEAR / MELS, LINEAR * np.exp((mel - MELS) / STEPS))


def mel_edges(rate: int, bands: int) -> np.ndarray:
    """Hz of ``bands + 1`` edges, evenly spaced in mel from 0 to half the rate."""
    return mel_to_hertz(np.linspace(0.0, hertz_to_mel(rate / 2), bands + 1))


def mel_places(hertz: np.ndarray, rate: float, bands: int) -> np.ndarray:
    """Where pitches lie in a picture of so many mel bands, in bands from its lower edge."""
    return hertz_to_mel(hertz) / hertz_to_mel(rate / 2) * (bands + 1) - 0.5


def mel_filters(rate: int, window: int, bands: int, *, filled: bool = False) -> np.ndarray:
    """Triangles [bands, window / 2 + 1] with peak 1.

    Args:
        rate: in Hz.
        window: samples of the transform.
        bands: how many.
        filled: make the lowest triangles at least one bin wide on each side; otherwise a band narrower than a bin can
            be empty, as usual.
    """
    corners = mel_edges(rate, bands + 1)
    bins = np.linspace(0.0, rate / 2, window // 2 + 1)
    low, middle, high = (corners[first : first + bands, None] for first in range(3))
    if filled:
        width = rate / window
        low, high = np.minimum(low, middle - width), np.maximum(high, middle + width)
    return np.maximum(0.0, np.minimum((bins - low) / (middle - low), (high - bins) / (high - middle)))


def mel_levels(samples: np.ndarray, rate: int, *, bands: int, window: int, hop: int, depth: float) -> np.ndarray:
    """Levels [bands, columns] in dB under the loudest, not below ``-depth``; see :func:`full_scale_levels`."""
    levels = full_scale_levels(samples, rate, bands=bands, window=window, hop=hop)
    return np.clip(levels - max(levels.max(), QUIET), -depth, 0.0)


def full_scale_levels(samples: np.ndarray, rate: int, *, bands: int, window: int, hop: int) -> np.ndarray:
    """Levels [bands, columns] in dBFS, so that two sounds can be set side by side.

    Args:
        samples: [C, n]; channels are averaged.
        rate: in Hz.
        bands: mel bands; a band's level is the mean power under its triangle.
        window: samples that are transformed together, Hann weighted.
        hop: samples from one column to the next.
    """
    mono = np.asarray(samples, np.float32).mean(axis=0)
    padded = np.pad(mono, window // 2)  # a column's middle is where it stands
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[: max(1, len(mono)) : hop]
    filters = mel_filters(rate, window, bands, filled=True)
    filters = (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)
    shape = np.hanning(window).astype(np.float32) * (4 / window)  # a full-scale sine has magnitude 1
    parts = [
        filters @ np.abs(np.fft.rfft(frames[first : first + AT_ONCE] * shape)).T ** 2
        for first in range(0, len(frames), AT_ONCE)
    ]
    return 10 * np.log10(np.maximum(np.concatenate(parts, axis=1), 1e-15))
