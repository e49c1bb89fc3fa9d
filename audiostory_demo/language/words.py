"""An instruction word by word, and the sounds that its words name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from ..text import WORD
from .config import LanguageConfig
from .english import grammar
from .stems import stem, stems

TOKEN = re.compile(rf"{WORD.pattern}|[^\w\s]+")
BETWEEN = 3  # words between steps and the ground: through the tall


@dataclass(frozen=True)
class Named:
    """Words of the instruction that name sounds.

    Attributes:
        first, last: places among the instruction's words and signs; the last one is left out.
        labels: the sounds that they may mean.
    """

    first: int
    last: int
    labels: frozenset[str]

    @property
    def places(self) -> range:
        """Where its words stand."""
        return range(self.first, self.last)


class Words:
    """The words of an instruction.

    Args:
        text: as ``Vocabulary.read`` gives it.
        language: of the model.

    Attributes:
        words: its words and signs.
        stems: of each of them.
        signs: whether each is a sign.
    """

    def __init__(self, text: str, language: LanguageConfig) -> None:
        self.language, self.grammar = language, grammar()
        self.words = TOKEN.findall(re.sub(r"n't\b", " n't", text.lower().replace("cannot", "can n't")))
        self._nouns = [self.grammar.weather.get(word, word) for word in self.words]
        self.stems = [stem(word) if word[0].isalnum() else word for word in self._nouns]
        self.signs = [not word[0].isalnum() and word != "n't" and word[0] != "-" for word in self.words]

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Whatever is named, to be heard or not, in its order."""
        return tuple(self.find(0, len(self.words)))

    def meant(self, one: Named) -> frozenset[str]:
        """The sounds that a name means where it is wanted."""
        return self.language.meant.get(self.content(one.first, one.last), one.labels)

    def said(self, one: Named) -> str:
        """Its words."""
        return " ".join(self.words[one.first : one.last])

    def find(self, first: int, last: int) -> list[Named]:
        """Sounds named between two places, the longest name at each."""
        found, at = list[Named](), first
        while at < last:
            best = None
            for end in range(min(last, at + self.language.longest_name + 1), at, -1):
                if any(self.signs[at:end]) or {self.words[at], self.words[end - 1]} & self.grammar.before_nouns:
                    continue
                if end - at == 1 and self.looks_like_a_name(at):
                    continue
                if labels := self.language.names.get(self.content(at, end)):
                    best = Named(at, end, labels)
                    break
            if best and found and self._is_ground(found[-1], best):  # footsteps and the grass are footsteps in grass
                best = replace(best, first=found.pop().first)
            if best and found and self._is_done_by(found[-1], best):  # a rooster that crows is no crow
                best = replace(found.pop(), last=best.last)
            if best:
                found.append(best)
            at = best.last if best else at + 1
        return found

    def looks_like_a_name(self, at: int) -> bool:
        """Whether a word is a verb that tells of no sound and looks like the name of one: the trained dog, she waves her hand."""
        before, after = self.words[at - 1] if at else "", self.words[at + 1] if at + 1 < len(self.words) else ""
        verb = before in self.language.denials.get("doing", ()) or (
            after in self.grammar.owning and before not in self.grammar.owning
        )
        return self.words[at] in self.grammar.lookalikes or (verb and self.words[at] in self.grammar.done_to)

    def _is_ground(self, steps: Named, one: Named) -> bool:
        """Whether one name says more closely what another before it is: what somebody walks on or through."""
        between = range(steps.last, one.first)
        if len(between) > BETWEEN or any(self.signs[at] or self.words[at] in self.grammar.ands for at in between):
            return False
        kinds = [stems(label) for label in one.labels]
        general = (stems(label) for label in steps.labels)
        return any(all(len(kind) > len(name) and kind[: len(name)] == name for kind in kinds) for name in general)

    def _is_done_by(self, who: Named, one: Named) -> bool:
        """Whether a name is a verb right after another one, of which it is told: the rooster crows, the horn honks."""
        if one.first != who.last or one.last - one.first > 1:
            return False
        verb = self.words[one.first].endswith(("s", "ing", "ed"))
        return verb and all(self.stems[one.first] in self.language.words_of[label] for label in who.labels)

    def is_noun(self, first: int, last: int) -> bool:
        """Whether a name stands there as a noun, in the singular or plural, not as a clause."""
        text = " ".join(self._nouns[at] for at in range(first, last) if self.words[at] not in self.grammar.before_nouns)
        return any(form in self.language.nouns for form in (text, text.removesuffix("s"), text.removesuffix("es")))

    def content(self, first: int, last: int) -> tuple[str, ...]:
        """Stems of the words between two places, articles left out."""
        return tuple(
            self.stems[at]
            for at in range(first, last)
            if self.words[at] not in self.grammar.before_nouns and not self.signs[at]
        )
