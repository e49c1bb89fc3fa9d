"""The dub tab: drop a video, see its shots, say what is heard in each, take it away with sound."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from ..dubbing import check_told
from ..events import DenoiseStep, StorySoFar
from ..story import Story
from ..video import Dub, Footage
from ..video.cues import with_captions
from ..video.muxing import SOUNDS, check_mix
from .follow import explain
from .html import file_address, status_html
from .jobs import LIVE, PRIVATE, QUICK, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import MOST_CHARACTERS, AppState
from .texts import label, refused, say

# the fields beside the pictures are part of one piece of HTML: their texts are gathered when a button is pressed
GATHER = (
    "(job, prompt, _, ...rest) => "
    "[job, prompt, JSON.stringify([...document.querySelectorAll('#shots input')].map(each => each.value)), ...rest]"
)
UNDER = -12.0  # dB of the video's own sound, where it is kept and nothing else is said
LEAST = -40.0  # of the slider; below that nobody hears it
WIDTH = 192  # of a shot's picture, in pixels


class DubTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        self.intro = gr.HTML(self.introduction("en"), elem_id="dub-intro")
        self.video = gr.File(file_types=["video", ".mkv", ".webm"], label=label("video"), elem_id="video", height=120)
        self.status = gr.HTML("", elem_id="dub-status", elem_classes="as-news", js_on_load=LIVE)
        self.prompt = gr.Textbox(label=label("dub_prompt"), max_length=MOST_CHARACTERS, elem_id="dub-prompt")
        self.shots = gr.HTML("", elem_id="shots")
        with gr.Row():
            self.keep = gr.Checkbox(False, label=label("keep_sound"), elem_id="dub-keep")
            self.mix = gr.Slider(LEAST, 0, value=UNDER, step=1, label=label("mix"), visible=False, elem_id="dub-mix")
        with gr.Row():
            self.find = gr.Button(label("find_captions"), elem_id="find-captions")
            self.dub = gr.Button(label("dub"), variant="primary", elem_id="dub")
            self.stop = gr.Button(label("stop"), variant="stop", visible=False, elem_id="dub-stop")
        self.result = gr.HTML("", elem_id="dubbed")
        self._wire()

    def _wire(self) -> None:
        jobs, captions = Jobs(self.state, self.status, self.stop), gr.Textbox("", visible="hidden", max_length=100_000)
        parts = [self.status, self.shots, self.result, self.stop]
        self.video.upload(self._watch, self.video, parts[:3], show_progress="minimal", **PRIVATE)
        self.video.clear(self._forget, None, parts[:3], queue=False, **PRIVATE)
        self.keep.change(lambda keep: gr.update(visible=bool(keep)), self.keep, self.mix, **QUICK)
        given = [self.prompt, captions]
        jobs.on(self.find.click, self._find, given, parts, js=GATHER)
        jobs.on(self.dub.click, self._dub, [*given, self.keep, self.mix], parts, js=GATHER)

    def introduction(self, locale: str) -> str:
        """What the tab is for, in the visitor's language."""
        return f"<p class='as-note'>{escape(say(locale, 'dub_intro'))}</p>"

    def _watch(self, path: str, request: gr.Request) -> Update:
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        try:
            footage = self.state.model().watch(path, [])
            session.footage = footage
            news = say(locale, "shots_found", shots=len(footage.shots), seconds=footage.seconds) + f" {footage.note}"
            shown = {self.shots: shots_html(footage, locale), self.result: ""}
            return shown | {self.status: status_html(news.strip())}
        except Exception as error:
            session.footage = None
            return {self.shots: "", self.result: "", self.status: status_html(_told(error, path, locale), error=True)}

    def _forget(self, request: gr.Request) -> Update:
        self.state.sessions.of(request.session_hash).footage = None
        return {self.shots: "", self.result: "", self.status: ""}

    def _find(self, request: gr.Request, job: Job, prompt: str, captions: str) -> Iterator[Update]:
        """Let the planner say what is heard where nobody did, to be edited before anything is rendered."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        try:
            footage, so_far = self._asked(session, prompt, captions, locale), StorySoFar()
            yield {self.status: status_html(say(locale, "thinking"))}
            with closing(self.state.model().stream_plan(prompt, shots=footage.shots)) as events:
                for event in events:
                    if job.stopped:
                        yield {self.status: status_html(say(locale, "stopped_dub"))}
                        return
                    so_far.add(event)
            found = [scene.caption for scene in so_far.scenes]
            shown = shots_html(replace(footage, shots=with_captions(footage.shots, found)), locale)
            yield {self.shots: shown, self.status: status_html(say(locale, "captions_found"))}
        except Exception as error:
            yield self._failed(error, session, locale)

    def _dub(
        self, request: gr.Request, job: Job, prompt: str, captions: str, keep: bool, mix: float
    ) -> Iterator[Update]:
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        try:
            level = check_mix(mix) if keep else None
            footage, so_far = self._asked(session, prompt, captions, locale), StorySoFar()
            with closing(self.state.model().stream(prompt, shots=footage.shots)) as events:
                for event in events:
                    if job.stopped:
                        yield {self.status: status_html(say(locale, "stopped_dub"))}
                        return
                    so_far.add(event)
                    if isinstance(event, DenoiseStep):
                        news = say(locale, "rendering", scene=event.index + 1, known=len(footage.shots))
                        yield {self.status: status_html(news)}
            assert so_far.finished is not None  # the stream came to its end
            yield self._done(session, footage, so_far.finished, locale, level)
        except Exception as error:
            yield self._failed(error, session, locale)

    def _asked(self, session: Session, prompt: str, captions: str, locale: str) -> Footage:
        """The video with what the visitor wrote beside its pictures."""
        if session.footage is None:
            raise refused(locale, "no_video")
        written = json.loads(captions) if captions else []
        shots = session.footage.shots
        if len(written) == len(shots):
            shots = with_captions(shots, [str(each) for each in written])
        footage = replace(session.footage, shots=shots)
        self.state.check_asked(prompt or None, footage.seconds, locale)
        check_told(footage, prompt)
        return footage

    def _done(self, session: Session, footage: Footage, story: Story, locale: str, level: float | None) -> Update:
        suffix = footage.path.suffix.lower() if footage.path.suffix.lower() in SOUNDS else ".mkv"
        file = session.new_folder("dub") / f"{footage.path.stem}-dubbed{suffix}"
        saved = Dub(footage, story).save(file, mix=level)
        address, name = escape(file_address(saved)), escape(saved.name)
        video = (
            f"<video class='as-video' controls src='{address}'></video><p class='as-files'><a class='as-file' href='{address}' "
            f"download='{name}'>{escape(say(locale, 'dubbed_video'))} <small>{max(1, round(saved.stat().st_size / 1000)):,} kB</small></a></p>"
        )
        captions = [scene.caption for scene in story.scenes]
        shown = shots_html(replace(footage, shots=with_captions(footage.shots, captions)), locale)
        return {self.result: video, self.shots: shown, self.status: status_html(say(locale, "dubbed", seed=story.seed))}

    def _failed(self, error: Exception, session: Session, locale: str) -> Update:
        path = session.footage.path if session.footage else Path()
        return {self.status: status_html(_told(error, path, locale), error=True)}


def shots_html(footage: Footage, locale: str) -> str:
    """Each shot: its picture, when it is, and a field for what is heard in it."""
    rows = []
    for number, shot in enumerate(footage.shots, 1):
        title = escape(say(locale, "shot", number=number, start=shot.start, end=shot.end))
        rows.append(
            f"<li><img alt='{title}' src='{_picture(footage, number - 1)}'><label><span>{title}</span>"
            f"<input type='text' maxlength='300' value='{escape(shot.caption or '')}' "
            f"placeholder='{escape(say(locale, 'shot_open'))}'></label></li>"
        )
    return f"<ol class='as-shots'>{''.join(rows)}</ol>"


def _picture(footage: Footage, shot: int) -> str:
    from matplotlib import image

    buffer = io.BytesIO()
    image.imsave(buffer, footage.picture(shot, width=WIDTH), format="jpg")
    return f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _told(error: Exception, path: Any, locale: str) -> str:
    """What is wrong; a visitor knows the file's name, and need not know the server's folders."""
    return explain(error, locale).replace(str(path), Path(path).name)
