"""What a story sounds like over time and pitch."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from ..audio.mel import hertz_to_mel, mel_edges, mel_levels, mel_to_hertz
from ..story import Story
from .scenes import LEVELS, caption_rows, mark_scenes, new_axes, starts, write_captions

WINDOW = 2048  # samples; 85 ms at 24 kHz
BANDS = 128
COLUMNS = 1600  # about as many as a picture has pixels
DEPTH = 80.0  # dB below the loudest that are shown
TICKS = (250, 500, 1000, 2000, 4000, 8000, 16000)  # Hz


def mel_spectrogram(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """Levels over time and pitch.

    Args:
        samples: [C, samples]; channels are averaged.
        rate: in Hz.

    Returns:
        [bands, columns] dB relative to the loudest, 0 to -DEPTH; and the band edges in Hz [bands + 1].
    """
    hop = max(WINDOW // 8, -(-samples.shape[1] // COLUMNS))
    return mel_levels(samples, rate, bands=BANDS, window=WINDOW, hop=hop, depth=DEPTH), mel_edges(rate, BANDS)


def plot_spectrogram(story: Story, *, ax: Axes | None = None) -> Axes:
    """Mel spectrogram with the scenes' boundaries and numbers, their captions below.

    Args:
        story: any.
        ax: axes to draw on; by default those of a new figure. Its figure should have a constrained layout, which makes room for
            the captions.
    """
    rows = caption_rows(story)
    if ax is None:
        ax = new_axes(3.6, len(rows))
    plot_sound(story.audio, story.sample_rate, ax=ax)
    ax.set_xlim(0.0, starts(story)[-1])
    mark_scenes(ax, story, "white")
    write_captions(ax, rows)
    return ax


def plot_sound(samples: np.ndarray, rate: int, *, title: str = "", ax: Axes | None = None) -> Axes:
    """Mel spectrogram of any sound.

    Args:
        samples: [C, samples] or [samples].
        rate: in Hz.
        title: above it.
        ax: axes to draw on; by default those of a new figure.
    """
    if ax is None:
        ax = new_axes(3.0)
    samples = np.atleast_2d(samples)
    levels, edges = mel_spectrogram(samples, rate)
    times = np.linspace(0.0, samples.shape[1] / rate, levels.shape[1] + 1)
    mesh = ax.pcolormesh(times, edges, levels, cmap=LEVELS, vmin=-DEPTH, vmax=0.0, rasterized=True)
    ax.set_yscale("function", functions=(hertz_to_mel, mel_to_hertz))
    ax.set_yticks([tick for tick in TICKS if tick < rate / 2])
    ax.yaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.set(xlabel="seconds", ylabel="Hz", xlim=(0.0, times[-1]), ylim=(0.0, rate / 2))
    ax.set_title(title, parse_math=False)
    ax.figure.colorbar(mesh, ax=ax, label="dB relative to the loudest", pad=0.01, aspect=30)
    return ax
