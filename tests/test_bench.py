"""The benchmark: both schedules tell the same story, and what is counted is counted right."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiostory_demo import AudioStory, Plan, Scene
from audiostory_demo.bench.memory import PeakMemory, can_reset_peak
from audiostory_demo.bench.schedules import SCHEDULES, Measured, Report, cold_seconds, median, run_bench
from audiostory_demo.cli.bench import bench

ROW = Measured("ours", 30.0, 6, 4, 100.0, 1.0, 6.0, 0.2, 50e6, 1_000_000)


def quick_cold_start(patch: pytest.MonkeyPatch) -> None:
    """Processes that time an import end at once and say 0.1 s."""
    patch.setattr(subprocess, "run", lambda *args, **options: subprocess.CompletedProcess(args, 0, stdout="0.1"))


@pytest.fixture(scope="module")
def report(small: AudioStory) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        quick_cold_start(patch)
        return run_bench(small, durations=[2.0, 4.0], repeats=1, steps=1, temperature=0.0)


def test_every_duration_has_a_row_of_each_schedule(report: Report):
    found = [(row.duration, row.schedule) for row in report.rows]
    assert found == [(2.0, "published"), (2.0, "ours"), (4.0, "published"), (4.0, "ours")]


def test_both_schedules_tell_the_same_plan(report: Report):
    assert report.same_plans
    for theirs, ours in zip(report.rows[::2], report.rows[1::2], strict=True):
        assert theirs.scenes == ours.scenes


def test_the_published_schedule_takes_one_pass_for_each_forced_token(report: Report, small: AudioStory):
    # after a scene's duration closes, its query tokens and two tags are forced; after the reasoning, one tag; and the
    # last tag of all needs no pass of its own
    forced = len(small.model.planner.markup.query_tags) + 2
    for theirs, ours in zip(report.rows[::2], report.rows[1::2], strict=True):
        assert theirs.planner_passes - ours.planner_passes == ours.scenes * forced


def test_times_belong_together(report: Report):
    for row in report.rows:
        assert 0 < row.first_sound <= row.total
        assert row.real_time_factor > 0
        assert row.audio_memory == row.duration * 24000 * 4


def test_a_ratio_above_one_says_that_ours_takes_less():
    theirs = replace(ROW, schedule="published", planner_passes=300.0, first_sound=4.0, peak_memory=None)
    report = Report("tiny", "cpu", 3, (theirs, ROW), True, 0.01, 3.0, {})
    assert report.ratios() == [{"duration": 30.0, "planner_passes": 3.0, "first_sound": 4.0, "total": 1.0}]


def test_growth_is_the_longest_story_over_the_shortest_of_each_schedule():
    long = replace(ROW, duration=120.0, planner_passes=400.0, first_sound=1.5, total=27.0, real_time_factor=0.225,
                   peak_memory=90e6, audio_memory=4_000_000)  # fmt: skip
    middle = replace(ROW, duration=60.0)
    report = Report("tiny", "cpu", 3, (middle, long, ROW), True, 0.01, 3.0, {})
    (growth,) = report.growth()
    assert growth == {
        "schedule": "ours", "duration": 4.0, "planner_passes": 4.0, "first_sound": 1.5, "total": 4.5,
        "real_time_factor": 1.125, "more_peak_memory": 40e6, "more_audio_memory": 3_000_000,
    }  # fmt: skip
    unknown = replace(report, rows=(replace(ROW, peak_memory=None), long))
    assert unknown.growth()[0]["more_peak_memory"] is None
    assert replace(report, rows=(ROW,)).growth() == []


def test_the_median_is_taken_of_each_figure_on_its_own():
    runs = [
        replace(ROW, total=t, first_sound=f, peak_memory=m)
        for t, f, m in ((5.0, 3.0, 1), (9.0, 1.0, None), (6.0, 2.0, 3))
    ]
    middle = median(runs)
    assert (middle.total, middle.first_sound, middle.peak_memory) == (6.0, 2.0, 2)
    assert median([replace(ROW, peak_memory=None)]).peak_memory is None


def test_all_figures_are_ready_for_json(report: Report):
    values = json.loads(json.dumps(report.to_dict()))
    assert [row["schedule"] for row in values["rows"]] == list(SCHEDULES) * 2
    assert len(values["ratios"]) == 2
    assert [growth["schedule"] for growth in values["growth"]] == list(SCHEDULES)
    # some wheels name their build in one of the two
    assert values["versions"]["torch"].partition("+")[0] == torch.__version__.partition("+")[0]


@pytest.mark.parametrize("options", [{"repeats": 0}, {"durations": []}])
def test_nothing_to_measure_is_refused(small: AudioStory, options: dict):
    with pytest.raises(ValueError, match="leave nothing to measure"):
        run_bench(small, **options)


@pytest.mark.skipif(not can_reset_peak(), reason="this system does not count a process's peak memory anew")
def test_peak_memory_is_what_was_held_at_once_and_starts_anew():
    memory = PeakMemory(torch.device("cpu"))
    memory.start()
    for _ in range(3):  # held one after another, not at once
        block = np.ones(80_000_000, np.uint8)
        del block
    assert 75e6 < memory.stop() < 150e6
    memory.start()
    assert memory.stop() < 20e6


@pytest.mark.skipif(not can_reset_peak(), reason="this system does not count a process's peak memory anew")
def test_peak_memory_grows_with_the_sound_of_a_story_and_with_nothing_else_of_its_scenes(small: AudioStory):
    def told(scenes: int) -> tuple[int, int]:
        plan = Plan("Rain.", 2.0 * scenes, "", (Scene("Rain sets in.", 2.0),) * scenes)
        plan = small.with_bridge_tokens(plan)
        memory = PeakMemory(torch.device("cpu"))
        memory.start()
        story = small.render(plan, seed=1, steps=1)
        return memory.stop(), story.audio.nbytes

    told(3)  # what is made once
    few, little = told(5)
    # what the allocator keeps in reserve only adds: once in four times it adds little
    for _ in range(4):
        many, much = told(70)
        # at the end a story is there three times: as clips, as chunks, and joined
        if many - few < 4 * (much - little):
            break
    else:
        pytest.fail(f"{many - few} bytes more for {much - little} bytes of sound")


def test_a_cold_start_is_timed_in_a_process_of_its_own():
    assert cold_seconds("import time; time.sleep(0.2)", repeats=1) >= 0.2
    with pytest.raises(subprocess.CalledProcessError):
        cold_seconds("import no_such_module", repeats=1)


def test_the_command_prints_a_table_and_writes_all_figures(
    small_model_folder: Path, tmp_path: Path, capsys, monkeypatch
):
    quick_cold_start(monkeypatch)
    file = tmp_path / "bench.json"
    bench(
        duration=[2.0, 4.0],
        repeats=1,
        model=str(small_model_folder),
        device="cpu",
        dtype="float32",
        steps=1,
        prompt="[/] rain",
        json_file=file,
    )
    out = capsys.readouterr().out
    assert "published" in out
    assert "import audiostory_demo" in out
    assert "The longest story over the shortest" in out
    assert len(json.loads(file.read_text())["rows"]) == 4


def test_a_file_of_figures_that_cannot_be_written_is_found_before_measuring(tmp_path: Path):
    with pytest.raises(ValueError, match="is a folder"):
        bench(model="no such model", json_file=tmp_path)


def test_importing_the_package_imports_no_torch_gradio_or_matplotlib():
    code = (
        "import sys, audiostory_demo; from audiostory_demo import Story, GenerationSettings;"
        "print(sorted({'torch', 'gradio', 'matplotlib', 'soxr', 'transformers', 'diffusers'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
