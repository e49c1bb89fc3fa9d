"""Time that is told of in a storyline: where a scene or a part may end so that all that was announced still fits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

GRID = Decimal("0.1")  # durations are written in tenths of a second; only the last may need more digits


def tenths(seconds: Decimal, rounding: str) -> int:
    """Whole steps of the grid; Decimal's own // rounds towards zero, which is neither up nor down."""
    return int((seconds / GRID).to_integral_value(rounding))


def up(seconds: Decimal) -> int:
    """Least whole steps of the grid that are no less."""
    return tenths(seconds, ROUND_CEILING)


def down(seconds: Decimal) -> int:
    """Most whole steps of the grid that are no more."""
    return tenths(seconds, ROUND_FLOOR)


class Clock:
    """Seconds told so far, and what may come.

    Args:
        total: of the story.
        low, high: shortest and longest scene.
        scenes: most scenes.
        cuts: ends of the scenes where these are fixed, as those of a video's shots.
    """

    def __init__(self, total: Decimal, low: Decimal, high: Decimal, scenes: int, cuts: Sequence[Decimal] = ()) -> None:
        self.total, self.low, self.high, self.scenes, self.cuts = total, low, high, scenes, tuple(cuts)
        self.now, self.told = Decimal(0), 0

    @property
    def counts(self) -> range:
        """How many scenes the whole story may have."""
        if self.cuts:
            return range(len(self.cuts), len(self.cuts) + 1)
        fewest = self.fewest(self.total)
        return range(fewest, max(fewest, min(self.scenes, int(self.total // self.low))) + 1)

    def fits(self, end: Decimal, until: Decimal, fewest: int, most: int) -> bool:
        """Whether scenes, so many at least and at most, can fill the time from one end to another."""
        left = until - end
        if not left:
            return fewest <= 0
        return most > 0 and max(fewest, 1) * self.low <= left <= most * self.high

    def ends(self, until: Decimal, fewest: int, most: int) -> list[Decimal]:
        """Where the next scene may end, so that others, so many at least and at most, fill the time up to ``until``."""
        if self.cuts:
            return [self.cuts[min(self.told, len(self.cuts) - 1)]]
        first, last = up(self.now + self.low), down(min(self.now + self.high, until))
        on_grid = [step * GRID for step in range(first, last + 1) if step * GRID != until]
        found = [end for end in on_grid if self.fits(end, until, fewest, most)]
        if fewest <= 0 and self.low <= until - self.now <= self.high:
            found.append(until)
        return found

    def part_ends(self, fewest: int, later: int) -> list[Decimal]:
        """Where a part that begins now may end.

        Args:
            fewest: scenes of the part, at least.
            later: scenes that have to follow it, at least.
        """
        if self.cuts:
            rest = self.cuts[self.told :]
            return list(rest[max(0, fewest - 1) : len(rest) - later] or rest[:1])
        first, last = up(self.now + self.low * fewest), down(self.total - self.low * later)
        budget = self.scenes - self.told
        return [
            step * GRID
            for step in range(first, last + 1)
            if self.fewest(step * GRID - self.now) + self.fewest(self.total - step * GRID) <= budget
        ]

    def fewest(self, seconds: Decimal) -> int:
        """Fewest scenes that fill so much time."""
        return int((seconds / self.high).to_integral_value(ROUND_CEILING))

    def lines_of(self, ends: Sequence[Decimal], start: Decimal = Decimal(0)) -> tuple[int, int]:
        """Fewest and most scenes of stretches that follow each other from a start on and end there."""
        stretches = [end - begin for begin, end in zip([start, *ends], ends, strict=False)]
        return sum(map(self.fewest, stretches)), sum(max(1, int(one // self.low)) for one in stretches)

    def tell(self, end: Decimal) -> None:
        """A scene that ends there is told."""
        self.now, self.told = end, self.told + 1
