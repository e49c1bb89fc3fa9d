"""``audiostory app``: the streaming web app, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from ..extras import need
from .loading import DeviceName
from .noise import quiet


def app(
    model: Annotated[
        list[str] | None, typer.Option(help="Model to offer: tiny, a folder, or a hub id. May be repeated.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; else the first free one from 7860.")] = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 opens the page to the network.")
    ] = "127.0.0.1",
    share: Annotated[bool, typer.Option("--share", help="Also make a public link that lasts a week.")] = False,
    device: DeviceName = "auto",
    longest: Annotated[
        float | None, typer.Option(min=1, help="Longest story offered, in seconds; else the model's own limit.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
) -> None:
    """Start the streaming web app.

    Examples:
        audiostory app
        audiostory app --port 8000 --longest 60
    """
    need("gradio", "The app")
    quiet()
    with Console(stderr=True).status("Loading ..."):
        from ..app import build_app, launch, load_models

        demo = build_app(load_models(model or ["tiny"], device), longest=longest)
    try:
        launch(demo, server_port=port, server_name=host, share=share, inbrowser=browser)
    except OSError as error:
        raise ValueError(f"Port {port} at {host} cannot be used ({error}). Pass another --port.") from error
