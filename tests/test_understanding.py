"""What a plan made of its instruction, read from the reasoning that quotes it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audiostory_demo import AudioStory, Plan, Scene, Story
from audiostory_demo.cli.json_events import describe
from audiostory_demo.data.understanding import _language, understood
from audiostory_demo.events import PromptUnderstood, StorySoFar
from audiostory_demo.files.recorded import recorded_stories
from audiostory_demo.language.understanding import StandIn, Understanding, understand


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


def test_something_unknown_that_was_heard_and_passed_over_is_named():
    text = (
        "In order: door closes, cimbalom plays. It is two sounds in two scenes. Dry and clean. 0-2 s: a door closing. "
    )
    text += "2-4 s: a door closing again."
    found = understood(plan("A cimbalom plays, then a door closes.", text, 2))
    assert found.scenes == ("door closes",) * 2 and found.unused == ("cimbalom plays",)


@pytest.mark.parametrize(
    ("instruction", "readable"),
    [
        ("Ein Hund bellt im Regen, dann läuten die Glocken.", True),
        ("雨が降り、犬が吠える。", True),
        ("비가 오고 개가 짖는다.", True),
        ("Дождь, потом собака.", False),
        ("Pies szczeka w deszczu, potem biją dzwony.", False),
        ("A dog barks in the rain, then bells ring.", True),
        ("Someone opens the old gate and walks up the gravel path.", True),
        ("Photosynthesis.", True),
    ],
)
def test_a_language_that_is_not_read_is_noticed(instruction, readable):
    found = understood(plan(instruction, "In order: x. 0-2 s: rain.", 1))
    assert found.readable is readable
    assert readable or (not found.recognised and "languages that are read" in next(iter(found.lines())))


def test_words_of_another_language_are_said_with_what_was_read():
    found = understood(plan("Ein Hund bellt.", "In order: dog barks. 0-2 s: a dog.", 1))
    assert found.scenes == ("dog barks",) and ("Hund" in str(found.read_as))
    assert any(line.startswith("Read as English: ") for line in found.lines())


def test_what_is_denied_is_said_and_is_no_word_left_over():
    found = understood(plan("A dog, no rain and no thunder.", "In order: dog. One scene of 2 s. 0-2 s: a dog.", 1))
    assert found.denied == ("rain", "thunder") and not found.unused
    assert "Not to be heard: rain, thunder." in found.lines()


def test_the_lists_of_a_long_storys_parts_are_no_scenes():
    text = (
        "In order: rain. It is one sound in 60 s, told in four parts. Dry and clean. Opening to 8 s: rain. 0-8 s: rain."
    )
    language = replace(_language(), lists={**_language().lists, "parts": ("Opening",)})
    found = understand("Rain", text, ["It rains."], language)
    assert found.scenes == ("rain",)


def test_a_plan_carries_it_into_its_file_and_its_stream(small: AudioStory, tmp_path: Path):
    model = AudioStory(small.model)
    said = Understanding(
        ("rain",),
        ("owl",),
        (StandIn("a fox", "a dog", "sound", 0),),
        True,
        True,
        ("thunder",),
        (("Hund", "dog"),),
        "Too long.",
    )
    made = Plan("Rain", 2.0, "", (Scene("Rain.", 2.0),), understood=said)
    events = list(model.stream(made, seed=1))
    assert [event.understood for event in events if isinstance(event, PromptUnderstood)] == [said]
    story = events[-1].story
    assert story.plan.understood == said and understood(story.plan) == said
    loaded = Story.load(story.save(tmp_path / "story.wav"))
    assert loaded.plan.understood == said
    values = json.loads((tmp_path / "story.json").read_text())
    assert values.pop("understood")["denied"] == ["thunder"]
    (tmp_path / "story.json").write_text(json.dumps(values))  # as an earlier version wrote it
    assert Story.load(tmp_path / "story.wav").plan.understood is None
    assert describe(PromptUnderstood(said))["unused"] == ("owl",)


def test_a_written_plan_says_what_it_understood():
    teller = AudioStory.from_pretrained(device="cpu")
    events = list(teller.stream_plan("Ten seconds of rain, then two seconds of thunder, no owl", duration=24, seed=1))
    (found,) = (event.understood for event in events if isinstance(event, PromptUnderstood))
    assert found.recognised and found.denied == ("owl",) and "12 s" in found.conflict
    plan = StorySoFar()
    for event in events:
        plan.add(event)
    told = plan.plan()
    assert told and told.understood == found and len(found.scenes) == len(told.scenes)
    rain = sum(scene.duration for scene, words in zip(told.scenes, found.scenes, strict=True) if "rain" in words)
    assert rain == pytest.approx(20, rel=0.1)


def test_a_plan_without_reasoning_claims_nothing():
    found = understood(plan("Rain.", "", 2))
    assert found.scenes == ("", "") and not found.stand_ins and not found.recognised


def test_it_is_json():
    found = understood(recorded_stories()["radio"].plan)
    assert json.loads(json.dumps(found.as_dict()))["scenes"] == list(found.scenes)
