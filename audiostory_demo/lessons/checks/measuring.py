"""Notebooks 07 and 08: training, and measuring what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..agreement import kappa as kappa_of
from .answers import close, exercise, names, near, right, share

A_VELOCITY = "an array like noise and clean"


@exercise(
    "07.1",
    "STAGES holds all stages by name; stage.trains says which parts learn in it.",
    "All parts are {part for stage in STAGES.values() for part in stage.trains}. Take those away that 1a-planner trains.",
    given=(Mapping,),
)
def frozen(parts: Any, stages: Mapping[str, Any]) -> None:
    everything = {part for stage in stages.values() for part in stage.trains}
    found, trained = names(parts), set(stages["1a-planner"].trains)
    right(not found - everything, f"{', '.join(sorted(found - everything))}: no stage trains such a part.")
    right(
        not found & trained, f"{', '.join(sorted(found & trained))}: this is trained in 1a-planner, and so not frozen."
    )
    right(found == everything - trained, "Some parts are missing. Look at the parts of all stages.")


@exercise(
    "07.2",
    "Write the mix as clean + level * (something). How fast does it change when the level grows?",
    "(1 - level) * clean + level * noise = clean + level * (noise - clean)",
    given=(np.ndarray, np.ndarray),
)
def velocity(answer: Any, noise: np.ndarray, clean: np.ndarray) -> None:
    close(
        answer, noise - clean, A_VELOCITY,
        "Its slope as the level grows is the velocity. At level 0 the mix is clean, at level 1 it is noise.",
    )  # fmt: skip


@exercise(
    "07.3",
    "The loss compares what was predicted with the velocity of exercise 07.2, number by number.",
    "Square the differences and take their mean.",
    given=(np.ndarray, np.ndarray, np.ndarray),
)
def flow_loss(loss: Any, predicted: np.ndarray, noise: np.ndarray, clean: np.ndarray) -> None:
    expected = float(((predicted - (noise - clean)) ** 2).mean())
    near(loss, expected, max(0.006 * expected, 1e-6), "It is the mean of the squared differences.")


@exercise(
    "08.1",
    "In one dimension: the squared difference of the means plus the squared difference of the deviations.",
    "(3 - 1)**2 + (2 - 1)**2",
)
def frechet(distance: Any) -> None:
    near(distance, 5, 1e-6, "How far are the means apart, how far the deviations? Square both.")


@exercise(
    "08.2",
    "Go through both lists together: for sound, top in zip(asked, guesses).",
    "Count where sound in top, and divide by how many there are.",
    given=(Sequence, Sequence),
)
def recognised(answer: Any, asked: Sequence[str], heard: Sequence[Sequence[str]]) -> None:
    expected = float(np.mean([sound in top for sound, top in zip(asked, heard, strict=False)]))
    share(answer, expected, 0.0051, "In how many scenes is the sound among the guesses, of how many scenes in all?")


@exercise(
    "08.3",
    "Kappa is (agreed - luck) / (1 - luck). agreed is the share of clips with the same answer.",
    "luck is, summed over the answers, the share in which Ann gives it times the share in which Ben gives it.",
    given=(Sequence, Sequence),
)
def kappa(answer: Any, one: Sequence[str], other: Sequence[str]) -> None:
    near(answer, kappa_of(one, other), 0.0051, "Do not forget to take away what luck alone would agree on.")
