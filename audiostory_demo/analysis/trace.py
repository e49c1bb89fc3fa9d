"""Which part of the reasoning became which scene."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..story import Plan

SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")
SPAN = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:s|seconds?)?\s*(?:-|–|—|to|until)\s*(\d+(?:\.\d+)?)\s*(?:s\b|seconds?\b|:)", re.IGNORECASE
)
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at by for from in into is it its of on one over scene scenes second seconds sound sounds the then "
        "they this three to told two under with story again",
    )
)


@dataclass(frozen=True)
class TracePart:
    """A sentence of the reasoning.

    Attributes:
        text: the sentence.
        scene: 0-based number of the scene that it became, None if it speaks of the whole story.
        span: start and end that the sentence itself names, in seconds, if it does.
    """

    text: str
    scene: int | None
    span: tuple[float, float] | None = None


def trace_parts(plan: Plan) -> tuple[TracePart, ...]:
    """The reasoning sentence by sentence, each with its scene.

    A sentence that names a time belongs to the scene that sounds most within that time; another one to the scene
    whose caption shares most of its words, if any does. This reads the text only: it cannot tell what the model
    itself looked at.
    """
    sentences = [sentence for sentence in SENTENCE.split(plan.reasoning) if sentence.strip()]
    return tuple(_part(sentence, plan) for sentence in sentences)


def _part(sentence: str, plan: Plan) -> TracePart:
    spans = [(float(low), float(high)) for low, high in SPAN.findall(sentence)]
    span = spans[0] if len(spans) == 1 and spans[0][0] < spans[0][1] else None
    # a sentence that lists many times is a summary and belongs to none of them
    scene = _by_time(span, plan) if span else None if spans else _by_words(sentence, plan)
    return TracePart(sentence, scene, span)


def _by_time(span: tuple[float, float], plan: Plan) -> int | None:
    start, overlaps = 0.0, []
    for scene in plan.scenes:
        end = start + scene.duration
        overlaps.append(min(end, span[1]) - max(start, span[0]))
        start = end
    best = max(range(len(overlaps)), key=overlaps.__getitem__, default=None)
    return best if best is not None and overlaps[best] > 0 else None


def _by_words(sentence: str, plan: Plan) -> int | None:
    words = _stems(sentence)
    shared = [len(words & _stems(scene.caption)) for scene in plan.scenes]
    most = max(shared, default=0)
    # words that several captions share point to none of them
    return shared.index(most) if most and shared.count(most) == 1 else None


def _stems(text: str) -> set[str]:
    """Words without the endings that a caption and the reasoning differ in: "rolls", "rolling"."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return {re.sub(r"(?:ing|ed|es|s)$", "", word) for word in words if word not in COMMON and len(word) > 2}
