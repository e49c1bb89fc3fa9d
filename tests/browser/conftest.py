"""A running app and a real browser. Without one everything here is skipped, or fails where the check asks for it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostory_demo import AudioStory
from audiostory_demo.model import StoryModel

# no GPU, no sandbox (containers have neither), and nothing asked of the network
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
PATIENCE = 90_000  # milliseconds: a slow machine is not a failure
FEW = "?steps=3"  # denoising steps: what is told need not sound good here, but soon
TRAINED = "?steps=3&model=tiny"  # for the few tests in which a story must follow its prompt
NEEDED = (
    "AUDIOSTORY_TEST_BROWSER"  # set by the check: there the browser has been installed, and a missing one is an error
)


def program(*names: str) -> str:
    """Where the first of these programs is. Skips the test, or fails it where programs must be there."""
    for name in names:
        if found := shutil.which(name):
            return found
    message = f"no {names[0]} on this machine"
    if NEEDED in os.environ:
        pytest.fail(message)
    pytest.skip(message)


def chromium() -> str:
    """Where Chromium is."""
    return program("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in Path(str(item.path)).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, of the system."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def address(small: AudioStory) -> Iterator[str]:
    """Where the app runs, with the small untrained model and the embedded one to choose from."""
    pytest.importorskip("gradio", reason="gradio is not installed")
    from audiostory_demo.app import build_app, launch

    demo = build_app({"small": small, "tiny": AudioStory.from_pretrained("tiny", device="cpu")})
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False, server_port=None)
    yield url
    demo.close()


@pytest.fixture(scope="session", autouse=True)
def own_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An app that ends deletes what was brought to it, by its contents: not under another one that was brought the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("uploads")))
        yield


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens pages, each a visitor of its own; at the end none may have had a script error.

    What they said is printed, which pytest shows of a test that failed.
    """
    contexts, errors = [], []

    def open_one(path: str = FEW, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, "locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: print("Console:", message.text))
        page.on("dialog", lambda dialog: (errors.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.goto(address + path)
        page.locator("#tell").wait_for()
        return page

    yield open_one
    for context in contexts:
        for page in context.pages:
            print("Said at the end:", page.locator(".as-status").all_inner_texts())
        context.close()
    assert not errors


class Gate:
    """What a visitor does while a scene is being made must not depend on how fast it is made: here it waits for the test."""

    def __init__(self) -> None:
        self.opened, self.free = threading.Event(), 0
        self.opened.set()

    def hold(self, *, after: int = 0) -> None:
        """From now on, so many scenes are made; the next one stops after its first step until :meth:`open`."""
        self.free = after
        self.opened.clear()

    def open(self) -> None:
        """Everything goes on."""
        self.opened.set()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Holds up what the app's models make."""
    made, denoise = Gate(), StoryModel.denoise

    def held(self: StoryModel, *given: Any) -> Iterator[Any]:
        made.free -= 1
        waits = made.free < 0
        for latents in denoise(self, *given):
            yield latents
            if waits:
                made.opened.wait(PATIENCE / 1000)

    monkeypatch.setattr(StoryModel, "denoise", held)
    yield made
    made.open()
