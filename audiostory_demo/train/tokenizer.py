"""The small tokenizer of the embedded model: byte-level BPE trained on composed stories, digits one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from ..markup import residual_tag, semantic_tag
from ..planner.vocabulary import TAGS

SPACE = "Ġ"  # how byte-level BPE writes a space


def train_tokenizer(texts: Iterable[str], size: int, semantic_tokens: int, residual_tokens: int) -> Tokenizer:
    """Learn a tokenizer.

    Args:
        texts: instructions, reasoning and captions.
        size: word pieces, tags not counted.
        semantic_tokens: number of semantic query tokens to add.
        residual_tokens: number of residual query tokens to add.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    numbered = [*map(semantic_tag, range(semantic_tokens)), *map(residual_tag, range(residual_tokens))]
    tokenizer.add_tokens([AddedToken(tag, special=False, normalized=False) for tag in (*TAGS, *numbered)])
    return tokenizer


def add_words(tokenizer: Tokenizer, words: Iterable[str]) -> Tokenizer:
    """The same tokenizer that also reads these words, each after a space, as one token; numbers of tags move up."""
    saved = json.loads(tokenizer.to_str())
    vocabulary = saved["model"]["vocab"]
    tags = [AddedToken(tag["content"], special=False, normalized=False) for tag in saved["added_tokens"]]
    for word in words:
        vocabulary.setdefault(SPACE + word, len(vocabulary))
    # a text piece that is in the vocabulary as a whole needs no merges to get there
    saved["model"]["ignore_merges"] = True
    wider = Tokenizer.from_str(json.dumps({**saved, "added_tokens": []}))
    wider.add_tokens(tags)
    return wider


def count_words(tokenizer: Tokenizer) -> int:
    """How many words :func:`add_words` added: those that no merges of characters lead to."""
    model = json.loads(tokenizer.to_str())["model"]
    made = {"".join(pair) for pair in model["merges"]}
    return sum(len(token) > 1 and token not in made for token in model["vocab"])
