"""Whose turn it is: what every button that renders does before, while and after its job runs.

A press takes a place in line at once and gets a ticket; the job begins when the one lane is free. A visitor has one job:
a new press stops the one before. Whatever happens, the line is left and the page stays usable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from .desk import LANE, Desk
from .html import status_html
from .texts import locale_of, say

if TYPE_CHECKING:
    from gradio.blocks import Block

PRIVATE = {"api_visibility": "private"}  # of events that only this page calls
LIVE = "element.setAttribute('role', 'status'); element.setAttribute('aria-live', 'polite');"  # of a line of news
QUICK = {"queue": False, "show_progress": "hidden", **PRIVATE}  # of events that answer at once

Update = dict[Any, Any]
Run = Callable[..., Iterator[Update]]


def locale(request: gr.Request | None) -> str:
    """Language of a visitor's browser."""
    return locale_of(request.headers.get("accept-language", "")) if request else "en"


class Turns:
    """The jobs of one tab.

    Args:
        desk: shared by all tabs.
        status: the tab's line of news.
        stop: its button that stops.
    """

    def __init__(self, desk: Desk, status: gr.HTML, stop: gr.Button) -> None:
        self.desk, self.status, self.stop = desk, status, stop
        # says which press a job belongs to: sent along when it joins the queue, however late its turn comes
        self.ticket = gr.Number(0, visible="hidden")
        stop.click(self.halt, None, [status, stop], **QUICK)

    def on(self, press: Callable[..., Any], run: Run, inputs: list[Block], outputs: list[Block]) -> None:
        """Connect a press with what runs at its turn: ``run(request, job, *inputs)`` yields updates and never raises."""

        def start(request: gr.Request, ticket: float, *given: Any) -> Iterator[Update]:
            yield from self.start(run, request, ticket, *given)

        known = [self.status, self.stop]
        begun = press(self.begin, None, [*known, self.ticket], **QUICK)
        # "multiple": a press while a job runs must reach the queue, or the button would be dead until it ends
        turn = begun.success(
            start, [self.ticket, *inputs], outputs, show_progress="minimal", show_progress_on=self.status,
            trigger_mode="multiple", **LANE, **PRIVATE,
        )  # fmt: skip
        begun.failure(self.refuse, self.ticket, known, **QUICK)
        turn.failure(self.refuse, self.ticket, known, **QUICK)

    def begin(self, request: gr.Request) -> Update:
        """Take a place in line at once, so that the visitor sees it, and stop the job before."""
        visit, tongue = self.desk.visits.of(request.session_hash), locale(request)
        if self.desk.line.full():
            raise gr.Error(say(tongue, "line_full", most=self.desk.line.most), print_exception=False)
        ticket = visit.take_ticket()
        place = self.desk.line.join(visit.job)
        return {
            self.status: status_html(say(tongue, "place", place=place)),
            self.stop: gr.update(visible=True),
            self.ticket: ticket,
        }

    def start(self, run: Run, request: gr.Request, ticket: float, *given: Any) -> Iterator[Update]:
        """The turn has come: run the job of a ticket, unless it was stopped or answered while it waited."""
        visit = self.desk.visits.of(request.session_hash)
        job = visit.redeem(ticket)
        if job is None:
            yield {self.stop: gr.skip()}
            return
        try:
            yield {self.stop: gr.update(visible=True)}
            for update in run(request, job, *given):
                # after a newer press, the status line and the stop button are that one's
                mine = update if visit.job is job else self._without(update)
                yield mine or {self.stop: gr.skip()}  # an empty dict would count as one missing value
            if visit.job is job:
                yield {self.stop: gr.update(visible=False)}
        finally:
            job.stop()
            self.desk.line.leave(job)

    def _without(self, update: Update) -> Update:
        return {part: value for part, value in update.items() if part not in (self.status, self.stop)}

    def halt(self, request: gr.Request) -> Update:
        """Stop this visitor's job; one that still waits ends at once."""
        visit, tongue = self.desk.visits.of(request.session_hash), locale(request)
        news = "stopped_empty" if visit.waits else "stopping"
        visit.end_job()
        return {self.status: status_html(say(tongue, news)), self.stop: gr.update(visible=False)}

    def refuse(self, request: gr.Request, ticket: float) -> Update:
        """A press that could not begin, such as one with a value out of range, whose message Gradio shows."""
        visit = self.desk.visits.of(request.session_hash)
        if visit.redeem(ticket) is None and not visit.job.stopped:  # another press of this visitor runs or waits
            return {self.stop: gr.skip()}
        visit.end_job()
        text = say(locale(request), "not_begun")
        return {self.status: status_html(text, error=True), self.stop: gr.update(visible=False)}
