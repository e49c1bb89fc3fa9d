"""A public AudioSet tagger: what a sound is, out of the 527 labels of two million clips.

EfficientAT's mn04 (Schmid, Koutini, Widmer, arXiv 2211.04772; MIT licence), 0.98 M weights, shipped in half precision
with its licence beside it. **It teaches the generator** (its maps are what a hidden layer of the transformer is aligned
to), so what it says of our own model's sound proves little; of recordings and of other systems it may judge.

Letters for shapes: B sounds, N samples, T columns of 0.32 s.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import yaml

from .audio.load import resample

if TYPE_CHECKING:
    from torch import Tensor

RATE = 32_000  # Hz
COLUMN = 10_240  # samples of a column of the maps
WIDTH = 384  # of embedding and maps
SHORTEST, LONGEST = (
    RATE // 2,
    30 * RATE,
)  # samples; a shorter sound is followed by silence, of a longer one this is heard
FOLDER = files("audiostory_demo") / "assets" / "ears"


class Heard(NamedTuple):
    """What the tagger makes of sounds.

    Attributes:
        logits: [B, 527], one for each of `labels`, before the sigmoid.
        embedding: [B, 384], the mean of the maps.
        maps: [B, 384, T], its last convolution averaged over frequency.
    """

    logits: Tensor
    embedding: Tensor
    maps: Tensor


class Tagger:
    """Listens to sounds at 32 kHz; load it with :meth:`load`, once."""

    def __init__(self) -> None:
        import torch

        with as_file(FOLDER / "audioset_mn04.pt2") as path:
            self.net = torch.export.load(path).module()
        self.net.requires_grad_(False)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Tagger:
        """The one shipped; it takes two to four seconds, the second time none."""
        return cls()

    def hear(self, samples: Tensor) -> Heard:
        """Listen to sounds [B, N] at 32 kHz, 0.5 to 30 s long, float32 on the CPU."""
        return Heard(*self.net(samples))

    def maps(self, samples: Tensor) -> Tensor:
        """Sounds [B, N] at 32 kHz -> [B, 384, T], what a generator can be aligned to; without gradients."""
        import torch

        with torch.no_grad():
            return self.hear(samples).maps

    def listen(self, samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
        """One waveform [N] of any rate and length -> logits [527], embedding [384]."""
        import torch

        clip = np.asarray(samples, np.float32)
        if clip.ndim != 1 or not len(clip) or not np.isfinite(clip).all():
            raise ValueError(
                f"A sound of shape {clip.shape} cannot be heard. Pass one channel [samples] of finite numbers, not empty."
            )
        clip = resample(clip[None], rate, RATE)[0][:LONGEST]
        clip = np.pad(clip, (0, max(0, SHORTEST - len(clip))))
        with torch.no_grad():
            heard = self.hear(torch.from_numpy(clip)[None])
        return heard.logits[0].numpy(), heard.embedding[0].numpy()

    def top(self, samples: np.ndarray, rate: int, k: int = 5) -> list[str]:
        """The k likeliest labels of a waveform [N], likeliest first."""
        order = np.argsort(-self.listen(samples, rate)[0], kind="stable")
        return [labels()[i] for i in order[:k]]


@lru_cache(maxsize=1)
def labels() -> tuple[str, ...]:
    """AudioSet's 527 labels, in the order of the logits."""
    return tuple((FOLDER / "labels.txt").read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=1)
def class_labels() -> dict[str, frozenset[str]]:
    """Class of our recordings -> the AudioSet labels that name it."""
    table = yaml.safe_load((FOLDER / "classes.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(own) for name, own in table.items()}
