"""Launch badges for the index of the notebooks: ``python -m audiostory_demo.lessons.badges OWNER/NAME [BRANCH]``.

Their addresses hold the name that the repository has on GitHub, so whoever publishes it there writes them, once.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import quote

from ..files.writing import write_text

ROW = re.compile(r"\| \[[^]]+\]\((?P<file>\w+\.ipynb)\) \|.*\|")
HEAD, RULE = "| Notebook |", "|---|"
COLUMN = " Launch |"
COLAB = "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({})"
BINDER = "[![Open in Binder](https://mybinder.org/badge_logo.svg)]({})"
BROWSER = "To open them in the browser, "  # how the paragraph begins that says how


def with_badges(index: str, repository: str, branch: str = "main") -> str:
    """The index with a column of badges, in place of one that it may have already.

    Args:
        index: the text of notebooks/README.md.
        repository: "owner/name" on GitHub.
        branch: that holds the notebooks.
    """
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise ValueError(f"{repository!r} is not a repository. Pass its owner and name, such as someone/stories.")
    lines = index.splitlines()
    before = next((line for line in lines if line.startswith(HEAD)), "").endswith(COLUMN)
    return "\n".join(_line(line, repository, branch, before) for line in lines) + "\n"


def _line(line: str, repository: str, branch: str, before: bool) -> str:
    if line.startswith(BROWSER):
        address = f"git+https://github.com/{repository}@{branch}"
        return (
            f"{BROWSER}press a badge. Binder installs everything by itself; in Colab, run "
            f'`%pip install "audiostory-demo[app,notebooks] @ {address}"` in a cell of its own first.'
        )
    found = ROW.fullmatch(line)
    if not found and not line.startswith((HEAD, RULE)):
        return line
    cells = line.split("|")[1:-1][: -1 if before else None]
    if found:
        path = f"notebooks/{found['file']}"
        colab = COLAB.format(f"https://colab.research.google.com/github/{repository}/blob/{branch}/{path}")
        binder = BINDER.format(
            f"https://mybinder.org/v2/gh/{repository}/{quote(branch, safe='')}?labpath={quote(path, safe='')}"
        )
        cells.append(f" {colab} {binder} ")
    else:
        cells.append(COLUMN.removesuffix("|") if line.startswith(HEAD) else "---")
    return f"|{'|'.join(cells)}|"


if __name__ == "__main__":
    file = Path(__file__).parents[2] / "notebooks" / "README.md"
    text = with_badges(file.read_text(encoding="utf-8"), *sys.argv[1:])
    write_text(file, text)
