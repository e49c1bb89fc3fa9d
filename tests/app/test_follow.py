"""The consumer of the stream: events in, what the page shows out."""

from __future__ import annotations

import errno
import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from audiostory_demo import Plan, Scene
from audiostory_demo.player import player_html

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app.board import Board, board_html
from audiostory_demo.app.follow import explain, follow
from audiostory_demo.app.growing import Growing
from audiostory_demo.app.queue import Job

INJECTED = "<img src=x onerror=alert(1)>"


def test_streamed_sound_is_the_story(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=6, seed=1), Job(), "en", seconds=6))
    chunks = [each.sound for each in shown if each.sound is not None]
    story = shown[-1].story.story()
    assert np.array_equal(np.concatenate(chunks, axis=1), story.audio)


def test_the_reasoning_grows_word_by_word_before_the_first_scene_is_planned(small):
    shown = [each.board for each in follow(lambda: small.stream("Rain.", duration=6, seed=1), Job(), "en", seconds=6)]
    thoughts = [
        re.search(r"as-think'[^>]*>(.*?)</p>", board, re.S) for board in shown if board and "as-rows" not in board
    ]
    written = [found[1] for found in thoughts if found]
    assert len(written) > 3
    assert all(later.startswith(earlier) for earlier, later in pairwise(written))


def test_sound_comes_while_later_scenes_are_still_unplanned(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=9, seed=1), Job(), "en", seconds=9))
    first_sound = next(number for number, each in enumerate(shown) if each.sound is not None)
    planned = [each.board.count("<li") for each in shown[:first_sound] if each.board]
    assert planned[-1] < shown[-1].board.count("<li")


def test_a_scene_shows_its_caption_start_length_and_step_and_the_line_how_fast_it_was(small):
    shown = list(follow(lambda: small.stream("Rain.", duration=6, seed=1, steps=3), Job(), "en", seconds=6))
    boards, story = "".join(each.board or "" for each in shown), shown[-1].story.story()
    first = story.scenes[0]
    for text in (first.caption, f"0.0–{first.duration:.1f} s", f"{first.duration:g} s long", "step 1 of 3", "✓ ready"):
        assert text in boards
    said = [each.status for each in shown if each.status]
    assert any(re.match(r"Scene 2 of \d planned so far", text) for text in said)
    assert re.search(r"First sound after \d+\.\d s, generated at \d+\.\dx real-time speed", said[-1])


def test_the_pieces_that_a_page_fetches_are_the_storys_file(small, tmp_path):
    story = None
    for shown in follow(lambda: small.stream("Rain, then a bell.", duration=6, seed=1), Job(), "en", seconds=6):
        if shown.started:
            growing = Growing(tmp_path, shown.started, "en")
        if shown.sound is not None:
            growing.add(shown.sound)
            page = growing.html(shown.at)
            assert f"{len(growing.chunks)}" in page and INJECTED not in page
        story = shown.story or story
    told = story.story()
    told.save(tmp_path / "told.wav")
    pieces = b"".join((tmp_path / f"{number}.pcm").read_bytes() for number in range(growing.live()["count"]))
    assert pieces == soundfile.read(tmp_path / "told.wav", dtype="int16")[0].astype("<i2").tobytes()


def test_a_full_disk_is_told_to_visitors_in_their_language():
    full = OSError(errno.ENOSPC, "No space left on device")
    assert "disk of this machine is full" in explain(full, "en")
    assert "Festplatte" in explain(full, "de")


def test_a_stopped_job_ends_within_a_step_and_keeps_finished_scenes(small):
    job, closed, after = Job(), [], 0

    def stream():
        try:
            yield from small.stream("Rain.", duration=30, seed=1, steps=8)
        finally:
            closed.append(True)

    for shown in follow(stream, job, "en", seconds=30):
        after += job.stopped
        if shown.sound is not None:
            job.stop()
    assert closed and after <= 2
    assert shown.last and len(shown.story.story().clips) == 1 and "kept: 1" in shown.status


def test_a_job_stopped_while_waiting_never_starts():
    job = Job()
    job.stop()
    (shown,) = follow(lambda: pytest.fail("started"), job, "en", seconds=5)
    assert shown.last and "before the first scene" in shown.status


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("Pass another."), "Pass another."), (MemoryError("cpu ran out of memory."), "out of memory"),
     (RuntimeError("secret path"), "Something went wrong")],
)  # fmt: skip
def test_a_failure_on_the_way_keeps_what_is_finished_and_says_one_sentence(small, error, said):
    def stream():
        for event in small.stream("Rain.", duration=6, seed=1):
            yield event
            if type(event).__name__ == "AudioChunk":
                raise error

    shown = list(follow(stream, Job(), "en", seconds=6))[-1]
    assert shown.failed and shown.last and said in shown.status and "secret" not in shown.status
    assert len(shown.story.story().clips) == 1


def test_planning_alone_makes_no_sound(small):
    shown = list(follow(lambda: small.stream_plan("Rain.", duration=6, seed=1), Job(), "en", seconds=6))
    assert all(each.sound is None for each in shown)
    assert shown[-1].story.scenes and shown[-1].story.story() is None


def test_text_of_users_and_models_is_escaped(told):
    scene = Scene(INJECTED, 2.0)
    assert "<img" not in board_html(Board(2.0, INJECTED, [(scene, 0.0)]), "en")
    story = replace(
        told, plan=Plan(INJECTED, 5.0, INJECTED, tuple(Scene(INJECTED, each.duration) for each in told.scenes))
    )
    page = player_html(story, standalone=True)
    assert INJECTED not in page and page.count("<img") == 1
