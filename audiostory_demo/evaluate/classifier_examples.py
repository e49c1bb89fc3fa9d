"""Examples that the listeners of `classifier.py` learn from: recordings cut, styled and changed at random."""

from __future__ import annotations

import random

import numpy as np
import torch
from torch import Tensor, nn

from ..codec import BANDS, HOP
from ..data.acoustics import apply_style, bed_recordings
from ..data.foley import Foley
from ..data.styles import BEDS, MEDIA, ROOMS, Style
from .classifier import RANGE, RATE, log_mel

BATCH = 16
STYLED = 0.3  # share of the sound classifier's examples that are in a random style

Batch = tuple[Tensor, dict[str, Tensor]]
"""Log-mel frames [B, BANDS, F]; head -> wanted probabilities [B, answers]."""


def fitted(clip: np.ndarray, length: int, rng: np.random.Generator) -> np.ndarray:
    """The louder of two random cuts of [samples], or repeats of a short clip, some with silence between them.

    A single cut is too often the silence between two barks, which teaches nothing.
    """
    if len(clip) >= length:
        cuts = [clip[start : start + length] for start in rng.integers(len(clip) - length + 1, size=2)]
        return max(cuts, key=lambda cut: float(np.square(cut[::8]).sum()))
    gap = int(rng.uniform(0, length - len(clip))) if rng.random() < 0.6 else 0
    unit = np.concatenate([clip, np.zeros(gap, clip.dtype)])
    return np.take(unit, np.arange(length) + rng.integers(len(unit)), mode="wrap")


class Styler:
    """Puts waveforms into styles, with beds from the same recordings."""

    def __init__(self, foley: Foley) -> None:
        self.foley, self.beds = foley, bed_recordings(foley)

    def draw(self, rng: np.random.Generator, plain: float) -> Style:
        style = Style.random(random.Random(int(rng.integers(1 << 32))), plain)
        return style if style.bed in self.beds else Style(style.room, style.medium)

    def apply(self, clip: np.ndarray, style: Style, rng: np.random.Generator) -> np.ndarray:
        bed = self.foley.samples(rng.choice(self.beds[style.bed])) if style.bed != "none" else None
        return apply_style(clip, RATE, style, bed=bed, rng=rng)


