"""Paths on the command line: ``--out=~/story.wav`` reaches a program with its ``~``, which no shell has replaced."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import typer

from ..files.writing import user_path


def _expanded(path: Path | list[Path] | None) -> Path | list[Path] | None:
    if isinstance(path, list):  # of an option that may be repeated
        return [user_path(one) for one in path]
    return None if path is None else user_path(path)


path_option = partial(typer.Option, callback=_expanded)
path_argument = partial(typer.Argument, callback=_expanded)
