"""A running app and a real browser. Everything here is skipped, with the reason, where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostory_demo import AudioStory

# no GPU, no sandbox (containers have neither), and nothing asked of the network
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
PATIENCE = 90_000  # milliseconds: a slow machine is no failure
FEW = "?steps=3"  # denoising steps: what is told need not sound good here, but soon


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(str(item.path)).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, of the system."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app runs, with the embedded model."""
    pytest.importorskip("gradio", reason="gradio is not installed")
    from audiostory_demo.app import build_app, launch

    demo = build_app({"tiny": AudioStory.from_pretrained("tiny", device="cpu")})
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False, server_port=None)
    yield url
    demo.close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages, each a visitor of its own; at the end none may have had a script error."""
    contexts, errors = [], []

    def open_one(path: str = FEW, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, "locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: (errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(address + path)
        page.locator("#tell").wait_for()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not errors
