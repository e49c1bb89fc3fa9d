"""Edits made on the story's scenes themselves, undo, and the stories of this visit: what the page's script asks for."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from itertools import accumulate
from typing import Any

import gradio as gr

from ..events import StoryEvent
from ..story import Story
from .board import Board
from .edits import Edit, Part, plan_of, read_edits
from .follow import explain
from .html import status_html
from .jobs import AT_ONCE, PRIVATE, QUICK, Update, request_locale
from .kept import edited_parts, keep_parts
from .queue import Job
from .story_view import StoryView, Task
from .texts import refused, say

TAKE = "() => [window.audioStoryEdits.take()]"  # what was pressed since the last time, as JSON
WANT = "() => [window.audioStoryEdits.want()]"


class EditPanel:
    """Two hidden buttons that the page's script presses; what it wants stands in the text beside them.

    Args:
        view: shows the story that is edited.
    """

    def __init__(self, view: StoryView) -> None:
        self.view, self.state = view, view.state
        self.asked = gr.Textbox("", visible="hidden", max_length=20_000)
        self.edit = gr.Button("edit", visible="hidden", elem_id="edit")
        self.go = gr.Button("go", visible="hidden", elem_id="go")

    def wire(self) -> None:
        """Connect them, when all parts of the view are there."""
        for button in (self.edit, self.go):
            button.click(None, None, self.view.status, js=AT_ONCE, **PRIVATE)
        noted = self.edit.click(self._note, self.asked, None, js=TAKE, **QUICK)
        self.view.jobs.on(noted.success, self._edit, [], self.view.parts)
        self.go.click(self._go, self.asked, self.view.parts, js=WANT, **QUICK)

    def _note(self, asked: str, request: gr.Request) -> None:
        """Take note of edits before their turn comes: those of a press before, whose sound is not there yet, stay noted."""
        session = self.state.sessions.of(request.session_hash)
        if given := _json(asked):
            session.edits += read_edits(given)

    def _edit(self, request: gr.Request, job: Job) -> Iterator[Update]:
        locale = request_locale(request)
        session = self.state.sessions.of(request.session_hash)
        story, edits = session.story, session.edits
        try:
            if story is None:
                raise refused(locale, "no_story")
            if not edits:  # a press whose edits an earlier one has taken along
                yield {self.view.status: ""}
                return
            parts = edited_parts(story, edits, session.takes, locale=locale)
        except Exception as error:  # none of them is carried out
            session.edits = ()
            yield {self.view.status: status_html(explain(error, locale), error=True)}
            return
        task = Task(
            seconds=sum(part.scene.duration for part in parts), board=Board.editing(parts, session.takes, paints=self.view.paints(story)),
            done=say(locale, "edited", scenes=sum(not part.there for part in parts)), changes=len(edits),
            edits=int(story.stats.get("edits", 0)) + len(edits), at=_start(parts, edits[-1]),
        )  # fmt: skip
        yield from self.view.run(lambda: self._stream(story, parts, locale), request, job, task)
        if not session.gone and session.story is story and not job.stopped:
            session.edits = ()  # it failed; a newer press that stopped it carries its edits out too

    def _stream(self, story: Story, parts: list[Part], locale: str) -> Generator[StoryEvent, None, None]:
        model = self.state.told_by(story)
        plan = plan_of(story.plan, [part.scene for part in parts])
        self.state.check_plan(plan, story.settings.crossfade, locale, model)
        return keep_parts(model, story, parts).stream(model, story)

    def _go(self, asked: str, request: gr.Request) -> Update:
        """To the version before or after this one, or to another story of this visit."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        history, wanted = session.history, _json(asked)
        if not session.job.stopped:  # what is being made is what is taken back
            *_, last = self.view.jobs.halt(request)
            return last
        steps = {"undo": -1, "again": 1}
        number = history.step(steps[wanted]) if wanted in steps else wanted
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < len(history.versions):
            return {self.view.status: ""}
        news = {"undo": "undone", "again": "redone"}.get(str(wanted), "reopened")
        try:
            return self.view.go(session, number, say(locale, news), locale)
        except Exception as error:
            return {self.view.status: status_html(explain(error, locale), error=True)}


def _start(parts: list[Part], edit: Edit) -> float:
    """Where the scene starts that was edited last, in seconds."""
    starts = list(accumulate((part.scene.duration for part in parts), initial=0.0))
    place = getattr(edit, "to", edit.scene)
    return starts[min(int(place), len(parts) - 1)]


def _json(text: object) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) and text else None
    except ValueError:
        return None
