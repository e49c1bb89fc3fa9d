"""``audiostory bench``: the published schedule against ours, as a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..files.writing import check_files, write_text
from .display import result_console
from .generate import load
from .noise import quiet
from .paths import path_option

if TYPE_CHECKING:
    from ..bench import Measured, Report


def bench(
    duration: Annotated[
        list[float] | None,
        typer.Option(help="Length of a story, in seconds; may be given again. Else 15, 30, 60, 120."),
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Stories told of each kind; the table shows medians.")] = 3,
    model: Annotated[str, typer.Option(help="tiny (comes with the package), a model folder, or a hub id.")] = "tiny",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")] = "auto",
    dtype: Annotated[str, typer.Option(help="auto, float32, bfloat16 or float16.")] = "auto",
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps for each scene; by default the model's own.")
    ] = None,
    prompt: Annotated[str | None, typer.Option(help="What the stories are about; else a storm over a harbour.")] = None,
    seed: Annotated[int, typer.Option(help="Of the stories.")] = 0,
    json_file: Annotated[Path | None, path_option("--json", help="Also write all figures to this file.")] = None,
) -> None:
    """Tell the same stories by two schedules and compare them.

    Published: forced tokens one by one, the whole plan before any sound. Ours: forced tokens in one pass, each scene
    rendered as soon as it is planned. Passes are the planner's; RTF is the time taken over the story's length; peak is
    the memory that a story takes beyond the loaded model, audio the part of it that is the story's sound.

    Examples:
        audiostory bench
        audiostory bench --duration 30 --repeats 1 --json bench.json
    """
    if json_file:
        check_files(json_file)
    quiet()
    console = Console(stderr=True)
    teller = load(console, model, device, dtype)
    from ..bench import DURATIONS, PROMPT, run_bench

    changes = {} if steps is None else {"steps": steps}
    with console.status("Measuring ...") as status:
        report = run_bench(
            teller, durations=duration or DURATIONS, repeats=repeats, prompt=PROMPT if prompt is None else prompt, seed=seed,
            progress=lambda what: status.update(Text(f"Measuring: {what}")), **changes,
        )  # fmt: skip
    _print(report, result_console())
    if json_file:
        write_text(json_file, json.dumps(report.to_dict(), indent=2) + "\n")
        print(f"All figures: {json_file}")


def _print(report: Report, console: Console) -> None:
    title = f"{report.model} on {report.device}, {report.steps} steps, medians of {report.repeats}"
    console.print(Text(title))
    console.print(_figures(report.rows))
    console.print("Published over ours; above 1 means that ours takes less:")
    console.print(_ratio_table(report))
    if report.growth():
        console.print("The longest story over the shortest; of memory, what it takes more:")
        console.print(_growth_table(report))
    if not report.same_plans:
        console.print("The two schedules wrote different plans, so their rows are not of the same stories.")
    console.print(
        f"Cold start: import audiostory_demo {report.import_seconds:.3f} s, AudioStory {report.class_seconds:.1f} s"
    )


def _figures(rows: tuple[Measured, ...]) -> Table:
    names = ("story", "schedule", "scenes", "passes", "first sound", "total", "RTF", "peak", "audio")
    table = Table(*names, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(
            f"{row.duration:g} s", row.schedule, str(row.scenes), f"{row.planner_passes:g}", f"{row.first_sound:.2f} s",
            f"{row.total:.2f} s", f"{row.real_time_factor:.3f}", _megabytes(row.peak_memory), _megabytes(row.audio_memory),
        )  # fmt: skip
    return table


def _ratio_table(report: Report) -> Table:
    names = {"planner_passes": "passes", "first_sound": "first sound", "total": "total", "peak_memory": "peak"}
    table = Table("story", *names.values(), box=SIMPLE_HEAD, pad_edge=False)
    for ratios in report.ratios():
        table.add_row(
            f"{ratios['duration']:g} s", *(f"{ratios[name]:.2f}" if name in ratios else "-" for name in names)
        )
    return table


def _growth_table(report: Report) -> Table:
    names = {"duration": "story", "planner_passes": "passes", "first_sound": "first sound", "total": "total",
             "real_time_factor": "RTF"}  # fmt: skip
    table = Table("schedule", *names.values(), "peak", "audio", box=SIMPLE_HEAD, pad_edge=False)
    for growth in report.growth():
        table.add_row(
            growth["schedule"], *(f"{growth[name]:.2f}" for name in names), _megabytes(growth["more_peak_memory"]),
            _megabytes(growth["more_audio_memory"]),
        )  # fmt: skip
    return table


def _megabytes(size: float | None) -> str:
    return "unknown" if size is None else f"{size / 1e6:.1f} MB"
