"""What an instruction mentions and does not ask to hear: a door that somebody walks to, a gun that lies there, horses in a dream."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import chain

from .english import grammar
from .stems import stem
from .words import Words

ADJECTIVES = 2  # words between "the" and its noun
APART = 2  # words between somebody who speaks and "about"
ENDS = {".", ";", "!", "?"}  # of sentences; in some of which a door that was walked to is opened


def merely_mentioned(read: Words, denied_words: Set[int]) -> frozenset[int]:
    """Places of the words that tell of a thing without its sound; none where nothing else would be heard.

    Args:
        read: the instruction.
        denied_words: places of the words of what is denied.
    """
    found = frozenset(chain(_fixtures(read), _lying(read), _thoughts(read)))
    heard = any(found.isdisjoint(one.places) and denied_words.isdisjoint(one.places) for one in read.names)
    return found if heard else frozenset()


def follows_preposition(read: Words, noun: int) -> bool:
    """Whether a noun stands after a preposition, so that it does nothing: of the guard at the door, the guard laughs."""
    owner = _before_adjectives(read, noun)
    return owner > 0 and read.words[owner - 1] in (*grammar().whereto, *grammar().whereabouts, *grammar().prepositions)


def _fixtures(read: Words) -> Iterator[int]:
    """Doors, windows and the like where they only say where something is or goes."""
    for at, word in enumerate(read.words):
        owner = _before_adjectives(read, at) if word in grammar().fixtures else 0
        if owner and _is_place(read, owner, known=bool(read.find(at, at + 1))) and not _is_used(read, at):
            yield from range(owner - 1, at + 1)


def _before_adjectives(read: Words, noun: int) -> int:
    """Where the "the" of a noun stands, or "his"; 0 where there is none."""
    for at in range(noun - 1, max(noun - 2 - ADJECTIVES, 0), -1):
        if read.signs[at] or read.words[at] in grammar().whereto:
            return 0
        if read.words[at] in grammar().owning:
            return at
    return 0


def _is_place(read: Words, owner: int, *, known: bool) -> bool:
    """Whether a preposition stands before a "the"; what names a sound must be stood or waited at, which may also be knocked at."""
    before, lists = read.words[max(owner - 2, 0) : owner], grammar()
    if before in (["out", "of"], ["front", "of"]) or before[-1] in lists.whereto:
        return True
    first, _ = _sentence(read, owner)
    staying = set(map(stem, (*lists.calm, *lists.staying)))
    return before[-1] in ("at", "on") and (not known or not staying.isdisjoint(read.stems[first:owner]))


def _is_used(read: Words, at: int) -> bool:
    """Whether the sentence says that something is done that can be heard: it opens, she knocks, he plays."""
    used = set(map(stem, grammar().using))
    return any(read.stems[place] in used for place in range(*_sentence(read, at)))


def _lying(read: Words) -> Iterator[int]:
    """Things that lie somewhere, and animals that sleep, if the sentence says nothing else of them."""
    lists, words = grammar(), read.words
    for one in read.names:
        at = next((at for at in range(one.last, len(words)) if words[at] not in lists.auxiliaries), len(words))
        if at + 1 >= len(words) or words[at] not in lists.lying or words[at + 1] not in lists.lying_at:
            continue
        told = {word for label in one.labels for word in read.language.words_of[label]} | set(map(stem, lists.using))
        doing = (place for place in range(at + 2, _sentence(read, at)[1]) if words[place].endswith(("s", "ing", "ed")))
        if not any(read.stems[place] in told for place in doing):
            noun = at + 2 + (words[at + 2 : at + 3] != [] and words[at + 2] in lists.owning)  # on the table
            yield from range(one.first, at + 2 if read.find(noun, noun + 1) else min(noun + 1, len(words)))


def _thoughts(read: Words) -> Iterator[int]:
    """What somebody thinks of, talks about or remembers, and what pictures are of: up to where that is, or what else there is."""
    lists = grammar()
    ends = {*lists.joining, *lists.whereabouts, *lists.whereto, *read.language.denials.get("until", ())}
    for at, word in enumerate(read.words):
        if word in lists.remembering or (word in ("of", "about") and _is_thought(read, at)):
            whole = range(at + 1, len(read.words))
            last = next((place for place in whole if read.signs[place] or read.words[place] in ends), len(read.words))
            yield from range(at + 1, last)


def _is_thought(read: Words, at: int) -> bool:
    """Whether somebody thinks, or a picture is, of what follows an "of" or "about"."""
    lists, before = grammar(), read.words[max(0, at - 1 - APART) : at]
    if before and before[-1] in lists.thinking:
        return True
    return read.words[at] == "about" and any(word in lists.speaking for word in before)


def _sentence(read: Words, at: int) -> tuple[int, int]:
    """Where the sentence around a word begins and ends."""
    ends = [place for place, word in enumerate(read.words) if not ENDS.isdisjoint(word)]  # also "?!" and "..."
    first = max((place + 1 for place in ends if place < at), default=0)
    return first, min((place for place in ends if place >= at), default=len(read.words))
