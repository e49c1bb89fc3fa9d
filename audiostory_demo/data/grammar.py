"""Just enough English: tenses of marked verbs, lists, and the slips of people who type fast.

Clauses mark each finite verb with `*` in the simple present: "a dog *wakes up and *barks".
"""

from __future__ import annotations

import random
import re
import string
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import Literal

from ..language.tables import ENGLISH, read_file
from ..text import WORD

Tense = Literal["present", "past"]
Person = Literal["I", "we", "she"]  # "we" stands for all plurals and "you"

MARKED = re.compile(r"\*([\w']+)")
MARKED_AND_SPACE = re.compile(r"\*([\w']+) ?")


@dataclass(frozen=True)
class Verbs:
    """Verbs whose forms no rule makes; ``verbs.yaml`` explains the fields."""

    base: dict[str, str]
    past: dict[str, str]
    doubling: frozenset[str]
    hidden: dict[str, str]
    being: tuple[str, ...]
    passives: tuple[str, ...]


@cache
def verbs() -> Verbs:
    """The package's own."""
    table = read_file(ENGLISH / "verbs.yaml")
    table.check_fields([field.name for field in fields(Verbs)])
    base, past, hidden = (
        {verb: part.text(verb) for verb in part.values} for part in map(table.part, ("base", "past", "hidden"))
    )
    return Verbs(base, past, frozenset(table.texts("doubling")), hidden, table.texts("being"), table.texts("passives"))


@lru_cache(maxsize=4096)
def base(verb: str) -> str:
    """ "barks" -> "bark"; plural and base forms stay."""
    if verb in verbs().being or verb.endswith(("'t", "ss")) or not verb.endswith("s"):
        return verb
    if verb in verbs().base:
        return verbs().base[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return verb[:-2]
    return verb[:-1]


@lru_cache(maxsize=4096)
def past(verb: str) -> str:
    """Simple past of a present form."""
    stem = "hasn't" if verb == "hasn't" else "don't" if verb == "doesn't" else base(verb)
    if stem in verbs().past:
        return verbs().past[stem]
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return stem[:-1] + "ied"
    return stem + stem[-1] + "ed" if stem in verbs().doubling else stem + "ed"


@lru_cache(maxsize=4096)
def participle(verb: str) -> str:
    """ "barks" -> "barking"."""
    stem = base(verb)
    if stem in verbs().hidden:
        return verbs().hidden[stem]
    if stem == "lie":
        return "lying"
    if stem.endswith("e") and not stem.endswith(("ee", "oe")):
        return stem[:-1] + "ing"
    return stem + stem[-1] + "ing" if stem in verbs().doubling else stem + "ing"


@lru_cache(maxsize=8192)
def clause(marked: str, tense: Tense = "present", person: Person = "she") -> str:
    """A marked clause as a plain one; `person` is that of its subject where it is a pronoun."""

    def conjugate(match: re.Match[str]) -> str:
        verb = match[1]
        if tense == "past":
            word = past(verb)
            return "were" if word == "was" and person == "we" else word
        if person == "she":
            return verb
        if verb == "is":
            return "am" if person == "I" else "are"
        return base(verb)

    return MARKED.sub(conjugate, marked)


@lru_cache(maxsize=8192)
def noun_clause(marked: str) -> str:
    """A marked clause as what one hears: "a dog *barks twice" -> "a dog barking twice"."""
    if marked.startswith("there *is "):
        return marked.removeprefix("there *is ")

    def ing(match: re.Match[str]) -> str:
        if match[1] in verbs().being:  # before passives it is "being", elsewhere it just goes
            follows = WORD.match(marked, match.end())
            return "being " if follows and follows[0] in verbs().passives else ""
        return participle(match[1]) + match[0][len(match[1]) + 1 :]

    return MARKED_AND_SPACE.sub(ing, marked).strip()


def article(word: str) -> str:
    """The indefinite one that stands before a word."""
    return "an" if word[:1] in "aeiou" else "a"


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def listed(items: list[str], comma: str = ", ", last: str = " and ") -> str:
    """ "a, b and c"."""
    return comma.join(items[:-1]) + last + items[-1] if len(items) > 1 else items[0]


def with_typos(text: str, rng: random.Random, count: int) -> str:
    """Swap, drop, double or mistype `count` letters; digits stay, as durations must remain readable."""
    letters = list(text)
    for _ in range(count):
        places = [i for i in range(1, len(letters) - 1) if letters[i].isalpha() and letters[i + 1].isalpha()]
        if not places:
            break
        i = rng.choice(places)
        match rng.randrange(4):
            case 0:
                letters[i], letters[i + 1] = letters[i + 1], letters[i]
            case 1:
                del letters[i]
            case 2:
                letters.insert(i, letters[i])
            case _:
                letters[i] = rng.choice(string.ascii_lowercase)
    return "".join(letters)
