"""By which names a model is found: in the home folder, in the hub's cache, and not at all, which is said at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from audiostory_demo import AudioStory
from audiostory_demo.checkpoints.loading import find_folder


@pytest.fixture
def cached(small_model_folder: Path, tmp_path: Path) -> Path:
    """A folder as the hub's cache keeps it: two snapshots, the first of which is the main branch's."""
    folder = tmp_path / "models--somebody--story"
    for revision in ("1" * 40, "2" * 40):
        (folder / "snapshots" / revision).mkdir(parents=True)
        for file in small_model_folder.iterdir():
            (folder / "snapshots" / revision / file.name).symlink_to(file)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("1" * 40)
    return folder


def test_a_folder_in_the_home_folder_is_found_by_its_tilde(
    small_model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine").symlink_to(small_model_folder, target_is_directory=True)
    model = AudioStory.from_pretrained("~/models/mine", device="cpu", dtype="float32")
    assert model.config.name == "small"
    assert model.model.folder == tmp_path / "models" / "mine"


class TestAFolderOfTheHubsCache:
    def test_is_the_snapshot_of_its_main_branch(self, cached: Path):
        assert find_folder(cached) == cached / "snapshots" / ("1" * 40)
        assert AudioStory.from_pretrained(str(cached), device="cpu", dtype="float32").config.name == "small"

    @pytest.mark.parametrize("named", [None, "3" * 40, ""])
    def test_without_it_is_the_latest_snapshot(self, cached: Path, named: str | None):
        main = cached / "refs" / "main"
        main.unlink() if named is None else main.write_text(named)
        newest = cached / "snapshots" / ("2" * 40)
        (newest / "touched").touch()
        assert find_folder(cached) == newest

    def test_without_any_snapshot_is_one_sentence(self, tmp_path: Path):
        (tmp_path / "models--a--b" / "snapshots").mkdir(parents=True)
        with pytest.raises(ValueError, match=r"holds no snapshot\. Fetch the model again"):
            find_folder(tmp_path / "models--a--b")


def test_offline_a_model_that_is_not_in_the_cache_is_one_sentence_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    began = time.process_time()
    with pytest.raises(
        ValueError, match=r"somebody/story is not in the hub's cache, and HF_HUB_OFFLINE forbids"
    ) as caught:
        AudioStory.from_pretrained("somebody/story")
    assert time.process_time() - began < 5
    assert "\n" not in str(caught.value)
