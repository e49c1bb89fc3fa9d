"""Where a story sounds: the room it is in, the medium it is heard through, the bed that runs under it."""

from __future__ import annotations

import random
from dataclasses import dataclass

ROOMS = ("dry", "room", "cathedral", "cave", "outdoors")
MEDIA = ("clean", "telephone", "old radio", "underwater", "behind a door")
BEDS = ("none", "rain", "wind", "crowd", "traffic", "sea", "crickets")


@dataclass(frozen=True)
class Style:
    """Where a story sounds.

    Attributes:
        room: one of `ROOMS`.
        medium: one of `MEDIA`.
        bed: one of `BEDS`.
    """

    room: str = "dry"
    medium: str = "clean"
    bed: str = "none"

    def __post_init__(self) -> None:
        for name, known in (("room", ROOMS), ("medium", MEDIA), ("bed", BEDS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name}={getattr(self, name)!r} is not known. Choose one of {', '.join(known)}.")

    @property
    def keys(self) -> tuple[str, ...]:
        """Its parts that are not plain, by the names under which tables of words have them: room, medium, "bed rain"."""
        found = [part for part, plain in ((self.room, ROOMS[0]), (self.medium, MEDIA[0])) if part != plain]
        return (*found, *([f"bed {self.bed}"] if self.bed != BEDS[0] else []))

    @classmethod
    def random(cls, rng: random.Random, plain: float = 0.5) -> Style:
        """Draw a style; each part stays plain (dry, clean, none) with probability `plain`."""

        def draw(known: tuple[str, ...]) -> str:
            return known[0] if rng.random() < plain else rng.choice(known[1:])

        return cls(draw(ROOMS), draw(MEDIA), draw(BEDS))
