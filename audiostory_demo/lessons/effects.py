"""How far two renderings of one plan are apart, as a number to set beside one's ears."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..audio import boundaries
from ..player import mel_picture
from ..story import Story


def spectral_difference(one: Story, other: Story) -> float:
    """Mean difference of two renderings' colours of sound, in dB over all scenes and mel bands.

    Each scene is averaged over its time, so that a bark that comes a little later counts nothing. Two renderings that
    differ in their seed alone are also some dB apart: that is the yardstick. So compare every variant with one more
    rendering of the plan itself, at another seed, and the plan's first rendering too: what a variant has above that counts.

    Args:
        one: a story.
        other: another rendering with the same durations.
    """
    if [scene.duration for scene in one.scenes] != [scene.duration for scene in other.scenes]:
        raise ValueError("The two stories' scenes differ in length. Compare two renderings of one plan.")
    return float(np.abs(scene_spectra(one) - scene_spectra(other)).mean())


def scene_spectra(story: Story) -> np.ndarray:
    """Mean level of each mel band in each scene, [scenes, bands], in dB under the scene's loudest."""
    edges = boundaries([scene.duration for scene in story.scenes], story.sample_rate)
    scenes = (story.audio[:, start:end] for start, end in pairwise(edges))
    return np.stack([mel_picture(samples, story.sample_rate).mean(axis=1) for samples in scenes])
