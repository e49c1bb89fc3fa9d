"""Text of a user or a model: what a word is in it, and how it is shown on a line."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
"""A word in somebody's text: what the training texts mark for quotation is what strict decoding lets be quoted."""


def printable(text: str) -> str:
    """The text without control characters, which could move a terminal's cursor; line breaks stay."""
    return "".join(c if c in "\n\u200d" or c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(printable(text).split())
