"""Shapes of instructions beyond stories, from ``assets/english``: what is observed in a recording, tags, denials, counts, levels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from ..language.english import grammar
from ..language.manner import WAYS, Said, level_words, said_table
from ..language.tables import ENGLISH, read_entry_table, read_file
from .grammar import base
from .sounds import Sound

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Ways:
    """``ways.yaml``, which explains the fields."""

    clause_joins: Texts
    heard_joins: Texts
    follow_joins: Texts
    heard_last: Texts
    behind: Texts
    presented: Texts
    long_requests: Texts
    tags: Texts
    before_tags: Texts
    denied_after: Texts
    denied_before: Texts
    denied_sentences: Texts
    ended_before: Texts
    denied_joins: Texts
    counted: Texts
    twice: Texts
    only_once: Texts
    just_one: Texts
    timed: Texts
    one_of_it: Mapping[str, Texts]
    levels: Mapping[str, Said]
    stretches: Mapping[str, Said]


@cache
def ways() -> Ways:
    """The package's own."""
    table = read_file(WAYS)
    tables = ("one_of_it", "levels", "stretches")
    lists = [name for name in Ways.__dataclass_fields__ if name not in tables]
    table.check_fields((*lists, *tables))
    one = table.part("one_of_it")
    return Ways(
        **{name: table.texts(name) for name in lists},
        one_of_it={name: one.texts(name) for name in one.values},
        levels=level_words(),
        stretches=said_table(table.part("stretches")),
    )


@cache
def observed() -> dict[str, tuple[tuple[str, str], ...]]:
    """Class -> who makes the sound and what they do, the verbs marked and in the person of who."""
    found = {}
    for name, entry in read_entry_table(ENGLISH / "observed.yaml"):
        entry.check_fields(("who", "does"))
        found[name] = tuple((who, _does(who, does)) for who in entry.texts("who") for does in entry.texts("does"))
    return found


def observations(sound: Sound) -> list[tuple[str, str]]:
    """Those of a class but for its held-out phrase; none where nobody put it into words."""
    held_out = sound.phrases[-1]
    return [(who, does) for who, does in observed().get(sound.name, ()) if f"{who} {does}" != held_out]


def _does(who: str, does: str) -> str:
    marked = f"*{does}"
    return re.sub(r"\*([\w']+)", lambda verb: f"*{base(verb[1])}", marked) if plural(who) else marked


def plural(who: str) -> bool:
    """Whether several are named, so that their verbs have no s."""
    head = re.split(r" (?:of|in|with|full) ", who)[0].split()[-1]
    if re.match(rf"(?:{'|'.join(grammar().singular)})\b", who):
        return False
    return head in grammar().plurals or (head.endswith("s") and not head.endswith(("ss", "us")))
