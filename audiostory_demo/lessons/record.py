"""Records all that is shipped as sound, after the weights have changed: ``python -m audiostory_demo.lessons.record``.

The example stories, the lab's plans and runs, the page's lesson on the bridge with the numbers it tells, and the sounds of notebook
04's three sliders; some minutes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ..audio import encode_sound
from ..files.recorded import SHIPPED, recorded_stories
from ..files.recorded import record as record_stories
from ..files.writing import write_bytes, write_text
from ..pipeline import AudioStory
from ..story import Story
from .bridge_recording import record_lesson
from .flow_grid import record_grid
from .runs import PLANS, RUNS, SEARCH, SEED, as_recorded, plans_of, save_plans, seed_of
from .searching import search

SEEDS = range(SEED, SEED + 24)


def record(model: AudioStory, folder: Path, seeds: Sequence[int] = SEEDS) -> None:
    """Render the runs at the seed that shows most, and keep their sound, 16-bit FLAC, a megabyte for all of them, and both plans' tokens.

    Args:
        model: that tells them.
        folder: where to write.
        seeds: those tried; see :mod:`.searching`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plans = {name: model.with_bridge_tokens(plan()) for name, plan in PLANS.items()}
    save_plans(plans, folder)

    def runs_at(seed: int) -> dict[str, Story]:
        told = plans_of(plans["cathedral"], plans["radio"])
        runs = {name: model.render(plan, seed=seed_of(name, seed)) for name, plan in told.items()}
        return {name: as_recorded(run.audio, run.sample_rate, run.plan, run.seed) for name, run in runs.items()}

    found = search(runs_at, seeds)
    write_text(folder / SEARCH, json.dumps(found.as_dict(), indent=2) + "\n")
    for name, story in runs_at(found.seed).items():
        write_bytes(folder / f"{RUNS[name]}.flac", encode_sound(story.audio, story.sample_rate, ".flac"))


def record_all(model: AudioStory, folder: Path) -> None:
    """Everything, in the order in which one needs the other."""
    record_stories(model, folder)
    record(model, folder / "lab")
    record_lesson(model, recorded_stories(folder), folder / "lesson")
    record_grid(model, folder / "grid")


if __name__ == "__main__":
    record_all(AudioStory.from_pretrained(), Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
