"""The choice between the transformer and its distilled student, where a model has one."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl

import pytest

from audiostory_demo import AudioStory

pytest.importorskip("gradio", reason="gradio is not installed")

import gradio as gr

from audiostory_demo.app.build import restore
from audiostory_demo.app.html import details_html
from audiostory_demo.app.state import AppState
from audiostory_demo.app.story_tab import StoryTab


@pytest.fixture(scope="module")
def pupil(small_model_folder) -> AudioStory:
    """The small model with a student that knows as little."""
    teller = AudioStory.from_pretrained(small_model_folder, device="cpu", dtype="float32")
    teller.model.student_from_flow(3)
    teller.model.config = replace(teller.config, name="pupil")
    return teller


@pytest.fixture
def tab(small, pupil):
    state = AppState({"pupil": pupil, "small": small}, 60.0)
    with gr.Blocks():
        yield StoryTab(state)
    state.sessions.clear()


def options(tab: StoryTab, model: str, student: bool) -> dict[str, object]:
    return tab.chosen("en", None, False, model, 5, 3.0, 0.2, 0.0, student)[2]


def test_where_there_is_a_student_it_tells_unless_the_visitor_says_otherwise(tab, pupil):
    assert tab.student.visible and tab.student.value is True
    assert not tab.steps.interactive and not tab.guidance.interactive and tab.crossfade.interactive
    quick = pupil.generate("A bell.", duration=2, seed=1, **options(tab, "pupil", True)).settings
    assert (quick.sampler, quick.steps, quick.guidance, quick.crossfade) == ("distilled", 3, 1.0, 0.2)
    full = pupil.generate("A bell.", duration=2, seed=1, **options(tab, "pupil", False)).settings
    assert (full.sampler, full.steps, full.guidance) == ("full", 5, 3.0)


def test_where_there_is_none_it_is_neither_offered_nor_asked_for(tab, small):
    assert options(tab, "small", True)["sampler"] == "full"
    hidden = tab._sampled("small", True)
    assert hidden[tab.student]["visible"] is False and hidden[tab.steps]["interactive"] is True
    with gr.Blocks():
        alone = StoryTab(AppState({"small": small}, 60.0))
    assert not alone.student.visible and alone.student.value is False and alone.steps.interactive


def test_a_link_names_the_sampler_and_one_from_before_there_was_a_student_means_the_transformer(tab, pupil):
    story = pupil.generate("A bell.", duration=2, seed=1)
    link = dict(parse_qsl(unescape(re.search(r"href='\?(.+?)'", details_html(story, [], "pupil", "en"))[1])))
    assert link["sampler"] == "distilled" and not {"steps", "guidance"} & link.keys()
    *_, student = restore(tab.state, link)
    assert student is True
    assert restore(tab.state, {"steps": "8", "guidance": "3"})[-1] is False
    assert restore(tab.state, {"sampler": "full"})[-1] is False
    assert isinstance(restore(tab.state, {"sampler": "x", "steps": "0"})[-1], dict), "as it is"
