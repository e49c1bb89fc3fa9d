"""Measures of one story beside what was asked for: does it follow, does it hold together, are its seams heard?

The paper asks an audio language model for consistency and coherence. These are proxies that a machine can compute, named
as such; none of them hears whether a story makes sense.

Letters for shapes: N samples, W windows, G groups of bands, F frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from ..audio import sounding_level
from ..story import Story
from .classifier import SoundClassifier, StyleClassifier
from .ears import Ears
from .physical import FRAMES, GROUPS, floor_spectrum, levels, likeness

WINDOW, STEP = 2.0, 1.0  # s of listening for the sounds of a story
SEAM = 0.1  # s on each side of a seam
SILENT = -60.0  # dBFS of a frame in which nothing is heard
TOP = 5


@dataclass(frozen=True)
class Span:
    """A stretch of a story and what should be heard there.

    Attributes:
        caption: what it was to be.
        start, end: seconds.
        sound: its class, "" where that is not known.
    """

    caption: str
    start: float
    end: float
    sound: str = ""


def spans_of(story: Story, sounds: Sequence[str] = ()) -> list[Span]:
    """The scenes of a story's own plan."""
    spans, start = [], 0.0
    for number, scene in enumerate(story.scenes):
        sound = sounds[number] if number < len(sounds) else ""
        spans.append(Span(scene.caption, start, start + scene.duration, sound))
        start += scene.duration
    return spans


def clip_score(story: Story, spans: Sequence[Span], ears: Ears) -> dict[str, float]:
    """How well sound fits text: cosine of embeddings, -1 to 1, higher is better; empty for ears that read nothing.

    "instruction": of the whole story and the instruction. "caption": of each span and its caption, the mean. With CLAP
    this is the CLAP score (arXiv 2211.06687). Does not show order or timing, and CLAP knows little of long audio.
    """
    texts = ears.embed_text([story.plan.instruction, *(span.caption for span in spans)])
    if texts is None:
        return {}
    whole = ears.embed(mono(story), story.sample_rate)
    fits = [
        _cosine(ears.embed(piece, story.sample_rate), text)
        for piece, text in zip(cuts(story, spans), texts[1:], strict=True)
    ]
    return {"instruction": _cosine(whole, texts[0]), "caption": float(np.mean(fits))}


def following(story: Story, spans: Sequence[Span], listener: SoundClassifier) -> dict[str, float]:
    """Are the sounds asked for heard, in their order, at their times? Shares, 0 to 1, higher is better.

    The listener hears windows of 2 s. "heard": its class is among the first five of any window. "in order": of two
    neighbouring sounds, the first is likeliest in an earlier window than the second. "in time": the class is among the
    first five of the span itself. Only spans whose class is known count. Does not show sounds that nobody asked for, and
    is blind where the listener is; compare with the recordings' figure. "In time" is by the reference plan, which an
    instruction need not fix.
    """
    wanted = [span for span in spans if span.sound in listener.sounds]
    if not wanted:
        return {}
    rate, sound = story.sample_rate, mono(story)
    starts = np.arange(0, max(len(sound) - WINDOW * rate / 2, 1), STEP * rate).astype(int)
    chances = np.stack([listener.probabilities(sound[at : at + int(WINDOW * rate)], rate) for at in starts])  # [W, K]
    among = np.argsort(-chances, axis=1)[:, :TOP]
    classes = [listener.sounds.index(span.sound) for span in wanted]
    best = [int(chances[:, one].argmax()) for one in classes]
    places = [listener.top(piece, rate, TOP) for piece in cuts(story, wanted)]
    result = {
        "heard": float(np.mean([(among == one).any() for one in classes])),
        "in time": float(np.mean([span.sound in top for span, top in zip(wanted, places, strict=True)])),
    }
    different = [(a, b) for (a, one), (b, two) in pairwise(zip(best, classes, strict=True)) if one != two]
    return result | ({"in order": float(np.mean([a < b for a, b in different]))} if different else {})


