"""``audiostory lab``: JupyterLab on the notebooks of the classroom."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import partial
from importlib.metadata import Distribution
from pathlib import Path
from typing import Annotated

import typer

from ..extras import check_installed
from ..files.writing import write_whole
from .paths import path_argument

SHARED = Path("share", "audiostory-demo", "notebooks")  # where an installation puts them, under its prefix
KINDS = (".ipynb", ".md")
START = "README.md"


def lab(
    folder: Annotated[
        Path, path_argument(help="Your own copy of the notebooks; what is in it already stays as it is.")
    ] = Path("audiostory-lab"),
    open_lab: Annotated[
        bool, typer.Option("--open/--copy-only", help="Open JupyterLab, or only copy the notebooks.")
    ] = True,
) -> None:
    """Copy the notebooks to a folder of yours and open JupyterLab there.

    Examples:
        audiostory lab
        audiostory lab my-class --copy-only
    """
    if open_lab:
        check_installed("jupyterlab", "The lab")
    source = notebooks_folder()
    copied = copy_new(source, folder)
    print(f"{folder}: {copied} new files, copied from {source}. Begin with {folder / START}.")
    if open_lab:
        open_jupyter(folder)


def notebooks_folder() -> Path:
    """Where the notebooks are: in a checkout beside the package, otherwise where the installation put them.

    Raises:
        ValueError: if they are in none of these places.
    """
    beside = Path(__file__).parents[2]  # a checkout, or the folder that the package was installed into
    places = (beside / "notebooks", *installed_folders(beside), beside / SHARED, Path(sys.prefix) / SHARED)
    for place in places:
        if (place / START).is_file():
            return place
    raise ValueError(
        f"The notebooks are neither at {places[0]} nor at {places[-1]}. Install the package again, or run this in a copy "
        "of the repository."
    )


def installed_folders(packages: Path) -> list[Path]:
    """What the installer's own list of files says: right for environments, users and prefixes alike.

    Args:
        packages: folder that the package was installed into.
    """
    wanted = (SHARED / START).as_posix()
    found = Distribution.discover(name="audiostory-demo", path=[str(packages)])
    listed = (file for installed in found for file in installed.files or ())
    return [Path(str(file.locate())).resolve().parent for file in listed if file.as_posix().endswith(wanted)]


def copy_new(source: Path, folder: Path) -> int:
    """Copy what is not in the folder yet, so that nobody's work is overwritten; returns how many files.

    Raises:
        ValueError: if the folder is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file. Pass the name of a folder.")
    copied = 0
    for file in sorted(source.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(source).parts)
        target = folder / file.relative_to(source)
        if file.suffix not in KINDS or hidden or target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, partial(shutil.copyfile, file))
        copied += 1
    return copied


def open_jupyter(folder: Path) -> None:
    """Run JupyterLab until the user ends it; Ctrl-C is its own business, and it ends where this process has to."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}"]
    with subprocess.Popen(command) as server:
        while server.poll() is None:
            try:
                server.wait()
            except KeyboardInterrupt:  # the server got it too, and asks whether it is meant
                continue
            except SystemExit:
                server.terminate()
                raise
    if server.returncode > 0:
        raise OSError(f"JupyterLab ended with the code {server.returncode}. Its own messages above say why.")
