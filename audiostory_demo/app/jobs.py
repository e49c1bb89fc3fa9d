"""What every button that renders does before, while and after its job runs.

A press takes a place in the line at once and gets a job's number; the job begins when its turn comes. A visitor has one job: a new
press stops the one before. Whatever happens, the line is left and the page stays usable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from .html import status_html
from .queue import LANE, Job
from .state import AppState
from .texts import locale_of, say

if TYPE_CHECKING:
    from gradio.blocks import Block

    from .sessions import Session

PRIVATE = {"api_visibility": "private"}  # of events that only this page calls
AT_ONCE = "() => \"<p class='as-status'>…</p>\""  # the press was heard; what was said before it holds no longer
MOST_STEP = 120  # seconds that a job may take until it notices that it was stopped
LIVE = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"  # of a line of news
PULSE = 3.0  # seconds between two signs of life of a page that waits for news
QUICK = {"queue": False, "show_progress": "hidden", **PRIVATE}  # of events that answer at once

Update = dict[Any, Any]
Run = Callable[..., Iterator[Update]]


def request_locale(request: gr.Request | None) -> str:
    """Language of a visitor's browser."""
    return locale_of(request.headers.get("accept-language", "")) if request else "en"


class Jobs:
    """The jobs of one tab.

    Args:
        state: shared by all tabs.
        status: the tab's line of news.
        stop: its button that stops.
    """

    def __init__(self, state: AppState, status: gr.HTML, stop: gr.Button) -> None:
        self.state, self.status, self.stop = state, status, stop
        # says which press a job belongs to: sent along when it joins the line, however late its turn comes
        self.job_id = gr.Number(0, visible="hidden")
        # Gradio's page closes the stream of news after a job; if a press comes while the word of that is on its way, nothing
        # of the new job would arrive. Whatever joins Gradio's queue opens the stream again, and what was held back comes.
        # There are two, for jobs in turn: that one is over may reach the page after the next one has begun.
        self.pulses = [gr.Timer(PULSE, active=False) for _ in range(2)]
        for pulse in self.pulses:
            pulse.tick(lambda: None, show_progress="hidden", trigger_mode="multiple", **LANE, **PRIVATE)
        stop.click(
            self.halt, None, [status, stop, *self.pulses], show_progress="hidden", trigger_mode="multiple", **LANE, **PRIVATE
        )  # fmt: skip

    def on(
        self, press: Callable[..., Any], run: Run, inputs: list[Block], outputs: list[Block], *, js: str | None = None
    ) -> None:
        """Connect a press with what runs at its turn: ``run(request, job, *inputs)`` yields updates and never raises.

        ``js`` changes the job's number and the inputs in the browser, before they are sent.
        """

        def start(request: gr.Request, job_id: float, *given: Any) -> Iterator[Update]:
            yield from self.start(run, request, job_id, *given)

        known = [self.status, self.stop, *self.pulses]
        press(None, None, self.status, js=AT_ONCE, **PRIVATE)
        begun = press(self.begin, None, [*known, self.job_id], **QUICK)
        # "multiple": a press while a job runs must reach the line, or the button would be dead until it ends
        turn = begun.success(
            start, [self.job_id, *inputs], [*outputs, *self.pulses], show_progress="minimal", show_progress_on=self.status,
            trigger_mode="multiple", js=js, **LANE, **PRIVATE,
        )  # fmt: skip
        begun.failure(self.refuse, self.job_id, known, **QUICK)
        turn.failure(self.refuse, self.job_id, known, **QUICK)

    def begin(self, request: gr.Request) -> Update:
        """Take a place in line at once, so that the visitor sees it, and stop the job before."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        line = self.state.line
        if line.full():
            raise gr.Error(say(locale, "line_full", most=line.most), print_exception=False)
        job_id = session.new_job()
        session.job.tab = self
        line.join(session.job, f"page {request.session_hash}")
        return {
            self.status: status_html(self.place(session.job, locale)),
            self.stop: gr.update(visible=True),
            self._pulse(job_id): gr.update(active=True),
            self.job_id: job_id,
        }

    def start(self, run: Run, request: gr.Request, job_id: float, *given: Any) -> Iterator[Update]:
        """The turn has come: run the job of that number, unless it was stopped or answered while it waited."""
        session = self.state.sessions.of(request.session_hash)
        job, whole = session.claim(job_id), False
        if job is None:
            elsewhere = session.job.tab is not self  # pressed, so that here somebody has to say that this is over
            yield {**self._never(request), **self._over(job_id)} if elsewhere else {self.stop: gr.skip()}
            return
        try:
            yield {self.stop: gr.update(visible=True)}
            for place in self._waiting(job, request_locale(request)):
                yield {self.status: status_html(place)}
            for update in [self._never(request)] if job.stopped else run(request, job, *given):
                if isinstance(said := update.get(self.status), str):
                    job.said = said
                mine = update if self._is_last(session, job) else self._without(update)
                yield mine or {self.stop: gr.skip()}  # an empty dict would count as one missing value
            whole = not job.stopped
            if self._is_last(session, job):
                yield self._over(job_id)
        finally:
            job.stop()
            job.ended.set()
            self.state.line.leave(job, whole=whole)

    def _waiting(self, job: Job, locale: str) -> Iterator[str]:
        """What to say while others are before this job."""
        said = self.place(job, locale)
        while not job.stopped and not self.state.line.enter(job):
            if (now := self.place(job, locale)) != said:
                said = now
                yield now

    def place(self, job: Job, locale: str) -> str:
        """Where in line a job is, and for how long."""
        place, seconds = self.state.line.place(job)
        if seconds is None or place == 1:
            return say(locale, "place", place=place)
        return say(locale, "place_time", place=place, seconds=5 * max(1, round(seconds / 5)))

    def _is_last(self, session: Session, job: Job) -> bool:
        """Whether the tab's status line and stop button are still this job's: after a newer press in the tab they are that one's."""
        return session.job is job or session.job.tab is not self

    def _without(self, update: Update) -> Update:
        return {part: value for part, value in update.items() if part not in (self.status, self.stop)}

    def _pulse(self, job_id: float) -> gr.Timer:
        return self.pulses[int(job_id) % 2]

    def _over(self, job_id: float) -> Update:
        """Nothing can be stopped any more, and no news of that job is waited for."""
        return {self.stop: gr.update(visible=False), self._pulse(job_id): gr.update(active=False)}

    def halt(self, request: gr.Request) -> Iterator[Update]:
        """Stop this visitor's job; one that still waits ends at once.

        What is said here and what the job says reach the page on two ways, either of which may be the faster one: that it
        is stopping is said until it has, and whatever the job says at last is said here too.
        """
        session = self.state.sessions.of(request.session_hash)
        job, waits, over = session.job, session.waits, self._over(session.job_id)
        if job.stopped:  # it ended while the press was on its way
            yield {self.status: job.said, **over} if job.said else over
            return
        session.end_job()
        if waits:
            yield {**self._never(request), **over}
            return
        for _ in range(MOST_STEP):
            stopping = status_html(say(request_locale(request), "stopping"))
            yield {self.status: stopping, self.stop: gr.update(visible=False)}
            if job.ended.wait(1) or session.job is not job:
                break
        if job.ended.is_set() and session.job is job:
            yield {self.status: job.said, **over}

    def _never(self, request: gr.Request) -> Update:
        return {self.status: status_html(say(request_locale(request), "stopped_empty"))}

    def refuse(self, request: gr.Request, job_id: float) -> Update:
        """A press that could not begin, such as one with a value out of range, whose message Gradio shows."""
        session = self.state.sessions.of(request.session_hash)
        if session.claim(job_id) is None and not session.job.stopped:  # another press of this visitor runs or waits
            return {self.stop: gr.skip()}
        session.end_job()
        text = say(request_locale(request), "not_begun")
        return {self.status: status_html(text, error=True), **self._over(session.job_id)}
