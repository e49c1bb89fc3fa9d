"""Which sounds an instruction plainly names, so that a plan has to have them: as scenes, or under all of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .denial import InstructionRead
from .english import grammar
from .stems import stem
from .words import Named

MOST = 10  # sounds
BEFORE = 3  # words between which a preposition may stand before its noun
STOPS = {".", ",", ";", ":", "!", "?", "-"}  # what a sound runs under is said between two of these


def named_once(read: InstructionRead) -> Iterator[tuple[int, int]]:
    """Where the words stand that name sounds, nouns or verbs, the first time of each: first word and end.

    Left out is what runs under all else ("with rain throughout"), which is a bed and told as one, and what says where or through
    what something is heard ("over an old telephone"): the planner decides what that is.
    """
    told, beds = set[str](), set(read.language.beds.values())
    for one in read.plain:
        span = noun_of(read, one) or verb_of(read, one)
        if (
            span is None
            or one.labels & told
            or (one.labels & beds and _lasts(read, one))
            or _says_where(read, one, span[0])
        ):
            continue
        told |= one.labels
        yield span
        if len(told) >= MOST:
            return


def lasting_sounds(read: InstructionRead) -> Iterator[str]:
    """Sounds that are beds and are said to run under others."""
    beds = set(read.language.beds.values())
    for one in read.plain:
        if one.labels <= beds and _lasts(read, one):
            yield from one.labels


def unheard_words(read: InstructionRead) -> Iterator[int]:
    """Where the words stand that are no sound: "and" or "the", the scenery of what is named, such as "concert hall", the crows of a rooster."""
    heard, named = _places(read.plain), _places(read.named)
    silent = {*grammar().ands, *grammar().common, *grammar().untold, *grammar().somebody}
    calm = set(map(stem, grammar().calm)) if named else set()
    for one in read.plain:
        verb, noun = read.find(one.last - 1, one.last), noun_of(read, one)
        if noun and noun[1] < one.last and any(found.labels - one.labels for found in verb):
            yield one.last - 1
    for place, word in enumerate(read.words):
        if word in silent or read.looks_like_a_name(place) or (place not in named and read.stems[place] in calm):
            yield place
        elif heard and place not in heard and word in grammar().scenery:
            following = read.words[place + 1] if place + 1 < len(read.words) else ""
            if following.endswith("s") and not following.endswith("ss") and place + 1 not in heard:
                continue  # "the hall applauds": it does something, and that may be heard
            yield place
            if place - 1 not in heard:  # which hall, what kind of village
                yield place - 1


def strange_words(read: InstructionRead) -> Iterator[int]:
    """Where words stand that name no sound and nothing that is like one, beside others that do."""
    if read.plain:
        named = _places(read.named)
        yield from (at for at, word in enumerate(read.words) if at not in named and not read.language.nearest_in(word))


def _places(names: Iterable[Named]) -> set[int]:
    """Where their words stand."""
    return {place for one in names for place in one.places}


def tells_backwards(read: InstructionRead) -> bool:
    """Whether sounds may be told of in another order than they are heard in: after the rain, a bird."""
    if read.has(grammar().reversing):
        return True
    joining = {*grammar().ands, *read.language.denials.get("until", ())}
    denying = next((at for at, word in enumerate(read.words) if word in grammar().verbal), len(read.words))
    for at, word in enumerate(read.words):
        begins = not at or read.signs[at - 1] or read.words[at - 1] in joining
        if word in grammar().beginning and (begins or denying < at):
            return True
    return False


def noun_of(read: InstructionRead, one: Named) -> tuple[int, int] | None:
    """The shortest noun that names it: the rain in "rain starts falling", or its last word that does; None in "somebody walks home"."""
    spans = ((first, last) for first in range(one.first, one.last) for last in range(first + 1, one.last + 1))
    for first, last in sorted(spans, key=lambda span: span[1] - span[0]):
        found = read.find(first, last)
        whole = len(found) == 1 and (found[0].first, found[0].last) == (first, last)
        if whole and read.meant(found[0]) <= one.labels and read.is_noun(first, last):
            return first, last
    for at in range(one.last - 1, one.first, -1):  # the grass that somebody walks through
        if any(ground.labels == one.labels for ground in read.find(at, at + 1)):
            return at, at + 1
    return None


def verb_of(read: InstructionRead, one: Named) -> tuple[int, int] | None:
    """The verb in a name that is its sound: the claps in "the audience claps"."""
    for at in range(one.first, one.last):
        if any(verb.labels & one.labels and read.does(verb) for verb in read.find(at, at + 1)):
            return at, at + 1
    return None


def _says_where(read: InstructionRead, one: Named, first: int) -> bool:
    """Whether a noun that rooms and media are made of stands after a preposition, an article and an adjective perhaps between."""
    lists = read.language.lists
    styles = " ".join((*lists.get("room", ()), *lists.get("medium", ()))).split()
    if not any(one.labels & read.language.names_of(word) for word in styles):
        return False
    for at in range(first - 1, max(first - 1 - BEFORE, -1), -1):
        if read.signs[at] or read.words[at] in grammar().ands:
            return False
        if read.words[at] in grammar().prepositions:
            return True
    return False


def _lasts(read: InstructionRead, one: Named) -> bool:
    """Whether something in the same clause says that a sound goes on under the others."""
    first = max((at + 1 for at in range(one.first) if read.words[at] in STOPS), default=0)
    last = next((at for at in range(one.last, len(read.words)) if read.words[at] in STOPS), len(read.words))
    lasting = {stem(word) for word in grammar().lasting}
    return any(read.stems[at] in lasting for at in range(first, last))
