"""``audiostory bench``: the published schedule against ours, as a table."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..files.writing import check_files, write_text
from .display import result_console
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .paths import path_option

if TYPE_CHECKING:
    from ..bench import Measured, Report, Work

WORK_SECONDS = 30.0  # of the story whose time is looked into


def bench(
    duration: Annotated[
        list[float] | None,
        typer.Option(help="Length of a story, in seconds; may be given again. Else 15, 30, 60, 120."),
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="Stories of each kind; the table shows medians.")] = 3,
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps for each scene; by default the model's own.")
    ] = None,
    prompt: Annotated[str | None, typer.Option(help="What the stories are about; else a storm over a harbour.")] = None,
    seed: Annotated[int, typer.Option(help="Of the stories.")] = 0,
    json_file: Annotated[Path | None, path_option("--json", help="Also write all figures to this file.")] = None,
    large: Annotated[bool, typer.Option(help="Measure the published size, on random weights, on a CUDA GPU.")] = False,
) -> None:
    """Tell the same stories by two schedules and compare them.

    Published: forced tokens one by one, the whole plan before any sound. Ours: forced tokens in one pass, each scene
    rendered as soon as it is planned. Passes are the planner's; RTF is the time taken over the story's length; peak is
    the memory that a story takes beyond the loaded model, audio the part of it that is the story's sound. Then the share of
    time in planner, transformer and codec, and how near each comes to a plain matrix product on this machine.

    Examples:
        audiostory bench
        audiostory bench --duration 30 --repeats 1 --json bench.json
        audiostory bench --large --json large.json
    """
    if json_file:
        check_files(json_file)
    quiet()
    console = Console(stderr=True)
    if large:
        _large(console, json_file)
        return
    teller = load(console, model, device, dtype)
    from ..bench import DURATIONS, PROMPT, measure_work, run_bench

    changes = {} if steps is None else {"steps": steps}
    with console.status("Measuring ...") as status:
        report = run_bench(
            teller, durations=duration or DURATIONS, repeats=repeats, prompt=PROMPT if prompt is None else prompt, seed=seed,
            progress=lambda what: status.update(Text(f"Measuring: {what}")), **changes,
        )  # fmt: skip
        status.update(Text("Measuring: where the time goes"))
        longest = min(WORK_SECONDS, max(duration or DURATIONS))
        work = measure_work(teller, PROMPT if prompt is None else prompt, longest, seed, **changes)
    _print(report, result_console())
    _print_work(work, result_console())
    if json_file:
        write_text(json_file, json.dumps({**report.to_dict(), "work": asdict(work)}, indent=2) + "\n")
        print(f"All figures: {json_file}")


def _print(report: Report, console: Console) -> None:
    steps = " and ".join(f"{row.steps} steps ({row.schedule})" for row in report.rows[:2])
    title = f"{report.model} on {report.device}, {steps}, medians of {report.repeats}"
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


def _print_work(work: Work, console: Console) -> None:
    console.print(f"Where the time of {work.duration:g} s of story goes ({work.seconds:.2f} s):")
    table = Table("part", "time", "share", "operations", "of a matrix product", box=SIMPLE_HEAD, pad_edge=False)
    for part in work.parts:
        near = "-" if part.of_limit is None else f"{part.of_limit:.0%}"
        operations = f"{part.operations / 1e9:.1f} G" if part.operations else "-"
        table.add_row(part.name, f"{part.seconds:.2f} s", f"{part.share:.0%}", operations, near)
    console.print(table)
    console.print(
        f"A plain matrix product in the same precision reaches {work.limit / 1e9:.1f} G operations a second here."
    )


def _large(console: Console, json_file: Path | None) -> None:
    """The published size on a GPU."""
    from ..bench.large import measure_large, need_gpu

    device = need_gpu()
    with console.status("Measuring the published size ..."):
        found = measure_large(device)
    result_console().print(
        f"{found.device}: {found.tokens_per_second:.1f} tokens and {found.steps_per_second:.1f} steps a second, "
        f"{_megabytes(found.peak_memory)}; a clip is decoded in {found.codec_seconds:.2f} s"
    )
    for name, of in (("published", found.published), ("ours", found.ours)):
        result_console().print(f"{name}: {of['total']:.1f} s for a story, first sound after {of['first sound']:.1f} s")
    if json_file:
        write_text(json_file, json.dumps(found.to_dict(), indent=2) + "\n")


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
