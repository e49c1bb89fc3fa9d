"""The wider sets of instructions, and what is measured on them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from audiostory_demo.cli.evaluate import Measure, evaluate
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.evaluate.following import Followed
from audiostory_demo.evaluate.held_out import Wanted
from audiostory_demo.evaluate.wider import Kept, wider_lines, wider_summary
from audiostory_demo.evaluate.wider_sets import (
    LENGTHS,
    Wider,
    denials,
    every_set,
    generated_denials,
    languages,
    long_ones,
    sentences,
)


def test_the_sets_are_large_and_know_only_our_classes() -> None:
    assert len(sentences()) >= 300
    assert len(denials()) >= 60
    assert len(list(generated_denials())) == 200
    assert set(Counter(one.set_name for one in languages()).values()) == {40}
    for seconds in LENGTHS:
        assert len({one.text.lower() for one in long_ones(seconds)}) >= 60
        assert {one.seconds for one in long_ones(seconds)} == {seconds}
        assert {one.kind for one in long_ones(seconds)} == {"word", "list", "prose", "place"}
    for instructions in every_set().values():
        for one in instructions:
            named = {name for wanted in one.wanted for name in wanted.classes}
            assert named | set(one.denied) | set(one.fitting) <= set(SOUND_NAMES), one.text
            assert not named & set(one.denied)
    assert {name for one in sentences() for wanted in one.wanted for name in wanted.classes} == set(SOUND_NAMES)


def told(asked: Wider, reasoning: str, *scenes: tuple[str, float]) -> Kept:
    return Kept(Followed(asked, tuple(c for c, _ in scenes), tuple(s for _, s in scenes), reasoning))


RAIN = Wider("rain, no dogs", 10.0, (Wanted(("rain",)),), set_name="denials", denied=("dog-bark",), kind="word")
GOOD = "In order: rain. Without: dogs. It is one sound in two scenes. Dry and clean. 0-4 s: rain. 4-10 s: rain again."


def test_a_plan_agrees_when_its_scenes_are_those_of_its_reasoning() -> None:
    scenes = (("Rain is falling.", 4.0), ("Heavy rain pours down.", 6.0))
    assert told(RAIN, GOOD, *scenes).agrees
    assert not told(RAIN, GOOD, scenes[0]).agrees
    assert not told(RAIN, GOOD, scenes[0], ("A dog barks.", 6.0)).agrees
    assert not told(RAIN, GOOD, scenes[0], ("Rain is falling.", 5.0)).agrees


def test_what_is_denied_counts_in_captions_lines_and_beds() -> None:
    assert not told(RAIN, GOOD, ("Rain is falling.", 10.0)).denied_heard
    assert told(RAIN, GOOD, ("A dog barks.", 10.0)).denied_heard == {"dog-bark"}
    assert told(RAIN, "0-10 s: a dog.", ("Rain is falling.", 10.0)).denied_heard == {"dog-bark"}
    windless = Wider("no wind", 10.0, denied=("wind",))
    assert told(windless, "All of it is with wind throughout.", ("Rain is falling.", 10.0)).denied_heard == {"wind"}


def test_a_bed_counts_as_heard() -> None:
    kept = told(RAIN, "All of it is with rain throughout. 0-10 s: a piano.", ("A piano plays.", 10.0))
    assert kept.named == (True,)


def test_the_figures_of_a_long_story() -> None:
    scenes = [("Rain is falling.", 2.0)] * 5
    figures = wider_summary([told(RAIN, GOOD, *scenes).followed])
    assert figures["named"] == figures["single"] == figures["again"] == 1.0
    assert figures["varied"] == figures["arc"] == figures["denied_heard"] == figures["uninvited"] == 0.0
    stray = told(RAIN, GOOD, ("Rain is falling.", 8.0), ("A piano plays.", 2.0))
    assert stray.uninvited_share == 0.2
    assert wider_lines([stray.followed])


def test_the_command_shows_the_figures_of_every_set_whole_in_a_terminal_of_80_columns(
    small_model_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    evaluate(Measure.wider, str(small_model_folder), count=1)
    shown = capsys.readouterr().out.split("┏", 1)[1]
    assert all(name in shown for name in every_set()) and "…" not in shown
    assert "denied heard" in shown and "uninvited" in shown
    assert max(map(len, shown.splitlines()[1:])) <= 80
