"""What strict decoding knows of the language that a planner reasons in. The words themselves come with each model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from .rules import check_fields, several, table, words

SIGNS = table(words(100, shortest=1), words(10, shortest=1), 100, "a dict from text to the sign that ends it")


@dataclass(frozen=True)
class LanguageConfig:
    """How a planner's reasoning quotes and counts; training takes it from ``assets/english/reasoning.yaml``.

    Attributes:
        quotations: text after which the reasoning quotes the instruction -> sign that ends the quotation. In between are
            commas and the instruction's words of three letters or more, each once.
        numbers: words for one, two and so on; after a list of so many quoted things none that is smaller. A longer list
            is not counted.
    """

    quotations: Annotated[dict[str, str], SIGNS] = field(default_factory=dict)
    numbers: Annotated[tuple[str, ...], several(words(100, shortest=1), 0, 1000, "up to 1000 words")] = ()

    def __post_init__(self) -> None:
        check_fields(self, "language.")
