"""JupyterLab on a small notebook in a real browser. Without one, what the tests of the app do without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import ARGUMENTS
from browser.conftest import chromium as where

from .lesson import NOTEBOOK, write_lesson
from .server import open_notebook, run_all, running_lab

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(str(item.path)).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


# The tests of the app hold Playwright in the main thread, where it stands for one loop of events only. Here it lives in
# a thread of its own, and so do the tests that talk to it.
THREAD = ThreadPoolExecutor(1)


def there(work: Callable[..., Any], **arguments: Any) -> Any:
    """Do it in the thread of the browser."""
    return THREAD.submit(work, **arguments).result()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if HERE not in Path(str(pyfuncitem.path)).parents:
        return None
    names = pyfuncitem._fixtureinfo.argnames
    there(pyfuncitem.obj, **{name: pyfuncitem.funcargs[name] for name in names})
    return True


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Chromium, of the system."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = where()
    driver = there(lambda: playwright.sync_playwright().start())
    running = there(lambda: driver.chromium.launch(executable_path=program, args=ARGUMENTS))
    yield running
    there(running.close)
    there(driver.stop)


@pytest.fixture(scope="session")
def folder(small_model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the notebook, and whatever its cells write."""
    folder = tmp_path_factory.mktemp("lab")
    write_lesson(folder, small_model_folder)
    return folder


@pytest.fixture(scope="session")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where JupyterLab runs."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    with running_lab(folder, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="session")
def asked() -> list[str]:
    """Every address that the notebook's page asks for."""
    return []


@pytest.fixture(scope="session")
def context(chromium: Any) -> Iterator[Any]:
    """One visitor; pages opened in it share what JupyterLab keeps."""
    context = there(chromium.new_context, viewport={"width": 1280, "height": 900}, locale="en-US")
    yield context
    there(context.close)


@pytest.fixture(scope="session")
def page(context: Any, server: str, asked: list[str]) -> Any:
    """The notebook, opened and run from top to bottom."""

    def run() -> Any:
        page = open_notebook(context, server, NOTEBOOK)
        page.on("request", lambda request: asked.append(request.url))
        run_all(page)
        page.locator(".jp-OutputArea-output", has_text="everything has run").wait_for()
        return page

    return there(run)
