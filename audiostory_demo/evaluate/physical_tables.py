"""Physical measures of a model's scenes beside those of recordings laid out in the same way.

Recordings of the valid split are the reference; those of the train split beside them show how far apart two sets of real
sounds are. All scenes of one comparison have the same classes and lengths.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, cycle, pairwise
from typing import Any

import numpy as np

from ..data.composer import StoryExample
from ..data.foley import Foley
from ..data.mixer import SceneMixer
from ..data.sounds import SOUND_NAMES, SOUNDS
from ..data.styles import BED_SOUNDS, BEDS, Style
from ..pipeline import AudioStory
from ..story import Story
from .bridge import styled_examples
from .generated import caption_plan, without_residual
from .physical import (
    RANGES,
    band_share,
    decay_time,
    floor_spectrum,
    levels,
    likeness,
    mel_likeness,
    movement,
    onset_rate,
)

SECONDS = 4.0  # of a scene whose movement is measured
CLOSE = 0.25  # share of the recordings' figure by which a class may differ
NARROW = ("telephone", "old radio")
RINGING = ("room", "cathedral", "cave")
MEASURED = (*map(Style, RINGING), *(Style(medium=name) for name in NARROW), *(Style(bed=name) for name in BEDS[1:]))
Figures = dict[str, float]
Draw = Callable[[str, int], tuple[np.ndarray, int]]
"""Class and number of a scene -> its waveform [N] and rate."""


# --- time -------------------------------------------------------------------------------------------------------


def drawn_by(teller: AudioStory, seed: int = 0, **settings: Any) -> Draw:
    """Scenes of SECONDS that a model generates from unseen wordings; a scene's number is its seed."""

    def draw(sound: str, number: int) -> tuple[np.ndarray, int]:
        plan = caption_plan(SOUNDS[sound].captions[-1], SECONDS)
        story = teller.render(plan, seed=seed * 100_000 + number, **settings)
        return story.audio.mean(axis=0), story.sample_rate

    return draw


def mixed_from(mixer: SceneMixer) -> Draw:
    """Scenes of SECONDS laid out from recordings, plain."""

    def draw(sound: str, number: int) -> tuple[np.ndarray, int]:
        return mixer.scene(sound, SECONDS, Style(), random.Random(f"{sound} {number}"))[0], mixer.foley.rate

    return draw


def time_figures(draw: Draw, sounds: Iterable[str], each: int = 2) -> dict[str, Figures]:
    """Class -> onset rate and movement of its scenes, the mean over ``each``."""
    found = {}
    for sound in sounds:
        scenes = [draw(sound, number) for number in range(each)]
        moved = np.mean([movement(*scene) for scene in scenes], axis=0)
        names = (f"{low:g}-{high:g} Hz" for low, high in pairwise(RANGES))
        onsets = float(np.mean([onset_rate(*scene) for scene in scenes]))
        found[sound] = {"onsets a second": onsets, **dict(zip(names, map(float, moved), strict=True))}
    return found


def compare_time(own: dict[str, Figures], real: dict[str, Figures]) -> Figures:
    """Over the classes of both: for each figure the ratio of class means and the share of classes within CLOSE.

    Onsets are compared over event classes only (a texture has none worth counting).
    """
    result: Figures = {}
    for name in next(iter(real.values())):
        sounds = [s for s in own if s in real and (not name.startswith("onsets") or SOUNDS[s].kind == "event")]
        if not sounds:
            continue
        mine, theirs = (np.array([figures[s][name] for s in sounds]) for figures in (own, real))
        apart = np.abs(mine - theirs) / np.maximum(theirs, 1e-9)
        result[f"{name}, over recordings'"] = float(mine.mean() / max(theirs.mean(), 1e-9))
        result[f"{name}, classes within {CLOSE:.0%}"] = float((apart <= CLOSE).mean())
    return result


# --- seeds ------------------------------------------------------------------------------------------------------


def seed_likeness(teller: AudioStory, sounds: Iterable[str], seeds: Iterable[int] = (0, 1), **settings: Any) -> Figures:
    """Do scenes of different classes from one seed look more alike than those from different seeds? They should not."""
    sounds, draw = tuple(sounds), drawn_by(teller, **settings)
    scenes = {(sound, seed): draw(sound, seed) for sound in sounds for seed in seeds}
    same: list[float] = []
    other: list[float] = []
    for one, two in combinations(scenes, 2):
        if one[0] != two[0]:
            alike = mel_likeness(scenes[one][0], scenes[two][0], scenes[one][1])
            (same if one[1] == two[1] else other).append(alike)
    if not same or not other:
        raise ValueError(f"{len(sounds)} classes cannot be compared. Pass two classes and two seeds at least.")
    return {"one seed": float(np.mean(same)), "different seeds": float(np.mean(other))}


