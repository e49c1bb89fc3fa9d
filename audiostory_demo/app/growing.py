"""The player while its story is made: sound in files that the page fetches piece by piece, and what is there as HTML."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import numpy as np
import soundfile

from ..audio import encode_sound
from ..events import StoryStarted
from ..files.writing import write_bytes
from ..player import growing_html, mel_png
from .board import Board
from .html import file_address
from .texts import player_labels


class Growing:
    """One story's player from its start to its end.

    Args:
        folder: empty; where the pieces of sound go.
        started: what is told.
        locale: language of the page.
    """

    def __init__(self, folder: Path, started: StoryStarted, locale: str) -> None:
        self.folder, self.rate, self.crossfade = folder, started.sample_rate, started.settings.crossfade
        self.labels = player_labels(locale)
        self.chunks: list[np.ndarray] = []
        self.picture = ""

    def add(self, samples: np.ndarray) -> None:
        """The next stretch of sound [C, samples], in 16 bits like the story's WAV file, and the picture up to its end."""
        piece = self.folder / f"{len(self.chunks)}.pcm"
        self.chunks.append(samples)
        # a file of its own: the page asks for it once, while the player's HTML is sent with every step
        picture = piece.with_suffix(".png")
        try:
            write_bytes(piece, _pcm(samples, self.rate))
            write_bytes(picture, base64.b64decode(mel_png(self._sound(), self.rate).split(",", 1)[1]))
        except OSError:  # the page was closed, or the disk is full: the end will tell
            return
        self.picture = file_address(picture)

    def live(self, *, complete: bool = False) -> dict[str, object]:
        """What the page's player needs to know of the sound."""
        return {
            "id": self.folder.name, "rate": self.rate, "channels": len(self.chunks[0]) if self.chunks else 1,
            "base": file_address(self.folder), "count": len(self.chunks), "complete": complete,
        }  # fmt: skip

    def html(self, board: Board) -> str:
        """The player as it stands."""
        done = {scene: step / steps for scene, (step, steps) in board.steps.items()} | dict.fromkeys(board.ready, 1.0)
        return growing_html(
            [scene for scene, _ in board.scenes], self._sound(), rate=self.rate, total=board.total,
            crossfade=self.crossfade, picture=self.picture, live=self.live(), progress=done, labels=self.labels,
        )  # fmt: skip

    def _sound(self) -> np.ndarray:
        return np.concatenate(self.chunks, axis=1) if self.chunks else np.zeros((1, 0), np.float32)


def _pcm(samples: np.ndarray, rate: int) -> bytes:
    """The very samples that a 16-bit WAV file of the sound holds."""
    sound, _ = soundfile.read(io.BytesIO(encode_sound(samples, rate)), dtype="int16", always_2d=True)
    return sound.astype("<i2").tobytes()
