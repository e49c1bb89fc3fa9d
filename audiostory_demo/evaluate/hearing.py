"""How well the planner hears: real recordings and mixes of them, beside the listeners that judge, and beside itself deafened."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..data.foley import Foley
from ..data.mixer import SceneMixer
from ..hearing import PARTS, Heard
from ..listening import check_hears, listen
from ..pipeline import AudioStory
from ..story import Clip
from ..styles import Style
from .classifier import SoundClassifier, StyleClassifier
from .classifier_training import styled_clips

LONGEST = 5  # seconds of a recording that are heard
PAIR = (2.0, 2.5)  # seconds of the sounds of a pair
NEAR = 0.7  # seconds by which the time between them may be missed


@dataclass(frozen=True)
class Trial:
    """One sound, what it is, and what was heard.

    Attributes:
        kind: "plain", "styled" or "pair".
        sounds: labels of what is in it, in order.
        style: that it is in.
        heard: by the planner.
        deaf: by the planner, with what it hears zeroed; None where that was not asked.
        judged: whether the sound listener names the first sound.
        judged_style: by the style listener; None for pairs.
    """

    kind: str
    sounds: tuple[str, ...]
    style: Style
    heard: Heard
    deaf: Heard | None = None
    judged: bool = False
    judged_style: Style | None = None


def trials(teller: AudioStory, valid: Foley, beds: Foley, count: int | None = None, seed: int = 0) -> Iterator[Trial]:
    """Recordings as they are, in random styles, and two after one another.

    Args:
        teller: one that can hear.
        valid: recordings that no training has seen.
        beds: recordings that the beds of styles are taken from.
        count: of each kind; None takes every recording, and a third as many pairs.
        seed: of styles and pairs.
    """
    check_hears(teller.model)
    judge, style_judge = SoundClassifier.load(), StyleClassifier.load()
    chosen = set(np.random.default_rng(seed).permutation(len(valid))[:count].tolist())
    labels = {name: sound.label for name, sound in valid.repertoire.sounds.items()}
    for number in sorted(chosen):
        sound, samples = valid.recordings[number].sound, valid.samples(number)[: LONGEST * valid.rate]
        yield _trial(
            teller,
            "plain",
            (labels[sound],),
            Style(),
            samples,
            valid.rate,
            judge.top(samples, valid.rate, 1) == [sound],
        )
    for number, (sound, style, samples) in enumerate(styled_clips(valid, beds, seed)):
        if number in chosen:
            named = judge.top(samples, valid.rate, 1) == [sound]
            judged = style_judge.style(samples, valid.rate)
            yield _trial(teller, "styled", (labels[sound],), style, samples, valid.rate, named, judged)
    rng, mixer = random.Random(seed), SceneMixer(valid)
    for _ in range(len(chosen) if count else len(chosen) // 3):
        pair, style = tuple(rng.sample(valid.sounds, 2)), mixer.draw(rng, plain=0.7)
        samples, _ = mixer.following((pair[0], pair[1]), PAIR, style, rng)
        yield _trial(teller, "pair", tuple(labels[name] for name in pair), style, samples, valid.rate)


def _trial(
    teller: AudioStory, kind: str, sounds: tuple[str, ...], style: Style, samples: np.ndarray, rate: int, judged: bool = False,
    judged_style: Style | None = None,
) -> Trial:  # fmt: skip
    clip = Clip(samples[None], rate, 0)
    deaf = listen(teller.model, clip, deaf=True) if kind != "pair" else None
    return Trial(kind, sounds, style, listen(teller.model, clip), deaf, judged, judged_style)


def hearing_summary(found: Sequence[Trial]) -> dict[str, dict[str, float | None]]:
    """Figures of the planner, of the listeners, and of the planner deafened."""
    plain, styled, pairs = ([one for one in found if one.kind == kind] for kind in ("plain", "styled", "pair"))
    deaf = [(one, one.deaf) for one in plain + styled if one.deaf]
    ours: dict[str, float | None] = {
        "sounds": len(plain),
        "named": _share(_named(one, one.heard) for one in plain),
        "named in styles": _share(_named(one, one.heard) for one in styled),
        **{part: _share(_same(part, one.style, one.heard.style) for one in styled) for part in PARTS},
        "style parts": _share(_same(part, one.style, one.heard.style) for one in styled for part in PARTS),
        "alone heard as one": _share(len(one.heard.sounds) == 1 for one in plain),
        "both of a pair": _share(_names(one.heard) == one.sounds for one in pairs),
        "one of a pair in its place": _share(_in_place(one) for one in pairs),
        "two heard as two": _share(len(one.heard.sounds) == 2 for one in pairs),
        "time between them": _share(_timed(one) for one in pairs if len(one.heard.sounds) > 1),
    }
    judges: dict[str, float | None] = {
        "sounds": len(plain),
        "named": _share(one.judged for one in plain),
        "named in styles": _share(one.judged for one in styled),
        **{part: _share(_same(part, one.style, one.judged_style) for one in styled) for part in PARTS},
        "style parts": _share(_same(part, one.style, one.judged_style) for one in styled for part in PARTS),
    }
    control: dict[str, float | None] = {
        "sounds": len(plain),
        "named": _share(_named(one, heard) for one, heard in deaf if one.kind == "plain"),
        "named in styles": _share(_named(one, heard) for one, heard in deaf if one.kind == "styled"),
        "style parts": _share(
            _same(p, one.style, heard.style) for one, heard in deaf if one.kind == "styled" for p in PARTS
        ),
    }
    return {"planner": ours, "listeners": judges, "deafened": control}


def _share(answers: Iterator[bool]) -> float | None:
    found = list(answers)
    return float(np.mean(found)) if found else None


def _names(heard: Heard) -> tuple[str, ...]:
    return tuple(sound.name for sound in heard.sounds)


def _named(trial: Trial, heard: Heard) -> bool:
    """Whether the sound that is heard longest is the one."""
    return max(heard.sounds, key=lambda sound: sound.end - sound.start).name == trial.sounds[0]


def _in_place(trial: Trial) -> bool:
    names = _names(trial.heard)
    return names[0] == trial.sounds[0] or (len(names) > 1 and names[-1] == trial.sounds[-1])


def _timed(trial: Trial) -> bool:
    return abs(trial.heard.sounds[0].end - PAIR[0]) <= NEAR


def _same(part: str, wanted: Style, found: Style | None) -> bool:
    return found is not None and getattr(wanted, part) == getattr(found, part)
