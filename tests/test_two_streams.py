"""Planning and rendering by themselves: each is a stream of its own, and the story's stream is made of both."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch

from audiostory_demo import (
    AudioStory,
    BridgeReady,
    ClipReady,
    DenoiseStep,
    Plan,
    Scene,
    ScenePlanned,
    Story,
    StoryEvent,
    StorySoFar,
    StoryStarted,
)

ASKED = dict(duration=6.789, seed=7, temperature=1.0)
TEXT = Plan("Sounds.", 3.5, "One after another.", (Scene("Rain.", 1.0), Scene("A bell.", 1.5), Scene("A dog.", 1.0)))


@pytest.fixture(scope="module")
def story(small: AudioStory) -> Story:
    return small.generate("A storm crosses a harbour.", **ASKED)


def heard(events: list[StoryEvent]) -> StorySoFar:
    listener = StorySoFar()
    for event in events:
        listener.add(event)
    return listener


class TestPlanning:
    def test_it_is_the_story_s_stream_without_the_sound(self, small: AudioStory, story: Story):
        events = list(small.stream_plan("A storm crosses a harbour.", **ASKED))
        assert isinstance(events[0], StoryStarted) and isinstance(events[-1], BridgeReady)
        assert not any(isinstance(event, DenoiseStep | ClipReady) for event in events)
        assert heard(events).plan() == story.plan

    def test_a_plan_of_text_alone_is_read(self, small: AudioStory):
        assert heard(list(small.stream_plan(TEXT))).plan() == small.with_bridge_tokens(TEXT)

    def test_a_plan_cut_short_is_one_of_its_scenes_so_far(self, small: AudioStory, story: Story):
        events = list(small.stream_plan("A storm crosses a harbour.", **ASKED))
        second = [place for place, event in enumerate(events) if isinstance(event, ScenePlanned)][1]
        assert heard(events[:1]).plan() is None
        assert heard(events[: second + 1]).plan() == replace(story.plan.with_scenes([0, 1]), tokens=())
        assert heard(events[: second + 2]).plan() == story.plan.with_scenes([0, 1])

    def test_computing_bridge_tokens_is_what_replanning_without_an_edit_does(self, small: AudioStory):
        plan = small.with_bridge_tokens(TEXT)
        assert replace(plan, tokens=()) == TEXT
        assert plan == small.replan(TEXT) == small.with_bridge_tokens(plan.with_tokens(0, plan.tokens[1]))


class TestRendering:
    def test_a_scene_by_itself_is_the_clip_that_its_story_has(self, small: AudioStory, story: Story):
        for scene, clip in enumerate(story.clips):
            tail = scene < len(story.clips) - 1
            *steps, ready = small.stream_scene(story.plan, scene, seed=clip.seed, tail=tail, settings=story.settings)
            assert [(step.index, step.step) for step in steps] == [(scene, 1), (scene, 2)]
            shorter = min(ready.clip.samples.shape[1], clip.samples.shape[1])  # a boundary may fall to either side
            assert abs(ready.clip.samples.shape[1] - clip.samples.shape[1]) <= 1
            assert np.array_equal(ready.clip.samples[:, :shorter], clip.samples[:, :shorter])

    def test_without_a_tail_it_lasts_as_long_as_the_scene(self, small: AudioStory):
        plan = small.with_bridge_tokens(TEXT)
        clips = [list(small.stream_scene(plan, scene, seed=1))[-1].clip for scene in range(3)]
        assert [clip.duration for clip in clips] == [1.0, 1.5, 1.0]

    def test_a_plan_of_text_alone_gets_its_tokens_first(self, small: AudioStory):
        clip, expected = (
            list(small.stream_scene(plan, 1, seed=3))[-1].clip for plan in (TEXT, small.with_bridge_tokens(TEXT))
        )
        np.testing.assert_allclose(clip.samples, expected.samples, atol=1e-3)

    def test_a_scene_that_is_not_there_is_refused_at_once(self, small: AudioStory):
        with pytest.raises(ValueError, match="scene=3 is not in this story of 3 scenes"):
            small.stream_scene(TEXT, 3)

    def test_latents_leave_the_device_when_they_are_asked_for_and_are_those_of_their_step(self, small: AudioStory):
        fetched = []

        class Counted(torch.Tensor):
            def cpu(self) -> torch.Tensor:
                fetched.append(self)
                return super().cpu().as_subclass(torch.Tensor)

        plan = small.with_bridge_tokens(TEXT)
        at_once = [event.latents.copy() for event in small.stream_scene(plan, seed=1) if isinstance(event, DenoiseStep)]
        kept = [event for event in small.stream_scene(plan, seed=1) if isinstance(event, DenoiseStep)]
        kept = [replace(event, computed=event.computed.clone().as_subclass(Counted)) for event in kept]
        assert fetched == []
        copies = pickle.loads(pickle.dumps(kept))
        assert len(fetched) == len(kept) == 2
        for event, copy, latents in zip(kept, copies, at_once, strict=True):
            assert np.array_equal(event.latents, latents) and np.array_equal(copy.latents, latents)
        assert len(fetched) == 2  # the events keep what they have fetched


class TestAgain:
    def test_an_edited_scene_keeps_its_noise_and_the_others_their_clips(self, small: AudioStory, story: Story):
        edited = small.regenerate(story, scene=1, caption="A gong.", duration=1.25)
        expected = small.replan(story.plan, scene=1, caption="A gong.", duration=1.25)
        assert edited.plan == expected
        assert [clip.seed for clip in edited.clips] == [clip.seed for clip in story.clips]
        changed = [new is not old for new, old in zip(edited.clips, story.clips, strict=True)]
        assert changed == [number == 1 for number in range(len(story.clips))]
        assert edited.stats["planner_passes"] == 1

    def test_nothing_is_computed_before_the_first_event_is_asked_for(self, small: AudioStory, story: Story):
        before = small.model.planner.passes
        small.restream(story, scene=0, caption="A gong.")
        small.stream_scene(TEXT)
        small.stream_plan(TEXT)
        assert small.model.planner.passes == before
