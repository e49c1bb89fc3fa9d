"""Sets of instructions beyond the first held-out one: other people's sentences, denials, languages, long stories.

None of them may be tuned on. They stand in ``assets/english/wider``, one instruction a line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..data.sounds import SOUND_NAMES, SOUNDS, bare
from ..language.lexicon import LANGUAGES
from ..language.tables import ENGLISH, Entry, read_file
from .held_out import Instruction, Wanted

FOLDER = ENGLISH / "wider"
LENGTHS = (60.0, 90.0, 120.0, 150.0)  # s in which every long one is told
GENERATED = 200  # denials that are made of held-out words
LANGUAGE_SECONDS = 15.0  # asked for in the languages


@dataclass(frozen=True)
class Wider(Instruction):
    """An instruction with more to judge.

    Attributes:
        set_name: where it belongs: "sentences", "denials", "generated denials", a language, or "60 s".
        denied: classes that must not be heard.
        kind: of a long one: "word", "list", "prose" or "place".
    """

    set_name: str = ""
    denied: tuple[str, ...] = ()
    kind: str = ""


@cache
def sentences() -> tuple[Wider, ...]:
    """Other people's sentences."""
    return tuple(
        _wider(text, float(seconds), sounds, "sentences")
        for seconds, sounds, text in _lines("sentences.yaml", "sentences", 3)
    )


@cache
def denials() -> tuple[Wider, ...]:
    """Denials written by hand."""
    return tuple(
        _wider(text, float(seconds), sounds, "denials", _classes(denied))
        for seconds, sounds, denied, text in _lines("denials.yaml", "denials", 4)
    )


def generated_denials(count: int = GENERATED) -> Iterator[Wider]:
    """Denials put together of words that training has not seen, always the same ones."""
    rng, frames = random.Random(20), read_file(FOLDER / "denials.yaml").texts("frames")
    for _ in range(count):
        heard, denied = rng.sample(SOUND_NAMES, 2)
        nouns = [bare(rng.choice(SOUNDS[name].nouns[:3])) for name in (heard, denied)]
        text = rng.choice(frames).format(heard=nouns[0], denied=nouns[1])
        yield _wider(text, 12.0, heard, "generated denials", (denied,))


@cache
def languages() -> tuple[Wider, ...]:
    """Instructions in other languages, some of two in one sentence."""
    return tuple(
        _wider(text, LANGUAGE_SECONDS, sounds, language)
        for language in sorted(LANGUAGES)
        for sounds, text in _rows((FOLDER / "languages" / f"{language}.txt").read_text(encoding="utf-8"), 2)
    )


@cache
def long_ones(seconds: float) -> tuple[Wider, ...]:
    """Instructions for long stories, all of this length."""
    name, found = long_name(seconds), []
    for kind, sounds, text in _lines("long.yaml", "long", 3):
        if kind == "place":
            one = Wider(text, seconds, place=text, fitting=_classes(sounds), set_name=name, kind=kind)
        else:
            one = _wider(text, seconds, sounds, name, kind=kind)
        found.append(one)
    return tuple(found)


def long_name(seconds: float) -> str:
    """Of the set of stories of a length."""
    return f"{seconds:g} s"


def every_set() -> dict[str, tuple[Wider, ...]]:
    """Name of a set -> its instructions."""
    sets = {"sentences": sentences(), "denials": denials(), "generated denials": tuple(generated_denials())}
    sets |= {name: tuple(one for one in languages() if one.set_name == name) for name in sorted(LANGUAGES)}
    return sets | {long_name(seconds): long_ones(seconds) for seconds in LENGTHS}


def _wider(
    text: str, seconds: float, sounds: str, set_name: str, denied: tuple[str, ...] = (), kind: str = ""
) -> Wider:
    """An instruction whose sounds are parted by ``>`` where they come in order, by commas where they do not."""
    ordered = ">" in sounds
    names = [part.strip() for part in sounds.replace(">", ",").split(",") if part.strip() not in ("", "-")]
    wanted = tuple(Wanted(tuple(name.split("/"))) for name in names)
    place = "" if wanted else text
    return Wider(text, seconds, wanted, ordered, place, (), set_name, denied, kind)


def _classes(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _lines(file: str, name: str, columns: int) -> Iterator[list[str]]:
    table: Entry = read_file(FOLDER / file)
    return _rows(table.text(name), columns)


def _rows(text: str, columns: int) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.strip():
            yield [cell.strip() for cell in line.split("|", columns - 1)]
