"""The sounds of the repertoire and the words people use for them, from ``assets/english/sounds``.

The last of each field is held out of training (split "valid"). ``SOUNDS`` and its kin are read when first used.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from ..language.tables import ENGLISH, Entry, read_entries, read_file

Kind = Literal["event", "texture", "music", "voice"]
FILES = ("animals", "nature", "people", "music", "things")
FEWEST = 2  # wordings: one to learn from, one to measure with


@dataclass(frozen=True)
class Sound:
    """One class of sounds in words.

    Attributes:
        name: class name, such as "dog-bark".
        kind: "texture" goes on evenly, "event" happens, "music" is played, "voice" comes from a throat.
        seconds: shortest and longest typical scene.
        nouns: what users call it; `nouns[0]` is its label in the reasoning.
        captions: sentences that plainly name it.
        phrases: clauses for prose, the verb marked by `*`.
    """

    name: str
    kind: Kind
    seconds: tuple[float, float]
    nouns: tuple[str, ...]
    captions: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name in the planner's reasoning."""
        return self.nouns[0]


def bare(noun: str) -> str:
    """A noun without its article: "a dog" -> "dog"."""
    return re.sub(r"^(?:an?|the|some) (?=\S)", "", noun)


def read_sounds(folder: Path = ENGLISH / "sounds") -> dict[str, Sound]:
    """Class name -> its words."""
    return {name: _sound(name, entry) for name, entry in read_entries(folder, FILES)}


def _sound(name: str, entry: Entry) -> Sound:
    entry.check_fields(("kind", "seconds", "nouns", "captions", "phrases"))
    kind = entry.text("kind")
    entry.check_choices("kind", [kind], get_args(Kind))
    shortest, longest = entry.numbers("seconds", 2)
    if not 0 < shortest <= longest:
        raise entry.error(f"seconds is [{shortest:g}, {longest:g}]. Write the shortest, then the longest.")
    nouns, captions, phrases = (entry.texts(field, FEWEST) for field in ("nouns", "captions", "phrases"))
    if open_end := [caption for caption in captions if not caption.endswith(".")]:
        raise entry.error(f"captions holds {open_end[0]!r}. End each caption with a dot.")
    if unmarked := [phrase for phrase in phrases if not re.search(r"\*\w", phrase)]:
        raise entry.error(f"phrases holds {unmarked[0]!r} without a verb. Mark it: a dog *barks.")
    return Sound(name, cast(Kind, kind), (shortest, longest), nouns, captions, phrases)


def read_standins(sounds: Container[str], file: Path = ENGLISH / "standins.yaml") -> dict[str, tuple[str, ...]]:
    """Class name -> sounds outside the repertoire that it comes nearest to, with their articles."""
    table = read_file(file)
    if wrong := [name for name in table.values if name not in sounds]:
        raise table.error(f"{wrong[0]!r} is not a class of sounds. Choose one that has an entry of its own.")
    return {name: table.texts(name) for name in table.values}


SOUNDS: dict[str, Sound]
"""Class name -> its words."""
SOUND_NAMES: tuple[str, ...]
"""Every class, sorted."""
STANDIN_NOUNS: dict[str, tuple[str, ...]]
"""Class name -> sounds outside the repertoire that it comes nearest to, with their articles."""
STANDINS: dict[str, str]
"""Everyday sound outside the repertoire, without article -> the class that comes nearest."""


@cache
def _tables() -> dict[str, object]:
    sounds = read_sounds()
    nouns = read_standins(sounds)
    standins = {bare(noun): name for name, own in nouns.items() for noun in own}
    return {
        "SOUNDS": sounds, "SOUND_NAMES": tuple(sorted(sounds)), "STANDIN_NOUNS": nouns, "STANDINS": standins,
    }  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in ("SOUNDS", "SOUND_NAMES", "STANDIN_NOUNS", "STANDINS"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _tables()[name]
