"""Files have addresses in whatever folder this machine keeps them, and models have names that tell them apart."""

from __future__ import annotations

import tempfile
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
import soundfile

from audiostory_demo import AudioStory, Story

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app import build_app, launch, load_models
from audiostory_demo.app.build import shown_names
from audiostory_demo.app.files import write_downloads
from audiostory_demo.app.html import details_html, file_address


@pytest.fixture(params=["50% #1 josé", "a?b&c=d;e+f", 'say "so"'])
def odd_folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, with a name that addresses have to be careful with."""
    folder = tmp_path / request.param
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.delenv("GRADIO_TEMP_DIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_a_page_serves_every_download_from_any_folder(odd_folder: Path, small: AudioStory, told: Story):
    httpx = pytest.importorskip("httpx")
    demo = build_app({"small": small}, longest=20)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False)
    try:
        folder = demo.app_state.sessions.of("somebody").new_folder()
        assert odd_folder in folder.parents
        downloads = write_downloads(told, folder)
        page = details_html(told, downloads, "small", "en")
        addresses = [unescape(part.split("'")[0]) for part in page.split("<a class='as-file' href='")[1:]]
        assert len(addresses) == len(downloads)
        for address, (name, path) in zip(addresses, downloads, strict=True):
            answer = httpx.get(urljoin(url, address))
            assert answer.status_code == 200, name
            assert answer.content == path.read_bytes(), name
    finally:
        demo.close()


def test_so_does_the_api(odd_folder: Path, small: AudioStory):
    gradio_client = pytest.importorskip("gradio_client")
    demo = build_app({"small": small}, longest=20)
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False)
    try:
        client = gradio_client.Client(url, verbose=False)
        sound, bundle, _ = client.predict("A bell rings.", 4, 3, 2, api_name="/generate")
        assert soundfile.info(sound).duration == 4
        again, _, _ = client.predict(gradio_client.handle_file(bundle), 0, 5, api_name="/regenerate_scene")
        assert soundfile.info(again).duration == 4
    finally:
        demo.close()


def test_an_address_has_no_sign_with_a_meaning_of_its_own():
    address = file_address(Path("/tmp/50% #1?/é.wav"))
    assert address == "gradio_api/file=/tmp/50%25%20%231%3F/%C3%A9.wav"


class TestNamesOfModels:
    def test_are_as_short_as_they_can_be(self):
        assert shown_names(["tiny", "TencentARC/AudioStory-3B"]) == {
            "tiny": "tiny",
            "AudioStory-3B": "TencentARC/AudioStory-3B",
        }

    def test_tell_equal_folders_apart(self):
        assert shown_names(["runs/a/model", "runs/b/model", "other"]) == {
            "a/model": "runs/a/model",
            "b/model": "runs/b/model",
            "other": "other",
        }

    def test_never_pass_a_folder_off_as_the_embedded_model(self):
        assert list(shown_names(["runs/tiny"])) == ["runs/tiny"]

    def test_of_this_folder_is_its_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        assert shown_names(["."]) == {tmp_path.name: "."}

    def test_given_twice_count_once(self):
        assert len(shown_names(["a/model", "a/model"])) == 1

    def test_belong_to_their_stories_and_their_folders(
        self, small_model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "model").symlink_to(small_model_folder, target_is_directory=True)
        monkeypatch.chdir(tmp_path)
        models = load_models(["a/model", "b/model"], "cpu")
        assert list(models) == ["a/model", "b/model"]
        demo = build_app(models)
        assert {name: folder.resolve() for name, folder in demo.app_state.folders.items()} == dict.fromkeys(
            models, small_model_folder.resolve()
        )
        for name in models:
            told = models[name].generate("A bell.", duration=1, seed=1)
            assert demo.app_state.name_of(told) == name
