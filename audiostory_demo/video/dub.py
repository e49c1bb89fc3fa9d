"""A dubbed video: the story of its shots, laid under its pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..story import Shot, Story
from .footage import Footage
from .muxing import write_dubbed


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
