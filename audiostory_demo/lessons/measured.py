"""What was measured of the embedded model over many scenes and stories, so that no lesson promises more."""

from __future__ import annotations

from importlib.resources import files


def measured() -> str:
    """The results in the embedded model's card, in Markdown. Needs no torch."""
    card = (files("audiostory_demo") / "assets" / "tiny" / "README.md").read_text(encoding="utf-8")
    return card.split("## Results\n")[1].split("\n## ")[0].strip()
