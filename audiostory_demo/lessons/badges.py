"""Launch badges for the classroom: ``python -m audiostory_demo.lessons.badges OWNER/NAME [BRANCH]``.

Their addresses hold the name that the repository has on GitHub, so whoever publishes it there writes them, once. The index
gets a column of them; each notebook gets its own, and a first cell that installs the package where it is missing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..files.writing import write_text

ROW = re.compile(r"\| \[[^]]+\]\((?P<file>\w+\.ipynb)\) \|.*\|")
HEAD, RULE = "| Notebook |", "|---|"
COLUMN = " Launch |"
COLAB = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({})"
BINDER = "[![Open in Binder](https://mybinder.org/badge_logo.svg)]({})"
INSTALL = """# On Colab, Kaggle and other machines that do not have the package yet; elsewhere this does nothing.
import subprocess
import sys
from importlib.util import find_spec

if find_spec("audiostory_demo") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "{package}"], check=True)"""
EXTRAS = {
    "07": "notebooks,train",
    "09": "notebooks,app",
    "11": "notebooks,video",
}  # what a notebook needs; others: notebooks
OWN = "launch"  # tag of the cells that are written here
BROWSER = "To open them in the browser, "  # how the paragraph begins that says how


def with_badges(index: str, repository: str, branch: str = "main") -> str:
    """The index with a column of badges, in place of one that it may have already.

    Args:
        index: the text of notebooks/README.md.
        repository: "owner/name" on GitHub.
        branch: that holds the notebooks.
    """
    _check_name(repository)
    lines = index.splitlines()
    before = next((line for line in lines if line.startswith(HEAD)), "").endswith(COLUMN)
    return "\n".join(_line(line, repository, branch, before) for line in lines) + "\n"


def with_first_cell(notebook: dict[str, Any], name: str, repository: str, branch: str = "main") -> dict[str, Any]:
    """A notebook with its badges and the cell that installs, in place of those that it may have already.

    Args:
        notebook: as JSON.
        name: of its file.
        repository: "owner/name" on GitHub.
        branch: that holds the notebooks.
    """
    _check_name(repository)
    package = f"audiostory-demo[{EXTRAS.get(name[:2], 'notebooks')}] @ git+https://github.com/{repository}@{branch}"
    shown = _cell("markdown", "launch-badges", _badges(name, repository, branch))
    install = _cell("code", "launch-install", INSTALL.format(package=package))
    title, *others = (cell for cell in notebook["cells"] if OWN not in cell["metadata"].get("tags", ()))
    return {**notebook, "cells": [title, shown, install, *others]}


def _cell(kind: str, name: str, text: str) -> dict[str, Any]:
    code: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    lines = text.splitlines(keepends=True)
    return {"cell_type": kind, "id": name, "metadata": {"tags": [OWN]}, "source": lines, **code}


def _badges(name: str, repository: str, branch: str) -> str:
    path = f"notebooks/{name}"
    colab = COLAB.format(f"https://colab.research.google.com/github/{repository}/blob/{branch}/{path}")
    binder = BINDER.format(
        f"https://mybinder.org/v2/gh/{repository}/{quote(branch, safe='')}?labpath={quote(path, safe='')}"
    )
    return f"{colab} {binder}"


def _check_name(repository: str) -> None:
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise ValueError(f"{repository!r} is not a repository. Pass its owner and name, such as someone/stories.")


def _line(line: str, repository: str, branch: str, before: bool) -> str:
    if line.startswith(BROWSER):
        address = f"git+https://github.com/{repository}@{branch}"
        return (
            f"{BROWSER}press a badge. Binder installs everything by itself; elsewhere each notebook's first cell installs "
            f"`audiostory-demo[notebooks] @ {address}`."
        )
    found = ROW.fullmatch(line)
    if not found and not line.startswith((HEAD, RULE)):
        return line
    cells = line.split("|")[1:-1][: -1 if before else None]
    if found:
        cells.append(f" {_badges(found['file'], repository, branch)} ")
    else:
        cells.append(COLUMN.removesuffix("|") if line.startswith(HEAD) else "---")
    return f"|{'|'.join(cells)}|"


if __name__ == "__main__":
    file = Path(__file__).parents[2] / "notebooks" / "README.md"
    write_text(file, with_badges(file.read_text(encoding="utf-8"), *sys.argv[1:]))
    for lesson in sorted(file.parent.glob("*.ipynb")):
        kept = with_first_cell(json.loads(lesson.read_text(encoding="utf-8")), lesson.name, *sys.argv[1:])
        write_text(lesson, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
