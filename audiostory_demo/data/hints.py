"""What a teacher says of places and things that our tables lack: sounds that fit, classes that come nearest."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

CHANCE = 0.2  # of a sound's log weight: how much the drawn sounds differ from the likeliest


@dataclass(frozen=True)
class Place:
    """A place or occasion with sounds that fit it.

    Attributes:
        name: as a user might call it.
        like: setting of the situation that comes nearest.
        sounds: class, weight, and when it comes (0 first, 1 last), the weightiest first.
    """

    name: str
    like: str
    sounds: tuple[tuple[str, float, float], ...]

    def draw(self, count: int, rng: random.Random) -> list[str]:
        """Up to ``count`` different sounds, in the order in which they would come."""
        # the largest of log weight plus Gumbel noise: sampling without replacement, here sharpened
        keys = [
            math.log(weight) - CHANCE * math.log(-math.log(rng.uniform(1e-9, 1 - 1e-9))) for _, weight, _ in self.sounds
        ]
        kept = sorted(range(len(keys)), key=keys.__getitem__, reverse=True)[:count]
        return [sound for sound, _, _ in sorted((self.sounds[i] for i in kept), key=lambda one: one[2])]


@dataclass(frozen=True)
class Hints:
    """A teacher's answers.

    Attributes:
        places: with the sounds that fit.
        nouns: class -> things outside the repertoire, without article, that it comes nearest to.
    """

    places: tuple[Place, ...] = ()
    nouns: dict[str, tuple[str, ...]] | None = None

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"places": {one.name: (one.like, one.sounds) for one in self.places}, "nouns": self.nouns}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Hints:
        """The inverse of :meth:`to_dict`."""
        places = tuple(Place(name, like, tuple(map(tuple, s))) for name, (like, s) in saved["places"].items())
        return cls(places, {name: tuple(nouns) for name, nouns in saved["nouns"].items()})
