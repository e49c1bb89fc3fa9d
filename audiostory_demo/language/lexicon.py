"""The words that are read: those of other languages with the English ones that mean the same, and the English ones themselves.

From ``assets/languages``, which translators can edit, and ``assets/english``; read when first used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..text import WORD
from .english import grammar
from .tables import ASSETS, ENGLISH, read_file

LANGUAGES = ("de", "es", "fr", "pt", "zh", "ja", "ko")
ELISION = re.compile(r"\b(?:[dlcjmnst]|qu)'(?=\w)", re.IGNORECASE)
SHORTEST_STEM = 4  # letters: of shorter words only what is listed counts
PLACE, AFTER = "place", "after"
Found = tuple[
    str, str
]  # English words; the class that they name, PLACE, AFTER for what denies what stands before it, or ""


@dataclass(frozen=True)
class Lexicon:
    """A language's words.

    Attributes:
        exact: words in small letters, as listed -> what is read.
        plain: the same without accents.
        stems: the same without endings.
        suffixes: the endings, the longest first.
        linked: endings of a verb that another follows.
    """

    exact: dict[str, Found]
    plain: dict[str, Found]
    stems: dict[str, Found]
    suffixes: tuple[str, ...]
    linked: tuple[str, ...] = ()

    def find(self, typed: str) -> Found | None:
        """What is read for a word or phrase, however it is inflected; None where it is not known."""
        words = " ".join(typed.lower().split())
        return self.exact.get(words) or self.plain.get(bare_letters(words)) or self.stems.get(self.stem(words))

    def knows(self, word: str) -> bool:
        """Whether a word is known by itself."""
        return self.find(word) is not None

    def stem(self, words: str) -> str:
        """The words without accents and endings."""
        return " ".join(self._stem(word) for word in bare_letters(words).split())

    def _stem(self, word: str) -> str:
        ends = (
            suffix for suffix in self.suffixes if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM
        )
        return word.removesuffix(next(ends, ""))


@cache
def lexicon(language: str) -> Lexicon:
    """The words of one of ``LANGUAGES``."""
    table = read_file(ASSETS / "languages" / f"{language}.yaml").values
    suffixes = tuple(sorted({bare_letters(one) for one in table["suffixes"]}, key=len, reverse=True))
    exact: dict[str, Found] = {}
    for english, words in table["words"].items():
        exact |= {word.lower(): (str(english), "") for word in words}
    exact |= {word: ("", AFTER) for word in table["after"]}
    for english, words in table["places"].items():
        exact |= {word.lower(): (str(english), PLACE) for word in words}
    if language == "fr":
        exact = {apart(words): found for words, found in exact.items()}
    in_english = read_file(ASSETS / "languages" / "en.yaml").values
    for name, line in table["sounds"].items():
        for english, words in zip(in_english[name], line.split("|"), strict=True):
            for word in words.split():
                phrase = word.replace("_", " ").lower()
                exact.setdefault(apart(phrase) if language == "fr" else phrase, (english, name))
    empty = Lexicon({}, {}, {}, suffixes)
    plain: dict[str, Found] = {}
    stems: dict[str, Found] = {}
    for word, found in exact.items():
        plain.setdefault(bare_letters(word), found)
        if found[1] not in ("", AFTER):
            stems.setdefault(empty.stem(word), found)
    return Lexicon(exact, plain, stems, suffixes, tuple(table.get("linked", ())))


def apart(text: str) -> str:
    """French words with what is elided before them as a word of its own: "feu d' artifice"."""
    return ELISION.sub(lambda found: f"{found[0]} ", text)


def bare_letters(text: str) -> str:
    """Small letters without accents."""
    return "".join(
        c
        for c in unicodedata.normalize("NFD", text.lower())
        if not unicodedata.combining(c) or "\u3099" <= c <= "\u309a"
    )


@cache
def sound_words() -> frozenset[str]:
    """English words that have to do with sounds or places: those of our sounds, of who makes them, and of our situations."""
    tables = [read_file(file).values for file in sorted((ENGLISH / "sounds").glob("*.yaml"))]
    texts = [
        text for table in tables for entry in table.values() for field in ("nouns", "phrases") for text in entry[field]
    ]
    texts += [
        text
        for entry in read_file(ENGLISH / "observed.yaml").values.values()
        for field in ("who", "does")
        for text in entry[field]
    ]
    texts += [text for nouns in read_file(ENGLISH / "standins.yaml").values.values() for text in nouns]
    for file in sorted((ENGLISH / "situations").glob("*.yaml")):
        for setting, entry in read_file(file).values.items():
            texts += [setting, *entry["titles"]]
    words = {word for text in texts for word in WORD.findall(text.lower()) if len(word) > 2}
    return frozenset(words.difference(grammar().every_text))


@cache
def english_words() -> frozenset[str]:
    """All English words that our tables have, those that a sentence encoder's vocabulary knows, and everyday ones that it lacks."""
    texts = [text for name in ("wording", "ways") for text in _texts(read_file(ENGLISH / f"{name}.yaml").values)]
    own = {word for text in texts for word in WORD.findall(text.lower())} | sound_words() | set(grammar().every_text)
    own |= {form for word in own for form in (*plain_forms(word), *_verb_forms(word))}
    lists = (ASSETS / "languages" / name for name in ("known.txt", "everyday.txt"))
    return frozenset(own).union(*(file.read_text(encoding="utf-8").split() for file in lists))


def plain_forms(word: str) -> Iterator[str]:
    """The plural of a noun or third person of a verb; of a participle the other forms."""
    if not word.isalpha() or len(word) < 3:
        return
    if word.endswith("ing") and len(word) > 5:
        stem = word.removesuffix("ing")
        base = stem[:-1] if stem[-1] == stem[-2] and stem[-1] in "bdgmnpt" else stem  # trotting, trot
        yield from (base, f"{base}s", f"{stem}ed")
    elif not word.endswith("s"):
        yield from (f"{word}s", f"{word}'s")


def _verb_forms(word: str) -> Iterator[str]:
    """What a verb in the third person may become."""
    if word.endswith("s") and len(word) > 4:
        base = word[:-1]
        yield base
        for stem in (base, base.removesuffix("e"), base + base[-1]):
            yield from (f"{stem}ing", f"{stem}ed")


def _texts(value: Any) -> Iterator[str]:
    """Every text of a table, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
