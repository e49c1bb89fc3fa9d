"""A training run to test with: made-up recordings, the embedded model as its beginning, a teacher asked little."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import soundfile

from audiostory_demo.checkpoints.loading import embedded_folder
from audiostory_demo.data.foley import COLUMNS, RATE
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.train import Run
from audiostory_demo.train.teacher import HINTS, ask


def line(path: str, sound: str, split: str) -> dict[str, str]:
    """A line of a manifest."""
    return {
        "path": path, "class": sound, "caption": f"A {sound} is heard", "license": "CC0-1.0", "author": "Someone",
        "source_url": "https://example.org", "source_name": sound, "group": path, "seconds": "1.0", "split": split,
    }  # fmt: skip


def write_manifest(folder: Path, lines: list[dict[str, str]]) -> None:
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(lines)


def make_recordings(folder: Path, splits: tuple[str, ...] = ("train",)) -> Path:
    """One made-up second of each class for each split."""
    rng = np.random.default_rng(0)
    lines = [line(f"{split}-{name}.wav", name, split) for split in splits for name in SOUND_NAMES]
    for one in lines:
        soundfile.write(folder / one["path"], 0.1 * rng.standard_normal(RATE), RATE)
    write_manifest(folder, lines)
    return folder


def make_run(folder: Path, recordings: Path, device: str = "cpu") -> Run:
    """Beginning with the embedded model spares learning a tokenizer, and few places spare asking for thousands."""
    answers = ask(["the quarry", "a night at the zoo"], ["kitten", "motorbike"])
    folder.mkdir(exist_ok=True)
    (folder / HINTS).write_text(json.dumps(answers.to_dict()), encoding="utf-8")
    return Run.open(folder, recordings, start=embedded_folder(), device=device, pool_share=0.001)
