"""The story tab in a real browser."""

from __future__ import annotations

import io
import json
import re
import zipfile

import numpy as np
import pytest
import soundfile

from audiostory_demo.files.recorded import recorded_stories

from .pages import (
    advanced,
    begun,
    captions,
    expect,
    fetch,
    number,
    panel,
    said_seed,
    says,
    tell,
    told,
)

INJECTED = "<img src=x onerror=alert(1)>"
# a slow way back: a word of the end of a job and what follows it reach the page when the test says so
SLOW_END = """(word => {
    const asked = window.fetch;
    const said = new Promise(say => { window.let_end = say; });
    window.fetch = async (...given) => {
        const answer = await asked(...given);
        if (!String(given[0].url ?? given[0]).includes("/queue/data")) return answer;
        const held = new TransformStream({
            async transform(part, way) {
                const text = new TextDecoder().decode(part), end = text.search(word);
                if (end < 0) return way.enqueue(part);
                way.enqueue(new TextEncoder().encode(text.slice(0, end)));
                await said;
                way.enqueue(new TextEncoder().encode(text.slice(end)));
            },
        });
        return new Response(answer.body.pipeThrough(held), answer);
    };
})(%s)"""
CLOSED = '/data: {"msg":"close_stream"/'  # the stream of news ends
OVER = '/data: [^\\n]*"active":false/'  # nothing is waited for any more


def wav(page) -> tuple[np.ndarray, int]:
    """The sound that the first download gives."""
    return soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))


def stems(page) -> list[bytes]:
    """The scenes as separate files."""
    link = page.locator("#details a.as-file", has_text="scenes as separate files")
    with zipfile.ZipFile(io.BytesIO(fetch(page, link))) as archive:
        return [archive.read(name) for name in sorted(archive.namelist())]


def test_a_story_is_planned_told_played_and_can_be_taken_away(open_page):
    page = open_page()
    told(page, "Rain, then a bell, then a dog barks.", 9)
    expect(page.locator("#board .as-think")).not_to_be_empty()
    assert page.locator("#board .as-rows li").count() == len(captions(page)) > 1
    assert float(page.locator("#player .asp").get_attribute("data-duration")) == pytest.approx(9)
    says(page, re.compile(r"First sound after \d+\.\d s, generated at \d+\.\dx real-time speed"))
    names = [link.inner_text().split()[0] for link in page.locator("#details a.as-file").all()]
    assert names[:3] == ["WAV", "MP3", "FLAC"] and {"VTT", "SRT", "page", "transcript"} <= set(names)
    sound, rate = wav(page)
    assert len(sound) == 9 * rate
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)


def test_stop_keeps_finished_scenes_and_leaves_the_page_ready(open_page, gate):
    page = open_page()
    gate.hold(after=1)
    tell(page, "A long night at sea.", 20)
    expect(page.locator("#board .as-rows li").nth(1).locator("progress")).to_be_visible(timeout=90_000)
    page.locator("#stop").click()
    says(page, "Stopping")
    gate.open()
    says(page, "Stopped. Finished scenes kept: 1.")
    assert 0 < float(page.locator("#player .asp").get_attribute("data-duration")) < 20
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)
    told(page, "A short one.", 3)


def test_two_visitors_do_not_disturb_each_other(open_page, gate):
    first, second = open_page(), open_page()
    gate.hold(after=1)
    tell(first, "The first visitor's storm.", 20)
    expect(first.locator("#board .as-rows li").nth(1).locator("progress")).to_be_visible(timeout=90_000)
    tell(second, "The second visitor's rain.", 4)
    says(second, "number 2")
    first.locator("#stop").click()
    says(first, "Stopping")
    gate.open()
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


def test_a_plan_is_edited_before_it_is_rendered(open_page):
    page = open_page()
    page.locator("#prompt textarea").fill("Rain, then a bell, then a dog barks.")
    number(page, "length", 9)
    page.locator("#plan-only").click()
    says(page, "Planned:")
    text = page.locator("#plan-text textarea")
    expect(text).to_be_visible()
    lines = text.input_value().splitlines()
    assert len(lines) > 1 and all("|" in line for line in lines)
    # one is added, two change places, the rest is deleted, one is changed
    text.fill("\n".join([f"1.5 | {INJECTED}", lines[1], "2 | An owl hoots."]))
    page.locator("#render").click()
    says(page, "Done:")
    assert captions(page) == [INJECTED, lines[1].split(" | ")[1], "An owl hoots."]
    text.fill("no bar here")
    page.locator("#render").click()
    says(page, "Line 1 of the plan cannot be read")


def test_a_saved_story_is_opened_again_and_a_foreign_file_is_explained(open_page, tmp_path):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    bundle = fetch(page, page.locator("#details a.as-file", has_text="story bundle"))
    before, scenes = wav(page)[0], captions(page)
    other = open_page()
    panel(other, "open-panel")
    chooser = other.locator("#bundle input[type=file]")
    chooser.set_input_files({"name": "x.zip", "mimeType": "application/zip", "buffer": b"nothing"})
    says(other, "not a story bundle")
    other.locator("#bundle button[aria-label='Clear'], #bundle [aria-label='Remove']").first.click()
    chooser.set_input_files({"name": "story.zip", "mimeType": "application/zip", "buffer": bundle})
    says(other, "Opened a story")
    assert captions(other) == scenes
    assert np.abs(wav(other)[0] - before).max() < 1e-4
    expect(other.locator("#board .as-think")).not_to_be_empty()


