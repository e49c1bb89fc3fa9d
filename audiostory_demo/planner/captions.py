"""Captions of scenes: whole sentences of the repertoire that belong to the scene's sound and deny nothing."""

from __future__ import annotations

from collections import Counter, deque

from ..language.config import LanguageConfig
from ..language.denial import InstructionRead
from ..language.english import grammar
from ..language.manner import level_words
from ..language.stems import stems
from .cast import within
from .choices import Encoder, OneOf

OPPOSITE = {"quiet": "loud", "far away": "loud", "loud": "quiet", "close": "quiet"}
RUNNING = 2  # scenes running that the same caption may have


class Captions:
    """What each scene may be captioned with.

    Args:
        language: of the model.
        read: the instruction.
        encoder: for its answer.
        lead: what stands before a caption.
        longest: most tokens of a caption, where a sound has any so short.
    """

    def __init__(
        self, language: LanguageConfig, read: InstructionRead, encoder: Encoder, lead: str, longest: int
    ) -> None:
        self.language, self.read, self.encoder, self.lead, self.longest = language, read, encoder, lead, longest
        self.told: Counter[str] = Counter()
        self.last: deque[str] = deque(maxlen=RUNNING)

    def choice(self, label: str, times: str, level: str, closing: int) -> OneOf:
        """The captions of a sound, each with the tag that ends it; the reasoning says how often it comes, and how loud."""
        found = self._counted(self._levelled(self._fitting(label), level), times)
        return OneOf(((*self.encoder.ids(self.lead + caption), closing), caption) for caption in self._fresh(found))

    def tell(self, caption: str) -> None:
        """A scene has it."""
        self.told[caption] += 1
        self.last.append(caption)

    def _fitting(self, label: str) -> list[str]:
        """A sound's captions without what the instruction denies, or what only some instructions ask for."""
        captions = list(self.language.sounds[label].captions)
        every = [one for one in captions if len(self.encoder.ids(one)) <= self.longest] or captions
        words = {caption: stems(caption) for caption in every}
        strong = {stem for word in self.language.denials.get("frightening_words", ()) for stem in stems(word)}
        if self.language.sounds[label].frightening:
            strong = set()
        calm = [one for one in every if all(word not in strong or self.read.has([word]) for word in words[one])]
        allowed = [one for one in calm if not any(within(phrase, words[one]) for phrase in self.read.denied_phrases)]
        return allowed or calm or every

    def _counted(self, captions: list[str], times: str) -> list[str]:
        """Captions that say the number that was said, or none at all where no caption says it."""
        numbers: dict[str, tuple[str, ...]] = {number: (number,) for number in self.language.numbers[1:12]}
        once, twice = grammar().once, grammar().twice
        numbers |= {once[0]: once} | ({self.language.numbers[1]: (self.language.numbers[1], *twice)} if numbers else {})
        said = next((words for number, words in numbers.items() if times.split(" ")[0] == number), ())
        every = {word for words in numbers.values() for word in words}
        told = {one: set(one.lower().strip(".").split()) for one in captions}
        if not said:
            return captions
        return (
            [one for one in captions if told[one] & set(said)]
            or [one for one in captions if not told[one] & every]
            or captions
        )

    def _levelled(self, captions: list[str], level: str) -> list[str]:
        """Captions that do not say the opposite of a level, where there are any: a quiet dog does not bark loudly."""
        if not (opposite := OPPOSITE.get(level)):
            return captions
        words = {
            word
            for phrase in level_words()[opposite].before
            for word in (phrase.split()[-1], f"{phrase.split()[-1]}ly")
        }
        return [one for one in captions if words.isdisjoint(one.lower().strip(".").split())] or captions

    def _fresh(self, captions: list[str]) -> list[str]:
        """Those told least, and not the last one again where there is another."""
        others = [one for one in captions if not self.last or one != self.last[-1]] or captions
        least = min(self.told[one] for one in others)
        return [one for one in others if self.told[one] == least]
