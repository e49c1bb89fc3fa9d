"""What a plan made of its instruction, read from the reasoning that quotes it."""

from __future__ import annotations

import json

import pytest

from audiostory_demo import Plan, Scene
from audiostory_demo.data.understanding import StandIn, understood
from audiostory_demo.files.recorded import recorded_stories


def plan(instruction: str, reasoning: str, scenes: int) -> Plan:
    return Plan(instruction, 2.0 * scenes, reasoning, tuple(Scene("A sound.", 2.0) for _ in range(scenes)))


def test_every_scene_of_the_recorded_stories_is_traced_to_words_of_its_instruction():
    for name, story in recorded_stories().items():
        found = understood(story.plan)
        assert found.readable and found.recognised and all(found.scenes), name
        for words in found.scenes:
            assert all(word in story.plan.instruction for word in words.split()), (name, words)


def test_words_lead_to_their_scenes_in_order():
    found = understood(recorded_stories()["harbour"].plan)
    assert found.scenes == ("wind", "waves", "thunder", "church bell")
    assert not found.unused, "the storm thunders in a caption"


def test_a_sound_that_comes_again_has_the_words_of_its_first_time():
    text = "In order: rain falls, dog. It is two sounds in 8 s, so some come again in three scenes. Dry and clean. "
    text += "0-2 s: rain. 2-4 s: rain again. 4-6 s: a dog."
    assert understood(plan("Rain falls on a dog.", text, 3)).scenes == ("rain falls", "rain falls", "dog")


def test_a_stand_in_is_named_with_what_was_asked():
    text = "In order: ukulele plays. One scene of 2 s. Dry and clean. 0-2 s: an acoustic guitar (nearest to a ukulele)."
    found = understood(plan("A ukulele plays.", text, 1))
    assert found.stand_ins == (StandIn("a ukulele", "an acoustic guitar", "sound", 0),)
    assert any("ukulele" in line and "acoustic guitar" in line for line in found.lines())


def test_a_place_is_the_source_of_all_its_scenes_and_the_setting_stands_in():
    text = "Imagine night at the lighthouse, much like a harbour: two scenes. Dry and clean. 0-2 s: waves. 2-4 s: wind."
    found = understood(plan("A night at the lighthouse", text, 2))
    assert found.scenes == ("night at the lighthouse",) * 2
    assert found.stand_ins == (StandIn("night at the lighthouse", "a harbour", "place"),)


def test_a_word_for_a_sound_that_led_to_nothing_is_named():
    text = "In order: rain. One scene of 2 s. Dry and clean. 0-2 s: rain."
    assert understood(plan("Rain, then a trumpet.", text, 1)).unused == ("trumpet",)


@pytest.mark.parametrize(
    ("instruction", "readable"),
    [
        ("Ein Hund bellt im Regen, dann läuten die Glocken.", False),
        ("Un chien aboie sous la pluie.", False),
        ("雨が降り、犬が吠える。", False),
        ("비가 오고 개가 짖는다.", False),
        ("Дождь, потом собака.", False),
        ("A dog barks in the rain, then bells ring.", True),
        ("Someone opens the old gate and walks up the gravel path.", True),
        ("Photosynthesis.", True),
    ],
)
def test_a_language_that_the_planner_does_not_read_is_noticed(instruction, readable):
    found = understood(plan(instruction, "In order: x. 0-2 s: rain.", 1))
    assert found.readable is readable
    assert readable or (not found.recognised and "English" in next(iter(found.lines())))


def test_a_plan_without_reasoning_claims_nothing():
    found = understood(plan("Rain.", "", 2))
    assert found.scenes == ("", "") and not found.stand_ins and not found.recognised


def test_it_is_json():
    found = understood(recorded_stories()["radio"].plan)
    assert json.loads(json.dumps(found.as_dict()))["scenes"] == list(found.scenes)
