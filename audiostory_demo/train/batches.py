"""Endless training batches, made in a worker process while the model trains."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from ..codec import MelCodec
from ..data.foley import Foley
from ..data.mixer import SceneMixer
from ..data.sounds import SOUNDS
from ..data.styles import Style

LENGTHS = ((2.5, 16, 0.6), (5.0, 8, 0.25), (9.0, 4, 0.15))  # seconds, scenes a batch, share: about 1,900 latents each
OWN_CAPTION = 0.3  # share of scenes called by their recording's own caption
Batch = TypeVar("Batch")


@dataclass(frozen=True)
class SceneBatch:
    """Scenes of one length with what conditions them.

    Attributes:
        captions: one per scene.
        styles: one per scene.
        seconds: [batch].
        latents: [batch, L, V] float32, standardised.
    """

    captions: list[str]
    styles: list[Style]
    seconds: Tensor
    latents: Tensor


def pick_caption(sound: str, own: str, rng: random.Random) -> str:
    """One of a sound's captions; the last is held out. Sometimes the recording's own."""
    return own.rstrip(".") + "." if rng.random() < OWN_CAPTION else rng.choice(SOUNDS[sound].captions[:-1])


class Scenes(IterableDataset[SceneBatch]):
    """Single scenes of evenly drawn sounds, for the diffusion transformer alone."""

    def __init__(self, foley: Foley, codec: MelCodec, seed: int, plain: float = 0.7) -> None:
        self.foley, self.codec, self.seed, self.plain = foley, codec, seed, plain

    def __iter__(self) -> Iterator[SceneBatch]:
        torch.set_num_threads(1)
        rng, mixer = random.Random(self.seed), SceneMixer(self.foley)
        while True:
            seconds, count, _ = rng.choices(LENGTHS, [share for *_, share in LENGTHS])[0]
            captions, styles, latents = [], [], []
            for sound in rng.choices(self.foley.sounds, k=count):
                style = Style() if rng.random() < self.plain else Style.random(rng, plain=0.0)
                samples, own = mixer.scene(sound, seconds, style, rng)
                captions.append(pick_caption(sound, own, rng))
                styles.append(style)
                latents.append(self.codec.encode(torch.from_numpy(samples)[None]))
            yield SceneBatch(captions, styles, torch.full((count,), seconds), torch.stack(latents).detach())


def prefetch(dataset: IterableDataset[Batch], ahead: int = 4) -> Iterator[Batch]:
    """Batches of a dataset, made by one worker process."""
    return iter(DataLoader(dataset, batch_size=None, num_workers=1, prefetch_factor=ahead))


@torch.no_grad()
def measure_codec(foley: Foley, codec: MelCodec, scenes: int = 600, seed: int = 0) -> None:
    """Set the codec's mean and spread of each band from scenes of evenly drawn sounds."""
    rng, mixer = random.Random(seed), SceneMixer(foley)
    frames = []
    for _ in range(scenes):
        style = Style() if rng.random() < 0.5 else Style.random(rng, plain=0.0)
        samples, _ = mixer.scene(rng.choice(foley.sounds), 2.5, style, rng)
        frames.append(codec.log_mel(torch.from_numpy(samples)[None]))
    stacked = torch.cat(frames)
    codec.mean.copy_(stacked.mean(0))
    codec.spread.copy_(stacked.std(0))
