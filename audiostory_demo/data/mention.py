"""One sound that an instruction names: as a noun, in a clause, as what one hears, and the caption that its scene has."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ..language.english import grammar
from .grammar import Tense, clause, noun_clause
from .repertoire import Repertoire, shipped
from .saying import by_number, counted_clause, counted_noun, marked, marked_action, qualified
from .sounds import Sound
from .ways import observations, observed
from .wording import wording

STANDIN = 0.1  # share of nouns that name a sound outside the repertoire
OBSERVED = 0.4  # share of clauses in the words of somebody who listens to a recording
PLAIN_CAPTION = 0.7  # share of sounds that nobody put into words whose caption says the label


@dataclass
class Mention:
    """One sound that the instruction names, and the words it was named by.

    Attributes:
        sound: class.
        held_out: use only the wordings kept for validation.
        number: of the mention in its story, which marks its words in the instruction.
        again: the story had it before.
        times: how often it comes, 0 where nothing is said of it.
        level: how loud or far it is, one of those of the reasoning, "" where nothing is said of it.
        stretch: "short" or "long", where that is said of it.
        words: the wording drawn last.
        standin: the sound outside the repertoire that was named instead, "" if none.
        strange: class -> sounds outside the repertoire that may be named instead; None is the repertoire's own list.
        repertoire: that the sound is of.
    """

    sound: str
    rng: random.Random = field(repr=False)
    held_out: bool = False
    number: int = 0
    again: bool = False
    times: int = 0
    level: str = ""
    stretch: str = ""
    words: str = ""
    standin: str = ""
    strange: Mapping[str, tuple[str, ...]] | None = field(default=None, repr=False)
    repertoire: Repertoire = field(default_factory=shipped, repr=False)

    @property
    def entry(self) -> Sound:
        """Its words."""
        return self.repertoire.sounds[self.sound]

    def noun(self) -> str:
        """A noun for it, with article."""
        self.standin = ""
        if self.times:
            self.words = counted_noun(self.sound, self.times, self.rng)
            return self._said(marked(self.words, self.number), noun=True)
        strange = self.repertoire.standins if self.strange is None else self.strange
        if not self.held_out and self.rng.random() < STANDIN and self.sound in strange:
            self.standin = self.words = self.rng.choice(strange[self.sound])
        else:
            self.words = _draw(self.entry.nouns, self)
        return self._said(marked(self.words, self.number), noun=True)

    def clause(self, tense: Tense) -> str:
        """A clause in which it happens, perhaps done by somebody with a name."""
        self.standin = ""
        if seen := self._observed():
            who, does = seen
            self.words = f"{who} {does}"
            text = marked_action(who, clause(does, tense), self.number)
        else:
            self.words = _draw(self.entry.phrases, self)
            if self.words.startswith("someone *") and self.rng.random() < 0.6:
                agent, person = self.rng.choice(wording().agents)
                done = marked(clause(self.words.removeprefix("someone "), tense, person), self.number)
                text = f"{agent} {done}"
            else:
                text = marked(clause(self.words, tense), self.number)
        return self._said(counted_clause(text, self.times, self.rng) if self.times else text)

    def heard(self) -> str:
        """What one hears of it: a noun, or a clause with a participle."""
        if self.rng.random() < 0.55:
            return self.noun()
        self.standin = ""
        if seen := self._observed():
            who, does = seen
            self.words = f"{who} {does}"
            text = marked_action(who, noun_clause(does), self.number)
        else:
            self.words = _draw(self.entry.phrases, self)
            text = marked(noun_clause(self.words), self.number)
        return self._said(counted_clause(text, self.times, self.rng) if self.times else text, after=True)

    def _observed(self) -> tuple[str, str] | None:
        """Who and what they do, as somebody says who listens to a recording; None where it is told in other words."""
        if self.held_out or self.rng.random() >= OBSERVED or self.sound not in observed():
            return None
        return self.rng.choice(observations(self.entry))

    def caption(self, avoid: tuple[str, ...] = ()) -> str:
        """A caption that shares words with the wording where one does ("a puppy" -> "A puppy barks.")."""
        if self.held_out:
            return self.entry.captions[-1]
        if self.times:
            return self.rng.choice(by_number(self.entry.captions[:-1], self.times))
        words = self.entry.label if self.standin or not self.words else self.words
        if (self.words and not self.standin) or self.rng.random() < PLAIN_CAPTION:
            close = _closest(self.entry, words)
            if fresh := [caption for caption in close if caption not in avoid]:
                return self.rng.choice(fresh)
        used = Counter(avoid)
        captions = [caption for caption in self.entry.captions[:-1] if caption not in avoid[-1:]] or self.entry.captions
        fewest = min(used[caption] for caption in captions)
        return self.rng.choice([caption for caption in captions if used[caption] == fewest])

    def _said(self, text: str, noun: bool = False, after: bool = False) -> str:
        """With what is said of its level and length, and that the story had it before."""
        return self._once_more(qualified(text, self.level, self.stretch, self.rng, noun), noun or after)

    def _once_more(self, text: str, after: bool) -> str:
        if not self.again or self.rng.random() < 0.3:
            return text
        if after and self.rng.random() < 0.5:
            return f"{text} again"
        return f"{'again' if after else self.rng.choice(wording().again)} {text}"


def _draw(options: tuple[str, ...], mention: Mention) -> str:
    """One of the options; the last is held out."""
    if mention.held_out:
        return options[-1]
    # The plainest names stand first in the tables and are the ones that users type most.
    if mention.rng.random() < 0.25:
        return mention.rng.choice(options[:-1][:3])
    return mention.rng.choice(options[:-1])


@cache
def _closest(sound: Sound, words: str) -> tuple[str, ...]:
    """Captions of a sound that share the most stems with the words; none if no word sets some apart."""
    wanted = _stems(words)
    captions = sound.captions[:-1]
    shared = [len(wanted & _stems(caption)) for caption in captions]
    best = max(shared)
    return tuple(c for c, n in zip(captions, shared, strict=True) if n == best) if best else ()


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[a-z]+", text.lower()) if word not in grammar().common)
