"""Redo or edit one scene: its clip and its two joins change, the other clips are used as they are."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import gradio as gr

from ..events import StoryEvent
from ..story import Plan, Story
from .jobs import QUICK, Update, request_locale
from .queue import Job
from .story_view import StoryView
from .texts import label, refused, say


class ChangePanel:
    """Part of the story tab, hidden until there is a story.

    Args:
        view: shows the story that it changes.
    """

    def __init__(self, view: StoryView) -> None:
        self.view, self.state = view, view.state
        with gr.Accordion(label("change_scene"), open=False, visible=False, elem_id="change-panel") as self.panel:
            with gr.Row():
                self.scene = gr.Dropdown([("1", 0)], value=0, label=label("scene"), elem_id="scene", min_width=160)
                self.seconds = gr.Number(label=label("seconds"), elem_id="scene-seconds", min_width=120)
                self.seed = gr.Number(label=label("new_seed"), elem_id="scene-seed", min_width=200)
            self.caption = gr.Textbox(label=label("caption"), max_length=300, elem_id="scene-caption")
            with gr.Row():
                self.redo = gr.Button(label("redo"), elem_id="redo")
                self.apply = gr.Button(label("apply_edit"), variant="primary", elem_id="apply-edit")
        view.join([self.panel, self.scene, self.caption, self.seconds, self.seed], self._filled)
        # "input" is the visitor's choice alone: "change" also follows a new story, and would overwrite what was typed since
        self.scene.input(self._fill, self.scene, [self.caption, self.seconds], **QUICK)

    def wire(self) -> None:
        """Connect the two buttons, when all parts of the view are there."""
        jobs, parts = self.view.jobs, self.view.parts
        jobs.on(self.redo.click, self._redo, [self.scene, self.seed], parts)
        jobs.on(self.apply.click, self._apply, [self.scene, self.caption, self.seconds], parts)

    def _filled(self, plan: Plan, seed: int, story: Story | None) -> Update:
        return self.filled(story) if story else {}

    def filled(self, story: Story, scene: int = 0) -> Update:
        """Updates for a story that is there, with one scene chosen: the last if the story was stopped before it."""
        scene = min(scene, len(story.scenes) - 1)
        names = [(f"{number}. {scene.caption}", number - 1) for number, scene in enumerate(story.scenes, 1)]
        return {
            self.panel: gr.update(visible=True),
            self.scene: gr.update(choices=names, value=scene),
            self.caption: story.scenes[scene].caption,
            self.seconds: story.scenes[scene].duration,
            self.seed: None,
        }

    def _fill(self, scene: int | None, request: gr.Request) -> tuple[Any, Any]:
        story = self.state.sessions.of(request.session_hash).story
        if story is None or scene is None or scene >= len(story.scenes):
            return gr.skip(), gr.skip()
        return story.scenes[scene].caption, story.scenes[scene].duration

    def _redo(self, request: gr.Request, job: Job, scene: int, seed: float | None) -> Iterator[Update]:
        yield from self._change(request, job, scene, None, None, seed)

    def _apply(self, request: gr.Request, job: Job, scene: int, caption: str, seconds: float) -> Iterator[Update]:
        yield from self._change(request, job, scene, caption, seconds, None)

    def _change(
        self,
        request: gr.Request,
        job: Job,
        scene: int,
        caption: str | None,
        seconds: float | None,
        seed: float | None,
    ) -> Iterator[Update]:
        locale = request_locale(request)
        session = self.state.sessions.of(request.session_hash)
        story = session.story

        def make() -> Generator[StoryEvent, None, None]:
            if story is None:
                raise refused(locale, "no_story")
            model, text = self.state.told_by(story), None if caption is None else caption.strip()
            whole = None if seed is None else self.state.check_seed(seed, locale)
            edited = story.plan.with_scene(scene, caption=text, duration=seconds)
            self.state.check_plan(edited, story.settings.crossfade, locale, model)
            return model.restream(story, scene=scene, seed=whole, caption=text, duration=seconds)

        done = say(locale, "changed", scene=int(scene or 0) + 1)
        for update in self.view.run(make, request, job, seconds=1.0, done=done):
            # the scene that was changed stays chosen, to be changed once more
            yield update | self.filled(session.story, scene) if session.story and self.scene in update else update
