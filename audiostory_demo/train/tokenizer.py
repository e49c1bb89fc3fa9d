"""The small tokenizer of the embedded model: byte-level BPE trained on composed stories, digits one by one."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from ..markup import residual_tag, semantic_tag
from ..planner.vocabulary import TAGS


def train_tokenizer(texts: Iterable[str], size: int, semantic_tokens: int, residual_tokens: int) -> Tokenizer:
    """Learn a tokenizer.

    Args:
        texts: instructions, reasoning and captions.
        size: word pieces, tags not counted.
        semantic_tokens, residual_tokens: numbered query tokens to add.
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
