"""``audiostory listen``: what the planner hears in a sound."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..audio.given import given_sound
from ..hearing import Heard
from .display import result_console
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .paths import path_argument


def listen(
    sound: Annotated[Path, path_argument(help="The sound: WAV, FLAC, MP3 or Ogg, 0.5 to 150 s.")],
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print what is heard as JSON.")] = False,
) -> None:
    """Listen to a sound: which sounds are heard when, in which room, through what, over what, and what could follow.

    Examples:
        audiostory listen rain.wav
        audiostory listen rain.wav --json
    """
    given = given_sound(sound)  # what is no sound is told before the model is loaded
    quiet()
    heard = load(Console(stderr=True), model, device, dtype).listen(given)
    if as_json:
        print(json.dumps({"sentence": heard.sentence(), **heard.as_dict()}, indent=2))
    else:
        _print(heard, result_console())


def _print(heard: Heard, console: Console) -> None:
    table = Table("seconds", "sound", box=None, pad_edge=False)
    for one in heard.sounds:
        table.add_row(f"{one.start:.1f}-{one.end:.1f}", Text(one.name))
    console.print(Text(heard.sentence()))
    console.print(table)
    console.print(Text(f"What could follow: {heard.follows}."))
