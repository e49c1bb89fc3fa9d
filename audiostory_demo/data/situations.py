"""Everyday and story situations: what happens there, in order, and how users name it; from ``assets/english/situations``.

``SITUATIONS`` is read when it is first used.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..checks.values import shown
from ..language.tables import ENGLISH, Entry, read_entries
from .styles import BEDS, MEDIA, ROOMS

FILES = ("country", "home", "town", "travel", "leisure", "work", "history", "tales", "animals", "things")
HELD_OUT = 20  # one in this many situations is kept for validation


@dataclass(frozen=True)
class Situation:
    """A situation with the sounds that plausibly happen in it.

    Attributes:
        name: unique slug of the setting.
        setting: short noun phrase, used in the reasoning.
        titles: ways to name it in an instruction without listing sounds; the setting is the first.
            Those that end in a dot are clauses, the others noun phrases.
        sounds: classes in order; a tuple holds alternatives.
        beds: plausible beds.
        rooms: plausible rooms.
        implied: room or medium that every title says; "" where none does.
    """

    name: str
    setting: str
    titles: tuple[str, ...]
    sounds: tuple[str | tuple[str, ...], ...]
    beds: tuple[str, ...]
    rooms: tuple[str, ...]
    implied: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that may be heard, each alternative too, as often as it stands there."""
        return tuple(name for slot in self.sounds for name in ((slot,) if isinstance(slot, str) else slot))

    @property
    def held_out(self) -> bool:
        """Whether it is kept for validation: a hash of the name, so that adding others moves none."""
        return zlib.crc32(self.name.encode()) % HELD_OUT == 0


def read_situations(sounds: Container[str], folder: Path = ENGLISH / "situations") -> tuple[Situation, ...]:
    """Every situation; sounds are checked against these classes."""
    found = tuple(_situation(setting, entry, sounds) for setting, entry in read_entries(folder, FILES))
    names: dict[str, str] = {}
    for one in found:
        if one.name in names:
            raise ValueError(
                f"{one.setting!r} and {names[one.name]!r} are too alike. Rename one of the two situations."
            )
        names[one.name] = one.setting
    return found


def _situation(setting: str, entry: Entry, classes: Container[str]) -> Situation:
    entry.check_fields(("titles", "sounds", "beds", "rooms"), ("implied",))
    beds, rooms = entry.texts("beds"), entry.texts("rooms")
    entry.check_choices("beds", beds, BEDS)
    entry.check_choices("rooms", rooms, ROOMS)
    implied = entry.text("implied") if "implied" in entry.values else ""
    entry.check_choices("implied", [implied] * bool(implied), (*ROOMS, *MEDIA))
    return Situation(
        name=re.sub(r"\W+", "-", setting.lower()).strip("-"),
        setting=setting,
        titles=(setting, *entry.texts("titles")),
        sounds=_slots(entry, classes),
        beds=beds,
        rooms=rooms,
        implied=implied,
    )


def _slots(entry: Entry, classes: Container[str]) -> tuple[str | tuple[str, ...], ...]:
    """The sounds in order, a class or a tuple of alternatives each."""
    listed = entry.values["sounds"]
    if not isinstance(listed, list) or not listed:
        raise entry.error(f"sounds is {shown(listed)}. List classes, [a, b] for one or the other.")
    slots = tuple(tuple(slot) if isinstance(slot, list) else slot for slot in listed)
    for name in (name for slot in slots for name in (slot if isinstance(slot, tuple) else (slot,))):
        if not isinstance(name, str) or name not in classes:
            raise entry.error(
                f"sounds names {shown(name)}, which is not a class of sounds. Choose one that has an entry."
            )
    return slots


SITUATIONS: tuple[Situation, ...]
"""Every situation."""


@cache
def _tables() -> tuple[Situation, ...]:
    from .sounds import SOUNDS

    return read_situations(SOUNDS)


def __getattr__(name: str) -> object:
    if name != "SITUATIONS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _tables()
