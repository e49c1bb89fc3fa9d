"""The English words that name no sound, from ``assets/english/grammar.yaml``, which explains them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

from .tables import ENGLISH, read_file

Words = tuple[str, ...]


@dataclass(frozen=True)
class Grammar:
    """The lists of ``grammar.yaml``."""

    articles: Words
    determiners: Words
    singular: Words
    plurals: Words
    joining: Words
    either: Words
    verbal: Words
    alone: Words
    of_doing: Words
    somebody: Words
    whereabouts: Words
    things: Words
    auxiliaries: Words
    before_length: Words
    after_length: Words
    tens: dict[str, int]
    once: Words
    twice: Words
    repeated: Words
    several: Words
    common: Words
    untold: Words
    scenery: Words
    reversing: Words
    beginning: Words
    lasting: Words
    prepositions: Words
    unnaming: Words
    general: Words
    lookalikes: Words
    done_to: Words
    sounding: Words
    talking: Words
    meaning_one: Words
    calm: Words
    fixtures: Words
    whereto: Words
    owning: Words
    staying: Words
    using: Words
    lying: Words
    lying_at: Words
    thinking: Words
    speaking: Words
    remembering: Words
    weather: dict[str, str]
    openings: Words
    asked: Words
    crude: Words
    every_text: Words

    @cached_property
    def before_nouns(self) -> frozenset[str]:
        """Words that the names of sounds are compared without."""
        return frozenset((*self.articles, *self.determiners))

    @cached_property
    def ands(self) -> Words:
        """Words between the items of a list."""
        return (*self.joining, *self.either)


@cache
def grammar() -> Grammar:
    """The package's own."""
    return read_grammar()


def read_grammar(file: Path = ENGLISH / "grammar.yaml") -> Grammar:
    """Read and check the lists."""
    table = read_file(file)
    names = [field.name for field in fields(Grammar)]
    table.check_fields(names)
    tens = table.part("tens")
    numbers = {word: int(tens.number(word)) for word in tens.values}
    weather = table.part("weather")
    adjectives = {word: weather.text(word) for word in weather.values}
    lists = {name: table.texts(name) for name in names if name not in ("tens", "weather")}
    return Grammar(tens=numbers, weather=adjectives, **lists)
