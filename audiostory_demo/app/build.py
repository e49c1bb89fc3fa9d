"""Layout of the page, and its start."""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ..pipeline import AudioStory
from ..player import player_assets
from .about_tab import about_text, build_about_tab
from .api import add_api
from .bridge_tab import BridgeTab
from .desk import MOST_CHARACTERS, MOST_STEPS, MOST_WAITING, Desk
from .files import MOST_BYTES
from .story_tab import StoryTab
from .switches import SWITCHES
from .texts import label, say, translations
from .turns import QUICK, locale

if TYPE_CHECKING:
    from gradio.blocks import Block

LOGO = (
    '<svg viewBox="0 0 64 64" aria-hidden="true"><rect width="64" height="64" rx="16" fill="#3d3d90"/>'
    '<g stroke-width="5" stroke-linecap="round"><path d="M14 28v8" stroke="#56b4e9"/><path d="M23 20v24" stroke="#e69f00"/>'
    '<path d="M32 12v40" stroke="#fff"/><path d="M41 22v20" stroke="#f0e442"/><path d="M50 28v8" stroke="#3fbf97"/></g></svg>'
)


def load_models(names: Sequence[str], device: str = "auto") -> dict[str, AudioStory]:
    """Load models by the names that ``AudioStory.from_pretrained`` takes."""
    return {
        name if name == "tiny" else Path(name).name: AudioStory.from_pretrained(name, device=device) for name in names
    }


def build_app(models: Mapping[str, AudioStory], *, longest: float | None = None) -> gr.Blocks:
    """The page, ready to launch.

    Args:
        models: name -> loaded model; the first is the default.
        longest: seconds of the longest story; None leaves the model's own limit.
    """
    most = min(model.config.max_duration for model in models.values())
    desk = Desk(models, min(longest or most, most), _folders(models))
    # files of a visitor outlive the page by an hour at most
    with gr.Blocks(title="AudioStory", analytics_enabled=False, delete_cache=(600, 3600)) as demo:
        hero = gr.HTML(_hero(desk, "en"), elem_id="hero")
        with gr.Tabs():
            with gr.Tab(label("story_tab"), id="story"):
                tab = StoryTab(desk)
                note = gr.HTML(_note(desk, "en"), elem_id="note")
            with gr.Tab(label("bridge_tab"), id="bridge") as bridge:
                bridge_tab = BridgeTab(desk, bridge)
            with gr.Tab(label("about_tab"), id="about"):
                about = build_about_tab(desk)
        add_api(desk)
        restored = [tab.prompt, tab.length, *tab.settings]
        _on_load(demo, desk, [hero, note, about, *bridge_tab.switch, *restored])
        _on_unload(demo, desk)
    demo.desk = desk
    atexit.register(desk.visits.clear)
    return demo


def launch(demo: gr.Blocks, **options: Any) -> Any:
    """Start the server with the app's look, languages and limits; options go to ``gr.Blocks.launch``."""
    css, js = player_assets()
    css += (files("audiostory_demo") / "assets" / "app" / "app.css").read_text(encoding="utf-8")
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
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        link_text_color="*primary_700",
        link_text_color_dark="*primary_300",
    )
    defaults: dict[str, Any] = {
        "css": css, "head": f"<script>{js}</script>", "theme": theme, "i18n": gr.I18n(**translations()), "ssr_mode": False,
        "allowed_paths": [str(demo.desk.visits.root)], "max_file_size": MOST_BYTES, "mcp_server": find_spec("mcp") is not None,
        "show_error": True, "enable_monitoring": False,
    }  # fmt: skip
    # callers of the API wait here too; the page's own line is shorter, so that its visitors hear of it in a sentence
    demo.queue(max_size=2 * MOST_WAITING, default_concurrency_limit=4)
    return demo.launch(**{**defaults, **options})


def _hero(desk: Desk, tongue: str) -> str:
    name = escape(desk.default)
    return (
        f'<div class="as-hero">{LOGO}<div><h1>AudioStory <span class="as-badge">{name}</span></h1>'
        f"<p>{say(tongue, 'intro')}</p></div></div>"
    )


def _note(desk: Desk, tongue: str) -> str:
    text = say(tongue, "limits", characters=MOST_CHARACTERS, low=desk.shortest, high=desk.longest)
    return f'<p class="as-note">{text}</p>'


def _on_load(demo: gr.Blocks, desk: Desk, outputs: list[Block]) -> None:
    def arrive(request: gr.Request) -> list[Any]:
        tongue = locale(request)
        names = [(say(tongue, switch), switch) for switch in SWITCHES]
        # with their values: new choices alone would make the first name the value
        switches = [gr.update(choices=names, value=value) for value in ("intact", "residual_off")]
        shown = [_hero(desk, tongue), _note(desk, tongue), about_text(desk, tongue)]
        return [*shown, *switches, *restore(desk, dict(request.query_params))]

    demo.load(arrive, None, outputs, **QUICK)


def _on_unload(demo: gr.Blocks, desk: Desk) -> None:
    def leave(request: gr.Request) -> None:
        desk.visits.close(request.session_hash)

    demo.unload(leave)


def restore(desk: Desk, query: Mapping[str, str]) -> list[Any]:
    """Values for prompt, length, seed, lock, model, steps, guidance, crossfade and temperature from a link.

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
    model = query["model"] if query.get("model") in desk.models else gr.skip()
    return [
        prompt, number("duration", desk.shortest, desk.longest), seed, True if isinstance(seed, int) else gr.skip(), model,
        number("steps", 1, MOST_STEPS, int), number("guidance", 1, 12), number("crossfade", 0, 3), number("temperature", 0, 2),
    ]  # fmt: skip


def _folders(models: Mapping[str, AudioStory]) -> dict[str, Path]:
    embedded = Path(str(files("audiostory_demo") / "assets" / "tiny"))
    return {name: embedded if name == "tiny" else Path(name) for name in models}
