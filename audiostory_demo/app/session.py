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

IDLE_SECONDS = 2 * 3600  # after which a visitor's files go, even if the browser never said goodbye


class Job:
    """One press of a button; the visitor may stop it from another thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()


@dataclass
class Visit:
    """One open page."""

    folder: Path
    job: Job = field(default_factory=Job)
    ticket: int = 0  # of the last press
    waits: bool = False  # whether the turn of that press has yet to come
    story: Story | None = None
    before: Story | None = None  # the story told before this one
    plan: Plan | None = None  # what the plan's text was written from
    sides: tuple[str, str] | None = None  # names of A and B, hidden in a blind test
    votes: dict[str, int] = field(default_factory=dict)
    seen: float = field(default_factory=time.monotonic)
    gone: bool = False  # the page is closed and the folder deleted

    def __post_init__(self) -> None:
        self.job.stop()  # nothing runs yet

    def take_ticket(self) -> int:
        """Begin a job whose turn comes later and stop the one before; returns the number that it is called by."""
        self.job.stop()
        self.job, self.ticket, self.waits = Job(), self.ticket + 1, True
        return self.ticket

    def redeem(self, ticket: float) -> Job | None:
        """The job of a ticket, once; None if it was stopped, or if a newer press took its place."""
        if not self.waits or ticket != self.ticket:
            return None
        self.waits = False
        return self.job

    def end_job(self) -> None:
        """Stop the job, whether it runs or waits."""
        self.job.stop()
        self.waits = False

    def keep(self, story: Story) -> None:
        """Make a story the current one."""
        if self.story is not None and self.story.plan.instruction != story.plan.instruction:
            self.before = self.story
        self.story, self.plan = story, story.plan

    def new_folder(self, kind: str = "story") -> Path:
        """An empty folder whose name nobody can guess; older folders of the same kind go, the last one stays."""
        for old in sorted(self.folder.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime_ns)[:-1]:
            shutil.rmtree(old, ignore_errors=True)
        folder = self.folder / f"{kind}-{secrets.token_hex(16)}"
        folder.mkdir()
        return folder


class Visits:
    """All visitors by session. Their files live in one temporary folder."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="audiostory-"))
        self._visits: dict[str, Visit] = {}
        self._lock = threading.Lock()

    def of(self, session: str | None) -> Visit:
        """The visit of a session; made when it is new."""
        session = session or "nobody"
        with self._lock:
            self._sweep()
            if session not in self._visits:
                self._visits[session] = Visit(Path(tempfile.mkdtemp(dir=self.root)))
            visit = self._visits[session]
            visit.seen = time.monotonic()
            return visit

    def close(self, session: str | None) -> None:
        """The page is gone: stop its job, delete its files."""
        with self._lock:
            visit = self._visits.pop(session or "nobody", None)
        if visit:
            self._end(visit)

    def clear(self) -> None:
        """End everything; for the end of the process."""
        for session in list(self._visits):
            self.close(session)
        shutil.rmtree(self.root, ignore_errors=True)

    def __len__(self) -> int:
        return len(self._visits)

    def _sweep(self) -> None:
        late = time.monotonic() - IDLE_SECONDS
        for session in [name for name, visit in self._visits.items() if visit.seen < late]:
            self._end(self._visits.pop(session))

    @staticmethod
    def _end(visit: Visit) -> None:
        visit.end_job()
        visit.gone = True
        shutil.rmtree(visit.folder, ignore_errors=True)
