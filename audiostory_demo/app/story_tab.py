"""The story tab: ask, watch, listen, download."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from ..events import StoryEvent
from ..files.recorded import EXAMPLES, SHIPPED
from ..story import Plan, Story
from .edit_panel import EditPanel
from .files import open_bundle
from .follow import explain
from .html import status_html
from .jobs import QUICK, Update, request_locale
from .kept import keep, unchanged
from .plan_text import plan_to_text, text_to_plan
from .queue import Job
from .shared import Shared
from .state import MOST_CHARACTERS, MOST_STEPS, AppState
from .story_view import StoryView, Task
from .texts import label, say


class StoryTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        with gr.Column(elem_id="ask"):
            self._ask()
        self.view = StoryView(state, self.stop)
        self.edits = EditPanel(self.view)
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
        made, pupil = [], config.student_steps is not None
        for pair in (sliders[:2], sliders[2:]):
            with gr.Row():
                for name, low, high, value, step in pair:
                    free = not pupil or name not in ("steps", "guidance")  # as _sampled says
                    made.append(
                        gr.Slider(
                            low,
                            high,
                            value=value,
                            step=step,
                            label=label(name),
                            elem_id=name,
                            min_width=240,
                            interactive=free,
                        )
                    )
        self.steps, self.guidance, self.crossfade, self.temperature = made
        self.student = gr.Checkbox(pupil, label=label("student"), visible=pupil, elem_id="student")

    def _edit_plan(self) -> None:
        with gr.Accordion(label("edit_plan"), open=False, elem_id="plan-panel") as self.plan_panel:
            self.plan_text = gr.Textbox(
                label=label("plan_lines"), lines=6, max_lines=20, max_length=8000, elem_id="plan-text"
            )
            self.render = gr.Button(label("render"), variant="primary", elem_id="render")
        with gr.Accordion(label("open_bundle"), open=False, elem_id="open-panel"):
            self.bundle = gr.File(file_types=[".zip"], label=label("open_bundle"), elem_id="bundle")

    def _wire(self) -> None:
        self.settings = [
            self.seed, self.lock, self.model, self.steps, self.guidance, self.crossfade, self.temperature, self.student,
        ]  # fmt: skip
        self.asked = [self.prompt, self.length, *self.settings]
        view, jobs = self.view, self.view.jobs
        gr.on([self.student.change, self.model.change], self._sampled, [self.model, self.student],
              [self.student, self.steps, self.guidance], **QUICK)  # fmt: skip
        view.join([self.seed, self.plan_text, self.plan_panel], self._filled)
        view.join([self.prompt, self.length], self._asked_again, opened=True)
        jobs.on(self.tell.click, self._tell, self.asked, view.parts)  # Enter presses the button, see page.js
        jobs.on(self.plan_only.click, self._plan, self.asked, view.parts)
        jobs.on(self.render.click, self._render, [self.plan_text, *self.asked], view.parts)
        self.edits.wire()
        self.examples.load_input_event.then(self._open_example, self.prompt, view.parts, **QUICK)
        self.bundle.upload(self._open, self.bundle, view.parts, **QUICK)

    def _sampled(self, model: str, student: bool) -> Update:
        """The student is offered where there is one, and asks for neither steps nor guidance."""
        pupil = self.state.model(model).config.student_steps is not None
        full = gr.update(interactive=not (pupil and student))
        return {self.student: gr.update(visible=pupil), self.steps: full, self.guidance: full}

    def _filled(self, plan: Plan, seed: int, story: Story | None) -> Update:
        """The plan as text, open for changes where it has no sound yet."""
        opened = {} if story else {self.plan_panel: gr.update(open=True)}
        return {self.seed: seed, self.plan_text: plan_to_text(plan), **opened}

    def _asked_again(self, plan: Plan, seed: int, story: Story | None) -> Update:
        """What was asked for when the story was told that is opened now."""
        seconds = min(max(plan.duration, self.state.shortest), self.state.longest)
        return {self.prompt: plan.instruction[:MOST_CHARACTERS], self.length: seconds}

    # -- what the buttons do -----------------------------------------------------------------------------------

    def _tell(self, request: gr.Request, job: Job, *asked: Any) -> Iterator[Update]:
        shared = self.state.sessions.of(request.session_hash).shared
        if shared is not None and str(asked[0]).strip() == shared.plan.instruction.strip():
            return (yield from self._tell_shared(shared, request, job))
        yield from self.view.run(self._stream(request, *asked), request, job, Task(asked[1], play=True))

    def _tell_shared(self, shared: Shared, request: gr.Request, job: Job) -> Iterator[Update]:
        """The story that a link brought: its plan, rendered with its seeds."""

        def make() -> Generator[StoryEvent, None, None]:
            model = self.state.model()
            self.state.check_steps(shared.settings.steps, request_locale(request))
            self.state.check_plan(shared.plan, shared.settings.crossfade, request_locale(request), model)
            return model.stream(shared.plan, seed=shared.seed, scene_seeds=shared.seeds, settings=shared.settings)

        yield from self.view.run(make, request, job, Task(shared.plan.seconds, play=True, edits=shared.edits))

    def _plan(self, request: gr.Request, job: Job, *asked: Any) -> Iterator[Update]:
        yield from self.view.run(self._stream(request, *asked, plan_only=True), request, job, Task(asked[1]))

    def _stream(
        self, request: gr.Request, prompt: str, seconds: float, *settings: Any, plan_only: bool = False
    ) -> Callable[[], Generator[StoryEvent, None, None]]:
        def make() -> Generator[StoryEvent, None, None]:
            self.state.check_asked(prompt, seconds, request_locale(request))
            model, seed, options = self.chosen(request_locale(request), *settings)
            stream = model.stream_plan if plan_only else model.stream
            return stream(prompt, duration=seconds, seed=seed, **options)

        return make

    def _render(
        self, request: gr.Request, job: Job, text: str, prompt: str, seconds: float, *settings: Any
    ) -> Iterator[Update]:
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        before, story = session.plan, session.story

        def read() -> Plan:
            plan = text_to_plan(text, before, prompt, locale)
            # files are named after what is asked for now
            return plan if plan is before or not prompt.strip() else replace(plan, instruction=prompt.strip())

        def make() -> Generator[StoryEvent, None, None]:
            plan = read()
            if story is not None and _goes_on(story, plan):
                return self._rerender(story, plan, locale)
            model, seed, options = self.chosen(locale, *settings)
            self.state.check_plan(plan, options["crossfade"], locale, model)
            return model.stream(plan, seed=seed, **options)

        try:
            goes_on, changed = story is not None and _goes_on(story, read()), read() is not before
        except Exception:  # said when its turn comes
            goes_on = changed = False
        known = int(story.stats.get("edits", 0)) if story else 0
        task = Task(play=True, edits=known + 1 if changed else 0, changes=0 if goes_on else None)
        yield from self.view.run(make, request, job, task)

    def _rerender(self, story: Story, plan: Plan, locale: str) -> Generator[StoryEvent, None, None]:
        """The story with some scenes changed, moved, added or left out: the others keep their sound."""
        model = self.state.told_by(story)
        self.state.check_plan(plan, story.settings.crossfade, locale, model)
        return keep(model, story, plan).stream(model, story)

    def chosen(
        self,
        locale: str,
        seed: float | None,
        lock: bool,
        model: str,
        steps: int,
        guidance: float,
        crossfade: float,
        temperature: float,
        student: bool = False,
    ) -> tuple[Any, int, dict[str, Any]]:
        """Model, seed and settings as the Advanced panel says; the student has steps and guidance of its own."""
        teller = self.state.model(model)
        options: dict[str, Any] = {"crossfade": crossfade, "temperature": temperature}
        if student and teller.config.student_steps:
            options["sampler"] = "distilled"
        else:
            options |= {"sampler": "full", "steps": steps, "guidance": guidance}
        return teller, self.state.check_seed(seed if lock else None, locale), options

    # -- stories that are there --------------------------------------------------------------------------------

    def _open(self, path: str, request: gr.Request) -> Update:
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        try:
            story = open_bundle(path, session.new_folder("upload"), locale)
            self.state.check_story(story, locale)
            return self.view.open(session, story, say(locale, "opened", scenes=len(story.scenes)), locale)
        except Exception as error:
            return {self.view.status: status_html(explain(error, locale), error=True)}

    def _open_example(self, prompt: str, request: gr.Request) -> Update:
        """Show the example as it was recorded, so that there is something to hear and to change at once."""
        example = next((one for one in EXAMPLES if one.instruction == prompt), None)
        file = SHIPPED / f"{example.file}.json" if example else None
        if file is None or not file.is_file():
            return {self.view.board: gr.skip()}
        session, locale = self.state.sessions.of(request.session_hash), request_locale(request)
        return self.view.open(session, Story.load(file), say(locale, "recorded"), locale)


def _goes_on(story: Story, plan: Plan) -> bool:
    """Whether a plan is one of this story that was edited, so that something of its sound stays."""
    return bool(story.plan.tokens) and plan != story.plan and bool(unchanged(story.scenes, plan.scenes))
