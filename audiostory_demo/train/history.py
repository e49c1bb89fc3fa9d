"""A training run's losses on disk: one JSON line per stretch of steps, for curves that outlive the process."""

from __future__ import annotations

import json
import time
from pathlib import Path

from .loop import StepDone

EVERY = 25  # steps that one line averages


class History:
    """Averages the losses of a stage and appends them to ``<stage>.jsonl`` in the run's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._losses: dict[str, list[float]] = {}  # not every batch has every loss
        self._count = 0
        self._began = time.monotonic()

    def add(self, event: StepDone) -> dict[str, float] | None:
        """Take note of a step; returns the line when one is written."""
        self._count += 1
        for name, value in event.losses.items():
            self._losses.setdefault(name, []).append(value)
        if event.step % EVERY and event.step != event.steps:
            return None
        now = time.monotonic()
        losses = {name: sum(values) / len(values) for name, values in self._losses.items()}
        line = {"step": event.step, **losses, "lr": event.learning_rate, "rate": (now - self._began) / self._count}
        with (self.folder / f"{event.stage}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        self._losses, self._count, self._began = {}, 0, now
        return line


def read_history(folder: Path) -> dict[str, list[dict[str, float]]]:
    """Stage -> its lines, by step; where a stage was resumed, the later line of a step counts."""
    history = {}
    for file in sorted(Path(folder).glob("*.jsonl")):
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        history[file.stem] = [line for _, line in sorted({line["step"]: line for line in lines}.items())]
    return history
