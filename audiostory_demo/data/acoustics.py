"""A style as sound: beds mixed in, rooms and media applied.

Each style is synthetic and cheap (a 5 s clip takes about 10 ms): filters and impulse responses are made once and
kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ..extras import need
from .styles import BED_SOUNDS, ROOMS, Style

if TYPE_CHECKING:
    from collections.abc import Callable

    from .foley import Foley

fft, signal = need("scipy.fft", "Mixing sounds into a style"), need("scipy.signal", "Mixing sounds into a style")

PEAK = 0.97
FRAME = 0.02  # s, over which a level is measured
SOUNDING = 10 ** (-25 / 20)  # a frame within 25 dB of the loudest counts as sounding
BED_LEVEL = (-16.0, -10.0)  # dB against the sounding parts
BED_FLOOR = 0.008  # RMS, -42 dBFS: a bed is heard under near silence too
MOST_GAIN = 16.0  # +24 dB: what a filter took is given back up to here; beyond is only noise


def bed_recordings(foley: Foley, shortest: float = 4.0) -> dict[str, list[int]]:
    """Bed -> indices of its recordings in `foley`; beds that this split has no recording of are left out.

    Recordings under `shortest` seconds serve only where there is no longer one: a short loop is heard as one.
    """
    found = {}
    for bed, sound in BED_SOUNDS.items():
        if own := foley.by_sound.get(sound):
            found[bed] = [i for i in own if foley.recordings[i].seconds >= shortest] or own
    return found


def apply_style(
    samples: np.ndarray, rate: int, style: Style, *, bed: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    """Put a clip into a style: mix the bed in, then the room, then the medium.

    Args:
        samples: waveform [samples], float32, -1..1.
        rate: sample rate, Hz.
        style: what to apply.
        bed: waveform [bed samples] at the same rate, any length (it is looped); not read when `style.bed` is "none".
        rng: source of the bed's offset and level and of the medium's noise.

    Returns:
        Waveform [samples], float32, its sounding parts about as loud as before, peak at most 0.97.
    """
    if style.bed == "none":
        bed = None
    elif bed is None or not len(bed):
        raise ValueError(f"The style has the bed {style.bed!r} but no bed samples were given. Pass bed=[samples].")
    clip = np.asarray(samples, dtype=np.float32)
    if not len(clip):
        return clip
    level = _Level(clip, rate)
    if bed is not None:
        clip = clip + _bed(bed, len(clip), level, rng)
        level.rms = level.of(clip)
    if style.room != "dry":
        clip = level.match(_reverberate(clip, style.room, rate))
    if style.medium != "clean":
        clip = _MEDIA_SOUND[style.medium](clip, level, rng)
    peak = float(np.abs(clip).max())
    return (clip * min(1.0, PEAK / max(peak, PEAK))).astype(np.float32)


class _Level:
    """How loud a clip's sounding parts are, and which those are.

    The frames are chosen once, from the dry clip, so that a bed or a tail in its gaps does not count when
    levels are compared.
    """

    def __init__(self, clip: np.ndarray, rate: int) -> None:
        self.rate = rate
        power = self._power(clip)
        self.sounding = power >= power.max() * SOUNDING**2  # [frames]
        self.rms = self.of(clip)

    def _power(self, clip: np.ndarray) -> np.ndarray:
        """Mean square [frames] of frames of 20 ms; the last one may be shorter."""
        starts = np.arange(0, len(clip), max(1, int(FRAME * self.rate)))
        return np.add.reduceat(clip * clip, starts) / np.diff(np.append(starts, len(clip)))

    def of(self, clip: np.ndarray) -> float:
        """RMS of another version of the clip [samples] over the same frames."""
        return float(np.sqrt(self._power(clip)[self.sounding].mean()))

    def match(self, clip: np.ndarray, gain: float = 1.0, most: float = MOST_GAIN) -> np.ndarray:
        """Scale another version to `gain` times this level, but never by more than `most`."""
        return clip * np.float32(min(most, gain * self.rms / max(self.of(clip), 1e-6)))


# --- bed --------------------------------------------------------------------------------------------------------


def _bed(bed: np.ndarray, length: int, level: _Level, rng: np.random.Generator) -> np.ndarray:
    """The bed [length], 10 to 16 dB below the clip's sounding parts."""
    loop = _loop(np.asarray(bed, dtype=np.float32), level.rate)
    piece = np.take(loop, np.arange(length) + rng.integers(len(loop)), mode="wrap")
    wanted = max(BED_FLOOR, level.rms * 10 ** (rng.uniform(*BED_LEVEL) / 20))
    return piece * np.float32(wanted / max(_Level(piece, level.rate).rms, 1e-5))


