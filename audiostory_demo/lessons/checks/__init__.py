"""What judges the answers to exercises: one module for each part of the classroom, and ``answers`` for all of them."""

from . import beyond, bridge, hearing, measuring, planning, sound, streaming
from .answers import EXERCISES, Exercise, NotYet

__all__ = [
    "EXERCISES", "Exercise", "NotYet", "beyond", "bridge", "hearing", "measuring", "planning", "sound", "streaming",
]  # fmt: skip
