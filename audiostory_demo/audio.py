"""Joining clips into a story: fades, boundaries to the sample, and the stream of finished sound."""

from __future__ import annotations

import math

import numpy as np

HIGHEST_PEAK = 0.97  # that raising a level may lead to
MOST_GAIN = 10.0  # 20 dB: what is softer still is meant to be near silence


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


def resample(samples: np.ndarray, rate: int, target: int) -> np.ndarray:
    """[n] or [C, n] at ``rate`` Hz to n * target / rate samples, rounded up, at ``target`` Hz (soxr, high quality)."""
    if rate == target:
        return samples
    import soxr

    found = soxr.resample(samples.T, rate, target, quality="HQ").T.astype(np.float32)
    length = -(-samples.shape[-1] * target // rate)  # soxr may stop a sample short, or go one over
    missing = max(0, length - found.shape[-1])
    return np.pad(found, [(0, 0)] * (found.ndim - 1) + [(0, missing)])[..., :length]


def sounding_level(samples: np.ndarray, rate: int) -> float:
    """RMS in dBFS of the 20 ms frames within 30 dB of the loudest one."""
    frame = rate // 50
    frames = np.resize(samples, (max(1, len(samples) // frame), frame))
    power = (frames.astype(np.float64) ** 2).mean(axis=1) + 1e-12
    return float(10 * np.log10(power[power > power.max() * 1e-3].mean()))


def keep_level(samples: np.ndarray, rate: int, levels: tuple[float, float]) -> np.ndarray:
    """Scale [C, n] so that its sounding parts lie between two levels, as far as peaks and MOST_GAIN allow.

    Args:
        samples: in -1..1.
        rate: Hz.
        levels: quietest and loudest, dBFS RMS of sounding parts.
    """
    level = sounding_level(samples.mean(axis=0), rate)
    wanted = min(max(level, levels[0]), levels[1])
    if wanted == level:
        return samples
    highest = max(1.0, HIGHEST_PEAK / (float(np.abs(samples).max()) + 1e-9))
    return samples * np.float32(min(10 ** ((wanted - level) / 20), highest, MOST_GAIN))
