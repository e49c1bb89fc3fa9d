"""Where a story is shown while it is made and when it is there: the story tab and the panels beside it all receive this."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import gradio as gr

from ..events import StoryEvent, StorySoFar
from ..player import mel_png, player_html
from ..story import Plan, Story
from .board import Board, board_html, with_starts
from .edits import parts_of
from .files import open_bundle, write_downloads
from .follow import explain, follow
from .growing import Growing
from .html import details_html, file_address, history_html, status_html
from .jobs import LIVE, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .shared import Shared
from .state import AppState
from .texts import player_labels, say

if TYPE_CHECKING:
    from gradio.blocks import Block

Fill = Callable[[Plan, int, Story | None], Update]


@dataclass(frozen=True)
class Task:
    """What a stream is told for.

    Attributes:
        seconds: length asked for.
        play: whether the player grows with the story, and is heard at once.
        done: what to say at the end in place of how long it took.
        board: what is known before it begins.
        edits: how often the story was edited, this time included.
        changes: number of edits of the story that is there, which this carries out: unless it comes to its end, that
            story stays. None for a new story.
        at: seconds at which the player stands then.
    """

    seconds: float = 1.0
    play: bool = False
    done: str | None = None
    board: Board | None = None
    edits: int = 0
    changes: int | None = None
    at: float = 0.0


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
        self.board = gr.HTML("", elem_id="board")
        self.details = gr.HTML("", elem_id="details", elem_classes="as-details")
        self.history = gr.HTML("", elem_id="history")
        self.jobs = Jobs(state, self.status, stop)
        self.parts: list[Block] = [self.status, self.board, self.player, self.details, self.history, stop]
        self.fills: list[Fill] = []
        self.opened: list[Fill] = []

    def join(self, parts: list[Block], fill: Fill, *, opened: bool = False) -> None:
        """Add a panel: its parts, and what fills them from a plan, its seed and, if there is sound, the story.

        With ``opened`` they are filled only when a story of another time is opened: what was just told was asked for there.
        """
        self.parts += [part for part in parts if part not in self.parts]
        (self.opened if opened else self.fills).append(fill)

    def run(
        self, make: Callable[[], Generator[StoryEvent, None, None]], request: gr.Request, job: Job, task: Task
    ) -> Iterator[Update]:
        """Follow a stream and show it."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        growing: Growing | None = None
        for shown in follow(make, job, locale, seconds=task.seconds, done=task.done, board=task.board):
            update: Update = {}
            if shown.board is not None:
                update[self.board] = shown.board
            if shown.status is not None:
                update[self.status] = status_html(shown.status, error=shown.failed)
            if shown.last and not shown.failed and task.changes is not None and not _whole(shown.story):
                update[self.status] = status_html(say(locale, "undone"))
            if task.play and shown.started is not None and not session.gone:
                growing = Growing(session.new_folder("live"), shown.started, locale)
            if growing is not None and shown.at is not None:
                if shown.sound is not None:
                    growing.add(shown.sound)
                update[self.player] = growing.html(shown.at)
            if shown.last and not session.gone:
                update |= self._finished(session, shown.story, locale, growing, task)
            yield update

    def _finished(
        self, session: Session, so_far: StorySoFar | None, locale: str, growing: Growing | None, task: Task
    ) -> Update:
        try:
            if task.changes is not None and not _whole(so_far):
                back = {self.player: session.player} if growing else {}
                return back | self._as_before(session, locale)
            return self._finish(session, so_far, locale, growing, task) if so_far else {}
        except Exception as error:  # such as a full disk: the page stays usable
            return {self.status: status_html(explain(error, locale), error=True)}

    def _as_before(self, session: Session, locale: str) -> Update:
        """An edit that did not come to its end leaves the story as it was."""
        return {} if session.story is None else {self.board: self._board(session, session.story, locale)}

    def _finish(self, session: Session, so_far: StorySoFar, locale: str, growing: Growing | None, task: Task) -> Update:
        story, plan = so_far.story(), so_far.plan()
        if story is not None:
            if task.edits:
                story = replace(story, stats={**story.stats, "edits": task.edits})
            session.keep(story, edits=task.changes)
            return self.present(session, story, locale, growing, new=True, edit=task.changes is not None, at=task.at)
        # nothing grew: the story before has its place again
        back = {self.player: session.player} if growing else {}
        if plan is None or so_far.started is None:
            return back
        session.plan = plan
        return back | self._filled(plan, so_far.started.seed)

    def present(
        self,
        session: Session,
        story: Story,
        locale: str,
        growing: Growing | None = None,
        *,
        new: bool = False,
        edit: bool = False,
        at: float = 0.0,
    ) -> Update:
        """Player, board, downloads, settings and the panels that change the story; ``new`` goes into the history."""
        picture = mel_png(story.audio, story.sample_rate)
        downloads = write_downloads(story, session.new_folder(), locale, picture)
        if new:
            title = story.plan.instruction
            session.history.add(downloads[-1][1], title=title, seconds=story.duration, edit=edit)
        source, labels = file_address(downloads[0][1]), player_labels(locale)
        live = growing.live(complete=True) if growing else None
        session.player = player_html(story, source=source, labels=labels, at=at, picture=picture)
        return {
            self.player: player_html(story, source=source, labels=labels, live=live, picture=picture)
            if live
            else session.player,
            self.board: self._board(session, story, locale),
            self.details: details_html(story, downloads, self.state.name_of(story), locale),
            self.history: history_html(session.history, locale),
            **self._filled(story.plan, story.seed, story),
        }

    def _board(self, session: Session, story: Story, locale: str) -> str:
        board = Board.of(story).offer(parts_of(story), session.takes, paints=self.paints(story))
        board.undo, board.again = (session.history.step(by) is not None for by in (-1, 1))
        return board_html(board, locale)

    def paints(self, story: Story) -> bool:
        """Whether a part of a scene can be made anew."""
        return self.state.told_by(story).config.flow.continues

    def open(self, session: Session, story: Story, news: str, locale: str, *, new: bool = True) -> Update:
        """A story that was told before, in the place of the current one."""
        session.keep(story)
        shown = self.present(session, story, locale, new=new)
        for fill in self.opened:
            shown |= fill(story.plan, story.seed, story)
        return shown | {self.status: status_html(news)}

    def offer(self, session: Session, shared: Shared, locale: str) -> Update:
        """A story that a link brought: its plan is shown, and the button that tells a story tells this one."""
        plan = shared.plan
        board = Board(plan.seconds, plan.reasoning, with_starts(plan.scenes), edited=shared.edits > 0)
        filled: Update = {}
        for fill in self.opened:
            filled |= fill(plan, shared.seed, None)
        session.shared = shared
        return filled | {self.board: board_html(board, locale), self.status: status_html(say(locale, "shared"))}

    def go(self, session: Session, number: int, news: str, locale: str) -> Update:
        """A version of this visit, as it was."""
        before, history = session.history.now, session.history
        version = history.versions[number]
        history.at = number
        story = open_bundle(version.file, session.new_folder("upload"), locale)
        if session.story is None or before is None or before.work != version.work:
            return self.open(session, story, news, locale, new=False)
        session.keep(story, edits=0)
        session.edits = ()
        return self.present(session, story, locale) | {self.status: status_html(news)}

    def _filled(self, plan: Plan, seed: int, story: Story | None = None) -> Update:
        return {part: value for fill in self.fills for part, value in fill(plan, seed, story).items()}


def _whole(so_far: StorySoFar | None) -> bool:
    return so_far is not None and so_far.finished is not None
