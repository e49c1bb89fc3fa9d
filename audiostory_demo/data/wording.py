"""Ways to say what is not a sound, and the fixed words of the reasoning: from ``assets/english``, read when first used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from ..language.tables import ENGLISH, Entry, read_file
from .styles import BEDS, MEDIA, ROOMS

STYLE_PARTS = (*ROOMS[1:], *MEDIA[1:], *(f"bed {bed}" for bed in BEDS[1:]))
"""Parts of a style that are not plain, as the tables call them."""
PERSONS = ("she", "I", "we")  # of a verb; "we" stands for all plurals and "you"

Texts = tuple[str, ...]
Agents = tuple[tuple[str, str], ...]  # who, and the person of their verb
Styles = dict[str, tuple[str, ...]]  # part of a style -> ways to say it
StyleWords = dict[str, str]
Signs = dict[str, str]  # text after which a quotation begins -> sign that ends it

MOST_SCENES = 16  # that are counted
PARTS = 4  # of a long story
COUNTS = ("n", "m", "total")
ONE = (("",), ())
BLANKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    **dict.fromkeys(("style_sentences", "sound_requests", "title_requests", "clause_requests", "prose_requests"), ONE),
    **dict.fromkeys(("lengths", "minutes", "scene_counts", "hearing", "style"), ONE),
    **dict.fromkeys(("ordered_pairs", "inverted_pairs"), (("a", "b"), ())),
    **dict.fromkeys(("list", "long", "clip"), ((), COUNTS)),
    "place_names": (("0",), ("1", "title")), "place_requests": (("",), ("time", "mood", "person")),
    "heard": (("heard",), ()), "without": (("denied",), ()), "place": (("place", "setting"), COUNTS),
    "long_list": ((), COUNTS), "long_place": (("place", "setting"), COUNTS), "part": (("name", "end", "sounds"), ()),
}  # fmt: skip
"""Field -> blanks that each of its texts needs, and those that it may have; "" stands for {}."""


@dataclass(frozen=True)
class Wording:
    """How users say what is not a sound; ``wording.yaml`` explains the fields."""

    style_phrases: Styles
    style_tags: Styles
    style_sentences: Texts
    plain: Texts
    sound_requests: Texts
    title_requests: Texts
    clause_requests: Texts
    prose_requests: Texts
    place_names: Texts
    place_requests: Texts
    times: Texts
    moods: Texts
    persons: Texts
    lengths: Texts
    scene_counts: Texts
    first: Texts
    next: Texts
    last: Texts
    again: Texts
    joins: Texts
    ordered_pairs: Texts
    inverted_pairs: Texts
    hearing: Texts
    tails: Texts
    agents: Agents
    fillers: Texts
    separators: Texts
    timed_separators: Texts
    numbered: Texts
    at_last: Texts
    and_then: Texts
    heard_last: Texts
    clause_last: Texts
    filler_joins: Texts
    title_starts: Texts
    title_joins: Texts
    tagged: Texts
    minutes: Texts


@dataclass(frozen=True)
class Reasoning:
    """The fixed words of the planner's reasoning; ``reasoning.yaml`` explains the fields."""

    style_parts: StyleWords
    style: str
    plain: str
    heard: str
    without: str
    place: str
    likened: str
    list: str
    long: str
    clip: str
    long_list: str
    long_place: str
    parts: Texts
    parts_from: float
    part: str
    times: str
    once: str
    levels: Texts
    clip_links: Texts
    links: Texts
    quotations: Signs
    numbers: Texts


@cache
def wording() -> Wording:
    """The package's own."""
    return read_wording()


@cache
def reasoning() -> Reasoning:
    """The package's own."""
    return read_reasoning()


def read_wording(file: Path = ENGLISH / "wording.yaml") -> Wording:
    """Read and check a table of wordings."""
    table = read_file(file)
    found = Wording(**_values(table, fields(Wording)))
    if lost := [join for join in found.joins if join.count("@") != 1]:
        raise table.error(f"joins holds {lost[0]!r}. Write @ once, where the second clause goes.")
    return found


def read_reasoning(file: Path = ENGLISH / "reasoning.yaml") -> Reasoning:
    """Read and check the words of the reasoning."""
    table = read_file(file)
    found = Reasoning(**_values(table, fields(Reasoning)))
    if any(f"{found.likened} {{setting}}" not in place for place in (found.place, found.long_place)):
        raise table.error(f"likened is {found.likened!r}, but place has other words before {{setting}}. Repeat these.")
    if len(found.parts) != PARTS:
        raise table.error(f"parts has {len(found.parts)} names. Write {PARTS}.")
    if len(found.numbers) <= MOST_SCENES:
        raise table.error(f"numbers has {len(found.numbers)} words. Write those from none to {MOST_SCENES}.")
    return found


def _values(table: Entry, kinds: tuple[Field[Any], ...]) -> dict[str, Any]:
    table.check_fields([kind.name for kind in kinds])
    return {kind.name: _value(table, kind) for kind in kinds}


def _value(table: Entry, kind: Field[Any]) -> object:
    """A field of its kind."""
    texts: tuple[str, ...]
    match kind.type:
        case "str":
            texts = (table.text(kind.name),)
        case "float":
            return table.number(kind.name)
        case "Texts":
            texts = table.texts(kind.name)
        case "Agents":
            part = _part(table, kind.name, PERSONS)
            return tuple((who, person) for person in part.values for who in part.texts(person))
        case "Styles":
            part = _part(table, kind.name, STYLE_PARTS)
            return {name: part.texts(name) for name in part.values}
        case "StyleWords":
            part = _part(table, kind.name, STYLE_PARTS)
            return {name: part.text(name) for name in part.values}
        case _:
            part = table.part(kind.name)
            return {name: part.text(name) for name in part.values}
    if kind.name in BLANKS:
        table.check_blanks(kind.name, texts, *BLANKS[kind.name])
    return texts[0] if kind.type == "str" else texts


def _part(table: Entry, name: str, needed: Sequence[str]) -> Entry:
    part = table.part(name)
    part.check_fields(needed)
    return part
