"""Ctrl-C while a story is told: heard once, and never while what it kept is being saved."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def heard_once() -> Iterator[None]:
    """The first Ctrl-C stops what goes on in here; a hand that stays on the keys does no more."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, _nothing)
        raise KeyboardInterrupt

    with _handled_by(stop):
        yield


@contextmanager
def held_off() -> Iterator[None]:
    """Ctrl-C does nothing in here."""
    with _handled_by(_nothing):
        yield


def _nothing(number: int, frame: FrameType | None) -> None:
    """A function and not SIG_IGN, which Python complains about where a signal is on its way already."""


@contextmanager
def _handled_by(handler: Handler) -> Iterator[None]:
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN  # by whoever runs this in the background
    if ignored or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
