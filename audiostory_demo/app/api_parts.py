"""What the API says of itself: each parameter with its type and description, and results of tools as JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.utils import get_function_description

LONGEST_TEXT = 20_000  # characters of a parameter: what is accepted is checked later, in a sentence
FILES = {"bundle": [".zip"], "video": None, "sound": None}  # parameters that are files, and their kinds
OBJECTS = ("plan", "edits")  # parameters that are JSON
HIDDEN = ("request", "progress")  # what Gradio passes by itself


def parts_for(function: Callable[..., Any], returned: Sequence[type]) -> tuple[list[Any], list[Any]]:
    """Invisible components for an endpoint's parameters and results, with the descriptions of its docstring.

    Args:
        function: the endpoint; a parameter's annotation says what it takes.
        returned: kind of component of each result.
    """
    _, parameters, results = get_function_description(function)
    inputs = [
        described(_input(name, parameter), parameters[name])
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in HIDDEN
    ]
    outputs = [
        described(kind(label=text.split(".")[0][:60], visible=False), text)
        for kind, text in zip(returned, results, strict=True)
    ]
    return inputs, outputs


def _input(name: str, parameter: inspect.Parameter) -> Any:
    hidden: dict[str, Any] = {"label": name, "visible": False}
    given = None if parameter.default is inspect.Parameter.empty else parameter.default
    if name in FILES:
        return gr.File(file_types=FILES[name], **hidden)
    if name in OBJECTS:
        return gr.JSON(**hidden)
    if "float" in str(parameter.annotation):
        return gr.Number(given, **hidden)
    return gr.Textbox(given, max_length=LONGEST_TEXT, **hidden)


def described(part: Any, text: str) -> Any:
    """The component; what the API says of it has this description."""
    info = part.api_info

    def api_info() -> dict[str, Any]:
        known: dict[str, Any] = info()
        return {**known, "description": text, "additional_description": text}

    part.api_info = api_info
    return part


def answer_in_json(server: Any) -> None:
    """Let Gradio's server of tools write objects as JSON, not as Python shows them.

    Args:
        server: ``demo.mcp_server_obj``; None where there is none.
    """
    if server is None:
        return
    write = server.postprocess_output_data

    def written(data: Sequence[Any], root_url: str) -> Any:
        return write([_text(each) for each in data], root_url)

    server.postprocess_output_data = written


def _text(output: Any) -> Any:
    is_file = isinstance(output, dict) and "path" in output and "meta" in output
    plain = isinstance(output, dict | list) and not is_file
    return json.dumps(output, ensure_ascii=False) if plain else output
