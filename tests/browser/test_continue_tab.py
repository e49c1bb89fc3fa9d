"""The continue tab in a real browser: a sound goes on, and goes on once more, and nothing of the time before is left."""

from __future__ import annotations

import io
from functools import partial
from itertools import chain, repeat

import numpy as np
import pytest
import soundfile

from audiostory_demo import AudioStory, Heard
from audiostory_demo.hearing import HeardSound
from audiostory_demo.styles import Style

from .pages import expect, fetch, number, says, tell, told, tool

PATIENCE = 90_000
RATE = 24000
KEPT = 2 * RATE - 6000  # samples before the crossfade
RAIN = (0.1 * np.random.default_rng(0).standard_normal(2 * RATE)).clip(-1, 1)


@pytest.fixture
def address(continuing: AudioStory, monkeypatch: pytest.MonkeyPatch, tmp_path):
    """Where the app runs with the small model that goes on from sounds; what it hears is another thing each time."""
    pytest.importorskip("gradio", reason="gradio is not installed")
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))  # its end must not take the next test's rain away
    from audiostory_demo.app import build_app, launch

    found = (Heard.of((HeardSound(name, 0.0, 2.0),), Style(room="cave")) for name in chain(["rain"], repeat("a dog")))

    def stream_on(sound, *given, **options):
        heard = next(found) if not hasattr(sound, "plan") else None
        return AudioStory.stream_on(continuing, sound, *given, heard=heard, **options)

    monkeypatch.setattr(continuing, "stream_on", partial(stream_on))
    demo = build_app({"continuing": continuing})
    _, url, _ = launch(demo, prevent_thread_lock=True, quiet=True, mcp_server=False, server_port=None)
    yield url
    demo.close()


def at_continue(open_page):
    """A page at the tab, its line of news, its result and its button."""
    page = open_page()
    page.get_by_role("tab", name="Continue").click()
    return page, *(page.locator(name) for name in ("#continue-status .as-status", "#continued", "#continue-go"))


def bring(page, folder):
    """Rain to go on from, and what is asked for."""
    soundfile.write(folder / "rain.wav", RAIN, RATE)
    page.locator("#sound input[type=file]").first.set_input_files(folder / "rain.wav")
    expect(page.locator("#sound audio, #sound canvas, #sound [data-testid*=waveform]").first).to_be_attached(
        timeout=PATIENCE
    )
    page.locator("#continue-prompt textarea, #continue-prompt input").fill("A bell rings.")
    number(page, "continue-length", 3)


def test_a_sound_goes_on_and_once_more_and_nothing_of_the_time_before_is_left(open_page, tmp_path, gate):
    page, news, result, go = at_continue(open_page)
    go.click()
    expect(news).to_contain_text("There is no sound yet", timeout=PATIENCE)
    bring(page, tmp_path)
    go.click()
    expect(news).to_contain_text("4.8 s; what is new begins at 1.8 s", timeout=PATIENCE)
    expect(result).to_contain_text("Heard: rain, in a cave.")
    first, _ = soundfile.read(io.BytesIO(fetch(page, result.locator("a.as-file"))))
    assert len(first) == KEPT + 3 * RATE and np.abs(first[:KEPT] - RAIN[:KEPT]).max() < 1e-4
    source = result.locator("audio").get_attribute("src")

    gate.hold()
    go.click()
    expect(result).to_contain_text("Heard: a dog, in a cave.", timeout=PATIENCE)
    expect(result).not_to_contain_text("rain")
    expect(result.locator("audio")).to_have_count(0)
    expect(page.locator("#continue-stop")).to_be_visible()
    gate.open()
    expect(result.locator("audio")).to_have_count(1, timeout=PATIENCE)
    assert result.locator("audio").get_attribute("src") != source
    second, _ = soundfile.read(io.BytesIO(fetch(page, result.locator("a.as-file"))))
    assert len(second) == len(first) and np.abs(second - first).max() > 1e-3
    expect(page.locator("#continue-stop")).to_be_hidden()

    page.get_by_label("Go on from the current story instead").check()
    go.click()
    expect(news).to_contain_text("7.5 s; what is new begins at 4.5 s", timeout=PATIENCE)
    expect(result.locator("audio")).to_have_count(1)
    expect(result).not_to_contain_text("Heard")
    page.get_by_role("tab", name="Story").click()
    expect(page.locator("#player .asp")).to_have_count(1)


def test_what_was_there_is_gone_as_soon_as_the_button_is_pressed_again(open_page, tmp_path, gate):
    page, news, result, go = at_continue(open_page)
    bring(page, tmp_path)
    gate.hold()
    go.click()
    expect(result).to_contain_text("Heard: rain", timeout=PATIENCE)
    page.locator("#continue-stop").click()
    gate.open()
    expect(news).to_contain_text("Stopped before it went on", timeout=PATIENCE)
    # no answer of the server comes: what the page does by itself is all that happens
    page.route("**/gradio_api/**", lambda route: None)
    go.click()
    expect(result).not_to_contain_text("Heard")


def test_a_part_of_a_scene_is_made_anew_and_undone(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 6)
    lengths = [float(row.get_attribute("data-seconds")) for row in page.locator("#board li[data-scene]").all()]
    scene = lengths.index(max(lengths))
    link = page.locator("#details a.as-file").first
    before, _ = soundfile.read(io.BytesIO(fetch(page, link)))
    tool(page, scene, "repaint").click()
    form = page.locator("#board .as-form")
    form.locator("[name=start]").fill("0.2")
    form.locator("[name=end]").fill("0.4")
    form.locator("[type=submit]").click()
    says(page, "at least 0.6 s of it anew")
    tool(page, scene, "repaint").click()
    form.locator("[name=start]").fill("0")
    form.locator("[name=end]").fill("0.7")
    form.locator("[type=submit]").click()
    says(page, "1 scene")
    after, _ = soundfile.read(io.BytesIO(fetch(page, link)))
    changed = np.flatnonzero(before != after) / RATE
    start = sum(lengths[:scene])
    assert start - 0.01 <= changed[0] and changed[-1] <= start + 0.71
    page.locator("#board [data-go=undo]").click()
    says(page, "Undone")


def test_a_press_in_another_tab_ends_the_job_of_this_one_and_takes_its_stop_button_away(open_page, gate):
    page, news, _, go = at_continue(open_page)
    page.get_by_role("tab", name="Story").click()
    gate.hold(after=1)
    tell(page, "Rain, then a bell.", 6)
    says(page, "Scene 2")
    expect(page.locator("#stop")).to_be_visible()
    page.get_by_role("tab", name="Continue").click()
    go.click()
    gate.open()
    expect(news).to_contain_text("There is no sound yet", timeout=PATIENCE)
    page.get_by_role("tab", name="Story").click()
    says(page, "Stopped")
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
