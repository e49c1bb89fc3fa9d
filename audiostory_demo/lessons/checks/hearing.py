"""Notebook 10: how often a listener is right, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .answers import exercise, near, share


@exercise(
    "10.1",
    "Right are the sounds whose row and column are the same.",
    "Divide the sum of the diagonal, np.trace(matrix), by the sum of the whole matrix.",
    given=(np.ndarray,),
)
def named(answer: Any, matrix: np.ndarray) -> None:
    share(answer, float(np.trace(matrix) / matrix.sum()), 0.0051, "Of how many sounds, and how many on the diagonal?")


@exercise(
    "10.2",
    "All sounds that were called a dog stand in one column. How many are they, and how many of them were dogs?",
    "Divide the first number of the first column by the sum of that column. The row would answer another question.",
    given=(np.ndarray,),
)
def trusted(answer: Any, matrix: np.ndarray) -> None:
    share(
        answer,
        float(matrix[0, 0] / matrix[:, 0].sum()),
        0.0051,
        "Only sounds that were called a dog count, whatever they were.",
    )


@exercise(
    "10.3",
    "Two stretches of time overlap from the later start to the earlier end, if that end is later.",
    "Go through all pairs of a scene and what was heard. Where the names are the same, add max(0, min(ends) - max(starts)).",
    given=(Sequence, Sequence),
)
def overlap(answer: Any, scenes: Sequence[Any], told: Sequence[Any]) -> None:
    expected = sum(
        max(0.0, min(end, stop) - max(start, begin))
        for name, start, end in scenes
        for heard, begin, stop in told
        if name == heard
    )
    near(answer, expected, 0.051, "Seconds count in which the sound that is there is the one that was heard.")
