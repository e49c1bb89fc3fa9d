"""Plans as text, files to take away, bundles, links, switches of the bridge, and languages."""

from __future__ import annotations

import base64
import re
import zipfile
import zlib
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
import soundfile

from audiostory_demo import Scene

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo import app
from audiostory_demo.app.board import ICONS
from audiostory_demo.app.bridge_pictures import PARTS
from audiostory_demo.app.bridge_state import ALL_STEPS
from audiostory_demo.app.bridge_view import EXPECTED
from audiostory_demo.app.build import restore
from audiostory_demo.app.files import open_bundle, write_downloads
from audiostory_demo.app.html import details_html
from audiostory_demo.app.plan_text import plan_to_text, text_to_plan
from audiostory_demo.app.shared import unpack
from audiostory_demo.app.switches import SWITCHES, switched
from audiostory_demo.app.texts import LOCALES, locale_of, say, texts, translations
from audiostory_demo.files.names import story_name
from audiostory_demo.player import LABELS
from tests.sentences import one_sentence

VALUES = re.compile(r"{(\w+)")  # names that a text has filled in


def test_an_untouched_plan_keeps_its_tokens_and_a_changed_one_loses_them(told):
    assert text_to_plan(plan_to_text(told.plan), told.plan, "") is told.plan
    changed = text_to_plan("2 | A dog barks.\n\n1.5s | Rain.", told.plan, "")
    assert changed.scenes == (Scene("A dog barks.", 2.0), Scene("Rain.", 1.5)) and not changed.tokens
    assert changed.reasoning == told.reasoning and changed.duration == 3.5


@pytest.mark.parametrize("text", ["", "no bar", "x | Rain.", "-1 | Rain.", "2 |  ", "2 | <|gen|>", "nan | Rain."])
def test_lines_that_are_no_plan_say_which(text):
    with pytest.raises(ValueError, match=r"Line 1|empty"):
        text_to_plan(text, None, "x")


def test_downloads_hold_the_story_and_the_bundle_reads_back(told, tmp_path):
    downloads = dict(write_downloads(told, tmp_path))
    kinds = [
        "WAV",
        "MP3",
        "FLAC",
        "scenes as separate files",
        "page that plays",
        "transcript",
        "VTT",
        "SRT",
        "story bundle",
    ]
    assert list(downloads) == kinds
    assert soundfile.info(downloads["MP3"]).duration == pytest.approx(told.duration, abs=0.1)
    lines = downloads["transcript"].read_text(encoding="utf-8").splitlines()
    assert lines[0] == told.plan.instruction and len(lines) == 2 + len(told.scenes)
    assert lines[2].startswith("0:00.0–") and lines[2].endswith(told.scenes[0].caption)
    page = downloads["page that plays"].read_text(encoding="utf-8")
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "") and "data:audio/flac;base64," in page
    assert escape(told.scenes[0].caption) in page and "asp-page" in page
    assert len(zipfile.ZipFile(downloads["scenes as separate files"]).namelist()) == len(told.scenes)
    (tmp_path / "again").mkdir()
    again = open_bundle(downloads["story bundle"], tmp_path / "again")
    assert again.plan == told.plan and again.seed == told.seed
    assert np.abs(again.audio - told.audio).max() < 1e-6


def test_a_foreign_file_is_no_bundle(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="not a story bundle"):
        open_bundle(tmp_path / "x.zip", tmp_path)
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("../../evil.json", "{}")
    (tmp_path / "in").mkdir()
    with pytest.raises(ValueError, match=r"missing|story"):
        open_bundle(tmp_path / "y.zip", tmp_path / "in")
    assert not (tmp_path.parent / "evil.json").exists()


