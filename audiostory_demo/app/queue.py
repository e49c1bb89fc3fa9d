"""Jobs of visitors, and the queue in which they wait: one story is generated at a time."""

from __future__ import annotations

import threading

LANE = {"concurrency_limit": 1, "concurrency_id": "lane"}  # one story at a time: models share two cores or one GPU
MOST_WAITING = 60  # in line; later visitors are asked to come back


class Job:
    """One press of a button; the visitor may stop it from another thread."""

    def __init__(self) -> None:
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()


class JobQueue:
    """Jobs that wait or run, first come first served.

    Args:
        most: places there are.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self.most = most
        self._jobs: list[Job] = []
        self._lock = threading.Lock()

    def join(self, job: Job) -> int:
        """Stand at the end; returns the place, 1 if nobody is before."""
        with self._lock:
            self._jobs = [*self._waiting(), job]
            return len(self._jobs)

    def full(self) -> bool:
        """Whether all places are taken."""
        with self._lock:
            return len(self._waiting()) >= self.most

    def leave(self, job: Job) -> None:
        """Be done, whatever happened."""
        with self._lock:
            self._jobs = [other for other in self._jobs if other is not job]

    def _waiting(self) -> list[Job]:
        return [job for job in self._jobs if not job.stopped]
