"""Whether the planner follows an instruction: are its sounds in the plan, in its order, in scenes of a sane length?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..data.sounds import SOUNDS, bare
from ..markup import PlanError
from ..pipeline import AudioStory
from .held_out import Instruction

SHORTEST, LONGEST = 1.5, 10.0  # a scene, in seconds
CLOSE = 1e-6  # s, between the sum of the scenes and the length asked for
ENOUGH = 3  # different fitting sounds where a place is only suggested
BARS = {"named": 0.9, "ordered": 0.9, "implied": 0.8, "valid": 1.0, "sums": 1.0}
"""Figure of `summary` -> the least we want."""


@dataclass(frozen=True)
class Followed:
    """One instruction and the plan that answers it.

    Attributes:
        instruction: with the sounds it asks for.
        captions: one per scene.
        durations: seconds, one per scene.
        reasoning: the planner's storyline text.
        problem: why the plan does not read back from its own markup, "" where it does.
    """

    instruction: Instruction
    captions: tuple[str, ...]
    durations: tuple[float, ...]
    reasoning: str = ""
    problem: str = ""

    @property
    def sounds(self) -> list[frozenset[str]]:
        """Classes that each scene names."""
        return [sounds_in(caption) for caption in self.captions]

    @property
    def found(self) -> tuple[bool, ...]:
        """Whether each wanted sound is in the plan; one asked for twice must be there twice."""
        left = [(scene, sound) for scene, sounds in enumerate(self.sounds) for sound in sorted(sounds)]
        found = []
        for wanted in self.instruction.wanted:
            place = next((place for place in left if place[1] in wanted.classes), None)
            found.append(place is not None)
            if place:
                left.remove(place)
        return tuple(found)

    @property
    def in_order(self) -> bool:
        """Whether walking through the scenes meets all found sounds in the order wanted; others may come between."""
        return in_order([set(w.classes) for w in self.instruction.wanted], self.sounds) >= sum(self.found)

    @property
    def fitting(self) -> set[str]:
        """Classes in the plan that fit the place."""
        return set().union(*self.sounds) & set(self.instruction.fitting)

    @property
    def uninvited(self) -> int:
        """Scenes without any sound that was named or fits."""
        invited = set(self.instruction.fitting).union(*(wanted.classes for wanted in self.instruction.wanted))
        return sum(not sounds & invited for sounds in self.sounds)

    @property
    def valid(self) -> bool:
        """Whether the plan reads back and no scene is too short or too long."""
        return not self.problem and bool(self.durations) and all(SHORTEST <= d <= LONGEST for d in self.durations)

    @property
    def sums(self) -> bool:
        """Whether the scenes last as long as was asked for."""
        return abs(sum(self.durations) - self.instruction.seconds) <= CLOSE


def in_order(wanted: Sequence[set[str]], scenes: Sequence[frozenset[str]]) -> int:
    """Most wanted sounds that can be met in order; a scene of two sounds may serve two in a row, in either order."""
    best = [0] * (len(wanted) + 1)  # best[i]: of the first i wanted, met in the scenes so far
    for sounds in scenes:
        before = best.copy()
        for i in range(1, len(best)):
            best[i] = max(best[i], best[i - 1])
            for n in range(1, min(i, len(sounds)) + 1):
                served = [classes & sounds for classes in wanted[i - n : i]]
                if all(served) and len(set().union(*served)) >= n:
                    best[i] = max(best[i], before[i - n] + n)
    return best[-1]


def sounds_in(caption: str) -> frozenset[str]:
    """Classes of the repertoire that a caption names.

    Looked for are the repertoire's captions and nouns, as whole words, the longest at each place: "A church bell rings."
    is one sound, "dogs and cats" are two, "belly" is none.
    """
    words, found, at = words_of(caption), set(), 0
    while at < len(words):
        length = next((n for n in range(len(words) - at, 0, -1) if words[at : at + n] in names()), 0)
        if length:
            found.add(names()[words[at : at + length]])
        at += length or 1
    return frozenset(found)


@lru_cache
def names() -> dict[tuple[str, ...], str]:
    """Words of every caption and noun, without the article, nouns in singular and plural -> the class."""
    nouns = {words_of(bare(noun)): sound.name for sound in SOUNDS.values() for noun in sound.nouns}
    captions = {words_of(bare(caption.lower())): sound.name for sound in SOUNDS.values() for caption in sound.captions}
    numbers: dict[tuple[str, ...], str] = {}
    for (*words, last), name in nouns.items():
        numbers |= {(*words, form): name for form in (f"{last}s", f"{last}es", singular(last))}
    return numbers | nouns | captions  # what the repertoire itself says wins over a form made up here


def words_of(text: str) -> tuple[str, ...]:
    """Words in lower case; "dog's" is "dog"."""
    return tuple(word.removesuffix("'s") for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower()))


def singular(word: str) -> str:
    """Without a plural ending, roughly: "dogs" is "dog", "glass" stays."""
    return word if word.endswith("ss") else word.removesuffix("s")


def follow(teller: AudioStory, instructions: Iterable[Instruction], seed: int = 0) -> Iterator[Followed]:
    """Plan each instruction and keep the plan's text; each gets a seed of its own."""
    markup = teller.model.planner.markup
    for number, instruction in enumerate(instructions):
        try:
            plan = teller.plan(instruction.text, duration=instruction.seconds, seed=seed * 100_000 + number)
            plan = markup.parse(markup.render(plan))
        except PlanError as error:
            yield Followed(instruction, (), (), problem=str(error))
        else:
            captions, durations = (s.caption for s in plan.scenes), (s.duration for s in plan.scenes)
            yield Followed(instruction, tuple(captions), tuple(durations), plan.reasoning)


def summary(results: Iterable[Followed]) -> dict[str, float | None]:
    """Shares over many plans, None where there was nothing to judge.

    - named: sounds of the repertoire asked for that are in the plan.
    - nearest: the same for sounds outside the repertoire, for which one of the nearest must be there.
    - ordered: plans whose found sounds come in the order of the text, of those that fix one and have two sounds found.
    - implied: plans for a mere place with at least three different sounds that fit it.
    - valid: plans that read back from their markup, all scenes 1.5 to 10 s long.
    - sums: plans as long as was asked for.
    - uninvited: scenes without any sound that was named or fits.
    - scenes: mean number of scenes.
    """
    results = list(results)
    asked = [(w.outside, found) for one in results for w, found in zip(one.instruction.wanted, one.found, strict=True)]
    scenes = sum(len(one.captions) for one in results)
    return {
        "plans": len(results),
        "named": share(found for outside, found in asked if not outside),
        "nearest": share(found for outside, found in asked if outside),
        "ordered": share(one.in_order for one in results if one.instruction.ordered and sum(one.found) > 1),
        "implied": share(len(one.fitting) >= ENOUGH for one in results if one.instruction.place),
        "valid": share(one.valid for one in results),
        "sums": share(one.sums for one in results),
        "uninvited": sum(one.uninvited for one in results) / scenes if scenes else None,
        "scenes": scenes / len(results) if results else None,
    }


def share(flags: Iterable[bool]) -> float | None:
    """Share of True, None of nothing."""
    flags = list(flags)
    return sum(flags) / len(flags) if flags else None
