"""``audiostory convert``: the public release's weights into this package's layout, once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .noise import quiet
from .paths import path_argument, path_option


def convert(
    release: Annotated[Path, path_argument(help="Folder with config.yaml, pytorch_model.bin and Flux_detokenizer.")],
    out: Annotated[Path, path_argument(help="Folder to write: config.json, tokenizer.json and the weights.")],
    base: Annotated[
        Path | None, path_option(help="Folder of the base language model, if the release's file lacks its weights.")
    ] = None,
    bits: Annotated[
        int, typer.Option(help="32 keeps the weights as they are, 16 halves them, 8 makes matrices 8-bit integers.")
    ] = 32,
) -> None:
    """Convert the released weights, so that they load faster and need no text encoder.

    LoRA weights are merged and the null condition is computed; what comes out is read by --model OUT.

    Examples:
        audiostory convert AudioStory-3B converted --bits 16
        audiostory generate "Rain on a tent, then thunder." --model converted
    """
    quiet()
    console = Console(stderr=True)
    with console.status("Converting ..."):
        from ..checkpoints.release import convert_release

        convert_release(release, out, base=base, bits=bits)
    print(f"Converted to {out}")
