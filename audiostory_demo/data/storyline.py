"""The reasoning of a composed story: what was asked for in its own words, then when each sound is heard.

To repeat the words in the order in which they will be heard, before they are counted or anything is made of them, is what a
small model needs most: each sound can then be thought of by itself. A long story is reasoned in four parts, each of which
begins with its sounds, for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ..language.reading import read_word
from ..language.understanding import AGAIN
from .mention import Mention
from .saying import DENIED, PLACE, attributes, quotation
from .wording import reasoning

FEWEST_WORDS = 25  # in the reasoning of a story


@dataclass(frozen=True)
class Storyline:
    """What a story's reasoning is written from.

    Attributes:
        typed: the instruction as typed, with its marks.
        scenes: the mention of each scene.
        tenths: length of each scene.
        keys: of the style's parts.
        like: the setting that a place is likened to, "" where there is none.
        named: how many sounds the story is made of.
        denied: how many sounds the instruction denies.
        parts: scenes of each part of a long story; empty for others.
    """

    typed: str
    scenes: Sequence[Mention]
    tenths: Sequence[int]
    keys: Sequence[str]
    like: str
    named: int
    denied: int = 0
    parts: tuple[int, ...] = ()

    def text(self) -> str:
        """All of it."""
        lines = list(self._lines())
        if not self.parts:
            return f"{self._with_links(self._head(), lines)} {' '.join(lines)}"
        return f"{self._head()} {' '.join(self._in_parts(lines))}"

    def _head(self) -> str:
        fixed = reasoning()
        quotes = [self._quotation(number) for number in dict.fromkeys(one.number for one in self.scenes)]
        denied = [self._quotation(DENIED + number) for number in range(self.denied)]
        total = f"{sum(self.tenths) / 10:g}"
        n, m = counted(len(self.scenes), "scene"), counted(self.named, "sound")
        place = self._quotation(PLACE)
        said = [
            fixed.heard.format(heard=", ".join(filter(None, quotes))) if any(quotes) else "",
            fixed.without.format(denied=", ".join(filter(None, denied))) if any(denied) else "",
            self._frame().format(n=n, m=m, total=total, setting=self.like, place=place),
            fixed.style.format(", ".join(fixed.style_parts[key] for key in self.keys)) if self.keys else fixed.plain,
        ]
        return " ".join(filter(None, said))

    def _quotation(self, number: int) -> str:
        """The words with this mark, as they are read."""
        return " ".join(map(read_word, quotation(self.typed, number).split()))

    def _frame(self) -> str:
        fixed = reasoning()
        if self.parts:
            return fixed.long_place if self.like else fixed.long_list
        if self.like:
            return fixed.place
        if len(self.scenes) == 1:
            return fixed.clip
        return fixed.long if len(self.scenes) > self.named else fixed.list

    def _lines(self) -> Iterator[str]:
        """When each sound is heard."""
        start, heard = 0, set()
        for mention, length in zip(self.scenes, self.tenths, strict=True):
            sound = mention.entry.label + AGAIN * (mention.sound in heard)
            standin = "" if self.parts and mention.sound in heard else mention.standin  # said once in a long story
            said = attributes(standin, mention.times, mention.level)
            yield f"{start / 10:g}-{(start + length) / 10:g} s: {sound}{said}."
            start += length
            heard.add(mention.sound)

    def _with_links(self, head: str, lines: list[str]) -> str:
        """A very short story's reasoning is filled up."""
        links = reasoning().clip_links if len(self.scenes) == 1 and not self.like else reasoning().links
        for link in links:
            if len(f"{head} {' '.join(lines)}".split()) < FEWEST_WORDS:
                head += f" {link}"
        return head

    def _in_parts(self, lines: list[str]) -> Iterator[str]:
        fixed, first = reasoning(), 0
        for name, last in zip(fixed.parts, accumulate(self.parts), strict=True):
            sounds = dict.fromkeys(mention.entry.label for mention in self.scenes[first:last])
            yield fixed.part.format(name=name, end=f"{sum(self.tenths[:last]) / 10:g}", sounds=", ".join(sounds))
            yield from lines[first:last]
            first = last


def counted(count: int, noun: str) -> str:
    """Such as "two scenes"; in digits where there is no word for so many."""
    words = reasoning().numbers
    return f"{words[count] if count < len(words) else count} {noun}{'s' * (count != 1)}"
