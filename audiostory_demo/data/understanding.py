"""What a plan made of its instruction: whose words led to which scene, what stands in for what, and what was passed over.

The planner's reasoning says so itself: it quotes the instruction, likens places to settings it knows, and names the
nearest sound for one that it cannot make.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from ..story import Plan
from ..text import WORD
from .sounds import SOUNDS, bare
from .wording import reasoning, wording

SCENE = re.compile(r"[\d.]+-[\d.]+ s: (.+?)(?: \(nearest to (.+?)\))?\.(?=\s|$)")
AGAIN = " again"
GENERAL = 6  # a word of more classes of sounds than that names none of them
KNOWN = 0.3  # share of an instruction's words that are among ours, at least, if it is English
FEW = 3  # words of Latin letters from which on that share says something


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
        readable: whether the instruction is in a language that the planner reads, which is English.
        recognised: whether anything of the instruction led to a scene.
    """

    scenes: tuple[str, ...]
    unused: tuple[str, ...]
    stand_ins: tuple[StandIn, ...]
    readable: bool
    recognised: bool

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """The same in English sentences, for a terminal or a notebook."""
        if not self.readable:
            yield 'The instruction seems not to be in English, which is all that the planner reads. Try "Rain, then a dog barks."'
        elif not self.recognised:
            yield "No scene can be traced to words of the instruction: the planner went by its own ideas."
        for number, words in enumerate(self.scenes, 1):
            if words:
                yield f'Scene {number} comes from "{words}".'
        for each in self.stand_ins:
            yield f'"{each.asked}" is unknown; nearest is {each.given}.'
        if self.unused:
            yield f"Not used: {', '.join(self.unused)}."


def understood(plan: Plan) -> Understanding:
    """Read it from the plan's reasoning, which quotes the instruction."""
    fixed, text = reasoning(), plan.reasoning
    quotes = _between(text, *_around(fixed.heard)).split(", ") if _around(fixed.heard)[0] in text else []
    place, setting = _place(text)
    found = [(label, asked or "") for label, asked in SCENE.findall(text)]
    scenes = _sources([label for label, _ in found], quotes, place)[: len(plan.scenes)]
    scenes += [""] * (len(plan.scenes) - len(scenes))
    stand_ins = [
        StandIn(asked, label.removesuffix(AGAIN), "sound", number)
        for number, (label, asked) in enumerate(found[: len(plan.scenes)])
        if asked
    ]
    if place and setting:
        stand_ins.append(StandIn(place, setting, "place"))
    words = WORD.findall(plan.instruction.lower())
    readable = _is_english(words)
    captions = [scene.caption for scene in plan.scenes]
    used = {word for part in (*quotes, place, text, *captions) for word in WORD.findall(part.lower())}
    unused = tuple(dict.fromkeys(word for word in words if word in _of_sounds() and word not in used))
    recognised = readable and any(scenes)
    return Understanding(tuple(scenes), unused if readable else (), tuple(stand_ins), readable, recognised)


def _sources(labels: list[str], quotes: list[str], place: str) -> list[str]:
    """For each sound of the reasoning the quotation that it came from; one that comes again has that of its first time."""
    first: dict[str, str] = {}
    left = iter(quotes)
    for label in labels:
        name = label.removesuffix(AGAIN)
        if name not in first or not label.endswith(AGAIN):
            first[name] = next(left, first.get(name, place))
    return [first[label.removesuffix(AGAIN)] for label in labels]


def _place(text: str) -> tuple[str, str]:
    """The place in the instruction's words, and the setting that it is likened to; ("", "") where there is none."""
    before, between, after = re.split(r"{place}|{setting}", reasoning().place)
    found = re.search(re.escape(before) + "(.+?)" + re.escape(between) + "(.+?)" + re.escape(after[0]), text)
    return (found[1], found[2]) if found else ("", "")


def _is_english(words: list[str]) -> bool:
    if all(word.isascii() for word in words) and len(words) < FEW:
        return True  # such as "Photosynthesis."
    return sum(word in _english() for word in words) >= KNOWN * len(words)


def _around(form: str) -> tuple[str, str]:
    before, after = re.split(r"{\w+}", form)
    return before, after


def _between(text: str, before: str, after: str) -> str:
    return text.partition(before)[2].partition(after)[0]


@cache
def _of_sounds() -> frozenset[str]:
    """Words that name few sounds, so that they stand for one where they are said."""
    classes = Counter(
        word
        for sound in SOUNDS.values()
        for word in {word for noun in sound.nouns for word in WORD.findall(bare(noun).lower())}
    )
    return frozenset(word for word, count in classes.items() if count <= GENERAL and len(word) > 2)


@cache
def _english() -> frozenset[str]:
    """Words of the sounds and of how people ask for them."""
    texts = [text for sound in SOUNDS.values() for text in (*sound.nouns, *sound.captions, *sound.phrases)]
    ways = wording()
    texts += [
        *ways.sound_requests,
        *ways.place_requests,
        *ways.times,
        *ways.moods,
        *ways.lengths,
        *ways.hearing,
        *ways.joins,
    ]
    texts += [text for said in ways.style_phrases.values() for text in said]
    return frozenset(word for text in texts for word in WORD.findall(text.lower()))
