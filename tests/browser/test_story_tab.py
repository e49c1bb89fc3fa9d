"""The story tab in a real browser."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import numpy as np
import pytest
import soundfile

from audiostory_demo.recorded import recorded_stories

from .pages import advanced, captions, expect, fetch, number, panel, said_seed, says, starts, tell, told

INJECTED = "<img src=x onerror=alert(1)>"


def test_a_story_is_planned_told_played_and_can_be_taken_away(open_page):
    page = open_page()
    told(page, "A dog barks in the rain.", 6)
    expect(page.locator("#board .as-think")).not_to_be_empty()
    assert page.locator("#board .as-rows li").count() == len(captions(page)) > 1
    assert float(page.locator("#player .asp").get_attribute("data-duration")) == pytest.approx(6)
    says(page, re.compile(r"First sound after \d+\.\d s, told \d+\.\d times as fast"))
    names = [link.inner_text().split()[0] for link in page.locator("#details a.as-file").all()]
    assert names[:2] == ["WAV", "FLAC"] and {"VTT", "SRT"} <= set(names)
    sound, rate = soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))
    assert len(sound) == 6 * rate
    expect(page.locator("#stop")).to_be_hidden()


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="live sound needs ffmpeg")
def test_the_live_sound_equals_the_file(open_page, tmp_path):
    page = open_page()
    segments: dict[str, bytes] = {}
    playlists: list[str] = []

    def note(response):
        if response.url.endswith(".m3u8"):
            playlists.append(response.url)

    page.on("response", note)
    told(page, "A bell rings.", 8)
    expect(page.locator("#live audio")).to_have_count(1)
    page.wait_for_function("document.querySelector('#live audio').currentTime > 0.3")
    playlist = page.request.get(playlists[-1]).text()
    for name in [line for line in playlist.splitlines() if line and not line.startswith("#")]:
        segments[name] = page.request.get(playlists[-1].rsplit("/", 1)[0] + "/" + name).body()
    (tmp_path / "live.aac").write_bytes(b"".join(segments.values()))
    subprocess.run(["ffmpeg", "-v", "error", "-i", tmp_path / "live.aac", tmp_path / "live.wav"], check=True)
    live, live_rate = soundfile.read(tmp_path / "live.wav")
    sound, rate = soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))
    assert len(live) / live_rate == pytest.approx(len(sound) / rate, abs=0.1)
    level = 10 * np.log10(np.mean(np.square(live)) / np.mean(np.square(sound)))
    assert abs(level) < 0.5


def test_stop_keeps_finished_scenes_and_leaves_the_page_ready(open_page):
    page = open_page()
    advanced(page, steps=60)
    tell(page, "A long night at sea.", 60)
    expect(page.locator("#board .as-rows li").nth(2)).to_be_visible(timeout=90_000)
    page.locator("#stop").click()
    says(page, re.compile(r"Stopped\. \d+ finished scenes kept"))
    assert 0 < len(captions(page)) < 60
    number(page, "steps", 2)
    told(page, "A short one.", 3)


def test_two_visitors_do_not_disturb_each_other(open_page):
    first, second = open_page(), open_page()
    advanced(first, steps=60)
    tell(first, "The first visitor's storm.", 60)
    expect(first.locator("#board .as-rows li").nth(1)).to_be_visible(timeout=90_000)
    tell(second, "The second visitor's rain.", 4)
    says(second, "number 2 in line")
    first.locator("#stop").click()
    says(first, re.compile("Stopped.*kept"))
    says(second, "Done:")
    assert "4.0" in second.locator("#player .asp-time").inner_text()
    # how long the stopped story is, is chance; whose it is, is not
    assert "storm" in first.locator("a.as-link").get_attribute("href")
    assert "rain" in second.locator("a.as-link").get_attribute("href")


def test_the_same_seed_tells_the_same_story_and_a_link_restores_it(open_page):
    page = open_page()
    advanced(page, seed=7, steps=3)
    told(page, "A bell & a <b>drum</b>.", 4)
    assert said_seed(page) == "7"
    sound = fetch(page, page.locator("#details a.as-file").first)
    link = page.locator("a.as-link").get_attribute("href")
    again = open_page(link)
    expect(again.locator("#prompt textarea")).to_have_value("A bell & a <b>drum</b>.")
    again.locator("#tell").click()
    says(again, "Done:")
    assert fetch(again, again.locator("#details a.as-file").first) == sound


def test_one_scene_is_redone_and_the_others_keep_their_sound(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 6)
    before, rate = soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))
    second, third = (round(start * rate) for start in starts(page)[1:3])
    panel(page, "change-panel")
    page.locator("#scene input").click()
    page.get_by_role("option").nth(1).click()
    page.locator("#redo").click()
    says(page, "Scene 2 is new")
    after, _ = soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))
    assert np.array_equal(before[:second], after[:second])
    assert not np.array_equal(before[second:third], after[second:third])
    tail = third + round(0.25 * rate)
    assert np.array_equal(before[tail:], after[tail:])


def test_a_scene_can_be_edited(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    panel(page, "change-panel")
    page.locator("#scene-caption textarea, #scene-caption input").first.fill(INJECTED)
    number(page, "scene-seconds", 2.5)
    page.locator("#apply-edit").click()
    says(page, "Scene 1 is new")
    assert captions(page)[0] == INJECTED
    assert starts(page)[1] == pytest.approx(2.5)


def test_a_plan_is_edited_before_it_is_rendered(open_page):
    page = open_page()
    page.locator("#prompt textarea").fill("A farm at dawn.")
    number(page, "length", 5)
    page.locator("#plan-only").click()
    says(page, "Planned:")
    text = page.locator("#plan-text textarea")
    expect(text).to_be_visible()
    lines = text.input_value().splitlines()
    assert len(lines) > 1 and all("|" in line for line in lines)
    text.fill("\n".join([f"1.5 | {INJECTED}", *reversed(lines[:2])]))
    page.locator("#render").click()
    says(page, "Done:")
    assert captions(page)[0] == INJECTED and len(captions(page)) == 3
    text.fill("no bar here")
    page.locator("#render").click()
    says(page, "Line 1 of the plan cannot be read")


def test_markup_in_a_prompt_shows_as_text(open_page):
    page = open_page()
    told(page, INJECTED, 3)
    panel(page, "plan-panel")
    page.locator("#plan-text textarea").fill(f"2 | {INJECTED}\n2 | </textarea><script>alert(2)</script>")
    page.locator("#render").click()
    expect(page.locator("#board .as-text").first).to_have_text(INJECTED, timeout=90_000)
    says(page, "Done:")
    assert page.locator("#board img, #player .asp-scene img, #status img").count() == 0


def test_bad_input_is_explained_and_the_button_works_again(open_page):
    page = open_page()
    tell(page, "   ", 5)
    says(page, "The instruction is empty")
    told(page, "A bell.", 3)


def test_an_example_fills_the_box_and_its_recorded_story_is_there_at_once(open_page):
    page = open_page()
    page.get_by_text("Campfire").click()
    expect(page.locator("#prompt textarea")).to_have_value(re.compile("campfire"))
    says(page, "told beforehand")
    page.locator("#player .asp[data-ready]").wait_for()
    assert len(captions(page)) == len(recorded_stories()["campfire"].scenes)
    assert page.locator("#details a.as-link").count() == 1


def test_pressing_again_tells_the_newer_wish(open_page):
    page = open_page()
    advanced(page, steps=60)
    tell(page, "The older wish.", 30)
    expect(page.locator("#board .as-rows li").first).to_be_visible(timeout=90_000)
    number(page, "steps", 2)
    tell(page, "The newer wish.", 3)
    says(page, "Done: 3.0 s")
    assert "newer" in page.locator("a.as-link").get_attribute("href")
