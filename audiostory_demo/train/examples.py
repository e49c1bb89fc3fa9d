"""Composed stories as token batches: what the planner reads, where it is judged, what its query tokens mean."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from ..codec import MelCodec
from ..data.composer import MOST_LONG, StoryExample, compose_clip, compose_story
from ..data.foley import Foley
from ..data.hints import Hints
from ..data.mixer import SceneMixer
from ..data.repertoire import Repertoire, shipped
from ..data.styles import Style
from ..data.wording import reasoning
from ..language.lexicon import english_words
from ..markup import GEN, RESIDUAL, SEMANTIC
from ..planner.vocabulary import Vocabulary
from .batches import wordings

SPOKEN = 0.1  # what a token of the instruction weighs in the loss: most of them cannot be foreseen
LENGTH_STEP = 64  # tokens
TYPICAL_LENGTH = 320  # tokens of a story: a batch holds as many as fill the time of so many typical ones
FREELY = 0.4  # share of scenes that are called by a wording, where any may be
ALONE = 0.4  # share of stories, there, that are a scene alone
Until = Literal["end", "scenes", "times"]
WHOLE: Mapping[Until, float] = {"end": 1.0}  # every story to its end
FIRST_TIME = " 0-"  # how the timed list in the reasoning begins
POOL = 4  # batches that are sorted by length together, so that little is padded


@dataclass(frozen=True)
class StoryBatch:
    """Stories as tokens, with the scenes whose query tokens are in them.

    Attributes:
        ids: [batch, T] token ids, padded at the end (a causal model never looks there).
        weights: [batch, T] what each token counts in the next-token loss, 0 where it is not judged.
        rows: [scenes] which story each scene belongs to.
        semantic: [scenes, S] positions of the semantic query tokens.
        residual: [scenes, R] positions of the residual query tokens.
        captions, styles: one per scene.
        seconds: [scenes].
        places: [places, 2] row and position of the last token before a place is likened to a setting.
        place_names: their names.
        in_parts: [batch] whether a story is as long as those told in parts.
        latents: one [L, V] per scene, empty without sound.
    """

    ids: Tensor
    weights: Tensor
    rows: Tensor
    semantic: Tensor
    residual: Tensor
    captions: list[str]
    styles: list[Style]
    seconds: Tensor
    places: Tensor
    place_names: list[str]
    in_parts: Tensor
    latents: list[Tensor] = field(default_factory=list)


@dataclass(frozen=True)
class _Tokens:
    """One story as ids, where the user's words and the answer begin, where a place is likened (or 0), and its source."""

    ids: list[int]
    spoken: int
    answer: int
    likened: int
    bridged: bool
    example: StoryExample


def tokenize(example: StoryExample, vocabulary: Vocabulary, until: Until = "end") -> _Tokens:
    """Ids of a story, or of its beginning: until the scenes begin, half the length, or until they are timed, a third."""
    plan = example.plan
    prompt, answer = vocabulary.encode_prompt(plan.instruction, plan.duration), vocabulary.encode_answer(plan)
    if until != "end":
        answer = answer[: answer.index(vocabulary.id(GEN)) + 1]
    if until == "times" and example.reasoning:
        answer = answer[: _end_of(vocabulary.encode_text(FIRST_TIME), answer) + 1]
    # the user's words are judged too: predicting them teaches which words go together
    turns = [place for place, token in enumerate(prompt) if token == vocabulary.id("<|im_start|>")]
    spoken = turns[1] + 1 + len(vocabulary.encode_text("user\n"))
    likened = len(prompt) + _end_of(vocabulary.encode_text(reasoning().likened), answer) if example.place else 0
    return _Tokens(prompt + answer, spoken, len(prompt), likened, until == "end", example)


def _end_of(part: list[int], ids: list[int]) -> int:
    """Where the first run of ``part`` in ``ids`` ends."""
    return next(at for at in range(len(ids)) if ids[at : at + len(part)] == part) + len(part) - 1


