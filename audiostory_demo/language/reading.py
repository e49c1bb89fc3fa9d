"""What a planner reads of an instruction: words of other languages as English ones, and words spelt by ear.

The planner reads English. Where a text has words of one of the languages in ``assets/languages``, each known word is read as
the English one that means the same, the longest known first; what is known in no language is passed over. In an English
text a word that nobody knows is read as the word about sounds that sounds alike, or that is one slip away. The planner then
reasons about what it has read: nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ..text import WORD, plain_text
from .lexicon import AFTER, ELISION, LANGUAGES, PLACE, Found, Lexicon, apart, english_words, lexicon, sound_words
from .spelling import respelt

ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f々ー]+")
KANA = re.compile(r"[\u3040-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
PIECE = re.compile(rf"{ASIAN.pattern}|{WORD.pattern}'?|[^\w\s]+|\s+")
SPACED = tuple(name for name in LANGUAGES if name not in ("zh", "ja", "ko"))
MOST_WORDS = 5  # of a phrase
HALF = 0.5  # share of the words that a language must know to be the text's
OF_ANOTHER = 0.3  # share of words that are no English, of which two must be known, in a text of two languages
DENIES = "no"
ENGLISH = "english"
PEOPLE = ("man-speaking", "woman-speaking")  # who may do what is said next


@dataclass(frozen=True)
class Reading:
    """An instruction as a planner reads it.

    Attributes:
        text: in English.
        glosses: words of the user and the English ones that were read for them, in order.
        languages: codes of the languages met, "en" for English; empty where nothing was known.
        unread: words that are known in no language.
        recognised: whether a word that was read has to do with sounds or places.
    """

    text: str
    glosses: tuple[tuple[str, str], ...] = ()
    languages: tuple[str, ...] = ("en",)
    unread: tuple[str, ...] = ()
    recognised: bool = True


@dataclass
class _Piece:
    """A stretch of the instruction and what is read for it."""

    typed: str
    read: str
    kind: str = ""  # class that it names, or PLACE, or AFTER, or ENGLISH for a word about sounds that was typed
    language: str = ""


@lru_cache(maxsize=256)
def read_instruction(text: str, known: frozenset[str] = frozenset()) -> Reading:
    """Read an instruction.

    Args:
        text: as typed.
        known: further English words, which are left as they are.
    """
    plain = plain_text(text)
    pieces = _pieces(plain, known)
    words = [piece for piece in pieces if WORD.search(piece.typed)]
    read = re.sub(r"\s+", " ", "".join(piece.read for piece in pieces))
    read = re.sub(r"\s+([,.;:!?])", r"\1", read).strip(" ,;")
    languages = tuple(dict.fromkeys(piece.language for piece in words if piece.language))
    unread = tuple(dict.fromkeys(piece.typed for piece in words if not piece.language))
    glosses = tuple((one.typed, one.read.strip()) for one in words if one.read.strip() not in ("", one.typed))
    foreign = len(unread) > len(words) / 2 and len(words) > 1  # a language that is not among ours
    about = {word for found in WORD.findall(read.lower()) for word in (found, *found.split("-"))}
    recognised = not foreign and not about.isdisjoint(sound_words() | known)
    return Reading(read or plain, glosses, () if foreign else languages, unread, recognised)


def read_word(word: str) -> str:
    """A word of an English text as it is read."""
    return word if word.lower() in english_words() else respelt(word) or word


def _pieces(text: str, known: frozenset[str]) -> list[_Piece]:
    english = english_words()

    def is_english(word: str) -> bool:
        low = word.lower()
        return low in english or low in known or low.replace("'s", "") in english or not any(map(str.isalpha, low))

    spaced = _language(text, is_english)
    mixed = spaced and any(
        len(word) > 3 and word in sound_words() and not lexicon(spaced).knows(word)
        for word in WORD.findall(text.lower())
    )
    typed = PIECE.findall(apart(text) if spaced == "fr" else text)
    pieces: list[_Piece] = []
    at = 0
    while at < len(typed):
        one = typed[at]
        if ASIAN.fullmatch(one):
            pieces += _segmented(one, "ja" if KANA.search(text) else "zh")
        elif HANGUL.search(one):
            found, length = _korean(typed[at:])
            pieces.append(found)
            at += length - 1
        elif not WORD.match(one):
            pieces.append(_Piece(one, {"、": ", ", "。": ". ", "·": ","}.get(one, one)))
        elif match := spaced and _match(lexicon(spaced), typed[at:]):
            (read, kind), length = match
            pieces.append(_Piece("".join(typed[at : at + length]), read, kind, spaced))
            at += length - 1
        elif is_english(one) and (not spaced or mixed or not one.isalpha()):
            pieces.append(_Piece(one, one, ENGLISH if one.lower() in sound_words() else "", "en"))
        else:
            pieces.append(_unknown(one, spaced))
        at += 1
    return list(_parted(_denied(pieces)))


def _language(text: str, is_english: Callable[[str], bool]) -> str:
    """The language with spaces, other than English, that the text is in or has words of; "" where there is none."""
    words = [
        piece
        for piece in PIECE.findall(text)
        if WORD.match(piece) and not ASIAN.match(piece) and not HANGUL.search(piece)
    ]
    foreign = [word for word in words if not is_english(word)]
    if not foreign:
        return ""
    best, most = "", 0.0
    for name in SPACED:
        table = lexicon(name)
        elided = [part for word in words for part in (ELISION.sub("", word), word)] if name == "fr" else words
        hits = sum(1.0 for word in dict.fromkeys(elided) if word in foreign and table.knows(word))
        hits += sum(0.25 for word in dict.fromkeys(elided) if word not in foreign and table.knows(word))
        if name == "fr":
            hits += sum(1.0 for word in foreign if ELISION.match(word) and table.knows(ELISION.sub("", word)))
        if hits > most:
            best, most = name, hits
    if not best or most < 1:
        return ""
    of_it = sum(lexicon(best).knows(ELISION.sub("", word)) or lexicon(best).knows(word) for word in words)
    mixed = most >= 2 and len(foreign) >= OF_ANOTHER * len(words)
    return best if mixed or of_it >= HALF * len(words) else ""


def _match(table: Lexicon, typed: list[str]) -> tuple[Found, int] | None:
    """What the longest known phrase at the beginning is read as, and how many pieces it takes."""
    for length in range(min(len(typed), 2 * MOST_WORDS - 1), 0, -1):
        part = typed[:length]
        whole = WORD.match(part[-1]) and all(piece.isspace() or WORD.match(piece) for piece in part)
        if whole and (found := table.find("".join(part))):
            return found, length
    return None


def _segmented(text: str, language: str) -> Iterator[_Piece]:
    """A text without spaces, cut at the longest known words."""
    tables = [(name, lexicon(name)) for name in (language, "ja" if language == "zh" else "zh")]
    at = 0
    while at < len(text):
        for length in range(min(12, len(text) - at), 0, -1):
            part = text[at : at + length]
            name, found = next(
                ((name, found) for name, table in tables if (found := table.exact.get(part))), ("", None)
            )
            if found:
                yield _Piece(part, f" {found[0]} ", found[1], name)
                break
        else:
            part = text[at]
            yield _Piece(part, " ")
        at += len(part)


def _korean(typed: list[str]) -> tuple[_Piece, int]:
    """The longest known beginning of the next words, whose particles and endings are passed over."""
    table = lexicon("ko")
    for length in (3, 1):
        phrase = "".join(typed[:length])
        if len(typed) < length or (length == 3 and not typed[1].isspace()):
            continue
        least = len(typed[0]) + 2 if length == 3 else 1
        for end in range(len(phrase), least - 1, -1):
            if found := table.exact.get(phrase[:end]):
                linked = " and" * phrase.endswith(table.linked)
                return _Piece(phrase, f" {found[0]}{linked} ", found[1], "ko"), length
    return _Piece(typed[0], " "), 1


def _unknown(word: str, spaced: str) -> _Piece:
    """A word that is neither English nor of the text's language: of another one, or spelt by ear."""
    for name in SPACED:
        if name != spaced and len(word) > 3 and (found := lexicon(name).exact.get(word.lower())) and found[1]:
            return _Piece(word, *found, name)
    if spaced:
        return _Piece(word, "")
    read = respelt(word)
    return _Piece(word, read or word, ENGLISH if read else "", "en" if read else "")


def _denied(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Words that deny what stands before them ("rain without") are put before it."""
    out: list[_Piece] = []
    for piece in pieces:
        if piece.kind == AFTER:
            at = len(out)
            while at and (out[at - 1].kind or not out[at - 1].read.strip()):
                at -= 1
            if any(one.kind for one in out[at:]):
                out.insert(at, _Piece("", f" {DENIES} "))
        out.append(piece)
    yield from out


def _parted(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Different sounds with nothing between them are parted by commas: other languages need no word there."""
    before = ""
    for piece in pieces:
        if piece.kind and piece.language != "en":
            others = before and piece.kind not in (before, PLACE, AFTER) and before not in PEOPLE
            yield replace(piece, read=f", {piece.read.strip()} ") if others else piece
            before = "" if piece.read.rstrip().endswith("and") else piece.kind
        else:
            before = before if not piece.read.strip() else ""
            yield piece
