"""Which scenes of a story stay as they are when its plan was edited: their bridge tokens, their seeds, their sound."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..events import StoryEvent
from ..pipeline import AudioStory
from ..story import Clip, Plan, Scene, Story
from .edits import Edit, Part, check_edit, edit_parts, parts_of, plan_of


@dataclass(frozen=True)
class Kept:
    """A plan to render, with what is there of it already.

    Attributes:
        plan: with bridge tokens.
        seeds: scene number -> seed of its noise.
        clips: scene number -> its sound.
        parts: scene number -> from when to when that sound is made anew.
    """

    plan: Plan
    seeds: dict[int, int]
    clips: dict[int, Clip]
    parts: dict[int, tuple[float, float]] = field(default_factory=dict)

    def stream(self, model: AudioStory, story: Story) -> Generator[StoryEvent, None, None]:
        """The edited story being made, with the seed and the settings of the one it was made from."""
        return model.stream(
            self.plan,
            seed=story.seed,
            scene_seeds=self.seeds,
            clips=self.clips,
            parts=self.parts,
            settings=story.settings,
        )


def keep(model: AudioStory, story: Story, plan: Plan) -> Kept:
    """What of a story stays in an edited plan: every scene whose text and length are unchanged, wherever it stands now."""
    there, found = parts_of(story), unchanged(story.scenes, plan.scenes)
    tokens = plan.tokens or (None,) * len(plan.scenes)
    parts: list[Part | None] = [None] * len(plan.scenes)
    for now, before in found.items():
        parts[now] = replace(there[before], tokens=tokens[now] or there[before].tokens)
    return _kept(model, plan, parts, story.settings.crossfade)


def edited_parts(
    story: Story, edits: Sequence[Edit], takes: Sequence[Part] = (), *, locale: str | None = None
) -> list[Part]:
    """The parts of a story after some edits, one after the other; with ``locale`` errors are said in the page's language."""
    parts = parts_of(story)
    for edit in edits:
        if locale is not None:
            check_edit(edit, parts, locale)
        parts = edit_parts(parts, edit, takes)
    return parts


def keep_parts(model: AudioStory, story: Story, parts: Sequence[Part]) -> Kept:
    """What of these parts is there, of a story that was edited."""
    plan = plan_of(story.plan, [part.scene for part in parts])
    return _kept(model, plan, parts, story.settings.crossfade)


def _kept(model: AudioStory, plan: Plan, parts: Sequence[Part | None], fade: float) -> Kept:
    there = {number: part for number, part in enumerate(parts) if part is not None}
    known = {number: part.tokens for number, part in there.items() if part.tokens is not None}
    if not plan.tokens:
        # the text around a scene is read with it: what is there keeps what it was rendered from
        everything = len(known) == len(plan.scenes)
        plan = replace(plan, tokens=tuple(known.values())) if everything else model.with_bridge_tokens(plan)
    for number, tokens in known.items():
        plan = plan.with_tokens(number, tokens)
    last = len(plan.scenes) - 1
    clips = {
        number: _lasting(part.clip, part.scene.duration + (0.0 if number == last else fade))
        for number, part in there.items()
        if part.clip is not None
    }
    anew = {number: part.anew for number, part in there.items() if part.anew is not None}
    seeds = {number: part.seed for number, part in there.items()} | {
        number: seed for number, (_, _, seed) in anew.items()
    }
    return Kept(plan, seeds, clips, {number: (start, end) for number, (start, end, _) in anew.items()})


def unchanged(before: Sequence[Scene], now: Sequence[Scene]) -> dict[int, int]:
    """New number -> old number of each scene that says the same: at its own place, else one not yet used, else a copy."""
    found = {number: number for number, scene in enumerate(now) if number < len(before) and before[number] == scene}
    for number, scene in enumerate(now):
        same = [old for old, other in enumerate(before) if other == scene]
        if number not in found and same:
            found[number] = next((old for old in same if old not in found.values()), same[0])
    return found


def _lasting(clip: Clip, seconds: float) -> Clip:
    """A clip that is long enough at its new place.

    The last scene's clip ends with its scene. Before another scene it fades out under it: what is heard last, backwards.
    A clip may also lack a sample, as scenes begin at whole ones.
    """
    missing = round(seconds * clip.sample_rate) + 1 - clip.samples.shape[1]
    if missing <= 0:
        return clip
    tail = clip.samples[:, ::-1][:, :missing]
    return replace(clip, samples=np.concatenate([clip.samples, tail], axis=1))
