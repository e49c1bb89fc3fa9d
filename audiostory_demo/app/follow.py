"""The app's consumer of the stream: events in, what the page shows out."""

from __future__ import annotations

import errno
import logging
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from ..data.understanding import understood
from ..events import (
    AudioChunk,
    ClipReady,
    DenoiseStep,
    ReasoningText,
    ScenePlanned,
    SoundHeard,
    StoryEvent,
    StorySoFar,
    StoryStarted,
)
from ..hearing import Heard
from .board import Board, board_html
from .queue import Job
from .texts import Refused, say

FOLDERS = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.~+%-]+)+[\\/](?=[\w.-])")  # of the server: no visitor's business

logger = logging.getLogger(__name__)

PAUSE = 0.08  # seconds between two pictures of the board at least; sound and scenes never wait


@dataclass(frozen=True)
class Shown:
    """What changed for the page.

    Attributes:
        board: reasoning and timeline, or None if they stand.
        status: a line of news, or None if it stands.
        sound: the next stretch of sound [C, samples].
        started: what is going to be told; on the first one of a story only.
        heard: what was heard in the sound that the story goes on from.
        at: what is known of the story so far.
        story: what is finished; on the last one only.
        failed: whether the status reports a failure.
        last: whether this is the end.
    """

    board: str | None = None
    status: str | None = None
    sound: np.ndarray | None = None
    started: StoryStarted | None = None
    heard: Heard | None = None
    at: Board | None = None
    story: StorySoFar | None = None
    failed: bool = False
    last: bool = False


def explain(error: BaseException, locale: str) -> str:
    """An error as a sentence for visitors; what is not meant for them is logged."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, ValueError | MemoryError) and str(error):
        return say(locale, "refused", reason=FOLDERS.sub("", str(error)))
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return say(locale, "disk_full")
    logger.error("While telling a story", exc_info=error)
    return say(locale, "broken")


def follow(
    make: Callable[[], Generator[StoryEvent, None, None]],
    job: Job,
    locale: str,
    *,
    seconds: float,
    done: str | None = None,
    board: Board | None = None,
) -> Iterator[Shown]:
    """Follow a stream to its end, its failure or the visitor's stop; never raises.

    Args:
        make: starts the stream.
        job: the visitor's token; once stopped, the stream is closed at the next event.
        locale: of the status line.
        seconds: length asked for.
        done: what to say at the end in place of how long it took.
        board: what is known before it begins.
    """
    so_far, telling = StorySoFar(), _Telling(board or Board(seconds), locale)
    if job.stopped:
        yield Shown(status=say(locale, "stopped_empty"), story=so_far, last=True)
        return
    yield Shown(status=say(locale, "thinking"))  # what is there stays: this one may never begin
    try:
        with closing(make()) as events:
            for event in events:
                if job.stopped:
                    break
                so_far.add(event)
                yield from telling.take(event)
    except Exception as error:  # whatever it is, the visitor gets a sentence and what is finished
        kept = len(so_far.chunks)
        text = explain(error, locale) + (" " + say(locale, "kept", scenes=kept) if kept else "")
        # an error that came before the first event leaves what is there
        yield replace(
            telling.shown(text) if so_far.started else Shown(status=text), story=so_far, failed=True, last=True
        )
        return
    text = _ending(so_far, job, telling, locale, done)
    yield replace(telling.shown(text), story=so_far, last=True)


def _ending(so_far: StorySoFar, job: Job, telling: _Telling, locale: str, done: str | None) -> str:
    story, plan = so_far.story(), so_far.plan()
    if plan is not None:
        telling.board.understood = understood(plan)
    if story is None and job.stopped:
        return say(locale, "stopped_empty")
    if story is None:
        lasts = sum(scene.duration for scene in so_far.scenes)
        return say(locale, "planned", scenes=len(so_far.scenes), seconds=round(lasts, 2))
    if so_far.finished is None:
        return say(locale, "stopped", scenes=len(story.clips))
    if done is not None:
        return done
    known = telling.board.understood
    if known is not None and not known.readable:  # a story that nobody asked for is no success
        return say(locale, "unreadable")
    speed = story.duration / max(time.perf_counter() - telling.began, 1e-3)
    return say(locale, "done", seconds=story.duration, scenes=len(story.scenes), first=telling.first_sound, speed=speed)


class _Telling:
    """Draws the board while events come."""

    def __init__(self, board: Board, locale: str) -> None:
        self.board, self.locale = board, locale
        self.began = time.perf_counter()
        self.first_sound = 0.0
        self.drawn = 0.0

    def take(self, event: StoryEvent) -> Iterator[Shown]:
        """Note one event; what the page has to change."""
        board = self.board
        match event:
            case StoryStarted():
                yield replace(self.shown(), started=event)
            case SoundHeard(heard):
                yield Shown(heard=heard)
            case ReasoningText(delta):
                board.reasoning += delta
                yield self.shown()
            case ScenePlanned(index, scene, start):
                board.scenes[index : index + 1] = [(scene, start)]
                yield self.shown()
            case DenoiseStep(index, step, steps):
                board.steps[index] = (step, steps)
                if step == 1:
                    text = say(self.locale, "rendering", scene=index + 1, known=len(board.scenes))
                    yield self.shown(text)
                else:  # an empty change is still handed on: a closed page is noticed at the next one, within a step
                    yield self.shown() if time.perf_counter() - self.drawn > PAUSE else Shown()
            case ClipReady(index):
                board.ready.add(index)
                yield self.shown()
            case AudioChunk(samples):
                self.first_sound = self.first_sound or time.perf_counter() - self.began
                yield Shown(sound=samples, at=board)

    def shown(self, status: str | None = None) -> Shown:
        """The board as it stands."""
        self.drawn = time.perf_counter()
        return Shown(board_html(self.board, self.locale), status, at=self.board)
