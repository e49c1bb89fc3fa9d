"""Which scenes of a story stay as they are when its plan was edited: their bridge tokens, their seeds, their sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..pipeline import AudioStory
from ..story import Clip, Plan, Scene, Story


@dataclass(frozen=True)
class Kept:
    """A plan to render, with what is there of it already.

    Attributes:
        plan: with bridge tokens.
        seeds: scene number -> seed of its noise.
        clips: scene number -> its sound.
    """

    plan: Plan
    seeds: dict[int, int]
    clips: dict[int, Clip]


def keep(model: AudioStory, story: Story, plan: Plan) -> Kept:
    """What of a story stays in an edited plan: every scene whose text and length are unchanged, wherever it stands now."""
    found = unchanged(story.scenes, plan.scenes)
    if not plan.tokens:
        plan = model.with_bridge_tokens(plan)
        for now, before in found.items():
            plan = plan.with_tokens(now, story.plan.tokens[before])
    last, fade = len(story.scenes) - 1, story.settings.crossfade
    clips = {now: story.clips[before] for now, before in found.items()}
    for now, before in found.items():
        if before == last and now < len(plan.scenes) - 1:
            clips[now] = _with_tail(clips[now], fade)
    return Kept(plan, {now: clip.seed for now, clip in clips.items()}, clips)


def unchanged(before: Sequence[Scene], now: Sequence[Scene]) -> dict[int, int]:
    """New number -> old number of each scene that says the same: at its own place, else one not yet used, else a copy."""
    found = {number: number for number, scene in enumerate(now) if number < len(before) and before[number] == scene}
    for number, scene in enumerate(now):
        same = [old for old, other in enumerate(before) if other == scene]
        if number not in found and same:
            found[number] = next((old for old in same if old not in found.values()), same[0])
    return found


def _with_tail(clip: Clip, fade: float) -> Clip:
    """The last scene's clip ends with its scene. Before another scene it fades out under it: what is heard last, backwards."""
    length = min(clip.samples.shape[1], round(fade * clip.sample_rate) + 1)
    tail = clip.samples[:, ::-1][:, :length]
    return replace(clip, samples=np.concatenate([clip.samples, tail], axis=1))
