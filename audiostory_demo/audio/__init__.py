"""Sound as arrays: loading and resampling it, its level, joining clips into a story."""

from .joining import Joiner, boundaries, concatenate, fade_curves
from .levels import keep_level, sounding_level
from .load import resample

__all__ = ["Joiner", "boundaries", "concatenate", "fade_curves", "keep_level", "resample", "sounding_level"]
