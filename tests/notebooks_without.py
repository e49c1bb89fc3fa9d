"""Runs notebooks in one process in which torch cannot be imported, and says what each cell showed: a program of the tests.

``python notebooks_without.py NOTEBOOK.ipynb ...`` prints one JSON object: file -> a list of [code, printed text, error, viewers].
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

GONE = ("torch", "torchvision", "torchaudio", "transformers", "diffusers", "accelerate", "gradio", "ipywidgets")


class Without:
    """A finder of modules that does not find some."""

    def __init__(self, finder: Any) -> None:
        self.finder = finder

    def find_spec(self, name: str, *place: Any) -> Any:
        return None if name.partition(".")[0] in GONE else self.finder.find_spec(name, *place)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.finder, name)


def run(sources: list[str]) -> list[tuple[str, str, str, list[str]]]:
    """What the cells print, the error's name where one fails, and the kinds of viewers that they show."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell, told = InteractiveShell.instance(colors="nocolor"), []
    shell.reset()
    shell.ast_transformers.clear()  # a kernel of its own would begin without any
    for source in sources:
        with capture_output() as shown:
            result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        pages = [output.data.get("text/html", "") for output in shown.outputs]
        if hasattr(result.result, "_repr_html_"):
            pages.append(result.result._repr_html_() or "")
        kinds = re.findall(r'<div class="asw[^"]*" data-kind="(\w+)"', "".join(pages))
        told.append((source, shown.stdout + shown.stderr, type(error).__name__ if error else "", kinds))
    return told


def solved(file: str) -> list[str]:
    """The code of a notebook's cells, with the solutions in the places of the exercises."""
    import nbformat

    folder, _, name = file.rpartition("/")
    pages = [nbformat.read(path, 4) for path in (file, f"{folder}/solutions/{name[:-6]}_solutions.ipynb")]
    lesson, answers = ([cell for cell in page.cells if cell.cell_type == "code"] for page in pages)
    solutions = iter([cell.source for cell in answers if "solution" in cell.metadata.get("tags", ())])
    return [next(solutions) if "exercise" in cell.metadata.get("tags", ()) else cell.source for cell in lesson]


if __name__ == "__main__":
    sys.meta_path[:] = [Without(finder) for finder in sys.meta_path]
    json.dump({file: run(solved(file)) for file in sys.argv[1:]}, sys.stdout)
