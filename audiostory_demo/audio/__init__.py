"""Sound as arrays: loading, resampling and saving it, its level and loudness, joining clips into a story."""

from .joining import Joiner, boundaries, concatenate, fade_curves
from .levels import at_level, keep_level, sounding_level
from .load import load_sound, resample
from .onsets import aligned
from .save import encode_sound

__all__ = [
    "Joiner", "aligned", "at_level", "boundaries", "concatenate", "encode_sound", "fade_curves", "keep_level", "load_sound",
    "resample", "sounding_level",
]  # fmt: skip
