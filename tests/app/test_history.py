"""What a visit went through: versions of each story, steps back and forth, and how much of it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import history as module
from audiostory_demo.app.history import History


@pytest.fixture
def visit(tmp_path: Path):
    history, bundle = History(tmp_path / "history"), tmp_path / "bundle.zip"

    def add(title: str, *, edit: bool = False, size: int = 10) -> None:
        bundle.write_bytes(title.encode().ljust(size))
        history.add(bundle, title=title, seconds=1.0, edit=edit)

    history.tell = add
    return history


def titles(history: History) -> list[str]:
    return [version.title for _, version in history.works()]


def test_each_story_is_listed_as_it_was_last_the_newest_first(visit):
    for title, edit in (("storm", False), ("storm, edited", True), ("farm", False)):
        visit.tell(title, edit=edit)
    assert titles(visit) == ["farm", "storm, edited"]
    assert [version.file.read_bytes().strip() for _, version in visit.works()] == [b"farm", b"storm, edited"]


def test_undo_and_redo_walk_through_one_story_only(visit):
    visit.tell("storm")
    assert visit.step(-1) is None and visit.step(1) is None
    visit.tell("farm")
    visit.tell("farm 2", edit=True)
    visit.tell("farm 3", edit=True)
    visit.at = visit.step(-1)
    assert visit.now.title == "farm 2" and titles(visit) == ["farm 2", "storm"]
    visit.at = visit.step(-1)
    assert visit.now.title == "farm" and visit.step(-1) is None
    visit.at = visit.step(1)
    assert visit.now.title == "farm 2"


def test_an_edit_after_undo_forgets_what_was_undone(visit):
    for title, edit in (("farm", False), ("farm 2", True), ("storm", False)):
        visit.tell(title, edit=edit)
    visit.at = 0
    visit.tell("farm again", edit=True)
    assert [version.title for version in visit.versions] == ["farm", "storm", "farm again"]
    assert visit.now.title == "farm again" and visit.step(1) is None
    assert len(list(visit.folder.iterdir())) == 3


def test_the_oldest_go_when_there_are_too_many_or_they_are_too_large(visit, monkeypatch):
    monkeypatch.setattr(module, "MOST_VERSIONS", 3)
    for number in range(5):
        visit.tell(str(number))
    assert titles(visit) == ["4", "3", "2"] and visit.now.title == "4"
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    visit.tell("large", size=1000)
    assert titles(visit) == ["large"] and len(list(visit.folder.iterdir())) == 1
    visit.tell("larger", size=5000)
    assert titles(visit) == ["larger"], "what is shown stays, however large"


def test_a_history_moves_to_another_folder_and_leaves_out_what_is_gone(visit, tmp_path):
    for title in ("one", "two", "three"):
        visit.tell(title)
    visit.versions[0].file.unlink()
    copied = visit.moved(tmp_path / "copy", copy=True)
    assert titles(copied) == ["three", "two"] and copied.now.title == "three"
    moved = visit.moved(tmp_path / "moved")
    assert titles(moved) == ["three", "two"] and not list(visit.folder.iterdir())
    moved.tell = None
    assert moved.now.file.read_bytes().strip() == b"three"
