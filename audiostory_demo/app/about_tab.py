"""The about tab: what runs here, how it was trained, whose recordings it learned from, what it cannot do."""

from __future__ import annotations

import gradio as gr

from .state import AppState
from .texts import label, say

PAPER = "https://arxiv.org/abs/2508.20088"


def build_about_tab(state: AppState) -> gr.Markdown:
    """Build the tab inside the current ``gr.Blocks``; returns the part that depends on the visitor's language.

    Args:
        state: shared by all tabs.
    """
    text = gr.Markdown(about_text(state, "en"), elem_id="about")
    for name, folder in state.folders.items():
        for title, file in (("card", "README.md"), ("attribution", "ATTRIBUTION.md")):
            path = folder / file
            if path.is_file():
                with gr.Accordion(label(title), open=False, elem_id=f"{title}-{name}"):
                    gr.Markdown(_without_front_matter(path.read_text(encoding="utf-8")))
    return text


def about_text(state: AppState, locale: str) -> str:
    """What is said of the models and of the method, as Markdown."""
    parts = []
    for name, model in state.models.items():
        config = model.config
        parts.append(say(
            locale, "runs", name=name, low=config.min_duration, high=min(config.max_duration, state.longest),
            size=sum(weight.numel() for weight in model.model.parameters()) / 1e6, rate=model.sample_rate,
            device=model.model.device, which=say(locale, "embedded" if name == "tiny" else "loaded"),
        ))  # fmt: skip
    return "\n\n".join([*parts, say(locale, "about", paper=PAPER)])


def _without_front_matter(text: str) -> str:
    return text.split("\n---\n", 1)[1] if text.startswith("---\n") and "\n---\n" in text else text
