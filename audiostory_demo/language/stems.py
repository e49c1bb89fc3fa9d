"""Words without their endings, by which they are compared."""

from __future__ import annotations

import re

from .english import grammar

SUFFIXES = ("ings", "ing", "ied", "ies", "ed", "es", "s")


def stem(word: str) -> str:
    """A word without its ending, roughly: "barks", "barked" and "barking" are "bark"."""
    word = word.removesuffix("'s")
    for suffix in SUFFIXES:
        short = word.removesuffix(suffix)
        if short != word and len(short) > 2 and not (suffix == "s" and short.endswith("s")):
            short += "y" if suffix in ("ied", "ies") else ""
            doubled = len(short) > 3 and short[-1] == short[-2] and short[-1] in "bdgmnprt"
            word = short[:-1] if doubled else short
            break
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> tuple[str, ...]:
    """Stems of a text's words, articles left out."""
    left_out = grammar().before_nouns
    return tuple(stem(word) for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower()) if word not in left_out)


def told(text: str) -> frozenset[tuple[str, bool]]:
    """Stems of a text's telling words, and whether each ends in "ing": who gardens is not "gardening"."""
    telling = (word for word in text.lower().split() if word not in grammar().common)
    return frozenset((stem, word.endswith("ing")) for word in telling for stem in stems(word))
