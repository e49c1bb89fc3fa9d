"""Is any class replayed? Generated scenes beside the recordings of their own class, which are the likeliest to be copied.

What counts as too like is what real recordings of that class are to one another: a clock ticks as another clock does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..data.foley import Foley
from .classifier import SoundClassifier
from .metrics import MEL_FRAMES, correlation, mel_frames, unit

MOST = 8  # recordings of a class that are held against its others


@dataclass(frozen=True)
class Pair:
    """A sound and the training recording of its class that it is most like.

    Attributes:
        sound: class.
        number: of the generated scene or, for a recording, in the list of all.
        nearest: name of the recording.
        mel: highest correlation of log-mel frames over every alignment in steps of a sixth of a second; a copy has 1.
        embedding: highest cosine of the listener's embeddings.
    """

    sound: str
    number: int
    nearest: str
    mel: float
    embedding: float


class ClassCopies:
    """Holds sounds against the training recordings of a class.

    Args:
        foley: recordings of both splits.
        listener: gives the embeddings.
    """

    def __init__(self, foley: Foley, listener: SoundClassifier) -> None:
        self.foley, self.listener = foley, listener
        self._seen: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def nearest(self, sound: str, number: int, samples: np.ndarray, *, but: str = "") -> Pair:
        """The training recording of that class most like a waveform [N] at the recordings' rate.

        Args:
            sound: class.
            number: kept in the pair.
            samples: the waveform.
            but: group of recordings that is left out: a recording is like its own other windows.
        """
        recordings = self.foley.recordings
        others = [
            i for i in self.foley.by_sound[sound] if recordings[i].split == "train" and recordings[i].group != but
        ]
        own, vector = mel_frames(samples)[:, :MEL_FRAMES], unit(self.listener.embed(samples, self.foley.rate)[None])[0]
        alike = [(correlation(own, self._known(i)[0]), float(self._known(i)[1] @ vector), i) for i in others]
        mel, _, place = max(alike, default=(0.0, 0.0, -1))
        name = recordings[place].path.name if place >= 0 else ""
        return Pair(sound, number, name, mel, max((cosine for _, cosine, _ in alike), default=0.0))

    def real(self, sound: str) -> list[Pair]:
        """Up to MOST recordings of a class, valid ones first, each held against those of other groups."""
        numbers = sorted(self.foley.by_sound[sound], key=lambda i: self.foley.recordings[i].split != "valid")[:MOST]
        pairs = [self.nearest(sound, i, self.foley.samples(i), but=self.foley.recordings[i].group) for i in numbers]
        return [pair for pair in pairs if pair.nearest]

    def _known(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        if index not in self._seen:
            samples = self.foley.samples(index)
            self._seen[index] = mel_frames(samples), unit(self.listener.embed(samples, self.foley.rate)[None])[0]
        return self._seen[index]


def copies_by_class(
    scenes: Iterable[tuple[str, np.ndarray]], foley: Foley, listener: SoundClassifier, look_at: int = 10
) -> dict[str, Any]:
    """Generated scenes (class, waveform at the recordings' rate) beside recordings, class by class.

    Returns:
        "classes": class -> median and highest likeness, mel and embedding, of scenes and of recordings; "above": classes
        whose scenes' median passes the recordings' highest, in mel; "look at": the pairs most alike in mel, to be heard.

    Does not show a copy of less than 2 s mixed with something else, and a steady texture is like any other of its kind.
    """
    copies, made = ClassCopies(foley, listener), dict[str, list[Pair]]()
    for number, (sound, samples) in enumerate(scenes):
        if sound in foley.by_sound:
            made.setdefault(sound, []).append(copies.nearest(sound, number, samples))
    classes = {
        sound: {"generated": _spread(pairs), "real": _spread(copies.real(sound))} for sound, pairs in made.items()
    }
    above = [sound for sound, own in classes.items() if own["generated"]["mel_median"] > own["real"]["mel_highest"]]
    pairs = sorted((pair for found in made.values() for pair in found), key=lambda pair: -pair.mel)
    return {"classes": classes, "above": above, "look at": [asdict(pair) for pair in pairs[:look_at]]}


def _spread(pairs: list[Pair]) -> dict[str, float]:
    mel, embedding = ([getattr(pair, name) for pair in pairs] or [0.0] for name in ("mel", "embedding"))
    return {
        "mel_median": float(np.median(mel)), "mel_highest": max(mel),
        "embedding_median": float(np.median(embedding)), "embedding_highest": max(embedding),
    }  # fmt: skip
