"""Stories recorded in advance by the embedded model: instant examples of the app, and a lesson without any model.

``python -m audiostory_demo.files.recorded FOLDER`` tells them again, after the weights have changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from ..story import Story
from .bundle import save_story

if TYPE_CHECKING:
    from ..pipeline import AudioStory

SHIPPED = Path(str(files("audiostory_demo"))) / "assets" / "stories"


@dataclass(frozen=True)
class Example:
    """An instruction worth trying.

    Attributes:
        name: shown to users.
        file: stem of its recorded files.
        instruction: as a user would type it.
        seconds: length of the story.
        seed: of the recorded one: of sixteen, that at which our listeners hear most of its sounds and of its style.
    """

    name: str
    file: str
    instruction: str
    seconds: float
    seed: int = 7


EXAMPLES = (
    Example(
        "Harbour storm",
        "harbour",
        "A storm crosses a harbour: wind, waves, thunder, then a church bell.",
        14,
        12,
    ),
    Example(
        "Farm at dawn",
        "farm",
        "First a rooster crows on the farm, then chickens cluck, and a sheep bleats.",
        12,
        2,
    ),
    Example(
        "Train on an old radio",
        "radio",
        "Heard through an old radio: a train arrives, a whistle blows, and the crowd moves on.",
        10,
        2,
    ),
    Example(
        "Cathedral",
        "cathedral",
        "In a big cathedral, footsteps come closer, a door creaks open, and a clock ticks.",
        10,
        1,
    ),
    Example(
        "Rain and a visitor",
        "visitor",
        "First it rains, then a dog barks, someone knocks at the door, and a cat meows.",
        10,
        16,
    ),
    Example(
        "Campfire",
        "campfire",
        "A night at the campfire: crackling wood, crickets all around, and far away an owl.",
        14,
        2,
    ),
)


def recorded_stories(folder: str | Path | None = None) -> dict[str, Story]:
    """Saved stories by the name of their files; none if the folder is not there. Needs no torch.

    Args:
        folder: what ``story.save(...)`` wrote into it is found. Default: the stories shipped with the package.
    """
    return {file.stem: Story.load(file) for file in sorted(Path(folder or SHIPPED).glob("*.json"))}


def record(model: AudioStory, folder: Path, examples: Iterable[Example] = EXAMPLES) -> None:
    """Tell every example and save it as FLAC with its bundle, as small as it can be without a difference to the ear."""
    for example in examples:
        story = model.generate(example.instruction, duration=example.seconds, seed=example.seed)
        print(save_story(story, folder / f"{example.file}.flac", light=True))


if __name__ == "__main__":
    from ..pipeline import AudioStory

    record(AudioStory.from_pretrained(), Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
