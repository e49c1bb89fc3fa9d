"""One recording: a line of a manifest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recording:
    """One line of the manifest.

    Attributes:
        path: the audio file; joined with the folder it was read from.
        sound: class of the sound, such as "dog-bark".
        caption: one short English sentence.
        license: licence of the original, SPDX-like.
        author: whom to credit.
        source_url: where the original came from.
        source_name: its name there.
        group: id of the original recording; clips cut from one recording share it.
        seconds: length.
        split: "train" or "valid".
    """

    path: Path
    sound: str
    caption: str
    license: str
    author: str
    source_url: str
    source_name: str
    group: str
    seconds: float
    split: str
