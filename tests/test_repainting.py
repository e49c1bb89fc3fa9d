"""A part of a scene made anew: it is led into by what stays of the scene, and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audiostory_demo import AudioChunk, AudioStory, DenoiseStep, Story, StoryReady
from audiostory_demo.around import Around
from audiostory_demo.audio import boundaries
from audiostory_demo.rendering import PART_FADE, SceneTask

RATE = 24000
EDGE = round(PART_FADE * RATE)


@pytest.fixture(scope="module")
def story(continuing: AudioStory) -> Story:
    """Two scenes at least."""
    told = continuing.generate("Rain, then a bell.", duration=6, seed=1)
    assert len(told.scenes) > 1
    return told


def samples(story: Story, scene: int) -> tuple[int, int]:
    """Where a scene lies in the story."""
    edges = boundaries([one.duration for one in story.scenes], RATE)
    return edges[scene], edges[scene + 1]


class TestAPart:
    @pytest.mark.parametrize(("start", "end"), [(0.7, 1.4), (0.0, 0.6), (1.3, None)])
    def test_is_new_and_everything_else_stays_to_the_sample(
        self, continuing: AudioStory, story: Story, start: float, end: float | None
    ):
        last = len(story.scenes) - 1
        stop = story.scenes[last].duration if end is None else end
        again = continuing.repaint(story, scene=last, start=start, end=stop, seed=5)
        begin, _ = samples(story, last)
        changed = np.flatnonzero((again.audio != story.audio).any(axis=0))
        first, final = begin + round(start * RATE), begin + round(stop * RATE)
        assert first <= changed[0] <= first + EDGE and final - EDGE - 2 <= changed[-1] < final
        assert np.abs(again.audio[:, first:final] - story.audio[:, first:final]).max() > 1e-3
        assert again.plan == story.plan or again.plan.scenes == story.plan.scenes
        assert again.audio.shape == story.audio.shape and np.abs(again.audio).max() <= 1

    def test_is_shown_what_stays_on_both_sides_and_overlaps_it(
        self, continuing: AudioStory, story: Story, tasks: list[SceneTask]
    ):
        continuing.repaint(story, scene=0, start=0.7, end=1.4, seed=5)
        (task,) = tasks  # the other scenes are not rendered
        clip = story.clips[0].samples
        around = task.around
        assert isinstance(around, Around) and around.before is not None and around.after is not None
        assert (around.overlap, around.lead) == (EDGE, EDGE) and task.seconds == pytest.approx(0.7)
        assert np.array_equal(around.before, clip[:, : round(0.7 * RATE) + EDGE])
        assert np.array_equal(around.after, clip[:, round(1.4 * RATE) - EDGE :])

    def test_joins_without_a_step(self, continuing: AudioStory, story: Story):
        again = continuing.repaint(story, scene=0, start=0.7, end=1.4, seed=5).clips[0].samples[0]
        for at in (round(0.7 * RATE), round(1.4 * RATE)):
            step = np.abs(np.diff(again[at - 2 : at + 2])).max()
            assert step <= np.abs(np.diff(again[at - RATE // 4 : at + RATE // 4])).max()

    def test_of_one_seed_is_the_same_twice_and_of_another_is_another(self, continuing: AudioStory, story: Story):
        one, two, three = (continuing.repaint(story, scene=0, start=0.7, end=1.4, seed=seed) for seed in (5, 5, 6))
        assert np.array_equal(one.audio, two.audio) and not np.array_equal(one.audio, three.audio)
        assert one.clips[0].seed == story.clips[0].seed  # most of the clip still comes from it

    def test_of_a_part_that_was_made_anew_before(self, continuing: AudioStory, story: Story, tmp_path: Path):
        once = continuing.repaint(story, scene=0, start=0.7, end=1.4, seed=5)
        twice = continuing.repaint(once, scene=0, start=0.9, end=1.6, seed=6)
        assert np.array_equal(twice.audio[:, : round(0.9 * RATE)], once.audio[:, : round(0.9 * RATE)])
        twice.save(tmp_path / "again.wav")
        assert np.array_equal(Story.load(tmp_path / "again.json").clips[0].samples, twice.clips[0].samples)

    def test_streams_its_steps_and_the_whole_story(self, continuing: AudioStory, story: Story):
        events = list(continuing.stream_part(story, scene=0, start=0.7, end=1.4, seed=5))
        assert [event.index for event in events if isinstance(event, DenoiseStep)] == [0] * story.settings.steps
        sound = np.concatenate([event.samples for event in events if isinstance(event, AudioChunk)], axis=1)
        assert isinstance(events[-1], StoryReady) and np.array_equal(sound, events[-1].story.audio)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("part", "says"),
        [
            ((0.5, 0.5), r"from 0\.5 to 0\.5 s is no part of it"),
            ((1.0, 0.5), "the smaller one first"),
            ((-1, 0.5), "from -1 to 0.5 s is no part"),
            ((0, 99), "from 0 to 99 s is no part"),
            ((float("nan"), 1), "from nan to 1 s is no part"),
            (("a", 1), "from 'a' to 1 s is no part"),
            ((0.5, 0.7), "too short a part"),
            ((0.1, None), "leaves too little of the scene"),
        ],
    )
    def test_parts_that_are_none(self, continuing: AudioStory, story: Story, part: tuple[object, object], says: str):
        start, end = part
        with pytest.raises(ValueError, match=says) as error:
            continuing.repaint(story, scene=0, start=start, end=story.scenes[0].duration if end is None else end)
        assert "\n" not in str(error.value)

    def test_a_scene_that_is_not_there(self, continuing: AudioStory, story: Story):
        with pytest.raises(ValueError, match="scene"):
            continuing.repaint(story, scene=99, start=0.5, end=1.2)

    def test_a_model_that_was_not_trained_for_it(self, small: AudioStory, story: Story):
        with pytest.raises(ValueError, match=r"The model small was not trained to fill a gap"):
            small.repaint(story, scene=0, start=0.5, end=1.2)


def test_parts_are_of_a_plan_and_of_clips_that_are_there(continuing: AudioStory, story: Story):
    with pytest.raises(ValueError, match="Parts of scenes were given without a plan"):
        continuing.stream("Rain.", parts={0: (0.7, 1.4)})
    with pytest.raises(ValueError, match="Scene 0 has no clip of which a part could be made anew"):
        continuing.stream(story.plan, parts={0: (0.7, 1.4)})
