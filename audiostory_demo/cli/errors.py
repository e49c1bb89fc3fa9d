"""How a failure is reported on the command line: one sentence and an exit code."""

from __future__ import annotations

import os
import sys
import traceback

from ..markup import PlanError
from ..text import printable
from .interrupts import Stop

FAILED, MISUSED, STOPPED = 1, 2, 130
DEBUG = "AUDIOSTORY_DEBUG"  # set to 1 to see tracebacks


def exit_code(error: BaseException) -> int:
    """128 and the signal that stopped it (130 for Ctrl-C); 2 for what cannot be; 1 where work failed on the way."""
    if isinstance(error, Stop):
        return 128 + error.number
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    return MISUSED if isinstance(error, ValueError) and not isinstance(error, PlanError) else FAILED


def sentence(error: BaseException) -> str:
    """The error as one sentence, without a traceback."""
    if isinstance(error, KeyboardInterrupt):
        return "Stopped."
    if isinstance(error, OSError) and error.strerror:
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror}. Check that the disk has room and the place can be written."
    if isinstance(error, MemoryError) and not str(error):
        return "Out of memory. Pass a shorter duration, or close other programs."
    if isinstance(error, ValueError | MemoryError | OSError | FloatingPointError):
        return str(error)
    return f"Unexpected error: {type(error).__name__}: {error}. Run again with {DEBUG}=1 to see where."


def report(error: BaseException, code: int | None = None) -> int:
    """Print an error on standard error; returns the exit code."""
    if os.environ.get(DEBUG, "0") not in ("", "0"):
        traceback.print_exception(error)
    if isinstance(error, BrokenPipeError):  # the reader of the output has gone
        silence_output()
    else:
        print(f"Error: {printable(sentence(error))}", file=sys.stderr)
    return exit_code(error) if code is None else code


def silence_output() -> None:
    """Send what is still buffered for a closed pipe to nowhere: Python would complain about it on exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
