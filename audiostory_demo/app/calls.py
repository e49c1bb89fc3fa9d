"""A call of the API in the line: it waits like everybody, is told where it stands, and ends when nobody waits for it."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager

import gradio as gr

from ..events import StoryEvent, StoryReady, StorySoFar
from ..story import Plan, Story
from .queue import Job
from .state import AppState


class Call(Job):
    """A job whose caller may go away.

    Args:
        state: shared with the page.
        session: name of the caller's connection.
    """

    def __init__(self, state: AppState, session: str | None) -> None:
        super().__init__()
        self.listeners, self.session, self.since = state.listeners, session, time.monotonic()

    @property
    def stopped(self) -> bool:
        """Whether it was stopped, or nobody waits for its result any more."""
        return super().stopped or (
            self.session is not None and not self.listeners.waits(self.session, since=self.since)
        )


@contextmanager
def turn(state: AppState, request: gr.Request | None, progress: gr.Progress | None) -> Iterator[Job]:
    """Wait for a turn, and leave the line in the end.

    Args:
        state: shared with the page.
        request: of the caller; calls from one address are one caller.
        progress: where the place in line is told.

    Raises:
        ValueError: there are too many calls in line, or nobody waits for this one any more.
    """
    client = getattr(request, "client", None)
    caller = f"api {getattr(client, 'host', '')}"
    job, line, whole = Call(state, getattr(request, "session_hash", None)), state.line, False
    if line.full():
        raise ValueError(f"All {line.most} places in line are taken. Call again in a few minutes.")
    if line.full(caller):
        raise ValueError(f"{line.each} calls of yours are in line already. Wait for one of them, then call again.")
    line.join(job, caller)
    try:
        while not job.stopped and not line.enter(job):
            if progress is not None:
                place, seconds = line.place(job)
                progress(0, desc=f"Number {place} in line" + (f", about {seconds:.0f} s to wait" if seconds else ""))
        _still(job)
        yield job
        whole = True
    finally:
        line.leave(job, whole=whole)


def story_from(events: Generator[StoryEvent, None, None], job: Job) -> Story:
    """The story that a stream tells, as long as somebody waits for it."""
    with closing(events):
        for event in events:
            if isinstance(event, StoryReady):
                return event.story
            _still(job)
    raise RuntimeError("The stream ended without a StoryReady.")  # cannot happen: it is always the last event


def plan_from(events: Generator[StoryEvent, None, None], job: Job) -> Plan:
    """The plan that a stream writes, as long as somebody waits for it."""
    so_far = StorySoFar()
    with closing(events):
        for event in events:
            so_far.add(event)
            _still(job)
    plan = so_far.plan()
    assert plan is not None  # there is no plan without a scene
    return plan


def _still(job: Job) -> None:
    if job.stopped:
        raise ValueError("Nobody waits for this call any more, so it was ended. Call again and stay connected.")
