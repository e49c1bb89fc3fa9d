"""The bridge tab for teachers: see the tokens of the current story, change them, and hear the difference."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ..analysis.word_table import WordTable
from ..audio import encode_sound
from ..events import DenoiseStep
from ..files.writing import write_bytes
from ..player import player_html
from ..story import Plan, Story
from .bridge_pictures import bridge_html, table_of
from .html import file_address, status_html
from .jobs import LIVE, PRIVATE, QUICK, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import AppState
from .switches import SWITCHES, switched
from .telling import explain
from .texts import label, player_labels, refused, say

SIDES = ("A", "B")
PICTURES = {"concurrency_limit": 1, "concurrency_id": "pictures"}  # beside the lane: looking need not wait for stories


class BridgeTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
    """

    def __init__(self, state: AppState, tab: gr.Tab) -> None:
        self.state = state
        self.words: dict[str, WordTable] = {}
        self._layout()
        drawn = {"show_progress": "hidden", "trigger_mode": "always_last", **PICTURES, **PRIVATE}
        tab.select(self._fill, None, [self.scene, self.other, self.status], **QUICK).then(
            self._draw, self.scene, [self.view, self.status], **drawn
        )
        self.scene.input(self._draw, self.scene, [self.view, self.status], **drawn)
        Jobs(state, self.status, self.stop).on(
            self.compare.click, self._compare, [self.scene, *self.switch, self.factor, self.other, self.blind],
            [self.status, self.stop, *self.sound, *self.vote, self.reveal],
        )  # fmt: skip
        for button, side in zip(self.vote, SIDES, strict=True):
            button.click(self._voter(side), None, self.status, **QUICK)
        self.reveal.click(self._reveal, None, self.status, **QUICK)

    def _layout(self) -> None:
        self.status = gr.HTML("", elem_id="bridge-status", elem_classes="as-news", js_on_load=LIVE)
        self.scene = gr.Dropdown([("1", 0)], value=0, label=label("scene"), elem_id="bridge-scene")
        self.view = gr.HTML("", elem_id="bridge-view", elem_classes="as-bridge")
        names = [(say("en", switch), switch) for switch in SWITCHES]
        with gr.Row():
            side_a = gr.Dropdown(names, value="intact", label=label("side_a"), elem_id="side-a", min_width=220)
            side_b = gr.Dropdown(names, value="residual_off", label=label("side_b"), elem_id="side-b", min_width=220)
            self.switch = [side_a, side_b]
        with gr.Row():
            self.factor = gr.Slider(-3, 5, value=2, step=0.25, label=label("factor"), elem_id="factor", min_width=200)
            self.other = gr.Dropdown([("1", 0)], value=0, label=label("swap_with"), elem_id="other", min_width=200)
            self.blind = gr.Checkbox(label=label("blind"), elem_id="blind", min_width=200)
        with gr.Row():
            self.compare = gr.Button(label("compare"), variant="primary", elem_id="compare")
            self.stop = gr.Button(label("stop"), variant="stop", visible=False, elem_id="bridge-stop")
        with gr.Row():
            self.sound = [gr.HTML("", elem_id=f"sound-{side.lower()}", min_width=320) for side in SIDES]
        with gr.Row():
            self.vote = [
                gr.Button(label(f"vote_{side.lower()}"), visible=False, elem_id=f"vote-{side.lower()}")
                for side in SIDES
            ]
            self.reveal = gr.Button(label("reveal"), visible=False, elem_id="reveal")

    # -- looking -----------------------------------------------------------------------------------------------

    def _fill(self, request: gr.Request) -> list[Any]:
        story, locale = self._session(request).story, request_locale(request)
        if story is None or not story.plan.tokens:
            return [gr.skip(), gr.skip(), status_html(say(locale, "no_story"))]
        names = [(f"{number}. {scene.caption}", number - 1) for number, scene in enumerate(story.scenes, 1)]
        last = len(names) - 1
        drawing = status_html(say(locale, "drawing"))
        return [gr.update(choices=names, value=0), gr.update(choices=names, value=last), drawing]

    def _draw(self, scene: int, request: gr.Request) -> list[Any]:
        story, locale = self._session(request).story, request_locale(request)
        if story is None or not story.plan.tokens:
            return ["", status_html(say(locale, "no_story"))]
        try:
            return [self._pictures(story, story.plan.scene_index(scene), locale), ""]
        except Exception as error:
            return [gr.skip(), status_html(explain(error, locale), error=True)]

    def _pictures(self, story: Story, scene: int, locale: str) -> str:
        model = self.state.told_by(story)
        name = model.config.name
        if name not in self.words:
            self.words[name] = table_of(model, self.state.folders.get(name, Path()))
        return bridge_html(model, story, scene, self.words[name], locale)

    # -- listening ---------------------------------------------------------------------------------------------

    def _compare(
        self, request: gr.Request, job: Job, scene: int, first: str, second: str, factor: float, other: int, blind: bool
    ) -> Iterator[Update]:
        session, locale = self._session(request), request_locale(request)
        names = [first, second]
        if blind and secrets.randbelow(2):
            names.reverse()
        try:
            story = session.story
            if story is None or not story.plan.tokens:
                raise refused(locale, "no_story")
            plans = [
                switched(story.plan, name, factor=factor, other=other, before=session.before, locale=locale)
                for name in names
            ]
            stories = []
            for side, plan in zip(SIDES, plans, strict=True):
                for news in self._render(story, plan, scene, job, side, locale):
                    if isinstance(news, Story):
                        stories.append(news)
                    else:
                        yield {self.status: status_html(news)}
            if job.stopped:
                yield {self.status: status_html(say(locale, "stopped_sides"))}
                return
            session.sides, session.votes = (names[0], names[1]), dict.fromkeys(SIDES, 0)
            yield self._sounds(session, stories, blind, locale)
        except Exception as error:
            yield {self.status: status_html(explain(error, locale), error=True)}

    def _render(self, story: Story, plan: Plan, scene: int, job: Job, side: str, locale: str) -> Iterator[str | Story]:
        """One scene of a changed plan, from the noise it had in the story; nothing after a stop."""
        scene = plan.scene_index(scene)
        model = self.state.told_by(story)
        stream = model.stream_scene(plan, scene, seed=story.clips[scene].seed, settings=story.settings)
        with closing(stream) as events:
            for event in events:
                if job.stopped:
                    return
                if isinstance(event, DenoiseStep):
                    yield say(locale, "rendering_side", side=side, step=event.step, steps=event.steps)
                else:
                    clip, alone = event.clip, plan.with_scenes([scene])
                    yield replace(story, audio=clip.samples, sample_rate=clip.sample_rate, plan=alone, clips=(clip,))

    def _sounds(self, session: Session, stories: list[Story], blind: bool, locale: str) -> Update:
        assert session.sides is not None
        folder, shown = session.new_folder("sides"), []
        for side, story, switch in zip(SIDES, stories, session.sides, strict=True):
            path = folder / f"{side}.wav"
            write_bytes(path, encode_sound(story.audio, story.sample_rate))
            player = player_html(story, source=file_address(path), labels=player_labels(locale))
            title = side if blind else f"{side}: {say(locale, switch)}"
            shown.append(f"<h3>{escape(title)}</h3>{player}")
        text = say(locale, "hidden") if blind else say(locale, "compared")
        visible = gr.update(visible=blind)
        updates = {self.status: status_html(text), self.reveal: visible}
        return updates | dict(zip(self.sound, shown, strict=True)) | dict.fromkeys(self.vote, visible)

    def _voter(self, side: str) -> Any:
        def vote(request: gr.Request) -> str:
            session = self._session(request)
            session.votes[side] = session.votes.get(side, 0) + 1
            return status_html(
                say(request_locale(request), "votes", a=session.votes.get("A", 0), b=session.votes.get("B", 0))
            )

        return vote

    def _reveal(self, request: gr.Request) -> str:
        session, locale = self._session(request), request_locale(request)
        if session.sides is None:
            return status_html(say(locale, "no_story"))
        a, b = (say(locale, switch) for switch in session.sides)
        votes = say(locale, "votes", a=session.votes.get("A", 0), b=session.votes.get("B", 0))
        return status_html(f"A: {a}. B: {b}. {votes}")

    def _session(self, request: gr.Request) -> Session:
        return self.state.sessions.of(request.session_hash)
