"""What dubbing takes before a story is told: a video's shots, and what is heard in them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .checks.parts import check_kind
from .config import GenerationSettings, ModelConfig
from .planner.strict import check_crossfade, scene_range
from .video import Footage, ShotRange, watch
from .video.cues import subtitles_beside, with_captions
from .video.describing import describe as ask


def look_at(
    video: object, captions: object, *, config: ModelConfig, settings: GenerationSettings, describe: str | Path | None,
    device: object,
) -> Footage:  # fmt: skip
    """A video's shots, with what is heard in them as far as somebody says so.

    What was typed comes first. Where nothing was, a subtitle file beside the video is read; then a vision-language model
    is asked for the shots that are still open. Those that stay open are the planner's.

    Args:
        video: path, or Footage that was looked at before.
        captions: see :func:`with_captions`; None looks for subtitles beside the video, [] does not.
        config: of the model: how long its scenes may be.
        settings: crossfade.
        describe: folder or hub id of a vision-language model; None asks none.
        device: where that one runs.
    """
    footage = video if isinstance(video, Footage) else watch(video, *_ranges(config, settings))
    if captions is None and not isinstance(video, Footage):
        captions = subtitles_beside(footage.path)
    if captions is not None:
        footage = replace(footage, shots=with_captions(footage.shots, captions))
    return footage if describe is None else ask(footage, describe, device=device)


def _ranges(config: ModelConfig, settings: GenerationSettings) -> tuple[ShotRange, float, float]:
    """Lengths that shots, and that the video, may have."""
    check_crossfade(config, config.min_duration, settings.crossfade)
    low, high = map(float, scene_range(config, settings.crossfade))
    longest = min(config.max_duration, config.max_scenes * high)
    return ShotRange(low, high, config.max_scenes), max(config.min_duration, low), longest


def check_told(footage: Footage, prompt: object) -> None:
    """A video of which nobody says what is heard in it is an error."""
    check_kind(prompt, str, "prompt", 'one that says what should be heard, or "" where captions say it')
    if not str(prompt).strip() and not any(shot.caption for shot in footage.shots):
        raise ValueError(
            f"Nothing says what is heard in {footage.path}. Pass prompt=, captions= or describe=, or lay an .srt or .vtt file of "
            "its name beside it."
        )
