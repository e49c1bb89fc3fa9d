"""JupyterLab on a folder, for a browser to open."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 120  # seconds: a slow machine is not a failure


@contextmanager
def running_lab(folder: Path, own: Path, program: str = "jupyterlab") -> Iterator[str]:
    """Start it and yield its address.

    Args:
        folder: with the notebooks.
        own: for its settings and log; it reads and writes none of the user's.
        program: "jupyterlab", or "notebook" for Notebook 7.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    news = own / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    places = {f"JUPYTER_{name}": str(own / name) for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")}
    places |= {f"JUPYTERLAB_{name}_DIR": str(own / name.lower()) for name in ("SETTINGS", "WORKSPACES")}
    command = [
        sys.executable, "-m", program, "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--ServerApp.port_retries=0",
        "--ServerApp.disable_check_xsrf=True", "--expose-app-in-browser",
    ]  # fmt: skip
    environment = {**os.environ, **places, "OMP_WAIT_POLICY": "PASSIVE"}
    with (own / "log").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, own / "log")
            yield address
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def open_notebook(context: Any, address: str, name: str, view: str = "lab") -> Any:
    """Open a notebook in a new page of a browser's context, and wait for its kernel.

    Args:
        context: of Playwright.
        address: of the server.
        name: of the notebook's file.
        view: "lab", or "doc" for the notebook alone; "notebooks" in Notebook 7.
    """
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(f"{address}/{view}/{name}" if view == "notebooks" else f"{address}/{view}/tree/{name}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.sessionContext?.isReady")
    page.evaluate("() => jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.info")
    return page


def run_all(page: Any) -> None:
    """Run the notebook's cells from top to bottom; this waits for the start only."""
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
