"""Stories that were told earlier, for rooms without a model."""

from __future__ import annotations

from pathlib import Path

from ..story import Story


def recorded_stories(folder: str | Path = "stories") -> dict[str, Story]:
    """All saved stories of a folder by name; none if the folder is not there. Needs no torch.

    Args:
        folder: beside the notebook, or elsewhere; what ``story.save(...)`` wrote into it is found.
    """
    return {file.stem: Story.load(file) for file in sorted(Path(folder).glob("*.json"))}
