"""Between text and token ids, with the tags of the story format kept apart from everybody's text."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import cached_property

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ..language.reading import Reading, read_instruction
from ..markup import (
    END,
    GEN,
    GEN_END,
    RESIDUAL,
    RESIDUAL_END,
    SEMANTIC,
    SEMANTIC_END,
    THINK,
    THINK_END,
    TIME,
    TIME_END,
    Markup,
    residual_tag,
    semantic_tag,
)
from ..story import Plan
from ..text import TAG

TAGS = ("<|endoftext|>", "<|im_start|>", END, THINK, THINK_END, GEN, GEN_END, TIME, TIME_END,
        SEMANTIC, SEMANTIC_END, RESIDUAL, RESIDUAL_END)  # fmt: skip


class Vocabulary:
    """A tokenizer whose tags can only be written on purpose.

    Args:
        tokenizer: with all tags as added tokens.
        markup: the format's sizes.
        read_words: how many words at the end of the vocabulary, before the tags, are read in instructions and can only be
            written where the instruction has them.

    Attributes:
        quotable: ids of these words.
    """

    def __init__(self, tokenizer: Tokenizer, markup: Markup, read_words: int = 0) -> None:
        self.tokenizer, self.markup = tokenizer, markup
        # the same tokenizer without added tokens: what it encodes can never become a tag
        plain = {**json.loads(tokenizer.to_str()), "added_tokens": []}
        self._reader = self._writer = Tokenizer.from_str(json.dumps(plain))
        end = self._reader.get_vocab_size()
        self.quotable = range(end - read_words, end)
        if read_words:
            plain["model"]["ignore_merges"] = False  # no merges lead to these words
            self._writer = Tokenizer.from_str(json.dumps(plain))
        self._spellings: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {}
        for tag in TAGS:
            self.id(tag)  # raises where the tokenizer lacks one
        self.size = max(tokenizer.get_vocab().values()) + 1
        self.semantic = [self.id(semantic_tag(i)) for i in range(markup.semantic_tokens)]
        self.residual = [self.id(residual_tag(i)) for i in range(markup.residual_tokens)]
        self.query = [self.id(tag) for tag in markup.query_tags]
        self.added = set(tokenizer.get_added_tokens_decoder())

    @cached_property
    def texts(self) -> list[str]:
        """Text of every token on its own; "" where it is a tag or no token at all."""
        return ["" if i in self.added else self.text([i]) for i in range(self.size)]

    @cached_property
    def prose(self) -> Tensor:
        """Mask [size] of tokens that may stand in reasoning and captions.

        "<" is left out, so that no tag can be spelt, and so are line breaks and control characters.
        """
        return torch.tensor([bool(t) and "<" not in t and (t == " " or t.isprintable()) for t in self.texts])

    @cached_property
    def named(self) -> Tensor:
        """Mask [size] of prose tokens with a letter or digit in them."""
        return self.prose & torch.tensor([any(c.isalnum() for c in t) for t in self.texts])

    @cached_property
    def decimals(self) -> dict[int, str]:
        """Tokens of digits and dots only: what a duration is written with."""
        return {i: text for i, text in enumerate(self.texts) if text and set(text) <= set("0123456789.")}

    def id(self, tag: str) -> int:
        """Id of a tag; a tokenizer without it is an error."""
        number = self.tokenizer.token_to_id(tag)
        if number is None:
            raise ValueError(f"The tokenizer has no token {tag}. Use the tokenizer that belongs to this model.")
        return number

    def ids(self, tags: Iterable[str]) -> set[int]:
        """Ids of several tags."""
        return {self.id(tag) for tag in tags}

    def quoted(self, prompt: list[int]) -> list[int]:
        """Ids of the quotable words that a prompt has, sorted."""
        return sorted({token for token in prompt if token in self.quotable})

    def encode_text(self, text: str) -> list[int]:
        """Ids of plain text: anything that looks like a tag is spelt out as characters."""
        return self._writer.encode(text, add_special_tokens=False).ids

    def encode_pieces(self, pieces: list[str], reading: bool = False) -> list[int]:
        """Ids of text (even places) and tags (odd places), as ``Markup.prompt`` cuts them."""
        tokenizer = self._reader if reading else self._writer
        ids: list[int] = []
        for place, piece in enumerate(pieces):
            ids += [self.id(piece)] if place % 2 else tokenizer.encode(piece, add_special_tokens=False).ids
        return ids

    def read(self, instruction: str) -> str:
        """The instruction as the planner reads it: as it was typed, or in English and the small letters of the quotable words."""
        return self.reading(instruction).text.lower() if self.quotable else instruction

    def reading(self, instruction: str) -> Reading:
        """What of the instruction is read as which English words."""
        return read_instruction(instruction, self.words)

    @cached_property
    def words(self) -> frozenset[str]:
        """Words that are one token each."""
        return frozenset(text[1:] for text in self.texts if text[:1] == " " and len(text) > 3 and text[1:].isalpha())

    def encode_prompt(self, instruction: str, duration: float) -> list[int]:
        """Ids of the conversation up to and including ``<|think|>``."""
        if self.quotable:  # words are kept as they stand after a space
            instruction = f" {self.read(instruction)}"
        return self.encode_pieces(self.markup.prompt(instruction, duration), reading=True)

    def encode_question(self, question: str) -> tuple[list[int], list[int]]:
        """Ids of a conversation in which a sound is given with a question: what stands before the sound, and after it."""
        before, after = self.markup.question(question)
        return self.encode_pieces(before), self.encode_pieces(after)

    def encode_answer(self, plan: Plan) -> list[int]:
        """Ids of what the planner writes; a plan's own text holds no tags, so every tag is the format's."""
        text = self.markup.answer(plan)
        pieces, end = [], 0
        for tag in TAG.finditer(text):
            pieces += [text[end : tag.start()], tag.group()]
            end = tag.end()
        quoted = self.quoted(self.encode_prompt(plan.instruction, plan.duration))
        return list(self.unquoted(self.encode_pieces([*pieces, text[end:]], reading=True), quoted))

    def encode_caption(self, caption: str, quoted: Collection[int]) -> list[int]:
        """Ids of a caption as it stands in an answer; ``quoted`` are the quotable words of the instruction."""
        return list(self.unquoted(self.encode_pieces([self.markup.lead + caption], reading=True), quoted))

    def spellings(self, text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Ids of a text as it is written where no instruction has its words, and as it is read; kept for the next time."""
        if text not in self._spellings:
            spelt, read = (self.encode_pieces([text], reading=reading) for reading in (False, True))
            self._spellings[text] = tuple(spelt), tuple(read)
        return self._spellings[text]

    def unquoted(self, ids: Iterable[int], quoted: Collection[int]) -> tuple[int, ...]:
        """The ids with quotable words spelt out, those of the instruction aside."""
        spelt = (
            self.encode_text(self.text([token])) if token in self.quotable and token not in quoted else [token]
            for token in ids
        )
        return tuple(token for tokens in spelt for token in tokens)

    def text(self, ids: list[int]) -> str:
        """Text of ids, tags included."""
        return self.tokenizer.decode(ids, skip_special_tokens=False)


class Detokenizer:
    """Turns ids into text as they come, holding back characters whose bytes are not complete."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._ids: list[int] = []
        self._sent = ""

    def push(self, token: int) -> str:
        """The text that this token completes."""
        if token in self.vocabulary.added:
            return self._flush() + self.vocabulary.text([token])
        self._ids.append(token)
        whole = self.vocabulary.text(self._ids)
        ready = whole.rstrip("\ufffd")  # half a character decodes to the replacement character
        delta, self._sent = ready[len(self._sent) :], ready
        return delta

    def _flush(self) -> str:
        whole = self.vocabulary.text(self._ids) if self._ids else ""
        delta = whole[len(self._sent) :]
        self._ids, self._sent = [], ""
        return delta
