"""What is heard in each shot, as somebody wrote it: a list, a few numbered captions, or a subtitle file."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..checks.parts import check_characters
from ..checks.values import shown, whole
from ..files.writing import user_path
from ..story import Shot
from ..text import TAG
from .reading import pyav

SUFFIXES = ".srt", ".vtt"
MARKUP = re.compile(r"<[^>]*>|\{\\[^}]*\}")  # tags of SubRip and WebVTT, and the overrides of other formats
BRACKETS = re.compile(r"^[\[(](.*)[\])]$", re.DOTALL)  # sounds are often written as [door slams]


@dataclass(frozen=True)
class Cue:
    """One subtitle, in seconds from the video's first picture."""

    start: float
    end: float
    text: str


def with_captions(shots: Sequence[Shot], captions: object) -> tuple[Shot, ...]:
    """The shots with what is heard in them.

    Args:
        shots: of a video.
        captions: one text per shot ("" or None leaves a shot open), a dict from shot number to text, or the path of an
            SRT or VTT file.
    """
    if isinstance(captions, str | os.PathLike):
        texts = captions_of(shots, read_cues(user_path(captions)))
    elif isinstance(captions, Mapping):
        texts = _numbered(captions, len(shots))
    elif isinstance(captions, Sequence):
        if captions and len(captions) != len(shots):
            raise ValueError(
                f'{len(captions)} captions were given for {len(shots)} shots. Pass one for each, "" where the planner is to '
                "find one, or a dict from shot number to caption."
            )
        texts = dict(enumerate(captions))
    else:
        raise ValueError(
            f"captions is a {type(captions).__name__}. Pass a list of texts, a dict from shot number to text, or the name of "
            "an SRT or VTT file."
        )
    return tuple(
        replace(shot, caption=_clean(texts[number], number)) if texts.get(number) is not None else shot
        for number, shot in enumerate(shots)
    )


def _numbered(captions: Mapping[object, object], count: int) -> dict[int, object]:
    texts: dict[int, object] = {}
    for key, text in captions.items():
        number = whole(key)
        if number is None or not 0 <= number < count:
            raise ValueError(
                f"captions has the key {shown(key)}; the video has {count} shots. Pass whole numbers from 0 to {count - 1}."
            )
        texts[number] = text
    return texts


def _clean(text: object, number: int) -> str:
    """On one line."""
    line = " ".join(check_characters(text, f"caption of shot {number}").split())
    if found := TAG.search(line):
        raise ValueError(
            f"The caption of shot {number} contains {found.group()!r}, which is a tag of the story format. Write it "
            "without that tag."
        )
    return line


def subtitles_beside(video: Path) -> Path | None:
    """The subtitle file of a video's name in its folder, if there is one."""
    return next((path for suffix in SUFFIXES if (path := video.with_suffix(suffix)).is_file()), None)


def read_cues(path: Path) -> list[Cue]:
    """The cues of an SRT or VTT file, their markup taken out."""
    av = pyav()
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path} does not end in {' or '.join(SUFFIXES)}. Pass a subtitle file of one of these kinds.")
    try:
        with av.open(str(path)) as container:
            packets = [packet for packet in container.demux(subtitles=0) if packet.pts is not None]
            cues = [
                Cue(
                    float(packet.pts * packet.time_base),
                    float((packet.pts + (packet.duration or 0)) * packet.time_base),
                    plain(bytes(packet).decode("utf-8", errors="replace")),
                )
                for packet in packets
            ]
    except (av.FFmpegError, OSError, IndexError) as error:
        problem = getattr(error, "strerror", None) or "no subtitles in it"
        raise ValueError(
            f"{path} is not a subtitle file that can be read ({problem}). Pass an SRT or VTT file."
        ) from error
    return [cue for cue in cues if cue.text]


def plain(text: str) -> str:
    """A cue's words on one line, without tags and brackets."""
    line = " ".join(html.unescape(MARKUP.sub("", text)).split())
    # what is left of a tag of the story format would be refused, and nobody wrote it on purpose
    return BRACKETS.sub(r"\1", TAG.sub("", line).strip()).strip()


def captions_of(shots: Sequence[Shot], cues: Sequence[Cue]) -> dict[int, object]:
    """Shot number -> words of the cues that belong to it: half of the cue lies in the shot, or it covers half of the shot."""
    texts: dict[int, object] = {}
    for number, shot in enumerate(shots):
        heard = [
            cue.text for cue in cues if _shared(shot, cue) >= 0.5 * min(shot.duration, max(cue.end - cue.start, 1e-3))
        ]
        if heard:
            texts[number] = " ".join(heard)
    return texts


def _shared(shot: Shot, cue: Cue) -> float:
    """Seconds that a cue and a shot have in common."""
    return min(shot.end, cue.end) - max(shot.start, cue.start)
