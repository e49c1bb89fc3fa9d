"""Which files belong to a release, and where they may lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ...files.reading import read_json

YAML, PICKLE = "config.yaml", "pytorch_model.bin"
DETOKENIZER, CONFIG, GENERATION = "Flux_detokenizer", "config.json", "generation_config.json"
TOKENIZER, ADDED = "tokenizer.json", "added_tokens.json"
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if os.path.isdir(entry))
    except OSError:  # a neighbour that we may not read is none of ours
        return []


def find_home(folder: Path) -> Path | None:
    """The folder with config.yaml and pytorch_model.bin: this one or one inside it; None if there is none."""
    if any(os.path.isfile(folder / name) for name in (YAML, PICKLE)):
        return folder
    return next((inner for inner in _subfolders(folder) if os.path.isfile(inner / YAML)), None)


def is_release(folder: str | Path) -> bool:
    """Whether a folder holds a release, or a part of one; a folder in our layout may hold anything beside its files."""
    home = find_home(Path(folder))
    return home is not None and (home == Path(folder) or not os.path.isfile(Path(folder) / CONFIG))


class Places:
    """Where the parts of a release lie.

    Everything is looked for in the base folder, the release's folder and the folder around it, each with the
    folders directly inside it.

    Args:
        folder: holds config.yaml and pytorch_model.bin, or a folder that does.
        base: holds what the release lacks: configuration, tokenizer, weights of its base models.

    Attributes:
        home: the folder with config.yaml and pytorch_model.bin.
    """

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        home = find_home(folder)
        if home is None:
            raise ValueError(f"{folder} holds no release: no {YAML} and {PICKLE}. Pass the folder that holds them.")
        if base is not None and not os.path.isdir(base):
            raise ValueError(f"base={str(base)!r} is not a folder. Pass the folder that holds the base models' files.")
        self.home = home
        around = home.resolve().parent
        # the hub's cache keeps other revisions of the release side by side: none of them belongs to this one
        roots = [base, home, None if around.name == "snapshots" else around]
        self.folders = [place for root in roots if root for place in (root, *_subfolders(root))]

    def missing(self, what: str, whose: str, folder: str) -> ValueError:
        """The error for a file that is nowhere: what it is, whose, and where it may be put."""
        return ValueError(
            f"{what} was not found in or beside {self.home}. Put {whose} there, in a folder such as {folder}, "
            "or pass base=, a folder that holds it."
        )

    def holding(self, name: str, preferred: str = "") -> list[Path]:
        """Folders that hold a file of this name, nearest first; one called ``preferred`` comes before all."""
        found = [place for place in self.folders if os.path.isfile(place / name)]
        return sorted(found, key=lambda place: place.name != preferred)

    def configurations(self, model_type: str, preferred: str = "") -> list[tuple[Path, dict[str, Any]]]:
        """Folders whose config.json describes a model of this type, with what it says."""
        found = []
        for place in self.holding(CONFIG, preferred):
            try:
                values = read_json(place / CONFIG)
            except ValueError:
                if place.name == preferred:
                    raise
                continue  # a neighbour's
            if values.get("model_type") == model_type:
                found.append((place, values))
        return found

    @property
    def detokenizer(self) -> Path:
        """The folder of the diffusion transformer's settings and the codec's weights."""
        found = next((place for place in self.folders if place.name == DETOKENIZER), None)
        if found is None:
            raise ValueError(
                f"The folder {DETOKENIZER} was not found in or beside {self.home}. It belongs to the release and holds "
                f"{CONFIG} and {WEIGHTS}: copy or download it too."
            )
        return found
