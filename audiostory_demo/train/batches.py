"""Endless training batches, made in a worker process while the model trains."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from ..data.sounds import Sound
from ..data.styles import Style
from .pool import LIST, MixedScene, pool_files

LENGTHS = ((120, 16, 0.6), (240, 8, 0.25), (420, 4, 0.15))  # latents, scenes per batch, share: about 1,900 latents each
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
        heard: [batch, P, C] float32, the tagger's maps of the clean sound.
    """

    captions: list[str]
    styles: list[Style]
    seconds: Tensor
    latents: Tensor
    heard: Tensor


class PooledScenes(IterableDataset[SceneBatch]):
    """Endless batches from a pool; every scene comes once before any comes again.

    Args:
        folder: that :func:`mix_pool` has filled.
        latent_rate: of the codec, Hz.
        sounds: class -> its words.
        seed: of the order and the captions.
        times: batches hold this many times the scenes of ``LENGTHS``.
        device: where the pool is kept: on a GPU no copy of a batch has to wait for the bus.
    """

    def __init__(
        self,
        folder: Path,
        latent_rate: float,
        sounds: Mapping[str, Sound],
        seed: int,
        times: int = 1,
        device: torch.device | str = "cpu",
    ) -> None:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        self.folder, self.latent_rate, self.sounds, self.seed, self.times = folder, latent_rate, sounds, seed, times
        self.device = device
        self.scenes = {
            int(length): [MixedScene(one["sound"], one["own"], Style(**one["style"])) for one in scenes]
            for length, scenes in listed.items()
        }

    def __iter__(self) -> Iterator[SceneBatch]:
        rng = random.Random(self.seed)
        arrays = {  # on the CPU they stay on disk, and only what is taken is read
            length: [torch.from_numpy(np.load(file, mmap_mode="c")).to(self.device) for file in files]
            for length, files in ((length, pool_files(self.folder, length)) for length in self.scenes)
        }
        orders: dict[int, list[int]] = {length: [] for length in self.scenes}
        while True:
            length, count, _ = rng.choices(LENGTHS, [share for *_, share in LENGTHS])[0]
            order = orders[length]
            while len(order) < count * self.times:
                order += rng.sample(range(len(self.scenes[length])), len(self.scenes[length]))
            rows = [order.pop() for _ in range(count * self.times)]
            yield self._batch(length, rows, arrays[length], rng)

    def _batch(self, length: int, rows: list[int], arrays: list[Tensor], rng: random.Random) -> SceneBatch:
        scenes = [self.scenes[length][row] for row in rows]
        latents, heard = (array[rows].float() for array in arrays)
        seconds = torch.full((len(rows),), length / self.latent_rate)
        captions = [pick_caption(self.sounds[scene.sound], scene.own, rng) for scene in scenes]
        return SceneBatch(captions, [scene.style for scene in scenes], seconds, latents, heard)


def pick_caption(sound: Sound, own: str, rng: random.Random) -> str:
    """One of a sound's captions; the last is held out. Sometimes the recording's own."""
    if own.strip(" .") and rng.random() < OWN_CAPTION:
        return own.rstrip(".") + "."
    return rng.choice(sound.captions[:-1])


def prefetch(dataset: IterableDataset[Batch], ahead: int = 4) -> Iterator[Batch]:
    """Batches of a dataset, made by one worker process."""
    return iter(DataLoader(dataset, batch_size=None, num_workers=1, prefetch_factor=ahead))
