"""The drawing that opens every notebook: the whole pipeline, and where on it the notebook works."""

from __future__ import annotations

from ..analysis.word_table import WordTable
from ..files.recorded import recorded_stories
from ..widgets.pipeline_map import PipelineMap, Visit
from .bridge_lesson import recorded_lesson
from .without import begin


def you_are_here(station: str | None = None, *, present: bool = False) -> PipelineMap:
    """The drawing with the data of a recorded story; it needs neither a model nor torch.

    In a notebook whose kernel has no model it says so, and from there on each cell that needs one does.

    Args:
        station: where the notebook works, one of ``widgets.pipeline_map.STATIONS``; None for the whole way.
        present: large type, for a projector.
    """
    if said := begin():
        print(said)
    lesson = recorded_lesson()
    if lesson is not None:
        visit = Visit(lesson.story, lesson.scene, lesson.inside, WordTable.read())
    else:  # only in a checkout whose lesson is being recorded anew
        visit = Visit(next(iter(recorded_stories().values())), words=WordTable.read())
    return PipelineMap(visit, here=station, present=present)
