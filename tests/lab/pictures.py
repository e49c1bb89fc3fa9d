"""Makes two pictures of the classroom that the README shows: ``python -m tests.lab.pictures docs``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from audiostory_demo import AudioStory
from audiostory_demo.analysis.word_table import WordTable
from audiostory_demo.lessons import cathedral
from audiostory_demo.plots import plot_similarity, plot_words

from ..browser.conftest import ARGUMENTS
from ..browser.screenshots import with_few_colours
from .server import open_notebook, run_all, running_lab

CELLS = (
    "from audiostory_demo import AudioStory\nfrom audiostory_demo.lessons import cathedral\nfrom audiostory_demo.widgets import BridgeLab",
    "model = AudioStory.from_pretrained()\nstory = model.render(model.with_bridge_tokens(cathedral()), seed=5)",
    "BridgeLab(model, story)",
)


def bridge(folder: Path) -> None:
    """What crosses the bridge: the words that semantic tokens lie near, and how alike the scenes are."""
    from matplotlib.figure import Figure

    plan = AudioStory.from_pretrained().with_bridge_tokens(cathedral())
    figure = Figure(figsize=(13, 4.2), layout="constrained")
    words, semantic, residual = figure.subplots(1, 3, width_ratios=(1.5, 1, 1))
    plot_words(plan.tokens[0], WordTable.read(), count=2, ax=words).set_title(f"scene 1: {plan.scenes[0].caption}")
    for ax, kind in ((semantic, "semantic"), (residual, "residual")):
        plot_similarity(plan, kind, ax=ax).set_title(f"{kind} tokens, scene by scene")
    figure.savefig(folder / "bridge.png", dpi=100)
    with_few_colours(folder / "bridge.png")


def lab(folder: Path) -> None:
    """The bridge lab in JupyterLab: a scene with all its tokens, and without its residual ones."""
    import nbformat
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as own, sync_playwright() as driver:
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
        notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
        (Path(own) / "notebooks").mkdir()
        nbformat.write(notebook, Path(own) / "notebooks" / "bridge.ipynb")
        with running_lab(Path(own) / "notebooks", Path(own)) as address:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            context = browser.new_context(viewport={"width": 1100, "height": 960}, color_scheme="light", locale="en-US")
            page = open_notebook(context, address, "bridge.ipynb", "doc")
            run_all(page)
            page.get_by_label("Scene", exact=True).select_option(index=1)
            page.locator(".noUi-handle").nth(1).focus()
            page.keyboard.press("Home")
            page.get_by_role("button", name="Compare").click()
            page.locator(".asw[data-ready]").wait_for()
            page.evaluate("document.activeElement.blur()")
            page.wait_for_timeout(1000)  # the pictures are drawn
            page.screenshot(path=folder / "bridge-lab.png")
            browser.close()
    with_few_colours(folder / "bridge-lab.png")


if __name__ == "__main__":
    bridge(Path(sys.argv[1]))
    lab(Path(sys.argv[1]))
