"""Takes the two pictures of the app that the README shows: ``python -m tests.browser.screenshots docs``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from audiostory_demo.app import build_app, launch, load_models

from .conftest import ARGUMENTS

EXAMPLE = "Harbour storm"
WAIT = 600_000  # milliseconds


def take(folder: Path) -> None:
    """Open a recorded story in light and in dark, and photograph the page."""
    from playwright.sync_api import sync_playwright

    demo = build_app(load_models(["tiny"]))
    _, address, _ = launch(demo, prevent_thread_lock=True, quiet=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 1180, "height": 1180}, color_scheme=scheme, locale="en-US")
            page = context.new_page()
            page.set_default_timeout(WAIT)
            page.goto(f"{address}?__theme={scheme}")
            page.get_by_text(EXAMPLE, exact=True).click()
            page.locator("#details a.as-file").first.wait_for()
            view = page.locator("#player .asp-view")
            view.click(position={"x": view.bounding_box()["width"] * 0.4, "y": 80})
            page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
            page.wait_for_timeout(500)  # the form steps back
            page.screenshot(path=folder / f"app-{scheme}.png")
            with_few_colours(folder / f"app-{scheme}.png")
            context.close()
        browser.close()
    demo.close()


def with_few_colours(file: Path) -> None:
    """Rewrite a picture in 256 colours: a third of the bytes."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
