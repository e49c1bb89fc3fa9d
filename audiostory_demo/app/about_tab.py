"""The about tab: what runs here, how it was made, whose recordings it learned from, what it cannot do."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from .desk import Desk

PAPER = "https://arxiv.org/abs/2508.20088"

ABOUT = """
### What runs here

**{name}**: tells {low:g} to {high:g} seconds at {rate:g} Hz, on {device}. {which}

A language model reasons about the storyline, writes each scene's caption and length, and emits two runs of query
tokens. *Semantic tokens* say what the scene sounds like; *residual tokens* carry what the caption leaves out: room,
medium, the bed of sound that runs through the story. Fused by cross-attention, they steer a diffusion transformer that
makes the sound. The method is that of AudioStory (Guo et al., [arXiv 2508.20088]({paper})).

### What it cannot do

- It knows the sounds it learned from. Speech with words and songs are beyond it, and a rare request becomes the
  nearest sound that it knows.
- A story is sampled: no recording is replayed, and what you hear did not happen.
- The reasoning is text of the same model. It shows what the plan is, not why.

### What is kept

Prompts and stories live in a temporary folder while the page is open, and are deleted after that.
"""
EMBEDDED = "It is the small model embedded in this package, trained from open recordings; no download was needed."
RELEASED = "It is not the embedded model."


def build_about_tab(desk: Desk) -> None:
    """Build the tab inside the current ``gr.Blocks``.

    Args:
        desk: shared by all tabs.
    """
    for name, model in desk.models.items():
        config = model.config
        gr.Markdown(ABOUT.format(
            name=name, low=config.min_duration, high=min(config.max_duration, desk.longest), rate=model.sample_rate, device=model.model.device,
            which=EMBEDDED if name == "tiny" else RELEASED, paper=PAPER,
        ))  # fmt: skip
        for title, file in (("Model card", "README.md"), ("Attributions", "ATTRIBUTION.md")):
            path = desk.folders.get(name, Path()) / file
            if name in desk.folders and path.is_file():
                with gr.Accordion(title, open=False):
                    gr.Markdown(_without_front_matter(path.read_text(encoding="utf-8")))


def _without_front_matter(text: str) -> str:
    return text.split("\n---\n", 1)[1] if text.startswith("---\n") and "\n---\n" in text else text
