"""Training of the embedded model: progressive stages over stories composed from real recordings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .export import export as export_model
    from .history import History, read_history
    from .loop import StageDone, StepDone, TrainEvent
    from .setup import Run
    from .stages import STAGES, Stage

_HOMES = {
    "export_model": "export",
    **dict.fromkeys(("History", "read_history"), "history"),
    **dict.fromkeys(("StageDone", "StepDone", "TrainEvent"), "loop"),
    "Run": "setup",
    **dict.fromkeys(("STAGES", "Stage"), "stages"),
}

__all__ = ["STAGES", "History", "Run", "Stage", "StageDone", "StepDone", "TrainEvent", "export_model", "read_history"]


def __getattr__(name: str) -> object:
    # names are imported when used: the stages can be looked at without torch
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), "export" if name == "export_model" else name)
