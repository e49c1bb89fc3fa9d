"""Quotations in the reasoning: what claims to repeat the instruction holds its words and no others, and is counted right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from ..text import WORD
from .vocabulary import Vocabulary

COMMA = ","
SHORTEST = 3  # letters of a word worth quoting: a sound is rarely called by two


class Quotations:
    """Follows the reasoning and says which tokens may come next inside a quotation.

    Args:
        vocabulary: the model's tokens.
        openings: text after which the reasoning quotes -> the sign that ends the quotation; commas may part its words.
        numbers: words that the reasoning counts with, from one on.
        instruction: what is quoted; each of its words once, in any order.

    Attributes:
        listed: how many things the longest list has, which is a quotation that no comma ends.
    """

    def __init__(
        self, vocabulary: Vocabulary, openings: Mapping[str, str], numbers: Sequence[str], instruction: str
    ) -> None:
        self.vocabulary, self.openings = vocabulary, openings
        words = WORD.findall(instruction.lower())
        self.left = Counter(
            tuple(vocabulary.encode_pieces([f" {word}"], reading=True)) for word in words if len(word) >= SHORTEST
        )
        self.signs = {sign: vocabulary.encode_text(sign) for sign in {COMMA, *openings.values()}}
        self.numbers = [vocabulary.encode_text(f" {number}") for number in numbers]
        self.listed = self.things = 0
        self.text, self.closing = "", ""
        self.word: tuple[int, ...] = ()  # as far as it is written

    @property
    def own(self) -> set[int]:
        """Tokens of the words that have not been quoted yet."""
        return {token for word in self.left for token in word}

    @property
    def too_few(self) -> list[int]:
        """Ids of the numbers that are smaller than what was listed, in the sentence after the list, which counts it."""
        if not 0 < self.listed <= len(self.numbers) or ". " in self.text:
            return []  # nothing to count, or more than it can, or counted
        return [token for tokens in self.numbers[: self.listed - 1] for token in tokens if len(tokens) == 1]

    def allowed(self) -> list[int]:
        """Ids that may come next; none where anything may."""
        if not self.closing:
            return []
        longer = {word[len(self.word)] for word in self.left if self._begins(word) and len(word) > len(self.word)}
        if self.word not in self.left:
            return sorted(longer) or self.signs[self.closing][:1]
        others = self.left - Counter([self.word])
        signs = [self.closing, COMMA] if others else [self.closing]
        return sorted(longer | {word[0] for word in others} | {self.signs[sign][0] for sign in signs})

    def push(self, token: int) -> None:
        """The token that was written."""
        if not self.closing:
            self.text += self.vocabulary.texts[token]
            self.closing = next((sign for text, sign in self.openings.items() if self.text.endswith(text)), "")
        elif any(self._begins(word, token) for word in self.left):
            self.word += (token,)
        else:
            self.left -= Counter([self.word])
            self.word = ()
            self.things += 1 if token in (self.signs[self.closing][0], self.signs[COMMA][0]) else 0
            if token == self.signs[self.closing][0]:
                self.listed = max(self.listed, self.things) if self.closing != COMMA else self.listed
                self.text, self.closing, self.things = "", "", 0
            elif token != self.signs[COMMA][0]:
                self.word = (token,)

    def _begins(self, word: tuple[int, ...], *more: int) -> bool:
        """Whether a word begins with what is written, and goes on with more."""
        so_far = self.word + more
        return word[: len(so_far)] == so_far
