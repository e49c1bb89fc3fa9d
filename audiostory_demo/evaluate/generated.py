"""What the classifier recognises in generated scenes: is the sound there, in the right style, at a sane level?"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..audio import sounding_level
from ..data.foley import Foley
from ..data.sounds import SOUND_NAMES, SOUNDS
from ..pipeline import AudioStory
from ..story import BridgeTokens, Plan, Scene, Story
from ..tagger import Tagger, class_labels
from .classifier import SoundClassifier

SILENT = 1e-4  # peak under which nothing is heard: -80 dBFS
CHANCE = 5 / len(SOUND_NAMES)  # that five guesses hold the class


@dataclass(frozen=True)
class Heard:
    """One generated scene and what a listener made of it.

    Attributes:
        sound: class that was asked for.
        caption: of the scene.
        top: the listener's five likeliest classes.
        level: RMS of sounding parts, dBFS.
        peak: largest magnitude.
        flat: longest run of samples at full scale, which would be clipping.
        labels: the public tagger's five likeliest AudioSet labels; empty where it was not asked.
    """

    sound: str
    caption: str
    top: tuple[str, ...]
    level: float
    peak: float
    flat: int
    labels: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the class is among the five."""
        return self.sound in self.top

    def named(self, among: int = 5) -> bool:
        """Whether one of the tagger's first labels names the class."""
        return bool(class_labels().get(self.sound, frozenset()) & {*self.labels[:among]})


def listen(
    sound: str, caption: str, samples: np.ndarray, rate: int, classifier: SoundClassifier, tagger: Tagger | None = None
) -> Heard:
    """Judge one scene, [C, samples]; with the public tagger beside, which taught our model."""
    mono = samples.mean(axis=0)
    return Heard(
        sound, caption, tuple(classifier.top(mono, rate, 5)), sounding_level(mono, rate), float(np.abs(mono).max()),
        longest_run(np.abs(samples[0]) >= 0.999), tuple(tagger.top(mono, rate)) if tagger else (),
    )  # fmt: skip


def longest_run(flags: np.ndarray) -> int:
    """Length of the longest stretch of True in [n]."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def single_scenes(
    teller: AudioStory, classifier: SoundClassifier, count: int = 200, seed: int = 0, tagger: Tagger | None = None,
    sounds: Sequence[str] = SOUND_NAMES, **settings: object,
) -> Iterator[Heard]:  # fmt: skip
    """Generate single scenes over these classes and listen to each; see :func:`scene_stories`."""
    for number, story in enumerate(scene_stories(teller, count, seed, sounds, **settings)):
        caption = story.scenes[0].caption
        yield listen(sounds[number % len(sounds)], caption, story.audio, story.sample_rate, classifier, tagger)


def scene_stories(
    teller: AudioStory, count: int, seed: int = 0, sounds: Sequence[str] = SOUND_NAMES, **settings: object
) -> Iterator[Story]:
    """Stories of a single scene, over these classes in turn, from caption wordings held out of training.

    The planner reads a plan with the caption, so what is judged is bridge, flow and codec.
    """
    rng = random.Random(seed)
    for number in range(count):
        sound = SOUNDS[sounds[number % len(sounds)]]
        plan = caption_plan(sound.captions[-1], round(rng.uniform(*sound.seconds), 1))
        yield teller.render(plan, seed=seed * 100_000 + number, **settings)


def caption_plan(caption: str, seconds: float) -> Plan:
    """A plan of one scene whose caption is also the instruction."""
    return Plan(caption.rstrip("."), seconds, "", (Scene(caption, seconds),))


def real_clips(foley: Foley, classifier: SoundClassifier, tagger: Tagger | None = None) -> Iterator[Heard]:
    """The same judgement on real recordings, for comparison."""
    for number, recording in enumerate(foley.recordings):
        samples = foley.samples(number)[None]
        yield listen(recording.sound, recording.caption, samples, foley.rate, classifier, tagger)


def without_residual(plan: Plan) -> Plan:
    """The plan with all residual tokens zeroed."""
    return replace(plan, tokens=tuple(tokens.scaled(residual=0.0) for tokens in plan.tokens))


def with_residual_of(plan: Plan, other: BridgeTokens) -> Plan:
    """The plan with one scene's residual tokens in all of its scenes."""
    return replace(plan, tokens=tuple(tokens.with_residual(other) for tokens in plan.tokens))


def summary(heard: Iterable[Heard]) -> dict[str, float | list[str]]:
    """Shares and levels over many scenes, and the classes found least."""
    heard = list(heard)
    levels = [one.level for one in heard if one.peak > SILENT]
    classes: dict[str, list[bool]] = {}
    for one in heard:
        classes.setdefault(one.sound, []).append(one.found)
    weakest = sorted(classes, key=lambda sound: (np.mean(classes[sound]), sound))
    tagged = [one for one in heard if one.labels]
    taught = {f"tagger_top{n}": float(np.mean([one.named(n) for one in tagged])) for n in (1, 5) if tagged}
    return {
        "scenes": len(heard),
        "top1": float(np.mean([one.top[0] == one.sound for one in heard])),
        "top5": float(np.mean([one.found for one in heard])),
        "times_chance": float(np.mean([one.found for one in heard])) / CHANCE,
        "level_low": float(np.percentile(levels, 1)),
        "level_median": float(np.median(levels)),
        "level_high": float(np.percentile(levels, 99)),
        "silent": sum(one.peak <= SILENT for one in heard),
        "clipped": sum(one.flat > 3 for one in heard),
        "weakest": weakest[:10],
        **taught,
    }


def class_rates(heard: Iterable[Heard]) -> dict[str, dict[str, float]]:
    """Class -> share of its scenes that are recognised among five, by the classifier and by the tagger where it was asked."""
    found: dict[str, list[Heard]] = {}
    for one in heard:
        found.setdefault(one.sound, []).append(one)
    return {
        sound: {"scenes": len(own), "top5": float(np.mean([one.found for one in own]))}
        | ({"tagger_top5": float(np.mean([one.named() for one in own]))} if own[0].labels else {})
        for sound, own in sorted(found.items())
    }
