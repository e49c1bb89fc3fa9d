"""Live progress of a story on a terminal, and its plain form for logs."""

from __future__ import annotations

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.table import Column
from rich.text import Text

from ..events import ClipReady, DenoiseStep, ReasoningText, ScenePlanned, ShotFound, SoundHeard, StoryEvent
from ..story import Scene
from ..text import one_line, printable

REFRESH = 12  # pictures a second
LOG_WIDTH = 110  # characters of a table that goes to a file


def result_console() -> Console:
    """Standard output, for tables; lines in a file are not cut to a terminal's width."""
    console = Console()
    return console if console.is_terminal else Console(width=LOG_WIDTH)


def span(event: ScenePlanned) -> str:
    """Start and end of a scene."""
    return f"{event.start:.1f}-{event.start + event.scene.duration:.1f} s"


def scene_text(scene: Scene) -> str:
    """What is heard, and how loud where that is said."""
    return one_line(f"{scene.caption} ({scene.level})" if scene.level else scene.caption)


def shot_line(event: ShotFound) -> str:
    """One line on a shot."""
    moves = ", ".join(f"{onset:.2f}" for onset in event.onsets)
    return f"Shot {event.index + 1} ({event.start:.1f}-{event.end:.1f} s)" + (
        f", movements at {moves} s" if moves else ""
    )


class LiveDisplay:
    """The reasoning as it is written, then a bar for each scene; finished bars stay above.

    Only scenes under way are redrawn, so a story of many scenes never outgrows the window.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.reasoning = Text()
        self.live: Live | Progress | None = None
        self.tasks: dict[int, TaskID] = {}

    def show(self, event: StoryEvent) -> None:
        """Draw what an event changes."""
        match event:
            case ShotFound():
                self.console.print(Text(shot_line(event)))
            case SoundHeard(heard):
                self.console.print(Text(one_line(heard.sentence())))
            case ReasoningText(delta):
                self._think(delta)
            case ScenePlanned():
                self._add(event)
            case DenoiseStep(index, step, steps):
                self._bars.update(self.tasks[index], completed=step, total=steps)
            case ClipReady(index):
                self._finish(index)

    def close(self) -> None:
        """Leave the last picture on the terminal."""
        if self.live is not None:
            self.live.stop()
            self.live = None

    def _think(self, delta: str) -> None:
        if not isinstance(self.live, Live):
            self.console.print("Reasoning", style="bold")
            self.live = Live(self.reasoning, console=self.console, refresh_per_second=REFRESH)
            self.live.start()
        self.reasoning.append(printable(delta))

    @property
    def _bars(self) -> Progress:
        """The bars; made when the first scene is planned, below the finished reasoning."""
        if not isinstance(self.live, Progress):
            self.close()
            self.console.print("Scenes", style="bold")
            self.live = Progress(*scene_columns(), console=self.console, expand=True, refresh_per_second=REFRESH)
            self.live.start()
        return self.live

    def _add(self, event: ScenePlanned) -> None:
        self.tasks[event.index] = self._bars.add_task(
            scene_text(event.scene), total=None, number=event.index + 1, span=span(event)
        )

    def _finish(self, index: int) -> None:
        bars, task = self._bars, self.tasks.pop(index)
        found = next(one for one in bars.tasks if one.id == task)
        bars.update(task, total=found.total or 1, completed=found.total or 1)
        # printed above the moving part, where it stays
        self.console.print(bars.make_tasks_table([found]))
        bars.remove_task(task)


class StepColumn(ProgressColumn):
    """Denoising steps done, or "planned" before the first."""

    def render(self, task: Task) -> Text:
        """The cell of one scene."""
        if task.total is None:
            return Text("planned")
        return Text(f"{task.completed:.0f}/{task.total:.0f} steps")


def scene_columns() -> tuple[ProgressColumn, ...]:
    """Number, time, caption (cut at the window's edge), bar, steps. A caption is never read as markup."""
    caption = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    return (
        TextColumn("{task.fields[number]:>2}", markup=False),
        TextColumn("{task.fields[span]:>13}", markup=False, style="cyan"),
        TextColumn("{task.description}", markup=False, table_column=caption),
        BarColumn(bar_width=20, complete_style="cyan", finished_style="green"),
        StepColumn(),
    )


class PlainDisplay:
    """The same as plain lines, for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.thinking = False

    def show(self, event: StoryEvent) -> None:
        """Print what is new."""
        match event:
            case ShotFound():
                self._line(shot_line(event))
            case SoundHeard(heard):
                self._line(one_line(heard.sentence()))
            case ReasoningText(delta):
                if not self.thinking:
                    self._line("Reasoning:")
                self.thinking = True
                self.console.out(printable(delta), end="", highlight=False)
            case ScenePlanned(index, scene):
                self.close()
                self._line(f"Scene {index + 1} ({span(event)}): {scene_text(scene)}")
            case ClipReady(index, clip):
                self._line(f"Scene {index + 1} rendered, {clip.duration:.1f} s")

    def close(self) -> None:
        """End the line of the reasoning."""
        if self.thinking:
            self._line("")
        self.thinking = False

    def _line(self, text: str) -> None:
        self.console.out(text, highlight=False)


def display_for(console: Console) -> LiveDisplay | PlainDisplay:
    """What fits a console."""
    return LiveDisplay(console) if console.is_terminal and not console.is_dumb_terminal else PlainDisplay(console)
