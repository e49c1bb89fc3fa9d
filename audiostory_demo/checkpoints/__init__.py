"""Models on disk: our own layout, the public release's layout, and the hub."""

from .folder import load_folder, save_model
from .loading import load_model

__all__ = ["load_folder", "load_model", "save_model"]
