"""The drawing of the pipeline: nine stations, each with the story's own data, in every language, without a script."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from made_story import make_plan, make_story

import audiostory_demo
from audiostory_demo.analysis.inside import Inside, shown_steps
from audiostory_demo.analysis.word_table import WordTable
from audiostory_demo.widgets import PipelineMap, Visit
from audiostory_demo.widgets.pipeline_map import STATIONS, map_html, station_texts

LANGUAGES = ("en", "de", "ko", "zh")


def shares() -> np.ndarray:
    """Of 8 semantic tokens over 4 residual ones; the third looks at the last alone."""
    even = np.full((8, 4), 0.25, np.float32)
    even[2] = (0, 0, 0, 1)
    return even


def panel(html: str, station: str) -> str:
    (found,) = re.findall(rf'<section data-station="{station}">(.*?)</section>', html, re.DOTALL)
    return found


def visit(**changes: object) -> Visit:
    inside = Inside(shares(), tuple((step, np.zeros((4, 5), np.float32)) for step in (1, 2, 5)), 5)
    return replace(Visit(make_story(), 1, inside), **changes)


def test_every_station_has_a_button_and_what_it_shows() -> None:
    html = map_html(visit(), here="mel")
    assert re.findall(r'<input type="radio" name="asm-\w+" value="(\w+)"', html) == list(STATIONS)
    assert re.findall(r'data-station="(\w+)"', html) == list(STATIONS)
    assert re.findall(r'value="(\w+)" checked', html) == ["mel"] and html.count("you are here") == 1


def test_each_station_shows_the_data_of_this_story_and_scene() -> None:
    words = WordTable(("bell", "sea"), np.eye(2, 6, dtype=np.float32))
    html = map_html(visit(words=words))
    assert "A harbour; &lt;b&gt;bells&lt;/b&gt;" in panel(html, "prompt")
    assert re.findall("<mark>(.*?)</mark>", panel(html, "reasoning")) == ["2-3.5 s: &lt;b&gt;waves&lt;/b&gt;."]
    assert re.findall("<li aria-current=true>(.*?) <", panel(html, "scene")) == [
        "&lt;script&gt;alert(1)&lt;/script&gt; waves"
    ]
    semantic = make_plan().tokens[1].semantic
    length, near = np.linalg.norm(semantic[0]), words.nearest(semantic, 1)[0][0][0]
    assert f"Token 1: length {length:.1f}; nearest words {near}" in panel(html, "semantic")
    assert panel(html, "residual").count("<title>Token ") == 4
    # scene 1 has the opposite of the others' residual tokens
    assert "from -1.00 up" in panel(html, "residual") and "differ in style" in panel(html, "residual")
    assert "Semantic token 3 gives 100% of its attention to residual token 4" in panel(html, "attention")
    assert "each cell would get 25%; the largest gets 100%" in panel(html, "attention")
    assert re.findall(r"after step (\d+) of 5</figcaption>", panel(html, "steps")) == ["1", "2", "5"]
    assert "1.75 s from left to right, 0 to 4000 Hz" in panel(html, "mel")
    assert "data:audio/flac;base64," in panel(html, "sound")


def test_scenes_that_share_their_residual_tokens_are_said_to_share_a_style() -> None:
    story = make_story()
    plan = story.plan.with_tokens(1, story.plan.tokens[1].with_residual(story.plan.tokens[0]))
    assert "share one style" in panel(map_html(visit(story=replace(story, plan=plan))), "residual")


def test_what_is_not_known_is_said_instead_of_shown() -> None:
    story = make_story()
    bare = replace(story, plan=replace(make_plan(tokens=False), reasoning=""), clips=())
    html = map_html(Visit(bare))
    for station, text in (("reasoning", "no reasoning"), ("residual", "no tokens yet"), ("attention", "not at hand")):
        assert text in panel(html, station)
    assert all("while a scene is rendered" in panel(html, station) for station in ("steps", "mel", "sound"))


def test_a_page_of_its_own_says_where_its_sound_is() -> None:
    assert 'src="sound/a&amp;b.wav"' in panel(map_html(visit(source="sound/a&b.wav")), "sound")


def test_two_drawings_of_one_page_do_not_share_their_buttons() -> None:
    names = [set(re.findall(r'name="(asm-\w+)"', map_html(visit()))) for _ in range(2)]
    assert len(names[0]) == len(names[1]) == 1 and names[0] != names[1]


def test_a_station_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"is no station\. Choose from prompt"):
        PipelineMap(visit(), here="cellar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_speaks_every_language_with_the_same_values(language: str) -> None:
    english, texts = station_texts(), station_texts(language)
    values = re.compile(r"{[^}]*}")
    assert list(texts) == list(english)
    for key, text in texts.items():
        assert sorted(set(values.findall(text))) == sorted(set(values.findall(english[key]))), key
    html = map_html(visit(), here="mel", texts=texts, mark="changed")
    assert texts["changed"] in html and texts["does_sound"] in html
    if language != "en":
        said = [text for key, text in english.items() if " " in text and text in html and text != texts[key]]
        assert said == []


def test_every_language_has_its_file() -> None:
    folder = Path(audiostory_demo.__file__).parent / "assets" / "stations"
    assert sorted(file.stem for file in folder.iterdir()) == sorted(LANGUAGES)
    assert all(yaml.safe_load(file.read_text(encoding="utf-8")) for file in folder.iterdir())


def test_the_style_shows_what_the_chosen_station_shows_and_nothing_else() -> None:
    css = (Path(audiostory_demo.__file__).parent / "assets" / "widgets" / "map.css").read_text(encoding="utf-8")
    for station in STATIONS:
        assert f'.asm:has([value="{station}"]:checked) [data-station="{station}"]' in css


def test_what_the_model_saw_is_kept_as_it_was(tmp_path: Path) -> None:
    inside = visit().inside
    inside.save(tmp_path / "inside.safetensors")
    again = Inside.load(tmp_path / "inside.safetensors")
    assert np.allclose(again.attention, inside.attention) and again.of == 5
    assert [step for step, _ in again.steps] == [1, 2, 5] and again.steps[0][1].shape == (4, 5)
    Inside().save(tmp_path / "nothing.safetensors")
    assert Inside.load(tmp_path / "nothing.safetensors").attention is None


def test_the_drawing_that_opens_a_notebook_needs_neither_a_model_nor_torch() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['torch', 'gradio', 'ipywidgets', 'diffusers', 'transformers', 'soxr']))\n"
        "from audiostory_demo.lessons import you_are_here\n"
        "print(you_are_here('residual')._repr_html_())"
    )
    html = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert re.findall(r'value="(\w+)" checked', html) == ["residual"] and html.count("you are here</em>") == 1
    assert all("while a scene is rendered" not in panel(html, station) for station in STATIONS), "all of it is recorded"
    assert len(html) < 800_000, "a notebook stays small"


def test_a_few_steps_are_shown_with_the_first_and_the_last() -> None:
    assert shown_steps(16) == [1, 2, 5, 8, 12, 16]
    assert shown_steps(1) == [1] and shown_steps(2) == [1, 2]
