"""What is heard of each 0.32 s of a sound: what a public tagger makes of it, and how loud which pitches are.

The tagger was taught to name sources wherever they sound, so that its maps say little of the room; the spectrum's floor
and how fast it falls say that.

Letters for shapes: T columns of 0.32 s, F frames of log-mel, C channels of a column.
"""

from __future__ import annotations

import torch
from torch import Tensor

from ..codec import BANDS
from ..tagger import WIDTH

FRAMES = 30  # of log-mel in a column
WIDE = 4  # bands of the codec in one of ours
SPECTRUM = BANDS // WIDE
CHANNELS = WIDTH + 5 * SPECTRUM
LEVELS = slice(WIDTH, WIDTH + 3 * SPECTRUM)  # channels that grow with the sound's loudness
MEANS = slice(WIDTH + SPECTRUM, WIDTH + 2 * SPECTRUM)


def columns(maps: Tensor, log_mel: Tensor) -> Tensor:
    """The tagger's maps [T, WIDTH] and log-mel frames [F, BANDS] of one sound -> [T, C].

    Frames that are missing at the end are as the last one.
    """
    wanted = len(maps) * FRAMES
    if len(log_mel) < wanted:
        log_mel = torch.cat([log_mel, log_mel[-1:].expand(wanted - len(log_mel), -1)])
    bands = log_mel[:wanted].unflatten(0, (-1, FRAMES)).unflatten(-1, (SPECTRUM, WIDE)).mean(-1)
    change = bands.diff(dim=1)
    rise, fall = change.clamp(min=0).mean(1), change.amin(1)
    return torch.cat([maps, bands.amin(1), bands.mean(1), bands.amax(1), rise, fall], dim=-1)


def levelled(heard: Tensor) -> Tensor:
    """Columns [B, T, C] as they would be of a sound of one loudness, whatever it was recorded with."""
    level = heard[..., MEANS].mean(dim=(1, 2), keepdim=True)
    parts = heard[..., : LEVELS.start], heard[..., LEVELS] - level, heard[..., LEVELS.stop :]
    return torch.cat(parts, dim=-1)


def summary(heard: Tensor) -> Tensor:
    """Levelled columns [B, T, C] -> [B, 4 C]: mean, maximum, minimum and spread over time."""
    return torch.cat([heard.mean(1), heard.amax(1), heard.amin(1), heard.std(1, correction=0)], dim=-1)
