"""Notebooks 04, 05 and 06: sound out of noise, joins, and pictures of sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...audio import fade_curves
from ..material import MYSTERY_HERTZ
from .answers import close, exercise, near, number, right, whole

STEPS = 4  # of exercise 04.3
FADE = 0.5  # seconds, of exercise 05.3


@exercise(
    "04.1",
    "The level is 1 before the first step and 0 after the last, and falls by the same amount at each step.",
    "Each of ten steps takes away a tenth.",
)
def noise_left(level: Any) -> None:
    near(level, 1 - 4 / 10, 1e-3, "How much does each of the ten steps take away from 1?")


@exercise(
    "04.2",
    "Start at null. Which arrow leads from null to conditional?",
    "The arrow is conditional - null; walk three times its length.",
    given=(np.ndarray, np.ndarray),
)
def guided(velocity: Any, null: np.ndarray, conditional: np.ndarray) -> None:
    close(
        velocity, null + 3.0 * (conditional - null), "an array like null and conditional",
        "Not the velocity with guidance 3. With guidance 1 it would be conditional, with 0 it would be null.",
    )  # fmt: skip


@exercise(
    "04.3",
    "A step of Euler: ask the field for its velocity where you are, and go a little way against it, since it points to noise. "
    "The level falls from 1 to 0.",
    "Four steps begin at the levels 1, 0.75, 0.5 and 0.25. How long is each of them, and on which side of x does it end?",
    given=(np.ndarray, Callable),  # type: ignore[arg-type]
)
def walked(end: Any, start: np.ndarray, field: Callable[[np.ndarray, float], np.ndarray]) -> None:
    x = np.asarray(start, np.float64)
    for step in range(STEPS):
        x = x - np.asarray(field(x, 1 - step / STEPS)) / STEPS
    close(
        end, x, "a point like start", "That is not where four steps of Euler end. The velocity points from data to noise: go against it.",
        tolerance=0.006,
    )  # fmt: skip


@exercise(
    "05.1",
    "Both gains are the same in the middle, and the powers, their squares, sum to 1.",
    "gain**2 + gain**2 = 1",
)
def middle_gain(gain: Any) -> None:
    near(gain, 0.5**0.5, 0.004, "Which number has a square of one half?")


@exercise(
    "05.2",
    "Every clip but the last lasts as long as its scene and the crossfade together.",
    "Samples are seconds times the rate.",
)
def clip_samples(samples: Any) -> None:
    whole(samples, round((2.5 + 0.25) * 24000), "How many seconds does the clip last, its tail included?")


@exercise(
    "05.3",
    "The end of one and the beginning of two sound together for half a second: so the whole is half a second shorter than both.",
    "Put down * one[-n:] + up * two[:n] between one[:-n] and two[n:], with n = half a second of samples and "
    "down, up = fade_curves(n, 'equal-power').",
    given=(np.ndarray, np.ndarray, (int, np.integer)),
)
def faded(joined: Any, one: np.ndarray, two: np.ndarray, rate: int) -> None:
    count = round(FADE * rate)
    down, up = fade_curves(count, "equal-power")
    expected = np.concatenate([one[:-count], one[-count:] * down + two[:count] * up, two[count:]])
    close(joined, expected, "a sound, [samples]", "It has the right length, but not the right samples.", tolerance=0.02)


@exercise(
    "06.1",
    "Follow the brighter of the two level lines to the left, to the axis in Hz.",
    "It lies a little below 1000 Hz.",
)
def loudest_tone(hertz: Any) -> None:
    near(hertz, MYSTERY_HERTZ, 90, "Read the brighter line on the Hz axis; within 90 Hz will do.")


@exercise(
    "06.2",
    "Decibels are 20 times the logarithm (base 10) of the ratio of amplitudes. What is the ratio here?",
    "20 * math.log10(1 / 2); quieter is negative.",
)
def half_amplitude(decibels: Any) -> None:
    value = number(decibels, "a number of decibels")
    right(value < 0, f"{value:.6g} dB would be louder, or as loud as before. Half the amplitude is quieter.")
    near(value, 20 * np.log10(0.5), 0.05, "Mind that amplitudes are compared, not powers.")


@exercise(
    "06.3",
    "librosa.effects.harmonic(sound) leaves the level lines only. Energy is the sum of squares.",
    "The energy of the harmonic part divided by the energy of the whole sound.",
    given=(np.ndarray,),
)
def harmonic_share(share: Any, sound: np.ndarray) -> None:
    import librosa  # its notebook has imported it already

    energy = [float((part**2).sum()) for part in (librosa.effects.harmonic(sound), sound)]
    near(
        share,
        energy[0] / max(energy[1], 1e-12),
        0.06,
        "A share lies between 0 and 1: energy of the level lines by energy of all.",
    )
