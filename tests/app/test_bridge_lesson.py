"""The lesson on the bridge, without a browser: what each step asks, lets hear and shows, for a recorded story and one's own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

import gradio as gr

from audiostory_demo import AudioStory, Story
from audiostory_demo.app import bridge_rules
from audiostory_demo.app.bridge_rules import shipped
from audiostory_demo.app.bridge_state import ALL_STEPS, BridgeState, by_guessing, matched
from audiostory_demo.app.bridge_tab import BridgeTab
from audiostory_demo.app.sessions import Session
from audiostory_demo.app.state import AppState
from audiostory_demo.app.switches import offered
from audiostory_demo.app.texts import LOCALES, texts
from audiostory_demo.audio import sounding_level
from audiostory_demo.lessons.bridge_lesson import CHANGES, STEPS, Lesson, recorded_lesson
from audiostory_demo.lessons.bridge_recording import Rendering, record_lesson
from audiostory_demo.lessons.findings import find
from audiostory_demo.plots import side_change
from audiostory_demo.story import Clip

VISITOR = SimpleNamespace(session_hash="one", headers={"accept-language": "en"})


@pytest.fixture(scope="module")
def stories(small: AudioStory) -> dict[str, Story]:
    told = {
        name: small.generate(f"{name} in the rain.", duration=4, seed=seed) for seed, name in enumerate(("dog", "bell"))
    }
    # scenes of one story that differ in style, so that every step has something to do
    dog, lent = told["dog"], told["bell"].plan.tokens[0]
    assert len(dog.scenes) > 1
    return told | {"dog": replace(dog, plan=dog.plan.with_tokens(1, dog.plan.tokens[1].with_residual(lent)))}


@pytest.fixture(scope="module")
def lesson(small: AudioStory, stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    folder = tmp_path_factory.mktemp("lesson")
    record_lesson(small, stories, folder, say=lambda line: None)
    read = recorded_lesson(folder, stories)
    assert read is not None
    return read


@pytest.fixture
def tab(state: AppState, lesson: Lesson, stories: dict[str, Story], monkeypatch: pytest.MonkeyPatch) -> BridgeTab:
    monkeypatch.setattr(bridge_rules, "shipped", lambda: (stories, lesson))
    return tab_of(state)


def tab_of(state: AppState) -> BridgeTab:
    with gr.Blocks(), gr.Tab("Bridge") as home:
        return BridgeTab(state, home)


def visible(update: dict[Any, Any], part: Any) -> bool:
    return bool(update[part]["visible"])


def sounds(update: dict[Any, Any], tab: BridgeTab) -> list[str]:
    return [re.findall("<h3>(.*?)</h3>", update[part])[0] for part in tab.view.sound if update.get(part)]


def pressed(tab: BridgeTab, *choices: Any) -> list[dict[Any, Any]]:
    """Press "Render A and B" and follow it to its end."""
    bridge = tab.state.sessions.of("one")
    bridge.new_job()
    return list(tab._compare(VISITOR, bridge.job, *(choices or ("", 1.0, 0, "", []))))


def keep(tab: BridgeTab, story: Story) -> None:
    tab.state.sessions.of("one").keep(story)


# -- the recorded story


def test_the_lesson_begins_at_once_with_the_recorded_story_and_its_first_question(
    tab: BridgeTab, lesson: Lesson
) -> None:
    page, view = tab._arrive(VISITOR), tab.view
    assert page[view.step]["value"] == STEPS[0] and len(page[view.step]["choices"]) == len(ALL_STEPS)
    assert escape(lesson.story.scenes[lesson.scene].caption) in page[view.task]
    assert f"Of {lesson.scenes} recorded scenes" in page[view.task]
    assert visible(page, view.predict) and page[view.predict]["value"] is None
    assert not visible(page, view.whose) and not visible(page, view.compare) and not visible(page, view.see)
    assert sounds(page, tab) == [] and page[view.result] == ""


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_heard_after_the_prediction_and_seen_after_the_ears(
    tab: BridgeTab, lesson: Lesson, step: str
) -> None:
    view = tab.view
    tab._arrive(VISITOR)
    tab._go(step, VISITOR)
    heard = tab._predict("within", VISITOR)
    assert len(sounds(heard, tab)) == 2 and "as-ears" in heard[view.sound[0]] and heard[view.result] == ""
    assert visible(heard, view.see) and not visible(heard, view.next)
    again = tab._predict("beyond", VISITOR)
    assert view.sound[0] not in again, "another answer does not stop what plays"
    seen = tab._see(VISITOR)
    assert view.sound[0] not in seen and visible(seen, view.next)
    trial = lesson.trial(step)
    assert trial is not None
    finding = find(trial)
    assert f"{finding.change:.1f} dB" in seen[view.result] and seen[view.result].count("<img ") == 3
    assert "You expected: A clearly different sound" in seen[view.result]
    if step != "noise":
        assert f"noise changes {finding.yardstick:.1f} dB" in seen[view.result]
        assert f"recorded scenes: {lesson.usual[step]:.1f} dB" in seen[view.result]


def test_what_is_said_follows_what_was_measured(
    tab: BridgeTab, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    intact = lesson.clips["intact"]
    silent = replace(lesson, clips={**lesson.clips, "residual_off": intact})
    monkeypatch.setattr(bridge_rules, "shipped", lambda: ({}, silent))
    tab._arrive(VISITOR)
    tab._go("residual_off", VISITOR)
    tab._predict("beyond", VISITOR)
    result = tab._see(VISITOR)[tab.view.result]
    assert "0.0 dB: no ear would notice it" in result and "Measured: no difference" in result
    assert "None of the three measures" in result


def test_next_goes_through_all_steps_in_order_and_each_begins_afresh(tab: BridgeTab) -> None:
    view = tab.view
    tab._arrive(VISITOR)
    found = []
    for _ in ALL_STEPS:
        page = tab._next(VISITOR)
        found.append(page[view.step]["value"])
        assert page[view.result] == "" and sounds(page, tab) == []
    assert found == [*ALL_STEPS[1:], ALL_STEPS[-1]]


def test_coming_back_to_the_tab_keeps_what_was_expected(tab: BridgeTab) -> None:
    tab._arrive(VISITOR)
    tab._predict("nothing", VISITOR)
    assert tab._arrive(VISITOR)[tab.view.predict]["value"] == "nothing"


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_the_whole_lesson_is_in_the_visitors_language(tab: BridgeTab, locale: str) -> None:
    who = SimpleNamespace(session_hash="one", headers={"accept-language": locale})
    tab._arrive(who)
    said = []
    for step in ALL_STEPS:
        said.append(tab._go(step, who)[tab.view.task])
    for step in ("noise", "residual_off"):
        said += [
            tab._go(step, who)[tab.view.task],
            tab._predict("nothing", who)[tab.view.task],
            tab._see(who)[tab.view.result],
        ]
    said.append(tab._draw(who)[0])
    english, own = texts("en"), texts(locale)
    sentences = [text.split("{")[0].strip() for key, text in english.items() if own[key] != text]
    assert [text for text in sentences if len(text) > 12 and text in " ".join(said)] == []


def test_the_drawing_is_of_the_recorded_scene_and_marks_where_the_step_changes_something(tab: BridgeTab) -> None:
    tab._arrive(VISITOR)
    places = []
    for step in ALL_STEPS:
        tab._go(step, VISITOR)
        drawing = tab._draw(VISITOR)[0]
        places.append(re.findall(r'value="(\w+)" checked', drawing)[0])
        if step != "blind":
            assert "changed here" in drawing and "gradio_api/file=" in drawing and "after step 1 of" in drawing
    assert places == ["steps", "semantic", "residual", "residual", "residual", "prompt", "residual"]


def test_the_drawing_does_not_give_the_blind_vote_away(tab: BridgeTab) -> None:
    tab._arrive(VISITOR)
    tab._go("blind", VISITOR)
    tab._deal("residual_off", VISITOR)
    drawing = tab._draw(VISITOR)[0]
    assert drawing.count("would give the answer away") == 3
    assert "<audio" not in drawing and "asm-mel-picture" not in drawing and "changed here" not in drawing
    tab._reveal(VISITOR)
    assert "<audio" in tab._draw(VISITOR)[0]


# -- the blind vote


def test_a_blind_round_hides_which_is_which_until_it_is_revealed_and_counts_once(
    tab: BridgeTab, lesson: Lesson
) -> None:
    view = tab.view
    tab._arrive(VISITOR)
    page = tab._go("blind", VISITOR)
    assert visible(page, view.deal) and not visible(page, view.predict)
    assert {name for _, name in page[view.pair]["choices"]} == set(CHANGES)
    dealt = tab._deal("residual_story", VISITOR)
    assert (
        sounds(dealt, tab) == ["A", "B"] and dealt[view.result] == "" and all(visible(dealt, one) for one in view.vote)
    )
    bridge = tab.state.sessions.of("one").bridge
    assert set(bridge.order) == {"intact", "residual_story"}
    right = "AB"[bridge.order.index("intact")]
    for side in (right, right, "AB".replace(right, "")):
        tab._voter(side)(VISITOR)
    for _ in range(2):
        revealed = tab._reveal(VISITOR)
        assert "2 of 3 votes of this round were right" in revealed[view.status]
        assert "All rounds: 2 of 3 right" in revealed[view.status] and "50%" in revealed[view.status]
        assert not visible(revealed, view.reveal) and revealed[view.result].count("<img ") == 3
    tab._voter(right)(VISITOR)
    assert "2 of 3" in tab._reveal(VISITOR)[view.status], "a vote after the answer does not count"
    tab._deal("semantic_off", VISITOR)
    tab._voter("A")(VISITOR)
    tab._reveal(VISITOR)
    assert bridge.total == 4


def test_both_orders_are_drawn() -> None:
    bridge, orders = BridgeState(), set()
    for _ in range(60):
        bridge.deal("residual_off")
        orders.add(bridge.order)
    assert orders == {("intact", "residual_off"), ("residual_off", "intact")}


def test_the_sides_of_a_vote_are_as_loud_as_each_other_and_neither_is_raised() -> None:
    rng = np.random.default_rng(0)
    loud, soft = (
        Clip(rng.normal(0, gain, (1, 24000)).astype(np.float32).clip(-1, 1), 24000, 0) for gain in (0.2, 0.02)
    )
    one, other = matched(loud, soft)
    assert sounding_level(one.samples[0], 24000) == pytest.approx(sounding_level(other.samples[0], 24000), abs=0.01)
    assert np.array_equal(other.samples, soft.samples) and np.abs(one.samples).max() < np.abs(loud.samples).max()
    silent = Clip(np.zeros((1, 24000), np.float32), 24000, 0)
    assert all(np.isfinite(clip.samples).all() for clip in matched(loud, silent))


def test_chance_is_that_of_tossed_coins() -> None:
    assert by_guessing(0, 5) == 1 and by_guessing(5, 5) == 1 / 32
    assert by_guessing(8, 10) == pytest.approx(56 / 1024)


# -- one's own story


def test_ones_own_story_is_offered_beside_the_recorded_one_and_rendered_after_the_prediction(
    tab: BridgeTab, small: AudioStory, stories: dict[str, Story]
) -> None:
    view, own = tab.view, small.generate("A train leaves.", duration=4, seed=8)
    keep(tab, own)
    assert visible(tab._arrive(VISITOR), view.whose)
    page = tab._whose("own", VISITOR)
    assert visible(page, view.scene) and escape(own.scenes[0].caption) in page[view.task]
    assert not visible(page, view.compare), "first the prediction"
    assert visible(tab._predict("beyond", VISITOR), view.compare)
    *progress, last = pressed(tab)
    assert any("Rendering “other noise”" in update[view.status] for update in progress)
    assert sounds(last, tab) == ["A: as planned", "B: other noise"] and not visible(last, view.compare)
    bridge = tab.state.sessions.of("one").bridge
    expected = Rendering(small, own, own.plan, 0).finish()
    assert np.array_equal(bridge.clips["intact"].samples, expected.samples)
    assert side_change(bridge.clips["intact"], bridge.clips["noise-1"]) > 1
    assert "This is" not in tab._see(VISITOR)[view.result] and "That is the yardstick" in tab._see(VISITOR)[view.result]
    tab._go("residual_story", VISITOR)
    tab._predict("nothing", VISITOR)
    pressed(tab)
    assert set(bridge.clips) == {"intact", "noise-1", "residual_story"}, "what is there is not rendered again"
    assert "recorded scenes" not in tab._see(VISITOR)[view.result], "what is usual is said of recorded scenes only"


def test_another_scene_or_story_begins_with_nothing_rendered(tab: BridgeTab, small: AudioStory) -> None:
    keep(tab, small.generate("A train leaves.", duration=4, seed=8))
    tab._arrive(VISITOR)
    tab._whose("own", VISITOR)
    tab._predict("beyond", VISITOR)
    pressed(tab)
    page = tab._scene(1, VISITOR)
    assert tab.state.sessions.of("one").bridge.clips == {} and page[tab.view.predict]["value"] is None
    newer = small.generate("A dog.", duration=2, seed=9)
    keep(tab, newer)
    assert escape(newer.scenes[0].caption) in tab._arrive(VISITOR)[tab.view.task]


def about_to_compare(tab: BridgeTab, small: AudioStory) -> Session:
    """A visit with a story of its own, and what was expected of it said."""
    keep(tab, small.generate("A train leaves.", duration=4, seed=8))
    tab._arrive(VISITOR)
    tab._whose("own", VISITOR)
    tab._predict("beyond", VISITOR)
    session = tab.state.sessions.of("one")
    session.new_job()
    return session


def test_a_stop_keeps_the_page_as_it_was(tab: BridgeTab, small: AudioStory) -> None:
    session = about_to_compare(tab, small)
    job = session.job
    updates = tab._compare(VISITOR, job, "", 1.0, 0, "", [])
    next(updates)
    job.stop()
    assert "Stopped before" in list(updates)[-1][tab.view.status]
    assert not session.bridge.heard and "noise-1" not in session.bridge.clips


def test_who_goes_on_while_it_renders_is_not_pulled_back(tab: BridgeTab, small: AudioStory) -> None:
    session = about_to_compare(tab, small)
    updates = tab._compare(VISITOR, session.job, "", 1.0, 0, "", [])
    next(updates)
    tab._go("residual_off", VISITOR)
    assert all(tab.view.step not in update for update in updates) and session.bridge.clips == {}
    assert not session.bridge.heard


def test_an_answer_to_something_else_does_not_undo_a_step_chosen_meanwhile(tab: BridgeTab, small: AudioStory) -> None:
    keep(tab, small.generate("A train leaves.", duration=4, seed=8))
    view = tab.view
    assert view.step in tab._arrive(VISITOR)
    late = (tab._whose("own", VISITOR), tab._scene(0, VISITOR), tab._predict("beyond", VISITOR), tab._see(VISITOR))
    assert all(view.step not in update for update in (*late, tab._go("residual_off", VISITOR)))


def test_a_story_without_a_lesson_beside_it_still_has_every_step(
    state: AppState, small: AudioStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_rules, "shipped", lambda: ({}, None))
    tab = tab_of(state)
    assert "No lesson is recorded here" in tab._arrive(VISITOR)[tab.view.status]
    keep(tab, small.generate("A train leaves.", duration=4, seed=8))
    page = tab._arrive(VISITOR)
    assert visible(page, tab.view.predict) and not visible(page, tab.view.whose)
    assert "none to borrow from" in tab._go("residual_story", VISITOR)[tab.view.task]
    assert "Nothing to vote on yet" in tab._go("blind", VISITOR)[tab.view.task]


# -- on one's own: only what can do something is offered


def test_a_swap_between_scenes_of_one_style_is_not_offered_and_the_page_says_why(
    tab: BridgeTab, small: AudioStory, stories: dict[str, Story]
) -> None:
    plan = stories["dog"].plan
    assert "residual_scene" in offered(plan, 1)
    same = replace(plan, tokens=tuple(each.with_residual(plan.tokens[0]) for each in plan.tokens))
    assert "residual_scene" not in offered(same, 1) and "residual_scene" not in offered(plan.with_scenes([0]), 1)
    assert "residual_story" in offered(plan, 1) and "residual_story" not in offered(plan, 0)
    keep(tab, replace(small.generate("A train.", duration=4, seed=8), plan=replace(same, instruction="A train.")))
    tab._arrive(VISITOR)
    tab._whose("own", VISITOR)
    page = tab._go("free", VISITOR)
    assert "residual_scene" not in [name for _, name in page[tab.view.change]["choices"]]
    assert (
        "Not offered: the residual tokens of another scene. In this story they are the same (1.00 alike)"
        in page[tab.view.task]
    )


def test_a_control_is_there_only_for_the_change_that_it_is_for(tab: BridgeTab) -> None:
    view = tab.view
    tab._arrive(VISITOR)
    tab._go("free", VISITOR)
    wanted = {
        "residual_scaled": [view.factor], "residual_scene": [view.other, view.tokens], "residual_off": [view.tokens],
        "residual_story": [view.lender, view.tokens], "semantic_off": [], "residual_shuffled": [],
    }  # fmt: skip
    for change, parts in wanted.items():
        page = tab._change(change, VISITOR)
        shown = [part for part in (view.factor, view.other, view.lender, view.tokens) if visible(page, part)]
        assert shown == parts, change


def test_a_few_tokens_can_be_borrowed_and_the_rest_stay(
    tab: BridgeTab, lesson: Lesson, stories: dict[str, Story]
) -> None:
    tab._arrive(VISITOR)
    tab._go("free", VISITOR)
    visitor = tab._visitor(VISITOR)
    lender = next(iter(visitor.lenders()))
    own, lent = lesson.story.plan.tokens[lesson.scene].residual, visitor.lenders()[lender].plan.tokens
    changed = tab._changed(visitor, "residual_story", 1.0, 0, lender, [2, 3]).tokens[lesson.scene].residual
    assert np.array_equal(changed[2:4], lent[lesson.scene % len(lent)].residual[2:4])
    assert np.array_equal(np.delete(changed, (2, 3), axis=0), np.delete(own, (2, 3), axis=0))
    for _ in range(2):
        last = pressed(tab, "residual_story", 1.0, 0, lender, [0])[-1]
        assert sounds(last, tab) == ["A: as planned", "B: On your own"] and visible(last, tab.view.compare)
    assert "choose at least one" in pressed(tab, "residual_off", 1.0, 0, "", [])[-1][tab.view.status].lower()


# -- recording


def test_the_lesson_is_of_the_scene_in_which_residual_tokens_do_most(lesson: Lesson, stories: dict[str, Story]) -> None:
    assert set(lesson.clips) == {"intact", *CHANGES, "noise-1", "noise-2", "noise-3"}
    assert lesson.scenes == sum(len(story.scenes) for story in stories.values())
    assert set(lesson.usual) == set(STEPS) and lesson.lender is not lesson.story
    assert lesson.inside.attention is not None and np.allclose(lesson.inside.attention.sum(axis=1), 1, atol=0.01)


def test_what_was_recorded_is_what_the_model_renders(lesson: Lesson, small: AudioStory) -> None:
    expected = Rendering(small, lesson.story, lesson.story.plan, lesson.scene).finish()
    assert np.abs(lesson.clips["intact"].samples - expected.samples).max() < 1e-4


def test_a_single_story_cannot_lend_to_itself(small: AudioStory, stories: dict[str, Story], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Record at least two"):
        record_lesson(small, {"dog": stories["dog"]}, tmp_path)


def test_the_shipped_lesson_is_whole_and_needs_no_model() -> None:
    stories, lesson = shipped()
    assert lesson is not None, "python -m audiostory_demo.lessons.record makes it"
    assert lesson.story in stories.values()
    assert all(
        lesson.trial(step) is not None for step in STEPS if step != "residual_scene" or len(lesson.story.scenes) > 1
    )
    about = json.loads((Path(bridge_rules.__file__).parents[1] / "assets/stories/lesson/lesson.json").read_text())
    assert about["scenes"] >= 6 and lesson.inside.steps
    seconds = lesson.story.scenes[lesson.scene].duration
    assert all(clip.duration == pytest.approx(seconds, abs=1.0) for clip in lesson.clips.values())
