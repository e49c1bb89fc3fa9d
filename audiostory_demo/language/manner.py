"""What an instruction says of its sounds beside their names: how loud or how far they are, and how often they come.

The words are those that training says it with, from ``assets/english/ways.yaml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .denial import InstructionRead
from .english import grammar
from .naming import noun_of
from .stems import stem
from .tables import ENGLISH, Entry, read_file
from .words import Named

WAYS = ENGLISH / "ways.yaml"
BETWEEN = 3  # most words and signs from what is said of a sound to its name, where that follows
AFTER = 4  # the same where the name stands before
MOST_TIMES = 12
JOINING = {",", "("}  # signs over which what is said of a sound may reach


@dataclass(frozen=True)
class Said:
    """What is said before a noun, and what after it or a clause."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Manner:
    """What is said of one mention of a sound.

    Attributes:
        level: one of :data:`audiostory_demo.story.LEVELS`; "" where nothing is said of it.
        times: how often it comes; 0 where nothing is said of that.
        places: of the words that say so, in the instruction, and nothing of the sound.
    """

    level: str = ""
    times: int = 0
    places: frozenset[int] = frozenset()


def said_table(table: Entry) -> dict[str, Said]:
    """Name -> what is said before and after."""
    parts = {name: table.part(name) for name in table.values}
    return {name: Said(part.texts("before"), part.texts("after")) for name, part in parts.items()}


@cache
def level_words() -> Mapping[str, Said]:
    """Level -> how it is said."""
    return said_table(read_file(WAYS).part("levels"))


@cache
def countable() -> frozenset[str]:
    """Stems of nouns that one can count: a bark, a knock, a shot; of several words the first that is none of "of" and "on"."""
    table = read_file(WAYS).part("one_of_it")
    nouns = (noun for name in table.values for noun in table.texts(name))
    return frozenset(stem(noun.partition(" of ")[0].partition(" on ")[0].split()[-1]) for noun in nouns)


def manners(read: InstructionRead) -> dict[int, Manner]:
    """What is said of the sounds that an instruction names.

    Returns:
        Place of the first word of a mention -> what is said of it; mentions of which nothing is said are left out.
    """
    found: dict[int, Manner] = {}
    for named, level, places in _levels(read):
        if named.first not in found:
            found[named.first] = Manner(level, 0, places)
    for named, times, places in _counts(read):
        before = found.get(named.first, Manner())
        if not before.times:
            found[named.first] = Manner(before.level, times, before.places | places)
    return found


def said_of(found: Mapping[int, Manner], read: InstructionRead, label: str) -> list[Manner]:
    """What is said of each mention of a sound, in their order; where it has a name of its own, a group's does not count."""
    mentions = [one for one in read.named if label in one.labels]
    fewest = min((len(one.labels) for one in mentions), default=0)
    return [found.get(one.first, Manner()) for one in mentions if len(one.labels) == fewest]


def is_one_sound(read: InstructionRead, said: Mapping[int, Manner]) -> bool:
    """Whether an instruction says nothing but one sound and how it is, which is no place then: "the ocean", "rain, very softly".

    Args:
        read: the instruction.
        said: what :func:`manners` gives for it.
    """
    if len({one.labels for one in read.plain}) != 1:
        return False
    named = {at for one in read.plain for at in range(one.first, one.last)}
    manner = {stem(word) for word in read.language.denials.get("manner", ())}
    named = named.union(*(one.places for one in said.values()))
    return all(
        sign or at in named or read.words[at] in grammar().every_text or read.stems[at] in manner
        for at, sign in enumerate(read.signs)
    )


# -- levels ----------------------------------------------------------------------------------------------------------


def _levels(read: InstructionRead) -> Iterator[tuple[Named, str, frozenset[int]]]:
    at = 0
    while at < len(read.words):
        length, level, named = max(_levels_at(read, at), default=(0, "", None), key=lambda found: found[0])
        if named is not None:
            own = set().union(*(read.language.words_of[label] for label in named.labels))  # footsteps approach
            yield named, level, frozenset(place for place in range(at, at + length) if read.stems[place] not in own)
        at += max(1, length)


