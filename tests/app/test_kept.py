"""An edited plan: what was not touched keeps its sound, to the sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audiostory_demo import Plan, Scene

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app.kept import keep, unchanged

RAIN, BELL, DOG = Scene("Rain.", 2.0), Scene("A bell.", 1.5), Scene("A dog.", 1.0)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ([RAIN, BELL, DOG], {0: 0, 1: 1, 2: 2}),
        ([DOG, RAIN, BELL], {0: 2, 1: 0, 2: 1}),
        ([RAIN, RAIN, BELL], {0: 0, 1: 0, 2: 1}),
        ([RAIN, replace(BELL, duration=2.0), DOG], {0: 0, 2: 2}),
        ([BELL], {0: 1}),
        ([Scene("An owl.", 1.0)], {}),
    ],
)
def test_a_scene_is_found_again_wherever_it_stands(now, found):
    assert unchanged([RAIN, BELL, DOG], now) == found


@pytest.fixture(scope="module")
def three(small):
    return small.render(Plan("Rain, a bell, a dog.", 4.5, "", (RAIN, BELL, DOG)), seed=5)


def edited(small, story, *scenes):
    plan = Plan(story.plan.instruction, sum(scene.duration for scene in scenes), "", tuple(scenes))
    kept = keep(small, story, plan)
    return small.render(kept.plan, seed=story.seed, scene_seeds=kept.seeds, clips=kept.clips, settings=story.settings)


def stretch(story, start, end, *, joined=True):
    """Samples of the story, without the crossfade at the start of a scene that follows another one."""
    rate = story.sample_rate
    return story.audio[:, round((start + (story.settings.crossfade if joined else 0)) * rate) : round(end * rate)]


def test_one_changed_scene_leaves_the_others(small, three):
    story = edited(small, three, RAIN, Scene("An owl.", 1.5), DOG)
    assert np.array_equal(stretch(story, 0, 2, joined=False), stretch(three, 0, 2, joined=False))
    assert not np.array_equal(stretch(story, 2, 3.5), stretch(three, 2, 3.5))
    assert np.array_equal(stretch(story, 3.5, 4.5), stretch(three, 3.5, 4.5))
    assert [clip.seed for clip in story.clips][::2] == [clip.seed for clip in three.clips][::2]
    for scene in (0, 2):
        assert np.array_equal(story.plan.tokens[scene].semantic, three.plan.tokens[scene].semantic)


def test_a_scene_appended_leaves_all_before_it_even_the_last_one(small, three):
    story = edited(small, three, RAIN, BELL, DOG, Scene("An owl.", 2.0))
    whole = round(4.5 * three.sample_rate)
    assert np.array_equal(story.audio[:, :whole], three.audio)
    assert story.duration == pytest.approx(6.5)


def test_scenes_moved_doubled_and_left_out_keep_their_sound(small, three):
    story = edited(small, three, BELL, RAIN, BELL)
    assert np.array_equal(stretch(story, 0, 1.5), stretch(three, 2, 3.5))
    assert np.array_equal(stretch(story, 1.5, 3.5), stretch(three, 0, 2))
    assert np.array_equal(stretch(story, 3.5, 5), stretch(three, 2, 3.5))
