"""Scenes mixed beforehand, with what a public tagger hears in them: training then only reads.

Mixing a scene and having it heard costs as much as a step of training spends on it, and a scene can be learned from
many times: noise, noise level and caption are drawn anew each time.

Letters for shapes: L latents of a scene, V values per latent, P pieces of 0.32 s, C channels of the tagger's maps.
"""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from ..audio import resample
from ..codec import MelCodec
from ..data.foley import Foley
from ..data.mixer import SceneMixer
from ..data.styles import Style
from ..files.writing import write_text
from ..tagger import RATE, WIDTH, Tagger

PIECE = 15  # latents in one column of the tagger's maps: 0.32 s at both rates
SCENES = {  # (latents, how many of them are another sound that comes before) -> scenes: 1.4 GB, eight minutes of one core
    (120, 0): 10_000, (240, 0): 2_500, (420, 0): 800,
    (240, 32): 640, (240, 64): 640, (240, 96): 640, (240, 128): 640,
}  # fmt: skip
MOST_OF_ONE = 50  # scenes for each recording: few recordings need no large pool
PLAIN_SCENE, PLAIN_PART = 0.55, 0.35  # share of scenes without a style; of the parts of a style that are plain
VARY = 0.5  # share of recordings that are played a little faster or slower
BLOCK = 8  # scenes that are mixed and heard together
LIST = "scenes.json"

Shape = tuple[int, int]
"""Latents of a scene, and how many of them belong to another sound that comes before the one it is called by."""


@dataclass(frozen=True)
class MixedScene:
    """One scene of the pool: its class, its recording's own caption, its style."""

    sound: str
    own: str
    style: Style


class _Blocks(Dataset[tuple[Tensor, Tensor, list[MixedScene]]]):
    """Scenes, BLOCK of one length at a time; a block's length and number decide everything that is drawn for it."""

    def __init__(self, foley: Foley, codec: MelCodec, blocks: dict[Shape, int], seed: int) -> None:
        self.foley, self.codec, self.seed = foley, codec, seed
        self.blocks = [(shape, number) for shape, count in blocks.items() for number in range(count)]
        self._mixer: SceneMixer | None = None  # these two are made where they are used, in a worker
        self._ears: Tagger | None = None

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, list[MixedScene]]:
        torch.set_num_threads(1)
        self._mixer = self._mixer or SceneMixer(self.foley, VARY)
        self._ears = self._ears or Tagger.load()
        (length, before), block = self.blocks[index]
        rng, rate = random.Random(f"{self.seed}/{length}/{before}/{block}"), self.codec.latent_rate
        mixed, waves = [], []
        for place in range(block * BLOCK, (block + 1) * BLOCK):
            sound = self.foley.sounds[place % len(self.foley.sounds)]  # every class as often as any other
            style = Style() if rng.random() < PLAIN_SCENE else self._mixer.draw(rng, plain=PLAIN_PART)
            if before:
                both, times = (rng.choice(self.foley.sounds), sound), (before / rate, (length - before) / rate)
                samples, own = self._mixer.following(both, times, style, rng)
            else:
                samples, own = self._mixer.scene(sound, length / rate, style, rng)
            mixed.append(MixedScene(sound, own, style))
            waves.append(samples)
        latents = torch.stack([self.codec.encode(torch.from_numpy(samples)[None]) for samples in waves])
        heard = self._ears.maps(torch.from_numpy(resample(np.stack(waves), self.foley.rate, RATE)))
        return latents.detach().half(), heard.transpose(1, 2)[:, : length // PIECE].half(), mixed


def pool_files(folder: Path, shape: Shape) -> tuple[Path, Path]:
    """Where the scenes of this shape are: sound [scenes, L, V], and what is heard in it [scenes, P, C]."""
    return folder / f"latents-{shape_name(shape)}.npy", folder / f"heard-{shape_name(shape)}.npy"


def shape_name(shape: Shape) -> str:
    """As it stands in file names and in the list of scenes: "240", or "240-64" where 64 of them come before."""
    return "-".join(str(count) for count in shape if count)


def shape_named(name: str) -> Shape:
    """The reverse of :func:`shape_name`."""
    length, _, before = name.partition("-")
    return int(length), int(before or 0)


def mix_pool(
    folder: Path, foley: Foley, codec: MelCodec, *, share: float = 1.0, workers: int = 1, seed: int = 0
) -> None:
    """Mix a pool of scenes into ``folder``, if it is not there yet.

    Args:
        folder: gets two arrays for each length and, last, the list of scenes.
        foley: recordings; every class gets as many scenes.
        codec: turns sound into latents.
        share: of the scenes in ``SCENES`` that are made.
        workers: processes that mix.
        seed: of everything drawn.
    """
    if (folder / LIST).is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    count = {shape: max(1, round(share * scenes / BLOCK)) for shape, scenes in SCENES.items()}
    scenes: dict[str, list[dict[str, object]]] = {shape_name(shape): [] for shape in count}
    Tagger.load()  # once: what is forked has it already, and workers stay for all lengths
    blocks = iter(DataLoader(_Blocks(foley, codec, count, seed), batch_size=None, num_workers=workers))
    for shape in count:
        sizes = ((shape[0], codec.latent_dim), (shape[0] // PIECE, WIDTH))
        latents, heard = (
            np.lib.format.open_memmap(file, "w+", np.float16, (count[shape] * BLOCK, *size))
            for file, size in zip(pool_files(folder, shape), sizes, strict=True)
        )
        for number in range(count[shape]):
            sound, maps, mixed = next(blocks)
            rows = slice(number * BLOCK, (number + 1) * BLOCK)
            latents[rows], heard[rows] = sound.numpy(), maps.numpy()
            scenes[shape_name(shape)] += [asdict(one) for one in mixed]
        latents.flush()
        heard.flush()
    write_text(folder / LIST, json.dumps(scenes))


@torch.no_grad()
def measure_codec(foley: Foley, codec: MelCodec, scenes: int = 600, seed: int = 0) -> None:
    """Set the codec's mean and spread of each band from scenes of evenly drawn sounds."""
    rng, mixer = random.Random(seed), SceneMixer(foley)
    frames = []
    for _ in range(scenes):
        style = Style() if rng.random() < 0.5 else mixer.draw(rng, plain=0.0)
        samples, _ = mixer.scene(rng.choice(foley.sounds), 2.5, style, rng)
        frames.append(codec.log_mel(torch.from_numpy(samples)[None]))
    stacked = torch.cat(frames)
    codec.mean.copy_(stacked.mean(0))
    codec.spread.copy_(stacked.std(0))
