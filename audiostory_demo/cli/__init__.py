"""The command line: one module for each command, put together here."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__
from .app import app as open_app
from .bench import bench
from .convert import convert
from .doctor import doctor
from .dub import dub
from .evaluate import evaluate
from .extend import extend
from .generate import generate
from .lab import lab
from .listen import listen
from .repaint import repaint
from .train import train

# errors are told in one sentence by errors.report, so typer's own framed tracebacks stay off
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

for command in (generate, extend, repaint, listen, dub, lab, doctor, bench, convert, train, evaluate):
    app.command()(command)

app.command("app")(open_app)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"audiostory {__version__}")
        raise typer.Exit


@app.callback()
def audiostory(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Tell audio stories: from one instruction to a plan, to scenes, to one long sound.

    Start with:
        audiostory generate "A storm crosses a harbour; a bell answers." --duration 30
        audiostory doctor
    """
