"""What the parts of a story and of a request must be: text, arrays, seconds, seeds, paths. What is not is one sentence."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from typing import TypeVar

import numpy as np

from ..text import TAG
from .values import finite, shown, whole

T = TypeVar("T")
MAX_SEED = 2**63 - 1
HIGHEST_RATE = 768_000  # Hz
LONGEST_NAME = 255  # bytes, of any file system in use
LARGEST_FACTOR = 1e6  # of bridge tokens: what is larger comes out as infinity


def check_kind(value: object, kind: type, name: str, hint: str) -> None:
    """A value of another type is an error that says what to pass."""
    if not isinstance(value, kind):
        raise ValueError(f"{name} is a {type(value).__name__}. Pass a {kind.__name__}, {hint}.")


def check_characters(text: object, what: str) -> str:
    """Text that can be stored and read by a model; other types and half characters are errors."""
    if not isinstance(text, str):
        raise ValueError(f"The {what} is a {type(text).__name__}. Pass text.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"The {what} has half a character ({text[error.start]!r}) at place {error.start}. Pass it as valid Unicode."
        ) from error
    return text


def check_text(text: object, what: str) -> None:
    """Text inside a plan: no tags, and no white space around it, which parsing would strip."""
    text = check_characters(text, what)
    if text != text.strip():
        raise ValueError(f"The {what} {shown(text)} starts or ends with white space. Strip it.")
    if found := TAG.search(text):
        raise ValueError(
            f"The {what} contains {found.group()!r}, which is a tag of the story format. Write it without that tag."
        )


def check_array(values: object, what: str, shape: str) -> np.ndarray:
    """Numbers in two dimensions as float32, laid out plainly, which torch asks for."""
    try:
        array = np.asarray(values, np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"The {what} are {shown(values)}. Pass an array {shape} of numbers.") from None
    if array.ndim != 2:
        raise ValueError(f"The {what} have the shape {array.shape}. Pass {shape}.")
    return np.ascontiguousarray(array)


def check_factor(value: object, name: str) -> np.float32:
    """What bridge tokens may be multiplied by."""
    factor = finite(value)
    if factor is None or abs(factor) > LARGEST_FACTOR:
        raise ValueError(f"{name}={shown(value)} is not a factor. Pass a number, 0 to switch these tokens off.")
    return np.float32(factor)


def check_items(values: object, kind: type[T], whose: str) -> tuple[T, ...]:
    """Several of one kind as a tuple; anything else is an error that shows the first stranger."""
    if not isinstance(values, Iterable):
        raise ValueError(
            f"The {whose} holds {shown(values)} where {kind.__name__}s belong. Pass a list of {kind.__name__}s."
        )
    items = tuple(values)
    if strangers := [item for item in items if not isinstance(item, kind)]:
        raise ValueError(
            f"The {whose} holds {shown(strangers[0])} where a {kind.__name__} belongs. Pass {kind.__name__}s."
        )
    return items


def check_rate_and_seed(rate: object, seed: object, whose: str) -> None:
    """A sample rate and a seed that belong to sound."""
    number, drawn = whole(rate), whole(seed)
    if number is None or not 1 <= number <= HIGHEST_RATE:
        raise ValueError(f"{whose} has sample_rate={shown(rate)}. Pass a whole number of Hz from 1 to {HIGHEST_RATE}.")
    if drawn is None or not 0 <= drawn <= MAX_SEED:
        raise ValueError(f"{whose} has seed={shown(seed)}. Pass a whole number from 0 to {MAX_SEED}.")


def check_seconds(duration: object, what: str) -> float:
    """A length that something can have."""
    seconds = finite(duration)
    if seconds is None or seconds <= 0:
        raise ValueError(f"{what} lasts {shown(duration)} s. Pass a positive, finite number of seconds.")
    return seconds


def check_seed(seed: object, name: str = "seed") -> int:
    """A whole number from 0 to 2**63 - 1; None draws one."""
    if seed is None:
        return secrets.randbelow(2**31)
    number = whole(seed)
    if number is None or not 0 <= number <= MAX_SEED:
        raise ValueError(
            f"{name}={shown(seed)} is not a seed. Pass a whole number from 0 to {MAX_SEED}, or None to draw one."
        )
    return number


def check_path(path: object) -> None:
    """What can be no file's path is an error; whether there is one is for others to see."""
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"The path is {shown(path)}. Pass the name of a story's file, such as story.wav.")
    name = os.path.basename(os.fspath(path))
    if not name.strip(".") or "\0" in os.fspath(path) or len(name.encode(errors="replace")) > LONGEST_NAME:
        raise ValueError(f"{shown(os.fspath(path))} names no file. Pass the name of a story's file, such as story.wav.")
