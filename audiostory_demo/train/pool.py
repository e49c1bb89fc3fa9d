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

from ..analysis.tagger import RATE, WIDTH, Tagger
from ..audio import resample
from ..codec import MelCodec
from ..data.foley import Foley
from ..data.mixer import SceneMixer
from ..data.styles import Style
from ..files.writing import write_text

PIECE = 15  # latents in one column of the tagger's maps: 0.32 s at both rates
SCENES = {120: 10_000, 240: 2_500, 420: 800}  # latents -> scenes: 1.1 GB, five minutes of one core
MOST_OF_ONE = 50  # scenes for each recording: few recordings need no large pool
PLAIN_SCENE, PLAIN_PART = 0.55, 0.35  # share of scenes without a style; of the parts of a style that are plain
BLOCK = 8  # scenes that are mixed and heard together
LIST = "scenes.json"


@dataclass(frozen=True)
class MixedScene:
    """One scene of the pool: its class, its recording's own caption, its style."""

    sound: str
    own: str
    style: Style


class _Blocks(Dataset[tuple[Tensor, Tensor, list[MixedScene]]]):
    """Scenes, BLOCK of one length at a time; a block's length and number decide everything that is drawn for it."""

    def __init__(self, foley: Foley, codec: MelCodec, blocks: dict[int, int], seed: int) -> None:
        self.foley, self.codec, self.seed = foley, codec, seed
        self.blocks = [(length, number) for length, count in blocks.items() for number in range(count)]
        self._mixer: SceneMixer | None = None  # these two are made where they are used, in a worker
        self._ears: Tagger | None = None

    def __len__(self) -> int:
        return len(self.blocks)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor, list[MixedScene]]:
        torch.set_num_threads(1)
        self._mixer = self._mixer or SceneMixer(self.foley)
        self._ears = self._ears or Tagger.load()
        length, block = self.blocks[index]
        rng, seconds = random.Random(f"{self.seed}/{length}/{block}"), length / self.codec.latent_rate
        mixed, waves = [], []
        for place in range(block * BLOCK, (block + 1) * BLOCK):
            sound = self.foley.sounds[place % len(self.foley.sounds)]  # every class as often as any other
            style = Style() if rng.random() < PLAIN_SCENE else self._mixer.draw(rng, plain=PLAIN_PART)
            samples, own = self._mixer.scene(sound, seconds, style, rng)
            mixed.append(MixedScene(sound, own, style))
            waves.append(samples)
        latents = torch.stack([self.codec.encode(torch.from_numpy(samples)[None]) for samples in waves])
        heard = self._ears.maps(torch.from_numpy(resample(np.stack(waves), self.foley.rate, RATE)))
        return latents.detach().half(), heard.transpose(1, 2)[:, : length // PIECE].half(), mixed


def pool_files(folder: Path, length: int) -> tuple[Path, Path]:
    """Where the scenes of so many latents are: sound [scenes, L, V], and what is heard in it [scenes, P, C]."""
    return folder / f"latents-{length}.npy", folder / f"heard-{length}.npy"


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
    count = {length: max(1, round(share * scenes / BLOCK)) for length, scenes in SCENES.items()}
    scenes: dict[int, list[dict[str, object]]] = {length: [] for length in count}
    Tagger.load()  # once: what is forked has it already, and workers stay for all lengths
    blocks = iter(DataLoader(_Blocks(foley, codec, count, seed), batch_size=None, num_workers=workers))
    for length in count:
        shapes = ((length, codec.latent_dim), (length // PIECE, WIDTH))
        latents, heard = (
            np.lib.format.open_memmap(file, "w+", np.float16, (count[length] * BLOCK, *shape))
            for file, shape in zip(pool_files(folder, length), shapes, strict=True)
        )
        for number in range(count[length]):
            sound, maps, mixed = next(blocks)
            rows = slice(number * BLOCK, (number + 1) * BLOCK)
            latents[rows], heard[rows] = sound.numpy(), maps.numpy()
            scenes[length] += [asdict(one) for one in mixed]
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
