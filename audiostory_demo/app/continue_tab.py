"""The continue tab: bring or record a sound, or take the story that is there, and hear it go on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from html import escape
from typing import TYPE_CHECKING

import gradio as gr

from ..audio.given import given_sound
from ..events import StoryEvent
from ..story import Story
from .files import write_downloads
from .follow import explain, follow
from .html import file_address, status_html
from .jobs import LIVE, PRIVATE, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import MOST_CHARACTERS, AppState
from .story_view import StoryView
from .texts import label, refused, say

if TYPE_CHECKING:
    from ..audio.given import GivenSound

MOST_ADDED, USUAL = 60.0, 10.0  # s


class ContinueTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
        view: of the story tab, where what was told stands too, with its scenes and its files.
    """

    def __init__(self, state: AppState, view: StoryView) -> None:
        self.state, self.view = state, view
        self.intro = gr.HTML(self.introduction("en"), elem_id="continue-intro")
        self.sound = gr.Audio(
            sources=["upload", "microphone"], type="filepath", label=label("sound"), elem_id="sound", editable=False
        )
        self.current = gr.Checkbox(False, label=label("continue_story"), elem_id="continue-story")
        self.prompt = gr.Textbox(label=label("continue_prompt"), max_length=MOST_CHARACTERS, elem_id="continue-prompt")
        self.length = gr.Slider(
            state.shortest, min(state.longest, MOST_ADDED), value=USUAL, step=0.5, label=label("continue_length"),
            elem_id="continue-length",
        )  # fmt: skip
        self.loop = gr.Checkbox(False, label=label("continue_loop"), elem_id="continue-loop")
        with gr.Row():
            self.go = gr.Button(label("continue_go"), variant="primary", elem_id="continue-go")
            self.stop = gr.Button(label("stop"), variant="stop", visible=False, elem_id="continue-stop")
        self.status = gr.HTML("", elem_id="continue-status", elem_classes="as-news", js_on_load=LIVE)
        self.result = gr.HTML("", elem_id="continued")
        jobs, parts = Jobs(state, self.status, self.stop), [self.status, self.result, self.stop]
        parts += [part for part in view.parts if part not in (view.status, view.jobs.stop)]
        # what was heard before is of another sound; the job comes after, or what it hears at once might be cleared instead
        cleared = self.go.click(None, None, self.result, js="() => ''", **PRIVATE)
        jobs.on(cleared.then, self._go_on, [self.sound, self.current, self.prompt, self.length, self.loop], parts)

    def introduction(self, locale: str) -> str:
        """What the tab is for, in the visitor's language."""
        return f"<p class='as-note'>{escape(say(locale, 'continue_intro'))}</p>"

    def _go_on(
        self, request: gr.Request, job: Job, path: str | None, current: bool, prompt: str, seconds: float, loop: bool
    ) -> Iterator[Update]:
        session, locale, heard = self.state.sessions.of(request.session_hash), request_locale(request), ""

        def make() -> Generator[StoryEvent, None, None]:
            sound = self._sound(session, path, current, locale)
            self.state.check_asked(prompt or None, seconds, locale)
            return self.state.model().stream_on(sound, prompt, duration=seconds, loop=bool(loop))

        for shown in follow(make, job, locale, seconds=seconds):
            update: Update = {}
            if shown.heard is not None:
                heard = f"<p class='as-note'>{escape(shown.heard.sentence())}</p>"
            if heard and not job.stopped:
                # stays in sight, to be read while it renders
                update[self.result] = heard
            if shown.story is not None and (story := shown.story.finished) is not None:
                update = self._done(session, story, locale, heard)
            elif shown.status is not None:
                stopped = shown.last and not shown.failed
                text = say(locale, "stopped_continue") if stopped else shown.status
                update[self.status] = status_html(text, error=shown.failed)
            yield update

    def _sound(self, session: Session, path: str | None, current: bool, locale: str) -> GivenSound:
        """The story that is there, or what was brought; of both, the one that is ticked."""
        if current and session.story is None:
            raise refused(locale, "no_story")
        if current and session.story is not None:
            return session.story
        if not path:
            raise refused(locale, "no_sound_given")
        return given_sound(path)

    def _done(self, session: Session, story: Story, locale: str, heard: str) -> Update:
        try:
            sound = write_downloads(story, session.new_folder("continued"), locale)[0][1]
            begins = story.duration - sum(scene.duration for scene in story.scenes[story.plan.given :])
            news = say(locale, "continued", seconds=story.duration, begins=begins, seed=story.seed)
            shown = self.view.open(session, story, news, locale)
        except Exception as error:  # such as a full disk
            return {self.status: status_html(explain(error, locale), error=True)}
        del shown[self.view.status]
        address, name, again = escape(file_address(sound)), escape(sound.name), " loop" if story.settings.loop else ""
        audio = (
            f"<audio class='as-audio' controls{again} src='{address}'></audio><p class='as-files'><a class='as-file' "
            f"href='{address}' download='{name}'>{escape(say(locale, 'continued_sound'))}</a></p>"
        )
        return {**shown, self.result: heard + audio, self.status: status_html(news)}