# --- style ------------------------------------------------------------------------------------------------------


def bed_spectra(foley: Foley) -> dict[str, np.ndarray]:
    """Bed -> mean spectrum [G] of its recordings, dB."""
    return {
        bed: np.mean([levels(foley.samples(i), foley.rate).mean(axis=1) for i in foley.by_sound[sound]], axis=0)
        for bed, sound in BED_SOUNDS.items()
        if sound in foley.by_sound
    }


def measured_examples(seed: int = 0) -> Iterator[StoryExample]:
    """Endless composed stories of held-out situations, in each measured style in turn and no other.

    Drawn by chance, four of the six scenes in a cathedral were violins, whose tones end when they are told to.
    """
    examples = styled_examples(random.Random(seed))
    for style in cycle(MEASURED):
        yield next(example for example in examples if example.style == style)


def styled_pairs(
    teller: AudioStory, count: int, seed: int = 0, **settings: Any
) -> Iterator[tuple[StoryExample, Story, Story]]:
    """Composed stories in the measured styles, told with their residual tokens and without, one seed."""
    examples = measured_examples(seed)
    for number in range(count):
        example = next(examples)
        full = teller.render(example.plan, seed=seed * 100_000 + number, **settings)
        yield example, full, teller.render(without_residual(full.plan), seed=seed * 100_000 + number, **settings)


def mixed_pairs(
    mixer: SceneMixer, count: int, seed: int = 0
) -> Iterator[tuple[StoryExample, list[np.ndarray], list[np.ndarray]]]:
    """The same stories' scenes mixed from recordings, in the style and plain, from the same clips."""
    examples = measured_examples(seed)
    for _ in range(count):
        example = next(examples)
        if not {*example.sounds} <= {*mixer.foley.sounds}:
            continue
        ways = [
            [
                mixer.scene(sound, seconds, style, random.Random(f"{example.instruction} {place}"))[0]
                for place, (sound, seconds) in enumerate(zip(example.sounds, example.durations, strict=True))
            ]
            for style in (example.style, Style())
        ]
        yield example, ways[0], ways[1]


def style_figures(
    pairs: Iterable[tuple[StoryExample, list[np.ndarray], list[np.ndarray]]], rate: int, spectra: dict[str, np.ndarray]
) -> Figures:
    """What a style does to its scenes, physically: figures in the style, beside the same scenes without it.

    Rooms and telephones are judged where nothing else (another medium, a bed) hides them; a bed where it is not the
    scene's sound and no medium filters it.
    """
    found: dict[str, list[float]] = {}

    def note(name: str, value: float | bool | None) -> None:
        if value is not None:
            found.setdefault(name, []).append(float(value))

    for example, styled, plain in pairs:
        style = example.style
        for sound, with_, without in zip(example.sounds, styled, plain, strict=True):
            if style.medium in NARROW:
                note(f"{style.medium}: energy from 300 to 3,400 Hz", band_share(with_, rate))
                note(f"{style.medium}: without", band_share(without, rate))
            if style.room in RINGING and style.medium == "clean" and style.bed == "none":
                times = decay_time(with_, rate), decay_time(without, rate)
                if times[0] is not None and times[1] is not None:
                    note(f"{style.room}: decay, s", times[0])
                    note(f"{style.room}: without", times[1])
                    note(f"{style.room}: longer than without", times[0] > times[1])
            if style.bed in spectra and BED_SOUNDS[style.bed] != sound and style.medium == "clean":
                floors = floor_spectrum(with_, rate), floor_spectrum(without, rate)
                alike = [likeness(floor, spectra[style.bed]) for floor in floors]
                note("bed: likeness of the floor to it", alike[0])
                note("bed: without", alike[1])
                note("bed: more like it than without", alike[0] > alike[1])
                note("bed: floor higher by, dB", float(floors[0].mean() - floors[1].mean()))
    return {
        name: float(np.median(values) if "decay" in name else np.mean(values)) for name, values in sorted(found.items())
    }


def clips_of(
    pairs: Iterable[tuple[StoryExample, Story, Story]],
) -> Iterator[tuple[StoryExample, list[np.ndarray], list[np.ndarray]]]:
    """Told stories as their scenes' waveforms."""
    for example, full, without in pairs:
        yield example, *([clip.samples.mean(axis=0) for clip in story.clips] for story in (full, without))  # type: ignore[misc]


def every_class(count: int | None = None) -> tuple[str, ...]:
    """``count`` classes spread over the alphabet, all where there are no more or none is given."""
    wanted = min(count or len(SOUND_NAMES), len(SOUND_NAMES))
    return tuple(SOUND_NAMES[i] for i in sorted({*np.linspace(0, len(SOUND_NAMES) - 1, wanted).astype(int)}))
