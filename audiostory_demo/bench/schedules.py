"""How much the schedule matters: the same plan rendered the published way and our way, in one process.

Both go through ``AudioStory.stream`` and differ in its settings alone. *Published*: every forced token is decoded on
its own, the whole plan is written before any sound is made, and the full sampler makes it. *Ours*: forced tokens pass all
at once, a scene is rendered as soon as it is planned, by the distilled student if the model has one. Denoising, decoding
and joining are the same code, scene after scene, in both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..events import AudioChunk, StoryReady
from ..story import Story
from ..telling import versions
from .memory import PeakMemory

if TYPE_CHECKING:
    from ..pipeline import AudioStory

PROMPT = (
    "A storm crosses a harbour at night. Waves beat against the pier, a bell answers the wind, footsteps run over the "
    "planks, and at last the rain moves on."
)
SCHEDULES: dict[str, dict[str, Any]] = {
    "published": {"parallel_bridging": False, "interleaved": False, "sampler": "full"},
    "ours": {"parallel_bridging": True, "interleaved": True},  # and the distilled student, where the model has one
}
DURATIONS = (15.0, 30.0, 60.0, 120.0)  # seconds
WARM_UP = 6.0  # seconds of story that are told before anything is measured
COLD = "import time; t = time.perf_counter(); {}; print(time.perf_counter() - t)"


@dataclass(frozen=True)
class Measured:
    """One run, or the medians of several.

    Attributes:
        schedule: "published" or "ours".
        duration: of the story, in seconds.
        scenes: how many it has.
        steps: denoising steps of each.
        planner_passes: forward passes of the language model.
        first_sound: seconds until the first chunk of sound was out.
        total: seconds until the story was complete.
        real_time_factor: total / duration; below 1 is faster than listening.
        peak_memory: bytes beyond the loaded model, None where the system does not tell.
        audio_memory: bytes of the story's sound, which any run has to hold.
    """

    schedule: str
    duration: float
    scenes: int
    steps: int
    planner_passes: float
    first_sound: float
    total: float
    real_time_factor: float
    peak_memory: float | None
    audio_memory: int


@dataclass(frozen=True)
class Report:
    """All that a benchmark found.

    Attributes:
        model, device: what was measured.
        repeats: runs behind each median.
        rows: two for each duration, published and ours.
        same_plans: whether both schedules wrote the same plans; else their rows tell different stories.
        import_seconds: cold ``import audiostory_demo``, in a process of its own.
        class_seconds: cold ``from audiostory_demo import AudioStory``, which imports torch.
        versions: of the libraries.
    """

    model: str
    device: str
    repeats: int
    rows: tuple[Measured, ...]
    same_plans: bool
    import_seconds: float
    class_seconds: float
    versions: dict[str, str]

    def ratios(self) -> list[dict[str, float]]:
        """Published over ours for each duration: above 1 means that ours takes less."""
        pairs = zip(self.rows[::2], self.rows[1::2], strict=True)
        return [{"duration": theirs.duration, **_ratios(theirs, ours)} for theirs, ours in pairs]

    def growth(self) -> list[dict[str, Any]]:
        """For each schedule, its longest story over its shortest, and the bytes that it takes more."""
        found = []
        for schedule in SCHEDULES:
            rows = sorted((row for row in self.rows if row.schedule == schedule), key=lambda row: row.duration)
            if len(rows) > 1:
                found.append({"schedule": schedule, **_growth(rows[0], rows[-1])})
        return found

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return {**asdict(self), "ratios": self.ratios(), "growth": self.growth()}


def _growth(short: Measured, long: Measured) -> dict[str, Any]:
    names = ("duration", "planner_passes", "first_sound", "total", "real_time_factor")
    times = {name: round(getattr(long, name) / getattr(short, name), 3) for name in names}
    peaks = short.peak_memory, long.peak_memory
    more = None if peaks[0] is None or peaks[1] is None else peaks[1] - peaks[0]
    return {**times, "more_peak_memory": more, "more_audio_memory": long.audio_memory - short.audio_memory}


def _ratios(theirs: Measured, ours: Measured) -> dict[str, float]:
    names = ("planner_passes", "first_sound", "total", "peak_memory")
    pairs = {name: (getattr(theirs, name), getattr(ours, name)) for name in names}
    return {name: round(a / b, 3) for name, (a, b) in pairs.items() if a and b}


def run_bench(
    model: AudioStory,
    *,
    durations: Sequence[float] = DURATIONS,
    repeats: int = 3,
    prompt: str = PROMPT,
    seed: int = 0,
    progress: Callable[[str], object] = lambda what: None,
    **settings: Any,
) -> Report:
    """Measure both schedules.

    Args:
        model: loaded, on its device.
        durations: of the stories, in seconds.
        repeats: runs of each, taken in turns, so that a machine that grows slower slows both.
        prompt: of the stories.
        seed: of the stories.
        progress: called with a line before each run.
        **settings: further generation settings, the same for both.
    """
    if repeats < 1 or not durations:
        raise ValueError(
            f"repeats={repeats} and {len(durations)} durations leave nothing to measure. Pass at least one each."
        )
    for schedule in SCHEDULES:
        progress(f"warming up, {schedule}")
        tell(model, schedule, min(WARM_UP, *durations), prompt, seed, settings)
    rows: list[Measured] = []
    same = True
    for duration in durations:
        runs: dict[str, list[Measured]] = {schedule: [] for schedule in SCHEDULES}
        plans = set()
        for repeat, schedule in _turns(repeats):
            progress(f"{duration:g} s, {schedule}, {repeat + 1} of {repeats}")
            measured, story = tell(model, schedule, duration, prompt, seed, settings)
            runs[schedule].append(measured)
            plans.add((story.reasoning, story.scenes))
        same &= len(plans) == 1
        rows += [median(runs[schedule]) for schedule in SCHEDULES]
    progress("importing")
    return Report(
        model.config.name, str(model.model.device), repeats, tuple(rows), same,
        cold_seconds("import audiostory_demo"), cold_seconds("from audiostory_demo import AudioStory"), versions(),
    )  # fmt: skip


def _turns(repeats: int) -> Iterator[tuple[int, str]]:
    """Both schedules again and again, each going first as often as the other."""
    for repeat in range(repeats):
        order = list(SCHEDULES) if repeat % 2 == 0 else list(reversed(SCHEDULES))
        yield from ((repeat, schedule) for schedule in order)


def tell(
    model: AudioStory, schedule: str, duration: float, prompt: str, seed: int, settings: dict[str, Any]
) -> tuple[Measured, Story]:
    """One story by one schedule, measured from outside."""
    memory = PeakMemory(model.model.device)
    memory.start()
    began, first_sound, story = time.perf_counter(), None, None
    for event in model.stream(prompt, duration=duration, seed=seed, **settings, **SCHEDULES[schedule]):
        if isinstance(event, AudioChunk) and first_sound is None:
            first_sound = time.perf_counter() - began
        if isinstance(event, StoryReady):
            story = event.story
    total, peak = time.perf_counter() - began, memory.stop()
    assert story is not None
    assert first_sound is not None
    measured = Measured(
        schedule, duration, len(story.scenes), story.settings.steps, story.stats["planner_passes"], first_sound, total,
        total / story.duration, peak, story.audio.nbytes,
    )  # fmt: skip
    return measured, story


def median(runs: Sequence[Measured]) -> Measured:
    """The median of each figure."""
    values = {}
    for name in ("planner_passes", "first_sound", "total", "real_time_factor", "peak_memory"):
        found = [value for run in runs if (value := getattr(run, name)) is not None]
        values[name] = statistics.median(found) if found else None
    return Measured(**{**asdict(runs[0]), **values})


def cold_seconds(statement: str, repeats: int = 3) -> float:
    """Median time of a statement as the first in a process of its own."""
    command = [sys.executable, "-c", COLD.format(statement)]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(repeats)]
    return statistics.median(float(run.stdout) for run in runs)
