"""The lesson on the bridge in a real browser."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
import soundfile

from .pages import expect, see_step, step, to_bridge, told

PATIENCE = 90_000


def news(page):
    return page.locator("#bridge-status .as-status")


def sound(page, side):
    address = page.locator(f"#sound-{side} audio").evaluate("audio => audio.currentSrc || audio.src")
    return soundfile.read(io.BytesIO(page.request.get(address).body()))[0]


def moves(page, side):
    """Press play, once: the sound moves, and no other does."""
    play = page.locator(f"#sound-{side} .asp-play")
    play.click()
    page.wait_for_function(f"() => document.querySelector('#sound-{side} audio').currentTime > 0.1", timeout=PATIENCE)
    return page.evaluate("[...document.querySelectorAll('audio')].filter(audio => !audio.paused).length")


def test_the_lesson_works_at_once_without_a_story(open_page):
    page = open_page()
    to_bridge(page)
    expect(page.locator("#bridge-map .asm label")).to_have_count(9, timeout=PATIENCE)
    see_step(page, "3 No residual tokens", "A clearly different sound")
    expect(page.locator("#bridge-result .as-head")).to_contain_text(re.compile(r"\d+\.\d dB"))
    expect(page.locator("#bridge-result")).to_contain_text("You expected: A clearly different sound")
    a, b = sound(page, "a"), sound(page, "b")
    assert len(a) == len(b) and not np.array_equal(a, b)
    page.locator("#bridge-next").click()
    expect(page.locator("#bridge-task h3")).to_contain_text("4 Residual tokens", timeout=PATIENCE)
    expect(page.locator("#bridge-result figure")).to_have_count(0)


def test_both_sides_play_one_at_a_time_on_every_step_that_is_opened(open_page):
    page = open_page()
    to_bridge(page)
    for name in ("2 No semantic tokens", "5 Residual tokens of another story"):
        see_step(page, name, "I will hear no difference")
        assert moves(page, "a") == 1
        assert moves(page, "b") == 1
        expect(page.locator("#sound-a .asp-play")).to_have_attribute("aria-label", "Play")
        page.evaluate("audioStoryPlayer.pause()")
        step(page, "1 Other noise")


def test_seeing_the_difference_does_not_stop_what_plays(open_page):
    page = open_page()
    to_bridge(page)
    step(page, "1 Other noise")
    page.locator("#bridge-predict").get_by_label("A clearly different sound").check()
    page.locator("#sound-b .asp[data-ready]").wait_for()
    page.locator("#sound-a .asp-loop").click()
    assert moves(page, "a") == 1
    page.locator("#bridge-see").click()
    expect(page.locator("#bridge-result figure")).to_have_count(3, timeout=PATIENCE)
    assert not page.locator("#sound-a audio").evaluate("audio => audio.paused")


def test_the_stations_are_worked_by_keyboard_and_by_pointing(open_page):
    page = open_page()
    to_bridge(page)
    page.locator("#bridge-map .asm").wait_for()
    page.locator("#bridge-map input:checked").focus()
    shown = page.locator("#bridge-map section:visible")
    assert shown.get_attribute("data-station") == "steps"
    page.keyboard.press("ArrowRight")
    assert shown.get_attribute("data-station") == "mel"
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert shown.get_attribute("data-station") == "residual"
    page.locator("#bridge-map .asm-attention").click()
    assert shown.get_attribute("data-station") == "attention"
    cell = page.locator("#bridge-map [data-station=attention] rect").nth(9)
    cell.hover()
    assert cell.evaluate("rect => getComputedStyle(rect).stroke") == "rgb(255, 47, 109)"
    assert "of its attention to residual token" in cell.locator("title").text_content()


def test_a_blind_vote_hides_the_names_counts_and_reveals(open_page):
    page = open_page()
    to_bridge(page)
    step(page, "6 Blind vote")
    page.locator("#bridge-deal").click()
    page.locator("#sound-b .asp[data-ready]").wait_for()
    assert page.locator("#sound-a h3").inner_text() == "A"
    assert page.locator("#sound-a .asp-mel img").evaluate("img => getComputedStyle(img).visibility") == "hidden"
    for side in "aab":
        before = news(page).inner_text() if news(page).count() else ""
        page.locator(f"#vote-{side}").click()
        expect(news(page)).not_to_have_text(before, timeout=PATIENCE)
    expect(news(page)).to_contain_text("A 2, B 1", timeout=PATIENCE)
    page.locator("#reveal").click()
    expect(news(page)).to_contain_text(re.compile("[12] of 3 votes of this round"), timeout=PATIENCE)
    expect(page.locator("#bridge-result figure")).to_have_count(3, timeout=PATIENCE)
    page.locator("#bridge-deal").click()
    expect(page.locator("#vote-a")).to_be_visible(timeout=PATIENCE)


def test_ones_own_story_is_rendered_and_pressed_twice(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    to_bridge(page)
    page.get_by_label("Your story").check()
    page.locator("#bridge-predict").get_by_label("A clearly different sound").check()
    page.locator("#compare").click()
    expect(news(page)).to_contain_text("Listen to A and B", timeout=PATIENCE)
    assert moves(page, "b") == 1
    step(page, "On your own")
    for _ in range(2):
        with page.expect_response("**/queue/join*"):  # how soon it says "Rendering", and for how long, is chance
            page.locator("#compare").click()
        expect(news(page)).to_contain_text("Listen to A and B", timeout=PATIENCE)
        assert moves(page, "b") == 1
    page.locator("#bridge-see").click()
    expect(page.locator("#bridge-result figure")).to_have_count(3, timeout=PATIENCE)


def test_a_stopped_comparison_leaves_no_dead_button(open_page, gate):
    page = open_page()
    told(page, "Rain, then a bell.", 3)
    to_bridge(page)
    page.get_by_label("Your story").check()
    step(page, "On your own")
    gate.hold()
    page.locator("#compare").click()
    page.locator("#bridge-stop").click()
    expect(news(page)).to_contain_text("Stopp", timeout=PATIENCE)
    gate.open()
    expect(news(page)).to_contain_text("Stopped", timeout=PATIENCE)
    page.locator("#compare").click()
    expect(news(page)).to_contain_text("Listen to A and B", timeout=PATIENCE)
    expect(page.locator("#bridge-stop")).to_be_hidden(timeout=PATIENCE)


@pytest.mark.parametrize(("locale", "title"), [("de-DE", "3 Ohne residuale Token"), ("zh-CN", "3 去掉残差词元")])
def test_the_lesson_speaks_the_visitors_language(open_page, locale, title):
    page = open_page(locale=locale)
    page.get_by_role("tab").nth(1).click()
    page.locator("#bridge-step").get_by_label(title).check()
    expect(page.locator("#bridge-task h3")).to_have_text(title, timeout=PATIENCE)
    assert "Residual" not in page.locator("#bridge-map .asm-residual").inner_text() or locale == "de-DE"
