"""Words near semantic tokens, from the table that comes with the embedded model."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

FILE = "words.safetensors"


@dataclass(frozen=True, eq=False)
class WordTable:
    """Words and where they lie in the space of the semantic tokens.

    Attributes:
        words: in the order of the vectors.
        vectors: [words, D] float32.
    """

    words: tuple[str, ...]
    vectors: np.ndarray

    @classmethod
    def read(cls, path: Path | str | None = None) -> WordTable:
        """Read a table: a file, or a model's folder; without a path, the embedded model's."""
        from safetensors import safe_open

        file = Path(path) if path else Path(str(files("audiostory_demo"))) / "assets" / "tiny"
        file = file / FILE if file.is_dir() else file
        if not file.is_file():
            raise ValueError(f"There is no table of words at {file}. Pass the folder of a model that has a {FILE}.")
        with safe_open(file, framework="numpy") as table:
            return cls(tuple(table.metadata()["words"].split("\n")), table.get_tensor("vectors").astype(np.float32))

    def nearest(self, semantic: np.ndarray, count: int = 3) -> list[list[tuple[str, float]]]:
        """For each token of [S, D] the nearest words, each with its cosine similarity, nearest first."""
        if semantic.shape[-1] != self.vectors.shape[1]:
            raise ValueError(
                f"The tokens are {semantic.shape[-1]} wide, the words {self.vectors.shape[1]}. Use the same model's table."
            )
        cosines = _unit(semantic) @ _unit(self.vectors).T
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :count]
        return [[(self.words[i], float(row[i])) for i in found] for row, found in zip(cosines, best, strict=True)]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
