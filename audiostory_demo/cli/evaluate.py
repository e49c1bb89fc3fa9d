"""``audiostory evaluate``: what a listener hears in generated scenes, and whether plans follow their instructions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table


def evaluate(
    model: Annotated[str, typer.Option(help="Model to judge: tiny, a folder or a hub id.")] = "tiny",
    scenes: Annotated[int, typer.Option(min=1, help="Single scenes to generate, over all classes in turn.")] = 200,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    data: Annotated[Path | None, typer.Option(help="Recordings, to judge the real valid split too; else $AUDIOSTORY_FOLEY.")] = None,
    following: Annotated[bool, typer.Option("--following", help="Judge plans for instructions written by hand instead.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures and every scene or plan to this file.")] = None,
) -> None:
    """Generate single scenes from unseen caption wordings and report how often their sound is recognised.

    With --following, plan instructions that no training has seen and report whether the plans hold what was asked for.

    Examples:
        audiostory evaluate
        audiostory evaluate --scenes 86 --data recordings --json figures.json
        audiostory evaluate --following
    """
    if following:
        return _following(model, seed, json_file)

    import os
    from dataclasses import asdict

    from ..data.foley import FOLDER_VARIABLE, Foley
    from ..evaluate.classifier import SoundClassifier
    from ..evaluate.generated import real_clips, single_scenes, summary
    from ..pipeline import AudioStory

    console = Console(stderr=True)
    classifier = SoundClassifier.load()
    teller = AudioStory.from_pretrained(model)
    heard = list(track(single_scenes(teller, classifier, scenes, seed), "Listening", total=scenes, console=console))
    figures = {"generated": summary(heard)}
    if data or os.environ.get(FOLDER_VARIABLE):
        figures["real valid"] = summary(real_clips(Foley(data, "valid"), classifier))
    Console().print(_table(figures))
    _write(json_file, {**figures, "scenes": [asdict(one) for one in heard]})


def _following(model: str, seed: int, json_file: Path | None) -> None:
    from dataclasses import asdict

    from ..evaluate.following import BARS, follow, summary
    from ..evaluate.held_out import held_out
    from ..pipeline import AudioStory

    instructions = held_out()
    teller = AudioStory.from_pretrained(model)
    plans = follow(teller, instructions, seed)
    results = list(track(plans, "Planning", total=len(instructions), console=Console(stderr=True)))
    figures = summary(results)
    table = Table("", "following", "wanted")
    for name, value in figures.items():
        form = {"plans": "{}", "scenes": "{:.1f}"}.get(name, "{:.1%}")
        table.add_row(name, "-" if value is None else form.format(value), f"{BARS[name]:.0%}" if name in BARS else "")
    Console().print(table)
    _write(json_file, {"following": figures, "plans": [asdict(one) for one in results]})


def _write(json_file: Path | None, figures: dict[str, object]) -> None:
    if json_file:
        from ..bundle import write_whole

        text = json.dumps(figures, indent=2) + "\n"
        write_whole(json_file, lambda path: path.write_text(text, encoding="utf-8"))


def _table(figures: dict[str, dict]) -> Table:
    table = Table("", *figures)
    rows = {
        "scenes": "{}", "top1": "{:.1%}", "top5": "{:.1%}", "times_chance": "{:.1f}", "level_low": "{:.1f} dBFS",
        "level_median": "{:.1f} dBFS", "level_high": "{:.1f} dBFS", "silent": "{}", "clipped": "{}",
    }  # fmt: skip
    for name, form in rows.items():
        table.add_row(name.replace("_", " "), *(form.format(values[name]) for values in figures.values()))
    return table
