"""What only the model itself can show of a scene: where its tokens looked, and how its sound came out of noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..files.writing import write_bytes

STEPS_SHOWN = 6
ROWS, COLUMNS = 64, 120  # of a step's picture, which is shown small


@dataclass(frozen=True, eq=False)
class Inside:
    """Of one scene.

    Attributes:
        attention: [S, R], the mean over heads; rows sum to 1. None where it is not known.
        steps: number of a denoising step, from 1 -> picture [bands, frames] after it, low bands first.
        of: how many steps there were.
    """

    attention: np.ndarray | None = None
    steps: tuple[tuple[int, np.ndarray], ...] = ()
    of: int = 0

    def save(self, path: Path) -> None:
        """Write it in half precision."""
        from safetensors.numpy import save

        arrays = {f"step-{number:04d}": picture for number, picture in self.steps}
        if self.attention is not None:
            arrays["attention"] = self.attention
        small = {name: np.ascontiguousarray(values, np.float16) for name, values in arrays.items()}
        write_bytes(path, save(small, metadata={"of": str(self.of)}))

    @classmethod
    def load(cls, path: Path) -> Inside:
        """Read what :meth:`save` wrote."""
        from safetensors import safe_open

        with safe_open(path, framework="numpy") as file:
            arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
            of = int(file.metadata()["of"])
        attention = arrays.pop("attention", None)
        return cls(attention, tuple((int(name[5:]), arrays[name]) for name in sorted(arrays)), of)


def shown_steps(steps: int, count: int = STEPS_SHOWN) -> Sequence[int]:
    """Numbers of a few steps, from 1, first and last among them, closer together at the start, where most happens."""
    return sorted({1 + round((steps - 1) * (i / (count - 1)) ** 1.5) for i in range(count)})


def thumbnail(picture: np.ndarray) -> np.ndarray:
    """Some rows and columns of a picture [bands, frames]: noise must stay noise, so nothing is averaged."""
    rows, columns = (
        np.linspace(0, have - 1, min(have, most)).astype(int)
        for have, most in zip(picture.shape, (ROWS, COLUMNS), strict=True)
    )
    return picture[np.ix_(rows, columns)]
