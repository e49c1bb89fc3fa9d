"""The story tab: ask, watch, listen, take away."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

import gradio as gr

from ..events import StoryEvent, StorySoFar
from ..files.recorded import EXAMPLES, SHIPPED
from ..player import player_html
from ..request import check_seed
from ..story import Plan, Story
from .change_panel import ChangePanel
from .files import open_bundle, write_downloads
from .html import Board, board_html, details_html, file_address, status_html
from .jobs import LIVE, QUICK, Jobs, Update, request_locale
from .plan_text import plan_to_text, text_to_plan
from .queue import Job
from .sessions import Session
from .state import MOST_CHARACTERS, MOST_STEPS, AppState
from .telling import explain, follow
from .texts import label, player_labels, say


class StoryTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        self._ask()
        self._show()
        self.change = ChangePanel(self)
        self._edit_plan()
        self._wire()

    # -- layout ------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        state = self.state
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=280):
                self.prompt = gr.Textbox(
                    label=label("prompt"),
                    lines=3,
                    max_lines=6,
                    max_length=MOST_CHARACTERS,
                    value=EXAMPLES[0].instruction,
                    elem_id="prompt",
                )
            with gr.Column(scale=2, min_width=240):
                self.length = gr.Slider(
                    state.shortest,
                    state.longest,
                    value=min(20.0, state.longest),
                    step=0.5,
                    label=label("length"),
                    elem_id="length",
                )
                with gr.Row():
                    self.tell = gr.Button(label("tell"), variant="primary", elem_id="tell", min_width=150)
                    self.plan_only = gr.Button(label("plan_only"), elem_id="plan-only", min_width=110)
                    self.stop = gr.Button(label("stop"), variant="stop", elem_id="stop", visible=False, min_width=100)
        examples = [[example.instruction, min(example.seconds, state.longest)] for example in EXAMPLES]
        self.examples = gr.Examples(
            examples, [self.prompt, self.length], label=label("examples"), example_labels=[e.name for e in EXAMPLES],
            cache_examples=False, api_visibility="private", elem_id="examples",
        )  # fmt: skip
        with gr.Accordion(label("advanced"), open=False, elem_id="advanced"):
            self._advanced()

    def _advanced(self) -> None:
        state, config = self.state, self.state.model().config
        with gr.Row():
            # no bounds here: Gradio's own message would not say what to do; check_seed does
            self.seed = gr.Number(label=label("seed"), value=None, elem_id="seed", min_width=160)
            self.lock = gr.Checkbox(label=label("lock"), value=False, elem_id="lock", min_width=160)
            self.model = gr.Dropdown(
                list(state.models), value=state.default, label=label("model"), interactive=len(state.models) > 1,
                elem_id="model", min_width=160,
            )  # fmt: skip
        sliders = (
            ("steps", 1, MOST_STEPS, config.steps, 1), ("guidance", 1, 12, config.guidance, 0.1),
            ("crossfade", 0, 3, config.crossfade, 0.05), ("temperature", 0, 2, 0, 0.05),
        )  # fmt: skip
        made = []
        for pair in (sliders[:2], sliders[2:]):
            with gr.Row():
                for name, low, high, value, step in pair:
                    made.append(
                        gr.Slider(low, high, value=value, step=step, label=label(name), elem_id=name, min_width=240)
                    )
        self.steps, self.guidance, self.crossfade, self.temperature = made

    def _show(self) -> None:
        # screen readers hear scenes, not every step: only this line is live
        self.status = gr.HTML("", elem_id="status", elem_classes="as-news", js_on_load=LIVE)
        self.live = gr.Audio(
            label=label("live_sound"), streaming=True, autoplay=True, interactive=False, elem_id="live",
            visible=self.state.live, buttons=[],
        )  # fmt: skip
        self.player = gr.HTML("", elem_id="player")
        self.details = gr.HTML("", elem_id="details", elem_classes="as-details")
        self.board = gr.HTML("", elem_id="board")

    def _edit_plan(self) -> None:
        with gr.Accordion(label("edit_plan"), open=False, elem_id="plan-panel") as self.plan_panel:
            self.plan_text = gr.Textbox(
                label=label("plan_lines"), lines=6, max_lines=20, max_length=8000, elem_id="plan-text"
            )
            self.render = gr.Button(label("render"), variant="primary", elem_id="render")
        with gr.Accordion(label("open_bundle"), open=False, elem_id="open-panel"):
            self.bundle = gr.File(file_types=[".zip"], label=label("open_bundle"), elem_id="bundle")

    def _wire(self) -> None:
        self.settings = [self.seed, self.lock, self.model, self.steps, self.guidance, self.crossfade, self.temperature]
        self.asked = [self.prompt, self.length, *self.settings]
        self.story_parts = [
            self.status, self.board, self.player, self.details, self.stop, self.seed, self.plan_text, self.plan_panel,
            *self.change.parts,
        ]  # fmt: skip
        self.jobs = Jobs(self.state, self.status, self.stop)
        heard = [*self.story_parts, self.live] if self.state.live else self.story_parts
        self.jobs.on(self.tell.click, self._tell, self.asked, heard)
        self.jobs.on(self.plan_only.click, self._plan, self.asked, self.story_parts)
        self.jobs.on(self.render.click, self._render, [self.plan_text, *self.asked], heard)
        self.change.wire()
        self.examples.load_input_event.then(self._open_example, self.prompt, self.story_parts, **QUICK)
        self.bundle.upload(self._open, self.bundle, self.story_parts, **QUICK)

    # -- what the buttons do -----------------------------------------------------------------------------------

    def _tell(self, request: gr.Request, job: Job, *asked: Any) -> Iterator[Update]:
        yield from self.run(self._stream(request, *asked), request, job, seconds=asked[1], play=True)

    def _plan(self, request: gr.Request, job: Job, *asked: Any) -> Iterator[Update]:
        make = self._stream(request, *asked, interleaved=False)
        yield from self.run(make, request, job, seconds=asked[1], plan_only=True)

    def _stream(
        self, request: gr.Request, prompt: str, seconds: float, *settings: Any, **changes: Any
    ) -> Callable[[], Generator[StoryEvent, None, None]]:
        def make() -> Generator[StoryEvent, None, None]:
            self.state.check(prompt, seconds, request_locale(request))
            model, seed, options = self.chosen(*settings)
            return model.stream(prompt, duration=seconds, seed=seed, **options, **changes)

        return make

    def _render(
        self, request: gr.Request, job: Job, text: str, prompt: str, seconds: float, *settings: Any
    ) -> Iterator[Update]:
        session = self.state.sessions.of(request.session_hash)

        def make() -> Generator[StoryEvent, None, None]:
            plan = text_to_plan(text, session.plan, prompt)
            model, seed, options = self.chosen(*settings)
            self.state.check_plan(plan, options["crossfade"], request_locale(request), model)
            return model.stream(plan, seed=seed, **options)

        yield from self.run(make, request, job, seconds=1.0, play=True)

    def chosen(
        self,
        seed: float | None,
        lock: bool,
        model: str,
        steps: int,
        guidance: float,
        crossfade: float,
        temperature: float,
    ) -> tuple[Any, int, dict[str, Any]]:
        """Model, seed and settings as the Advanced panel says."""
        options = {"steps": steps, "guidance": guidance, "crossfade": crossfade, "temperature": temperature}
        return self.state.model(model), check_seed(seed if lock else None), options

    def run(
        self, make: Callable[[], Generator[StoryEvent, None, None]], request: gr.Request, job: Job, *, seconds: float,
        play: bool = False, plan_only: bool = False, done: str | None = None,
    ) -> Iterator[Update]:  # fmt: skip
        """Follow a stream and show it."""
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        for shown in follow(make, job, locale, seconds=seconds, plan_only=plan_only, done=done):
            update: Update = {}
            if shown.board is not None:
                update[self.board] = shown.board
            if shown.status is not None:
                note = "" if self.state.live or not play or shown.last else " " + say(locale, "no_ffmpeg")
                update[self.status] = status_html(shown.status + note, error=shown.failed)
            if shown.sound is not None and play and self.state.live:
                update[self.live] = shown.sound
            if shown.last and shown.story is not None and not session.gone:
                update |= self._finished(session, shown.story, locale)
            yield update

    # -- what is there at the end ------------------------------------------------------------------------------

    def _finished(self, session: Session, so_far: StorySoFar, locale: str) -> Update:
        try:
            return self._finish(session, so_far, locale)
        except Exception as error:  # such as a full disk: the page stays usable
            return {self.status: status_html(explain(error, locale), error=True)}

    def _finish(self, session: Session, so_far: StorySoFar, locale: str) -> Update:
        story = so_far.story()
        if story is not None:
            session.keep(story)
            return self.present(session, story, locale)
        if so_far.scenes and so_far.started is not None:
            scenes, tokens = tuple(so_far.scenes), tuple(so_far.tokens)
            plan = Plan(
                so_far.started.instruction, so_far.started.duration, so_far.reasoning, scenes,
                tokens if len(tokens) == len(scenes) else (),
            )  # fmt: skip
            session.plan = plan
            return {
                self.plan_text: plan_to_text(plan),
                self.plan_panel: gr.update(open=True),
                self.seed: so_far.started.seed,
            }
        return {}

    def present(self, session: Session, story: Story, locale: str) -> Update:
        """Player, downloads, settings and the panels that change the story."""
        downloads = write_downloads(story, session.new_folder(), say(locale, "stems"), say(locale, "bundle"))
        return {
            self.player: player_html(story, source=file_address(downloads[0][1]), labels=player_labels(locale)),
            self.details: details_html(story, downloads, self.state.name_of(story), locale),
            self.seed: story.seed,
            self.plan_text: plan_to_text(story.plan),
            **self.change.filled(story),
        }

    def _open(self, path: str, request: gr.Request) -> Update:
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        try:
            story = open_bundle(path, session.new_folder("upload"))
            self.state.check_story(story, locale)
            return self._opened(session, story, say(locale, "opened", scenes=len(story.scenes)), locale)
        except Exception as error:
            return {self.status: status_html(explain(error, locale), error=True)}

    def _open_example(self, prompt: str, request: gr.Request) -> Update:
        """Show the example as it was recorded, so that there is something to hear and to change at once."""
        example = next((one for one in EXAMPLES if one.instruction == prompt), None)
        file = SHIPPED / f"{example.file}.json" if example else None
        if file is None or not file.is_file():
            return {self.board: gr.skip()}
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        return self._opened(session, Story.load(file), say(locale, "recorded"), locale)

    def _opened(self, session: Session, story: Story, news: str, locale: str) -> Update:
        """A story that was told before, in the place of the current one."""
        shown = self.present(session, story, locale)
        session.keep(story)
        return shown | {self.status: status_html(news), self.board: board_html(Board.of(story), locale)}
