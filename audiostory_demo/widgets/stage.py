"""Where a live widget shows its result: an output of the cell itself, which a saved notebook keeps."""

from __future__ import annotations

from .page import Page


class Stage:
    """Holds the viewer that is shown and puts it into the notebook.

    A live widget's controls need the kernel. What stands here is plain HTML in the cell's output, so it still plays and
    shows when the kernel has gone.
    """

    def __init__(self, hint: str) -> None:
        self.page: Page | None = None
        self._hint = hint
        self._handle = None

    def html(self) -> str:
        """What is shown now."""
        return self.page.html() if self.page else f"<p>{self._hint}</p>"

    def open(self) -> None:
        """Put the stage into the cell's output."""
        from IPython.display import HTML, display

        self._handle = display(HTML(self.html()), display_id=True)

    def show(self, page: Page) -> None:
        """Show a viewer in place of what was there."""
        self.page = page
        if self._handle is not None:
            from IPython.display import HTML

            self._handle.update(HTML(self.html()))
