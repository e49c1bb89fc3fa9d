"""Edits of a story's scenes: a small vocabulary, and what each of them leaves as it was."""

from __future__ import annotations

import re

import numpy as np
import pytest

from audiostory_demo import Plan, Scene
from tests.sentences import one_sentence

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app.board import Board, board_html
from audiostory_demo.app.edits import Change, Copy, Delete, Move, Redo, Repaint, edit_plan, parts_of, read_edits
from audiostory_demo.app.kept import edited_parts, keep_parts
from audiostory_demo.app.sessions import Session
from audiostory_demo.app.texts import LOCALES, Refused, say

RAIN, BELL, DOG = Scene("Rain.", 2.0), Scene("A bell.", 1.5), Scene("A dog.", 1.0007)
PLAN = Plan("Rain, a bell, a dog.", 4.5007, "", (RAIN, BELL, DOG))


@pytest.fixture(scope="module")
def three(small):
    return small.render(PLAN, seed=5, steps=2)


@pytest.mark.parametrize(
    ("edit", "scenes"),
    [
        (Change(1, caption=" An owl. "), [RAIN, Scene("An owl.", 1.5), DOG]),
        (Change(1, seconds=3), [RAIN, Scene("A bell.", 3), DOG]),
        (Redo(1), [RAIN, BELL, DOG]),
        (Move(0, 2), [BELL, DOG, RAIN]),
        (Move(2, 0), [DOG, RAIN, BELL]),
        (Copy(1), [RAIN, BELL, BELL, DOG]),
        (Delete(0), [BELL, DOG]),
    ],
)
def test_an_edit_makes_another_plan_that_lasts_as_long_as_its_scenes(edit, scenes):
    plan = edit_plan(PLAN, edit)
    assert list(plan.scenes) == scenes and plan.tokens == ()
    assert plan.duration == pytest.approx(sum(scene.duration for scene in scenes))


def told_again(small, story, edits, takes=()):
    kept = keep_parts(small, story, edited_parts(story, edits, takes))
    return small.render(kept.plan, seed=story.seed, scene_seeds=kept.seeds, clips=kept.clips, settings=story.settings)


def same(one, a, two, b):
    """Whether scene ``a`` of a story is, between its joins, scene ``b`` of another one."""
    rate, fade, sounds = one.sample_rate, one.settings.crossfade, []
    for story, number in ((one, a), (two, b)):
        start = sum(scene.duration for scene in story.scenes[:number])
        first = round((start + (fade if number else 0)) * rate)
        length = round((story.scenes[number].duration - fade) * rate) - 2
        sounds.append(
            story.audio[:, first : first + length] if number else story.audio[:, round(fade * rate) :][:, :length]
        )
    return np.array_equal(*sounds)


@pytest.mark.parametrize(
    ("edits", "kept"),
    [
        ([Change(1, caption="An owl.")], {0: 0, 2: 2}),
        ([Redo(1, seed=9)], {0: 0, 2: 2}),
        ([Move(2, 0)], {0: 2, 1: 0, 2: 1}),
        ([Copy(2)], {0: 0, 1: 1, 2: 2, 3: 2}),
        ([Delete(1)], {0: 0, 1: 2}),
        ([Change(0, caption="Hail."), Change(2, seconds=2.0), Copy(1)], {1: 1, 2: 1}),  # several at once
    ],
)
def test_the_rest_keeps_its_sound_to_the_sample(small, three, edits, kept):
    story = told_again(small, three, edits)
    assert {now: before for now, before in kept.items() if same(story, now, three, before)} == kept
    seeds = [clip.seed for clip in three.clips]
    assert [story.clips[now].seed for now in kept] == [seeds[before] for before in kept.values()]
    for now, before in kept.items():
        assert np.array_equal(story.plan.tokens[now].semantic, three.plan.tokens[before].semantic)


def test_only_what_changed_is_rendered(small, three):
    parts = edited_parts(three, [Move(2, 0), Change(1, caption="An owl."), Copy(0), Redo(3)])
    assert [part.clip is None for part in parts] == [False, False, True, True]
    assert [part.tokens is None for part in parts] == [False, False, True, False], "a redone scene says the same"


def test_another_take_differs_and_the_first_one_can_be_chosen_again(small, three):
    takes = parts_of(three)
    other = told_again(small, three, [Redo(1, seed=9)])
    assert not same(other, 1, three, 1)
    back = told_again(small, other, [Redo(1, seed=three.clips[1].seed)], takes)
    assert np.array_equal(back.audio, three.audio)
    part = edited_parts(other, [Redo(1, seed=three.clips[1].seed)], takes)[1]
    assert part.clip is takes[1].clip, "nothing is rendered for it"


def test_a_change_that_is_taken_back_finds_its_sound(small, three):
    other = told_again(small, three, [Change(1, caption="An owl.")])
    parts = edited_parts(other, [Change(1, caption="A bell.")], parts_of(three))
    assert parts[1].clip is three.clips[1]


