"""Pictures of stories: pure functions that draw on matplotlib Axes and return them."""

from .spectrogram import plot_spectrogram
from .training import plot_training

__all__ = ["plot_spectrogram", "plot_training"]
