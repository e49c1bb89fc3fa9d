"""The one line in which visitors of the page and callers of the API wait: one story is generated at a time.

Callers take turns: whoever has had one stands behind those who wait for theirs, however many calls they make.
"""

from __future__ import annotations

import threading
import time
from collections import deque

LANE = {"concurrency_limit": None}  # of Gradio's own queue, which knows no fairness: whoever is let in waits here
MOST_WAITING = 60  # in line; later ones are asked to come back
MOST_EACH = 8  # of one caller
AWAY_SECONDS = 3.0  # after which a job that no longer asks for its turn is passed over, until it asks again
NAP_SECONDS = 0.5  # between two questions for a turn


class Job:
    """One press of a button; the visitor may stop it from another thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self.ended = threading.Event()
        self.said = ""  # its last line of news, as the page shows it
        self.tab: object = None  # where it was pressed
        self.caller = ""
        self.asked = -1e9  # when it last asked for its turn
        self.began: float | None = None

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()


class Line:
    """Jobs that wait or run.

    Args:
        most: places there are.
        each: places that one caller may take.
    """

    def __init__(self, most: int = MOST_WAITING, each: int = MOST_EACH) -> None:
        self.most, self.each = most, each
        self._waiting: list[Job] = []  # as they came
        self._running: Job | None = None
        self._served: dict[str, int] = {}  # caller -> number of the last turn
        self._turns = 0
        self._took: deque[float] = deque(maxlen=8)  # seconds of the last jobs
        self._moved = threading.Condition()

    def join(self, job: Job, caller: str) -> int:
        """Stand in line; returns the place, 1 if nobody is before."""
        with self._moved:
            job.caller = caller
            self._waiting = [*self._kept(), job]
            return self._place(job)

    def full(self, caller: str | None = None) -> bool:
        """Whether all places are taken, or all that this caller may take."""
        with self._moved:
            waiting = self._kept()
            mine = sum(job.caller == caller for job in [*waiting, *filter(None, [self._running])])
            return len(waiting) + self._runs() >= self.most or (caller is not None and mine >= self.each)

    def place(self, job: Job) -> tuple[int, float | None]:
        """Where a job stands now, and about how many seconds it will wait; None as long as none was measured."""
        with self._moved:
            place = self._place(job)
            if not self._took:
                return place, None
            usual = sum(self._took) / len(self._took)
            begun = self._running.began if self._running and self._runs() else None
            rest = 0.0 if begun is None else max(0.0, usual - (time.monotonic() - begun))
            return place, rest + usual * max(0, place - 1 - self._runs())

    def enter(self, job: Job, nap: float = NAP_SECONDS) -> bool:
        """Whether it is this job's turn now; waits for a moment before it says no. Whoever enters leaves, later."""
        with self._moved:
            job.asked = time.monotonic()
            if not self._next(job):
                self._moved.wait(nap)
                job.asked = time.monotonic()
            if job.stopped or not self._next(job):
                return False
            self._waiting = [other for other in self._kept() if other is not job]
            self._turns += 1
            self._served = {name: turn for name, turn in self._served.items() if self._turns - turn < 1000}
            self._running, self._served[job.caller], job.began = job, self._turns, time.monotonic()
            return True

    def leave(self, job: Job, *, whole: bool = False) -> None:
        """Be done, whatever happened; ``whole`` where the job came to its end."""
        with self._moved:
            if self._running is job:
                self._running = None
                if whole and job.began is not None:
                    self._took.append(time.monotonic() - job.began)
            self._waiting = [other for other in self._waiting if other is not job]
            self._moved.notify_all()

    def _runs(self) -> bool:
        """Whether one runs that goes on: one that was stopped is about to leave."""
        return self._running is not None and not self._running.stopped

    def _kept(self) -> list[Job]:
        return [job for job in self._waiting if not job.stopped]

    def _order(self) -> list[Job]:
        """Who comes when: in each round every caller once, first those whose last turn is longest ago."""
        rounds: dict[str, int] = {}
        keyed = []
        for came, job in enumerate(self._kept()):
            turn = rounds[job.caller] = rounds.get(job.caller, -1) + 1
            keyed.append(((turn, self._served.get(job.caller, 0) if turn == 0 else came, came), job))
        return [job for _, job in sorted(keyed, key=lambda each: each[0])]

    def _next(self, job: Job) -> bool:
        if self._running is not None:
            return False
        late = time.monotonic() - AWAY_SECONDS
        return next((other for other in self._order() if other.asked > late), None) is job

    def _place(self, job: Job) -> int:
        order = self._order()
        return self._runs() + (order.index(job) + 1 if job in order else len(order) + 1)
