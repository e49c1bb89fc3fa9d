"""The line: callers take turns, those who are gone lose theirs, and what is said of the wait is true."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import listeners, queue
from audiostory_demo.app.listeners import Listeners, Listening
from audiostory_demo.app.queue import Job, Line


def joined(line: Line, *callers: str) -> list[Job]:
    jobs = [Job() for _ in callers]
    for job, caller in zip(jobs, callers, strict=True):
        line.join(job, caller)
        job.asked = time.monotonic()  # each of them asks for its turn
    return jobs


def turns(line: Line, jobs: list[Job]) -> list[int]:
    """The order in which jobs have their turns, as places in the list."""
    order: list[int] = []
    while len(order) < len(jobs):
        for number, job in enumerate(jobs):
            if number not in order and line.enter(job, nap=0):
                order.append(number)
                line.leave(job)
                break
        else:
            raise AssertionError(f"after {order} nobody has a turn")
    return order


def test_the_line_tells_everyone_their_place_and_forgets_who_left():
    line, jobs = Line(), [Job() for _ in range(40)]
    assert [line.join(job, f"caller {number}") for number, job in enumerate(jobs)] == list(range(1, 41))
    for job in jobs[:39]:
        job.stop()
    line.leave(jobs[39])
    assert line.join(Job(), "late") == 1


def test_who_comes_first_is_served_first():
    line = Line()
    assert turns(line, joined(line, "a", "b", "c")) == [0, 1, 2]


def test_a_caller_of_many_calls_waits_for_those_of_few():
    line = Line()
    jobs = joined(line, "api", "api", "api", "api", "page one", "page two")
    assert turns(line, jobs) == [0, 4, 5, 1, 2, 3]
    # who has just had a turn stands behind, also with a new call
    first = joined(line, "page three")[0]
    assert line.enter(first, nap=0)
    again, other = joined(line, "page three", "page four")
    line.leave(first)
    assert not line.enter(again, nap=0) and line.enter(other, nap=0)


def test_one_caller_gets_so_many_places_and_all_together_so_many():
    line = Line(most=6, each=2)
    joined(line, "api")
    assert not line.full("api")
    (second,) = joined(line, "api")
    assert line.full("api") and not line.full("page") and not line.full()
    second.stop()
    assert not line.full("api")
    joined(line, "a", "b", "c", "d", "e")
    assert line.full()


def test_one_runs_at_a_time_and_a_stopped_one_never_begins():
    line = Line()
    one, two, three = joined(line, "a", "b", "c")
    assert line.enter(one, nap=0) and not line.enter(two, nap=0)
    one.stop()
    assert not line.enter(two, nap=0), "it has not left yet"
    assert line.place(two)[0] == 1, "but is about to"
    two.stop()
    line.leave(one)
    assert not line.enter(two, nap=0) and line.enter(three, nap=0)


def test_one_that_no_longer_asks_for_its_turn_is_passed_over(monkeypatch):
    line = Line()
    gone, here = joined(line, "gone", "here")
    gone.asked -= 2 * queue.AWAY_SECONDS
    assert line.enter(here, nap=0)
    line.leave(here)
    assert line.enter(gone, nap=0), "its place is kept for when it comes"


def test_the_wait_is_what_the_last_jobs_took():
    line = Line()
    one, two, three = joined(line, "a", "b", "c")
    assert line.place(three) == (3, None), "nothing was measured yet"
    assert line.enter(one, nap=0)
    one.began -= 10
    line.leave(one, whole=True)
    assert line.place(three) == (2, pytest.approx(10, abs=0.1))
    assert line.enter(two, nap=0)
    two.began -= 4
    place, seconds = line.place(three)
    assert place == 2 and seconds == pytest.approx(6, abs=0.1), "what the running one has left"
    two.began -= 100
    line.leave(two)  # stopped: says nothing of how long a job takes
    assert line.place(joined(line, "d")[0])[1] == pytest.approx(10, abs=0.1)


def test_a_turn_comes_at_once_when_the_one_before_leaves():
    line = Line()
    one, two = joined(line, "a", "b")
    line.enter(one)
    threading.Timer(0.1, line.leave, [one]).start()
    began = time.monotonic()
    assert line.enter(two, nap=10) and time.monotonic() - began < 5


def test_a_call_has_a_listener_as_long_as_a_connection_is_open(monkeypatch):
    monkeypatch.setattr(listeners, "GRACE_SECONDS", 0.0)
    known, seen = Listeners(), []

    async def answer(scope, receive, send):
        seen.append([known.waits(name, time.monotonic()) for name in ("page", "event of 7")])

    async def visit():
        app = Listening(answer, known, lambda event: f"event of {event}")
        for method, path, query in (
            ("GET", "/gradio_api/queue/data", b"session_hash=page"), ("GET", "/gradio_api/call/generate/7", b""),
            ("GET", "/gradio_api/call/v2/generate/7", b""), ("POST", "/gradio_api/call/generate", b""), ("GET", "/", b""),
        ):  # fmt: skip
            await app({"type": "http", "method": method, "path": path, "query_string": query}, None, None)

    asyncio.run(visit())
    assert seen == [[True, False], [False, True], [False, True], [False, False], [False, False]]
    assert not known.waits("page", time.monotonic())


def test_a_listener_who_comes_late_or_comes_back_is_waited_for(monkeypatch):
    known = Listeners()
    assert known.waits("page", time.monotonic()) and not known.waits("page", time.monotonic() - 100)
    known.come("page")
    assert known.waits("page", time.monotonic() - 100)
    known.go("page")
    assert known.waits("page", time.monotonic() - 100), "it has just gone"
