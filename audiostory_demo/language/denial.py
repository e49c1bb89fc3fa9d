"""What an instruction names and what it denies: a small reading with a list of words, which decoding then keeps to.

It knows the names of the repertoire's sounds and the ways to say no, all from ``assets/english``. It does not plan: what is heard, and when, is the
planner's choice among what is left.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cached_property

from .config import LanguageConfig
from .mentioning import follows_preposition, merely_mentioned
from .stems import stem
from .words import Named, Words

PLAIN = 2  # sounds that a noun may mean and still name one
LONGEST_LIST = 4  # words of one thing in a list of what is denied


class InstructionRead(Words):
    """An instruction, what it names, and what of that it denies or only mentions.

    Args:
        text: as ``Vocabulary.read`` gives it.
        language: of the model.

    Attributes:
        denied_words: places of the words that say or name what is denied.
        silent_words: places of the words for what is only mentioned.
    """

    def __init__(self, text: str, language: LanguageConfig) -> None:
        super().__init__(text, language)
        self.denied_words: set[int] = set()
        self._denied: list[Named] = []
        self._phrases: list[tuple[int, int]] = []
        self._find_denied()
        self.silent_words = merely_mentioned(self, self.denied_words)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """What is named and is to be heard, in its order."""
        found = (one for one in self.names if self.left_out.isdisjoint(one.places))
        return tuple(replace(one, labels=self.meant(one)) for one in found)

    @cached_property
    def mentioned(self) -> tuple[Named, ...]:
        """What is named and only mentioned."""
        silent = (one for one in self.names if not self.silent_words.isdisjoint(one.places))
        return tuple(one for one in silent if self.denied_words.isdisjoint(one.places))

    @property
    def left_out(self) -> Set[int]:
        """Places of all words of what is not to be heard, denied or only mentioned."""
        return self.denied_words | self.silent_words

    @cached_property
    def labels(self) -> frozenset[str]:
        """All sounds that may be meant by what is named and not denied."""
        return frozenset().union(*(found.labels for found in self.named))

    @cached_property
    def denied(self) -> frozenset[str]:
        """The sounds that are denied."""
        return frozenset().union(*(found.labels for found in self._denied))

    @cached_property
    def denied_phrases(self) -> frozenset[tuple[str, ...]]:
        """Stems of what is denied, in which captions and beds must not be worded."""
        found = {self.content(first, last) for first, last in self._phrases}
        return frozenset(found | {self.content(one.first, one.last) for one in self._denied}) - {()}

    @property
    def denied_text(self) -> tuple[str, ...]:
        """What is denied, in the instruction's words."""
        return tuple(dict.fromkeys(self.said(one) for one in self._denied))

    @property
    def named_text(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """What is named, mentioned or not, in the instruction's words, and the sounds that each may be."""
        return tuple((self.said(one), one.labels) for one in (*self.named, *self.mentioned))

    @cached_property
    def told(self) -> tuple[Named, ...]:
        """What is named by a noun, or by a verb that is its sound; not by what something else does: a vase breaks as no wave does."""
        return tuple(one for one in self.named if self.does(one) or self._is_named(one))

    @cached_property
    def plain(self) -> tuple[Named, ...]:
        """Of these, what may be one sound or two and no others."""
        return tuple(one for one in self.told if len(one.labels) <= PLAIN)

    def _is_named(self, one: Named) -> bool:
        """Whether a name is a noun or of several words, and nothing that something does."""
        if one.first and self.words[one.first - 1] in self.language.denials.get("doing", ()):
            return False
        if self._is_verb(one) and self.words[one.first].endswith("s") and self._is_of_another(one):
            return False
        return one.last - one.first > 1 or self.is_noun(one.first, one.last)

    def does(self, one: Named) -> bool:
        """Whether a name is a verb that is its sound, "she coughs", and not how another sound is, "the wind whistles"."""
        return self._is_verb(one) and not self._is_of_another(one)

    def _is_verb(self, one: Named) -> bool:
        following = self.words[one.last] if one.last < len(self.words) else ""
        known = one.last - one.first == 1 and self.stems[one.first] in self._sounding
        return known and following != "of"  # claps of thunder

    def _is_of_another(self, verb: Named) -> bool:
        """Whether what does it has a sound of its own, as the wind has, and people have not."""
        at = verb.first - 1
        while at > 0 and (self.words[at].endswith("ly") or self.words[at] in self.grammar.auxiliaries):
            at -= 1
        does = (who for who in self.named if who.first <= at < who.last and not follows_preposition(self, at))
        return any(not who.labels & (verb.labels | self._talking) for who in does)

    @cached_property
    def _sounding(self) -> frozenset[str]:
        """Stems of the verbs that are their sound."""
        return frozenset(map(stem, self.grammar.sounding))

    @cached_property
    def _talking(self) -> frozenset[str]:
        """The sounds of people who talk."""
        return frozenset().union(*map(self.language.names_of, self.grammar.talking))

    def has(self, words: Sequence[str]) -> bool:
        """Whether a word with one of these stems stands in the instruction and is of something to be heard."""
        wanted, left_out = {stem(word) for word in words}, self.left_out
        return any(word in wanted for place, word in enumerate(self.stems) if place not in left_out)

    # -- what is denied --------------------------------------------------------------------------------------------

    def _find_denied(self) -> None:
        lists, at = self.language.denials, 0
        if not lists:
            return
        affirmed = set[int]()  # the rain that does not stop goes on
        while at < len(self.words):
            if length := self._begins(lists["affirming"], at):
                affirmed |= set(range(at, at + length))
                at += length
            elif length := self._begins(lists["before"], at):
                at = self._deny_after(at, at + length)
            else:
                at += 1
        for at in range(len(self.words)):
            length = self._begins(lists["after"], at)
            follows = self.words[at + length] if at + length < len(self.words) else ""
            if length and follows not in lists["still"] and at not in affirmed and not self._is_thing(at):
                self._deny_before(at, unless_named=True)

    def _deny_after(self, at: int, first: int) -> int:
        """Deny what follows a word that says no; returns where reading goes on."""
        last = self._end_of_scope(first)
        content = [place for place in range(first, last) if self.words[place] not in self.language.denials["be_heard"]]
        found, subject = self.find(first, last), self._subject(at)
        if not found and not subject and self._denies_doing(at, first):
            return first  # nobody lives there: no word of it is a sound that must not be heard
        if self.words[at] in self.grammar.verbal and found:
            found = [
                one
                for one in found
                if one.last <= found[0].last or self.words[one.first - 1] in (*self.grammar.ands, ",")
            ]
        if subject and found and subject.labels & found[0].labels:  # the dog does not bark
            self._deny_before(at)
        elif subject and not found and len(content) < 2:
            self._deny_before(at, verb=self.stems[content[0]] if content else "")
        if found:
            self._denied += found
        elif content and not subject:
            self._phrases.append((first, last))
        end = found[-1].last if found else last
        self.denied_words |= set(range(at, end))
        return max(end, first)

    def _denies_doing(self, at: int, first: int) -> bool:
        """Whether a word that says no denies what somebody does, and not a thing: he must not wake them, nobody lives there."""
        auxiliary = at > 0 and self.words[at - 1] in self.grammar.auxiliaries
        word = " ".join(self.words[at:first])
        of_verb = word in self.grammar.of_doing or (word in self.grammar.verbal and auxiliary)
        follows = self.words[first] if first < len(self.words) else ""
        return of_verb and follows not in (*self.language.denials["be_heard"], *self.grammar.before_nouns)

    def _subject(self, at: int) -> Named | None:
        """Of the verb that "not" denies; none after another kind of no."""
        word, auxiliary = self.words[at], at > 0 and self.words[at - 1] in self.grammar.auxiliaries
        of_verb = word in self.grammar.verbal and (auxiliary or word in self.grammar.alone)
        return self._last_named(at) if of_verb else None

    def _last_named(self, at: int) -> Named | None:
        start = max((place + 1 for place in range(at) if self.signs[place]), default=0)
        close = [one for one in self.find(start, at) if at - one.last <= 2]
        return close[-1] if close else None

    def _deny_before(self, at: int, verb: str = "", unless_named: bool = False) -> None:
        """Deny the sound whose name ends just before a place, perhaps because it does not do what it does."""
        found = self._last_named(at)
        if found is None or (verb and not any(verb in self.language.words_of[label] for label in found.labels)):
            return
        if unless_named:  # the rain that falls and then stops was heard
            others = [one for one in self.names if one.first != found.first]
            if any(one.labels & found.labels for one in others if one.first not in self.denied_words):
                return
        self._denied.append(found)
        self.denied_words |= set(range(found.first, at + 1))

    def _end_of_scope(self, first: int) -> int:
        """Where a denial that begins at a place ends."""
        at = first
        while at < len(self.words):
            if self.signs[at] or self.words[at] in self.grammar.ands:
                joined = self._joined(at)
                if not joined:
                    return at
                at = joined
            elif self.words[at] in self.language.denials["until"] or (at > first and self._ends_denial(first, at)):
                return at
            else:
                at += 1
        return at

    def _is_thing(self, at: int) -> bool:
        """Whether a word such as "stop" or "end" is no verb: the bus stop, the end. As it stands only several things stop."""
        before = self.words[at - 1] if at else ""
        several = before in self.grammar.plurals or (before.endswith("s") and not before.endswith(("us", "ss")))
        return self.words[at] in self.grammar.things and not several

    def _ends_denial(self, first: int, at: int) -> bool:
        """Whether what is denied from one place on is over at another: the next denial, somebody does something, or where."""
        if self._begins_denial(at):
            return True
        word, found = self.words[at], self.find(first, at)
        heard = self.language.denials["be_heard"]
        said = any(one not in heard and one not in self.grammar.before_nouns for one in self.words[first:at])
        if word in self.language.denials.get("doing", ()):  # instead of rain I want thunder; without a word he leaves
            return bool(found) or (said and word in self.grammar.somebody)
        inside = any(one.first < at < one.last for one in self.find(first, len(self.words)))  # footsteps on gravel
        return word in self.grammar.whereabouts and said and not inside

    def _joined(self, at: int) -> int:
        """After a comma or "and": where the next denied thing ends, 0 where what follows is no part of the list.

        "or" goes on with it always, "and" where a bare name stands there and nothing else, a comma where an "or" or "and" of
        that kind ends the list.
        """
        if self.words[at] not in (*self.grammar.ands, ","):
            return 0
        start = at + 1
        if self.words[at] == "," and start < len(self.words) and self.words[start] in self.grammar.ands:
            at, start = start, start + 1
        end = next(
            (
                place
                for place in range(start, len(self.words))
                if self.signs[place] or self.words[place] in (*self.grammar.ands, *self.language.denials["until"])
            ),
            len(self.words),
        )
        if not 0 < end - start <= LONGEST_LIST or self._begins_denial(start):
            return 0
        found = self.find(start, end)
        whole = len(found) == 1 and (found[0].first, found[0].last) == (start, end) and self.is_noun(start, end)
        if self.words[at] in self.grammar.either:
            return end
        if self.words[at] in self.grammar.joining:
            return end if whole else 0
        goes_on = end < len(self.words) and (self.words[end] in self.grammar.either or self._ends_list(end))
        return end if whole and goes_on else 0

    def _ends_list(self, end: int) -> bool:
        return self.words[end] in (*self.grammar.ands, ",") and bool(self._joined(end))

    def _begins_denial(self, at: int) -> bool:
        return bool(self._begins(self.language.denials["before"], at))

    def _begins(self, phrases: Sequence[str], at: int) -> int:
        """How many words of the longest of these phrases stand at a place."""
        best = 0
        for phrase in phrases:
            parts = phrase.split()
            here = self.words[at : at + len(parts)], self.stems[at : at + len(parts)]
            if len(parts) > best and all(
                part == word or stem(part) == short for part, word, short in zip(parts, *here, strict=False)
            ):
                best = len(parts) if len(here[0]) == len(parts) else best
        return best


def silent(read: InstructionRead) -> bool:
    """Whether an instruction asks for nothing that could be heard: silence, or only what it denies."""
    lists = read.language.denials
    if not lists:
        return False
    around = {stem(word) for word in (*lists["around"], *lists["silence"])}
    words = [at for at, sign in enumerate(read.signs) if not sign]
    left = [at for at in words if at not in read.denied_words and read.stems[at] not in around]
    asked = any(read.stems[at] in {stem(word) for word in lists["silence"]} for at in words)
    return not left and (asked or bool(read.denied))
