"""What strict decoding knows of the language that a planner reasons in. The words themselves come with each model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

from ..checks.rules import Rule, Unfit, check_fields, choice, count, several, table, words
from .english import grammar
from .stems import stems, told

SIGNS = table(words(100, shortest=1), words(10, shortest=1), 100, "a dict from text to the sign that ends it")
TEXT = words(400)
TEXTS = several(words(400, shortest=1), 0, 10_000, "texts")
FORMS = table(words(100, shortest=1), TEXT, 100, "a dict from the name of a form to its text")
LISTS = table(words(400, shortest=1), TEXTS, 10_000, "a dict from text to texts")
DISTINCT = 2  # a word of more sounds than that names none of them by itself
SHORTEST, OFTEN = 4, 3  # letters of such a word, and how many of a sound's names and captions have it


def record(kind: type) -> Rule:
    """An object of a class, or the dict of its fields that JSON brings."""

    def fit(value: object) -> Any:
        if isinstance(value, Mapping):
            try:
                return kind(**value)
            except (TypeError, ValueError):
                raise Unfit from None
        if not isinstance(value, kind):
            raise Unfit
        return value

    return Rule(f": pass a {kind.__name__}.", fit)


@dataclass(frozen=True)
class SoundWords:
    """A sound in words.

    Attributes:
        captions: the sentences that a plan may say it with.
        nouns: what users call it.
        frightening: whether it is only planned where it is asked for.
        nearest: other things that it comes nearest to.
    """

    captions: Annotated[tuple[str, ...], several(words(400, shortest=1), 1, 10_000, "one caption or more")]
    nouns: Annotated[tuple[str, ...], TEXTS] = ()
    frightening: Annotated[bool, choice(True, False)] = False
    nearest: Annotated[tuple[str, ...], TEXTS] = ()

    def __post_init__(self) -> None:
        check_fields(self, "language.sounds.")


@dataclass(frozen=True)
class LanguageConfig:
    """How a planner reasons; training takes it from ``assets/english``.

    Attributes:
        quotations: text after which the reasoning quotes the instruction -> sign that ends the quotation. In between are
            commas and the instruction's words of three letters or more, each once.
        numbers: words for one, two and so on; after a list of so many quoted things none that is smaller. A longer list
            is not counted.
        sounds: what the reasoning calls a sound -> its words. Where there are any, reasoning and captions hold nothing else;
            without, both are free prose.
        places: settings that the reasoning likens a place to -> the sounds that fit there.
        named_places: more of them, which it was not taught -> the same, the most telling first; only where the instruction tells of
            them.
        cues: setting of either kind -> words that tell of it without its name.
        forms: the sentences of the reasoning, by name, with blanks: as in ``reasoning.yaml``.
        lists: what the reasoning chooses from, by name: parts, levels, links, clip_links, room, medium, bed.
        beds: bed in the reasoning -> the sound that it is.
        denials: lists of ``denials.yaml``, by name.
        groups: word -> the sounds that it stands for.
        parts_from: seconds from which on a story is reasoned in parts; 0 never does.
    """

    quotations: Annotated[dict[str, str], SIGNS] = field(default_factory=dict)
    numbers: Annotated[tuple[str, ...], several(words(100, shortest=1), 0, 1000, "up to 1000 words")] = ()
    sounds: Annotated[
        dict[str, SoundWords], table(words(400, shortest=1), record(SoundWords), 10_000, "a dict from a sound to its words")
    ] = field(default_factory=dict)  # fmt: skip
    places: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    named_places: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    cues: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    forms: Annotated[dict[str, str], FORMS] = field(default_factory=dict)
    lists: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    beds: Annotated[dict[str, str], FORMS] = field(default_factory=dict)
    denials: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    groups: Annotated[dict[str, tuple[str, ...]], LISTS] = field(default_factory=dict)
    parts_from: Annotated[int, count(0, 1_000_000, "seconds")] = 0

    def __post_init__(self) -> None:
        check_fields(self, "language.")
        if not self.sounds:
            return
        if lost := [name for name in ("heard", "list", "clip", "plain", "style") if name not in self.forms]:
            raise ValueError(f"language.forms has no {lost[0]}. Copy the model folder again.")
        lists = (self.places, self.named_places, self.groups)
        named = {label for each in lists for labels in each.values() for label in labels}
        if strange := sorted((named | set(self.beds.values())) - set(self.sounds)):
            raise ValueError(
                f"language.sounds has no {strange[0]!r}, which is named elsewhere. Copy the model folder again."
            )

    @cached_property
    def names(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Stems of what a sound is called -> its labels; so does a single word that is told of it again and again.

        Words for how a sound is name none by themselves: doors close, and somebody is close. Nor do others that many captions have.
        """
        general = {stem for word in (*self.denials.get("manner", ()), *grammar().general) for stem in stems(word)}
        found: dict[tuple[str, ...], set[str]] = {}
        owners: dict[str, Counter[str]] = {}
        for label, sound in self.sounds.items():
            for noun in (label, *sound.nouns):
                found.setdefault(stems(noun), set()).add(label)
            for text in (label, *sound.nouns, *sound.captions):
                for word in set(stems(text)):
                    owners.setdefault(word, Counter())[label] += 1
        for word, told_of in owners.items():
            often = {label for label, times in told_of.items() if times >= OFTEN}
            if often and len(told_of) <= DISTINCT and len(word) >= SHORTEST and word not in general:
                found.setdefault((word,), set()).update(often)
        found |= {stems(word): set(labels) for word, labels in self.groups.items()}
        found.pop((), None)
        return {words: frozenset(labels) for words, labels in found.items()}

    @cached_property
    def meant(self) -> dict[tuple[str, ...], frozenset[str]]:
        """The same where a sound is wanted: no birds are no owls either, but birds are birds."""
        several = {name: self.names.get(name, frozenset()) for name in map(stems, grammar().meaning_one)}
        called = {
            name: frozenset(one for one in labels if name in {stems(noun) for noun in (one, *self.sounds[one].nouns)})
            for name, labels in several.items()
        }
        return self.names | {name: labels for name, labels in called.items() if labels}

    @cached_property
    def nearest(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Stems of things outside the repertoire -> the sounds that come nearest."""
        found: dict[tuple[str, ...], set[str]] = {}
        for label, sound in self.sounds.items():
            for noun in sound.nearest:
                found.setdefault(stems(noun), set()).add(label)
        return {words: frozenset(labels) for words, labels in found.items()}

    def names_of(self, words: str) -> frozenset[str]:
        """The sounds that words plainly name, or come nearest to: all of them belong to the name."""
        return self.names.get(stems(words), frozenset()) or self.nearest.get(stems(words), frozenset())

    def nearest_in(self, words: str) -> frozenset[str]:
        """The sounds that come nearest to a thing that is told of in these words, the longest name of one that stands there."""
        said = stems(words)
        spans = ((first, last) for first in range(len(said)) for last in range(first + 1, len(said) + 1))
        for first, last in sorted(spans, key=lambda span: span[0] - span[1]):
            if found := self.nearest.get(said[first:last]):
                return found
        return frozenset()

    @cached_property
    def setting_words(self) -> dict[str, frozenset[tuple[str, bool]]]:
        """Setting -> the telling words of its name."""
        return {setting: told(setting) for setting in (*self.places, *self.named_places)}

    @cached_property
    def cue_words(self) -> dict[str, list[frozenset[str]]]:
        """Setting -> the stems of each of its cues."""
        return {setting: [frozenset(stems(cue)) for cue in cues] for setting, cues in self.cues.items()}

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What users call the sounds, and groups of them."""
        return frozenset(noun for sound in self.sounds.values() for noun in sound.nouns) | frozenset(self.groups)

    @cached_property
    def words_of(self) -> dict[str, frozenset[str]]:
        """Label -> stems of all its words."""
        return {
            label: frozenset(word for text in (label, *sound.nouns, *sound.captions) for word in stems(text))
            for label, sound in self.sounds.items()
        }

    @cached_property
    def longest_name(self) -> int:
        """Words of the longest name."""
        return max(map(len, self.names), default=0)
