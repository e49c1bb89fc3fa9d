"""Everyday and story situations: what happens there, in order, and how users name it.

The tables are plain text. An entry has three lines: the setting; other ways to name it, separated by `;`, where a dot
marks whole clauses ("the storm is over.") that do not fit after "of" or "about"; and `sounds / beds / rooms`, with `|`
between alternatives, optionally `/ =value` for a part of the style that every name already says (a cave sounds like a
cave).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from . import animals, country, history, home, leisure, tales, town, travel, work

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
    def held_out(self) -> bool:
        """Whether it is kept for validation: a hash of the name, so that adding others moves none."""
        return zlib.crc32(self.name.encode()) % HELD_OUT == 0


def _situation(setting: str, titles: str, rest: str) -> Situation:
    setting = setting.strip()
    sounds, beds, rooms, *implied = (field.split() for field in rest.split("/"))
    return Situation(
        name=re.sub(r"\W+", "-", setting.lower()).strip("-"),
        setting=setting,
        titles=(setting, *(title.strip() for title in titles.split(";"))),
        sounds=tuple(tuple(sound.split("|")) if "|" in sound else sound for sound in sounds),
        beds=tuple(beds),
        rooms=tuple(rooms),
        implied=implied[0][0].removeprefix("=") if implied else "",
    )


def _situations(table: str) -> tuple[Situation, ...]:
    lines = table.strip().splitlines()
    return tuple(_situation(*entry) for entry in zip(lines[::3], lines[1::3], lines[2::3], strict=True))


SITUATIONS: tuple[Situation, ...] = tuple(
    situation
    for module in (country, home, town, travel, leisure, work, history, tales, animals)
    for situation in _situations(module.TABLE)
)
"""Every situation."""
