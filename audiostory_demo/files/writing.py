"""Files written whole or not at all, however their writer ends, and whether they can be written, found out before."""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Writer = Callable[[Path], object]

DRAFT = ".audiostory-"  # a hidden folder with files that wait for their names; its own name ends with a token
ORDER = ".order"  # in a draft that is whole: the names of its files, the one that counts first
OLD = 24 * 3600  # seconds after which a draft is abandoned, where folders cannot be locked
LITTLE = 1_000_000  # bytes left on a disk that is as good as full


def user_path(path: str | os.PathLike[str]) -> Path:
    """A path as a user writes it: ``~`` is the home folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path} begins with a home folder that nobody has. Write the path in full.") from error


def write_whole(path: Path, write: Writer) -> None:
    """Call ``write`` on another name, then rename: a reader never meets half a file."""
    write_together({path: write})


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    write_whole(path, lambda part: part.write_bytes(data))


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    write_bytes(path, text.encode())


def write_together(writers: dict[Path, Writer], *, token: str | None = None) -> None:
    """Write several files of one folder of which each needs the others; the folder is made if it is not there.

    They are written into a draft, a hidden folder beside them, and then renamed, the first one first. If the writing
    fails, all old files stay. If the process dies while it renames, the rest lies in the draft, where a reader finds it
    by the token, and the next writer in this folder carries on. Writers of one folder wait for each other.

    Args:
        writers: path -> what writes it, given the name to write to.
        token: end of the draft's name; a random one by default.
    """
    folder = next(iter(writers)).parent
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{DRAFT}{token or new_token()}"
    with _alone_in(folder) as alone:
        _clear(folder, alone)
        draft.mkdir()
        try:
            for path, write in writers.items():
                _write_part(path, draft / path.name, write)
            (draft / ORDER).write_text(json.dumps([path.name for path in writers]), encoding="utf-8")
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        try:
            _move(draft, [path.name for path in writers])
        except OSError:
            if (draft / next(iter(writers)).name).exists():  # nothing has changed yet, so nothing shall
                shutil.rmtree(draft, ignore_errors=True)
            raise


def new_token() -> str:
    """A name that nobody else draws."""
    return secrets.token_hex(8)


def finish_drafts(folder: Path) -> None:
    """Carry on where writers of this folder died; nothing happens where that cannot be."""
    with suppress(OSError), _alone_in(folder) as alone:
        _clear(folder, alone)


def _write_part(path: Path, part: Path, write: Writer) -> None:
    part.touch()
    mode = part.stat().st_mode  # what the user's umask asks for; some writers make private files
    try:
        write(part)
    except OSError as error:
        if error.errno is not None and error.filename in (None, str(part)):
            error.filename = str(path)  # the name that the user knows
        raise
    except Exception as error:  # libraries have words of their own for a full disk, or none
        if shutil.disk_usage(part.parent).free > LITTLE:
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
    part.chmod(mode)


def _move(draft: Path, names: list[str]) -> None:
    """Give files their names; those that have gone have theirs already."""
    for name in names:
        with suppress(FileNotFoundError):
            os.replace(draft / name, draft.parent / name)
    shutil.rmtree(draft, ignore_errors=True)


def _clear(folder: Path, alone: bool) -> None:
    """Drafts of dead writers: carried on where they were whole, else deleted."""
    for draft in folder.glob(f"{DRAFT}*"):
        if alone:
            try:
                names = json.loads((draft / ORDER).read_text(encoding="utf-8"))
            except (OSError, ValueError):
                names = []
            _move(draft, names)
        elif time.time() - draft.stat().st_mtime > OLD:
            shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Wait for the other writers of a folder; tells whether this system lets one wait.

    The lock is on the folder itself, so that it leaves no file behind, and goes with the process, however that ends.
    """
    if fcntl is None:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        alone = _locked(handle)
        try:
            yield alone
        finally:
            if alone:
                fcntl.flock(handle, fcntl.LOCK_UN)  # closing would not do while a forked child holds it too
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # a network drive without locks
        return False
    return True


def check_files(*files: Path) -> None:
    """Find out before long work whether these files can be written after it, their folders made if need be.

    It is tried, for only that tells, and then undone.
    """
    for file in files:
        new = [folder for folder in file.parents if not os.path.lexists(folder)]
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=file.parent) as tried:
                tried.write(bytes(4096))  # an empty file fits on a full disk
            taken = _is_folder(file)
        except OSError as error:
            full = error.errno == errno.ENOSPC
            advice = "Make room, or choose another disk" if full else "Choose a folder where you may write"
            raise ValueError(f"{file} cannot be written ({error.strerror}). {advice}.") from error
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
