"""Sound as the bytes of a file: WAV, FLAC, MP3 or Ogg Opus."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .load import resample


@dataclass(frozen=True)
class SoundFormat:
    """How files of one suffix are written.

    Attributes:
        container: libsndfile's name.
        subtypes: what a sample can be kept as, the default first.
        rates: Hz that the format knows; none stands for all.
    """

    container: str
    subtypes: tuple[str, ...]
    rates: tuple[int, ...] = ()


OPUS = SoundFormat("OGG", ("OPUS",), (8000, 12000, 16000, 24000, 48000))
FORMATS = {
    ".wav": SoundFormat("WAV", ("PCM_16", "PCM_24", "FLOAT")),
    ".flac": SoundFormat("FLAC", ("PCM_16", "PCM_24")),
    ".mp3": SoundFormat("MP3", ("MPEG_LAYER_III",), (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)),
    ".opus": OPUS,
    ".ogg": OPUS,
}
HIGHEST_RATE = 48000  # Hz, which every format knows: others are resampled to it


def sound_format(path: str | Path, subtype: str | None = None) -> tuple[SoundFormat, str]:
    """The format that a suffix stands for, and what its samples are kept as.

    Args:
        path: a file name.
        subtype: one of the format's, in libsndfile's words; None for its default.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f"{path} does not end in {_one_of(FORMATS)}. Choose one of these sound formats.")
    known = FORMATS[suffix]
    chosen = known.subtypes[0] if subtype is None else str(subtype).upper()
    if chosen not in known.subtypes:
        raise ValueError(f"subtype={subtype!r} is not known for {suffix}. Choose {_one_of(known.subtypes)}.")
    return known, chosen


def encode_sound(samples: np.ndarray, rate: int, suffix: str = ".wav", subtype: str | None = None) -> bytes:
    """[C, n] as the bytes of a sound file; what is beyond full scale is cut, never wrapped.

    Args:
        samples: in -1..1.
        rate: Hz; a format that does not know it is written at 48 kHz.
        suffix: of the format.
        subtype: see :func:`sound_format`.
    """
    import soundfile

    known, subtype = sound_format(f"sound{suffix}", subtype)
    if samples.ndim != 2 or not np.isfinite(samples).all():
        raise ValueError(
            f"A sound of shape {samples.shape} with NaN or infinite samples, or without channels, cannot be written. "
            "Pass finite numbers [channels, samples]."
        )
    if known.rates and rate not in known.rates:
        samples, rate = resample(samples, rate, HIGHEST_RATE), HIGHEST_RATE
    buffer = io.BytesIO()
    soundfile.write(buffer, _rounded(samples, subtype).T, rate, format=known.container, subtype=subtype)
    return buffer.getvalue()


def _rounded(samples: np.ndarray, subtype: str) -> np.ndarray:
    """Samples as whole numbers where a file keeps such: the library would cut them off instead of rounding."""
    bits = {"PCM_16": 16, "PCM_24": 24}.get(subtype)
    if bits is None:
        return np.clip(samples, -1.0, 1.0) if subtype != "FLOAT" else samples
    full = 2 ** (bits - 1)
    levels = np.clip(np.rint(samples.astype(np.float64) * full), -full, full - 1).astype(np.int32)
    return levels.astype(np.int16) if bits == 16 else levels << 8  # the upper 24 of 32 bits are kept


def _one_of(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