def collate(stories: list[_Tokens], vocabulary: Vocabulary) -> StoryBatch:
    """Pad stories to one length and note where the query tokens are."""
    # few different lengths: CPU kernels are prepared, and memory kept, for each
    length = -(-max(len(story.ids) for story in stories) // LENGTH_STEP) * LENGTH_STEP
    ids = torch.zeros(len(stories), length, dtype=torch.long)
    weights = torch.zeros(ids.shape)
    # numbered tokens and closing tags are forced: nothing to learn there
    forced = set(vocabulary.query) - {vocabulary.id(SEMANTIC), vocabulary.id(RESIDUAL)}
    rows, semantic, residual, styles = [], [], [], []
    captions: list[str] = []
    seconds: list[float] = []
    for row, story in enumerate(stories):
        ids[row, : len(story.ids)] = torch.tensor(story.ids)
        for place in range(story.spoken, len(story.ids)):
            token = story.ids[place]
            # what the user says next may be any word, but only the pieces are choices everywhere
            if token not in forced and not (place < story.answer and token in vocabulary.quotable):
                weights[row, place] = SPOKEN if place < story.answer else 1.0
        if not story.bridged:
            continue
        for start in (place for place, token in enumerate(story.ids) if token == vocabulary.semantic[0]):
            end = start + len(vocabulary.semantic)
            rows.append(row)
            semantic.append(range(start, end))
            residual.append(range(end + 2, end + 2 + len(vocabulary.residual)))  # past </t5><aud>
        captions += story.example.captions
        styles += [story.example.style] * len(story.example.captions)
        seconds += story.example.durations
    queries = (
        torch.tensor(rows, dtype=torch.long),
        _grid(semantic, len(vocabulary.semantic)),
        _grid(residual, len(vocabulary.residual)),
    )
    likened = [(row, story.likened) for row, story in enumerate(stories) if story.likened]
    names = [story.example.place for story in stories if story.likened]
    places = torch.tensor(likened, dtype=torch.long).reshape(-1, 2)
    in_parts = torch.tensor([0 < reasoning().parts_from <= story.example.seconds for story in stories])
    return StoryBatch(ids, weights, *queries, captions, styles, torch.tensor(seconds), places, names, in_parts)


def _grid(ranges: list[range], width: int) -> Tensor:
    return torch.tensor([list(r) for r in ranges], dtype=torch.long).reshape(-1, width)


def by_length(stories: list[_Tokens], budget: int) -> list[list[_Tokens]]:
    """Group stories of similar length so that no group, padded, passes ``budget`` tokens."""
    groups: list[list[_Tokens]] = []
    for story in sorted(stories, key=lambda story: -len(story.ids)):
        if not groups or (len(groups[-1]) + 1) * len(groups[-1][0].ids) > budget:
            groups.append([])
        groups[-1].append(story)
    return groups


class Stories(IterableDataset[StoryBatch]):
    """Endless batches of composed stories.

    Args:
        vocabulary: of the planner.
        compose: makes one story.
        batch: typical stories per batch; of long ones it holds fewer.
        seed: of everything drawn.
        until: how far the planner follows a story -> share of the stories.
        sound: recordings and codec, to give each scene its latents.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        compose: Callable[[random.Random], StoryExample],
        batch: int,
        seed: int,
        until: Mapping[Until, float] = WHOLE,
        sound: tuple[Foley, MelCodec] | None = None,
    ) -> None:
        self.vocabulary, self.compose, self.batch = vocabulary, compose, batch
        self.seed, self.until, self.sound = seed, until, sound

    def __iter__(self) -> Iterator[StoryBatch]:
        torch.set_num_threads(1)
        rng = random.Random(self.seed)
        sound = (SceneMixer(self.sound[0]), self.sound[1]) if self.sound else None
        while True:
            ends = rng.choices(list(self.until), list(self.until.values()), k=self.batch * POOL)
            pool = [tokenize(self.compose(rng), self.vocabulary, until) for until in ends]
            groups = by_length(pool, self.batch * TYPICAL_LENGTH)
            rng.shuffle(groups)
            for stories in groups:
                batch = collate(stories, self.vocabulary)
                if sound:
                    batch.latents.extend(_latents(stories, *sound, rng))
                yield batch


def _latents(stories: list[_Tokens], mixer: SceneMixer, codec: MelCodec, rng: random.Random) -> Iterator[Tensor]:
    for story in stories:
        example = story.example
        for sound, seconds in zip(example.sounds, example.durations, strict=True):
            samples, _ = mixer.scene(sound, seconds, example.style, rng)
            yield codec.encode(torch.from_numpy(samples)[None]).detach()


def compose_text(rng: random.Random, hints: Hints | None = None, repertoire: Repertoire | None = None) -> StoryExample:
    """Single clips and short stories, from which the words are learned fastest; longer and long ones, which are told in parts."""
    most_scenes = rng.choices((1, 3, 8, 16, MOST_LONG), (0.08, 0.13, 0.61, 0.04, 0.14))[0]
    return (
        compose_clip(rng, hints=hints, repertoire=repertoire)
        if most_scenes == 1
        else compose_story(rng, max_scenes=most_scenes, hints=hints, repertoire=repertoire)
    )


def compose_freely(
    rng: random.Random, hints: Hints | None = None, repertoire: Repertoire | None = None
) -> StoryExample:
    """The same; some scenes are called by a wording that people may choose, in place of a caption.

    Some stories are a single scene as a user may write one, an instruction that is its own caption, half of them with a word in it
    that may be any of the language: what it sounds like is nobody's business here, only what it means.
    """
    own = repertoire or shipped()
    if rng.random() < ALONE:
        sound = rng.choice(own.names)
        *captions, held_out = own.sounds[sound].captions
        caption = rng.choice((*captions, *wordings(sound, own)))
        if rng.random() < 0.5 and (strange := in_any_words(caption, rng)) != held_out:
            caption = strange
        seconds = round(rng.uniform(*own.sounds[sound].seconds), 1)
        return StoryExample(caption.rstrip("."), seconds, "", (caption,), (seconds,), (sound,), Style(), "")
    story = compose_text(rng, hints, repertoire)
    captions = [
        rng.choice(wordings(sound, own)) if rng.random() < FREELY else caption
        for sound, caption in zip(story.sounds, story.captions, strict=True)
    ]
    return replace(story, captions=tuple(captions))


def in_any_words(caption: str, rng: random.Random) -> str:
    """A caption of several words with another word in place of one of them."""
    words = caption.rstrip(".").split()
    if len(words) > 1:
        words[rng.randrange(1, len(words))] = rng.choice(_any_words())
    return " ".join(words) + "."


@cache
def _any_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in english_words() if len(word) > 2 and word.isalpha()))


def compose_long(rng: random.Random, hints: Hints | None = None, repertoire: Repertoire | None = None) -> StoryExample:
    """A story that is told in parts."""
    return compose_story(rng, max_scenes=MOST_LONG, hints=hints, repertoire=repertoire)


def compose_few(rng: random.Random, hints: Hints | None = None, repertoire: Repertoire | None = None) -> StoryExample:
    """A story of at most four scenes: long ones cost too much sound per step."""
    return compose_story(rng, max_scenes=4, hints=hints, repertoire=repertoire)


def without_reasoning(compose: Callable[[random.Random], StoryExample], rng: random.Random) -> StoryExample:
    """A story whose scenes are told without a word before them."""
    return replace(compose(rng), reasoning="", place="")
