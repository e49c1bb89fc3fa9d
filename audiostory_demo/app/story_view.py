"""Where a story is shown while it is made and when it is there: the story tab and the panels beside it all receive this."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING

import gradio as gr

from ..events import StoryEvent, StorySoFar
from ..player import player_html
from ..story import Plan, Story
from .files import write_downloads
from .growing import Growing
from .html import Board, board_html, details_html, file_address, status_html
from .jobs import LIVE, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import AppState
from .telling import explain, follow
from .texts import player_labels, say

if TYPE_CHECKING:
    from gradio.blocks import Block

Fill = Callable[[Plan, int, Story | None], Update]


class StoryView:
    """Builds its parts inside the current ``gr.Blocks``.

    Args:
        state: shared by all tabs.
        stop: the button that stops a job.

    Attributes:
        jobs: of all buttons whose result is shown here.
        parts: what a job may change; panels that show the story too add theirs.
    """

    def __init__(self, state: AppState, stop: gr.Button) -> None:
        self.state = state
        # screen readers hear scenes, not every step: only this line is live
        self.status = gr.HTML("", elem_id="status", elem_classes="as-news", js_on_load=LIVE)
        self.player = gr.HTML("", elem_id="player")
        self.details = gr.HTML("", elem_id="details", elem_classes="as-details")
        self.board = gr.HTML("", elem_id="board")
        self.jobs = Jobs(state, self.status, stop)
        self.parts: list[Block] = [self.status, self.board, self.player, self.details, stop]
        self.fills: list[Fill] = []

    def join(self, parts: list[Block], fill: Fill) -> None:
        """Add a panel: its parts, and what fills them from a plan, its seed and, if there is sound, the story."""
        self.parts += parts
        self.fills.append(fill)

    def run(
        self, make: Callable[[], Generator[StoryEvent, None, None]], request: gr.Request, job: Job, *, seconds: float,
        play: bool = False, done: str | None = None,
    ) -> Iterator[Update]:  # fmt: skip
        """Follow a stream and show it; with ``play`` the player grows with the story, and is heard at once."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        growing: Growing | None = None
        for shown in follow(make, job, locale, seconds=seconds, done=done):
            update: Update = {}
            if shown.board is not None:
                update[self.board] = shown.board
            if shown.status is not None:
                update[self.status] = status_html(shown.status, error=shown.failed)
            if play and shown.started is not None and not session.gone:
                growing = Growing(session.new_folder("live"), shown.started, locale)
            if growing is not None and shown.at is not None:
                if shown.sound is not None:
                    growing.add(shown.sound)
                update[self.player] = growing.html(shown.at)
            if shown.last and shown.story is not None and not session.gone:
                update |= self._finished(session, shown.story, locale, growing)
            yield update

    def _finished(self, session: Session, so_far: StorySoFar, locale: str, growing: Growing | None) -> Update:
        try:
            return self._finish(session, so_far, locale, growing)
        except Exception as error:  # such as a full disk: the page stays usable
            return {self.status: status_html(explain(error, locale), error=True)}

    def _finish(self, session: Session, so_far: StorySoFar, locale: str, growing: Growing | None) -> Update:
        story, plan = so_far.story(), so_far.plan()
        if story is not None:
            session.keep(story)
            return self.present(session, story, locale, growing)
        # nothing grew: the story before has its place again
        back = {self.player: session.player} if growing else {}
        if plan is None or so_far.started is None:
            return back
        session.plan = plan
        return back | self._filled(plan, so_far.started.seed)

    def present(self, session: Session, story: Story, locale: str, growing: Growing | None = None) -> Update:
        """Player, downloads, settings and the panels that change the story."""
        downloads = write_downloads(story, session.new_folder(), say(locale, "stems"), say(locale, "bundle"))
        source, labels = file_address(downloads[0][1]), player_labels(locale)
        live = growing.live(complete=True) if growing else None
        session.player = player_html(story, source=source, labels=labels)
        return {
            self.player: player_html(story, source=source, labels=labels, live=live) if live else session.player,
            self.details: details_html(story, downloads, self.state.name_of(story), locale),
            **self._filled(story.plan, story.seed, story),
        }

    def open(self, session: Session, story: Story, news: str, locale: str) -> Update:
        """A story that was told before, in the place of the current one."""
        shown = self.present(session, story, locale)
        session.keep(story)
        return shown | {self.status: status_html(news), self.board: board_html(Board.of(story), locale)}

    def _filled(self, plan: Plan, seed: int, story: Story | None = None) -> Update:
        return {part: value for fill in self.fills for part, value in fill(plan, seed, story).items()}
