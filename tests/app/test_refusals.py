"""What cannot be done is said in the visitor's language, and takes nothing away from the page."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("gradio", reason="gradio is not installed")

import soundfile

from audiostory_demo.app.files import open_bundle, write_downloads
from audiostory_demo.app.follow import explain
from audiostory_demo.app.texts import LOCALES, Refused, say
from audiostory_demo.data.repertoire import shipped
from audiostory_demo.data.speech import language_of

from .test_visitors import join, news, page_of, press, visitor


def test_an_error_leaves_reasoning_timeline_and_player(state):
    tab = page_of(state)
    press(tab, "one", "Rain, then a bell.", 4)
    changes = press(tab, "one", "   ", 4)
    assert "as-error" in news(tab, changes)[-1]
    assert not any(part in change for change in changes for part in (tab.view.board, tab.view.player, tab.view.details))


@pytest.mark.parametrize(
    ("locale", "given", "said"),
    [
        ("de", ("  ", 4.0, None), "Es steht nichts im Feld"),
        ("de", ("?!", 4.0, None), "In „?!“ stehen keine lesbaren Wörter"),
        ("de", ("A bell.", 4.0, -5), "-5 ist kein Startwert"),
        ("ko", ("A bell.", 4.0, 1.5), "1.5은(는) 시드가 아닙니다"),
        ("zh-CN", ("A bell.", 4.0, 2.0**54), "不是有效的种子"),
    ],
)
def test_errors_are_in_the_visitors_language(state, locale, given, said):
    tab, who = page_of(state), visitor("one", locale)
    prompt, seconds, seed = given
    turn = tab.view.jobs.start(
        tab._tell, who, join(tab, who)[1], prompt, seconds, seed, True, "small", 2, 2.0, 0.25, 0.0
    )
    assert said in news(tab, list(turn))[-1]


@pytest.mark.parametrize("locale", LOCALES)
def test_asking_for_nothing_to_be_heard_is_answered_in_the_visitors_language(state, monkeypatch, locale):
    planner = state.model().model.planner
    monkeypatch.setattr(planner, "config", replace(planner.config, language=language_of(shipped())))
    for prompt in ("silence", "no rain"):
        with pytest.raises(Refused, match=re.escape(say(locale, "no_sound", given=prompt))):
            state.check_asked(prompt, 4.0, locale)
    state.check_asked("no rain, a dog", 4.0, locale)


def test_a_line_of_a_plan_is_refused_in_the_visitors_language(state):
    tab, who = page_of(state), visitor("one", "de")
    given = ("2 Rain.", "A bell.", 4, 1, True, "small", 2, 2.0, 0.25, 0.0)
    said = news(tab, list(tab.view.jobs.start(tab._render, who, join(tab, who)[1], *given)))[-1]
    assert "Zeile 1 des Plans ist nicht lesbar: zwischen Sekunden und Text fehlt ein |" in said


def test_folders_of_the_server_stay_there():
    error = ValueError("/tmp/audiostory-x7/ab cd/story.json is missing, C:\\data\\x.wav too; 3/4 s and a/b stay.")
    for locale in LOCALES:
        said = explain(error, locale)
        assert "/tmp" not in said and "audiostory-x7" not in said and "data" not in said
        assert "story.json is missing" in said and "3/4 s and a/b stay" in said
    assert explain(error, "de").startswith("Das ging so nicht")


def bundle_with(told, tmp_path, change, sound=None):
    """A bundle whose JSON was changed, and its sound."""
    whole = dict(write_downloads(told, tmp_path))["story bundle"]
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = next(name for name in parts if name.endswith(".json"))
    values = json.loads(parts[text])
    change(values)
    parts[text] = json.dumps(values).encode()
    if sound is not None:
        parts[values["sound"]] = sound
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    (tmp_path / "in").mkdir()
    return tmp_path / "changed.zip"


def test_sound_that_would_fill_the_memory_is_not_decoded(told, tmp_path, monkeypatch):
    soundfile.write(tmp_path / "long.flac", np.zeros(40_000_000, np.int16), 16000)
    small = (tmp_path / "long.flac").read_bytes()
    assert len(small) < 1_000_000
    path = bundle_with(told, tmp_path, lambda values: None, small)
    monkeypatch.setattr(soundfile, "read", lambda *given, **named: pytest.fail("decoded"))
    with pytest.raises(ValueError, match="more than 64 MB"):
        open_bundle(path, tmp_path / "in")


@pytest.mark.parametrize(
    "change",
    [
        lambda values: values["clips"][0].update(sample_rate=1_000_000_000),
        lambda values: values["clips"].pop(),
        lambda values: values.update(clips=[]),
        lambda values: values.update(seed="x"),
        lambda values: values.update(seed=-1),
        lambda values: values["clips"][0].update(seed=1.5),
        lambda values: values.update(sample_rate=1),
        lambda values: values.update(clips="two"),
        lambda values: values.pop("sound"),
    ],
)
def test_a_story_whose_parts_do_not_fit_is_refused(told, tmp_path, change):
    with pytest.raises(ValueError, match="is not whole"):
        open_bundle(bundle_with(told, tmp_path, change), tmp_path / "in")
