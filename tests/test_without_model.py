"""Notebooks where there is no model: what is left out of a cell, what is said, and stories replayed from their recordings."""

from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest
from made_story import make_story

from audiostory_demo import AudioChunk, BridgeReady, ReasoningText, StorySoFar
from audiostory_demo.events import PromptUnderstood
from audiostory_demo.lessons import recorded_stories, replay
from audiostory_demo.lessons import without as module
from audiostory_demo.lessons.without import CellReader, begin, lacking

WHY = "torch is not installed"


@pytest.fixture
def reader() -> CellReader:
    """After a cell that could not load the model."""
    reader = CellReader(WHY)
    reader.missing["model"] = WHY
    return reader


def after(reader: CellReader, source: str) -> str:
    """What is left of a cell, as code."""
    return ast.unparse(reader.visit(ast.parse(source)))


def left_out(reader: CellReader, source: str) -> bool:
    kept = after(reader, source)
    assert ("it needs the model: torch is not installed" in kept) == ("left out" in kept)
    return "left out" in kept


def test_a_cell_that_needs_no_model_stays_as_it_is(reader: CellReader) -> None:
    for source in (
        "x = 1",
        "print('model')",
        "import math\nmath.pi",
        "story.model",
        "f(model=1)",
        "def model():\n    return 1",
    ):
        assert ast.unparse(CellReader(WHY).visit(ast.parse(source))) == ast.unparse(ast.parse(source))
        assert not left_out(reader, source)


def test_what_a_left_out_cell_would_have_made_is_missed_by_later_ones_until_another_makes_it(
    reader: CellReader,
) -> None:
    assert left_out(reader, "story = model.generate('rain')\nsound = story.audio")
    assert left_out(reader, "print(sound.shape)") and left_out(reader, "for x in story.scenes:\n    print(x)")
    assert left_out(reader, "sound += 1")
    assert not left_out(reader, "story = 3\nprint(story)") and not left_out(reader, "print(story)")
    assert left_out(reader, "print(sound)")


def test_names_that_loops_patterns_and_functions_bind_are_their_own(reader: CellReader) -> None:
    reader.missing |= dict.fromkeys(["scene", "index"], WHY)
    for source in (
        "[scene for scene in scenes]", "for scene in scenes:\n    print(scene)", "lambda scene: scene + 1",
        "match event:\n    case Planned(index, scene):\n        print(index, scene)", "def f(scene):\n    return scene",
    ):  # fmt: skip
        assert not left_out(reader, source), source
        reader.missing |= dict.fromkeys(["scene", "index"], WHY)
    assert left_out(reader, "[x for x in scene]")


def test_imports_of_a_left_out_cell_are_kept_so_that_later_cells_find_them(reader: CellReader) -> None:
    kept = after(reader, "from math import pi\nimport numpy as np\nplan = model.plan('rain')")
    assert kept.startswith("from math import pi\nimport numpy as np\nprint(") and "plan" not in kept
    assert not left_out(reader, "print(np.ones(3) * pi)")


def test_a_library_that_is_not_installed_is_named_and_a_mistyped_one_fails_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without_torch(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}", name="torch" if name == "torch.nn" else name)

    monkeypatch.setattr(module, "import_module", without_torch)
    reader = CellReader("the weights of the embedded model are not here")
    assert "it needs the model: torch is not installed" in after(reader, "import torch.nn as nn\nnn.Linear(1, 1)")
    assert "left out" in after(reader, "nn.Linear(2, 2)")
    assert after(CellReader(WHY), "import nunpy") == "import nunpy"


def test_without_its_weights_the_model_is_missed_where_it_would_be_loaded() -> None:
    reader = CellReader("the weights are not here")
    source = "from audiostory_demo import AudioStory\nmodel = AudioStory.from_pretrained()"
    kept = after(reader, source)
    assert kept.startswith("from audiostory_demo import AudioStory\nprint(") and "the weights are not here" in kept
    assert "left out" in after(reader, "model.plan('rain')")


def test_where_the_model_is_nothing_is_changed() -> None:
    assert lacking() == "" and begin() == ""


def test_only_a_notebook_is_read_and_it_is_told_once() -> None:
    source = (
        "import sys; sys.modules['torch'] = None\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "from audiostory_demo.lessons.without import begin\n"
        "print(repr(begin()))\n"
        "shell = InteractiveShell.instance()\n"
        "print(begin(), begin() == begin(), len(shell.ast_transformers))\n"
        "shell.run_cell('from audiostory_demo import AudioStory')\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    outside, inside, cell = done.stdout.splitlines()
    assert outside == "''" and inside.startswith("No model here: torch is not installed.") and inside.endswith("True 1")
    assert cell == "This cell is left out, for it needs the model: torch is not installed. The next one goes on."


def test_a_replayed_story_is_the_story() -> None:
    for story in (*recorded_stories().values(), make_story()):
        events, so_far = list(replay(story)), StorySoFar()
        for event in events[:-1]:
            so_far.add(event)
        told = so_far.story()
        assert told is not None and events[-1].story is story
        assert told.plan == story.plan and told.plan.understood == story.plan.understood
        assert np.array_equal(told.audio, story.audio) and told.clips == story.clips
        assert (told.seed, told.settings, told.model) == (story.seed, story.settings, story.model)
        assert "".join(event.delta for event in events if isinstance(event, ReasoningText)) == story.reasoning
        chunks = [event for event in events if isinstance(event, AudioChunk)]
        assert [len(chunks), chunks[0].start] == [len(story.scenes), 0.0]


def test_a_replayed_stream_has_the_order_of_a_live_one(small: object) -> None:
    live = [type(event).__name__ for event in small.stream("rain, then a dog", duration=4, seed=1)]  # type: ignore[attr-defined]
    story = small.generate("rain, then a dog", duration=4, seed=1)  # type: ignore[attr-defined]
    again = [type(event).__name__ for event in replay(story)]
    turns = [
        [kind for before, kind in zip(["", *kinds], kinds, strict=False) if kind != before] for kinds in (live, again)
    ]
    assert [kind for kind in turns[0] if kind != "DenoiseStep"] == turns[1]


def test_a_story_without_tokens_is_replayed_without_them() -> None:
    from dataclasses import replace

    story = make_story()
    bare = replace(story, plan=replace(story.plan, tokens=(), understood=None))
    assert not any(isinstance(event, BridgeReady | PromptUnderstood) for event in replay(bare))
