"""Text of a user or a model: what a word is in it, and how it is shown on a line."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
"""A word in somebody's text: what the training texts mark for quotation is what strict decoding lets be quoted."""

TAG = re.compile(
    r"<\|(?:im_start|im_end|think|/think|gen|/gen|endoftext)\|>|</?timestamp>|</?t5>|</?aud>|<(?:t5|aud)_\d{5}>"
)
"""Every tag of the story format. User and model text inside a plan never contains one."""


def printable(text: str) -> str:
    """The text without control characters, which could move a terminal's cursor; line breaks stay."""
    return "".join(c if c in "\n\u200d" or c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return " ".join(printable(text).split())


INVISIBLE = "\u115f\u1160\u2800\u3164\uffa0"
"""Blanks that Unicode takes for letters or symbols; control and format characters are found by their category."""
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4`", "'"))
LIST_MARK = re.compile(r"(?:^|(?<=\n))[ ]*(?:[-*+\u2022\u2013\u2014\u00b7>]+|\(?\d{1,2}[.)\]])[ ]+")
INLINE_MARK = re.compile(r"(?<!\S)\(?\d{1,2}[.)\]][ ]+(?=[^\W\d])")
BRACKETED = re.compile(r"\((?=[^()]*\d[^()]*\))[^()]*\)|[\])}][ ]*[,;]?[ ]*[\[({]|[\[\](){}]|<(?=[^<>]*>)|(?<=[\w|/])>")
"""Brackets, all but round ones around a number, which say how long."""
QUOTED = re.compile(r"(?<!\w)'|'(?!\w)|\"")
REPEATED = re.compile(r"\b(\w[\w' -]*?)(?:\W+\1\b){3,}", re.IGNORECASE)


def plain_text(text: str) -> str:
    """An instruction as a planner reads it: one line of words and punctuation, however it was typed or pasted.

    Compatibility forms become their letters (NFKC); invisible characters and pictures go; quotation marks too; brackets,
    marks of a list and the ends of its lines become commas; what is said four times running and more is said once.
    """
    text = unicodedata.normalize("NFKC", text).translate(APOSTROPHES).replace("\r\n", "\n")
    text = re.sub(r"[-=]+>", "\u2192", "".join(_legible(c) for c in text))
    text = INLINE_MARK.sub(", ", LIST_MARK.sub(", ", re.sub(r"[^\S\n]+", " ", text)))
    text = re.sub(r"[ ]*\n[ ]*", "\n", text).strip(", \n")
    text = re.sub(r"(?<=\w)\n+(?=[^\W\d_a-z])|(?<=\w)\n{2,}", ". ", text).replace("\n", " ")
    text = QUOTED.sub(" ", BRACKETED.sub(lambda found: found[0] if found[0][1:-1].strip() else ", ", text))
    text = re.sub(r"[ ]+(?=[,;.!?](?:\s|$))", "", re.sub(r"[\s_#*~^]+", " ", text))
    text = re.sub(r"([,;.!?]| -)(?:[ ]?,)+", r"\1", re.sub(r",+(?:[ ],)*", ",", text))
    return REPEATED.sub(r"\1", text).strip(" ,;")


def has_words(text: str) -> bool:
    """Whether a letter or digit of any script can be seen in it."""
    return any(c.isalnum() for c in plain_text(text))


def _legible(character: str) -> str:
    if character in '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f\uff02':
        return '"'
    if character == "\n" or character in "\u2028\u2029\x0b\x0c\x85\r":
        return "\n"
    if character.isspace() or character in INVISIBLE:
        return " "
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Co" | "Cn" | "Cs":  # invisible, or known to nobody
            return ""
        case "So" | "Sk":  # pictures, and marks that stand alone
            return " "
        case "Pd":
            return "-" if character in "-\u2010\u2011" else " - "
        case _:
            return character
