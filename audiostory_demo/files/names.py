"""Names of files made from what a user typed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

STORIES = Path("stories")  # where stories go when nobody says where
LONGEST_NAME = 40  # characters of a prompt that a file name keeps


def slug(text: str, longest: int = LONGEST_NAME, *, ascii_only: bool = False) -> str:
    """Words in lower case joined by hyphens, cut at a word; "" for text without letters and digits."""
    plain = unicodedata.normalize("NFKD" if ascii_only else "NFKC", text).casefold()
    if ascii_only:  # an accent is left out, a letter of another script with it
        plain = plain.encode("ascii", "ignore").decode()
    words = re.findall(r"\w+", plain.replace("_", " "))
    name = "-".join(words)
    if len(name) <= longest:
        return name
    return name[: longest + 1].rpartition("-")[0] or name[:longest]


def story_name(instruction: str, seed: int, *, ascii_only: bool = False) -> str:
    """A story's file name, without an ending, after its prompt and seed."""
    return f"{slug(instruction, ascii_only=ascii_only) or 'story'}-{seed}"


def story_path(instruction: str, seed: int, folder: Path = STORIES, suffix: str = ".wav") -> Path:
    """Where a story is saved when nobody says where."""
    return folder / f"{story_name(instruction, seed)}{suffix}"
