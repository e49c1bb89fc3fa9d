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

    def push(self, token: int) -> None:
        """The token that was written, one of those allowed."""


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


class Quotation:
    """Words of the instruction, each once and in any order, up to a sign.

    Args:
        words: ids of each word that may be quoted -> how often; what is quoted is taken out.
        texts: ids of a word -> the word.
        signs: ids that end the quotation -> what they mean.
        comma: id of the sign that parts its items; None where there is but one.
        needed: words that have to come before it ends.
        light: words that are not enough by themselves.
        most: words that it may have.
    """

    def __init__(
        self, words: Counter[Ids], texts: Mapping[Ids, str], signs: Mapping[int, Any], comma: int | None = None, *,
        needed: Iterable[Ids] = (), light: Collection[Ids] = (), most: int = 24,
    ) -> None:  # fmt: skip
        self.words, self.texts, self.signs, self.comma = words, texts, signs, comma
        self.needed, self.light, self.most = Counter(needed) & words, light, most
        self.begun: Ids = ()  # of the word under way
        self.items: list[list[str]] = [[]]
        self.told = 0
        self.telling = False  # whether a word that is not light has come
        self.done, self.value = False, None

    def allowed(self) -> list[int]:
        """Ids of pieces of words, and of signs after a whole word."""
        longer = {word[len(self.begun)] for word in self._under_way() if len(word) > len(self.begun)}
        if self.begun not in self.words:
            return sorted(longer)
        rest, needed = self.words - Counter([self.begun]), self.needed - Counter([self.begun])
        if self.told + 1 + sum(needed.values()) >= self.most:
            rest = needed
        enough = self.telling or self.begun not in self.light
        if not enough and set(rest) <= set(self.light):
            rest, enough = Counter(), True
        signs = set(self.signs) if enough and not needed else set()
        comma = {self.comma} if rest and self.comma is not None else set()
        return sorted(longer | {word[0] for word in rest} | signs | comma)

    def push(self, token: int) -> None:
        """The token that was written."""
        if any(word[len(self.begun)] == token for word in self._under_way() if len(word) > len(self.begun)):
            self.begun += (token,)
            return
        self.items[-1].append(self.texts[self.begun])
        self.words -= Counter([self.begun])
        self.needed -= Counter([self.begun])
        self.telling |= self.begun not in self.light
        self.told += 1
        self.begun = ()
        if token == self.comma:
            self.items.append([])
        elif token in self.signs:
            self.done, self.value = True, self.signs[token]
        else:
            self.begun = (token,)

    def _under_way(self) -> list[Ids]:
        """Words that begin with what is written; only those needed where there is room for no others."""
        full = self.told + sum(self.needed.values()) >= self.most
        words = self.needed if full and self.needed else self.words
        return [word for word in words if word[: len(self.begun)] == self.begun]


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
