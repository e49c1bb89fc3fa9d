"""A sentence encoder teaches the planner which sounds go with words that no table of ours has.

A planner of this size knows of the world what its training texts say. MiniLM (see :mod:`.targets`) knows which of our
situations a place is like, and which of our sounds a thing sounds like by its name. From the commonest words of its
vocabulary we make thousands of places and things; what it says of them becomes training stories, and its vectors of
words become the planner's first word embeddings. Generation never loads it.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from ..data.hints import Hints, Place
from ..data.repertoire import Repertoire, shipped
from ..data.situations import Situation
from ..data.sounds import bare
from ..data.wording import wording
from ..evaluate.held_out import held_out
from ..files.writing import write_text
from ..language.english import grammar
from .targets import encode, sentence_encoder

HINTS = "hints.json"
WORDS = 11_000  # of the encoder's vocabulary that places and things are made of
CONSIDERED = 30_000  # of the encoder's words, the commonest: all that it has
RARE = 0.02  # by how much a word that is e times rarer stands behind in cosine
PLACES = 40_000  # place names to ask the teacher about
NEIGHBOURS = 8  # situations that a place is likened to
SHARPNESS = 0.1  # cosine over which one of them counts e times less
SUGGESTED = 14  # sounds kept for a place
ALIKE = 0.6  # cosine from which a thing is said to sound like its neighbour among our nouns
TOO_CLOSE = 0.7  # cosine to a held-out situation from which a place must not be learned


def vectors(texts: Sequence[str]) -> Tensor:
    """[texts, D] sentence vectors of length 1."""
    found = torch.zeros(len(texts), sentence_encoder()[1].config.hidden_size)
    for numbers, hidden, mask in encode(texts):
        found[numbers] = F.normalize((hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=-1)
    return found


@lru_cache
def relevant_words(count: int = WORDS, repertoire: Repertoire | None = None) -> tuple[str, ...]:
    """Words that have to do with what our situations and sounds are about, the most telling first.

    Of the encoder's vocabulary, which is sorted by how common a word is: those nearest to one of our titles or nouns,
    rare ones a little behind. That leaves out what no sound has to do with ("although", "percent").
    """
    tokenizer, _ = sentence_encoder()
    words = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    crude = grammar().crude
    words = [word for word, _ in words[:CONSIDERED] if re.fullmatch("[a-z]{3,}", word) and not word.startswith(crude)]
    own = repertoire or shipped()
    ours = [title for s in own.situations for title in s.titles] + [
        bare(n) for s in own.sounds.values() for n in s.nouns
    ]
    near = (vectors(words) @ vectors(ours).T).amax(1)
    rank = near - RARE * torch.arange(1, len(words) + 1).log()
    return tuple(words[number] for number in rank.argsort(descending=True)[:count].tolist())


def ask(places: Sequence[str], nouns: Sequence[str], repertoire: Repertoire | None = None) -> Hints:
    """The teacher's answers: the sounds that fit each place, and for each noun the class that comes nearest.

    Places too much like a situation of the held-out instructions are left out, as are nouns that resemble none of ours.
    """
    own = repertoire or shipped()
    if not own.learned:  # of these sounds no situation is known that a place could be like
        return Hints((), _nearest(nouns, own))
    avoid, (titles, known) = _avoided(), _known(own)
    answers = []
    for start in range(0, len(places), 2048):
        asked = vectors(places[start : start + 2048])
        free = (asked @ avoid.T).amax(1) < TOO_CLOSE
        for place, allowed, near in zip(places[start : start + 2048], free.tolist(), asked @ known.T, strict=True):
            if allowed:
                answers.append(_suggest(place, near, titles))
    return Hints(tuple(answers), _nearest(nouns, own))


@cache
def _avoided() -> Tensor:
    """Vectors of the instructions that are only measured with, and of their places."""
    return vectors([text for one in held_out() if one.place for text in (one.text, one.place)])


@lru_cache
def _known(own: Repertoire) -> tuple[list[tuple[str, Situation]], Tensor]:
    """Titles of the situations that a place may be like, and their vectors."""
    titles = [(title.rstrip("."), s) for s in own.learned for title in s.titles]
    return titles, vectors([title for title, _ in titles])


def _suggest(place: str, near: Tensor, titles: list[tuple[str, Situation]]) -> Place:
    """What happens in the situations most like a place: sounds with weights and when they come, 0 first, 1 last."""
    closest: dict[str, tuple[float, Situation]] = {}
    for cosine, index in zip(*(part.tolist() for part in near.topk(min(len(titles), 8 * NEIGHBOURS))), strict=True):
        situation = titles[index][1]
        closest.setdefault(situation.name, (cosine, situation))
        if len(closest) == NEIGHBOURS:
            break
    best, nearest = next(iter(closest.values()))
    weight: dict[str, float] = defaultdict(float)
    moment: dict[str, float] = defaultdict(float)
    for cosine, situation in closest.values():
        share = math.exp((cosine - best) / SHARPNESS)
        for number, slot in enumerate(situation.sounds):
            options = (slot,) if isinstance(slot, str) else slot
            for sound in options:
                weight[sound] += share / len(options)
                moment[sound] += share / len(options) * number / max(1, len(situation.sounds) - 1)
    best_first = sorted(weight, key=weight.__getitem__, reverse=True)[:SUGGESTED]
    sounds = tuple((s, round(weight[s], 3), round(moment[s] / weight[s], 3)) for s in best_first)
    return Place(place, nearest.setting, sounds)


@lru_cache
def _nouns(own: Repertoire) -> tuple[list[tuple[str, str]], Tensor]:
    """Nouns with the class that makes their sound, and their vectors."""
    ours = [(bare(noun), sound.name) for sound in own.sounds.values() for noun in sound.nouns[:-1]]
    ours += [(bare(noun), name) for name, nouns in own.standins.items() for noun in nouns]
    return ours, vectors([noun for noun, _ in ours])


def _nearest(nouns: Sequence[str], own: Repertoire) -> dict[str, tuple[str, ...]]:
    ours, known = _nouns(own)
    taken = {bare(noun) for sound in own.sounds.values() for noun in sound.nouns[:-1]}
    near = vectors(nouns) @ known.T
    found: dict[str, list[str]] = defaultdict(list)
    for noun, (cosine, index) in zip(nouns, zip(*(part.tolist() for part in near.max(1)), strict=True), strict=True):
        if cosine >= ALIKE and noun not in taken:
            found[ours[index][1]].append(noun)
    return {name: tuple(words) for name, words in found.items()}


def place_names(words: Sequence[str], count: int, seed: int = 0, repertoire: Repertoire | None = None) -> list[str]:
    """Places and occasions made of common words and of our own titles."""
    rng, learned = random.Random(seed), (repertoire or shipped()).learned
    if not learned:
        return []
    titles = [title.rstrip(".") for s in learned for title in s.titles]

    def draw() -> str:
        return words[int(len(words) * rng.random() ** 2)]  # half of what is drawn comes from the first quarter

    names = {rng.choice(wording().place_names).format(draw(), draw(), title=rng.choice(titles)) for _ in range(count)}
    return sorted({*names, *words})


def hints(folder: Path, repertoire: Repertoire) -> Hints:
    """What the teacher says about a repertoire, kept in ``folder``; two to three minutes of one core on first use."""
    digest = hashlib.sha256(repr(repertoire.sounds).encode()).hexdigest()[:12]
    file = folder / (HINTS if repertoire is shipped() else f"hints-{digest}.json")
    if not file.is_file():
        words = relevant_words(WORDS, repertoire)
        answers = ask(place_names(words, PLACES, repertoire=repertoire), words, repertoire)
        write_text(file, json.dumps(answers.to_dict()))
    return Hints.from_dict(json.loads(file.read_text(encoding="utf-8")))


def word_embeddings(tokenizer: Tokenizer, width: int, spread: float) -> Tensor:
    """[tokens, width] first embeddings: the encoder's vectors of all tokens that are words, its leading directions."""
    texts = token_words(tokenizer)
    is_word = torch.tensor([bool(text) for text in texts])
    known = vectors([text for text in texts if text])
    known = known - known.mean(0)
    _, _, directions = torch.linalg.svd(known, full_matrices=False)
    known = known @ directions[:width].T
    out = torch.randn(len(texts), width) * spread
    out[is_word] = known / known.std() * spread
    return out


def token_words(tokenizer: Tokenizer) -> list[str]:
    """The word each token is, in lower case; "" where it is none (a piece, a tag, a sign)."""
    words = []
    tags = tokenizer.get_added_tokens_decoder()
    for number in range(tokenizer.get_vocab_size()):
        text = "" if number in tags else tokenizer.decode([number]).strip().lower()
        words.append(text if re.fullmatch("[a-z]{3,}", text) else "")
    return words
