"""Names of files made from what a user typed."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

STORIES = Path("stories")  # where stories go when nobody says where
LONGEST_NAME = 40  # characters of a prompt that a file name keeps


def slug(text: str, longest: int = LONGEST_NAME) -> str:
    """Words in lower case joined by hyphens, cut at a word; "" for text without letters and digits."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"\w+", plain.replace("_", " "))
    name = "-".join(words)
    if len(name) <= longest:
        return name
    return name[: longest + 1].rpartition("-")[0] or name[:longest]


def story_path(instruction: str, seed: int, folder: Path = STORIES, suffix: str = ".wav") -> Path:
    """Where a story is saved when nobody says where: named after its prompt and seed."""
    return folder / f"{slug(instruction) or 'story'}-{seed}{suffix}"
