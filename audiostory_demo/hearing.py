"""What is heard in a sound that somebody gives: which sounds when, and where they sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from .checks.parts import check_items, check_kind, check_text
from .checks.values import finite, shown
from .language.tables import ENGLISH, read_file
from .styles import BEDS, MEDIA, ROOMS, Style

PARTS = ("room", "medium", "bed")
FIELDS = ("heard", "caption", "then", "where")
ASKED = ("what", "place", "first", "follows", "span", "sound", "style", "plain")


@dataclass(frozen=True)
class HeardSound:
    """One sound that was heard.

    Attributes:
        name: what the planner calls it, such as "a dog".
        start, end: seconds from the beginning of what was listened to.
    """

    name: str
    start: float
    end: float

    def __post_init__(self) -> None:
        check_text(self.name, "name of a heard sound")
        start, end = finite(self.start), finite(self.end)
        if not self.name or start is None or end is None or not 0 <= start < end:
            raise ValueError(
                f"A heard sound is {shown(self.name)} from {shown(self.start)} to {shown(self.end)} s. Pass its name and two "
                "numbers of seconds, 0 or more, the smaller one first."
            )
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)


@dataclass(frozen=True)
class Heard:
    """What was heard.

    Attributes:
        caption: all of it in one sentence.
        sounds: in order.
        style: where they sound.
        follows: what the planner says could come next; "" where it was not asked.
    """

    caption: str
    sounds: tuple[HeardSound, ...]
    style: Style
    follows: str = ""

    def __post_init__(self) -> None:
        check_text(self.caption, "caption")
        check_text(self.follows, "sound that could follow")
        object.__setattr__(self, "sounds", check_items(self.sounds, HeardSound, "heard"))
        check_kind(self.style, Style, "style", "such as Style(room='cathedral')")
        if not self.sounds:
            raise ValueError("Nothing was heard. Pass at least one HeardSound.")

    @classmethod
    def of(cls, sounds: tuple[HeardSound, ...], style: Style, follows: str = "") -> Heard:
        """With the caption that says it."""
        told = _said("caption", sounds, style)
        return cls(told[0].upper() + told[1:], sounds, style, follows)

    def sentence(self) -> str:
        """What opens the reasoning of a story that goes on from it, such as "Heard: rain, in a cathedral."."""
        return _said("heard", self.sounds, self.style)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "sounds": [asdict(sound) for sound in self.sounds]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Heard:
        """Undo :meth:`as_dict`."""
        sounds = tuple(HeardSound(**sound) for sound in values["sounds"])
        return cls(values["caption"], sounds, Style(**values["style"]), values.get("follows", ""))


def _said(form: str, sounds: tuple[HeardSound, ...], style: Style) -> str:
    words = _words()
    names = [sounds[0].name]
    for sound in sounds[1:]:
        if sound.name != names[-1]:  # one that is heard twice in a row is said once
            names.append(sound.name)
    where = [words["style_parts"][key] for key in style.keys]
    return words[form].format(sounds=words["where"].join([words["then"].join(names), *where]))


@dataclass(frozen=True)
class Phrases:
    """What the planner is asked about a sound, and what its answers are made of; ``hearing.yaml`` explains the fields.

    Attributes:
        parts: room, medium, bed -> their answers in the order of `ROOMS`, `MEDIA` and `BEDS`.
    """

    what: str
    place: str
    first: str
    follows: str
    span: str
    sound: str
    style: str
    parts: Mapping[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    """The package's own."""
    words, table = _words(), read_file(ENGLISH / "hearing.yaml")
    for field, blanks in (("what", ("seconds",)), ("span", ("start", "end")), ("sound", ("name",)), ("style", PARTS)):
        table.check_blanks(field, (table.text(field),), blanks, ())
    plain = table.part("plain")
    plain.check_fields(PARTS)
    said = words["style_parts"]
    keys = {"room": ROOMS[1:], "medium": MEDIA[1:], "bed": tuple(f"bed {bed}" for bed in BEDS[1:])}
    parts = {name: (plain.text(name), *(said[key] for key in keys[name])) for name in PARTS}
    return Phrases(**{field: table.text(field) for field in ASKED[:-1]}, parts=parts)


@cache
def _words() -> dict[str, Any]:
    table = read_file(ENGLISH / "hearing.yaml")
    table.check_fields((*FIELDS, *ASKED))
    for field in FIELDS[:2]:
        table.check_blanks(field, (table.text(field),), ("sounds",), ())
    parts = read_file(ENGLISH / "reasoning.yaml").part("style_parts")
    keys = {"style_parts": {name: parts.text(name) for name in parts.values}}
    return {**{field: str(table.values[field]) for field in FIELDS}, **keys}
