"""What a plan made of its instruction: whose words led to which scene, what stands in for what, and what was passed over.

The planner's reasoning says so itself: it quotes the instruction, likens places to settings it knows, and names the
nearest sound for one that it cannot make. Nothing here is guessed beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..text import WORD
from .config import LanguageConfig
from .reading import Reading, read_instruction

SCENE = re.compile(r"(?<![\w.])[\d.]+-[\d.]+ s: ([^(]+?)(?: \(([^)]*)\))?\.(?=\s|$)")
NEAREST, AGAIN = "nearest to ", " again"
"""As the reasoning says it; a planner has learned these."""
FEW = 8  # sounds of a long story that are all told before its return; more of them are spread over its four parts
LANGUAGES = "English, German, Spanish, French, Portuguese, Chinese, Japanese and Korean"
"""Those that are read (see :mod:`.reading`)."""


@dataclass(frozen=True)
class StandIn:
    """Something that the planner does not know, and what it took in its place.

    Attributes:
        asked: in the words of the instruction.
        given: sound or setting that is nearest.
        kind: "sound" or "place".
        scene: number of the scene; None for a place, which all scenes come from.
    """

    asked: str
    given: str
    kind: str
    scene: int | None = None


@dataclass(frozen=True)
class Understanding:
    """What a plan made of its instruction.

    Attributes:
        scenes: for each scene the words of the instruction that led to it; "" where none can be named.
        unused: words of the instruction that look like sounds and led to no scene.
        stand_ins: what was taken for something unknown.
        readable: whether the instruction is in a language that is read.
        recognised: whether anything of the instruction led to a scene.
        denied: words of the instruction that name what must not be heard.
        read_as: words of the instruction, each with the English ones that were read for it.
        conflict: how the lengths that the instruction names differ from the one asked for; "" where they do not.
    """

    scenes: tuple[str, ...]
    unused: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    readable: bool = True
    recognised: bool = True
    denied: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    conflict: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Understanding:
        """Undo :meth:`as_dict`; what an earlier version did not write has its default."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        known |= {name: tuple(known[name]) for name in ("scenes", "unused", "denied") if name in known}
        known["stand_ins"] = tuple(StandIn(**one) for one in values.get("stand_ins", ()))
        known["read_as"] = tuple((typed, read) for typed, read in values.get("read_as", ()))
        return cls(**known)

    def later(self, scenes: int) -> Understanding:
        """The same for a plan before whose scenes stand others, to which no words led."""
        stand_ins = tuple(
            one if one.scene is None else replace(one, scene=one.scene + scenes) for one in self.stand_ins
        )
        return replace(self, scenes=("",) * scenes + self.scenes, stand_ins=stand_ins)

    def lines(self) -> Iterator[str]:
        """The same in English sentences, for a terminal or a notebook."""
        if not self.readable:
            yield f'The instruction seems to be in none of the languages that are read: {LANGUAGES}. Try "Rain, then a dog barks."'
        elif not self.recognised:
            yield "No scene can be traced to words of the instruction: the planner went by its own ideas."
        if self.read_as:
            yield f"Read as English: {', '.join(f'{typed} = {read}' for typed, read in self.read_as)}."
        for number, words in enumerate(self.scenes, 1):
            if words:
                yield f'Scene {number} comes from "{words}".'
        for each in self.stand_ins:
            yield f'"{each.asked}" is unknown; nearest is {each.given}.'
        if self.denied:
            yield f"Not to be heard: {', '.join(self.denied)}."
        if self.unused:
            yield f"Not used: {', '.join(self.unused)}."
        if self.conflict:
            yield self.conflict


