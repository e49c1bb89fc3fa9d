"""Layout of the page, and its start."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.middleware import Middleware

from ..checkpoints.loading import EMBEDDED
from ..files.writing import user_path
from ..pipeline import AudioStory
from ..player import player_assets
from ..widgets.page import map_style
from .about_tab import about_text, build_about_tab
from .api import add_api
from .api_parts import answer_in_json
from .bridge_tab import BridgeTab
from .continue_tab import ContinueTab
from .dub_tab import DubTab
from .files import MOST_BYTES
from .follow import explain
from .headers import Headers
from .html import status_html
from .jobs import QUICK, Update, request_locale
from .listeners import Listening
from .queue import MOST_WAITING
from .shared import Shared, unpack
from .state import MOST_CHARACTERS, MOST_STEPS, AppState
from .story_tab import StoryTab
from .story_view import StoryView
from .texts import label, refused, say, translations

if TYPE_CHECKING:
    from gradio.blocks import Block

PAGE_SECRET = """() => {
    const kept = sessionStorage, secret = kept.getItem("audiostory-page")
        ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, "0")).join("");
    kept.setItem("audiostory-page", secret);
    return [secret];
}"""

MOST_THREADS = 2 * MOST_WAITING + 40  # who waits in line holds one, and the rest of the page goes on

LOGO = (
    '<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="16" fill="#3d3d90"/>'
    '<g stroke-width="5" stroke-linecap="round"><path d="M14 28v8" stroke="#56b4e9"/><path d="M23 20v24" stroke="#e69f00"/>'
    '<path d="M32 12v40" stroke="#fff"/><path d="M41 22v20" stroke="#f0e442"/><path d="M50 28v8" stroke="#3fbf97"/></g></svg>'
)


def load_models(names: Sequence[str], device: str = "auto") -> dict[str, AudioStory]:
    """Load models by the names that ``AudioStory.from_pretrained`` takes; each gets a name to be shown by."""
    models = {shown: AudioStory.from_pretrained(name, device=device) for shown, name in shown_names(names).items()}
    own = [story.config.name for story in models.values()]
    for shown, story in models.items():
        if own.count(story.config.name) > 1:  # a story says by name which of them told it
            story.model.config = replace(story.config, name=shown)
    return models


def shown_names(names: Sequence[str]) -> dict[str, str]:
    """Short name -> name: the last part of a path, or as many as it takes to tell all of them and ours apart."""
    parts = {name: (name,) for name in EMBEDDED} | {name: _parts(name) for name in names if name not in EMBEDDED}
    length = 1
    while len({part[-length:] for part in parts.values()}) < len(set(parts.values())):
        length += 1
    return {"/".join(parts[name][-length:]): name for name in names}


def _parts(name: str) -> tuple[str, ...]:
    path = user_path(name)
    return Path(os.path.abspath(path)).parts if path.exists() else path.parts


def build_app(models: Mapping[str, AudioStory], *, longest: float | None = None) -> gr.Blocks:
    """The page, ready to launch.

    Args:
        models: name -> loaded model; the first is the default.
        longest: seconds of the longest story; None leaves the model's own limit.
    """
    most = min(model.config.max_duration for model in models.values())
    state = AppState(models, min(longest or most, most), _folders(models))
    # files of a visitor outlive the page by an hour at most
    with gr.Blocks(title="AudioStory", analytics_enabled=False, delete_cache=(600, 3600)) as demo:
        hero = gr.HTML(_hero(state, "en"), elem_id="hero")
        with gr.Tabs():
            with gr.Tab(label("story_tab"), id="story"):
                tab = StoryTab(state)
                note = gr.HTML(_note(state, "en"), elem_id="note")
            with gr.Tab(label("bridge_tab"), id="bridge") as bridge:
                BridgeTab(state, bridge)
            continue_tab = None
            if state.model().config.flow.continues:
                with gr.Tab(label("continue_tab"), id="continue"):
                    continue_tab = ContinueTab(state, tab.view)
            dub_tab = None
            if find_spec("av") is not None:
                with gr.Tab(label("dub_tab"), id="dub"):
                    dub_tab = DubTab(state)
            with gr.Tab(label("about_tab"), id="about"):
                about = build_about_tab(state)
        add_api(state)
        restored = [tab.prompt, tab.length, *tab.settings]
        _on_load(demo, state, [hero, note, about, *restored])
        for each in (continue_tab, dub_tab):
            if each is not None:
                _in_language(demo, each)
        _on_return(demo, state, tab.view)
        _on_unload(demo, state)
    demo.app_state = state
    atexit.register(state.sessions.clear)
    return demo


def launch(demo: gr.Blocks, **options: Any) -> Any:
    """Start the server with the app's look, languages and limits; options go to ``gr.Blocks.launch``."""
    css, js = player_assets(live=True)
    own = files("audiostory_demo") / "assets" / "app"
    css += map_style() + (own / "app.css").read_text(encoding="utf-8")
    js += "".join((own / name).read_text(encoding="utf-8") for name in ("page.js", "timeline.js"))
    theme = gr.themes.Soft(
        primary_hue="indigo",
        neutral_hue="slate",
        font=["system-ui", "sans-serif"],  # of the reader's system: nothing is fetched
        font_mono=["ui-monospace", "monospace"],
    ).set(
        body_background_fill="*neutral_50",
        block_border_width="1px",
        block_border_color="*neutral_200",
        block_border_color_dark="*neutral_700",
        block_shadow="none",
        block_label_background_fill="none",
        block_label_background_fill_dark="none",
        block_title_background_fill="none",
        block_title_background_fill_dark="none",
        block_title_padding="0",
        input_border_width="1px",
        input_border_color="#7f8ea3",  # 3.3 : 1 on white: the theme's own edge cannot be seen
        input_border_color_dark="#7f8ea3",
        input_shadow="none",
        button_secondary_border_color="#7f8ea3",
        button_secondary_border_color_dark="#7f8ea3",
        # text darker than the theme's own, whose contrast is too low to read for many
        block_title_text_color="*neutral_800",
        block_label_text_color="*neutral_800",
        block_title_text_color_dark="*neutral_100",
        block_label_text_color_dark="*neutral_100",
        body_text_color_subdued="*neutral_600",
        # the theme's own dark button has white on primary_500, 4.46 : 1
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        checkbox_label_background_fill_selected="*primary_600",  # white on the theme's own is 4.47 : 1
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )
    defaults: dict[str, Any] = {
        "css": css, "head": f"<script>{js}</script>", "theme": theme, "i18n": gr.I18n(**translations()), "ssr_mode": False,
        "allowed_paths": [str(demo.app_state.sessions.root)], "max_file_size": MOST_BYTES, "mcp_server": find_spec("mcp") is not None,
        "show_error": True, "enable_monitoring": False, "app_kwargs": {"middleware": [Middleware(Headers), _listening(demo)]},
        "max_threads": MOST_THREADS,
    }  # fmt: skip
    # whoever is let in waits in the page's own line, which is shorter, so that visitors hear of it in a sentence
    demo.queue(max_size=2 * MOST_WAITING, default_concurrency_limit=4)
    started = demo.launch(**{**defaults, **options})
    answer_in_json(demo.mcp_server_obj)
    return started


