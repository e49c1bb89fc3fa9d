"""Recordings with a manifest: read the list, decode a split into memory, find clips by sound.

Any folder works that holds a `manifest.csv` with the columns of `COLUMNS` and the files it names; docs/own-recordings.md
walks through it.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from ..audio import load_sound, resample
from ..files.writing import write_whole
from ..text import TAG
from .recording import Recording

FOLDER_VARIABLE = "AUDIOSTORY_FOLEY"
MANIFEST = "manifest.csv"
COLUMNS = ("path", "class", "caption", "license", "author", "source_url", "source_name", "group", "seconds", "split")
SPLITS = ("train", "valid")
RATE = 24_000  # Hz, of the embedded model
Folders = Path | str | Sequence[Path | str] | None
FULL_SCALE = 32_767  # a float sample of 1.0 as a 16-bit integer


def folders_of(folder: Folders = None) -> list[Path]:
    """The folders given, else those that the environment variable AUDIOSTORY_FOLEY names, separated as in PATH."""
    given: list[Path | str | None] = [folder] if folder is None or isinstance(folder, str | Path) else list(folder)
    if not any(given):
        given = [*os.environ.get(FOLDER_VARIABLE, "").split(os.pathsep)]
    chosen = [Path(one) for one in given if one]
    if not chosen:
        raise ValueError(
            f"No folder of recordings was given. Pass folder=... or set {FOLDER_VARIABLE} "
            f"to a folder that holds {MANIFEST}."
        )
    return chosen


def read_manifest(folder: Folders = None) -> list[Recording]:
    """Read the `manifest.csv` of a folder of recordings, or of several, one after another.

    Args:
        folder: the folder or folders; without it, what AUDIOSTORY_FOLEY names.

    Returns:
        One `Recording` per line, in the order of the files.
    """
    return [recording for one in folders_of(folder) for recording in _read_one(one)]


def _read_one(folder: Path) -> list[Recording]:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ValueError(
            f"{folder} holds no {MANIFEST}. Pass a folder of recordings with a {MANIFEST} "
            f"that has the columns {', '.join(COLUMNS)}."
        )
    with manifest.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise ValueError(
                f"{manifest} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}. "
                f"Needed are {', '.join(COLUMNS)}."
            )
        recordings = [_recording(folder, row, f"{manifest} line {reader.line_num}") for row in reader]
    if not recordings:
        raise ValueError(f"{manifest} lists no recordings. Add one line for each audio file.")
    return recordings


def _recording(folder: Path, row: dict[str, str], where: str) -> Recording:
    """One line of the manifest, checked; `where` names it in errors."""
    if missing := [name for name in COLUMNS if row.get(name) is None]:
        raise ValueError(f"{where} ends before the column {missing[0]}. Each line needs all {len(COLUMNS)} columns.")
    try:
        seconds = float(row["seconds"])
    except ValueError:
        seconds = float("nan")
    if not 0 < seconds < float("inf"):
        raise ValueError(f"{where}: seconds={row['seconds']!r} is not a length. Write a positive number of seconds.")
    if row["split"] not in SPLITS:
        raise ValueError(f"{where}: split={row['split']!r} is not known. Write {' or '.join(SPLITS)}.")
    if not row["path"] or not row["class"]:
        raise ValueError(f"{where}: path or class is empty. Name the audio file and the sound it holds.")
    if found := TAG.search(row["caption"]):
        raise ValueError(f"{where}: caption has {found.group()!r}, a tag of the story format. Write it without that.")
    texts = {name: row[name] for name in COLUMNS if name not in ("path", "class", "seconds")}
    return Recording(path=folder / row["path"], sound=row["class"], seconds=seconds, **texts)


def load_recording(recording: Recording, rate: int = RATE) -> np.ndarray:
    """Decode a recording, mixed to mono and resampled.

    Args:
        recording: a line of the manifest.
        rate: sample rate wanted, Hz.

    Returns:
        Waveform [samples], float32, -1..1.
    """
    if not recording.path.is_file():
        raise ValueError(f"{recording.path} is in the manifest but not on disk. Restore it or remove its line.")
    try:
        samples, own_rate = load_sound(recording.path)
    except ValueError as error:
        raise ValueError(f"{error} Or remove its line from {MANIFEST}.") from error
    return resample(samples.mean(axis=0), own_rate, rate)


class Foley:
    """All recordings of a split, decoded once and kept in memory as 16-bit samples.

    Two hours at 24 kHz take 370 MB and some 15 s to decode; with `cache`, later starts take one second.

    Args:
        folder: folder of recordings, or several; without it, what AUDIOSTORY_FOLEY names.
        split: "train", "valid", or "all" for both.
        rate: sample rate to hold, Hz.
        cache: an .npz file to keep the decoded samples in; made anew when the list of files changed.

    Attributes:
        recordings: the recordings, in the order of the manifest.
        by_sound: class -> indices of its recordings.
        sounds: the classes, sorted.
        repertoire: the classes in words, and what stories can be about.
    """

    def __init__(
        self,
        folder: Folders = None,
        split: Literal["train", "valid", "all"] = "train",
        *,
        rate: int = RATE,
        cache: Path | str | None = None,
    ) -> None:
        if split not in (*SPLITS, "all"):
            raise ValueError(f"split={split!r} is not known. Choose {', '.join(SPLITS)} or all.")
        self.rate = rate
        self.recordings = [r for r in read_manifest(folder) if split in ("all", r.split)]
        if not self.recordings:
            where = ", ".join(map(str, folders_of(folder)))
            raise ValueError(f"{where} lists no recording of the split {split!r}. Choose another split.")
        index: defaultdict[str, list[int]] = defaultdict(list)
        for i, recording in enumerate(self.recordings):
            index[recording.sound].append(i)
        self.by_sound = {sound: index[sound] for sound in sorted(index)}
        self.sounds = tuple(self.by_sound)
        from .repertoire import of_recordings, read_words  # at call: a manifest alone needs no tables of words

        own = {
            name: entry for one in folders_of(folder) for name, entry in read_words(one).items()
        }  # a later one counts
        self.repertoire = of_recordings(self.recordings, {name: own[name] for name in own if name in self.by_sound})
        self._samples, self._starts = self._decoded(Path(cache) if cache else None)

    def __len__(self) -> int:
        return len(self.recordings)

    def samples(self, index: int) -> np.ndarray:
        """Waveform [samples] of one recording, float32, -1..1."""
        start, end = self._starts[index], self._starts[index + 1]
        return self._samples[start:end].astype(np.float32) / FULL_SCALE

    def _decoded(self, cache: Path | None) -> tuple[np.ndarray, np.ndarray]:
        """All clips end to end [total], int16, and where each starts [clips + 1]."""
        key = self.fingerprint()
        if cache and (kept := _read_cache(cache, key)):
            return kept
        clips = [_to_int16(load_recording(recording, self.rate)) for recording in self.recordings]
        starts = np.cumsum([0, *(len(clip) for clip in clips)])
        samples = np.concatenate(clips)
        if cache:
            _write_cache(cache, key, samples, starts)
        return samples, starts

    def fingerprint(self) -> str:
        """Changes with the rate, the list of files or a file's size, so that a stale cache is not used."""
        digest = hashlib.sha256(f"{self.rate}".encode())
        for recording in self.recordings:
            size = recording.path.stat().st_size if recording.path.is_file() else -1
            digest.update(f"{recording.sound}/{recording.path.name}:{size}\n".encode())
        return digest.hexdigest()


def _to_int16(samples: np.ndarray) -> np.ndarray:
    return np.round(np.clip(samples, -1.0, 1.0) * FULL_SCALE).astype(np.int16)


def _read_cache(cache: Path, key: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Samples and starts of a cache made from the same files, else None."""
    if not cache.is_file():
        return None
    try:
        with cache.open("rb") as file, np.load(file) as kept:
            return (kept["samples"], kept["starts"]) if str(kept["key"]) == key else None
    except Exception:  # damaged, in as many ways as there are bytes: it is made anew
        return None


def _write_cache(cache: Path, key: str, samples: np.ndarray, starts: np.ndarray) -> None:
    """Write beside the target and rename, so that a reader never meets half a file."""
    cache.parent.mkdir(parents=True, exist_ok=True)

    def write(part: Path) -> None:
        with part.open("wb") as file:  # given a name, NumPy would add a suffix of its own
            np.savez(file, key=np.array(key), samples=samples, starts=starts)

    write_whole(cache, write)
