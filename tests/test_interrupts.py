"""Ctrl-C and its like on the command line: the first one stops the work, and none can lose what it kept."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from audiostory_demo.cli.interrupts import ASKING, heard_once, held_off, tidy_end


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


@pytest.mark.parametrize("number", ASKING)
def test_every_signal_that_asks_to_stop_is_heard_as_ctrl_c_is(number: signal.Signals):
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("ignored where these tests run, as under nohup")
    with heard_once():
        with pytest.raises(KeyboardInterrupt) as caught:
            os.kill(os.getpid(), number)
        assert caught.value.number == number
        for another in ASKING:
            os.kill(os.getpid(), another)


@pytest.mark.skipif(os.name == "nt", reason="Windows asks in another way")
def test_a_command_that_the_system_ends_tidies_up():
    tidied = []
    with pytest.raises(SystemExit) as caught, tidy_end():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            tidied.append(True)
    assert tidied
    assert caught.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_another_thread_may_tell_a_story_too():
    done = []

    def work() -> None:
        with heard_once(), held_off():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
