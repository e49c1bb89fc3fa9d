"""Sound as arrays: loading and resampling it, its level, joining clips into a story."""

from .joining import Joiner, boundaries, concatenate, fade_curves
from .levels import keep_level, sounding_level
from .load import load_sound, resample

__all__ = [
    "Joiner", "boundaries", "concatenate", "fade_curves", "keep_level", "load_sound", "resample", "sounding_level",
]  # fmt: skip
