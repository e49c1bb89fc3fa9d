"""What may come next, as token ids: a tree of texts, or the instruction's words inside a quotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from typing import Any, Protocol

from .vocabulary import Vocabulary

Ids = tuple[int, ...]
Script = Generator["Choice", Any, Any]
"""Yields choices, one after another, and is sent what each of them means."""
VALUE = -1  # key of a tree's leaf, which is no token


class Choice(Protocol):
    """Tokens are pushed until it is done; then it has a value."""

    done: bool
    value: Any

    def allowed(self) -> Sequence[int]:
        """Ids that may come next: one at least while it is not done."""

    def instead(self, token: int) -> int | None:
        """What has to come in place of a token that the model chose; None where that may stand."""

    def push(self, token: int) -> None:
        """The token that was written, one of those allowed."""


CLOSE = 2  # words between which nothing else stands in the instruction


class OneOf:
    """One of several texts, none of which begins with another.

    Args:
        options: ids of a text -> what it means; at least one.
    """

    def __init__(self, options: Iterable[tuple[Sequence[int], Any]]) -> None:
        self.node: dict[int, Any] = {}
        for ids, value in options:
            node = self.node
            for token in ids:
                node = node.setdefault(token, {})
            node[VALUE] = value
        self.done, self.value = False, None

    def allowed(self) -> list[int]:
        """Ids that go on with one of the texts."""
        return [token for token in self.node if token != VALUE]

    def push(self, token: int) -> None:
        """The token that was written."""
        self.node = self.node[token]
        if len(self.node) == 1 and VALUE in self.node:
            self.done, self.value = True, self.node[VALUE]

    def instead(self, token: int) -> int | None:
        """Nothing: any of the texts may come."""
        return None


class Quotation:
    """Words of the instruction, each once and in any order, up to a sign.

    Args:
        words: ids of each word that may be quoted -> how often; what is quoted is taken out.
        texts: ids of a word -> the word.
        signs: ids that end the quotation -> what they mean.
        comma: id of the sign that parts its items; None where there is but one.
        needed: names, word by word, that have to come before it ends, in this order where the model does not have another.
        light: words that are not enough by themselves.
        most: words that it may have.
        places: ids of a word -> where it first stands, if no needed name may be passed over for a word that stands later.
        clauses: ids of a word -> the clause that it stands in, for words of one alone: an item has no words of two.
    """

    def __init__(
        self, words: Counter[Ids], texts: Mapping[Ids, str], signs: Mapping[int, Any], comma: int | None = None, *,
        needed: Iterable[Sequence[Ids]] = (), light: Collection[Ids] = (), most: int = 24,
        places: Mapping[Ids, int] | None = None, clauses: Mapping[Ids, int] | None = None,
    ) -> None:  # fmt: skip
        self.words, self.texts, self.signs, self.comma = words, texts, signs, comma
        self.missing = [list(name) for name in needed]
        self.light, self.most, self.places, self.clauses = light, most, places or {}, clauses or {}
        self.begun: Ids = ()  # of the word under way
        self.clause: int | None = None  # of the item's words before that one
        self.forced: list[Ids] = []  # words that come now
        self.items: list[list[str]] = [[]]
        self.told = 0
        self.telling = False  # whether a word that is not light has come
        self.done, self.value = False, None

    def allowed(self) -> list[int]:
        """Ids of pieces of words, and of signs after a whole word."""
        if self.forced and self.begun != self.forced[0]:
            return [self.forced[0][len(self.begun)]]
        if len(self.forced) > 1:
            return [self.forced[1][0]]
        longer = {word[len(self.begun)] for word in self._under_way() if len(word) > len(self.begun)}
        if self.begun not in self.words:
            return sorted(longer)
        if name := self._rest_of_name():
            return sorted(longer | {name[0][0]})
        rest = self.words - Counter([self.begun])
        if self.told + 1 + sum(map(len, self._still_missing())) >= self.most:
            rest = Counter()
        enough = self.telling or self.begun not in self.light
        if not enough and set(rest) <= set(self.light):
            rest, enough = Counter(), True
        comma = {self.comma} if rest and self.comma is not None else set()
        following = {word[0] for word in rest if self._follows(word, self._clause_so_far)}
        return sorted(longer | following | (set(self.signs) if enough else set()) | comma)

    def instead(self, token: int) -> int | None:
        """What has to come in place of a token that would end the quotation or pass over a name before all needed are said."""
        missing = self._still_missing()
        under_way = self.forced[1:] or (self.forced and self.begun != self.forced[0]) or self._rest_of_name()
        if not missing or under_way or token == self.comma:
            return None
        if token not in self.signs and not self._passes_over(token, missing[0][0]):
            return None
        word = missing[0][0]
        self.forced = [*self.forced, *missing[0]]
        close = 0 < self.places.get(word, 0) - self.places.get(self.begun, 0) <= CLOSE
        together = close and self._follows(word, self._clause_so_far)
        return word[0] if not self.begun or together or self.comma is None else self.comma

    def push(self, token: int) -> None:
        """The token that was written."""
        if any(word[len(self.begun)] == token for word in self._under_way() if len(word) > len(self.begun)):
            self.begun += (token,)
            return
        self.items[-1].append(self.texts[self.begun])
        self.words -= Counter([self.begun])
        self.missing = self._still_missing()
        if self.forced and self.forced[0] == self.begun:
            self.forced = self.forced[1:]
        self.telling |= self.begun not in self.light
        self.told += 1
        self.clause, self.begun = self._clause_so_far, ()
        if token == self.comma:
            self.items.append([])
            self.clause = None
        elif token in self.signs:
            self.done, self.value = True, self.signs[token]
        else:
            self.begun = (token,)

    @property
    def _clause_so_far(self) -> int | None:
        """That of the item, the word under way included; None while it may be any."""
        return self.clauses.get(self.begun, self.clause)

    def _follows(self, word: Ids, clause: int | None) -> bool:
        """Whether a word may stand in an item with words of this clause."""
        return self.comma is None or clause is None or self.clauses.get(word, clause) == clause

    def _under_way(self) -> list[Ids]:
        """Words that begin with what is written and may follow the item's other words."""
        begun = [word for word in self.words if word[: len(self.begun)] == self.begun]
        return [word for word in begun if self._follows(word, self.clause)]

    def _rest_of_name(self) -> list[Ids]:
        """The other words of the name whose word is under way: a mouth organ is neither a mouth nor an organ."""
        name = next((name for name in self.missing if self.begun in name), [])
        return [word for word in name if word != self.begun and word in self.words]

    def _still_missing(self) -> list[list[Ids]]:
        """Needed names without the words that are said, the one under way included."""
        names = [list(name) for name in self.missing]
        name = next((name for name in names if self.begun in name), None)
        if name is not None:
            name.remove(self.begun)
        return [name for name in names if name]

    def _passes_over(self, token: int, word: Ids) -> bool:
        """Whether a token begins a word that stands after a needed one."""
        if not self.places or any(
            one[: len(self.begun) + 1] == (*self.begun, token) for one in self._under_way() if self.begun
        ):
            return False
        found = [self.places.get(one, 0) for one in self.words if one[0] == token]
        return bool(found) and min(found) > self.places[word]


class Encoder:
    """Texts of an answer as ids, in the spelling that the planner has learned: with the quotable words of its instruction.

    Args:
        vocabulary: the model's tokens.
        quoted: ids of the quotable words that the instruction has.
    """

    def __init__(self, vocabulary: Vocabulary, quoted: Sequence[int]) -> None:
        self.vocabulary, self.quoted = vocabulary, set(quoted)

    def word(self, word: str) -> Ids:
        """Ids of a word of the instruction, with the space before it."""
        return tuple(self.vocabulary.encode_pieces([f" {word}"], reading=True))

    def ids(self, text: str) -> Ids:
        """Ids of a text that begins and ends where a word does."""
        spelt, read = self.vocabulary.spellings(text)
        return self.vocabulary.unquoted(read, self.quoted) if not self.quoted.isdisjoint(read) else spelt