def test_markup_in_a_prompt_shows_as_text(open_page):
    page = open_page()
    told(page, f"Rain falls, then a bell rings, then {INJECTED}", 3)
    panel(page, "plan-panel")
    hostile = [INJECTED, "</textarea><script>alert(2)</script>", "${alert(3)} {{value}} `x`", "&lt;b&gt; 'a' \"b\""]
    page.locator("#plan-text textarea").fill("\n".join(f"2 | {text}" for text in hostile))
    page.locator("#render").click()
    expect(page.locator("#board .as-text").first).to_have_text(INJECTED, timeout=90_000)
    says(page, "Done:")
    assert captions(page) == hostile == page.locator("#board .as-text").all_text_contents()
    assert page.locator("#board img, #player .asp-scene img, #status img, .as-details img").count() == 0
    page.get_by_role("tab", name="Bridge").click()
    page.get_by_label("Your story").check()
    expect(page.locator("#bridge-task")).to_contain_text(INJECTED, timeout=90_000)
    expect(page.locator("#bridge-map blockquote").first).to_contain_text(INJECTED, timeout=90_000)
    assert page.locator("#bridge-task img, #bridge-map blockquote img, #bridge-map li img").count() == 0


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("prompt", "   ", "The instruction is empty"), ("seed", "-5", "seed=-5 is not a seed"), ("seed", "1.5", "seed=1.5 is not a seed")],
)  # fmt: skip
def test_bad_input_is_explained_and_the_button_works_again(open_page, name, value, said):
    page = open_page()
    advanced(page, seed=7)
    tell_with = page.locator(f"#{name} textarea, #{name} input[type=number]").first
    tell_with.fill(value)
    tell_with.blur()
    page.locator("#tell").click()
    says(page, said)
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)
    tell_with.fill("7")
    number(page, "length", 3)
    page.locator("#tell").click()
    says(page, "Done:")


def test_a_forged_request_leaves_no_dead_button(open_page):
    page = open_page()

    def forge(route):
        body = route.request.post_data_json
        body["data"][2] = -5  # seconds
        route.continue_(post_data=json.dumps(body))

    page.route("**/queue/join*", forge)
    tell(page, "A bell.", 3)
    says(page, "Could not start")
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)
    page.unroute("**/queue/join*")
    told(page, "A bell.", 3)


def test_a_link_with_bad_values_opens_a_page_that_works(open_page):
    page = open_page(
        "?duration=nan&seed=-1&steps=1e9&guidance=x&model=../../etc&prompt="
        + "%3Cimg%20src=x%20onerror=alert(1)%3E" * 60
    )
    assert len(page.locator("#prompt textarea").input_value()) <= 600
    advanced(page, steps=2)
    told(page, "A bell.", 3)


def test_a_reload_on_the_way_frees_the_line(open_page, gate):
    page = open_page()
    gate.hold()
    tell(page, "A long night at sea.", 60)
    begun(page, 1)
    page.reload()
    page.locator("#tell").wait_for()
    gate.open()
    told(page, "A bell.", 3)
    says(page, "Done: 3.0 s")


def test_stop_right_after_the_press_and_two_quick_presses_leave_no_dead_button(open_page, gate):
    page = open_page()
    gate.hold()
    tell(page, "A bell.", 4)
    page.locator("#stop").click()
    says(page, re.compile("Stopped|Stopping"))
    gate.open()
    says(page, "Stopped")
    page.locator("#tell").dblclick()
    says(page, "Done: 4.0 s")
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)


def test_an_example_fills_the_box_and_its_recorded_story_is_there_at_once(open_page):
    page = open_page()
    page.get_by_text("Campfire").click()
    expect(page.locator("#prompt textarea")).to_have_value(re.compile("campfire"))
    says(page, "recorded in advance")
    page.locator("#player .asp[data-ready]").wait_for()
    assert len(captions(page)) == len(recorded_stories()["campfire"].scenes)
    expect(page.locator("#details a.as-link")).to_have_count(1)


def test_a_story_is_still_there_after_a_reload_and_after_back(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    scenes, sound = captions(page), wav(page)[0]
    page.reload()
    says(page, "here again")
    assert captions(page) == scenes and np.array_equal(wav(page)[0], sound)
    page.goto("about:blank")
    page.go_back()
    says(page, "here again")
    assert captions(page) == scenes


def test_pressing_again_tells_the_newer_wish(open_page, gate):
    page = open_page()
    gate.hold()
    tell(page, "The older wish.", 30)
    begun(page, 1)
    tell(page, "The newer wish.", 3)
    says(page, "number")
    gate.open()
    says(page, "Done: 3.0 s")
    assert "newer" in page.locator("a.as-link").get_attribute("href")


@pytest.mark.parametrize("word", [CLOSED, OVER])
def test_a_second_press_is_answered_though_the_end_of_the_first_is_still_on_its_way(open_page, word):
    page = open_page()
    page.add_init_script(SLOW_END % word)
    page.reload()
    page.locator("#tell").wait_for()
    told(page, "Rain, then a bell.", 6)
    with page.expect_response(lambda answer: "/queue/join" in answer.url and "A dog." in answer.request.post_data):
        tell(page, "A dog.", 3)
    page.evaluate("let_end()")
    says(page, "Done: 3.0 s")
    expect(page.locator("#stop")).to_be_hidden(timeout=90_000)
