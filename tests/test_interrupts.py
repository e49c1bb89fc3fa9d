"""Ctrl-C on the command line: the first one stops the work, and none can lose what it kept."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from audiostory_demo.cli.interrupts import heard_once, held_off


def ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(autouse=True)
def _heard(request: pytest.FixtureRequest) -> None:
    """Where the tests run in the background, Ctrl-C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))


def test_the_first_one_is_heard_and_later_ones_are_not():
    with heard_once():
        with pytest.raises(KeyboardInterrupt):
            ctrl_c()
        for _ in range(3):
            ctrl_c()


def test_none_is_heard_while_it_is_held_off():
    with heard_once():
        with held_off():
            ctrl_c()
        with pytest.raises(KeyboardInterrupt):
            ctrl_c()
        with held_off():
            ctrl_c()
        ctrl_c()


def test_afterwards_it_is_heard_as_before():
    with heard_once(), pytest.raises(KeyboardInterrupt):
        ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        ctrl_c()


def test_what_is_ignored_stays_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with heard_once():
        ctrl_c()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_another_thread_may_tell_a_story_too():
    done = []

    def work() -> None:
        with heard_once(), held_off():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
