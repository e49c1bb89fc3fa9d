"""Where a prompt comes from: the argument itself, standard input, or a text file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MOST_BYTES = 100_000  # longer than any model reads; a wrong file is told from a prompt before it is loaded


def read_prompt(argument: str) -> str:
    """The instruction: "-" reads standard input, the name of a file that exists reads that file."""
    if argument == "-":
        if sys.stdin is None:  # closed by whoever started this
            raise ValueError("Standard input is closed. Pass the prompt itself in quotes, or pipe it in.")
        return _decode(sys.stdin.buffer.read(MOST_BYTES + 1), "Standard input")
    if os.path.isfile(argument):  # unlike Path.is_file no error for a prompt too long to be a name
        with open(argument, "rb") as file:
            return _decode(file.read(MOST_BYTES + 1), argument)
    if Path(argument).suffix == ".txt" and len(argument.split()) == 1:
        raise ValueError(f"{argument} does not exist. Pass a text file that exists, or the prompt itself in quotes.")
    return argument


def _decode(data: bytes, source: str) -> str:
    if len(data) > MOST_BYTES:
        raise ValueError(f"{source} has more than {MOST_BYTES:,} bytes. Pass a prompt of a few sentences.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{source} is not text in UTF-8 (byte {error.start}). Pass a plain text file.") from error
