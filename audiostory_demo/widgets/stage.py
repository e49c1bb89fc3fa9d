"""Where a live widget has its controls and shows its result: an output of the cell, which a saved notebook keeps."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from .page import Page, assets

if TYPE_CHECKING:
    from ipywidgets import HBox, VBox, Widget

# the controls' own variables: heights and widths grow with the letters
LARGE = """<style>
.asw-large {
  --jp-widgets-font-size: 20px; --jp-widgets-inline-height: 40px; --jp-widgets-inline-label-width: 130px;
  --jp-widgets-inline-width: 340px; --jp-widgets-inline-width-short: 200px;
}
.asw-large button { width: 200px; }
</style>"""


def column(parts: Sequence[Widget], *, present: bool) -> VBox:
    """Controls below one another, in large type for a projector."""
    from ipywidgets import HTML, VBox

    view = VBox([*parts, HTML(LARGE)] if present else list(parts))
    if present:
        view.add_class("asw-large")
    return view


def row(parts: Sequence[Widget]) -> HBox:
    """Controls beside one another, or below where a window is narrow."""
    from ipywidgets import HBox, Layout

    return HBox(list(parts), layout=Layout(flex_flow="row wrap"))


def show_controls(view: Widget, name: str) -> None:
    """Put controls into the cell's output, and beside them what a copy shows that may not run them.

    Args:
        view: the controls.
        name: what they are, such as "studio".
    """
    from IPython.display import display

    alone = f"The {name}'s controls stand here in a trusted notebook that has a kernel. What it showed last is below."
    display({**view._repr_mimebundle_(), "text/html": f"<p>{escape(alone)}</p>", "text/plain": alone}, raw=True)


def said(sentence: str) -> str:
    """A sentence for a widget's status line, read aloud by screen readers."""
    return f'<span role="status" aria-live="polite">{escape(sentence)}</span>'


class Stage:
    """Holds the viewer that is shown and puts it into the notebook.

    A live widget's controls need the kernel. What stands here is plain HTML in the cell's output, so it still plays and
    shows when the kernel has gone. Its script then puts a sentence in place of the controls, which a notebook that is
    opened again shows as an error.
    """

    def __init__(self, hint: str) -> None:
        self.page: Page | None = None
        self._hint = hint
        self._asked = ""
        self._handle = None

    def html(self) -> str:
        """What is shown now."""
        if self.page is None:
            style, script = assets()
            return f'<style>{style}</style><p class="asw-stage">{escape(self._hint)}</p><script>{script}</script>'
        return f'<p class="asw-stage">{escape(self._asked)}</p>{self.page.html()}'

    def open(self) -> None:
        """Put the stage into the cell's output."""
        from IPython.display import HTML, display

        self._handle = display(HTML(self.html()), display_id=True)

    def show(self, page: Page, asked: str = "") -> None:
        """Show a viewer in place of what was there.

        Args:
            page: the viewer.
            asked: what the controls asked for, which are gone when the kernel is.
        """
        self.page, self._asked = page, asked
        if self._handle is not None:
            from IPython.display import HTML

            self._handle.update(HTML(self.html()))
