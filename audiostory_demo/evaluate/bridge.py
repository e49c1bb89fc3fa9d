"""What crosses the bridge: do residual tokens carry the style, do semantic tokens name their caption?"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..analysis.word_table import WordTable
from ..data.composer import StoryExample, compose_story
from ..data.sounds import SOUNDS
from ..data.styles import Style
from ..language.english import grammar
from ..pipeline import AudioStory
from ..story import BridgeTokens
from .classifier import SoundClassifier, StyleClassifier
from .generated import with_residual_of, without_residual

if TYPE_CHECKING:
    from ..data.mixer import SceneMixer  # needs scipy, and is needed only beside recordings

PARTS = ("room", "medium", "bed")
PLAIN = Style()
NEAREST = 2  # words looked at for each semantic token


@dataclass(frozen=True)
class StyledStory:
    """A held-out story told three ways, and what was heard in its scenes.

    Attributes:
        style: asked for by the instruction.
        other: the style of the story whose residual tokens were lent for "swapped".
        sounds: class of each scene.
        named: whether the nearest words of each scene's semantic tokens hold the sound's word.
        styles: "full", "without", "swapped", and of recordings "real" and "plain" -> style heard in each scene.
        found: the same -> whether each scene's class is in the listener's top five.
        vectors: of the style listener for each scene of "full", [scenes, E].
    """

    style: Style
    other: Style
    sounds: tuple[str, ...]
    named: tuple[bool, ...]
    styles: dict[str, tuple[Style, ...]] = field(default_factory=dict)
    found: dict[str, tuple[bool, ...]] = field(default_factory=dict)
    vectors: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))


def styled_stories(
    teller: AudioStory,
    stories: int = 20,
    seed: int = 0,
    scenes: int = 3,
    mixer: SceneMixer | None = None,
    **settings: object,
) -> Iterator[StyledStory]:
    """Tell composed stories of held-out situations, with their residual tokens, without, and with another story's.

    The true plan is given, so that what is judged is the bridge and what follows. Beside it, where there is a mixer, the
    same scenes mixed from recordings, in the style and plain: what a style costs recognition there is no fault of ours.
    """
    rng = random.Random(seed)
    sound_listener, style_listener, words = SoundClassifier.load(), StyleClassifier.load(), WordTable.read()
    earlier: tuple[Style, BridgeTokens] | None = None
    told = 0
    for example in styled_examples(rng, scenes):
        if told == stories:
            return
        full = teller.render(example.plan, seed=told, **settings)
        if earlier is not None and earlier[0] != example.style:
            named = tuple(names_its_sound(t, s, words) for t, s in zip(full.plan.tokens, example.sounds, strict=True))
            ways = {
                "full": full,
                "without": teller.render(without_residual(full.plan), seed=told, **settings),
                "swapped": teller.render(with_residual_of(full.plan, earlier[1]), seed=told, **settings),
            }
            clips = {way: [(clip.samples[0], clip.sample_rate) for clip in story.clips] for way, story in ways.items()}
            if mixer and _recorded(mixer, example):
                clips |= {"real": _mixed(mixer, example, example.style), "plain": _mixed(mixer, example, PLAIN)}
            yield StyledStory(
                example.style, earlier[0], tuple(example.sounds), named,
                {way: tuple(style_listener.style(*clip) for clip in heard) for way, heard in clips.items()},
                {
                    way: tuple(s in sound_listener.top(*clip) for s, clip in zip(example.sounds, heard, strict=True))
                    for way, heard in clips.items()
                },
                np.stack([style_listener.embed(*clip) for clip in clips["full"]]),
            )  # fmt: skip
            told += 1
        earlier = example.style, full.plan.tokens[0]


def _recorded(mixer: SceneMixer, example: StoryExample) -> bool:
    """Whether all that an example needs was recorded: not every class has recordings in each split."""
    return {*example.sounds} <= {*mixer.foley.sounds} and example.style.bed in ("none", *mixer.beds)


def _mixed(mixer: SceneMixer, example: StoryExample, style: Style) -> list[tuple[np.ndarray, int]]:
    """An example's scenes made of recordings, which are the same whatever the style."""
    drawn, scenes = random.Random(example.instruction), zip(example.sounds, example.durations, strict=True)
    return [
        (mixer.scene(sound, seconds, style, random.Random(drawn.random()))[0], mixer.foley.rate)
        for sound, seconds in scenes
    ]


def styled_examples(rng: random.Random, scenes: int = 3) -> Iterator[StoryExample]:
    """Endless composed stories of held-out situations, each in a style."""
    while True:
        example = compose_story(rng, split="valid", max_scenes=scenes)
        if example.style != PLAIN:
            yield example


def names_its_sound(tokens: BridgeTokens, sound: str, words: WordTable) -> bool:
    """Whether a word of the sound's name or nouns is among the nearest of any semantic token."""
    near = {word for found in words.nearest(tokens.semantic, NEAREST) for word, _ in found}
    wanted = {word for noun in (SOUNDS[sound].label, *SOUNDS[sound].nouns) for word in re.findall(r"\w+", noun.lower())}
    return bool(near & wanted.difference(grammar().unnaming))


def bridge_summary(told: Iterable[StyledStory]) -> dict[str, float]:
    """Shares over all scenes.

    "style" counts the parts of a style that are not plain (a plain part is named by doing nothing), "lent" the same
    parts of the style that was swapped in; "effect" is Cohen's d between the cosines of neighbouring scenes of one
    story and those of scenes of different stories.
    """
    told = list(told)
    if not told:
        raise ValueError("There is no story to sum up. Tell at least one.")
    figures: dict[str, float] = {"stories": len(told), "named": _mean(n for story in told for n in story.named)}
    for way in dict.fromkeys(way for story in told for way in story.styles):
        figures[f"style_{way}"] = _mean(_hits(told, way, "style"))
        figures[f"content_{way}"] = _mean(f for story in told for f in story.found.get(way, ()))
    figures["lent_full"] = _mean(_hits(told, "full", "other"))
    figures["lent_swapped"] = _mean(_hits(told, "swapped", "other"))
    figures["effect"] = _effect(told)
    return figures


def parts_heard(wanted: Style, heard: Style, against: Style = PLAIN) -> list[bool]:
    """Whether each part of a style was heard: a plain one is named by doing nothing, one that `against` shares too."""
    telling = [p for p in PARTS if getattr(wanted, p) not in (getattr(PLAIN, p), getattr(against, p))]
    return [getattr(heard, part) == getattr(wanted, part) for part in telling]


def _hits(told: list[StyledStory], way: str, whose: str) -> Iterator[bool]:
    for story in told:
        wanted, against = (story.style, story.other) if whose == "style" else (story.other, story.style)
        for heard in story.styles.get(way, ()):
            yield from parts_heard(wanted, heard, against)


def _effect(told: list[StyledStory]) -> float:
    unit = [s.vectors / np.linalg.norm(s.vectors, axis=1, keepdims=True) for s in told]
    within = [float(a @ b) for vectors in unit for a, b in pairwise(vectors)]
    between = [float(one[0] @ other[-1]) for one, other in pairwise(unit)]
    if len(within) < 2 or len(between) < 2:
        return float("nan")
    spread = np.sqrt((np.var(within, ddof=1) + np.var(between, ddof=1)) / 2)
    return float((np.mean(within) - np.mean(between)) / max(spread, 1e-9))


def _mean(values: Iterable[bool]) -> float:
    values = list(values)
    return float(np.mean(values)) if values else float("nan")