def test_a_hostile_bundle_gets_a_sentence(told, tmp_path, state):
    whole = dict(write_downloads(told, tmp_path))["story bundle"]
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = next(name for name in parts if name.endswith(".json"))

    def changed(old: bytes, new: bytes) -> dict[str, bytes]:
        assert old in parts[text]
        return {**parts, text: parts[text].replace(old, new)}

    hostile = [
        {**parts, text: b"{"}, {**parts, text: b"[]"}, {name: data[:40] for name, data in parts.items()}, {text: parts[text]},
        changed(b'"steps": 2', b'"steps": 900'), changed(b"A bell rings in the rain.", b"x" * 700),
        changed(b'"steps"', b'"stops"'),
    ]  # fmt: skip
    for number, files in enumerate(hostile):
        with zipfile.ZipFile(tmp_path / "hostile.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        (tmp_path / str(number)).mkdir()
        with pytest.raises(ValueError, match=r"\."):
            state.check_story(open_bundle(tmp_path / "hostile.zip", tmp_path / str(number)), "en")
    flipped = bytearray((tmp_path / "hostile.zip").read_bytes())
    flipped[200:260] = bytes(60)
    (tmp_path / "hostile.zip").write_bytes(flipped)
    with pytest.raises(ValueError, match="not a story bundle"):
        open_bundle(tmp_path / "hostile.zip", tmp_path)


@pytest.mark.parametrize("text", ["A storm; rm -rf $(x) ../..", "暴风雨", "Das Rößlein über dem Fluß", "", "a" * 500])
def test_file_names_are_plain_and_short(text):
    name = story_name(text, 7, ascii_only=True)
    assert (
        0 < len(name) <= 60
        and name.isascii()
        and all(letter.isalnum() or letter == "-" for letter in name)
        and name.endswith("7")
    )


def test_a_link_restores_what_is_valid_and_leaves_the_rest(state):
    values = restore(state, {"prompt": "A bell.", "duration": "12", "seed": "7", "steps": "999", "guidance": "x"})
    assert values[:4] == ["A bell.", 12.0, 7, True]
    assert all(isinstance(value, dict) for value in values[4:])


@pytest.mark.parametrize(
    "query",
    [{"duration": "nan"}, {"duration": "inf"}, {"duration": "0"}, {"duration": "1e999"}, {"seed": "-1"}, {"seed": "9" * 5000},
     {"seed": "1.5"}, {"steps": "0"}, {"steps": "1e9"}, {"guidance": "-1"}, {"crossfade": "99"}, {"temperature": "NaN"},
     {"prompt": "   "}, {"model": "../../etc"}, {"strange": "1"}],
)  # fmt: skip
def test_a_link_with_bad_values_restores_nothing(state, query):
    assert all(isinstance(value, dict) for value in restore(state, query))


def test_the_link_of_a_story_names_prompt_seed_model_and_every_slider(told, state):
    page = details_html(told, [], state.name_of(told), "en")
    link = re.search(r"href='\?(.+?)'", page)[1]
    settings = told.settings
    assert restore(state, dict(parse_qsl(unescape(link)))) == [
        told.plan.instruction, 5.0, 3, True, "small", settings.steps, settings.guidance, settings.crossfade, settings.temperature,
        False,
    ]  # fmt: skip
    shown = [str(value) for value in (told.seed, settings.fade, settings.decoding, *told.versions.values())]
    assert all(f"<dd>{text}</dd>" in page for text in shown)


def test_the_link_of_an_edited_story_carries_its_plan_and_the_seeds_of_its_scenes(told):
    edited = replace(told, stats={"edits": 2})
    link = re.search(r"href='\?(.+?)'", details_html(edited, [], "small", "en"))[1]
    shared = unpack(dict(parse_qsl(unescape(link)))["story"])
    assert shared.plan == replace(told.plan, tokens=()) and shared.settings == told.settings
    assert shared.seeds == {number: clip.seed for number, clip in enumerate(told.clips)}
    assert (shared.seed, shared.edits) == (told.seed, 2)
    assert len(link) < 2000, "an address that every program takes"
    assert "story=" not in details_html(told, [], "small", "en"), "prompt and seed tell it again, to the sample"


@pytest.mark.parametrize(
    "letters", ["", "x", "eJwrSS0uAQAEXQHB", "A" * 20_000, "eJyrViouKcrMS1eyUsooKSmw0tcvLy_XAwBVWAcB", "ü"]
)
def test_a_link_whose_story_is_not_whole_is_refused_in_a_sentence(letters):
    with one_sentence("link"):
        unpack(letters)


def test_a_link_cannot_unpack_to_much_more_than_a_story():
    bomb = zlib.compress(b'{"prompt": "' + b"x" * 50_000_000)
    with one_sentence("link"):
        unpack(base64.urlsafe_b64encode(bomb).decode()[:12_000])


def test_every_switch_makes_other_tokens_of_the_same_shape(told, small):
    before = small.generate("Another one.", duration=3, seed=9)
    for switch in SWITCHES:
        plan = switched(told.plan, switch, factor=2.0, other=1, lender=before.plan)
        assert (plan == told.plan) == (switch == "intact"), switch
        assert [t.residual.shape for t in plan.tokens] == [t.residual.shape for t in told.plan.tokens]
        assert plan.scenes == told.scenes


@pytest.mark.parametrize(
    ("switch", "said"),
    [("residual_story", "Tell a second story"), ("residual_scene", "only one scene"), ("x", "Choose")],
)
def test_a_switch_that_cannot_be_made_says_why(told, switch, said):
    with pytest.raises(ValueError, match=said):
        switched(told.plan.with_scenes([0]), switch, factor=2.0, other=0)


def test_every_text_exists_in_every_language_with_the_same_values():
    english = texts("en")
    for locale in LOCALES:
        assert list(texts(locale)) == list(english), f"{locale}: the keys of en.yaml, in their order"
        for key, text in texts(locale).items():
            assert isinstance(text, str) and text.strip(), (locale, key)
            assert sorted(set(VALUES.findall(text))) == sorted(set(VALUES.findall(english[key]))), (locale, key)
    assert {name: english[f"player_{name}"] for name in LABELS} == LABELS
    assert set(translations()) >= set(LOCALES)
    assert locale_of("de-AT,de;q=0.9,en;q=0.8") == "de" and locale_of("zh-TW") == "zh-CN" and locale_of("fr") == "en"
    assert say("ko", "place", place=3) != say("en", "place", place=3)


def test_every_text_that_the_page_asks_for_exists_and_none_is_left_over():
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(app.__file__).parent.glob("*.py"))
    asked = set(re.findall(r"\b(?:label\(|say\([\w.]+(?:\(\w*\))?,\s+)[\"'](\w+)[\"']", code))
    assert len(asked) > 50 and asked <= set(texts("en"))
    named = set(re.findall(r"[\"'](\w+)[\"']", code)) | {"vote_a", "vote_b"}  # these are put together from pieces
    parts = {
        ("step", "task"): ALL_STEPS, ("predict",): EXPECTED, ("says", "found"): EXPECTED, ("picture",): PARTS,
        ("measure", "short", "value"): ("band", "decay", "floor"),
    }  # fmt: skip
    named |= {f"{first}_{second}" for firsts, seconds in parts.items() for first in firsts for second in seconds}
    named |= {f"do_{name}" for name in ICONS}
    assert {key for key in texts("en") if not key.startswith("player_")} <= named | set(SWITCHES)
