"""The stories of a visit and the states that each of them went through, as bundles in the visitor's folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

MOST_VERSIONS = 40
MOST_BYTES = 120_000_000  # of a visitor's bundles; the oldest go first


@dataclass(frozen=True)
class Version:
    """One state of a story.

    Attributes:
        file: its bundle.
        work: number of the story; what edits make of a story is the same work.
        title: for the visitor.
        seconds: how long it lasts.
    """

    file: Path
    work: int
    title: str
    seconds: float


@dataclass
class History:
    """Versions in the order in which they were made, and the one that is shown.

    Attributes:
        folder: where the bundles are kept; made when it is needed.
        versions: what there is.
        at: which of them is shown; None before the first.
    """

    folder: Path
    versions: list[Version] = field(default_factory=list)
    at: int | None = None
    made: int = 0

    def add(self, bundle: Path, *, title: str, seconds: float, edit: bool) -> None:
        """A new version: of the work that is shown, or of a new one. What was undone before is forgotten."""
        now = self.now
        self.made += 1
        work = now.work if edit and now else self.made
        if now and edit:
            self._drop([each for each in self.versions[(self.at or 0) + 1 :] if each.work == work])
        self.folder.mkdir(exist_ok=True)
        file = self.folder / f"{self.made}.zip"
        shutil.copyfile(bundle, file)
        self.versions.append(Version(file, work, title, seconds))
        self.at = len(self.versions) - 1
        size = sum(each.file.stat().st_size for each in self.versions)
        while len(self.versions) > 1 and (size > MOST_BYTES or len(self.versions) > MOST_VERSIONS):
            size -= self.versions[0].file.stat().st_size
            self._drop(self.versions[:1])

    @property
    def now(self) -> Version | None:
        """What is shown."""
        return None if self.at is None else self.versions[self.at]

    def step(self, by: int) -> int | None:
        """Number of the version before (-1) or after (1) the one that is shown, of the same work."""
        now = self.now
        if now is None or self.at is None:
            return None
        places = [number for number, each in enumerate(self.versions) if each.work == now.work]
        place = places.index(self.at) + by
        return places[place] if 0 <= place < len(places) else None

    def works(self) -> list[tuple[int, Version]]:
        """Each story of this visit as it was last, the newest first."""
        last = {each.work: (number, each) for number, each in enumerate(self.versions)}
        if self.now is not None and self.at is not None:
            last[self.now.work] = (self.at, self.now)  # what is shown stands for its work, also when it was undone
        return sorted(last.values(), key=lambda item: -item[1].work)

    def moved(self, folder: Path, *, copy: bool = False) -> History:
        """The same history in another folder; what cannot be read any more is left out."""
        versions: list[Version] = []
        for each in self.versions:
            try:
                folder.mkdir(exist_ok=True)
                (shutil.copyfile if copy else shutil.move)(each.file, folder / each.file.name)
            except OSError:
                continue
            versions.append(Version(folder / each.file.name, each.work, each.title, each.seconds))
        now = self.now.file.name if self.now else ""
        at = next((number for number, each in enumerate(versions) if each.file.name == now), None)
        return History(folder, versions, at if at is not None or not versions else len(versions) - 1, self.made)

    def _drop(self, versions: list[Version]) -> None:
        now = self.now
        for each in versions:
            each.file.unlink(missing_ok=True)
        self.versions = [each for each in self.versions if each not in versions]
        self.at = self.versions.index(now) if now in self.versions else None
