"""What was heard, as data: its sentence, its place in plans, events and saved stories."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from made_story import make_story

from audiostory_demo import Story
from audiostory_demo.cli.json_events import describe
from audiostory_demo.events import SoundHeard, StorySoFar, StoryStarted
from audiostory_demo.hearing import Heard, HeardSound
from audiostory_demo.styles import Style

RAIN = HeardSound("rain", 0, 2.5)
HEARD = Heard.of((RAIN,), Style(room="cathedral"))


class TestHeard:
    def test_says_what_opens_the_reasoning(self):
        assert HEARD.sentence() == "Heard: rain, in a cathedral."
        assert HEARD.caption == "Rain, in a cathedral."

    def test_says_sounds_in_order_once_each_and_all_of_the_style(self):
        dog, again = HeardSound("a dog", 2.5, 4), HeardSound("a dog", 4, 5)
        style = Style("cave", "old radio", "sea")
        said = Heard.of((RAIN, dog, again), style).sentence()
        assert said == "Heard: rain, then a dog, in a cave, over an old radio, with the sea throughout."

    def test_says_nothing_of_a_plain_style(self):
        assert Heard.of((RAIN,), Style()).sentence() == "Heard: rain."

    def test_comes_back_from_json(self):
        heard = Heard.of((RAIN,), Style(bed="wind"), follows="thunder")
        assert Heard.from_dict(json.loads(json.dumps(heard.as_dict()))) == heard

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            (lambda: HeardSound("rain", 2, 1), "smaller one first"),
            (lambda: HeardSound("rain", float("nan"), 1), "two numbers of seconds"),
            (lambda: HeardSound("", 0, 1), "Pass its name"),
            (lambda: HeardSound("<|think|>", 0, 1), "tag of the story format"),
            (lambda: Heard("Rain.", (), Style()), "Nothing was heard"),
            (lambda: Heard("Rain.", ("rain",), Style()), "HeardSound"),
            (lambda: Heard("Rain.", (RAIN,), "cathedral"), "Pass a Style"),
            (lambda: replace(make_story().plan, heard="rain"), "Pass a Heard"),
        ],
    )  # fmt: skip
    def test_refuses_what_nobody_can_have_heard(self, wrong, says: str):
        with pytest.raises(ValueError, match=says):
            wrong()


def test_a_plan_keeps_what_was_heard_through_a_saved_story(tmp_path: Path):
    story = make_story()
    story = replace(story, plan=replace(story.plan, heard=HEARD))
    assert Story.load(story.save(tmp_path / "on.wav")).plan.heard == HEARD
    plain = make_story()
    assert Story.load(plain.save(tmp_path / "plain.wav")).plan.heard is None


def test_the_event_reaches_the_plan_and_other_programs():
    story, so_far = make_story(), StorySoFar()
    so_far.add(StoryStarted("on", 2.0, 0, story.settings, "none", 8000, {}))
    so_far.add(SoundHeard(HEARD))
    so_far.scenes.append(story.scenes[0])
    plan = so_far.plan()
    assert plan is not None and plan.heard == HEARD
    said = json.loads(json.dumps(describe(SoundHeard(HEARD))))
    assert (said["event"], said["sentence"]) == ("sound_heard", HEARD.sentence())