def _levels_at(read: InstructionRead, at: int) -> Iterator[tuple[int, str, Named | None]]:
    """Words that a level has at a place, the level, and the mention that it is said of."""
    for level, said in level_words().items():
        for phrases, is_adjective in ((said.before, True), (said.after, False)):
            for phrase in phrases:
                words = [stem(word) for word in phrase.split()]
                end = at + len(words)
                if read.stems[at:end] == words and read.denied_words.isdisjoint(range(at, end)):
                    named = _described(read, at, end) if is_adjective else _beside(read, at, end)
                    if named is not None:
                        yield len(words), level, named


def _described(read: InstructionRead, at: int, end: int) -> Named | None:
    """The mention that an adjective belongs to: distant thunder, a loud explosion, the thunder is loud."""
    follows = read.words[end] if end < len(read.words) else ""
    if within := _around(read, at):  # close the door
        return None if follows in grammar().before_nouns or within.last <= end else within
    is_predicate = at > 0 and read.words[at - 1] in grammar().auxiliaries
    return _preceding(read, at) if is_predicate else _following(read, end)


def _beside(read: InstructionRead, at: int, end: int) -> Named | None:
    """The mention that an adverb belongs to: a bell far away; where a clause begins with it, what comes next."""
    if _around(read, at):
        return None
    if not at or read.signs[at - 1] or read.words[at - 1] in grammar().ands:
        start = end + 1 if end < len(read.words) and read.words[end] == "," else end
        if named := _following(read, start, parted=grammar().ands):
            return named if at == 0 or start == end else _preceding(read, at) or named
    return _preceding(read, at)


# -- counts ----------------------------------------------------------------------------------------------------------


def _counts(read: InstructionRead) -> Iterator[tuple[Named, int, frozenset[int]]]:
    numbers = {word: number for number, word in enumerate(read.language.numbers[:MOST_TIMES], 1)}
    once, twice = set(grammar().once), set(grammar().twice) - set(numbers)
    numbers |= {str(number): number for number in range(1, MOST_TIMES + 1)}
    for at, word in enumerate(read.words):
        if at in read.denied_words or _around(read, at):
            continue
        follows = read.words[at + 1] if at + 1 < len(read.words) else ""
        ends = not follows or read.signs[at + 1] or follows in grammar().ands
        named, last = None, at + 1
        if word in numbers and follows in grammar().repeated:
            named, times, last = _preceding(read, at), numbers[word], at + 2
        elif word in once | twice and ends:
            named, times = _preceding(read, at), 1 if word in once else 2
        elif word in numbers or word in once:  # three knocks, a single shot; not three dogs
            named, times = _following(read, at + 1), numbers.get(word, 1)
            span = noun_of(read, named) if named else None
            named = named if span and read.stems[span[1] - 1] in countable() else None
        if named:
            yield named, times, frozenset(range(at, last))


# -- mentions --------------------------------------------------------------------------------------------------------


def _around(read: InstructionRead, at: int) -> Named | None:
    """The mention that a word is part of."""
    return next((one for one in read.named if one.first <= at < one.last), None)


def _following(read: InstructionRead, end: int, parted: Collection[str] = ()) -> Named | None:
    """The mention that begins soon after a place, with nothing between that parts it from what stands there."""
    named = next((one for one in read.named if one.first >= end), None)
    if named is None or named.first - end > BETWEEN:
        return None
    parted = parted or (*grammar().articles, *grammar().ands, *grammar().prepositions)
    return None if _parts(read, range(end, named.first), parted) else named


def _preceding(read: InstructionRead, at: int) -> Named | None:
    """The mention that ends shortly before a place, in the same clause; a comma may stand between."""
    named = next((one for one in reversed(read.named) if one.last <= at), None)
    if named is None or at - named.last > AFTER:
        return None
    return None if _parts(read, range(named.last, at), grammar().ands) else named


def _parts(read: InstructionRead, places: range, words: Collection[str]) -> bool:
    """Whether one of these words, or a sign, parts what stands around some places."""
    return any(read.words[at] in words or (read.signs[at] and read.words[at] not in JOINING) for at in places)
