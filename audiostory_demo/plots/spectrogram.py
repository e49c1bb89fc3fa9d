"""A story's mel spectrogram with its scenes."""

from __future__ import annotations

import textwrap

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..story import Story

BANDS, WINDOW, HOP = 128, 2048, 512
RANGE = 70.0  # dB shown below the loudest point


def mel_decibels(samples: np.ndarray, rate: int) -> np.ndarray:
    """[C, n] to mel power in dB below its maximum, [bands, frames]."""
    import librosa

    mono = samples.mean(axis=0)
    power = librosa.feature.melspectrogram(y=mono, sr=rate, n_fft=WINDOW, hop_length=HOP, n_mels=BANDS)
    return librosa.power_to_db(power, ref=max(float(power.max()), 1e-10), top_db=RANGE)


def plot_spectrogram(story: Story, *, ax: Axes | None = None) -> Axes:
    """Mel spectrogram over seconds and Hz, scenes bounded by lines and named by their captions.

    Args:
        story: to draw.
        ax: where to draw; a new figure without it.
    """
    if ax is None:
        ax = Figure(figsize=(12, 4.6), layout="constrained").subplots()
    decibels = mel_decibels(story.audio, story.sample_rate)
    ax.imshow(
        decibels, origin="lower", aspect="auto", cmap="magma", extent=(0, story.duration, 0, BANDS), vmin=-RANGE, vmax=0,
        interpolation="nearest",
    )  # fmt: skip
    _frequency_ticks(ax, story.sample_rate)
    ax.set(xlabel="time (s)", ylabel="frequency (Hz)", xlim=(0, story.duration))
    _draw_scenes(ax, story)
    return ax


def _frequency_ticks(ax: Axes, rate: int) -> None:
    """Hz at their places on the mel axis."""
    import librosa

    centres = librosa.mel_frequencies(BANDS + 2, fmin=0, fmax=rate / 2)[1:-1]
    shown = [hz for hz in (100, 250, 500, 1000, 2000, 4000, 8000, 16000) if hz < rate / 2]
    ax.set_yticks([float(np.interp(hz, centres, np.arange(BANDS) + 0.5)) for hz in shown], [str(hz) for hz in shown])


def _draw_scenes(ax: Axes, story: Story) -> None:
    """Boundaries, and each caption wrapped to its scene's width above the picture."""
    start, per_second = 0.0, 110 / story.duration  # about 110 characters fit over the whole width
    for number, scene in enumerate(story.scenes):
        if number:
            ax.axvline(start, color="white", linewidth=1.2, linestyle="--")
        lines = textwrap.wrap(f"{number + 1}. {scene.caption}", max(8, int(scene.duration * per_second)))
        shown = "\n".join(lines[:4]) + (" …" if len(lines) > 4 else "")
        # a caption is text, never mathematics
        ax.text(start + 0.01 * story.duration, BANDS + 2, shown, fontsize=8, va="bottom", parse_math=False)
        start += scene.duration
