"""Dubbing: a video is looked at, its shots become scenes, and their sound is laid under its pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .config import GenerationSettings, ModelConfig
from .planner.strict import check_crossfade, scene_range
from .request import check_kind
from .story import Shot, Story
from .video import Footage, ShotRange, watch
from .video.cues import subtitles_beside, with_captions
from .video.describing import describe as ask
from .video.muxing import write_dubbed


@dataclass(frozen=True, eq=False)
class Dub:
    """A video and the story that accompanies it.

    Attributes:
        footage: the video with its shots.
        story: one scene for each shot.
    """

    footage: Footage
    story: Story

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Of the video, in order."""
        return self.footage.shots

    @property
    def note(self) -> str:
        """One sentence on what of the video could not be read; "" if all was."""
        return self.footage.note

    def save(self, path: str | Path, *, mix: float | None = None) -> Path:
        """Write the video with the story's sound, whole or not at all; its pictures are copied as they are.

        Args:
            path: .mp4, .m4v, .mov, .mkv (AAC) or .webm (Opus).
            mix: level in dB at which the video's own sound is kept under the story's; None replaces it.
        """
        return write_dubbed(self.footage, self.story.audio, self.story.sample_rate, path, mix=mix)


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
