"""The notebook that the browser opens: every widget once, with a small model."""

from __future__ import annotations

from pathlib import Path

NOTEBOOK = "lesson.ipynb"
PLAYER, STUDIO, LAB, TRACE, EXPLORER, SCRUBBER, QUIZ, DONE, EXPORT = range(1, 10)  # numbers of the cells below
CELLS = (
    """
import numpy as np
from audiostory_demo import AudioStory, Plan, Scene
from audiostory_demo import widgets

model = AudioStory.from_pretrained({model!r}, device="cpu", dtype="float32")
scenes = [Scene("Rain.", 2.0), Scene("Thunder <b>rolls</b> for $5 and $6.", 1.5), Scene("A dog barks.", 1.5)]
plan = model.with_bridge_tokens(Plan("Rain, thunder, a dog.", 5.0, "It begins. 0-2 s: rain. 2-3.5 s: thunder. 3.5-5 s: a dog.", scenes))
story = model.render(plan, seed=1)
""",
    "player = widgets.StoryPlayer(story)\nplayer",
    'studio = widgets.StoryStudio(model, prompt="Rain, then thunder.", duration=5, seed=3, steps=30)\nstudio',
    "lab = widgets.BridgeLab(model, story)\nlab",
    "trace = widgets.ReasoningTrace(story)\ntrace",
    "explorer = widgets.TokenExplorer(story)\nexplorer",
    """
pictures = [np.random.default_rng(i).normal(size=(24, 40)) for i in range(4)]
scrubber = widgets.DenoiseScrubber(pictures, {{0: story.clips[0], 3: story.clips[1]}})
scrubber
""",
    "quiz = widgets.SpectrogramQuiz.of(story)\nquiz",
    "print('everything', 'has run')",
    """
if studio.story and lab.stage.page:
    for name in ("player", "studio", "lab", "trace", "explorer", "scrubber", "quiz"):
        globals()[name].export(f"exported/{{name}}.html")
    print('everything', 'is exported')
""",
)


def write_lesson(folder: Path, model: Path) -> None:
    """Write it; its last cell is to be run again once studio and lab show something."""
    import nbformat

    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    notebook.cells = [nbformat.v4.new_code_cell(cell.format(model=str(model)).strip()) for cell in CELLS]
    nbformat.write(notebook, folder / NOTEBOOK)
