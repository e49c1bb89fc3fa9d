"""Distances between sets of sounds: are generated ones as a whole like real ones, and is any a copy of one?

Letters for shapes: N sounds, E embedding width.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import torch

from ..audio import resample
from ..data.foley import Foley
from ..data.sounds import SOUND_NAMES
from ..pipeline import AudioStory
from .classifier import RATE, SoundClassifier, log_mel
from .generated import scene_stories

MEL_FRAMES = 188  # 2 s: what is compared bin by bin when looking for copies
SHIFT = 16  # frames between the places where a copy is looked for


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Fréchet distance of the normal distributions that fit two sets of embeddings, [N, E] and [M, E].

    Source: Heusel et al., arXiv 1706.08500, equation 6. With fewer sounds than values the covariances are singular;
    the distance is still defined, but comparable only between sets of one size.
    """
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1] or min(len(first), len(second)) < 2:
        raise ValueError(
            f"Sets of shape {first.shape} and {second.shape} have no distance. Pass [sounds, width] of one width."
        )
    (mean_a, cov_a), (mean_b, cov_b) = (
        (s.mean(axis=0), np.atleast_2d(np.cov(s, rowvar=False))) for s in (first, second)
    )
    # the square root of A B has the trace of the roots of A^(1/2) B A^(1/2), which is symmetric
    values, vectors = np.linalg.eigh(cov_a)
    root = vectors * np.sqrt(values.clip(min=0)) @ vectors.T
    shared = np.sqrt(np.linalg.eigvalsh(root @ cov_b @ root).clip(min=0)).sum()
    distance = np.square(mean_a - mean_b).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * shared
    return float(max(0.0, distance))


def generated_sounds(
    teller: AudioStory, count: int = 200, seed: int = 0, sounds: Sequence[str] = SOUND_NAMES, **settings: object
) -> Iterator[np.ndarray]:
    """Single scenes over these classes from unseen caption wordings, each [samples] at RATE."""
    for story in scene_stories(teller, count, seed, sounds, **settings):
        yield resample(story.audio.mean(axis=0), story.sample_rate, RATE)


def compare_sets(
    sounds: list[np.ndarray], train: Foley, valid: Foley, classifier: SoundClassifier
) -> dict[str, dict[str, float]]:
    """Generated sounds beside real ones that were never trained on.

    Returns:
        For "generated" and "real valid": how many sounds, median and highest likeness to the nearest training recording
        (cosine of embeddings, correlation of mel frames), Fréchet distance to the real valid set (of the training set
        for "real valid", which is what two real sets are apart).
    """
    real = [valid.samples(i) for i in range(len(valid))]
    copies, reference = Copies(train, classifier), embeddings(real, classifier)
    own = embeddings(sounds, classifier)
    # sets of one size: the distance shrinks with more sounds
    few = np.random.default_rng(0).permutation(len(train))[: len(sounds)]
    trained = embeddings((train.samples(int(i)) for i in few), classifier)
    return {
        "generated": _likeness(copies, sounds) | {"frechet": frechet_distance(own, reference)},
        "real valid": _likeness(copies, real) | {"frechet": frechet_distance(trained, reference)},
    }


def _likeness(copies: Copies, sounds: list[np.ndarray]) -> dict[str, float]:
    found = np.array([copies.nearest(samples, RATE) for samples in sounds])
    (embedding, mel), (most_embedding, most_mel) = np.median(found, axis=0), found.max(axis=0)
    return {
        "sounds": len(sounds), "embedding_median": float(embedding), "embedding_highest": float(most_embedding),
        "mel_median": float(mel), "mel_highest": float(most_mel),
    }  # fmt: skip


def embeddings(sounds: Iterable[np.ndarray], classifier: SoundClassifier, rate: int = RATE) -> np.ndarray:
    """Waveforms [samples] each -> [N, E]."""
    return np.stack([classifier.embed(samples, rate) for samples in sounds])


class Copies:
    """Looks for the training recording that a sound is nearest to.

    Args:
        train: recordings that the model was trained on.
        classifier: gives the embeddings.
    """

    def __init__(self, train: Foley, classifier: SoundClassifier) -> None:
        self.train, self.classifier = train, classifier
        self.vectors = unit(embeddings((train.samples(i) for i in range(len(train))), classifier, train.rate))

    def nearest(self, samples: np.ndarray, rate: int, among: int = 10) -> tuple[float, float]:
        """How like the nearest training recordings a waveform [samples] is.

        Returns:
            The highest cosine of embeddings, and the highest correlation of log-mel frames (over every alignment in
            steps of SHIFT frames) with the ``among`` recordings of nearest embeddings. A copy has 1 and 1.
        """
        cosines = self.vectors @ unit(self.classifier.embed(samples, rate)[None])[0]
        likest = np.argsort(-cosines)[:among]
        own = mel_frames(samples)[:, :MEL_FRAMES]
        return float(cosines.max()), max(correlation(own, mel_frames(self.train.samples(int(i)))) for i in likest)


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def mel_frames(samples: np.ndarray) -> np.ndarray:
    """[samples] -> log-mel [BANDS, F]."""
    return log_mel(torch.from_numpy(np.asarray(samples, np.float32))[None])[0].numpy()


def correlation(own: np.ndarray, other: np.ndarray) -> float:
    """The highest Pearson correlation of [BANDS, F] with any stretch of [BANDS, G] of the same length."""
    width = min(own.shape[1], other.shape[1])
    if width < SHIFT:
        return 0.0
    piece = own[:, :width] - own[:, :width].mean()
    best = 0.0
    for start in range(0, other.shape[1] - width + 1, SHIFT):
        cut = other[:, start : start + width]
        cut = cut - cut.mean()
        best = max(best, float((piece * cut).sum() / (np.linalg.norm(piece) * np.linalg.norm(cut) + 1e-9)))
    return best
