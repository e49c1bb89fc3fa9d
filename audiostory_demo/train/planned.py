"""What the planner makes of captions, for a student that will be told nothing else.

Of captions that the planner writes itself its semantic tokens are nearly the text features that it was taught (a cosine of
0.9), of other people's words often not (0.5 to 0.8), though enough may be in them to tell which sound is meant. So the student
is told what the planner makes of anything that people may say, while its teacher is told what the text encoder makes of a caption
that it knows.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..evaluate.generated import caption_plan
from ..model import StoryModel
from ..style_table import StyleTable
from .batches import SceneBatch
from .losses import caption_tokens, scene_tokens
from .targets import TextFeatures

PLANNED = 0.8  # share of scenes whose student is told so; of the others it is told what its teacher is
LONGER = 0.22  # by how much the planner's residual tokens may be longer than the table's, which it was taught
SECONDS = 5.0  # of the plan that it reads


class Conditions:
    """What teacher and student are told of a batch's scenes.

    Args:
        model: whose planner, as it is now, reads the captions.
        table: residual tokens.
        features: semantic tokens that the planner was taught.
    """

    def __init__(self, model: StoryModel, table: StyleTable, features: TextFeatures) -> None:
        self.model, self.table, self.features = model, table, features
        self._read: dict[str, Tensor] = {}

    def __call__(self, batch: SceneBatch, silent: float) -> tuple[Tensor, Tensor, Tensor]:
        """[batch, S, D] each, fused as the bridge does: the teacher's without a style and with it, and the student's.

        Args:
            batch: of scenes.
            silent: share of them that are told without a style.
        """
        exact, residual = scene_tokens(self.table, self.features, batch, silent)
        said = caption_tokens(self.features, batch.said).to(exact)
        chance, longer = torch.rand(2, len(exact), 1, 1, device=exact.device)
        told = torch.where(chance < PLANNED, self.planned(batch.said).to(exact), said)
        louder = torch.where(chance < PLANNED, 1 + LONGER * longer, 1.0)
        fuse = self.model.bridge.fuse
        return fuse(exact, torch.zeros_like(residual)), fuse(exact, residual), fuse(told, louder * residual)

    @torch.no_grad()
    def planned(self, captions: list[str]) -> Tensor:
        """[captions, S, D]: the planner's semantic tokens of each, as a plan's only scene."""
        for caption in captions:
            if caption not in self._read:
                with torch.autocast(self.model.device.type, enabled=False):  # as it will read them
                    (hidden,) = self.model.planner.read(caption_plan(caption, SECONDS))
                    # what was read in inference mode cannot be trained through, a copy can
                    self._read[caption] = self.model.bridge.projector(hidden.semantic.clone()[None])[0].cpu()
        return torch.stack([self._read[caption] for caption in captions])
