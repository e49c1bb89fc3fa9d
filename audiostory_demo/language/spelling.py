"""Words spelt by ear or mistyped, as the words about sounds that they stand for."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from functools import cache

from .lexicon import plain_forms, sound_words

SHORTEST = 4  # letters of a word that is taken for one a slip away
BY_EAR = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"eigh", "A"), (r"augh", "af"), (r"ough", "of"), (r"[tsc]ion|sh[uo]n", "SN"), (r"st(?=l|en)", "s"), (r"^kn|^gn", "n"), (r"^wr|^rh", "r"), (r"^ps", "s"), (r"mb$", "m"), (r"ph", "f"), (r"tch", "C"), (r"ch", "C"), (r"sh|ti(?=on)|ci(?=a)", "S"),
        (r"th", "T"), (r"wh", "w"), (r"dge?(?=$|s$|i)", "j"), (r"ge(?=$|s$)", "j"), (r"gu(?=[ei])", "g"), (r"(?<=[aeiou])gh(?:t)?", "t"),
        (r"gh", "g"), (r"ck|q|c(?![eiy])", "k"), (r"c", "s"), (r"x", "ks"), (r"z", "s"), (r"([b-df-hj-np-tv-zCSTJ])\1", r"\1"),
        (r"ai|ay|ei(?!n)|ey", "A"), (r"ee|ea|ie", "I"), (r"oa|ow(?=$|s)", "O"), (r"oo|ou|ew|ue|u$", "U"), (r"au|aw", "o"),
        (r"a(?=[bcdfgjklmnprstvCST]e)", "A"), (r"[iy](?=[bcdfgjklmnprstvCST]e)", "Y"), (r"o(?=[bcdfgjklmnprstvCST]e)", "O"),
        (r"u(?=[bcdfgjklmnprstvCST]e)", "U"), (r"(?<=[a-zA-Z]{2})e(?=$|s$|d$)", ""), (r"(?:er|or|ar|ur|ir)", "R"), (r"(?<=.)y", "i"),
    )
)  # fmt: skip
"""Spellings and what is heard, in the order in which they are read."""


def respelt(word: str) -> str:
    """The word about sounds that an unknown word stands for; "" where none sounds alike or is one slip away."""
    low = word.lower()
    if len(low) < 3 or not low.isascii() or not low.isalpha():
        return ""
    alike = [other for other in _by_ear()[heard(low)] if other[0] == low[0] or len(low) > 3]
    if alike:  # a word as it stands in our tables rather than another form of it
        return min(alike, key=lambda other: (other not in sound_words(), abs(len(other) - len(low)), other))
    return _one_slip(low)


@cache
def heard(word: str) -> str:
    """Roughly how a word sounds."""
    for pattern, sound in BY_EAR:
        word = pattern.sub(sound, word)
    return word


@cache
def _by_ear() -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(sound_words()):
        for form in (word, *plain_forms(word)):
            if form.isalpha() and len(form) > 2 and form not in found[heard(form)]:
                found[heard(form)].append(form)
    return found


def _one_slip(word: str) -> str:
    """A word about sounds that differs by letters swapped, doubled, left out, put in or mistaken, in this order."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    ways = (
        [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1],
        [a + b[1:] for a, b in cuts if b],
        [a + letter + b for a, b in cuts for letter in string.ascii_lowercase],
        [a + letter + b[1:] for a, b in cuts[1:] if b for letter in string.ascii_lowercase],
    )
    for number, way in enumerate(ways):
        found = [other for other in way if other in sound_words() and len(other) >= SHORTEST]
        if found and (number == 2 or len(word) >= SHORTEST) and (number < 3 or len(word) > SHORTEST):
            return found[0]
    return ""
