"""Whose recordings the embedded model learned from, read from its attribution."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .measured import CARD

LINE = re.compile(r"^- (?P<author>.+) \((?P<licence>[\w.-]+)\), (?P<clips>\d+) clips?: (?P<address>\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Credit:
    """One author's recordings under one licence.

    Attributes:
        author: to be named.
        licence: such as "CC-BY-4.0".
        clips: how many were learned from.
        address: where they came from; "" where that is not known.
    """

    author: str
    licence: str
    clips: int
    address: str


def credits() -> list[Credit]:
    """All credits of the embedded model. Needs no torch."""
    text = (CARD / "ATTRIBUTION.md").read_text(encoding="utf-8")
    return [
        Credit(found["author"], found["licence"], int(found["clips"]), found["address"])
        for found in LINE.finditer(text)
    ]