def _loop(bed: np.ndarray, rate: int) -> np.ndarray:
    """A shorter bed whose end runs into its start: the last 0.25 s are crossfaded over the first."""
    fade = min(rate // 4, len(bed) // 4)
    if not fade:
        return bed
    loop = bed[:-fade].copy()
    angle = np.linspace(0, np.pi / 2, fade, dtype=np.float32)
    loop[:fade] = loop[:fade] * np.sin(angle) + bed[-fade:] * np.cos(angle)  # equal power
    return loop


# --- rooms ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Room:
    """How a room answers an impulse; times in seconds.

    `echoes` are (delay, gain) of single reflections beside the direct sound of gain 1. `tail` is the energy of
    the reverberation against the direct sound's, `decay` its RT60 in the bands below 500 Hz, to 2 kHz, to
    6 kHz and above. `cutoff` (Hz) is where the whole answer starts to lose its highs, by 6 dB an octave.
    """

    echoes: tuple[tuple[float, float], ...]
    tail: float = 0.0
    decay: tuple[float, float, float, float] = (0.1, 0.1, 0.1, 0.1)
    predelay: float = 0.0
    cutoff: float | None = None


_ROOM_SOUND = {
    "room": _Room(
        echoes=((0.0037, 0.62), (0.0071, -0.5), (0.0113, 0.45), (0.0158, -0.36), (0.0214, 0.3)),
        tail=1.0, decay=(0.42, 0.42, 0.36, 0.26), predelay=0.008,
    ),
    "cathedral": _Room(
        echoes=((0.031, 0.4), (0.047, -0.34), (0.069, 0.3), (0.094, -0.26)),
        tail=2.2, decay=(3.9, 3.5, 2.4, 1.1), predelay=0.04,
    ),
    "cave": _Room(
        echoes=((0.125, 0.7), (0.215, -0.55), (0.34, 0.45), (0.465, -0.3)),
        tail=1.6, decay=(2.2, 1.7, 0.9, 0.35), predelay=0.015, cutoff=1600.0,
    ),
    # no walls: the ground's reflection makes a comb, a far façade answers, the air takes the highs
    "outdoors": _Room(echoes=((0.0031, -0.6), (0.17, 0.24), (0.29, -0.12)), cutoff=2500.0),
}  # fmt: skip


@lru_cache(maxsize=16)
def impulse_response(room: str, rate: int) -> np.ndarray:
    """The room's answer [samples] to an impulse. A fixed seed: a room is always the same room."""
    how = _ROOM_SOUND[room]
    longest = max(0.8 * max(how.decay), how.echoes[-1][0] + 0.05)  # to -48 dB
    response = np.zeros(int(longest * rate))
    if how.tail:
        tail = _tail(how, rate, len(response), np.random.default_rng(ROOMS.index(room)))
        response += tail * np.sqrt(how.tail / np.sum(tail**2))
    response[0] += 1.0
    for delay, gain in how.echoes:
        response[int(delay * rate)] += gain
    if how.cutoff:
        response = signal.sosfilt(_filter("lowpass", how.cutoff, rate, order=1), response)
    return response.astype(np.float32)


def _tail(how: _Room, rate: int, length: int, rng: np.random.Generator) -> np.ndarray:
    """Noise [length] that decays in each band by 60 dB over that band's RT60."""
    bands = (("lowpass", 500.0), ("bandpass", (500.0, 2000.0)), ("bandpass", (2000.0, 6000.0)), ("highpass", 6000.0))
    start = int(how.predelay * rate)
    noise, time = rng.standard_normal(length - start), np.arange(length - start) / rate
    tail = np.zeros(length)
    for (kind, edges), seconds in zip(bands, how.decay, strict=True):
        tail[start:] += signal.sosfilt(_filter(kind, edges, rate, order=2), noise) * 10 ** (-3 * time / seconds)
    return tail


def _reverberate(clip: np.ndarray, room: str, rate: int) -> np.ndarray:
    """Convolve [samples] with the room's answer; what rings on after the clip's end is cut."""
    used = min(len(clip), len(impulse_response(room, rate)))
    size = fft.next_fast_len(len(clip) + used - 1, real=True)
    spectrum = fft.rfft(clip, size)
    spectrum *= _transfer(room, rate, used, size)
    return fft.irfft(spectrum, size)[: len(clip)]


@lru_cache(maxsize=32)
def _transfer(room: str, rate: int, used: int, size: int) -> np.ndarray:
    """Spectrum [size / 2 + 1] of the first `used` samples of the room's answer."""
    return fft.rfft(impulse_response(room, rate)[:used], size)


@lru_cache(maxsize=64)
def _filter(kind: str, edges: float | tuple[float, float], rate: int, order: int) -> np.ndarray:
    """Butterworth sections; edges are kept below the Nyquist frequency."""
    return signal.butter(order, np.minimum(edges, 0.45 * rate), kind, fs=rate, output="sos")


# --- media ------------------------------------------------------------------------------------------------------


def _filtered(clip: np.ndarray, sections: np.ndarray) -> np.ndarray:
    return signal.sosfilt(sections.astype(np.float32), clip)


def _noise(clip: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal(len(clip), dtype=np.float32)


def _saturated(clip: np.ndarray, level: _Level, drive: float) -> np.ndarray:
    """Soft clipping; the sounding RMS lands at `drive` on tanh."""
    scale = np.float32(max(level.rms, 1e-4) / drive)
    return np.tanh(clip / scale) * scale


@lru_cache(maxsize=8)
def _resonant(cutoff: float, rate: int, quality: float = 2.5) -> np.ndarray:
    """Sections of a two-pole low-pass that rings at its cutoff and a one-pole: 18 dB an octave in all."""
    pole = 2 * np.pi * cutoff
    top, bottom = signal.bilinear([1.0], [1 / pole**2, 1 / (quality * pole), 1.0], fs=rate)
    return np.vstack([np.append(top, bottom), _filter("lowpass", 2 * cutoff, rate, order=1)])


def _swaying(clip: np.ndarray, rate: int, speed: float, depth: float, rng: np.random.Generator) -> np.ndarray:
    """Read [samples] at a position that sways by `depth` seconds, `speed` times a second."""
    time = np.arange(len(clip), dtype=np.float32)
    turn = 2 * np.pi * speed / rate * time + np.float32(rng.uniform(0, 2 * np.pi))
    return np.interp(time + depth * rate * np.sin(turn), time, clip).astype(np.float32)


def _telephone(clip: np.ndarray, level: _Level, rng: np.random.Generator) -> np.ndarray:
    """A narrow band, slightly overdriven, with line noise some 45 dB down."""
    band = _filter("bandpass", (300.0, 3400.0), level.rate, order=4)
    clip = _filtered(_saturated(level.match(_filtered(clip, band)), level, drive=0.5), band)
    return level.match(clip) + 0.01 * max(level.rms, 0.01) * _filtered(_noise(clip, rng), band)


def _old_radio(clip: np.ndarray, level: _Level, rng: np.random.Generator) -> np.ndarray:
    """A wider band, overdriven, with a slow wow, hiss 25 dB down and some 14 crackles a second."""
    band = _filter("bandpass", (250.0, 4500.0), level.rate, order=3)
    clip = level.match(_filtered(_swaying(clip, level.rate, 0.7, 0.0012, rng), band))
    ground = max(level.rms, 0.02)  # noise stays where the clip is silent
    noise = 0.06 * ground * _noise(clip, rng)
    crackles = rng.poisson(14 * len(clip) / level.rate)
    strength = rng.exponential(2.5 * ground, crackles) * rng.choice((-1, 1), crackles)
    noise[rng.integers(len(clip), size=crackles)] += strength.astype(np.float32)
    return level.match(_saturated(clip, level, drive=0.9)) + _filtered(noise, band)


def _underwater(clip: np.ndarray, level: _Level, rng: np.random.Generator) -> np.ndarray:
    """A ringing low-pass that sways between 380 and 650 Hz, a swaying pitch and a low rumble.

    Highs stay 30 dB below, so that a bird is still a bird.
    """
    clip = _swaying(clip, level.rate, 1.3, 0.004, rng)
    low, high = (_filtered(clip, _resonant(cutoff, level.rate)) for cutoff in (380.0, 650.0))
    turn = np.arange(len(clip), dtype=np.float32) * np.float32(2 * np.pi * 0.9 / level.rate)
    mix = 0.5 + 0.5 * np.sin(turn + np.float32(rng.uniform(0, 2 * np.pi)))
    rumble = _filtered(_noise(clip, rng), _filter("lowpass", 160.0, level.rate, order=2))
    return level.match(low + mix * (high - low) + 0.03 * clip) + 0.25 * max(level.rms, 0.02) * rumble


def _behind_a_door(clip: np.ndarray, level: _Level, rng: np.random.Generator) -> np.ndarray:
    """Highs are 26 dB lower, not gone: they come through the gap. The whole is 4 dB quieter,
    a shrill sound more, since no more than 10 dB are given back.
    """
    through = _filtered(clip, _filter("lowpass", 900.0, level.rate, order=3))
    return level.match(through + 0.05 * clip, gain=0.63, most=3.2)


_MEDIA_SOUND: dict[str, Callable[[np.ndarray, _Level, np.random.Generator], np.ndarray]] = {
    "telephone": _telephone,
    "old radio": _old_radio,
    "underwater": _underwater,
    "behind a door": _behind_a_door,
}
