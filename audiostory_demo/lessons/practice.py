"""A small slice to train on, so that every stage can be watched at work: the recordings are not part of the package."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..audio import encode_sound
from ..data.foley import COLUMNS, MANIFEST, RATE
from ..data.hints import Hints, Place
from ..files.writing import write_bytes, write_text

if TYPE_CHECKING:
    from ..train import Run

SECONDS = 1.0
LOWEST, STEP = 150.0, 1.03  # Hz of the first beep, and how much higher the next one is: 126 of them reach 6.0 kHz


def practice_sounds(folder: Path) -> Path:
    """A folder of made-up recordings: a beep for each class whose sound is an event, a hiss for each texture."""
    from ..data.sounds import SOUND_NAMES, SOUNDS

    folder.mkdir(parents=True)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    for number, name in enumerate(SOUND_NAMES):
        sound = _made_up(number, SOUNDS[name].kind == "texture")
        write_bytes(folder / f"{name}.wav", encode_sound(sound[None], RATE))
        writer.writerow({
            "path": f"{name}.wav", "class": name, "caption": SOUNDS[name].captions[0].rstrip("."), "license": "CC0-1.0",
            "author": "a formula", "source_url": "", "source_name": name, "group": name, "seconds": SECONDS,
            "split": "train",
        })  # fmt: skip
    write_text(folder / MANIFEST, table.getvalue())
    return folder


def _made_up(number: int, texture: bool) -> np.ndarray:
    """A decaying tone, or noise around the same pitch, [samples]."""
    time = np.arange(round(SECONDS * RATE)) / RATE
    tone = np.sin(2 * np.pi * LOWEST * STEP**number * time)
    rough = np.random.default_rng(number).normal(0, 0.3, len(time))
    return 0.3 * (tone * rough if texture else tone * np.exp(-4 * time))


def practice_run(folder: Path, data: Path | None = None) -> Run:
    """A training run that continues from the embedded model.

    Args:
        folder: new; it will hold a checkpoint for each stage, up to a gigabyte together.
        data: a folder of recordings; made-up sounds without it.
    """
    from ..checkpoints.loading import embedded_folder
    from ..train import Run
    from ..train.teacher import HINTS

    folder.mkdir(parents=True, exist_ok=True)
    # a single place to tell of; the whole list takes minutes to ask for
    yard = Place(
        "the yard",
        "a backyard in the rain",
        tuple((name, 1.0, place) for name, place in (("dog-bark", 0.0), ("rain", 1.0))),
    )
    write_text(folder / HINTS, json.dumps(Hints((yard,), {}).to_dict()))
    if data:
        return Run.open(folder, data, start=embedded_folder())
    # a few scenes of each are enough to see a stage at work, and are mixed while one reads on
    return Run.open(folder, practice_sounds(folder / "sounds"), start=embedded_folder(), pool_share=0.02)