def understand(
    instruction: str, reasoning: str, captions: Sequence[str], language: LanguageConfig, *,
    named: Sequence[tuple[str, frozenset[str]]] = (), denied: tuple[str, ...] = (), conflict: str = "",
) -> Understanding:  # fmt: skip
    """Read it from a plan's reasoning, which quotes the instruction.

    Args:
        instruction: as it was typed.
        reasoning: of a planner that reasons in this language.
        captions: one a scene.
        language: the planner's words.
        named: what the instruction names, in its words, and the sounds that each may be.
        denied: what it denies, in its words.
        conflict: see :class:`Understanding`.
    """
    text, reading, count = reasoning, read_instruction(instruction), len(captions)
    quotes = _quoted(text, language.forms.get("heard", ""))
    place, setting = _place(text, language.forms.get("place", ""))
    found = [(label, _nearest(said)) for label, said in SCENE.findall(_without_headings(text, language))]
    scenes = _sources([label for label, _ in found], quotes, place, language)[:count]
    scenes += [""] * (count - len(scenes))
    stand_ins = [
        StandIn(asked, label.removesuffix(AGAIN), "sound", number)
        for number, (label, asked) in enumerate(found[:count])
        if asked
    ]
    if place and setting:
        stand_ins.append(StandIn(place, setting, "place"))
    used = {word for part in (*quotes, place, text) for word in WORD.findall(part.lower())}
    used |= {word for caption in captions for word in WORD.findall(caption.lower())}
    told = {label.removesuffix(AGAIN) for label, _ in found}
    left = (words for words, labels in named if not labels & told and used.isdisjoint(words.split()))
    passed_over = (quote for quote in quotes if quote and quote not in scenes and not language.names_of(quote))
    unused = tuple(dict.fromkeys([*left, *passed_over]))
    readable = _readable(reading)
    return Understanding(
        tuple(scenes), unused if readable else (), tuple(stand_ins), readable, readable and any(scenes), denied,
        reading.glosses, conflict,
    )  # fmt: skip


def levels_said(reasoning: str, language: LanguageConfig) -> list[str]:
    """How loud each scene is said to be, as :class:`audiostory_demo.story.Scene` has it."""
    levels = language.lists.get("levels", ())
    said = (said.split(", ") for _, said in SCENE.findall(_without_headings(reasoning, language)))
    return [next((part for part in parts if part in levels), "") for parts in said]


def _readable(reading: Reading) -> bool:
    """Whether a language of the instruction is read; a single word that nobody knows may be a name."""
    return bool(reading.languages) or ((reading.recognised or len(reading.unread) < 2) and reading.text.isascii())


def _nearest(said: str) -> str:
    """What a sound is nearest to, of what stands in parentheses."""
    return next((part.removeprefix(NEAREST) for part in said.split(", ") if part.startswith(NEAREST)), "")


def _without_headings(text: str, language: LanguageConfig) -> str:
    """The reasoning without the lines that say what a part holds."""
    for name in language.lists.get("parts", ()):
        text = re.sub(rf"\b{re.escape(name)} to [\d.]+ s: [^.]*\.(?= )", "", text)
    return text


def _sources(labels: list[str], quotes: list[str], place: str, language: LanguageConfig) -> list[str]:
    """For each sound of the reasoning the quotation that it came from; one that comes again has that of its first time."""
    plainly = {quote: language.names_of(quote) for quote in quotes}
    left = [quote for quote in quotes if not plainly[quote]]
    first: dict[str, str] = {}
    for label in labels:
        name = label.removesuffix(AGAIN)
        if name not in first:
            said = next((quote for quote in quotes if name in plainly[quote]), "")
            first[name] = said or (left.pop(0) if left else place)
    return [first[label.removesuffix(AGAIN)] for label in labels]


def _quoted(text: str, form: str) -> list[str]:
    """What the reasoning says that it heard, one by one."""
    before, _, after = form.partition("{heard}")
    if not before or before not in text:
        return []
    return text.partition(before)[2].partition(after or ".")[0].split(", ")


def _place(text: str, form: str) -> tuple[str, str]:
    """The place in the instruction's words, and the setting that it is likened to; ("", "") where there is none."""
    if "{place}" not in form:
        return "", ""
    before, between, after = re.split(r"{place}|{setting}", form)
    found = re.search(re.escape(before) + "(.+?)" + re.escape(between) + "(.+?)" + re.escape(after[0]), text)
    return (found[1], found[2]) if found else ("", "")
