"""What all viewers share: plain HTML that needs no kernel and no network, in a notebook or as a page of its own."""

from __future__ import annotations

import base64
import io
from html import escape
from importlib.resources import files
from pathlib import Path

import numpy as np

from ..audio import encode_sound
from ..files.writing import write_text
from ..player import player_assets

STILL = (
    "This copy of the notebook is not trusted: these are pictures and the browser's own players, and nothing else reacts. "
    "If you know where it comes from, choose Trust Notebook in the command palette (Ctrl+Shift+C) to bring it to life."
)
"""Hidden by the style sheet, which a notebook that is not trusted strips."""


class Page:
    """Something that shows itself in a notebook and exports itself to one HTML file.

    Args:
        title: of the exported page.
        present: large type, for a projector.
    """

    kind = ""  # which part of widgets.js brings it to life

    def __init__(self, title: str, *, present: bool = False) -> None:
        self.title, self.present = title, present

    def body(self) -> str:
        """The HTML of the viewer itself, all text of users and models escaped."""
        raise NotImplementedError

    def attributes(self) -> str:
        """More attributes of the outer element, escaped."""
        return ""

    def html(self) -> str:
        """A fragment that carries its style and script; many can share a page."""
        style, script = assets()
        return f"<style>{style}</style>{still(STILL)}{self._frame()}<script>{script}</script>"

    def page(self) -> str:
        """A whole page."""
        style, script = assets()
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(self.title)}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<style>{style}</style></head><body class="asw-page asp-page">{self._frame()}<script>{script}</script></body></html>'
        )

    def export(self, path: str | Path) -> Path:
        """Write one self-contained HTML file; it plays and shows without kernel or network."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"{path} is not the name of a page. Pass one that ends in .html.")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, self.page())
        return path

    def _repr_html_(self) -> str:
        return self.html()

    def _frame(self) -> str:
        # a notebook would take the text between two dollar signs for a formula
        large = " asw-present" if self.present else ""
        return f'<div class="asw mathjax_ignore{large}" data-kind="{self.kind}"{self.attributes()}>{self.body()}</div>'


def still(sentence: str) -> str:
    """A sentence that only a notebook shows which strips styles and scripts."""
    return f'<p class="asw-still">{escape(sentence)}</p>'


def assets() -> tuple[str, str]:
    """Style sheet and script of all viewers."""
    folder = files("audiostory_demo") / "assets" / "widgets"
    css, js = ((folder / f"widgets.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    player_css, player_js = player_assets()
    return player_css + css + map_style(), player_js + js


def map_style() -> str:
    """Style sheet of the drawing of the pipeline, for a page of its own."""
    return (files("audiostory_demo") / "assets" / "widgets" / "map.css").read_text(encoding="utf-8")


def sound_address(samples: np.ndarray, rate: int, kind: str = "flac") -> str:
    """[C, samples] as the data address of a 16-bit "wav", a "flac", which is half as large, or an "mp3", a tenth."""
    name = "mpeg" if kind == "mp3" else kind
    return f"data:audio/{name};base64,{base64.b64encode(encode_sound(samples, rate, f'.{kind}')).decode()}"


def audio_tag(samples: np.ndarray, rate: int, label: str) -> str:
    """The browser's own controls for [C, samples], named for screen readers."""
    return (
        f'<audio controls preload="metadata" aria-label="{escape(label)}" src="{sound_address(samples, rate)}"></audio>'
    )


def picture_address(picture: np.ndarray, low: float, high: float, colours: str = "magma") -> str:
    """[rows, columns], first row below, as the data address of a PNG."""
    from matplotlib import colormaps
    from PIL import Image  # which matplotlib brings along

    levels = np.clip((picture[::-1] - low) / max(high - low, 1e-9), 0, 1)
    drawn = Image.fromarray((levels * 255).astype(np.uint8))
    drawn.putpalette(
        (colormaps[colours](np.arange(256))[:, :3] * 255).astype(np.uint8).tobytes()
    )  # a third of the bytes
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
