"""A training run to test with: made-up recordings, a small model as its beginning, a teacher asked little."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile
import torch

from audiostory_demo.checkpoints import load_folder, save_model
from audiostory_demo.checkpoints.loading import embedded_folder
from audiostory_demo.data.foley import COLUMNS, RATE
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.model import StoryModel
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


def small_start(folder: Path) -> Path:
    """An exported model with the words, codec and statistics of the embedded one around small untrained networks.

    Checkpoints of the embedded model's size, one for each stage, are most of what such a test would otherwise wait for.
    """
    shipped = load_folder(embedded_folder())
    planner = shipped.config.planner | dict(
        hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2
    )
    flow = replace(shipped.config.flow, layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12))
    config = replace(shipped.config, planner=planner, flow=flow, student_steps=None)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = StoryModel(config, shipped.planner.vocabulary.tokenizer)
    model.codec.load_state_dict(shipped.codec.state_dict())
    save_model(model, folder)
    for name in ("text_features.safetensors", "style_table.safetensors", "recipe.json", "words.safetensors"):
        shutil.copy(embedded_folder() / name, folder)
    return folder


def make_run(folder: Path, recordings: Path, device: str = "cpu") -> Run:
    """Beginning with a model spares learning a tokenizer, and few places spare asking for thousands."""
    answers = ask(["the quarry", "a night at the zoo"], ["kitten", "motorbike"])
    folder.mkdir(exist_ok=True)
    (folder / HINTS).write_text(json.dumps(answers.to_dict()), encoding="utf-8")
    start = small_start(folder.parent / f"{folder.name}-start")
    return Run.open(folder, recordings, start=start, device=device, pool_share=0.001)
