"""One sound for each number of steps, guidance and seed, recorded in advance: what these three do, without waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..audio import encode_sound, load_sound
from ..files.recorded import SHIPPED
from ..files.writing import write_bytes
from ..story import Clip

if TYPE_CHECKING:
    from ..pipeline import AudioStory

STEPS, GUIDANCES, SEEDS = (1, 2, 4, 8, 16), (1.0, 3.0, 5.0, 10.0), (1, 2)
FOLDER = SHIPPED / "grid"


class Setting(NamedTuple):
    """How a sound was made."""

    steps: int
    guidance: float
    seed: int

    @property
    def file(self) -> str:
        """Name of its recording."""
        return f"{self.steps}-{self.guidance:g}-{self.seed}.mp3"


def settings() -> Iterator[Setting]:
    """All that are recorded."""
    return (Setting(*one) for one in product(STEPS, GUIDANCES, SEEDS))


def record_grid(model: AudioStory, folder: Path = FOLDER, wanted: Iterable[Setting] | None = None) -> None:
    """Render and keep all of them, or those that are wanted, as MP3: 15 kB each."""
    from ..analysis.probe import denoising
    from .material import one_sound

    plan = model.with_bridge_tokens(one_sound())
    folder.mkdir(parents=True, exist_ok=True)
    for one in settings() if wanted is None else wanted:
        clip = denoising(model, plan, seed=one.seed, steps=one.steps, guidance=one.guidance).clip
        write_bytes(folder / one.file, encode_sound(clip.samples, clip.sample_rate, ".mp3"))


def recorded_grid(folder: Path | None = None) -> Mapping[Setting, Clip]:
    """Those that were recorded; none if they are not there. Needs no torch."""
    found = {}
    for one in settings():
        file = (folder or FOLDER) / one.file
        if file.is_file():
            samples, rate = load_sound(file)
            found[one] = Clip(samples, rate, one.seed)
    return found
