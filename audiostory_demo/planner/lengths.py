"""How long an instruction says that its sounds last, and what becomes of that in a story of the length asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..language.denial import InstructionRead
from ..language.english import grammar
from ..language.words import Named
from .clock import GRID, down

NEAR = 3  # words between a length and the sound that it is of, at most
NUMBER = re.compile(r"(\d+)([a-z]*)")
TOLERANCE = Decimal("0.1")


@dataclass(frozen=True)
class Length:
    """A sound and how long it is to last.

    Attributes:
        named: the sound.
        seconds: of it.
    """

    named: Named
    seconds: Decimal


def lengths_in(read: InstructionRead) -> list[Length]:
    """Such as "ten seconds of rain", "a two-second beep", "rain for 5 s" and "rain (5 s)"; each sound once."""
    found: dict[int, Length] = {}
    for at in range(len(read.words)):
        seconds, end = _seconds(read, at)
        if not seconds or at in read.denied_words:
            continue
        before, after = (read.words[at - 1] if at else ""), (read.words[end] if end < len(read.words) else "")
        named = None
        if before in (*grammar().before_length, "("):
            named = next((one for one in reversed(read.named) if 0 <= at - 1 - one.last <= NEAR), None)
        elif "-" in read.words[at] or after in (*grammar().after_length, "-"):
            named = next((one for one in read.named if 0 <= one.first - end <= NEAR), None)
        if named is not None and not any(
            read.signs[place] for place in range(min(named.last, end), max(named.first, at - 1))
        ):
            found.setdefault(named.first, Length(named, seconds))
    return [found[place] for place in sorted(found)]


def length_words(read: InstructionRead) -> set[int]:
    """Places of the words that say lengths."""
    found = ((at, *_seconds(read, at)) for at in range(len(read.words)))
    return {place for at, seconds, end in found if seconds for place in range(at, end)}


def _seconds(read: InstructionRead, at: int) -> tuple[Decimal | None, int]:
    """A length that begins at a place, and where it ends."""
    lists, words = read.language.denials, read.words
    numbers = {number: Decimal(place) for place, number in enumerate(read.language.numbers, 1)}
    numbers |= {number: Decimal(value) for number, value in grammar().tens.items()}
    parts = words[at].split("-")  # ten-second
    whole, end = [*parts, *words[at + 1 : at + 4]], at + 1
    digits = NUMBER.fullmatch(whole[0])
    if not digits and whole[0] not in numbers:
        return None, at
    value = Decimal(digits[1]) if digits else numbers[whole[0]]
    unit, rest = (digits[2] if digits else ""), whole[1:]
    if digits and not unit and rest[:1] == ["."] and len(rest) > 1 and (decimals := NUMBER.fullmatch(rest[1])):
        value, unit, rest, end = Decimal(f"{digits[1]}.{decimals[1]}"), decimals[2], rest[2:], end + 2
    if not unit and rest:
        unit, end = rest[0], end + (len(parts) == 1)
    if unit in lists.get("seconds", ()):
        return value, end
    return (60 * value, end) if unit in lists.get("minutes", ()) else (None, at)


def shares(asked: Sequence[Decimal | None], total: Decimal, low: Decimal) -> list[Decimal]:
    """How long each of several sounds lasts so that together they fill a story.

    Lengths that were named stay if they can; the others share the rest. Where there is no rest, or too little, or too
    much because all lengths were named, these are stretched or shortened in proportion.
    """
    free = sum(seconds is None for seconds in asked)
    named = sum((seconds for seconds in asked if seconds is not None), Decimal(0))
    rest = total - named
    if rest < low * free or not free:
        rest = low * free
    factor = (total - rest) / named if named else Decimal(1)
    wishes = [rest / free if seconds is None else seconds * factor for seconds in asked]
    ends: list[Decimal] = []
    told = Decimal(0)
    for number, wish in enumerate(wishes):
        left = low * (len(wishes) - number - 1)
        told = max(
            min(down(told + wish + GRID / 2) * GRID, down(total - left) * GRID),
            (ends[-1] if ends else Decimal(0)) + low,
        )
        ends.append(told)
    return [*ends[:-1], total]


def conflict_of(read: InstructionRead, total: Decimal) -> str:
    """A sentence where the lengths that an instruction names do not make the length asked for; "" where they may."""
    lengths = lengths_in(read)
    named = sum((one.seconds for one in lengths), Decimal(0))
    others = {one.first for one in read.named} - {one.named.first for one in lengths}
    if not lengths or abs(named - total) <= TOLERANCE * total or (others and named < total):
        return ""
    change = "stretched" if named < total else "shortened"
    return (
        f"The instruction names {named.normalize():f} s in all, {total.normalize():f} s were asked for: "
        f"its lengths are {change} in proportion. Ask for {named.normalize():f} s to keep them."
    )
