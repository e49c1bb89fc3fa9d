"""Pictures of stories and of training. Each function draws on the axes it is given, or on a figure of its own.

They return the axes; ``ax.figure.savefig(...)`` saves. No global state is read or changed.
"""

from .ablation import plot_ablation
from .attention import plot_attention
from .crossfade import plot_crossfade
from .filmstrip import plot_filmstrip
from .nearest_words import plot_words
from .points import plot_points
from .reasoning import plot_reasoning
from .scenes import Picture
from .schedule import noise_schedule, plot_guidance, plot_schedule
from .sides import plot_sides, side_change, side_levels
from .similarity import plot_similarity, scene_similarity
from .spectrogram import plot_sound, plot_spectrogram
from .timeline import plot_timeline
from .tokens import plot_tokens
from .training import plot_training
from .waveform import plot_waveform

__all__ = [
    "Picture", "noise_schedule", "plot_ablation", "plot_attention", "plot_crossfade", "plot_filmstrip", "plot_guidance",
    "plot_points", "plot_reasoning", "plot_schedule", "plot_sides", "plot_similarity", "plot_sound", "plot_spectrogram", "plot_timeline", "plot_tokens",
    "plot_training", "plot_waveform", "plot_words", "scene_similarity",
    "side_change", "side_levels",
]  # fmt: skip
