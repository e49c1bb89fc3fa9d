"""The model that a command uses: the options that name it, and loading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from ..pipeline import AudioStory

ModelName = Annotated[str, typer.Option(help="tiny (comes with the package), a model folder, or a hub id.")]
DeviceName = Annotated[str, typer.Option(help="auto, cpu, cuda, cuda:1 or mps.")]
DtypeName = Annotated[str, typer.Option(help="auto, float32, bfloat16 or float16.")]


def load(console: Console, name: str, device: str, dtype: str) -> AudioStory:
    """The model, with a word on the terminal while its libraries are imported and its weights read."""
    with console.status(Text(f"Loading {name} ...")):
        from ..pipeline import AudioStory

        return AudioStory.from_pretrained(name, device=device, dtype=dtype)
