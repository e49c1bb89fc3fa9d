"""What a user meets: a pinned list of names, each explained, and an import that costs nothing."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import audiostory_demo

NAMES = [
    "AudioChunk", "AudioStory", "BridgeReady", "BridgeTokens", "Clip", "ClipReady", "DenoiseStep", "Dub",
    "GenerationSettings", "Heard", "Plan", "PlanError", "ReasoningText", "Scene", "ScenePlanned", "Shot", "ShotFound",
    "SoundHeard", "Story", "StoryEvent", "StoryReady", "StorySoFar", "StoryStarted", "__version__",
]  # fmt: skip
CLASSES = [name for name in NAMES if inspect.isclass(getattr(audiostory_demo, name))]


def run(code: str, folder: Path) -> str:
    """Run Python code in a process and folder of its own; returns what it prints."""
    result = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_the_public_names_are_these_and_no_others():
    assert audiostory_demo.__all__ == NAMES
    assert all(getattr(audiostory_demo, name) is not None for name in NAMES)
    assert dir(audiostory_demo) == sorted(NAMES)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'Tale'"):
        audiostory_demo.Tale  # noqa: B018


@pytest.mark.parametrize("name", CLASSES)
def test_every_public_class_and_all_it_offers_is_explained(name: str):
    cls = getattr(audiostory_demo, name)
    assert cls.__doc__ and not cls.__doc__.startswith(f"{name}("), "a dataclass makes up a docstring of its own"
    for attribute, value in vars(cls).items():
        offered = inspect.isfunction(value) or isinstance(value, property | classmethod | staticmethod)
        if offered and not attribute.startswith("_"):
            assert inspect.getdoc(value), f"{name}.{attribute} has no docstring"


def test_the_package_explains_itself():
    assert "Letters used for shapes" in audiostory_demo.__doc__


def test_story_event_names_every_message_of_the_stream():
    assert {cls.__name__ for cls in audiostory_demo.StoryEvent.__args__} == {
        "StoryStarted", "ShotFound", "SoundHeard", "PromptUnderstood", "ReasoningText", "ScenePlanned", "BridgeReady", "DenoiseStep", "ClipReady", "AudioChunk",
        "StoryReady",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "positional"),
    [("stream", ["prompt"]), ("generate", ["prompt"]), ("plan", ["prompt"]), ("render", ["plan"]), ("replan", ["plan"]),
     ("regenerate", ["story"]), ("from_pretrained", ["name"])],
)  # fmt: skip
def test_options_are_keyword_only(method: str, positional: list[str]):
    parameters = inspect.signature(getattr(audiostory_demo.AudioStory, method)).parameters.values()
    assert [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"] == positional


def test_importing_does_nothing_but_import(tmp_path: Path):
    code = (
        "import sys, threading, audiostory_demo\n"
        "assert threading.active_count() == 1\n"
        "print(*sorted({'torch', 'gradio', 'matplotlib', 'soxr', 'transformers', 'diffusers', 'numpy'} & set(sys.modules)))"
    )
    assert run(code, tmp_path).split() == []
    assert not list(tmp_path.iterdir())


def test_importing_takes_less_than_a_third_of_a_second(tmp_path: Path):
    code = "import time; began = time.perf_counter(); import audiostory_demo; print(time.perf_counter() - began)"
    assert min(float(run(code, tmp_path)) for _ in range(3)) < 0.3  # the best of three, for the machine may be busy


def test_stories_plans_and_events_need_no_torch(tmp_path: Path):
    names = [name for name in NAMES if name not in ("AudioStory", "__version__")]
    code = (
        f"import sys; from audiostory_demo import {', '.join(names)}; assert not {{'torch', 'soxr'}} & set(sys.modules)"
    )
    run(code, tmp_path)


def test_a_star_import_brings_every_name(tmp_path: Path):
    run(f"from audiostory_demo import *; {'; '.join(name for name in NAMES)}", tmp_path)
