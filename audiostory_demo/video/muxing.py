"""A new sound under a video's pictures: the pictures are copied packet by packet, never encoded again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from ..audio import resample
from ..checks.values import finite, shown
from ..files.writing import check_files, user_path, write_whole
from .footage import Footage
from .reading import opened, pyav

RATE = 48000  # Hz, of the sound that is written: every player and both codecs take it
BITS = 160_000  # a second of sound
SOUNDS = {".mp4": "aac", ".m4v": "aac", ".mov": "aac", ".mkv": "aac", ".webm": "libopus"}
QUIETEST, LOUDEST = -60.0, 12.0  # dB, of the video's own sound in a mix
BLOCK = 4800  # samples that are encoded at a time


def check_video_output(path: object, video: Path) -> Path:
    """Check before work begins that a dubbed video can be written there, and that its format takes these pictures."""
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"The output path is a {type(path).__name__}. Pass a file name such as dubbed.mp4.")
    path = user_path(path)
    if path.suffix.lower() not in SOUNDS:
        raise ValueError(f"{path} does not end in {', '.join(SOUNDS)}. Choose one of these video formats.")
    check_files(path)
    if path.exists() and path.samefile(video):
        raise ValueError(f"{path} is the video itself. Choose another name, so that it stays as it is.")
    with opened(video) as (_, stream):
        codec = stream.codec_context.codec.canonical_name
        if codec not in _takes(path.suffix.lower()):
            raise ValueError(
                f"{path.suffix} files cannot hold {codec} pictures, and pictures are copied as they are. Choose a .mkv file."
            )
    return path


def _takes(suffix: str) -> set[str]:
    """Names of the codecs that a format holds."""
    av = pyav()
    form = {".mkv": "matroska", ".m4v": "mp4"}.get(suffix, suffix[1:])
    with av.open(os.devnull, "w", format=form) as container:
        return set(container.supported_codecs)


def check_mix(mix: object) -> float | None:
    """The level of the video's own sound in dB; None replaces it."""
    level = None if mix is None else finite(mix)
    if mix is not None and (level is None or not QUIETEST <= level <= LOUDEST):
        raise ValueError(
            f"mix={shown(mix)} is not a level. Pass decibels from {QUIETEST:g} to {LOUDEST:g} for the video's own sound, or "
            "None to replace it."
        )
    return level


def write_dubbed(footage: Footage, sound: np.ndarray, rate: int, path: str | Path, *, mix: float | None = None) -> Path:
    """Write the video with another sound, whole or not at all.

    Times, rotation and the codec's own data stay; subtitles, chapters and further tracks are left out.

    Args:
        footage: whose pictures are copied.
        sound: [C, samples] in -1..1; cut or filled up to the length of the pictures.
        rate: of the sound, in Hz.
        path: .mp4, .m4v, .mov, .mkv (AAC) or .webm (Opus).
        mix: level in dB at which the video's own sound is kept under the new one; None replaces it.
    """
    path, mix = check_video_output(path, footage.path), check_mix(mix)
    heard = _fit(resample(sound, rate, RATE), round(footage.seconds * RATE))
    if mix is not None and (own := own_sound(footage)) is not None:
        heard = heard + own * np.float32(10 ** (mix / 20))
        heard = heard / max(1.0, float(np.abs(heard).max()))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(
        path, lambda part: _mux(footage, np.ascontiguousarray(heard, np.float32), part, SOUNDS[path.suffix.lower()])
    )
    return path


def _fit(samples: np.ndarray, length: int) -> np.ndarray:
    return np.pad(samples[:, :length], ((0, 0), (0, max(0, length - samples.shape[1]))))


def own_sound(footage: Footage) -> np.ndarray | None:
    """The video's own sound from the first picture on, [2, samples] at RATE; None where it has none that can be read."""
    av = pyav()
    found = np.zeros((2, round(footage.seconds * RATE)), np.float32)
    there = False
    with opened(footage.path) as (container, _):
        if not container.streams.audio:
            return None
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for block in _decoded(container):
            for frame in resampler.resample(block):
                samples = frame.to_ndarray()
                at = round((float(frame.pts * frame.time_base) - footage.first) * RATE)
                cut = samples[:, max(0, -at) : max(0, found.shape[1] - at)]
                found[:, max(0, at) : max(0, at) + cut.shape[1]] = cut
                there = True
    return found if there else None


def _decoded(container: Any) -> Iterator[Any]:
    """Sound as far as it can be read, then None, which asks a resampler for its rest."""
    av = pyav()
    packets = container.demux(audio=0)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else []
        except (av.FFmpegError, OSError):
            continue
        if packet is None:
            yield None
            return
        yield from frames


def _mux(footage: Footage, sound: np.ndarray, path: Path, codec: str) -> None:
    """Copy the pictures and encode the sound, in the order of their times."""
    av = pyav()
    with opened(footage.path) as (source, pictures), av.open(str(path), "w") as target:
        copy = target.add_stream_from_template(pictures, opaque=True)
        track = target.add_stream(codec, rate=RATE, layout="mono" if len(sound) == 1 else "stereo")
        track.bit_rate = BITS
        done = 0
        for packet in _packets(source, pictures, footage):
            while done < sound.shape[1] and done / RATE <= float((packet.dts or 0) * packet.time_base):
                done = _encode(target, track, sound, done)
            packet.stream = copy
            target.mux(packet)
        while done < sound.shape[1]:
            done = _encode(target, track, sound, done)
        target.mux(track.encode(None))


def _packets(source: Any, pictures: Any, footage: Footage) -> Iterator[Any]:
    """Those of the pictures that could be read, by a clock that starts with the first picture."""
    av = pyav()
    packets = source.demux(pictures)
    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError):
            return  # the file ends here
        if packet is None:
            return
        if packet.dts is None or packet.pts is None:
            continue  # the empty one at the end
        first = round(footage.first / packet.time_base)
        packet.pts -= first
        packet.dts -= first
        if not packet.duration and pictures.average_rate:  # some formats do not say how long the last one is shown
            packet.duration = round(1 / pictures.average_rate / packet.time_base)
        if float(packet.pts * packet.time_base) < footage.seconds - 1e-6:
            yield packet


def _encode(target: Any, track: Any, sound: np.ndarray, done: int) -> int:
    """Encode the next block of the sound; returns how many samples are encoded then."""
    av = pyav()
    block = np.ascontiguousarray(sound[:, done : done + BLOCK])
    frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono" if len(sound) == 1 else "stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, done, Fraction(1, RATE)
    target.mux(track.encode(frame))
    return done + block.shape[1]
