"""A sound that somebody gives, whatever it is: a story, a clip, a file, an array with its rate."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

import numpy as np

from ..checks.parts import HIGHEST_RATE
from ..checks.values import shown, whole
from ..files.writing import user_path
from ..story import Clip, Story
from .load import load_sound

GivenSound: TypeAlias = "Story | Clip | str | Path | tuple[object, object]"
KINDS = "Pass a story, a clip, the path of a sound file, or (samples, rate) with [channels, samples] in -1..1"
SHORTEST, LONGEST = 0.5, 600.0  # s
LOWEST_RATE = 4_000  # Hz
MOST_CHANNELS = 8
SILENT = 1e-4  # of full scale, -80 dB: what never gets louder is silence
OVERSHOOT = 2.0  # a decoder may pass full scale a little; what is louder is on another scale


def given_sound(sound: object, *, longest: float = LONGEST) -> Clip:
    """A sound as a clip [channels, samples] at its own rate; what is no sound, or cannot be listened to, is an error.

    Args:
        sound: a story, a clip, the path of a sound file, ``(samples, rate)``, or ``(rate, samples)`` with
            [samples, channels] as a browser's microphone brings it. Whole numbers are taken as parts of their type's range.
        longest: seconds.
    """
    if isinstance(sound, Story):
        sound = Clip(sound.audio, sound.sample_rate, sound.seed)
    if isinstance(sound, Clip):
        return _checked(sound, "The sound", longest)
    if isinstance(sound, str | os.PathLike):
        return _from_file(sound, longest)
    if isinstance(sound, tuple | list) and len(sound) == 2:
        return _from_array(*sound, longest=longest)
    raise ValueError(f"The sound is {shown(sound)}. {KINDS}.")


def _from_file(path: str | os.PathLike[str], longest: float) -> Clip:
    if not os.fspath(path).strip() or "\0" in os.fspath(path):
        raise ValueError(f"{shown(os.fspath(path))} names no file. {KINDS}.")
    file = user_path(path)
    if not file.is_file():
        raise ValueError(f"{file} is not there or is no file. {KINDS}.")
    if seconds := _seconds_of(file):  # before anything is decoded
        _check_length(seconds, str(file), longest)
    samples, rate = load_sound(file)
    return _checked(_clip(samples, rate, str(file)), str(file), longest)


def _seconds_of(file: Path) -> float:
    """As the file says; 0 where it cannot be read, of which :func:`load_sound` will tell."""
    import soundfile

    try:
        return float(soundfile.info(file).duration)
    except soundfile.LibsndfileError:
        return 0.0


def _from_array(first: object, second: object, *, longest: float) -> Clip:
    from_browser = whole(first) is not None
    samples, rate = (second, first) if from_browser else (first, second)
    number = whole(rate)
    if number is None or not LOWEST_RATE <= number <= HIGHEST_RATE:
        raise ValueError(
            f"The sound has the rate {shown(rate)}. Pass a whole number of Hz from {LOWEST_RATE} to {HIGHEST_RATE}."
        )
    try:
        array = np.asarray(samples)
        if array.dtype.kind in "iu":
            limits = np.iinfo(array.dtype)  # 8 bits are without a sign, silence in their middle
            middle = (limits.max + 1) / 2 if array.dtype.kind == "u" else 0
            array = (array - np.float64(middle)) / ((limits.max + 1) / (2 if array.dtype.kind == "u" else 1))
        with np.errstate(over="ignore"):  # what is too large comes out as infinity, which is told of below
            array = np.asarray(array, np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"The sound's samples are {shown(samples)}. {KINDS}.") from None
    array = array[None] if array.ndim == 1 else array.T if from_browser and array.ndim == 2 else array
    return _checked(_clip(array, number, "The sound"), "The sound", longest)


def _clip(samples: np.ndarray, rate: int, what: str) -> Clip:
    if samples.ndim != 2 or not 1 <= len(samples) <= MOST_CHANNELS:
        raise ValueError(
            f"{what} has the shape {samples.shape}. Pass [samples], or [channels, samples] of at most {MOST_CHANNELS}."
        )
    if not np.isfinite(samples).all():
        raise ValueError(f"{what} has samples that are NaN or infinite. Pass finite ones in -1..1.")
    return Clip(samples, rate, 0)


def _checked(clip: Clip, what: str, longest: float) -> Clip:
    _check_length(clip.duration, what, longest)
    if (peak := float(np.abs(clip.samples).max())) < SILENT:
        raise ValueError(
            f"{what} is silent: it never gets louder than {peak:.1g} of full scale. Pass one that can be heard."
        )
    if peak > OVERSHOOT:
        raise ValueError(
            f"{what} has samples up to {peak:.4g}. Pass floats in -1..1, or whole numbers of 8, 16 or 32 bits."
        )
    return clip if peak <= 1 else Clip(clip.samples.clip(-1, 1), clip.sample_rate, clip.seed)


def _check_length(seconds: float, what: str, longest: float) -> None:
    if not SHORTEST <= seconds <= longest:
        short = "too short to be heard" if seconds < SHORTEST else "too long"
        raise ValueError(f"{what} lasts {seconds:g} s, which is {short}. Pass {SHORTEST:g} to {longest:g} s of sound.")