def _listening(demo: gr.Blocks) -> Middleware:
    def session_of(event: str) -> str:
        known = demo._queue.event_ids_to_events.get(event)
        return known.session_hash if known else event

    return Middleware(Listening, listeners=demo.app_state.listeners, session_of=session_of)


def _hero(state: AppState, locale: str) -> str:
    name = escape(state.default)
    return (
        f'<div class="as-hero">{LOGO}<div><h1>AudioStory <span class="as-badge">{name}</span></h1>'
        f"<p>{say(locale, 'intro')}</p></div></div>"
    )


def _note(state: AppState, locale: str) -> str:
    text = say(locale, "limits", characters=MOST_CHARACTERS, low=state.shortest, high=state.longest)
    return f'<p class="as-note">{text}</p>'


def _on_load(demo: gr.Blocks, state: AppState, outputs: list[Block]) -> None:
    def arrive(request: gr.Request) -> list[Any]:
        locale = request_locale(request)
        shown = [_hero(state, locale), _note(state, locale), about_text(state, locale)]
        return [*shown, *restore(state, dict(request.query_params))]

    demo.load(arrive, None, outputs, **QUICK)


def _in_language(demo: gr.Blocks, tab: ContinueTab | DubTab) -> None:
    def say_it(request: gr.Request) -> str:
        return tab.introduction(request_locale(request))

    demo.load(say_it, None, tab.intro, **QUICK)


def _on_return(demo: gr.Blocks, state: AppState, view: StoryView) -> None:
    """After a reload, or Back, the page shows its story again: the browser keeps a secret by which it is known."""
    page = gr.Textbox("", visible="hidden", elem_id="page-secret")

    def come_back(page: str, request: gr.Request) -> Update:
        locale, session = request_locale(request), state.sessions.of(request.session_hash)
        known = page if isinstance(page, str) and len(page) == 32 else ""
        there = state.sessions.come_back(request.session_hash, known)
        try:
            if there and session.history.at is not None:
                return view.go(session, session.history.at, say(locale, "back"), locale)
            if letters := request.query_params.get("story"):
                return view.offer(session, _shared(letters, locale), locale)
        except Exception as error:
            return {view.status: status_html(explain(error, locale), error=True)}
        return {view.board: gr.skip()}

    demo.load(come_back, page, view.parts, js=PAGE_SECRET, **QUICK)


def _shared(letters: str, locale: str) -> Shared:
    try:
        return unpack(letters)
    except ValueError as error:
        raise refused(locale, "broken_link") from error


def _on_unload(demo: gr.Blocks, state: AppState) -> None:
    def leave(request: gr.Request) -> None:
        state.sessions.close(request.session_hash)

    demo.unload(leave)


def restore(state: AppState, query: Mapping[str, str]) -> list[Any]:
    """Values for prompt, length, seed, lock, model, steps, guidance, crossfade, temperature and student from a link.

    What a link does not say, or says wrongly, is left as it is.
    """

    def number(name: str, low: float, high: float, kind: type = float) -> Any:
        try:
            value = kind(query[name])
        except (KeyError, ValueError):
            return gr.skip()
        return value if low <= value <= high else gr.skip()

    prompt = query["prompt"][:MOST_CHARACTERS] if query.get("prompt", "").strip() else gr.skip()
    seed = number("seed", 0, 2**53, int)
    model = query["model"] if query.get("model") in state.models else gr.skip()
    steps, guidance = number("steps", 1, MOST_STEPS, int), number("guidance", 1, 12)
    # only the transformer has steps and guidance to choose; links from before there was a student name no sampler
    student = {"distilled": True, "full": False}.get(query.get("sampler", ""))
    if student is None:
        student = gr.skip() if isinstance(steps, dict) and isinstance(guidance, dict) else False
    return [
        prompt, number("duration", state.shortest, state.longest), seed, True if isinstance(seed, int) else gr.skip(), model,
        steps, guidance, number("crossfade", 0, 3), number("temperature", 0, 2),
        student,
    ]  # fmt: skip


def _folders(models: Mapping[str, AudioStory]) -> dict[str, Path]:
    return {name: story.model.folder for name, story in models.items() if story.model.folder}
