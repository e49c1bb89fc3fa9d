"""Live progress: what is on the terminal while a story is told."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from rich.console import Console

from audiostory_demo import AudioStory, Clip, ClipReady, DenoiseStep, ReasoningText, Scene, ScenePlanned
from audiostory_demo.cli.display import LiveDisplay, PlainDisplay, display_for
from audiostory_demo.files.names import slug
from audiostory_demo.text import one_line, printable

SILENCE = Clip(np.zeros((1, 8000), np.float32), 8000, seed=0)


def terminal(width: int = 80, height: int = 24) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, height=height, color_system=None, _environ={})


def shown(console: Console) -> str:
    """All that was written, without the codes that move the cursor and hide it; each repainting on lines of its own."""
    return re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", console.file.getvalue()).replace("\r", "\n")


def test_a_terminal_gets_moving_bars_and_a_file_gets_lines():
    assert isinstance(display_for(terminal()), LiveDisplay)
    assert isinstance(display_for(Console(file=io.StringIO(), force_terminal=False)), PlainDisplay)


def test_every_scene_of_a_story_ends_as_a_full_bar(small: AudioStory):
    console = terminal()
    display = LiveDisplay(console)
    events = list(small.stream("A storm.", duration=6, seed=1, steps=3))
    for event in events:
        display.show(event)
    display.close()
    scenes = [event.scene for event in events if isinstance(event, ScenePlanned)]
    for number, scene in enumerate(scenes, start=1):
        rows = [line for line in shown(console).splitlines() if line.startswith(f" {number} ") and "3/3 steps" in line]
        assert rows, number
        assert one_line(scene.caption) in rows[-1]


def test_finished_scenes_leave_the_moving_part_so_that_many_fit_a_low_window():
    display = LiveDisplay(terminal(height=6))
    for index in range(40):
        display.show(ScenePlanned(index, Scene(f"Sound {index}.", 1.0), float(index)))
        display.show(DenoiseStep(index, 1, 1, np.zeros((1, 1), np.float32)))
        display.show(ClipReady(index, SILENCE))
        assert len(display.live.tasks) == 0
    display.close()
    assert all(f"Sound {index}." in shown(display.console) for index in range(40))


@pytest.mark.parametrize("kind", [LiveDisplay, PlainDisplay])
@pytest.mark.parametrize("text", ["[bold]x[/bold] [/]", "{0} {task}", "100 % $x$", "[link=file:///etc]x[/link]"])
def test_text_of_a_model_is_never_read_as_markup(kind: type, text: str):
    display = kind(terminal(width=200))
    display.show(ReasoningText(text))
    display.show(ScenePlanned(0, Scene(f"caption {text}", 1.0), 0.0))
    display.show(ClipReady(0, SILENCE))
    display.close()
    assert shown(display.console).count(text) >= 2
    assert f"caption {text}" in shown(display.console)


@pytest.mark.parametrize("kind", [LiveDisplay, PlainDisplay])
def test_text_of_a_model_cannot_move_the_cursor(kind: type):
    display = kind(terminal(width=200))
    display.show(ReasoningText("a\x1b]0;title\x07b"))
    display.show(ScenePlanned(0, Scene("c\x1b[2Jd", 1.0), 0.0))
    display.show(ClipReady(0, SILENCE))
    display.close()
    assert "\x1b[2J" not in display.console.file.getvalue()
    assert "a\ufffd]0;title\ufffdb" in shown(display.console)
    assert "c\ufffd[2Jd" in shown(display.console)


def test_a_long_caption_is_cut_at_the_edge_of_the_window_and_not_broken_over_lines():
    display = LiveDisplay(terminal(width=70))
    display.show(ScenePlanned(0, Scene("rain " * 60 + "end", 1.0), 0.0))
    display.show(ClipReady(0, SILENCE))
    display.close()
    rows = [line for line in shown(display.console).splitlines() if "rain" in line]
    assert rows
    assert all("…" in row for row in rows)


def test_closing_twice_or_before_anything_is_no_error():
    display = LiveDisplay(terminal())
    display.close()
    display.show(ReasoningText("x"))
    display.close()
    display.close()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A storm crosses the harbour!", "a-storm-crosses-the-harbour"), ("../../etc/passwd", "etc-passwd"), ("🌩️ 🔔", ""),
        ("嵐が来る", "嵐が来る"), ("one two three " * 9, "one-two-three-one-two-three-one-two"), ("x" * 99, "x" * 40), ("a_b  C", "a-b-c"),
    ],
)  # fmt: skip
def test_a_name_of_a_file_is_made_of_whole_words(text: str, name: str):
    assert slug(text) == name


def test_printable_text_keeps_its_lines_and_loses_its_control_characters():
    assert printable("a\nb\tc\x00d\u202e") == "a\nb c\ufffdd\ufffd"
    assert one_line(" a\n b ") == "a b"
