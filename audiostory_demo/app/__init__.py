"""The app for visitors: streaming stories, a look at the bridge, and a typed API. Needs the ``app`` extra (gradio)."""

from .build import build_app, launch, load_models

__all__ = ["build_app", "launch", "load_models"]
