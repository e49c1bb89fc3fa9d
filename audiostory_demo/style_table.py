"""Residual tokens of each style, as the transformer has learned them: what the planner's are trained towards.

Letters for shapes: R residual tokens, D bridge width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from .styles import BEDS, MEDIA, ROOMS, Style

if TYPE_CHECKING:
    from .model import StoryModel

STYLE_TABLE = "style_table.safetensors"  # beside a model's weights


class StyleTable(nn.Module):
    """Residual tokens for each style, learned with the flow loss before the planner can write any.

    Two tokens for the room, two for the medium, the rest for the bed: what the planner's residual tokens are warmed up
    towards. It is no part of the model, which tells stories without it; a sound that was heard is carried on with it.
    """

    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        counts = {"room": 2, "medium": 2, "bed": tokens - 4}
        choices = {"room": ROOMS, "medium": MEDIA, "bed": BEDS}
        self.width = width
        self.tables = nn.ModuleDict(
            {name: nn.Embedding(len(choices[name]), count * width) for name, count in counts.items()}
        )

    def forward(self, styles: list[Style]) -> Tensor:
        """[styles, R, D]."""
        numbers = {
            "room": [ROOMS.index(style.room) for style in styles],
            "medium": [MEDIA.index(style.medium) for style in styles],
            "bed": [BEDS.index(style.bed) for style in styles],
        }
        device = next(self.tables.parameters()).device
        parts = [self.tables[name](torch.tensor(rows, device=device)) for name, rows in numbers.items()]
        return torch.cat(parts, dim=1).reshape(len(styles), -1, self.width)


def style_tokens(model: StoryModel, style: Style) -> np.ndarray | None:
    """Residual tokens [R, D] of a style; None for a model whose folder has no table of them."""
    from safetensors.torch import load_file

    file = model.folder and model.folder / STYLE_TABLE
    if file is None or not file.is_file():
        return None
    table = StyleTable(model.config.bridge.residual_tokens, model.config.bridge.width)
    table.load_state_dict({name: value.float() for name, value in load_file(file).items()})
    with torch.inference_mode():
        return table([style])[0].numpy()
