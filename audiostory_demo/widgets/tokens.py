"""A viewer of bridge tokens: maps to point into, and tables of how alike the scenes are."""

from __future__ import annotations

import base64
import json
from html import escape
from typing import Any

import numpy as np

from ..analysis.word_table import WordTable
from ..plots.similarity import scene_similarity
from ..story import Plan, Story
from .page import Page, picture_address

STEPS = 127  # whole numbers on each side of zero that a value is rounded to: a map stays a few kilobytes


class TokenExplorer(Page):
    """Maps of semantic and residual tokens; pointing or arrow keys read single values.

    Args:
        plan: with bridge tokens, or a story.
        words: names semantic tokens by their nearest words, where a table is at hand.
        present: large type, for a projector.
    """

    kind = "tokens"

    def __init__(self, plan: Plan | Story, *, words: WordTable | None = None, present: bool = False) -> None:
        plan = plan.plan if isinstance(plan, Story) else plan
        if not plan.tokens:
            raise ValueError(
                "The plan has no bridge tokens yet. Compute them with AudioStory.with_bridge_tokens(plan)."
            )
        super().__init__(f"Bridge tokens: {plan.instruction}", present=present)
        self.plan, self.words = plan, words

    def attributes(self) -> str:
        maps = [
            {kind: packed(getattr(tokens, kind)) for kind in ("semantic", "residual")} for tokens in self.plan.tokens
        ]
        return f' data-tokens="{escape(json.dumps(maps))}"'

    def body(self) -> str:
        scenes = "".join(
            f'<option value="{i}">{i + 1}. {escape(scene.caption)}</option>' for i, scene in enumerate(self.plan.scenes)
        )
        return (
            f'<h3>{escape(self.title)}</h3><div class="asw-row"><label>Scene <select>{scenes}</select></label>'
            "<label>Tokens <select><option>semantic</option><option>residual</option></select></label></div>"
            '<div class="asw-box"><canvas class="asw-map" tabindex="0" role="img" aria-label="Map of the tokens, a row each; '
            f'arrow keys read values"></canvas><i class="asw-cell"></i>{self._still()}</div>'
            '<output aria-live="polite"></output>'
            '<p class="asw-note">A row for each token, the first one above; purple is positive, orange negative, pale near zero. Point, or use the arrow keys.</p>'
            f"{self._similarity('semantic')}{self._similarity('residual')}{self._nearest()}"
        )

    def _still(self) -> str:
        """The first map as a picture, for a page without scripts."""
        values = self.plan.tokens[0].semantic
        limit = float(np.percentile(np.abs(values), 99)) or 1.0
        image = picture_address(values[::-1], -limit, limit, "PuOr")
        return f'<img class="asw-first" alt="Semantic tokens of scene 1, a row each" src="{image}">'

    def _similarity(self, kind: Any) -> str:
        numbers = range(1, len(self.plan.scenes) + 1)
        head = "".join(f"<th scope=col>{number}</th>" for number in numbers)
        rows = "".join(
            f"<tr><th scope=row>{number}</th>{''.join(f'<td>{value:.2f}</td>' for value in row)}</tr>"
            for number, row in zip(numbers, scene_similarity(self.plan, kind), strict=True)
        )
        return (
            f'<div class="asw-table" data-kind="{kind}"><p>How alike the scenes\' {kind} tokens are (cosine):</p>'
            f"<table><tr><td></td>{head}</tr>{rows}</table></div>"
        )

    def _nearest(self) -> str:
        if self.words is None:
            return ""
        parts = []
        for index, tokens in enumerate(self.plan.tokens):
            named = " · ".join(escape(found[0][0]) for found in self.words.nearest(tokens.semantic, 1))
            parts.append(
                f'<div class="asw-table" data-kind="semantic" data-scene="{index}"><p>Nearest words, token by token: {named}</p></div>'
            )
        return "".join(parts)


def packed(values: np.ndarray) -> dict[str, Any]:
    """[rows, columns] rounded to 255 levels, as base64 of one byte each."""
    scale = float(np.abs(values).max()) / STEPS or 1.0
    levels = np.round(values / scale).astype(np.int8)
    dark = max(1, int(np.percentile(np.abs(levels.astype(int)), 99)))  # drawn darkest, as in plot_tokens
    rows, columns = values.shape
    return {
        "rows": rows,
        "columns": columns,
        "scale": scale,
        "dark": dark,
        "data": base64.b64encode(levels.tobytes()).decode(),
    }
