"""One story on the command line: listen to its stream, keep what is finished, say what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.text import Text

from ..data.understanding import understood
from ..events import StoryEvent, StoryReady, StorySoFar
from ..story import Story
from ..text import printable
from . import interrupts
from .display import display_for
from .errors import FAILED, exit_code, report, sentence
from .json_events import describe, describe_story, write_line

JsonEvents = Annotated[
    bool, typer.Option("--json-events", help="Write the stream to standard output, one JSON object per line.")
]


class Files(Protocol):
    """What a told story becomes on disk: :class:`.outputs.Outputs`, or those of a dubbed video."""

    @property
    def sound(self) -> Path:
        """The file that matters most."""

    def save(self, story: Story) -> dict[str, Path]:
        """Write what must not be lost; returns what each file is, and its path."""

    def write_more(self, story: Story) -> Iterator[tuple[str, Path]]:
        """Write the rest; yields what each file is, and its path."""

    def notes(self) -> dict[str, str]:
        """What there is to say about the files."""


class Session:
    """Progress goes to standard error; the result to standard output, as lines for people or as JSON.

    Args:
        outputs: what to write.
        json_events: whether standard output carries the stream as JSON.
    """

    def __init__(self, outputs: Files, json_events: bool) -> None:
        self.outputs, self.json_events = outputs, json_events
        self.console = Console(stderr=True)
        self.display = display_for(self.console)
        self.so_far = StorySoFar()
        self.problem: BaseException | None = None  # what stopped the story after it had begun
        self.files: dict[str, Path] = {}

    def tell(self, start: Callable[[], Iterator[StoryEvent]]) -> None:
        """Drain a stream and write what came of it. Signals and failures on the way end it, and what is finished stays.

        Args:
            start: loads the model and returns the stream; what it raises is raised.

        Raises:
            typer.Exit: with the exit code, where that is not 0.
        """
        with interrupts.heard_once():
            self._listen(start)
            code = self._conclude()
        if code:
            raise typer.Exit(code)

    def _listen(self, start: Callable[[], Iterator[StoryEvent]]) -> None:
        try:
            for event in start():
                self.so_far.add(event)
                self.display.show(event)
                if self.json_events and not isinstance(event, StoryReady):  # that one waits for its files
                    write_line(describe(event))
        except KeyboardInterrupt as stop:
            self.problem = stop
        except Exception as error:
            if self.so_far.started is None:  # nothing had begun
                raise
            self.problem = error

    def _conclude(self) -> int:
        """Write what there is, say where it is; returns the exit code."""
        story = None
        try:
            with interrupts.held_off():
                self.display.close()
                story = self.so_far.story()
                if story is not None:
                    self.files |= self.outputs.save(story)
            if story is not None:
                with self.console.status("Writing ..."):
                    self.files |= self.outputs.write_more(story)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OSError(self._unwritten(error)) from error
        finally:
            # also when one of several files could not be written
            self._announce(story)
        if self.problem is None:
            return 0
        if isinstance(self.problem, KeyboardInterrupt):
            return exit_code(self.problem)
        return report(self.problem, FAILED)

    def _announce(self, story: Story | None) -> None:
        if self.problem is not None:
            self.console.print(Text(self._kept(story)))
        if isinstance(self.problem, BrokenPipeError):
            return  # nobody reads standard output any more
        if self.json_events:
            self._announce_json(story)
        elif story is not None:
            for line in understood(story.plan).lines():
                self.console.print(Text(printable(line)))
            for line in summary(story, self.files, self.outputs.notes() if self.files else {}):
                print(line)

    def _unwritten(self, error: OSError) -> str:
        """Why a file could not be written, and what is there all the same."""
        why = f"{error.filename or self.outputs.sound}: {error.strerror or error}."
        if self.files:
            return f"{why} What was written before it is kept: {', '.join(map(str, self.files.values()))}."
        return (
            f"{why} Nothing of this story is written. Make room or name another place, and tell it again by its seed."
        )

    def _kept(self, story: Story | None) -> str:
        if story is not None and not self.files:
            return "Stopped."
        if story is None:
            return "Stopped before the first scene was finished; no story is written."
        count = len(story.scenes)
        scenes = "finished scene is" if count == 1 else f"{count} finished scenes are"
        return f"Stopped. The {scenes} kept as a story of {story.duration:.1f} s."

    def _announce_json(self, story: Story | None) -> None:
        if self.problem is None and story is not None:
            write_line(describe(StoryReady(story)), self.files)
        else:
            about = {"event": "story_stopped", "reason": sentence(self.problem) if self.problem else ""}
            write_line({**about, **(describe_story(story) if story else {})}, self.files)


def summary(story: Story, files: dict[str, Path], notes: dict[str, str] | None = None) -> list[str]:
    """The end of a run: where the files are, what there is to say of them, and how it went."""
    rows = {kind: str(path) for kind, path in files.items()} | (notes or {})
    rows["seed"] = f"{story.seed}  (--seed {story.seed} gives the same story again)"
    rows["length"] = f"{story.duration:.1f} s in {len(story.scenes)} scenes"
    if story.stats:
        rows["first sound"] = f"after {story.stats['first_sound_seconds']:.1f} s"
        rows["speed"] = speed(story.duration, story.stats["total_seconds"])
    width = max(map(len, rows))
    return [f"{name:<{width}}  {value}" for name, value in rows.items()]


def speed(sound: float, taken: float) -> str:
    """How the time a story took compares with its length, both in seconds."""
    if taken <= sound:
        return f"generated in {taken:.1f} s, {sound / max(taken, 1e-9):.1f}x faster than real time"
    return f"generated in {taken:.1f} s, {taken / sound:.1f}x slower than real time"
