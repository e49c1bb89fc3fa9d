"""Which sounds may come: those that the instruction names or that fit its place, none that it denies, none that frighten."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ..language.config import LanguageConfig
from ..language.denial import InstructionRead
from ..language.english import grammar
from ..language.manner import Manner, manners, said_of
from ..language.stems import stems
from ..language.words import Words
from .clock import Clock
from .lengths import lengths_in, shares

BECOMES = {"growing": "close", "fading": "far away"}
ENOUGH = 6  # different sounds of a place in a long story, where it has so many
TELLING = 3  # of its sounds that may open a story


def within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether words stand in others, one after another."""
    return any(tuple(whole[at : at + len(part)]) == tuple(part) for at in range(len(whole) - len(part) + 1))


class Cast:
    """The sounds of one story.

    Args:
        language: of the model.
        read: the instruction.

    Attributes:
        quotes: what the reasoning has repeated of the instruction, item by item, in words.
        setting: that it has likened a place to; "" before that, or where there is none.
        sure: whether the instruction itself tells of that setting.
        said: what the instruction says of the sounds that it names, by the place of each mention.
    """

    def __init__(self, language: LanguageConfig, read: InstructionRead) -> None:
        self.language, self.read = language, read
        self.quotes: list[list[str]] = []
        self.setting, self.sure = "", False
        self.denied = set(read.denied)
        self.said = manners(read)

    def deny(self, items: Iterable[Sequence[str]]) -> None:
        """What the reasoning itself says is denied; what is named elsewhere is not."""
        for words in items:
            self.denied |= self.language.names_of(" ".join(words)) - self.read.labels

    @property
    def barred(self) -> set[str]:
        """Sounds that must not come."""
        frightening = {label for label, sound in self.language.sounds.items() if sound.frightening}
        asked = set(self.read.labels)
        if self.read.has(self.language.denials.get("places", ())):
            asked |= set(self.fitting())
        return self.denied | (frightening - asked)

    def fitting(self, setting: str = "") -> list[str]:
        """Sounds of a setting, or of that of the story, that are not denied."""
        place = setting or self.setting
        found = self.language.places.get(place) or self.language.named_places.get(place, ())
        return [label for label in found if label not in self.denied]

    @property
    def telling(self) -> set[str]:
        """The sounds that tell most of the place, and those that were named beside it."""
        possible = [label for label in self.fitting() if label in self.free]
        return {*possible[:TELLING]}.union(*self.owed)

    def labels(self, words: Sequence[str]) -> frozenset[str]:
        """The sounds that quoted words plainly name: all of the words belong to the name."""
        text = " ".join(words)
        return self.language.meant.get(stems(text), self.language.names_of(text)) - self.denied

    def things(self, words: Sequence[str]) -> list[frozenset[str]]:
        """The sounds of one quotation: those that its words plainly name where they stand in the instruction.

        Where they name none there, the one that all of it names by itself, those named in it, or what comes nearest to a thing in it.
        """
        if plain := self._plainly(words):
            return plain
        if whole := self.labels(words):
            return [whole]
        found = list[frozenset[str]]()
        read = Words(" ".join(words), self.language)
        for one in read.names:
            labels = read.meant(one) - self.denied
            same = next((at for at, others in enumerate(found) if others & labels), None)
            if same is not None:  # a shot that is fired is one sound
                found[same] &= labels
            elif labels:
                found.append(labels)
        if not found and (near := self.language.nearest_in(" ".join(words)) - self.denied):
            return [near]
        return found

    def _plainly(self, words: Sequence[str]) -> list[frozenset[str]]:
        """The sounds that the instruction plainly names with one of these words, each once: who chops onions chops no wood."""
        common, quoted = {*grammar().common, *grammar().untold}, set(words)
        spoken = [
            ({*self.read.words[one.first : one.last]} - common, one.labels - self.denied) for one in self.read.plain
        ]
        touched = [(said, labels) for said, labels in spoken if labels and not quoted.isdisjoint(said)]
        whole = [(said, labels) for said, labels in touched if said <= quoted]
        rest = quoted.difference(*(said for said, _ in whole))  # of "wind bells" the wind is one, and the bells ring
        found = [*whole, *((said, labels) for said, labels in touched if not rest.isdisjoint(said))]
        # the train of a train whistle is none beside it
        own = dict.fromkeys(labels for said, labels in found if not any(said < others for others, _ in found))
        return list(own) if whole or len(own) == 1 else []

    def manner(self, label: str, told: int) -> Manner:
        """What the instruction says of a sound that has come so many times before; of its last mention if it has fewer.

        What came closer in it is close from then on, and what faded is far away.
        """
        said = said_of(self.said, self.read, label)
        if told < len(said):
            return said[told]
        last = said[-1] if said else Manner()
        return replace(last, level=BECOMES.get(last.level, last.level))

    def settle(self, long: bool = False) -> None:
        """What is named and what the place is are known from here on, and which of it is said in words that mean it for certain.

        Args:
            long: whether the story has time for all sounds of a place, so that it needs no others.
        """
        barred = self.barred
        self.free = [label for label in self.language.sounds if label not in barred] or list(self.language.sounds)
        things = [self.things(words) for words in self.quotes]
        self.owed = [labels - barred for found in things for labels in found if labels - barred]
        if self.setting or not self.quotes:  # beside the place, what was named comes
            named = (one.labels - barred for one in self.read.plain)
            self.owed += [labels for labels in named if labels and labels not in self.owed]
        near = (self.language.nearest_in(" ".join(words)) for words in self.quotes)
        sure = set().union(*(one.labels for one in self.read.told), *near)
        self.certain = [labels for labels in self.owed if labels & sure]
        self.known = set().union(*self.owed) | (
            {*self.fitting(), *self.read.labels} - barred if self.setting else set()
        )
        # things said in words that nobody taught us; without any quotation that may be all of them
        unknown = sum(not found for found in things)
        self.strangers = unknown if self.quotes or self.known else len(self.free)
        # the planner's sense of a place reaches beyond the setting that comes nearest to it
        if self.setting:
            self.strangers = len(self.free) if not self.sure and not long else max(0, ENOUGH - len(self.known))
        if not self.known and not self.strangers:
            self.strangers = len(self.free)

    def runs(self, clock: Clock) -> list[tuple[frozenset[str], Decimal]]:
        """Where the instruction says how long its sounds last: those that were quoted, one after another, and where each ends.

        None where it does not, or where it is not known which sound each quotation is.
        """
        lengths = lengths_in(self.read)
        if self.setting or not lengths or any(len(self.things(words)) != 1 for words in self.quotes) or clock.cuts:
            return []
        asked = [next((one.seconds for one in lengths if one.named.labels & labels), None) for labels in self.owed]
        if (
            len(self.owed) != len(self.quotes)
            or len(asked) * clock.low > clock.total
            or all(seconds is None for seconds in asked)
        ):
            return []
        return list(zip(self.owed, shares(asked, clock.total, clock.low), strict=True))

    def possible(self, told: Collection[str]) -> list[str]:
        """Sounds that may come after those told: named or fitting ones, and strangers as long as there may be more of them."""
        others = {label for label in told if label not in self.known}
        more = len(others) < self.strangers
        return [label for label in self.free if label in self.known or label in others or more] or self.free

    @property
    def most(self) -> int:
        """How many different sounds there can be."""
        return max(1, min(len(self.free), len(self.known) + self.strangers))

    @property
    def items(self) -> int:
        """How many different things are quoted."""
        things = [self.things(words) or [frozenset(words)] for words in self.quotes]
        return max(1, len({thing for found in things for thing in found}))
