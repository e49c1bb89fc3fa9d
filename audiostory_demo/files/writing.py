"""Files written whole or not at all, and whether they can be written, found out before the work."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` on a temporary name beside ``path``, then rename: a reader never meets half a file."""
    write_together({path: write})


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))


def write_together(writers: dict[Path, Callable[[Path], object]]) -> None:
    """Write several files of which each needs the others: if one fails, the old ones all stay."""
    parts = {path: path.with_name(f".{secrets.token_hex(8)}{path.suffix}") for path in writers}
    try:
        for path, write in writers.items():
            parts[path].touch()
            mode = parts[path].stat().st_mode  # what the user's umask asks for; some writers make private files
            write(parts[path])
            parts[path].chmod(mode)
        for path, part in parts.items():
            os.replace(part, path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def check_files(*files: Path) -> None:
    """Find out before long work whether these files can be written after it, their folders made if need be.

    It is tried, for only that tells, and then undone.
    """
    for file in files:
        new = [folder for folder in file.parents if not os.path.lexists(folder)]
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=file.parent):
                pass
            taken = _is_folder(file)
        except OSError as error:
            raise ValueError(
                f"{file} cannot be written ({error.strerror}). Choose a folder where you may write."
            ) from error
        finally:
            for folder in new:
                with suppress(OSError):  # not made after all, or somebody else uses it by now
                    folder.rmdir()
        if taken:
            raise ValueError(f"{file} is a folder. Name a file: one beside it, or one inside it.")


def _is_folder(file: Path) -> bool:
    """Unlike Path.is_dir, an error for a name that the file system refuses."""
    try:
        return stat.S_ISDIR(file.stat().st_mode)
    except FileNotFoundError:
        return False
