"""Just enough English: tenses of marked verbs, lists, and the slips of people who type fast.

Clauses mark each finite verb with `*` in the simple present: "a dog *wakes up and *barks".
"""

from __future__ import annotations

import random
import re
import string
from functools import lru_cache
from typing import Literal

Tense = Literal["present", "past"]
Person = Literal["I", "we", "she"]  # "we" stands for all plurals and "you"

BASE = {"has": "have", "does": "do", "goes": "go", "echoes": "echo"}
MARKED = re.compile(r"\*([\w']+)")
MARKED_AND_SPACE = re.compile(r"\*([\w']+) ?")
PAST = {
    "am": "was", "is": "was", "are": "were", "have": "had", "do": "did", "can": "could", "will": "would",
    "can't": "couldn't", "won't": "wouldn't", "don't": "didn't", "isn't": "wasn't", "aren't": "weren't",
    "hasn't": "hadn't", "beat": "beat", "begin": "began", "bite": "bit", "blow": "blew", "break": "broke",
    "bring": "brought", "build": "built", "burst": "burst", "buy": "bought", "catch": "caught", "come": "came",
    "creep": "crept", "cut": "cut", "draw": "drew", "drive": "drove", "eat": "ate", "fall": "fell", "feel": "felt",
    "fight": "fought", "find": "found", "fly": "flew", "forget": "forgot", "get": "got", "give": "gave", "go": "went",
    "grow": "grew", "hang": "hung", "hear": "heard", "hide": "hid", "hit": "hit", "hold": "held", "keep": "kept",
    "know": "knew", "lay": "laid", "leave": "left", "let": "let", "lie": "lay", "light": "lit", "lose": "lost",
    "make": "made", "mean": "meant", "meet": "met", "read": "read", "ring": "rang", "rise": "rose", "run": "ran",
    "say": "said", "see": "saw", "set": "set", "shake": "shook", "shine": "shone", "shoot": "shot", "shut": "shut",
    "sing": "sang", "sit": "sat", "sleep": "slept", "speak": "spoke", "spend": "spent", "split": "split",
    "stand": "stood", "strike": "struck", "sweep": "swept", "swim": "swam", "swing": "swung", "take": "took",
    "tell": "told", "think": "thought", "throw": "threw", "wake": "woke", "wear": "wore", "wind": "wound",
    "write": "wrote",
}  # fmt: skip
DOUBLING = {
    "begin", "chat", "chop", "chug", "clap", "cut", "drop", "drum", "get", "hit", "hop", "hum", "lap", "let",
    "pop", "rev", "rub", "run", "set", "shut", "sit", "slam", "slip", "split", "step", "stir", "stop", "strum",
    "swim", "tap", "tip", "trip", "yap",
}  # fmt: skip
HIDDEN = {"won't": "that won't", "can't": "who can't"}  # have no participle
BEING = re.compile(r"(?:fired|cast|smashed)\b")  # passives keep "being", other forms of "be" just go


@lru_cache(maxsize=4096)
def base(verb: str) -> str:
    """ "barks" -> "bark"; plural and base forms stay."""
    if verb in ("is", "are", "am") or verb.endswith(("'t", "ss")) or not verb.endswith("s"):
        return verb
    if verb in BASE:
        return BASE[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return verb[:-2]
    return verb[:-1]


@lru_cache(maxsize=4096)
def past(verb: str) -> str:
    """Simple past of a present form."""
    stem = "hasn't" if verb == "hasn't" else "don't" if verb == "doesn't" else base(verb)
    if stem in PAST:
        return PAST[stem]
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return stem[:-1] + "ied"
    return stem + stem[-1] + "ed" if stem in DOUBLING else stem + "ed"


@lru_cache(maxsize=4096)
def participle(verb: str) -> str:
    """ "barks" -> "barking"."""
    stem = base(verb)
    if stem in HIDDEN:
        return HIDDEN[stem]
    if stem == "lie":
        return "lying"
    if stem.endswith("e") and not stem.endswith(("ee", "oe")):
        return stem[:-1] + "ing"
    return stem + stem[-1] + "ing" if stem in DOUBLING else stem + "ing"


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
        if match[1] in ("is", "are"):
            return "being " if BEING.match(marked, match.end()) else ""
        return participle(match[1]) + match[0][len(match[1]) + 1 :]

    return MARKED_AND_SPACE.sub(ing, marked).strip()


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
