"""The release's tokenizer: the base language model's, with the story format's tags added."""

from __future__ import annotations

from tokenizers import AddedToken, Tokenizer

from ...files.reading import read_json
from ...markup import (
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
    residual_tag,
    semantic_tag,
)
from ..folder import read_tokenizer
from .places import ADDED, TOKENIZER, Places

# added in this order, so the first gets the id after the base model's last one; the release has a list of them,
# whose numbers are wrong (four tags share one): only its order counts
PUBLISHED = (
    SEMANTIC_END, "<video_padding>", TIME, TIME_END, SEMANTIC, *(semantic_tag(i) for i in range(100)),
    RESIDUAL, RESIDUAL_END, *(residual_tag(i) for i in range(501)), GEN, GEN_END, THINK, THINK_END,
)  # fmt: skip


def added_order(places: Places) -> tuple[str, ...]:
    """The added tokens in the order of their ids.

    A list that a library wrote beside a complete tokenizer is sorted by name: its order means nothing.
    """
    for folder in places.holding(ADDED):
        names = tuple(read_json(folder / ADDED))
        if names != tuple(sorted(names)):
            return names
    return PUBLISHED


def add_tokens(tokenizer: Tokenizer, order: tuple[str, ...]) -> Tokenizer:
    """The tokenizer with the tokens added that it lacks, as ordinary ones; ids are base size + position."""
    tokenizer.add_tokens([AddedToken(name, normalized=False, special=False) for name in order])
    return tokenizer


def find_tokenizer(places: Places, preferred: tuple[str, ...], rows: int, embedding: str) -> Tokenizer:
    """The first tokenizer whose tags get the ids that the weights were trained with.

    Args:
        places: where to look.
        preferred: folder names to try first.
        rows: of the embedding: tokens that the model knows.
        embedding: its name, for messages.
    """
    order = added_order(places)
    folders = sorted(places.holding(TOKENIZER), key=lambda place: place.name not in preferred)
    if not folders:
        raise places.missing("A tokenizer", f"Qwen2.5-3B-Instruct's {TOKENIZER}", "tokenizer")
    problems = []
    for folder in folders:
        try:
            tokenizer = add_tokens(read_tokenizer(folder / TOKENIZER), order)
        except ValueError as error:
            problems.append(str(error))
            continue
        size = tokenizer.get_vocab_size()
        if size == rows and all(tokenizer.token_to_id(name) == rows - len(order) + i for i, name in enumerate(order)):
            return tokenizer
        problems.append(f"{folder / TOKENIZER} has {size} tokens")
    raise ValueError(
        f"No tokenizer fits the weights: with the {len(order)} added ones, {'; '.join(problems)}, while {embedding} has "
        f"{rows} rows, the added ones last. Put the base language model's {TOKENIZER} into {places.home}."
    )
