"""A model that begins with random weights, recorded while it grows: its losses, and what it planned and how it sounded on the way.

``python -m audiostory_demo.lessons.growth RECORDINGS RUN`` trains it through the stages, some minutes each, and records it.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audio import encode_sound, load_sound
from ..files.recorded import SHIPPED
from ..files.writing import write_bytes, write_text, write_whole
from ..plots.training import NOT_LOSSES
from ..story import Clip, Scene
from .recordings import real_recordings

if TYPE_CHECKING:
    from ..pipeline import AudioStory
    from ..story import Story
    from ..train import Run
    from ..train.loop import StepDone

FOLDER = SHIPPED / "growth"
ABOUT, LOOKS = "growth.json", "looks"  # the record, and what a run keeps for it
MINUTES = {"1a-flow": 20.0, "1a-planner": 20.0, "1b": 7.0, "3": 7.0, "1a-long": 6.0, "2": 8.0}
EARLY = 10  # step at which the first look is taken; the second one comes at half of the time
POINTS = 80  # of a curve
ASKED = "a dog barks in an old radio, then a church bell rings"
CAPTION = "A dog barks."
SECONDS, LONG, SEED = 3.0, 60.0, 5


@dataclass(frozen=True)
class Look:
    """What the growing model did at one point of its training.

    Attributes:
        stage: in which it was.
        step: of that stage.
        reasons: its reasoning; "" where it learned no plans.
        says: what it planned, a caption a scene, or heard; empty where only sound was learned.
        clip: how it sounded; None where no sound was learned.
    """

    stage: str
    step: int
    reasons: str
    says: tuple[str, ...]
    clip: Clip | None


@dataclass(frozen=True)
class Growth:
    """The record: losses by stage, for :func:`plots.plot_training`, and looks in order."""

    losses: dict[str, list[dict[str, float]]]
    looks: tuple[Look, ...]

    def of(self, stage: str) -> list[Look]:
        """The looks taken during one stage."""
        return [look for look in self.looks if look.stage == stage]


def grow(run: Run, minutes: Mapping[str, float] = MINUTES) -> Iterator[StepDone]:
    """Train through the stages, and keep the weights early in each and at half of its time; its end is its checkpoint.

    Args:
        run: that began with random weights, for looks from the start.
        minutes: of one core for each stage, in their order.
    """
    from safetensors.torch import save_file

    from ..train import STAGES, StepDone

    (run.folder / LOOKS).mkdir(exist_ok=True)
    for name, limit in minutes.items():
        stage, halfway, kept = STAGES[name], math.inf, 0
        for event in run.train(stage, minutes=limit):
            if not isinstance(event, StepDone):
                continue
            halfway = min(halfway, time.monotonic() + 30 * limit)  # counted from the first step: some prepare long
            with (run.folder / LOOKS / f"{name}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps({"step": event.step, **event.losses}) + "\n")
            if (kept == 0 and event.step >= EARLY) or (kept == 1 and time.monotonic() > halfway):
                weights = {key: value.clone() for key, value in run.parts(stage.trains).state_dict().items()}
                write_whole(_kept(run, name, event.step), partial(save_file, weights))
                kept += 1
            yield event


def _kept(run: Run, stage: str, step: int) -> Path:
    return run.folder / LOOKS / f"{stage}-{step}.safetensors"


def record_growth(run: Run, folder: Path = FOLDER, stages: Iterable[str] = MINUTES) -> None:
    """Look at a run that :func:`grow` has trained, and keep curves, plans and sounds.

    Args:
        run: whose model is changed.
        folder: where to write.
        stages: that it went through.
    """
    from safetensors.torch import load_file

    from ..pipeline import AudioStory
    from ..train import STAGES
    from ..train.history import read_history
    from ..train.loop import read_checkpoint

    teller = AudioStory(run.model.eval())
    looks: list[dict[str, Any]] = []
    folder.mkdir(parents=True, exist_ok=True)
    for name in stages:
        run.load_until(name)
        parts = run.parts(STAGES[name].trains)
        reached = read_checkpoint(run.checkpoint(name))
        kept = {int(file.stem.split("-")[-1]): file for file in _kept(run, name, 0).parent.glob(f"{name}-[0-9]*")}
        for step, weights in [
            *((step, load_file(kept[step])) for step in sorted(kept)),
            (reached["step"], reached["mean"]),
        ]:
            parts.load_state_dict(weights)
            reasons, says, story = _asked(teller, run, name)
            looks.append({"stage": name, "step": step, "reasons": reasons, "says": says, "sound": story is not None})
            if story:
                write_bytes(_sound(folder, name, step), encode_sound(story.audio, story.sample_rate, ".ogg"))
    history = read_history(run.folder / LOOKS)
    curves = {name: _thinned(history[name]) for name in stages}
    write_text(folder / ABOUT, json.dumps({"looks": looks, "losses": curves}) + "\n")


def _asked(teller: AudioStory, run: Run, stage: str) -> tuple[str, list[str], Story | None]:
    """What a stage is there for, tried: a caption's sound, a plan, a story, a long plan, or what is heard in a recording."""
    if stage == "1a-flow":  # the planner has learned nothing yet
        from ..evaluate.benchmark.systems import from_text

        plan = from_text(teller, lambda captions: run.features(captions).numpy(), Scene(CAPTION, SECONDS))
        return "", [], teller.render(plan, seed=SEED, sampler="full")
    if stage == "2":
        from ..listening import listen

        return "", [listen(run.model, real_recordings()["dog"].clip).caption], None
    plan = teller.plan(ASKED, duration=LONG if stage == "1a-long" else 2 * SECONDS, seed=SEED)
    captions = [scene.caption for scene in plan.scenes]
    return plan.reasoning, captions, None if stage == "1a-long" else teller.render(plan, seed=SEED, sampler="full")


def _thinned(lines: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """At most ``POINTS`` of a curve's lines, each the mean of those that it stands for, with what is drawn of them."""
    size = -(-len(lines) // POINTS)
    kept = []
    for group in (lines[at : at + size] for at in range(0, len(lines), size)):
        names = dict.fromkeys(name for line in group for name in line if name not in NOT_LOSSES)  # batches differ
        means = {name: round(float(np.mean([line[name] for line in group if name in line])), 4) for name in names}
        kept.append({"step": group[-1]["step"], **means})
    return kept


def recorded_growth(folder: Path | None = None) -> Growth:
    """The record; empty if it is not there. Needs no torch."""
    folder = folder or FOLDER
    if not (folder / ABOUT).is_file():
        return Growth({}, ())
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    looks = []
    for look in about["looks"]:
        clip = None
        if look["sound"]:
            clip = Clip(*load_sound(_sound(folder, look["stage"], look["step"])), SEED)
        looks.append(Look(look["stage"], look["step"], look["reasons"], tuple(look["says"]), clip))
    return Growth(about["losses"], tuple(looks))


def _sound(folder: Path, stage: str, step: int) -> Path:
    return folder / f"{stage}-{step}.ogg"


def main(data: Path, folder: Path) -> None:
    """Train and record."""
    from ..train import Run

    run = Run.open(folder, data)
    for event in grow(run):
        print(f"{event.stage} {event.step} {event.losses}")
    record_growth(run)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
