"""Training of the embedded model: progressive stages over stories composed from real recordings."""

from .export import export as export_model
from .history import History, read_history
from .loop import StageDone, StepDone, TrainEvent
from .setup import Run
from .stages import STAGES, Stage

__all__ = ["STAGES", "History", "Run", "Stage", "StageDone", "StepDone", "TrainEvent", "export_model", "read_history"]
