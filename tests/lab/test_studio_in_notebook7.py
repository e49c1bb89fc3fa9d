"""The studio in Notebook 7, which shares its pages with JupyterLab but not its frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.pages import expect

from .lesson import NOTEBOOK, PLAYER, STUDIO
from .server import open_notebook, run_all, running_lab
from .test_widgets_in_jupyterlab import LONG, cell, plays_by_keyboard, told


def test_the_studio_tells_and_the_player_plays(context: Any, folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("notebook", reason="Notebook 7 is not installed")
    with running_lab(folder, tmp_path, program="notebook") as address:
        page = open_notebook(context, address, NOTEBOOK, "notebooks")
        run_all(page)
        page.locator(".jp-OutputArea-output", has_text="everything has run").wait_for(timeout=LONG)
        studio = told(page, 5)
        expect(studio.locator(".asw-stage")).to_have_text("“Rain, then thunder.”, 5 s, seed 3")
        plays_by_keyboard(page, cell(page, STUDIO).locator(".asp"))
        plays_by_keyboard(page, cell(page, PLAYER))
        page.close()
