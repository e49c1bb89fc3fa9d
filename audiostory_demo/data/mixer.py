"""Scenes as sound: lays real recordings out over a scene's duration, then applies the story's style."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np

from ..audio import fade_curves, resample, sounding_level
from .acoustics import apply_style, bed_recordings
from .foley import Foley
from .styles import Style

EDGE = 0.005  # seconds of fade at each cut, so that none clicks
LOOP_FADE = 0.15  # seconds by which repeats of a texture overlap
LEVEL = (-23.0, -17.0)  # dBFS RMS of sounding parts, drawn per scene
PEAK = 0.9
JOIN_FADE = 0.1  # seconds by which a sound overlaps the one that follows it
FASTER = 0.15  # of an octave, by which a recording is at most sped up or slowed down, its pitch with it


class SceneMixer:
    """Makes the sound of training scenes from a set of recordings.

    Args:
        foley: the recordings.
        vary: share of recordings that are played a little faster or slower: few of them are to stand for many.
    """

    def __init__(self, foley: Foley, vary: float = 0.0) -> None:
        self.foley, self.vary = foley, vary
        self.beds = bed_recordings(foley)

    def draw(self, rng: random.Random, plain: float) -> Style:
        """A random style; a bed that there are no recordings of is left out."""
        style = Style.random(rng, plain=plain)
        return style if style.bed in ("none", *self.beds) else replace(style, bed="none")

    def scene(self, sound: str, seconds: float, style: Style, rng: random.Random) -> tuple[np.ndarray, str]:
        """One scene of one sound.

        Args:
            sound: class name.
            seconds: length of the scene.
            style: room, medium and bed of the story.
            rng: decides everything that is left open.

        Returns:
            samples [n] float32 at the recordings' rate, and the caption of the recording it starts with.
        """
        samples, caption = self._plain(sound, seconds, rng)
        return self._styled(samples, style, rng), caption

    def following(
        self, sounds: tuple[str, str], seconds: tuple[float, float], style: Style, rng: random.Random
    ) -> tuple[np.ndarray, str]:
        """A sound, and after so many seconds another one in the same room, through the same medium, over the same bed.

        Returns:
            samples [n] float32 of both, and the caption of the recording that the second starts with.
        """
        first, _ = self._plain(sounds[0], seconds[0] + JOIN_FADE, rng)
        second, caption = self._plain(sounds[1], seconds[1], rng)
        rate = self.foley.rate
        start, fade = round(seconds[0] * rate), round(JOIN_FADE * rate)
        both = np.zeros(start + len(second), np.float32)
        down, up = fade_curves(fade, "equal-power")
        both[: start + fade] = first[: start + fade]
        both[start : start + fade] *= down
        second[:fade] *= up
        both[start:] += second
        return self._styled(both, style, rng), caption

    def _plain(self, sound: str, seconds: float, rng: random.Random) -> tuple[np.ndarray, str]:
        first = rng.choice(self.foley.by_sound[sound])
        samples = self._lay_out(sound, first, round(seconds * self.foley.rate), rng)
        return set_level(samples, rng.uniform(*LEVEL)), self.foley.recordings[first].caption

    def _styled(self, samples: np.ndarray, style: Style, rng: random.Random) -> np.ndarray:
        bed = None if style.bed == "none" else self.foley.samples(rng.choice(self.beds[style.bed]))
        if style != Style():
            noise = np.random.default_rng(rng.getrandbits(32))
            samples = apply_style(samples, self.foley.rate, style, bed=bed, rng=noise)
        return samples.astype(np.float32)

    def _piece(self, number: int, length: int | None, rng: random.Random) -> np.ndarray:
        """A recording, or ``length`` samples from a random place of a longer one."""
        piece, rate = self.foley.samples(number), self.foley.rate
        taken = round(rate * 2 ** rng.uniform(-FASTER, FASTER)) if self.vary and rng.random() < self.vary else rate
        needed = None if length is None else -(-length * taken // rate)
        if needed is not None and len(piece) > needed:
            start = rng.randrange(len(piece) - needed)
            piece = piece[start : start + needed]
        return resample(piece, taken, rate)[:length]

    def _lay_out(self, sound: str, first: int, length: int, rng: random.Random) -> np.ndarray:
        """Fill ``length`` samples: a crop of a long recording, or repeats of short ones."""
        rate, texture = self.foley.rate, self.foley.repertoire.sounds[sound].kind == "texture"
        out = np.zeros(length, np.float32)
        position, number = 0, first
        while position < length:
            piece = self._piece(number, length if position == 0 else None, rng)
            fade = round((LOOP_FADE if texture else EDGE) * rate)
            piece = fade_edges(piece, min(fade, len(piece) // 4))[: length - position]
            out[position : position + len(piece)] += piece
            gap = -fade if texture else round(rng.uniform(0.08, 0.5) * rate)
            position += max(len(piece) + gap, rate // 10)
            if rng.random() < 0.3:
                number = rng.choice(self.foley.by_sound[sound])
        return out


def fade_edges(samples: np.ndarray, fade: int) -> np.ndarray:
    """Linear fade in and out over ``fade`` samples."""
    if fade < 1:
        return samples
    samples = samples.copy()
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    samples[:fade] *= ramp
    samples[-fade:] *= ramp[::-1]
    return samples


def set_level(samples: np.ndarray, level: float, rate: int = 24000) -> np.ndarray:
    """Scale to ``level`` dBFS RMS on sounding parts, lower where the peak would pass PEAK."""
    gain = 10 ** ((level - sounding_level(samples, rate)) / 20)
    peak = float(np.abs(samples).max()) + 1e-9
    return samples * np.float32(min(gain, PEAK / peak))