def consistency(story: Story, spans: Sequence[Span], listener: StyleClassifier) -> dict[str, float]:
    """Do the scenes sound as if from one place? Means over all pairs of spans, -1 to 1, higher is more alike.

    "style": cosine of the style listener's embeddings. "floor": correlation of the spectra that are there a tenth of the
    time (bed, room, medium). A proxy for the consistency that the paper asks a language model for (2.1 to 4.1 of 5), on
    another scale. A story of one sound throughout is consistent and dull.
    """
    if len(spans) < 2:
        return {}
    pieces = cuts(story, spans)
    vectors = [listener.embed(piece, story.sample_rate) for piece in pieces]
    floors = [floor_spectrum(piece, story.sample_rate) for piece in pieces]
    return {
        "style": float(np.mean([_cosine(a, b) for a, b in combinations(vectors, 2)])),
        "floor": float(np.mean([likeness(a, b) for a, b in combinations(floors, 2)])),
    }


def coherence(story: Story, spans: Sequence[Span]) -> dict[str, float]:
    """Does the story run on? Four figures, lower is smoother.

    "seam jump": dB by which bands change from 0.1 s before a seam to 0.1 s after it, beyond the change that half of all
    other places have. "level jump": dB between the levels of neighbouring scenes. "silence": share of frames of 20 ms
    under -60 dBFS. "drift": dB a minute by which the scenes' level climbs or falls. Proxies for the coherence that the
    paper asks a language model for (1.9 to 3.9 of 5). A new sound that begins at a seam is a jump too: the recordings'
    figure says how much of one is right.
    """
    rate, sound = story.sample_rate, mono(story)
    loud = [sounding_level(piece, rate) for piece in cuts(story, spans)]
    frames = sound[: len(sound) // (rate // 50) * (rate // 50)].reshape(-1, rate // 50)
    quiet = 10 * np.log10(np.square(frames.astype(np.float64)).mean(axis=1) + 1e-12) < SILENT
    result = {"silence": float(quiet.mean()) if len(quiet) else 1.0}
    if len(spans) > 1:
        times = [(span.start + span.end) / 2 for span in spans]
        result["seam jump"] = seam_jump(sound, rate, [span.start for span in spans[1:]])
        result["level jump"] = float(np.mean([abs(b - a) for a, b in pairwise(loud)]))
        result["drift"] = float(abs(np.polyfit(times, loud, 1)[0]) * 60)
    return result


def seam_jump(samples: np.ndarray, rate: int, seams: Sequence[float]) -> float:
    """dB by which bands change at the seams, beyond the median change elsewhere."""
    level, width = levels(samples, rate, GROUPS), round(SEAM * FRAMES)
    smooth = np.cumsum(np.pad(level, ((0, 0), (1, 0))), axis=1)
    before = (smooth[:, width:-width] - smooth[:, : -2 * width]) / width
    after = (smooth[:, 2 * width :] - smooth[:, width:-width]) / width
    change = np.abs(after - before).mean(axis=0)  # [F'], around frame index + width
    if not len(change):
        return 0.0
    at = [min(max(0, round(seam * FRAMES) - width), len(change) - 1) for seam in seams]
    others = np.delete(change, at)
    return float(change[at].mean() - (np.median(others) if len(others) else 0.0))


def mono(story: Story) -> np.ndarray:
    """[N], the mean of the channels."""
    return story.audio.mean(axis=0)


def cuts(story: Story, spans: Sequence[Span]) -> list[np.ndarray]:
    """The spans' sound, [n] each; a story that ends before a span has silence there."""
    sound, rate = mono(story), story.sample_rate
    pieces = [sound[round(span.start * rate) : round(span.end * rate)] for span in spans]
    return [piece if len(piece) else np.zeros(rate // 10, np.float32) for piece in pieces]


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-12))