def test_edits_are_read_from_json():
    given = [{"edit": "change", "scene": 0, "caption": "Hail."}, {"edit": "redo", "scene": 1, "seed": 4},
             {"edit": "move", "scene": 2, "to": 0}, {"edit": "copy", "scene": 0}, {"edit": "delete", "scene": 1}]  # fmt: skip
    large = {"edit": "redo", "scene": 0, "seed": "9007199254740993"}  # a number of JavaScript would end in 2
    assert read_edits([large]) == (Redo(0, 9007199254740993),)
    assert read_edits(given) == (Change(0, "Hail."), Redo(1, 4), Move(2, 0), Copy(0), Delete(1))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "edits"), ([], "edits"), ({}, "edits"), (["redo"], "An edit"), ([{"edit": "explode", "scene": 0}], "An edit"),
        ([{"edit": "redo"}], "redo"), ([{"edit": "redo", "scene": 0, "x": 1}], "redo"),
        ([{"edit": "change", "scene": 0, "caption": 3}], "caption"), ([{"edit": "copy", "scene": 0}] * 101, "edits"),
    ],
)  # fmt: skip
def test_what_is_no_edit_gets_a_sentence(given, said):
    with one_sentence(said):
        read_edits(given)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Redo(3), "scene=3"), (Redo(-1), "scene=-1"), (Redo(0.5), "scene=0.5"), (Redo("x"), "scene='x'"), (Move(0, 3), "to=3"),
        (Redo(True), "scene=True"), (Redo(float("nan")), "scene=nan"), (Change(0, caption=" "), "caption"),
        (Change(0, seconds=-1), "-1"), (Redo(0, seed=-1), "seed"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_gets_a_sentence(edit, said):
    with one_sentence(said):
        edit_plan(PLAN, edit)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_a_visitor_gets_wrong_is_said_in_the_pages_language(three, locale):
    wrong = {
        Change(1, caption=" "): "edit_caption", Change(1, caption="A <timestamp> bell."): "edit_caption",
        Change(1, seconds=0): "edit_seconds", Change(1, seconds=float("nan")): "edit_seconds", Move(0, 3): "edit_gone",
        Redo(3): "edit_gone", Copy(0.5): "edit_gone",
    }  # fmt: skip
    for edit, key in wrong.items():
        with pytest.raises(Refused) as caught:
            edited_parts(three, [Copy(0), Delete(0), edit], locale=locale)
        given = str(getattr(edit, "seconds", None))
        assert str(caught.value) == say(locale, key, scene=2, scenes=3, given=given)
    with pytest.raises(Refused, match=re.escape(say(locale, "edit_last"))):
        edited_parts(three, [Delete(0), Delete(0), Delete(0)], locale=locale)


def test_the_last_scene_cannot_be_deleted():
    with one_sentence("only scene"):
        edit_plan(PLAN.with_scenes([0]), Delete(0))


@pytest.fixture(scope="module")
def story(continuing):
    return continuing.render(PLAN, seed=5, steps=2)


class TestAPartOfAScene:
    def repainted(self, model, story, edits):
        *_, ready = keep_parts(model, story, edited_parts(story, edits)).stream(model, story)
        return ready.story

    def test_is_made_anew_wherever_the_scene_stands_and_all_else_stays(self, continuing, story):
        again = self.repainted(continuing, story, [Repaint(0, 0.7, 1.4, seed=9)])
        changed = np.flatnonzero((again.audio != story.audio).any(axis=0)) / story.sample_rate
        assert 0.7 <= changed[0] < 0.8 and 1.3 < changed[-1] < 1.4
        assert again.plan.scenes == story.plan.scenes
        assert [clip.seed for clip in again.clips] == [clip.seed for clip in story.clips]
        direct = continuing.repaint(story, scene=0, start=0.7, end=1.4, seed=9)
        assert np.array_equal(again.audio, direct.audio)
        moved = self.repainted(
            continuing, story, [Repaint(0, 0.7, 1.4, seed=9), Move(0, 1), Change(0, caption="An owl.")]
        )
        assert np.array_equal(moved.clips[1].samples, again.clips[0].samples)

    def test_that_cannot_be_made_anew_is_a_sentence_in_every_language(self, story):
        for locale in LOCALES:
            for start, end in ((0.0, 1.9), (1.4, 0.7), (0.7, 1.0), (-1, 1), (0.7, 2.1), ("x", 1.4), (None, 1.4)):
                with pytest.raises(Refused) as refused:
                    edited_parts(story, [Repaint(0, start, end)], locale=locale)
                assert str(refused.value) == say(locale, "edit_part", scene=1, seconds=2.0, least=0.6)
        with pytest.raises(ValueError, match="Scene 0 has no sound yet, or a part of it"):
            edited_parts(story, [Repaint(0, 0.7, 1.4), Repaint(0, 0.7, 1.4)])

    def test_is_read_from_json(self):
        (edit,) = read_edits([{"edit": "repaint", "scene": 1, "start": 0.5, "end": 1.5, "seed": "3"}])
        assert edit == Repaint(1, 0.5, 1.5, 3)
        with pytest.raises(ValueError, match="The edit repaint lacks a field"):
            read_edits([{"edit": "repaint", "scene": 1}])

    def test_is_offered_where_the_model_can(self, story):
        for paints in (True, False):
            board = Board.of(story).offer(parts_of(story), (), paints=paints)
            assert board_html(board, "en").count("data-edit='repaint'") == (3 if paints else 0)

    def test_takes_the_place_of_the_take_that_it_is_a_part_of(self, continuing, story, tmp_path):
        session = Session(tmp_path)
        session.keep(story)
        session.keep(again := self.repainted(continuing, story, [Repaint(0, 0.7, 1.4, seed=9)]), edits=1)
        assert len(session.takes) == 3 and session.takes[0].clip is again.clips[0]
