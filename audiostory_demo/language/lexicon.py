"""The words that are read: those of other languages with the English ones that mean the same, and the English ones themselves.

From ``assets/languages``, which translators can edit, and ``assets/english``; read when first used.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ..text import WORD

ASSETS = Path(str(files("audiostory_demo"))) / "assets"
LANGUAGES = ("de", "es", "fr", "pt", "zh", "ja", "ko")
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
    """

    exact: dict[str, Found]
    plain: dict[str, Found]
    stems: dict[str, Found]
    suffixes: tuple[str, ...]

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
    table = _read(ASSETS / "languages" / f"{language}.yaml")
    suffixes = tuple(sorted({bare_letters(one) for one in table["suffixes"]}, key=len, reverse=True))
    exact: dict[str, Found] = {}
    for english, words in table["words"].items():
        exact |= {word.lower(): (str(english), "") for word in words}
    exact |= {word: ("", AFTER) for word in table["after"]}
    for english, words in table["places"].items():
        exact |= {word.lower(): (str(english), PLACE) for word in words}
    for name, line in table["sounds"].items():
        for english, words in zip(_read(ASSETS / "languages" / "en.yaml")[name], line.split("|"), strict=True):
            for word in words.split():
                exact.setdefault(word.replace("_", " ").lower(), (english, name))
    empty = Lexicon({}, {}, {}, suffixes)
    plain: dict[str, Found] = {}
    stems: dict[str, Found] = {}
    for word, found in exact.items():
        plain.setdefault(bare_letters(word), found)
        if found[1] not in ("", AFTER):
            stems.setdefault(empty.stem(word), found)
    return Lexicon(exact, plain, stems, suffixes)


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
    english = ASSETS / "english"
    tables = [_read(file) for file in sorted((english / "sounds").glob("*.yaml"))]
    texts = [
        text for table in tables for entry in table.values() for field in ("nouns", "phrases") for text in entry[field]
    ]
    texts += [
        text
        for entry in _read(english / "observed.yaml").values()
        for field in ("who", "does")
        for text in entry[field]
    ]
    texts += [text for nouns in _read(english / "standins.yaml").values() for text in nouns]
    for file in sorted((english / "situations").glob("*.yaml")):
        for setting, entry in _read(file).items():
            texts += [setting, *entry["titles"]]
    return frozenset(
        word for text in texts for word in WORD.findall(text.lower()) if word not in GRAMMAR and len(word) > 2
    )


@cache
def english_words() -> frozenset[str]:
    """All English words that our tables have, and those that a sentence encoder's vocabulary knows."""
    texts = [text for name in ("wording", "ways") for text in _texts(_read(ASSETS / "english" / f"{name}.yaml"))]
    own = {word for text in texts for word in WORD.findall(text.lower())} | sound_words() | GRAMMAR
    own |= {form for word in own for form in (*plain_forms(word), *_verb_forms(word))}
    return frozenset(own) | frozenset((ASSETS / "languages" / "known.txt").read_text(encoding="utf-8").split())


def plain_forms(word: str) -> Iterator[str]:
    """The plural of a noun or third person of a verb; of a participle the other forms."""
    if not word.isalpha() or len(word) < 3:
        return
    if word.endswith("ing") and len(word) > 5:
        stem = word.removesuffix("ing")
        yield from (stem, f"{stem}s", f"{stem}ed")
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


def _read(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        """
a about above across after again against all almost alone along already also although always am among an and another any anyone
anything are around as ask at audio away back background be because been before behind being below beside between big both but by
can clip come comes could cut day did distance do does done down during each either else end even ever every everything except far
fast few finally first for from full get gets getting give go goes going gone good had has have he heard hear hearing her here him
his how however i if in inside instead into is it its itself just keep kind last later left less let like little long loud loudly
low made make makes many may maybe me mean middle might minute minutes more most mostly much music must my near nearby never new
next nice no nobody none nor not nothing now of off often okay on once one only or other our out outside over own part play
playing plays please put quick quiet quietly quite rather really right same say scene second seconds see several she short should
show since slow slowly small so soft softly some someone something sometimes somewhere soon sound sounds start starts still stop
stops story such sudden suddenly take tell than thank thanks that the their them then there these they thing things this those
three through thru till time times to together told too two four five six seven eight nine ten twelve twenty thirty sixty under until
up upon us use very voice wait want was way we well were what when where which while who whole why will with within without would
yes yet you your exactly twice minus excluding avoid leave skip don't doesn't isn't aren't won't can't didn't i'm it's there's let's that's
""",
    )
) | frozenset(
    ["don't", "doesn't", "isn't", "aren't", "won't", "can't", "didn't", "i'm", "it's", "there's", "let's", "that's"]
)
"""Words of every English text."""
