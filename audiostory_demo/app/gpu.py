"""GPUs lent per call (ZeroGPU Spaces): planning is one call, each scene another. Elsewhere nothing changes.

A call runs in another process: what it is given and what it yields are pickled, which plain NumPy allows. The time asked
for counts against the visitor's quota, so each call asks for what one scene needs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

from ..pipeline import AudioStory
from ..planning import PlanEvent, write_plan
from ..rendering import SceneEvent, SceneTask, render_scene
from ..request import Request

PLAN_SECONDS = 45  # for one plan of the 3B model
SCENE_SECONDS, STEP_SECONDS = 10.0, 0.5  # for moving and decoding one scene, and for each of its steps


def lent() -> bool:
    """Whether GPUs are lent by the call here."""
    return bool(os.environ.get("SPACES_ZERO_GPU"))


def scene_budget(task: SceneTask) -> float:
    """Seconds of GPU that rendering one scene asks for; takes the argument of that call."""
    return SCENE_SECONDS + STEP_SECONDS * task.settings.steps


def lend(story: AudioStory, gpu: Callable[..., Any]) -> AudioStory:
    """The same model, whose GPU is lent a call at a time.

    Args:
        story: loaded at module level, on "cuda".
        gpu: the decorator ``spaces.GPU``.
    """
    model = story.model

    def write(request: Request) -> Iterator[PlanEvent]:  # the model is not an argument: it would be pickled
        yield from write_plan(model, request)

    def render(task: SceneTask) -> Iterator[SceneEvent]:
        yield from render_scene(model, task)

    calls = gpu(duration=PLAN_SECONDS), gpu(duration=scene_budget), gpu(duration=PLAN_SECONDS)
    return AudioStory(model, write=calls[0](write), render=calls[1](render), ask=calls[2](story.ask))
