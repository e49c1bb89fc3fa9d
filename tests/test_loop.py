"""A story that is played in a circle: its end leads into its beginning."""

from __future__ import annotations

import numpy as np
import pytest

from audiostory_demo import AudioStory, Story
from audiostory_demo.rendering import BEND, SECONDS, SceneTask

RATE = 24000


def noise(seconds: float) -> np.ndarray:
    return (0.1 * np.random.default_rng(0).standard_normal((1, round(seconds * RATE)))).astype(np.float32)


def wraps(story: Story) -> bool:
    """Whether going from the last sample to the first is no larger a step than others near it."""
    sound = story.audio[0]
    return abs(sound[0] - sound[-1]) <= np.abs(np.diff(sound[-RATE // 4 :])).max()


def test_the_last_scene_is_shown_the_beginning_of_the_story(continuing: AudioStory, tasks: list[SceneTask]) -> None:
    story = continuing.generate("Rain, then a bell.", duration=6, seed=1, loop=True)
    *others, last = tasks
    assert others and all(task.around is None for task in others)
    assert last.around is not None and last.around.before is None and last.around.lead == 0
    assert last.around.after is not None
    assert np.array_equal(last.around.after, story.audio[:, : last.around.after.shape[1]])
    assert 0.5 * RATE < last.around.after.shape[1] <= SECONDS * RATE + 1
    assert wraps(story)


def test_what_goes_on_from_a_sound_leads_back_into_it(continuing: AudioStory, tasks: list[SceneTask]) -> None:
    rain = noise(2.0)
    story = continuing.extend((rain, RATE), "A bell rings.", duration=2, seed=3, loop=True)
    around = tasks[-1].around
    assert around is not None and around.after is not None
    assert np.array_equal(around.after[:, :RATE], rain[:, :RATE])
    assert (around.before is not None) == (len(tasks) == 1)
    assert np.array_equal(story.audio[:, : 2 * RATE - 6000], rain[:, :-6000]) and wraps(story)


def test_only_the_last_milliseconds_are_bent(continuing: AudioStory) -> None:
    story = continuing.generate("Rain.", duration=2, seed=1)
    again = continuing.render(story.plan, seed=1, loop=True)
    bent = round(BEND * RATE)
    if len(story.scenes) == 1:
        assert np.array_equal(story.audio[:, :-bent], again.audio[:, :-bent])
    assert again.audio[0, -1] == pytest.approx(again.audio[0, 0], abs=1e-6)


def test_a_scene_told_anew_leads_back_too(continuing: AudioStory, tasks: list[SceneTask]) -> None:
    story = continuing.generate("Rain, then a bell.", duration=6, seed=1, loop=True)
    tasks.clear()
    again = continuing.regenerate(story, scene=len(story.scenes) - 1, seed=9)
    assert [task.around is not None for task in tasks] == [True] and wraps(again)


def test_a_model_that_was_not_trained_for_it(small: AudioStory) -> None:
    with pytest.raises(
        ValueError, match=r"small was not trained to lead an end into a beginning, which loop=True asks for"
    ):
        small.generate("Rain.", duration=3, loop=True)
    with pytest.raises(ValueError, match="loop"):
        small.generate("Rain.", duration=3, loop="yes")
