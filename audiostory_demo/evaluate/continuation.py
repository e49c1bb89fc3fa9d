"""Going on from a recording: is its style carried on, is the join heard, and does the sound asked for still come?"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from ..around import Around
from ..audio import Joiner, resample, sounding_level
from ..data.mixer import SceneMixer
from ..data.sounds import SOUNDS
from ..data.styles import Style
from ..events import ClipReady
from ..pipeline import AudioStory
from ..planner.decoding import Lengths
from ..rendering import SceneTask, render_scene
from ..story import BridgeTokens
from ..style_table import style_tokens
from .bridge import PARTS
from .classifier import SoundClassifier, StyleClassifier
from .generated import caption_plan
from .stories import seam_jump

BEFORE, AFTER = 4.0, 4.0  # s of the recording, and of what follows
NEAR = 0.5  # s on each side of the join whose levels are compared
WAYS = ("recordings", "nothing known", "known", "style tokens", "known and style tokens", "swapped")


@dataclass(frozen=True)
class Continued:
    """One recording gone on from in one way.

    Attributes:
        way: one of ``WAYS``. Nothing but "style tokens" tells the style in words; "swapped" is shown another recording.
        style: of what was shown, or of the recording where nothing was.
        heard: style of what follows.
        own: style of the recording that it is joined to.
        found: whether the sound asked for is among the listener's first five.
        seam: dB by which bands change at the join, beyond what they do elsewhere; 8.7 dB are 1 in log-mel.
        level: dB between the half seconds before and after the join.
    """

    way: str
    style: Style
    heard: Style
    own: Style
    found: bool
    seam: float
    level: float


def continuations(teller: AudioStory, mixer: SceneMixer, count: int, seed: int = 0) -> Iterator[list[Continued]]:
    """Go on from recordings with another sound, in every way of ``WAYS``; the caption is given, no planner chooses."""
    rng, rate = random.Random(seed), teller.sample_rate
    sounds, styles = SoundClassifier.load(), StyleClassifier.load()
    fade = round(teller.config.crossfade * rate)
    lent: tuple[Style, np.ndarray] | None = None
    told = 0
    while told < count:
        style = mixer.draw(rng, plain=0.2)
        first, then = rng.sample(sorted({*mixer.foley.sounds}), 2)
        real = resample(mixer.following((first, then), (BEFORE, AFTER), style, rng)[0], mixer.foley.rate, rate)[None]
        given = real[:, : round(BEFORE * rate)].astype(np.float32)
        if lent is None or lent[0] == style:
            lent = style, given
            continue
        plan = teller.with_bridge_tokens(caption_plan(SOUNDS[then].captions[-1], AFTER))
        bare, row = plan.tokens[0].scaled(residual=0.0), style_tokens(teller.model, style)
        styled = bare if row is None else BridgeTokens(bare.semantic, row)
        asked = {
            "nothing known": (bare, None, style), "known": (bare, given, style), "style tokens": (styled, None, style),
            "known and style tokens": (styled, given, style), "swapped": (bare, lent[1], lent[0]),
        }  # fmt: skip
        made = {way: _made(teller, tokens, shown, given, fade, told) for way, (tokens, shown, _) in asked.items()}
        made["recordings"] = real[:, given.shape[1] - fade :]
        found = []
        for way in WAYS:
            clip, wanted = made[way], asked[way][2] if way in asked else style
            joiner = Joiner("equal-power")
            pieces = [joiner.add(given, given.shape[1] - fade), joiner.add(clip, clip.shape[1])]
            joined = real if way == "recordings" else np.concatenate(pieces, axis=1)
            after, at, near = clip[0, fade:], given.shape[1] - fade // 2, round(NEAR * rate)
            levels = [sounding_level(part, rate) for part in (joined[0, at - near : at], joined[0, at : at + near])]
            found.append(
                Continued(
                    way, wanted, styles.style(after, rate), style, then in sounds.top(after, rate),
                    seam_jump(joined[0], rate, [at / rate]), abs(levels[1] - levels[0]),
                )
            )  # fmt: skip
        yield found
        lent = style, given
        told += 1


def _made(
    teller: AudioStory, tokens: BridgeTokens, shown: np.ndarray | None, given: np.ndarray, fade: int, seed: int
) -> np.ndarray:
    """The clip [C, n] that follows; its first samples sound together with the end of what was given."""
    rate = teller.sample_rate
    length = round(AFTER * rate)
    around = None if shown is None else Around(shown, fade)
    task = SceneTask(
        1, tokens, AFTER, Lengths(length, length, length), rate, seed, teller.config.settings(), (), around, given
    )
    *_, ready = render_scene(teller.model, task)
    assert isinstance(ready, ClipReady)
    return ready.clip.samples


def continuation_summary(found: Iterable[list[Continued]]) -> dict[str, dict[str, float | None]]:
    """For each way: share of style parts heard as shown, of those that differ from plain, of sounds found, and the join."""
    every = [one for ones in found for one in ones]
    return {way: _summary([one for one in every if one.way == way]) for way in WAYS}


def _summary(ones: list[Continued]) -> dict[str, float | None]:
    plain = Style()
    pairs = [(one, part) for one in ones for part in PARTS]
    told = [(one, part) for one, part in pairs if getattr(one.style, part) != getattr(plain, part)]
    differ = [(one, part) for one, part in pairs if getattr(one.style, part) != getattr(one.own, part)]

    def share(some: list[tuple[Continued, str]], of: str = "style") -> float:
        return float(np.mean([getattr(o.heard, part) == getattr(getattr(o, of), part) for o, part in some or pairs]))

    return {
        "count": len(ones),
        "style": share(pairs),
        "style, parts that are not plain": share(told),
        "style, where another was lent: the lent one": share(differ) if differ else None,
        "style, where another was lent: its own": share(differ, "own") if differ else None,
        "sound": float(np.mean([one.found for one in ones])),
        "jump of the bands": float(np.mean([one.seam for one in ones])),
        "jump of the level": float(np.mean([one.level for one in ones])),
    }
