"""Endless training batches, made in a worker process while the model trains."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset

from ..data.grammar import capital
from ..data.mention import Mention
from ..data.repertoire import Repertoire
from ..data.retelling import retold
from ..data.saying import draw_level, unmarked
from ..data.sounds import Sound
from ..data.styles import Style
from .pool import LIST, MixedScene, Shape, pool_files, shape_named

SHAPES: dict[Shape, tuple[int, float]] = {  # scenes per batch, about 1,900 latents; share of the batches
    (120, 0): (16, 0.5), (240, 0): (8, 0.22), (420, 0): (4, 0.12),
    (240, 32): (8, 0.04), (240, 64): (8, 0.04), (240, 96): (8, 0.04), (240, 128): (8, 0.04),
}  # fmt: skip
OWN_CAPTION = 0.3  # share of scenes called by their recording's own caption
WORDINGS = 120  # of each class, beside its captions
RETOLD = 0.6  # share of them in forms that stories do not have
Batch = TypeVar("Batch")


@dataclass(frozen=True)
class SceneBatch:
    """Scenes of one length with what conditions them.

    Attributes:
        captions: one per scene, of those that the transformer learns from.
        said: what people may say in place of each; the same where nothing else is said.
        styles: one per scene.
        seconds: [batch].
        latents: [batch, L, V] float32, standardised.
        heard: [batch, P, C] float32, the tagger's maps of the clean sound.
        before: how many of the latents belong to another sound, after which the one called by the caption begins.
    """

    captions: list[str]
    said: list[str]
    styles: list[Style]
    seconds: Tensor
    latents: Tensor
    heard: Tensor
    before: int = 0

    def first(self, count: int) -> SceneBatch:
        """Its first scenes."""
        cut = {one.name: getattr(self, one.name)[:count] for one in fields(self) if one.name != "before"}
        return replace(self, **cut)


class PooledScenes(IterableDataset[SceneBatch]):
    """Endless batches from a pool; every scene comes once before any comes again.

    Args:
        folder: that :func:`mix_pool` has filled.
        latent_rate: of the codec, Hz.
        repertoire: what its classes are called.
        seed: of the order and the captions.
        times: batches hold this many times the scenes of ``SHAPES``.
        device: where the pool is kept: on a GPU no copy of a batch has to wait for the bus.
        following: whether there are batches of sounds that follow another one, for a transformer that continues.
        plain: share of scenes without a style; None takes them as they come.
        freely: share of scenes of which one of WORDINGS is said, in place of the caption.
    """

    def __init__(
        self,
        folder: Path,
        latent_rate: float,
        repertoire: Repertoire,
        seed: int,
        times: int = 1,
        device: torch.device | str = "cpu",
        following: bool = True,
        plain: float | None = None,
        freely: float = 0.0,
    ) -> None:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        self.folder, self.latent_rate, self.seed, self.times = folder, latent_rate, seed, times
        self.device, self.plain, self.freely, self.sounds = device, plain, freely, repertoire.sounds
        self.wordings = {sound: wordings(sound, repertoire) for sound in repertoire.sounds} if freely else {}
        self.scenes = {
            shape_named(name): [MixedScene(one["sound"], one["own"], Style(**one["style"])) for one in scenes]
            for name, scenes in listed.items()
            if following or not shape_named(name)[1]
        }

    def __iter__(self) -> Iterator[SceneBatch]:
        rng = random.Random(self.seed)
        arrays = {  # on the CPU they stay on disk, and only what is taken is read
            shape: [torch.from_numpy(np.load(file, mmap_mode="c")).to(self.device) for file in files]
            for shape, files in ((shape, pool_files(self.folder, shape)) for shape in self.scenes)
        }
        orders: dict[tuple[Shape, bool | None], list[int]] = {}
        shares = [SHAPES[shape][1] for shape in self.scenes]
        while True:
            shape = rng.choices(list(self.scenes), shares)[0]
            rows = []
            for _ in range(SHAPES[shape][0] * self.times):
                plain = None if self.plain is None else rng.random() < self.plain
                order = orders.setdefault((shape, plain), [])
                if not order:
                    order += self._shuffled(shape, plain, rng)
                rows.append(order.pop())
            yield self._batch(shape, rows, arrays[shape], rng)

    def _shuffled(self, shape: Shape, plain: bool | None, rng: random.Random) -> list[int]:
        """Numbers of the scenes of a shape, or of those with or without a style; of all where there are none such."""
        scenes = self.scenes[shape]
        rows = [row for row, scene in enumerate(scenes) if plain in (None, scene.style == Style())]
        return rng.sample(rows, len(rows)) or rng.sample(range(len(scenes)), len(scenes))

    def _batch(self, shape: Shape, rows: list[int], arrays: list[Tensor], rng: random.Random) -> SceneBatch:
        scenes = [self.scenes[shape][row] for row in rows]
        latents, heard = (array[rows].float() for array in arrays)
        seconds = torch.full((len(rows),), (shape[0] - shape[1]) / self.latent_rate)
        captions = [pick_caption(self.sounds[scene.sound], scene.own, rng) for scene in scenes]
        said = [
            rng.choice(self.wordings[scene.sound]) if self.freely and rng.random() < self.freely else caption
            for scene, caption in zip(scenes, captions, strict=True)
        ]
        return SceneBatch(captions, said, [scene.style for scene in scenes], seconds, latents, heard, shape[1])


def pick_caption(sound: Sound, own: str, rng: random.Random) -> str:
    """One of a sound's captions; the last is held out. Sometimes the recording's own."""
    if own.strip(" .") and rng.random() < OWN_CAPTION:
        return own.rstrip(".") + "."
    return rng.choice(sound.captions[:-1])


@cache
def wordings(sound: str, repertoire: Repertoire, count: int = WORDINGS) -> list[str]:
    """Sentences as instructions say that a class is heard, always the same ones; those held out are not among them."""
    rng, said, entry = random.Random(sound), set[str](), repertoire.sounds[sound]
    held_out = {words.replace("*", "").rstrip(".").lower() for words in (entry.captions[-1], entry.phrases[-1])}
    for _ in range(4 * count):  # of a class with few words there are fewer
        mention = Mention(sound, rng, level=draw_level(rng), strange={}, repertoire=repertoire)
        words = mention.clause("present") if rng.random() < 0.5 else mention.heard()
        words = retold(entry, rng) if rng.random() < RETOLD else f"{capital(unmarked(words))}."
        if words.rstrip(".").lower() not in held_out:
            said.add(words)
        if len(said) == count:
            break
    return sorted(said)


def prefetch(dataset: IterableDataset[Batch], ahead: int = 4) -> Iterator[Batch]:
    """Batches of a dataset, made by one worker process."""
    return iter(DataLoader(dataset, batch_size=None, num_workers=1, prefetch_factor=ahead))
