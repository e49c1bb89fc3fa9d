"""Takes the two pictures of the app that the README shows: ``python -m tests.browser.screenshots docs``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from urllib.parse import urlencode

from audiostory_demo.app import build_app, launch, load_models

from .conftest import ARGUMENTS

PROMPT = "A storm crosses a harbour: wind, waves, thunder, then a church bell."
WAIT = 600_000  # milliseconds


def take(folder: Path, *, seed: int = 4, seconds: float = 14, steps: int = 16) -> None:
    """Tell one story with the embedded model in light and in dark, and photograph the page."""
    from playwright.sync_api import sync_playwright

    demo = build_app(load_models(["tiny"]))
    _, address, _ = launch(demo, prevent_thread_lock=True, quiet=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 1180, "height": 1400}, color_scheme=scheme, locale="en-US")
            page = context.new_page()
            page.set_default_timeout(WAIT)
            page.goto(
                f"{address}?{urlencode({'__theme': scheme, 'duration': seconds, 'seed': seed, 'prompt': PROMPT})}"
            )
            page.locator("#tell").click()
            page.locator("#player .asp[data-ready]").wait_for()
            page.locator("#details a.as-file").first.wait_for()  # the whole story: the player is there from its start
            page.evaluate("audioStoryPlayer.pause()")
            view = page.locator("#player .asp-view")
            view.click(position={"x": view.bounding_box()["width"] * 0.4, "y": 80})
            page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
            page.screenshot(path=folder / f"app-{scheme}.png")
            context.close()
        browser.close()
    demo.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
