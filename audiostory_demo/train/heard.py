"""Stage 2: sounds with questions about them, from what is heard in the pool's scenes.

A sound that follows another is put together from the columns of two scenes in one style, so that every pair of sounds can
occur at any time. Letters for shapes: T columns of 0.32 s, C channels of a column.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import IterableDataset

from ..codec import MelCodec
from ..data.repertoire import Repertoire
from ..data.styles import Style
from ..hearing import PARTS, phrases
from ..listening import COLUMN_SECONDS, FEWEST_COLUMNS, KNOWN, end_of, where_said
from ..markup import END
from ..planner import Planner
from ..planner.audio_input import AudioInput
from ..planner.columns import columns
from ..planner.vocabulary import Vocabulary
from .pool import LIST, PIECE, MixedScene, pool_files, shape_named

CLIPS = 4  # times as many sounds in a batch as other stages have stories: they are so much shorter
COLUMNS = (5, 28)  # fewest and most of an example
SOUNDS = {1: 0.6, 2: 0.34, 3: 0.06}  # how many of them in an example -> share
STYLED = 0.75  # share of examples that are drawn from scenes in a style
QUESTIONS = {"what": 0.48, "where": 0.32, "first": 0.08, "follows": 0.12}
NOISE = 0.1  # added to columns, as a share of their spread
ALIGNING, ALIGN_BATCH, ALIGN_RATE = 1500, 64, 2e-3  # steps of the first lesson, sounds of each, learning rate
SHARPNESS = 16.0  # of the choice among words there
STATISTICS = 2000  # scenes that columns are standardised by


@dataclass(frozen=True)
class HeardBatch:
    """Sounds with a question and its answer each.

    Attributes:
        ids: [batch, L] token ids, padded at the end; 0 where the sound is.
        weights: [batch, L] 1 in the answer, else 0.
        heard: [batch, T, C] columns of the sounds.
        start: where the sound begins in ``ids``.
    """

    ids: Tensor
    weights: Tensor
    heard: Tensor
    start: int


@dataclass(frozen=True)
class Example:
    """One sound: its columns [T, C], classes, the column that each begins with, and the style."""

    heard: Tensor
    sounds: tuple[str, ...]
    starts: tuple[int, ...]
    style: Style


class HeardSounds(IterableDataset[HeardBatch]):
    """Endless batches of sounds with questions.

    Args:
        scenes: to put sounds together from.
        vocabulary: of the planner.
        repertoire: what sounds are called, and what follows what.
        embeddings: of a sound beside its columns.
        batch: sounds.
        seed: of everything drawn.
    """

    def __init__(
        self, scenes: PoolSounds, vocabulary: Vocabulary, repertoire: Repertoire, embeddings: int, batch: int, seed: int
    ) -> None:
        self.scenes, self.vocabulary, self.repertoire = scenes, vocabulary, repertoire
        self.embeddings, self.batch, self.seed = embeddings, batch, seed
        self.next = followers(repertoire)

    def __iter__(self) -> Iterator[HeardBatch]:
        torch.set_num_threads(1)
        rng = random.Random(self.seed)
        while True:
            length = rng.randint(*COLUMNS)
            yield self.collate([self.scenes.draw(length, rng) for _ in range(self.batch)], rng)

    def collate(self, examples: Sequence[Example], rng: random.Random) -> HeardBatch:
        """Ask something about each; all have one length."""
        heard = torch.stack([example.heard for example in examples])
        there = len(heard[0]) + self.embeddings
        turns = [self.turn(example, rng) for example in examples]
        length = max(len(before) + there + len(after) + len(answer) for before, after, answer in turns)
        ids = torch.zeros(len(examples), length, dtype=torch.long)
        weights = torch.zeros(ids.shape)
        for row, (before, after, answer) in enumerate(turns):
            said = len(before) + there + len(after)
            ids[row, : len(before)] = torch.tensor(before)
            ids[row, len(before) + there : said] = torch.tensor(after)
            ids[row, said : said + len(answer)] = torch.tensor(answer)
            weights[row, said : said + len(answer)] = 1.0
        return HeardBatch(ids, weights, heard, len(turns[0][0]))

    def turn(self, example: Example, rng: random.Random) -> tuple[list[int], list[int], list[int]]:
        """Ids before the sound, of the question after it, of the answer."""
        asked = rng.choices(list(QUESTIONS), list(QUESTIONS.values()))[0]
        question, parts = self.asked(example, asked, rng)
        answer = [token for part in parts for token in self.vocabulary.encode_text(part)]
        return *self.vocabulary.encode_question(question), [*answer, self.vocabulary.id(END)]

    def asked(self, example: Example, asked: str, rng: random.Random) -> tuple[str, list[str]]:
        """A question in words, and the parts of its answer."""
        said = phrases()
        labels = [self.repertoire.sounds[sound].label for sound in example.sounds]
        if asked == "where":
            return said.place, where_said(example.style)
        if asked == "first":
            return said.first, [said.sound.format(name=labels[0])]
        if asked == "follows":
            next_one = rng.choice(self.next[example.sounds[-1]])
            return said.follows, [said.sound.format(name=self.repertoire.sounds[next_one].label)]
        total = len(example.heard) * COLUMN_SECONDS - rng.uniform(
            0, COLUMN_SECONDS
        )  # the last column may be part of one
        ends = [*map(end_of, example.starts[1:]), f"{total:.1f}".removesuffix(".0")]
        parts = []
        for start, end, label in zip(["0", *ends], ends, labels, strict=False):
            parts += [said.span.format(start=start, end=end), said.sound.format(name=label)]
        return said.what.format(seconds=ends[-1]), parts


class PoolSounds:
    """What is heard in a pool's scenes of one sound, by style.

    Args:
        folder: that :func:`mix_pool` has filled.
        codec: whose latents it holds.
    """

    def __init__(self, folder: Path, codec: MelCodec) -> None:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        self.codec = codec
        self.latents: list[np.ndarray] = []
        self.maps: list[np.ndarray] = []
        self.scenes: list[MixedScene] = []
        for name, scenes in listed.items():
            if shape_named(name)[1]:  # begins with another sound, which the list does not name
                continue
            latents, maps = (np.load(file, mmap_mode="r") for file in pool_files(folder, shape_named(name)))
            self.latents += list(latents)
            self.maps += list(maps)
            self.scenes += [MixedScene(one["sound"], one["own"], Style(**one["style"])) for one in scenes]
        self.by_style: dict[Style, list[int]] = defaultdict(list)
        for number, scene in enumerate(self.scenes):
            self.by_style[scene.style].append(number)
        self.styled = [number for number, scene in enumerate(self.scenes) if scene.style != Style()]
        self.spread = self.some(STATISTICS).mean(1).std(0)

    def some(self, count: int) -> Tensor:
        """Columns [scenes, T, C] of evenly chosen scenes, cut to the shortest."""
        chosen = range(0, len(self.maps), max(1, len(self.maps) // count))
        shortest = min(len(self.maps[number]) for number in chosen)
        return torch.stack([self.heard(number, 0, shortest) for number in chosen])

    @torch.no_grad()
    def heard(self, number: int, start: int, end: int) -> Tensor:
        """Columns [T, C] of a scene."""
        latents = np.array(self.latents[number][start * PIECE : end * PIECE], np.float32)
        maps = torch.from_numpy(np.array(self.maps[number][start:end], np.float32))
        return columns(maps, self.codec.frames(torch.from_numpy(latents)))

    def draw(self, length: int, rng: random.Random) -> Example:
        """An example of so many columns."""
        first = rng.choice(self.styled if self.styled and rng.random() < STYLED else range(len(self.maps)))
        style = self.scenes[first].style
        most = min(length // FEWEST_COLUMNS, len(SOUNDS))
        shares = [share for count, share in SOUNDS.items() if count <= most]
        count = rng.choices(range(1, len(shares) + 1), shares)[0]
        cuts = sorted(rng.sample(range(1, length // FEWEST_COLUMNS), count - 1)) if count > 1 else []
        edges = [0, *(cut * FEWEST_COLUMNS + rng.randrange(FEWEST_COLUMNS) for cut in cuts), length]
        chosen = [first, *(rng.choice(self.by_style[style]) for _ in range(count - 1))]
        pieces: list[Tensor] = []
        sounds: list[str] = []
        starts: list[int] = []
        for number, start, end in zip(chosen, edges, edges[1:], strict=False):
            pieces.append(self._cut(number, end - start, rng))
            if not sounds or sounds[-1] != self.scenes[number].sound:
                sounds.append(self.scenes[number].sound)
                starts.append(start)
        heard = torch.cat(pieces)
        return Example(heard + NOISE * self.spread * torch.randn_like(heard), tuple(sounds), tuple(starts), style)

    def _cut(self, number: int, length: int, rng: random.Random) -> Tensor:
        """Columns of a scene; a shorter one is repeated."""
        whole = len(self.maps[number])
        start = rng.randint(0, max(0, whole - length))
        heard = self.heard(number, start, min(whole, start + length))
        return heard.repeat(-(-length // len(heard)), 1)[:length]


@torch.enable_grad()
def align(
    planner: Planner,
    hearing: AudioInput,
    scenes: PoolSounds,
    repertoire: Repertoire,
    *,
    steps: int | None = None,
    seed: int = 0,
) -> float:
    """Turn the projector's embeddings towards those of the words for what is heard; returns the last loss.

    A planner that quotes its instruction can repeat words, so that it need not learn what each sound's embedding means: a
    minute here spares most of the stage.

    Args:
        planner: whose words are meant.
        hearing: that is taught; its columns are standardised here.
        scenes: to draw sounds from.
        repertoire: what they are called.
        steps: None for ALIGNING.
        seed: of everything drawn.
    """
    steps = ALIGNING if steps is None else steps
    rng, names = random.Random(seed), {name: number for number, name in enumerate(repertoire.names)}
    sounds, size = _words_of(planner, repertoire.names, repertoire)
    hearing.set_statistics(scenes.some(STATISTICS))
    hearing.size.data.fill_(float(size))
    said = phrases().parts
    parts = {part: _embedded(planner, [f" {text}" for text in said[part]])[0] for part in PARTS}
    hearing.requires_grad_(True).train()
    lessons = [*hearing.column.parameters(), *hearing.whole.parameters()]
    optimizer = torch.optim.AdamW(lessons, lr=ALIGN_RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, ALIGN_RATE, total_steps=steps)
    loss = torch.zeros(())
    for _ in range(steps):
        length = rng.randint(*COLUMNS)
        batch = [scenes.draw(length, rng) for _ in range(ALIGN_BATCH)]
        whole, columns = hearing.directions(torch.stack([one.heard for one in batch]))
        wanted = torch.zeros(len(batch), length, dtype=torch.long)
        for row, one in enumerate(batch):
            for name, start in zip(one.sounds, one.starts, strict=True):
                wanted[row, start:] = names[name]
        shares = F.one_hot(wanted, len(names)).float().mean(1)
        loss = _nearest(whole[:, 0], sounds, shares) + _nearest(columns, sounds, F.one_hot(wanted, len(names)).float())
        for place, part in enumerate(PARTS, 1):
            answers = torch.tensor([KNOWN[part].index(getattr(one.style, part)) for one in batch])
            loss = loss + _nearest(whole[:, place], parts[part], F.one_hot(answers, len(parts[part])).float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return loss.item()


def _nearest(directions: Tensor, words: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy of which words [K, H] the directions [..., H] are near, against wanted shares [..., K]."""
    chances = (SHARPNESS * directions @ words.T).log_softmax(-1)
    return -(wanted * chances).sum(-1).mean()


def _words_of(planner: Planner, names: Sequence[str], repertoire: Repertoire) -> tuple[Tensor, Tensor]:
    said = phrases().sound
    return _embedded(planner, [said.format(name=repertoire.sounds[name].label) for name in names])


@torch.no_grad()
def _embedded(planner: Planner, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Directions [texts, H] of the mean embedding of each text's tokens, less what all have in common; a token's length."""
    table = planner.llm.get_input_embeddings().weight.float().cpu()
    means = torch.stack([table[planner.vocabulary.encode_text(text)].mean(0) for text in texts])
    return F.normalize(means - means.mean(0), dim=-1), table.norm(dim=-1).mean()


def followers(repertoire: Repertoire) -> Mapping[str, Sequence[str]]:
    """Class -> classes that come after it in situations, as often as they do."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in repertoire.learned:
        slots = [slot if isinstance(slot, tuple) else (slot,) for slot in one.sounds]
        for before, after in itertools.pairwise(slots):
            for name in before:
                found[name] += [other for other in after if other != name]
    return {
        name: found[name] or [other for other in repertoire.names if other != name] or [name]
        for name in repertoire.names
    }
