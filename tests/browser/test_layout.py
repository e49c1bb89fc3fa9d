"""The story is what one looks at: the form steps back, nothing jumps, and few steps lead from the wish to the sound."""

from __future__ import annotations

import pytest

from .pages import captions, expect, number, says, tell, told, tool

PATIENCE = 90_000
SHIFTS = """() => {
    window.shifted = [];
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
            if (!entry.hadRecentInput) window.shifted.push([entry.value, entry.sources.map(({node}) =>
                node?.id || node?.className || node?.nodeName)]);
        }
    }).observe({type: "layout-shift", buffered: false});
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1000), (375, 760)])
def test_after_tell_the_story_is_on_the_screen_and_nothing_jumps(open_page, width, height):
    page = open_page(viewport={"width": width, "height": height})
    page.locator("#prompt textarea").fill("Rain, then a bell, then a dog barks.")
    number(page, "length", 6)
    page.locator("#tell").click()
    page.wait_for_timeout(600)  # what moves right after a press was asked for
    page.evaluate(SHIFTS)
    says(page, "Done:")
    tool(page, 0, "redo").wait_for()
    button = page.locator("#player .asp-play").bounding_box()
    assert 0 < button["y"] < 0.55 * height, "the player is in sight"
    view = page.locator("#player .asp-view").bounding_box()
    assert view["y"] + view["height"] <= height
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shifted = page.evaluate("window.shifted")
    assert sum(value for value, _ in shifted) < 0.1, shifted  # what the web calls good
    expect(page.locator("#examples")).to_be_hidden()
    page.locator("#prompt textarea").click()
    expect(page.locator("#examples")).to_be_visible()


def test_scenes_are_listed_once(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    text = page.locator(".gradio-container").inner_text()
    for caption in set(captions(page)):
        # the player says what is heard now
        assert text.count(caption) - page.locator("#player .asp-caption").inner_text().count(caption) == captions(
            page
        ).count(caption)


def test_few_tabs_lead_from_tell_to_play(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    page.locator("#tell").focus()
    reached = []
    while len(reached) < 6 and "asp-play" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert "asp-play" in reached[:3], reached


def test_enter_tells_the_story_and_shift_and_enter_begin_a_line(open_page):
    page = open_page()
    number(page, "length", 3)
    box = page.locator("#prompt textarea")
    box.fill("Rain,")
    box.press("Shift+Enter")
    box.press_sequentially("then a bell.")
    expect(box).to_have_value("Rain,\nthen a bell.")
    assert page.locator("#player .asp").count() == 0
    box.press("Enter")
    says(page, "Done: 3.0 s")
    expect(box).to_have_value("Rain,\nthen a bell.")


def test_stop_hands_the_keyboards_place_to_tell(open_page, gate):
    page = open_page()
    gate.hold()
    tell(page, "A long night at sea.", 40)
    page.locator("#stop").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    assert page.evaluate("document.activeElement.id") == "tell"


def test_the_exported_page_plays_without_a_server(open_page, tmp_path):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    scenes = captions(page)
    with page.expect_download() as download:
        page.locator("#details a.as-file", has_text="page that plays").click()
    file = tmp_path / "story.html"
    download.value.save_as(file)
    page.route("http**/*", lambda route: route.abort())
    page.goto(file.as_uri())
    page.locator(".asp[data-ready]").wait_for()
    assert [scene.get_attribute("data-caption") for scene in page.locator(".asp-scene").all()] == scenes
    page.locator(".asp-play").click()
    page.wait_for_function(
        "Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow')) > 0.2", timeout=PATIENCE
    )
