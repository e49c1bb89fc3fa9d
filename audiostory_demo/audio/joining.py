"""Joining clips into a story: fades, boundaries to the sample, and the stream of finished sound."""

from __future__ import annotations

import math

import numpy as np


def fade_curves(samples: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Fade-out and fade-in of the given length, each [samples] float32.

    "linear" includes both end points, as the published script does; "equal-power" keeps
    the summed power of two unlike sounds: cos^2 + sin^2 = 1.
    """
    ramp = np.linspace(0.0, 1.0, samples, dtype=np.float32)
    if kind == "linear":
        return 1 - ramp, ramp
    return np.cos(ramp * np.float32(math.pi / 2)), np.sin(ramp * np.float32(math.pi / 2))


class Joiner:
    """Turns clips into chunks of the story, holding each clip's tail back until the next one is there.

    Args:
        fade: "equal-power" or "linear".
    """

    def __init__(self, fade: str) -> None:
        self.fade = fade
        self._tail: np.ndarray | None = None

    def add(self, samples: np.ndarray, length: int) -> np.ndarray:
        """Add a clip and get the stretch of the story that is now final.

        Args:
            samples: [C, n] float32; what exceeds ``length`` is the tail that overlaps the next clip.
            length: samples of the story that this scene fills.

        Returns:
            [C, length] float32.
        """
        body = samples[:, :length].copy()
        if self._tail is not None:
            fade = min(self._tail.shape[1], length)  # a scene shorter than the fade shortens the fade
            down, up = fade_curves(fade, self.fade)
            body[:, :fade] = self._tail[:, :fade] * down + body[:, :fade] * up
        self._tail = samples[:, length:]
        return np.clip(body, -1.0, 1.0)


def concatenate(clips: list[np.ndarray], rate: int, crossfade: float) -> np.ndarray:
    """Join clips as the published script does, linear fade, for comparison with it.

    A pair of which either side is shorter than the fade is joined without overlap, so the result can be longer
    than planned; stories are joined by :class:`Joiner`, which shortens the fade instead.

    Args:
        clips: [samples] or [C, samples] each.
        rate: in Hz.
        crossfade: in seconds, cut to whole samples.

    Returns:
        [C, samples] float32; shape [0] for no clips.
    """
    fade = int(crossfade * rate)
    if not clips:
        return np.zeros(0, np.float32)
    if any(clip.ndim > 2 for clip in clips):
        raise ValueError("A clip has more than two dimensions. Pass [samples] or [channels, samples].")
    parts = [np.atleast_2d(clip).astype(np.float32) for clip in clips]
    if len({len(part) for part in parts}) > 1:
        raise ValueError("Some clips are mono and some stereo. Pass clips with the same number of channels.")
    joined = parts[0]
    for part in parts[1:]:
        if fade <= 0 or joined.shape[1] < fade or part.shape[1] < fade:
            joined = np.concatenate([joined, part], axis=1)
            continue
        down, up = fade_curves(fade, "linear")
        overlap = joined[:, -fade:] * down + part[:, :fade] * up
        joined = np.concatenate([joined[:, :-fade], overlap, part[:, fade:]], axis=1)
    return joined


def boundaries(durations: list[float], rate: int) -> list[int]:
    """Sample at which each scene starts, and at the end the story's length; no rounding error adds up."""
    return [round(math.fsum(durations[:k]) * rate) for k in range(len(durations) + 1)]
