"""Being asked to stop while a story is told, by Ctrl-C or by the system: heard once, and never while what it kept is saved."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]

# a machine that shuts down or a scheduler that takes it away; a terminal that is closed, where there is such a thing
ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
ASKING = (signal.SIGINT, *ENDING)


class Stop(KeyboardInterrupt):
    """A signal that asks to stop.

    Attributes:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def tidy_end() -> Iterator[None]:
    """When the system asks to stop, what goes on in here is left the way an error leaves it: all is tidied up."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    with _handled_by(end, ENDING):
        yield


@contextmanager
def heard_once() -> Iterator[None]:
    """The first signal stops what goes on in here; a hand that stays on the keys does no more."""

    def stop(number: int, frame: FrameType | None) -> None:
        for asking in ASKING:
            if signal.getsignal(asking) is stop:
                signal.signal(asking, _nothing)
        raise Stop(number)

    with _handled_by(stop, ASKING):
        yield


@contextmanager
def held_off() -> Iterator[None]:
    """Signals that ask to stop do nothing in here."""
    with _handled_by(_nothing, ASKING):
        yield


def _nothing(number: int, frame: FrameType | None) -> None:
    """A function rather than SIG_IGN, which makes Python complain if a signal is already on its way."""


@contextmanager
def _handled_by(handler: Handler, numbers: tuple[signal.Signals, ...]) -> Iterator[None]:
    before = {}
    if threading.current_thread() is threading.main_thread():
        # what is ignored stays so: whoever runs this in the background wants it
        heard = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, handled in before.items():
            signal.signal(number, handled)
