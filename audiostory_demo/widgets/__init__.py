"""Widgets for notebooks: viewers of stories, and a studio and a lab that generate.

Viewers (PipelineMap, StoryPlayer, ReasoningTrace, TokenExplorer, DenoiseScrubber, SpectrogramQuiz, SoundGallery, FlowGrid, WindowGrid) are plain HTML with
the browser's own controls, so that a saved notebook still plays and shows without its kernel. What generates (StoryStudio, BridgeLab)
has ipywidgets for its controls and shows its results with the viewers.
"""

from __future__ import annotations

from importlib import import_module

_HOMES = {
    **dict.fromkeys(("DenoiseScrubber", "ReasoningTrace", "SpectrogramQuiz", "StoryPlayer"), "viewers"),
    **dict.fromkeys(("PipelineMap", "Visit"), "pipeline_map"),
    "FlowGrid": "flow_grid",
    **dict.fromkeys(("SoundGallery", "WindowGrid"), "gallery"),
    "TokenExplorer": "tokens",
    "StoryStudio": "studio",
    "BridgeLab": "bridge_lab",
}

__all__ = [
    "BridgeLab",
    "DenoiseScrubber",
    "FlowGrid",
    "PipelineMap",
    "ReasoningTrace",
    "SoundGallery",
    "SpectrogramQuiz",
    "StoryPlayer",
    "StoryStudio",
    "TokenExplorer",
    "Visit",
    "WindowGrid",
]


def __getattr__(name: str) -> object:
    # viewers need no ipywidgets
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
