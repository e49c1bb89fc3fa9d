"""Instructions written by hand that no training has seen, with the sounds each of them asks for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..language.tables import ENGLISH, read_file


@dataclass(frozen=True)
class Wanted:
    """A sound that an instruction names.

    Attributes:
        classes: any of these serves.
        outside: whether the sound itself is outside the repertoire, so that the classes are only the nearest.
    """

    classes: tuple[str, ...]
    outside: bool = False


@dataclass(frozen=True)
class Instruction:
    """What somebody typed, and what a plan for it must hold.

    Attributes:
        text: as typed.
        seconds: length asked for.
        wanted: sounds that the text names, as they should be heard; none where it only suggests a place.
        ordered: whether the text fixes their order.
        place: the situation suggested, "" where sounds are named.
        fitting: classes that fit the place.
    """

    text: str
    seconds: float
    wanted: tuple[Wanted, ...] = ()
    ordered: bool = False
    place: str = ""
    fitting: tuple[str, ...] = ()


@lru_cache
def held_out() -> tuple[Instruction, ...]:
    """The whole set, implied places first."""
    set_ = read_file(ENGLISH / "held_out.yaml").values
    implied = (
        Instruction(
            entry["text"], entry["seconds"], place=entry["place"], fitting=tuple(set_["places"][entry["place"]])
        )
        for entry in set_["implied"]
    )
    return (*implied, *map(_named, set_["named"]))


def _named(entry: dict[str, Any]) -> Instruction:
    ordered = "in order" in entry
    wanted = entry["in order" if ordered else "any order"]
    return Instruction(entry["text"], entry["seconds"], tuple(map(_wanted, wanted)), ordered)


def _wanted(sound: str | list[str] | dict[str, list[str]]) -> Wanted:
    match sound:
        case str():
            return Wanted((sound,))
        case list():
            return Wanted(tuple(sound))
        case _:
            return Wanted(tuple(sound["nearest"]), outside=True)
