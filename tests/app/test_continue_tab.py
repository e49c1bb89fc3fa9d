"""The continue tab: a sound or the current story goes on, twice, and what cannot be is a sentence."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory, Heard
from audiostory_demo.app.api import Api
from audiostory_demo.app.build import build_app
from audiostory_demo.app.continue_tab import ContinueTab
from audiostory_demo.app.queue import Job
from audiostory_demo.app.state import AppState
from audiostory_demo.app.story_tab import StoryTab
from audiostory_demo.hearing import HeardSound
from audiostory_demo.styles import Style

RATE = 24000
ASKED = SimpleNamespace(session_hash="visitor", headers={"accept-language": "en"}, username=None)


@pytest.fixture
def tab(continuing: AudioStory) -> Any:
    state = AppState({"continuing": continuing}, 60.0)
    with gr.Blocks():
        made = ContinueTab(state, StoryTab(state).view)
    yield made
    state.sessions.clear()


@pytest.fixture
def rain(tmp_path: Path) -> str:
    soundfile.write(tmp_path / "rain.wav", 0.1 * np.random.default_rng(0).standard_normal(2 * RATE), RATE)
    return str(tmp_path / "rain.wav")


def said(tab: ContinueTab, *given: Any, loop: bool = False) -> tuple[str, dict]:
    last = list(tab._go_on(ASKED, Job(), *given, loop))[-1]
    return last[tab.status], last


def test_a_sound_goes_on_and_the_story_that_it_became_goes_on_again(tab: ContinueTab, rain: str):
    news, shown = said(tab, rain, False, "A bell.", 3)
    assert "4.8 s; what is new begins at 1.8 s" in news and "<audio" in shown[tab.result]
    first = tab.state.sessions.of("visitor").story
    assert first is not None and first.plan.given == 1 and first.scenes[1].caption in shown[tab.view.board]
    news, _ = said(tab, rain, True, "", 2)
    second = tab.state.sessions.of("visitor").story
    assert "6.5 s; what is new begins at 4.5 s" in news and second is not None
    assert second.plan.given == len(first.scenes)
    kept = first.audio.shape[1] - 6000
    assert np.array_equal(second.audio[:, :kept], first.audio[:, :kept])


def test_what_cannot_be_is_a_sentence_without_the_servers_folders(tab: ContinueTab, tmp_path: Path):
    (tmp_path / "text.wav").write_text("no sound")
    for given, text in (
        ((None, False, "A bell.", 3), "There is no sound yet"),
        ((None, True, "A bell.", 3), "There is no story yet"),
        ((str(tmp_path / "text.wav"), False, "A bell.", 3), "text.wav cannot be read as sound"),
    ):
        news, _ = said(tab, *given)
        assert text in news and "as-error" in news and str(tmp_path) not in news


def test_nothing_says_what_follows_a_sound_nobody_listened_to(tab: ContinueTab, rain: str):
    assert "Pass a prompt" in said(tab, rain, False, "", 3)[0]


def test_a_stopped_job_leaves_the_story(tab: ContinueTab, rain: str):
    job = Job()
    job.stop()
    assert "Stopped before" in list(tab._go_on(ASKED, job, rain, False, "A bell.", 3, False))[-1][tab.status]
    assert tab.state.sessions.of("visitor").story is None


def test_what_was_heard_stands_while_it_renders_and_beside_the_result(
    tab: ContinueTab, rain: str, monkeypatch: pytest.MonkeyPatch
):
    heard = Heard.of((HeardSound("rain", 0.0, 2.0),), Style(room="cathedral"))
    model = tab.state.model()
    monkeypatch.setattr(model, "stream_on", partial(AudioStory.stream_on, model, heard=heard))
    updates = list(tab._go_on(ASKED, Job(), rain, False, "A bell.", 3, False))
    shown = [update[tab.result] for update in updates if tab.result in update]
    # with each piece of news, so that it comes back if the page has lost it
    assert len(shown) > 2 and all("Heard: rain, in a cathedral." in each for each in shown)
    assert all("<audio" not in each for each in shown[:-1]) and shown[-1].count("<audio") == 1
    # of a press that another one has stopped nothing is shown beside what that one shows
    job = Job()
    stopped = tab._go_on(ASKED, job, rain, False, "A bell.", 3, False)
    next(stopped)
    job.stop()
    assert not any(tab.result in update for update in stopped)


def test_a_story_may_be_made_to_be_played_in_a_circle(tab: ContinueTab, rain: str):
    _, shown = said(tab, rain, False, "A bell.", 3, loop=True)
    assert tab.state.sessions.of("visitor").story.settings.loop and "controls loop" in shown[tab.result]
    _, shown = said(tab, rain, True, "A bell.", 2)
    assert not tab.state.sessions.of("visitor").story.settings.loop and "controls loop" not in shown[tab.result]


def test_the_tab_is_there_where_the_model_can_go_on(continuing: AudioStory, small: AudioStory):
    for model, there in ((continuing, True), (small, False)):
        demo = build_app({"model": model})
        ids = {getattr(block, "elem_id", None) for block in demo.blocks.values()}
        assert ("continue-go" in ids) is there
        demo.app_state.sessions.clear()


def test_the_api_goes_on_from_a_file_and_from_the_bundle_that_it_returned(continuing: AudioStory, rain: str):
    state = AppState({"continuing": continuing}, 60.0)
    api = Api(state)
    sound, bundle, plan = api.extend(rain, "A bell.", 3, 5)
    assert soundfile.info(sound).frames == 42000 + 3 * RATE and plan["seed"] == 5
    again = api.extend(None, "", 2, 6, bundle, True)
    assert again[2]["settings"]["loop"] and not plan["settings"]["loop"]
    assert soundfile.info(again[0]).frames == 42000 + 5 * RATE - 6000
    scene = max(range(1, len(plan["scenes"])), key=lambda number: plan["scenes"][number]["duration"])
    painted = api.edit([{"edit": "repaint", "scene": scene, "start": 0.0, "end": 0.7, "seed": 3}], bundle)
    before, after = soundfile.read(sound)[0], soundfile.read(painted[0])[0]
    changed = np.flatnonzero(before != after)
    assert len(changed) > 0 and changed[-1] - changed[0] <= 0.7 * RATE
    with pytest.raises(ValueError, match="sound is empty"):
        api.extend(None, "A bell.", 3)
    Path(rain).write_text("no sound")
    with pytest.raises(ValueError, match=r"^rain\.wav cannot be read as sound"):
        api.extend(rain, "A bell.", 3)
    state.sessions.clear()
