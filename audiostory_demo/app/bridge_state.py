"""Where a visitor stands in the lesson on the bridge."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import comb

import numpy as np

from ..analysis.inside import Inside
from ..audio import sounding_level
from ..lessons.bridge_lesson import CHANGES, STEPS
from ..story import Clip, Story

BLIND, FREE = "blind", "free"
ALL_STEPS = (*STEPS, BLIND, FREE)
SIDES = ("A", "B")
PEAK = 0.97


@dataclass
class BridgeState:
    """Of one visitor.

    Attributes:
        own: whether it is the visitor's own story, not the recorded one.
        scene: of the own story.
        step: one of ``ALL_STEPS``.
        predicted: step -> what was expected.
        heard: whether the sounds of this step are on the page.
        seen: whether its difference is.
        clips: rendered in this visit, of the current story and scene.
        inside: what the model saw while it rendered the scene as planned.
        told: the story that these are of.
        order: which clip is A and which B, in a blind round.
        votes: for each side, in this round.
        right: votes of all rounds that were for the scene as planned.
        total: votes of all rounds.
    """

    own: bool = False
    scene: int = 0
    step: str = STEPS[0]
    predicted: dict[str, str] = field(default_factory=dict)
    heard: bool = False
    seen: bool = False
    clips: dict[str, Clip] = field(default_factory=dict)
    inside: Inside | None = None
    told: Story | None = None
    order: tuple[str, str] | None = None
    votes: dict[str, int] = field(default_factory=dict)
    right: int = 0
    total: int = 0

    @property
    def place(self) -> tuple[object, ...]:
        """What was rendered for one of these is of no use to another."""
        return self.own, id(self.told), self.scene, self.step

    def turn(self, *, own: bool | None = None, scene: int | None = None, told: Story | None = None) -> None:
        """Another story or scene: what was rendered and expected of the one before goes."""
        self.own = self.own if own is None else own
        self.scene = self.scene if scene is None else scene
        self.told, self.clips, self.inside, self.predicted = told, {}, None, {}
        self.go(self.step)

    def go(self, step: str) -> None:
        """Another step, from its beginning."""
        self.step, self.heard, self.seen, self.order, self.votes = step, False, False, None, {}

    def deal(self, change: str) -> None:
        """A new round: which is A is drawn, and nobody has voted."""
        self.order = ("intact", change) if secrets.randbelow(2) else (change, "intact")
        self.heard, self.seen, self.votes = True, False, {}

    def vote(self, side: str) -> None:
        """One vote, while nothing is revealed."""
        if self.order is not None and not self.seen and side in SIDES:
            self.votes[side] = self.votes.get(side, 0) + 1

    def reveal(self) -> int:
        """Count this round, once; returns how many of its votes were right."""
        if self.order is None:
            return 0
        right = self.votes.get(SIDES[self.order.index("intact")], 0)
        if not self.seen:
            self.right, self.total, self.seen = self.right + right, self.total + sum(self.votes.values()), True
        return right


def to_vote_on(clips: Mapping[str, Clip]) -> list[str]:
    """Changes whose sounds are there."""
    return [change for change in CHANGES if change in clips and "intact" in clips]


def by_guessing(right: int, total: int) -> float:
    """How probable it is that so many votes or more are right when each is a toss of a coin."""
    return sum(comb(total, count) for count in range(right, total + 1)) / 2**total


def matched(first: Clip, second: Clip) -> tuple[Clip, Clip]:
    """Both as loud as the softer one, by the RMS of what sounds: the louder of two is easily taken for the better."""
    levels = [sounding_level(clip.samples.mean(axis=0), clip.sample_rate) for clip in (first, second)]
    gains = [np.float32(10 ** ((min(levels) - level) / 20)) for level in levels]
    one, other = (replace(clip, samples=clip.samples * gain) for clip, gain in zip((first, second), gains, strict=True))
    return one, other