class SoundExamples:
    """Log-mel crops of the recordings, a class each, changed in many ways that leave the class what it is."""

    def __init__(self, foley: Foley) -> None:
        self.foley, self.styler = foley, Styler(foley)
        counts = np.array([len(found) for found in foley.by_sound.values()])
        self.shares = np.sqrt(counts) / np.sqrt(counts).sum()  # between even classes and even clips

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch; all its clips have one length between 1 and 4 s."""
        length = HOP * 32 * int(rng.integers(3, 13))
        classes = rng.choice(len(self.shares), size=BATCH, p=self.shares)
        clips = np.stack([self._clip(int(k), length, rng) for k in classes])
        wanted = nn.functional.one_hot(torch.from_numpy(classes), len(self.shares)).float()
        frames, wanted = mixed(changed(log_mel(torch.from_numpy(clips)), rng), wanted, rng)
        return masked(frames, rng), {"sound": wanted}

    def _clip(self, k: int, length: int, rng: np.random.Generator) -> np.ndarray:
        recording = int(rng.choice(self.foley.by_sound[self.foley.sounds[k]]))
        clip = fitted(self.foley.samples(recording), length, rng)
        return self.styler.apply(clip, self.styler.draw(rng, 0.5), rng) if rng.random() < STYLED else clip


class StyleExamples:
    """Log-mel crops of styled recordings; wanted are room, medium and bed."""

    def __init__(self, foley: Foley) -> None:
        self.foley, self.styler = foley, Styler(foley)

    def batch(self, rng: np.random.Generator) -> Batch:
        """One batch of 2 to 3 s; half of the cuts begin inside a clip, where a room already rings."""
        length = HOP * 32 * int(rng.integers(6, 10))
        styles = [self.styler.draw(rng, 0.3) for _ in range(BATCH)]
        clips = np.stack([self._clip(style, length, rng) for style in styles])
        frames = masked(changed(log_mel(torch.from_numpy(clips)), rng, mild=True), rng)
        return frames, {
            name: nn.functional.one_hot(
                torch.tensor([known.index(getattr(style, name)) for style in styles]), len(known)
            ).float()
            for name, known in (("room", ROOMS), ("medium", MEDIA), ("bed", BEDS))
        }

    def _clip(self, style: Style, length: int, rng: np.random.Generator) -> np.ndarray:
        before = int(rng.uniform(0, RATE)) if rng.random() < 0.5 else 0
        clip = fitted(self.foley.samples(int(rng.integers(len(self.foley)))), length + before, rng)
        return self.styler.apply(clip, style, rng)[before:]


# --- changes that leave the class what it is ---------------------------------------------------------------------


def changed(frames: Tensor, rng: np.random.Generator, mild: bool = False) -> Tensor:
    """Log-mel frames [B, BANDS, F] with another colour, floor and pitch, and as a vocoder might render them.

    `mild` leaves out what a style itself would do: colour and pitch.
    """
    frames = frames - (0.5 * torch.logsumexp(2 * frames, dim=1)).amax(dim=1)[:, None, None]
    some = lambda share: torch.from_numpy(rng.random(len(frames)) < share)  # noqa: E731
    if not mild:
        place = torch.linspace(-1, 1, BANDS)[None, :, None]
        slope, bend = (torch.from_numpy(rng.normal(0, 0.4, (len(frames), 1, 1)).astype(np.float32)) for _ in range(2))
        frames = frames + slope * place + bend * torch.cos(2 * place)
        frames = torch.where(some(0.3)[:, None, None], frames.roll(int(rng.integers(-3, 4)), dims=1), frames)
    rendered = _rendered(frames, rng)
    frames = torch.where(some(0.3)[:, None, None], rendered, frames)
    floor = torch.from_numpy(rng.uniform(-RANGE, -5.0, (len(frames), 1, 1)).astype(np.float32))
    return torch.where(some(0.5)[:, None, None], torch.logaddexp(frames, floor), frames)


def _rendered(frames: Tensor, rng: np.random.Generator) -> Tensor:
    """Frames blurred over neighbours and roughened, as frames that were generated are."""
    kernel = (3, int(rng.choice((1, 3, 5))))
    blurred = nn.functional.avg_pool2d(frames[:, None], kernel, 1, (1, kernel[1] // 2), count_include_pad=False)[:, 0]
    blurred = frames + float(rng.uniform(0, 1)) * (blurred - frames)
    noise = torch.from_numpy(rng.standard_normal(frames.shape, dtype=np.float32))
    return blurred + float(rng.uniform(0.05, 0.5)) * noise


def mixed(frames: Tensor, wanted: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Mix-up of a third of the batch: magnitudes and wanted probabilities are mixed in the same share."""
    share = torch.from_numpy(rng.beta(0.5, 0.5, len(frames)).astype(np.float32)).clamp(0.02, 0.98)
    share = torch.where(torch.from_numpy(rng.random(len(frames)) < 0.3), share, torch.ones(()))
    other = torch.from_numpy(rng.permutation(len(frames)))
    own = share[:, None, None]
    mix = torch.logaddexp(frames + own.log(), frames[other] + (1 - own).clamp(min=1e-6).log())
    return mix, share[:, None] * wanted + (1 - share[:, None]) * wanted[other]


def masked(frames: Tensor, rng: np.random.Generator) -> Tensor:
    """SpecAugment: in half of the clips one stretch of bands and one of time is silenced."""
    frames = frames.clone()
    for clip in frames:
        if rng.random() < 0.5:
            lost = int(rng.integers(2, 20))
            first = int(rng.integers(BANDS - lost))
            clip[first : first + lost] = -RANGE
            lost = int(rng.integers(2, frames.shape[-1] // 5))
            first = int(rng.integers(frames.shape[-1] - lost))
            clip[:, first : first + lost] = -RANGE
    return frames
