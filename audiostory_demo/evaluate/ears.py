"""Ears: networks that turn sound into vectors, behind one interface, for distances between sets and likeness to text.

Three kinds, whichever is there: CLAP (Wu et al., arXiv 2211.06687; through transformers, from a folder or the hub's cache),
the public AudioSet tagger that ships with the package, the project's own listener. A figure always carries the name of
the ears it was taken with; only CLAP's own is called CLAP, and none of ours is called FAD.

Letters for shapes: N samples, E embedding width, K answers, T texts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..audio import resample
from ..tagger import RATE as TAGGER_RATE
from ..tagger import Tagger
from .classifier import RATE as LISTENER_RATE
from .classifier import SoundClassifier

CLAP = "laion/clap-htsat-unfused"
CLAP_WINDOW = 10.0  # s that CLAP takes at once


class Ears(Protocol):
    """What a metric needs of ears.

    Attributes:
        name: for column titles.
        rate: Hz at which they hear; sound of another rate is resampled.
        teacher: whether they had a part in training our generator, and so prove little of its sound.
    """

    name: str
    rate: int
    teacher: bool

    def embed(self, samples: np.ndarray, rate: int) -> np.ndarray:
        """A waveform [N] of any length -> [E]."""
        ...

    def embed_text(self, texts: list[str]) -> np.ndarray | None:
        """[T, E] in the same space as sounds, None for ears that read nothing."""
        ...

    def answers(self, samples: np.ndarray, rate: int) -> np.ndarray | None:
        """Probabilities [K] that sum to one, None for ears that name nothing."""
        ...


class TaggerEars:
    """The public AudioSet tagger. It teaches our generator; of recordings and other systems it is a judge."""

    name, rate, teacher = "AudioSet mn04", TAGGER_RATE, True

    def __init__(self) -> None:
        self.tagger = Tagger.load()

    def embed(self, samples: np.ndarray, rate: int) -> np.ndarray:
        return self.tagger.listen(samples, rate)[1]

    def embed_text(self, texts: list[str]) -> None:
        return None

    def answers(self, samples: np.ndarray, rate: int) -> np.ndarray:
        logits = self.tagger.listen(samples, rate)[0]
        return _softmax(logits)


class ListenerEars:
    """The project's own listener, trained on recordings only and never used in training the generator."""

    name, rate, teacher = "own listener", LISTENER_RATE, False

    def __init__(self, classifier: SoundClassifier | None = None) -> None:
        self.classifier = classifier or SoundClassifier.load()

    def embed(self, samples: np.ndarray, rate: int) -> np.ndarray:
        return self.classifier.embed(samples, rate)

    def embed_text(self, texts: list[str]) -> None:
        return None

    def answers(self, samples: np.ndarray, rate: int) -> np.ndarray:
        return self.classifier.probabilities(samples, rate)


class ClapEars:
    """CLAP: sounds and texts in one space.

    Args:
        model: a folder in transformers' layout, or a hub id.
        download: whether it may be fetched; else only what is on disk counts.
    """

    teacher = False

    def __init__(self, model: str | Path = CLAP, *, download: bool = False) -> None:
        from transformers import ClapModel, ClapProcessor

        try:
            self.model = ClapModel.from_pretrained(model, local_files_only=not download).eval()
            self.processor = ClapProcessor.from_pretrained(model, local_files_only=not download)
        except (OSError, ValueError) as error:
            raise ValueError(
                f"CLAP cannot be read from {model}. Pass a folder that holds a ClapModel, or download {CLAP} first."
            ) from error
        self.name, self.rate = f"CLAP {Path(str(model)).name}", self.processor.feature_extractor.sampling_rate

    def embed(self, samples: np.ndarray, rate: int) -> np.ndarray:
        """The mean over windows of 10 s, of length one each."""
        clip = resample(np.asarray(samples, np.float32), rate, self.rate)
        length = round(CLAP_WINDOW * self.rate)
        windows = [clip[start : start + length] for start in range(0, max(len(clip), 1), length)]
        if len(windows) > 1 and len(windows[-1]) < length // 4:
            windows.pop()  # a rest that says little would count as much as the others
        inputs = self.processor.feature_extractor(windows, sampling_rate=self.rate, return_tensors="pt")
        return _unit(self._features(self.model.get_audio_features, **inputs)).mean(axis=0)

    def embed_text(self, texts: list[str]) -> np.ndarray:
        inputs = self.processor.tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
        return _unit(self._features(self.model.get_text_features, **inputs))

    def answers(self, samples: np.ndarray, rate: int) -> None:
        return None

    def _features(self, call: Any, **inputs: Any) -> np.ndarray:
        import torch

        with torch.inference_mode():
            found = call(**inputs)
        # transformers 5 returns an output object, earlier ones the vectors themselves
        return getattr(found, "pooler_output", found).float().numpy()


def find_ears(wanted: str = "auto") -> list[Ears]:
    """Ears by name.

    Args:
        wanted: "auto" (all that are there, CLAP only where it is on disk), "tagger", "listener", "clap", or a folder
            or hub id of a CLAP model; several separated by commas.
    """
    if wanted == "auto":
        found: list[Ears] = [ListenerEars(), TaggerEars()]
        try:
            return [ClapEars(), *found]
        except ValueError:
            return found
    kinds: dict[str, Any] = {"tagger": TaggerEars, "listener": ListenerEars, "clap": ClapEars}
    return [kinds[name]() if name in kinds else ClapEars(name) for name in wanted.split(",")]


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
