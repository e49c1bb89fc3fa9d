"""What the app knows about each visitor: the story, the job that runs, a folder of files. Nothing is shared."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..story import Plan, Story
from ..video import Footage
from .bridge_state import BridgeState
from .edits import Edit, Part, parts_of
from .history import History
from .queue import Job
from .shared import Shared

LEFT_SECONDS = 1800  # for which the stories of a page that was closed can be opened again, as after a reload
MOST_LEFT = 10  # of such pages
MOST_TAKES = 40  # of the scenes of one story that can be chosen from
IDLE_SECONDS = 2 * 3600  # after which a visitor's files go, even if the browser never said goodbye


@dataclass
class Session:
    """One open page."""

    folder: Path
    job: Job = field(default_factory=Job)
    job_id: int = 0  # of the last press
    waits: bool = False  # whether the turn of that press has yet to come
    story: Story | None = None
    before: Story | None = None  # the story told before this one
    player: str = ""  # HTML of the story's player
    plan: Plan | None = None  # what the plan's text was written from
    bridge: BridgeState = field(default_factory=BridgeState)  # where the visitor stands in the lesson on the bridge
    page: str = ""  # secret that the browser keeps for this page, also over a reload
    seen: float = field(default_factory=time.monotonic)
    gone: bool = False  # the page is closed and the folder deleted
    edits: tuple[Edit, ...] = ()  # of the story, asked for and not yet sound
    takes: list[Part] = field(default_factory=list)  # of the story's scenes, in the order in which they were made
    shared: Shared | None = None  # a story that a link brought, as long as it was not told
    footage: Footage | None = None  # the video in the dub tab
    history: History = field(init=False)

    def __post_init__(self) -> None:
        self.job.stop()  # nothing runs yet
        self.history = History(self.folder / "history")

    def new_job(self) -> int:
        """Begin a job whose turn comes later and stop the one before; returns its number."""
        self.job.stop()
        self.job, self.job_id, self.waits = Job(), self.job_id + 1, True
        return self.job_id

    def claim(self, job_id: float) -> Job | None:
        """The job of that number, once; None if it was stopped, or if a newer press took its place."""
        if not self.waits or job_id != self.job_id:
            return None
        self.waits = False
        return self.job

    def end_job(self) -> None:
        """Stop the job, whether it runs or waits."""
        self.job.stop()
        self.waits, self.edits = False, ()

    def keep(self, story: Story, *, edits: int | None = None) -> None:
        """Make a story the current one.

        Args:
            story: what is shown from now on.
            edits: None for another story; otherwise it is the one before, after so many of the edits that were asked
                for, and the takes of its scenes can still be chosen.
        """
        if self.story is not None and self.story.plan.instruction != story.plan.instruction:
            self.before = self.story
        self.story, self.plan, self.shared = story, story.plan, None
        self.edits = () if edits is None else self.edits[edits:]
        takes = [] if edits is None else self.takes
        # of a take of which a part was made anew, what is heard now takes the place of what was heard before
        known = {(take.scene, take.seed): take for take in [*takes, *parts_of(story)]}
        self.takes = list(known.values())[-MOST_TAKES:]

    def new_folder(self, kind: str = "story") -> Path:
        """An empty folder whose name nobody can guess; older folders of the same kind go, the last one stays."""
        for old in sorted(self.folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns)[:-1]:
            shutil.rmtree(old, ignore_errors=True)
        folder = self.folder / f"{kind}-{secrets.token_hex(16)}"
        folder.mkdir()
        return folder


class Sessions:
    """All sessions by the name that Gradio gives them. Their files live in one temporary folder."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="audiostory-"))
        self._sessions: dict[str, Session] = {}
        self._left: dict[str, tuple[float, History]] = {}
        self._lock = threading.Lock()

    def of(self, name: str | None) -> Session:
        """The session of that name; made when it is new."""
        name = name or "nobody"
        with self._lock:
            self._sweep()
            if name not in self._sessions:
                self._sessions[name] = Session(Path(tempfile.mkdtemp(dir=self.root)))
            session = self._sessions[name]
            session.seen = time.monotonic()
            return session

    def close(self, name: str | None) -> None:
        """The page is gone: stop its job, delete its files."""
        with self._lock:
            session = self._sessions.pop(name or "nobody", None)
            if session and session.page and session.history.now:
                left = session.history.moved(self.root / f"left-{secrets.token_hex(16)}")
                _, before = self._left.pop(session.page, (0.0, None))
                if before:
                    shutil.rmtree(before.folder, ignore_errors=True)
                self._left[session.page] = time.monotonic(), left
                self._sweep_left()
        if session:
            self._end(session)

    def come_back(self, name: str | None, page: str) -> bool:
        """A page says who it is: it gets the stories of that page, if it was there a short while ago."""
        session = self.of(name)
        if not page:
            return False
        with self._lock:
            # the news that the page before was closed may come later than this
            still = [other for other in self._sessions.values() if other is not session and other.page == page]
            session.page = page
            self._sweep_left()
            _, left = self._left.pop(page, (0.0, None))
            if still and still[-1].history.now:
                session.history = still[-1].history.moved(session.history.folder, copy=True)
            elif left:
                session.history = left.moved(session.history.folder)
            if left:
                shutil.rmtree(left.folder, ignore_errors=True)
            return session.history.now is not None

    def clear(self) -> None:
        """End everything; for the end of the process."""
        for name in list(self._sessions):
            self.close(name)
        shutil.rmtree(self.root, ignore_errors=True)

    def __len__(self) -> int:
        return len(self._sessions)

    def _sweep(self) -> None:
        self._sweep_left()
        late = time.monotonic() - IDLE_SECONDS
        for name in [name for name, session in self._sessions.items() if session.seen < late]:
            self._end(self._sessions.pop(name))

    def _sweep_left(self) -> None:
        fresh = [page for page, (at, _) in self._left.items() if time.monotonic() - at < LEFT_SECONDS][-MOST_LEFT:]
        for page in [page for page in self._left if page not in fresh]:
            shutil.rmtree(self._left.pop(page)[1].folder, ignore_errors=True)

    @staticmethod
    def _end(session: Session) -> None:
        session.end_job()
        session.gone = True
        shutil.rmtree(session.folder, ignore_errors=True)
