"""Several sounds beside one another: picture, words and player for each; and one sound under several windows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from ..audio.mel import full_scale_levels
from ..story import Clip
from .axes import scale, with_axes
from .page import Page, audio_tag, picture_address

BANDS, WINDOW = 96, 1024
DEPTH = 80.0  # dB under the loudest that are shown
WINDOWS, HOPS = (128, 512, 1024, 4096), (64, 256, 1024)  # samples
ROWS, COLUMNS = 256, 320  # of a picture at most


class SoundGallery(Page):
    """Sounds with their pictures, all on one scale of decibels; only one sounds at a time.

    Args:
        sounds: what stands above each -> sound.
        notes: what stands below, by the same names.
        title: above all.
        present: large type, for a projector.
    """

    kind = "gallery"

    def __init__(
        self, sounds: Mapping[str, Clip], *, notes: Mapping[str, str] | None = None, title: str = "Sounds", present: bool = False
    ) -> None:  # fmt: skip
        if not sounds:
            raise ValueError("There are no sounds. Pass name -> Clip.")
        super().__init__(title, present=present)
        self.sounds, self.notes = dict(sounds), dict(notes or {})
        if strange := sorted(set(self.notes) - set(self.sounds)):
            raise ValueError(f"There is a note on {strange[0]!r}, but no such sound. Sounds: {', '.join(self.sounds)}.")

    def body(self) -> str:
        levels = {name: _levels(clip) for name, clip in self.sounds.items()}
        top = max(float(one.max()) for one in levels.values())
        figures = "".join(
            f"<figure><figcaption><b>{escape(name)}</b></figcaption>"
            + with_axes(_film(name, levels[name], top), clip.sample_rate, BANDS)
            + audio_tag(clip.samples, clip.sample_rate, name)
            + (f"<p>{escape(self.notes[name])}</p>" if name in self.notes else "")
            + "</figure>"
            for name, clip in self.sounds.items()
        )
        return (
            f'<h3>{escape(self.title)}</h3><div class="asw-quiz">{figures}</div>{scale(top - DEPTH, top, "full scale")}'
        )


class WindowGrid(Page):
    """One sound's spectrogram under several windows and hops, chosen by two sliders.

    Args:
        clip: a short sound.
        windows: samples that are looked at together.
        hops: samples from one look to the next.
        highest: pitch that is drawn, in Hz.
        present: large type, for a projector.
    """

    kind = "grid"

    def __init__(
        self, clip: Clip, *, windows: Sequence[int] = WINDOWS, hops: Sequence[int] = HOPS, highest: float = 2000.0, title: str = "Window and hop",
        present: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(title, present=present)
        self.clip, self.windows, self.hops, self.highest = clip, tuple(windows), tuple(hops), highest

    def body(self) -> str:
        rate = self.clip.sample_rate
        films = "".join(self._film(window, hop) for window in self.windows for hop in self.hops)
        sliders = "".join(
            f'<label>{name}<input type="range" min="0" max="{len(values) - 1}" value="{len(values) // 2}" '
            f'data-values="{" ".join(map(str, values))}" aria-label="{name}"></label>'
            for name, values in (("window (samples)", self.windows), ("hop (samples)", self.hops))
        )
        return (
            f'<h3>{escape(self.title)}</h3><div class="asw-sliders">{sliders}</div><output aria-live="polite"></output>'
            f"{with_axes(films, 2 * self.highest, ROWS, mel=False)}{scale(-DEPTH, 0.0, 'the loudest')}"
            f"{audio_tag(self.clip.samples, rate, self.title)}"
        )

    def _film(self, window: int, hop: int) -> str:
        rate = self.clip.sample_rate
        levels = spectrum_levels(self.clip.samples[0], window, hop)[: round(self.highest * window / rate) + 1]
        name = (
            f"window {window} ({1000 * window / rate:.0f} ms), hop {hop}: "
            f"rows {rate / window:.0f} Hz apart, columns {1000 * hop / rate:.0f} ms apart"
        )
        rows, columns = (
            np.linspace(0, have - 1, min(have, most)).round().astype(int)
            for have, most in zip(levels.shape, (ROWS, COLUMNS), strict=True)
        )
        picture = picture_address(levels[np.ix_(rows, columns)], -DEPTH, 0.0)
        return f'<img class="asw-film" data-at="{window} {hop}" alt="{name}" src="{picture}">'


def spectrum_levels(sound: np.ndarray, window: int, hop: int) -> np.ndarray:
    """Levels [window / 2 + 1, columns] in dB under the loudest, of a sound [samples]; pitches evenly spaced in Hz."""
    padded = np.pad(sound, window // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, window)[: len(sound) : hop] * np.hanning(window)
    power = np.abs(np.fft.rfft(frames)).T ** 2
    return 10 * np.log10(np.maximum(power / max(float(power.max()), 1e-12), 1e-12))


def _levels(clip: Clip) -> np.ndarray:
    return full_scale_levels(clip.samples, clip.sample_rate, bands=BANDS, window=WINDOW, hop=WINDOW // 4)


def _film(name: str, levels: np.ndarray, top: float) -> str:
    return f'<img alt="Mel spectrogram of {escape(name)}" src="{picture_address(levels, top - DEPTH, top)}">'
