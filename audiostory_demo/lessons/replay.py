"""A recorded story as the stream that told it."""

from __future__ import annotations

import re
from collections.abc import Generator
from itertools import pairwise

from ..audio import boundaries
from ..events import (
    AudioChunk,
    BridgeReady,
    ClipReady,
    PromptUnderstood,
    ReasoningText,
    ScenePlanned,
    StoryEvent,
    StoryReady,
    StoryStarted,
)  # fmt: skip
from ..story import Story


def replay(story: Story) -> Generator[StoryEvent, None, None]:
    """The events of a story that was told, in the order of its stream; no model is needed.

    The denoising steps are missing: nobody kept them.

    Args:
        story: whole, with its clips, such as one of :func:`recorded_stories`.
    """
    plan, starts = story.plan, boundaries([scene.duration for scene in story.scenes], story.sample_rate)
    yield StoryStarted(
        plan.instruction, plan.duration, story.seed, story.settings, story.model, story.sample_rate, story.versions
    )
    for word in re.findall(r"\s*\S+\s*", plan.reasoning):
        yield ReasoningText(word)
    for index, (start, end) in enumerate(pairwise(starts)):
        yield ScenePlanned(index, story.scenes[index], start / story.sample_rate)
        if plan.tokens:
            yield BridgeReady(index, plan.tokens[index])
        if plan.understood is not None and index == len(story.scenes) - 1:
            yield PromptUnderstood(plan.understood)
        yield ClipReady(index, story.clips[index])
        yield AudioChunk(story.audio[:, start:end], start / story.sample_rate)
    yield StoryReady(story)
