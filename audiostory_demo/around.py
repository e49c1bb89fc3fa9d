"""The sound before and after a clip: what the transformer is shown of it while the clip is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .audio import keep_level, resample
from .flow import Known
from .model import StoryModel

MOST, FEWEST = 140, 24  # latents that are shown, of those that it was trained with: 3 s to 0.5 s
SECONDS = 3.3  # of sound that hold them, and a little more at their edge


@dataclass(frozen=True, eq=False)
class Around:
    """Sound around a clip, at the clip's rate, [C, samples] each.

    Attributes:
        before: up to the clip's beginning, and on for ``overlap`` samples; None where nothing is known.
        overlap: samples of ``before`` that sound together with the clip's beginning.
        after: from ``lead`` samples before the clip's end on; None where nothing is known.
        lead: samples of ``after`` that sound together with the clip's end.
    """

    before: np.ndarray | None = None
    overlap: int = 0
    after: np.ndarray | None = None
    lead: int = 0

    def known(self, model: StoryModel, rate: int, gain: float) -> Known:
        """Its latents.

        Args:
            model: that is to be shown them.
            rate: of this sound, in Hz.
            gain: what the sound is scaled with before.
        """
        before, after = self.before, self.after
        return Known(
            None if before is None else _up_to(model, before * np.float32(gain), rate, self.overlap),
            None if after is None else _from(model, after * np.float32(gain), rate, self.lead),
        )


def level_gain(samples: np.ndarray | None, rate: int, levels: tuple[float, float] | None) -> float:
    """What brings a sound [C, n] to a level between two, dBFS; 1 where it is there, and where nothing is known."""
    loudest = 0.0 if samples is None else float(np.abs(samples).max())
    if samples is None or levels is None or not loudest:
        return 1.0
    return float(np.abs(keep_level(samples, rate, levels)).max()) / loudest


def _up_to(model: StoryModel, samples: np.ndarray, rate: int, overlap: int) -> Tensor:
    """The last latents [1, K, V] before a clip that begins ``overlap`` samples before the end: they end where it begins."""
    hop, samples, overlap = model.config.codec.hop, *_at_own_rate(model, samples, rate, overlap)
    end = samples.shape[1] - overlap
    start = end % hop  # counted back from the clip
    return _encoded(model, samples[:, start:])[:, : (end - start) // hop][:, -MOST:]


def _from(model: StoryModel, samples: np.ndarray, rate: int, lead: int) -> Tensor:
    """The first latents [1, K, V] after a clip that ends ``lead`` samples after the beginning."""
    hop, samples, lead = model.config.codec.hop, *_at_own_rate(model, samples, rate, lead)
    return _encoded(model, samples[:, lead % hop :])[:, lead // hop :][:, :MOST]


def _at_own_rate(model: StoryModel, samples: np.ndarray, rate: int, count: int) -> tuple[np.ndarray, int]:
    own = model.config.codec.sample_rate
    return resample(samples, rate, own), round(count * own / rate)


@torch.inference_mode()
def _encoded(model: StoryModel, samples: np.ndarray) -> Tensor:
    return model.codec.encode(torch.from_numpy(np.ascontiguousarray(samples)))[None]
