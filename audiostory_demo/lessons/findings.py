"""What a change at the bridge did to one scene, in numbers, beside what mere other noise does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..plots.sides import side_change
from ..story import Clip

UNHEARD = 1.0  # dB: about the smallest change of level that an ear notices
Verdict = Literal["nothing", "within", "beyond"]


@dataclass(frozen=True)
class Trial:
    """Two sounds of one scene that differ in one thing.

    Attributes:
        first: the scene as it was planned.
        second: the same noise, with something else changed; or, in the trial of the noise itself, other noise.
        others: the scene as planned from other noise, once or more often: the yardstick.
    """

    first: Clip
    second: Clip
    others: tuple[Clip, ...]


@dataclass(frozen=True)
class Measure:
    """One number of the two sounds, and of the yardstick's. None where a sound does not have it.

    Attributes:
        name: "band", share of the energy between 300 and 3,400 Hz; "decay", seconds in which a sound could die away by
            60 dB; "floor", mean level of what sounds all the time, in dB under the loudest.
        first: of the first sound.
        second: of the second.
        others: of the yardstick's.
    """

    name: str
    first: float | None
    second: float | None
    others: tuple[float | None, ...]

    @property
    def beyond(self) -> bool:
        """Whether it moved farther than any other noise moved it."""
        if self.first is None or self.second is None:
            return False
        own = self.first
        chance = [abs(other - own) for other in self.others if other is not None]
        return bool(chance) and abs(self.second - own) > max(chance)


@dataclass(frozen=True)
class Finding:
    """What came of a trial.

    Attributes:
        change: dB between the two sounds, the mean over time and pitch.
        chance: dB between the first sound and each of the yardstick's.
        measures: what is known of the change besides its size.
    """

    change: float
    chance: tuple[float, ...]
    measures: tuple[Measure, ...]

    @property
    def yardstick(self) -> float:
        """dB that other noise makes, the mean."""
        return float(np.mean(self.chance)) if self.chance else float("nan")

    @property
    def verdict(self) -> Verdict:
        """ "nothing" that could be heard, "within" what other noise does, or "beyond" all of it."""
        if self.change < UNHEARD:
            return "nothing"
        return "beyond" if self.chance and self.change > max(self.chance) else "within"


def find(trial: Trial) -> Finding:
    """Measure a trial."""
    chance = tuple(side_change(trial.first, other) for other in trial.others)
    measures = tuple(
        Measure(name, measure(trial.first), measure(trial.second), tuple(measure(other) for other in trial.others))
        for name, measure in _measures().items()
    )
    return Finding(side_change(trial.first, trial.second), chance, measures)


def _measures() -> dict[str, Callable[[Clip], float | None]]:
    from ..evaluate.physical import band_share, decay_time, floor_spectrum  # needs torch; the rest here does not

    def mono(clip: Clip) -> tuple[np.ndarray, int]:
        return clip.samples.mean(axis=0), clip.sample_rate

    return {
        "band": lambda clip: band_share(*mono(clip)),
        "decay": lambda clip: decay_time(*mono(clip)),
        "floor": lambda clip: float(floor_spectrum(*mono(clip)).mean()),
    }
