"""``audiostory listen``: what is heard as lines and as JSON; what cannot be is one sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audiostory_demo.__main__ import main
from audiostory_demo.pipeline import AudioStory

RATE = 24000


@pytest.fixture
def listen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs ``audiostory listen`` with the embedded model in a folder with rain.wav; returns exit code, output, errors."""
    monkeypatch.chdir(tmp_path)
    soundfile.write("rain.wav", 0.1 * np.random.default_rng(0).standard_normal(2 * RATE), RATE)

    def listen(*args: object, model: object = "tiny") -> tuple[int, str, str]:
        words = ["audiostory", "listen", "--model", model, "--device", "cpu", *args]
        monkeypatch.setattr(sys, "argv", [str(word) for word in words])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        return (code, *capsys.readouterr())

    return listen


def test_what_is_heard_is_told_in_lines_and_in_json(listen: Callable):
    code, lines, err = listen("rain.wav")
    assert code == 0, err
    code, out, err = listen("rain.wav", "--json")
    assert code == 0, err
    heard = json.loads(out)
    assert lines.splitlines()[0] == heard["sentence"] and heard["sentence"].startswith("Heard: ")
    assert lines.splitlines()[-1] == f"What could follow: {heard['follows']}."
    assert heard["sounds"][-1]["end"] == 2.0 and heard["sounds"][0]["name"] in lines


def test_the_embedded_model_hears_what_its_own_story_is_of():
    model = AudioStory.from_pretrained("tiny", device="cpu")
    clip = model.generate("An organ plays in a cathedral.", duration=4, seed=1).clips[0]
    heard = model.listen((clip.samples, clip.sample_rate))
    assert heard.sounds[0].name == "an organ" and heard.style.room == "cathedral"


@pytest.mark.parametrize(
    ("file", "says"), [("nothing.wav", "nothing.wav is not there"), ("text.wav", "cannot be read")]
)
def test_what_is_no_sound_is_told_before_a_model_is_loaded(listen: Callable, file: str, says: str):
    Path("text.wav").write_text("no sound")
    code, out, err = listen(file, model="no-such-model")
    assert code == 2 and not out and says in " ".join(err.split()) and "no-such-model" not in err


def test_a_model_that_cannot_listen_says_so_in_a_sentence(listen: Callable, small_model_folder: Path):
    code, out, err = listen("rain.wav", model=small_model_folder)
    assert code == 2 and not out and "cannot listen" in err and "Traceback" not in err
