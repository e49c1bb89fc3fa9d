"""``audiostory repaint``: a few seconds of a saved story's scene made anew; the rest stays to the sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..checks.parts import check_seed
from ..files.names import story_path
from ..story import Story
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .outputs import Outputs
from .paths import path_argument, path_option
from .session import JsonEvents, Session


def repaint(
    story: Annotated[Path, path_argument(help="The file of a saved story.")],
    scene: Annotated[int, typer.Option(min=1, help="Which scene, counted from 1.")],
    start: Annotated[
        float, typer.Option("--from", help="Where the part begins, in seconds from the scene's beginning.")
    ],
    end: Annotated[float, typer.Option("--to", help="Where it ends.")],
    out: Annotated[
        Path | None, path_option(help="The result: .wav, .flac, .mp3 or .opus; else stories/ with the story's name.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed makes the same part; none draws one.")] = None,
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    json_events: JsonEvents = False,
) -> None:
    """Make a part of one scene anew, led into by what stays before it and leading into what stays after it.

    Examples:
        audiostory repaint stories/harbour.wav --scene 2 --from 2 --to 4
    """
    told, seed = Story.load(story), check_seed(seed)
    path = out or story_path(f"{story.stem} repainted", seed)
    if path.resolve() == story.resolve():
        raise ValueError(f"{path} is the story itself. Pass another --out.")
    outputs = Outputs(path)
    outputs.check()
    quiet()
    session = Session(outputs, json_events)
    session.tell(
        lambda: load(session.console, model, device, dtype).stream_part(
            told, scene=scene - 1, start=start, end=end, seed=seed
        )
    )
