"""The instructions written by hand, and the measure of whether plans follow them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from audiostory_demo import AudioStory
from audiostory_demo.cli.evaluate import Measure, evaluate
from audiostory_demo.data.composer import compose_story
from audiostory_demo.data.situations import SITUATIONS
from audiostory_demo.data.sounds import SOUND_NAMES, SOUNDS
from audiostory_demo.evaluate import held_out as module
from audiostory_demo.evaluate.following import Followed, follow, in_order, sounds_in, summary
from audiostory_demo.evaluate.held_out import Instruction, Wanted, held_out
from audiostory_demo.markup import PlanError


def plain(text: str) -> str:
    """Letters and digits in lower case, a leading article aside: what stays of a text that is retyped."""
    return re.sub(r"^(?:an?|the|my|our) ", "", " ".join(re.findall(r"\w+", text.lower())))


class TestTheSet:
    def test_is_large_and_has_no_instruction_twice(self):
        texts = [plain(one.text) for one in held_out()]
        assert len(texts) >= 150
        assert len(set(texts)) == len(texts)

    def test_names_sounds_or_suggests_a_place(self):
        assert all(bool(one.wanted) != bool(one.place) for one in held_out())
        assert sum(bool(one.wanted) for one in held_out()) >= 100
        assert sum(bool(one.place) for one in held_out()) >= 50
        assert sum(wanted.outside for one in held_out() for wanted in one.wanted) >= 15

    def test_knows_only_classes_of_the_repertoire_and_names_each(self):
        named = {sound for one in held_out() for w in one.wanted if not w.outside for sound in w.classes}
        everything = {sound for one in held_out() for w in one.wanted for sound in w.classes}
        everything |= {sound for one in held_out() for sound in one.fitting}
        assert named == set(SOUND_NAMES)
        assert everything == set(SOUND_NAMES)

    def test_gives_each_place_enough_fitting_classes_but_not_any(self):
        most = len(SOUND_NAMES) / 4  # a choice by lot fits at most one time in four
        assert all(6 <= len(set(one.fitting)) == len(one.fitting) <= most for one in held_out() if one.place)

    def test_asks_for_lengths_that_suit_the_sounds(self):
        assert all(8 <= one.seconds <= 60 for one in held_out())
        assert all(2 <= one.seconds / len(one.wanted) <= 8 for one in held_out() if one.wanted)
        assert all(one.seconds >= 15 for one in held_out() if one.place)

    def test_has_from_one_to_six_sounds(self):
        assert set(Counter(len(one.wanted) for one in held_out() if one.wanted)) == {1, 2, 3, 4, 5, 6}


class TestNothingLeaks:
    def test_no_instruction_is_composed_for_training(self):
        rng = random.Random(0)
        composed = {plain(compose_story(rng, split="train").instruction) for _ in range(3000)}
        assert not composed & {plain(one.text) for one in held_out()}

    def test_no_place_is_a_training_situation(self):
        trained = {plain(name) for s in SITUATIONS if not s.held_out for name in (s.setting, *s.titles)}
        assert not trained & {plain(one.place) for one in held_out()}
        assert not trained & {plain(one.text) for one in held_out()}


class TestSoundsInACaption:
    @pytest.mark.parametrize(
        ("caption", "sounds"),
        [
            ("A dog barks.", {"dog-bark"}),
            ("Two dogs in the yard.", {"dog-bark"}),
            ("Violas and violins.", {"violin"}),
            ("A dog barks while rain falls.", {"dog-bark", "rain"}),
            ("Cats and dogs.", {"cat-meow", "dog-bark"}),
            ("The dog's bowl.", {"dog-bark"}),
            ("A church bell rings.", {"church-bell"}),
            ("THE BELL TOLLS", {"church-bell"}),
            ("A full belly.", set()),
            ("A scarf on a cartoon.", set()),
            ("Somebody thinks.", set()),
            ("", set()),
        ],
    )
    def test_are_whole_words_in_singular_and_plural(self, caption: str, sounds: set[str]):
        assert sounds_in(caption) == sounds

    def test_the_longest_name_wins(self):
        assert sounds_in("A car horn.") == {"car-horn"}
        assert sounds_in("A car.") == {"vehicle-engine"}
        assert sounds_in("A train whistle.") == {"train-whistle"}
        assert sounds_in("Someone knocks on a door.") == {"door-knock"}

    def test_the_repertoire_names_itself(self):
        for sound in SOUNDS.values():
            for text in (*sound.captions, *sound.nouns):
                assert sounds_in(text) == {sound.name}, text


RAIN, DOG, DOOR = (SOUNDS[name].captions[0] for name in ("rain", "dog-bark", "door-close"))
SCENE = Instruction(
    "rain, a dog, a door", 9.0, (Wanted(("rain",)), Wanted(("dog-bark",)), Wanted(("door-close",))), True
)
PLACE = Instruction("at home", 9.0, place="home", fitting=("rain", "dog-bark", "door-close", "piano"))


def told(*captions: str, wish: Instruction = SCENE, durations: tuple[float, ...] = (), problem: str = "") -> Followed:
    return Followed(wish, captions, durations or (wish.seconds / len(captions),) * len(captions), problem=problem)


class TestTheMeasure:
    def test_a_plan_as_asked_for_has_it_all(self):
        good = summary([told(RAIN, DOG, DOOR), told(RAIN, DOG, DOOR, wish=PLACE)])
        assert good == {
            "plans": 2, "named": 1.0, "nearest": None, "ordered": 1.0, "implied": 1.0, "valid": 1.0, "sums": 1.0,
            "uninvited": 0.0, "scenes": 3.0,
        }  # fmt: skip

    def test_a_missing_sound_is_missed(self):
        assert summary([told(RAIN, RAIN, DOOR)])["named"] == pytest.approx(2 / 3)

    def test_other_sounds_are_uninvited(self):
        assert summary([told(RAIN, DOG, DOOR, "A cow moos.")])["uninvited"] == pytest.approx(1 / 4)

    def test_a_sound_named_twice_must_come_twice(self):
        twice = Instruction(
            "dog, door, dog", 9.0, tuple(Wanted((s,)) for s in ("dog-bark", "door-close", "dog-bark")), True
        )
        assert told(DOG, DOOR, wish=twice).found == (True, True, False)
        assert told(DOG, DOOR, DOG, wish=twice).found == (True, True, True)

    def test_the_wrong_order_is_seen(self):
        assert summary([told(DOG, RAIN, DOOR), told(RAIN, DOG, DOOR)])["ordered"] == 0.5

    def test_order_is_that_of_the_sounds_found_whatever_comes_between(self):
        assert told(RAIN, RAIN, "A cow moos.", DOOR).in_order
        assert told(DOOR, RAIN, DOG, DOOR).in_order

    def test_order_is_not_judged_on_fewer_than_two_sounds_or_where_the_text_fixes_none(self):
        free = Instruction("a dog and rain", 9.0, (Wanted(("dog-bark",)), Wanted(("rain",))))
        assert summary([told(RAIN), told(RAIN, DOG, wish=free)])["ordered"] is None

    def test_one_caption_of_two_sounds_serves_both_but_each_once(self):
        both = f"{RAIN[:-1]} and {DOG}"
        assert told(both, DOOR).found == (True, True, True)
        assert told(both, DOOR).in_order
        assert in_order([{"rain"}, {"rain", "wind"}], [frozenset({"rain"})]) == 1

    def test_a_place_wants_three_different_fitting_sounds(self):
        assert summary([told(RAIN, RAIN, DOG, wish=PLACE)])["implied"] == 0
        assert summary([told(RAIN, DOG, "A cow moos.", wish=PLACE)])["implied"] == 0

    def test_the_nearest_sound_is_counted_apart(self):
        bees = Instruction("rain and bees", 8.0, (Wanted(("rain",)), Wanted(("crickets",), outside=True)))
        figures = summary([told(RAIN, DOG, wish=bees)])
        assert (figures["named"], figures["nearest"]) == (1.0, 0.0)

    @pytest.mark.parametrize("durations", [(1.4, 3.8, 3.8), (10.1, 3.0, 3.0)])
    def test_a_scene_too_short_or_too_long_is_invalid(self, durations: tuple[float, ...]):
        assert summary([told(RAIN, DOG, DOOR, durations=durations)])["valid"] == 0

    def test_a_plan_that_does_not_read_back_is_invalid(self):
        assert summary([told(RAIN, DOG, DOOR, problem="Expected <|gen|>")])["valid"] == 0

    def test_durations_must_sum_to_the_total(self):
        assert summary([told(RAIN, DOG, DOOR, durations=(3.0, 3.0, 2.9))])["sums"] == 0


class TestFollowing:
    def test_the_random_model_gives_plans_of_the_right_length_that_do_not_follow(self, small: AudioStory):
        results = list(follow(small, held_out()[::30]))
        assert [one.instruction for one in results] == list(held_out()[::30])
        figures = summary(results)
        assert figures["sums"] == 1
        assert figures["named"] < 0.5

    def test_the_same_seed_gives_the_same_plans(self, small: AudioStory):
        assert list(follow(small, held_out()[:2], seed=4)) == list(follow(small, held_out()[:2], seed=4))

    def test_a_plan_that_fails_is_a_result_too(self, small: AudioStory, monkeypatch: pytest.MonkeyPatch):
        def fail(*args: object, **options: object) -> None:
            raise PlanError("The text ends inside its caption", "", 0)

        monkeypatch.setattr(AudioStory, "plan", fail)
        (result,) = follow(small, held_out()[:1])
        assert not result.valid
        assert "inside its caption" in result.problem

    def test_the_command_writes_figures_and_plans(
        self,
        small_model_folder: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ):
        few = held_out()[::60]
        monkeypatch.setattr(module, "held_out", lambda: few)
        evaluate(Measure.following, str(small_model_folder), json_file=tmp_path / "figures.json")
        assert "named" in capsys.readouterr().out
        written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
        assert written["following"]["plans"] == len(written["plans"]) == len(few)
        assert written["plans"][0]["instruction"]["text"] == few[0].text
