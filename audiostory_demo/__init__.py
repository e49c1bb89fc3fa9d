"""AudioStory: tell audio stories, and see how it is done.

Letters used for shapes throughout: C channels, L latents of a clip, V values per latent, S semantic tokens,
R residual tokens, D bridge width, H hidden size of the planner.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.2.0"

if TYPE_CHECKING:
    from .config import GenerationSettings
    from .events import (
        AudioChunk,
        BridgeReady,
        ClipReady,
        DenoiseStep,
        ReasoningText,
        ScenePlanned,
        ShotFound,
        SoundHeard,
        StoryEvent,
        StoryReady,
        StorySoFar,
        StoryStarted,
    )  # fmt: skip
    from .hearing import Heard
    from .markup import PlanError
    from .pipeline import AudioStory
    from .story import BridgeTokens, Clip, Plan, Scene, Shot, Story
    from .video import Dub

_HOMES = {
    "AudioStory": "pipeline",
    "Dub": "video",
    "GenerationSettings": "config",
    "Heard": "hearing",
    "PlanError": "markup",
    **dict.fromkeys(("BridgeTokens", "Clip", "Plan", "Scene", "Shot", "Story"), "story"),
    **dict.fromkeys(
        ("AudioChunk", "BridgeReady", "ClipReady", "DenoiseStep", "ReasoningText", "ScenePlanned", "ShotFound",
         "SoundHeard", "StoryEvent", "StoryReady", "StorySoFar", "StoryStarted"), "events",
    ),
}  # fmt: skip

__all__ = [
    "AudioChunk", "AudioStory", "BridgeReady", "BridgeTokens", "Clip", "ClipReady", "DenoiseStep", "Dub",
    "GenerationSettings", "Heard", "Plan", "PlanError", "ReasoningText", "Scene", "ScenePlanned", "Shot", "ShotFound",
    "SoundHeard", "Story", "StoryEvent", "StoryReady", "StorySoFar", "StoryStarted", "__version__",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # names are imported when used: a plain import stays under 0.3 s and needs no torch
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "AudioStory" and sys.flags.optimize > 1:
        raise ImportError("python -OO takes away docstrings that transformers needs. Use python -O, or neither.")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)  # so that a notebook completes names that are not imported yet
