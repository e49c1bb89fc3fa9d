"""The app for visitors: streaming stories, a look at the bridge, and a typed API. Needs the ``app`` extra (gradio)."""

from ..extras import need

need("gradio", "The app")  # said here, before one of its modules imports it

from .build import build_app, launch, load_models  # noqa: E402

__all__ = ["build_app", "launch", "load_models"]
