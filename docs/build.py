"""Builds the documentation in site/: the repository's own pages, the notebooks, and every module from its docstrings.

The pages are laid out as they lie in the repository, so that a link works in both places. A link that leads nowhere or a
picture that is not there ends the build.
"""

from __future__ import annotations

import logging
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "audiostory_demo"
CARD = "audiostory_demo/assets/tiny"


def found(pattern: str) -> list[str]:
    """Pages and pictures of the repository, by name."""
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(pattern))


PAGES = [
    {"Start": ["README.md", *found("docs/*.md")]},
    {"The embedded model": [f"{CARD}/README.md", f"{CARD}/ATTRIBUTION.md"]},
    {"For those who carry on": ["CONTRIBUTING.md", "CHANGELOG.md", "LOG.md", "SECURITY.md"]},
]
ALSO = [
    *found("docs/*.png"),
    *found("audiostory_demo/**/README.md"),
    *found("notebooks/*.md"),
    "LICENSE",
    "CITATION.cff",
]


def lay_out(folder: Path) -> list[dict]:
    """Put all pages into a folder; returns the site's navigation."""
    named = [name for section in PAGES for names in section.values() for name in names]
    for name in [*named, *ALSO]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    lessons = [page_of(path, folder) for path in sorted((ROOT / "notebooks").rglob("*.ipynb"))]
    index = folder / "notebooks" / "README.md"
    for page in (index, *(folder / "notebooks" / f"{name}.md" for name in ("glossary", "teacher_notes"))):
        page.write_text(to_pages(page.read_text(encoding="utf-8")), encoding="utf-8")
    classroom = [
        "notebooks/README.md",
        "notebooks/glossary.md",
        "notebooks/teacher_notes.md",
        *(x for x in lessons if "solutions" not in x),
    ]
    solutions = {"Solutions": [x for x in lessons if "solutions" in x]}
    return [*PAGES[:1], {"The classroom": [*classroom, solutions]}, {"Reference": reference(folder)}, *PAGES[1:]]


def to_pages(text: str) -> str:
    """Links to notebooks become links to their pages."""
    return re.sub(r"(\]\([\w./-]+)\.ipynb\)", r"\1.md)", text)


def page_of(notebook: Path, folder: Path) -> str:
    """Write a notebook as a page; returns its name."""
    cells = nbformat.read(notebook, 4).cells
    texts = [cell.source if cell.cell_type == "markdown" else f"```python\n{cell.source}\n```" for cell in cells]
    page = (folder / notebook.relative_to(ROOT)).with_suffix(".md")
    page.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(texts).replace("<details>", '<details markdown="1">')  # whose inside is Markdown too
    page.write_text(to_pages(text), encoding="utf-8")
    return str(page.relative_to(folder))


def reference(folder: Path) -> list:
    """Write one page for each module; returns their navigation, a section for each package."""
    found: list = []
    for path in sorted(PACKAGE.glob("*")):
        if path.is_dir() and (path / "__init__.py").exists():
            modules = sorted(path.rglob("*.py"), key=lambda file: (file.name != "__init__.py", file))
            found.append({path.name: [module_page(file, folder) for file in modules]})
        elif path.suffix == ".py" and path.stem not in ("__init__", "__main__"):
            found.append(module_page(path, folder))
    return [module_page(PACKAGE / "__init__.py", folder), *found]


def module_page(path: Path, folder: Path) -> dict[str, str]:
    """Write the page of one module; returns its name and where it is."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    page = folder / "reference" / f"{module}.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(f"# {module.removeprefix('audiostory_demo.')}\n\n::: {module}\n", encoding="utf-8")
    return {module.removeprefix("audiostory_demo."): f"reference/{page.name}"}


def main() -> int:
    """Lay out and build; 1 where something is not as it should be."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)  # what MkDocs has to say
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = {"nav": lay_out(folder), "docs_dir": name, "site_dir": str(ROOT / "site"), "strict": True}
        try:
            build(load_config(str(ROOT / "docs" / "mkdocs.yml"), **options))
        except Abort as error:
            print(error, file=sys.stderr)
            return 1
    print(f"Open {ROOT / 'site' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
