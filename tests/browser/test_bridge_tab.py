"""The bridge tab in a real browser."""

from __future__ import annotations

import io
import re

import numpy as np
import soundfile

from .pages import advanced, expect, panel, told

PATIENCE = 90_000


def to_bridge(page):
    page.get_by_role("tab", name="Bridge").click()
    return page.locator("#bridge-status .as-status")


def sound(page, side):
    address = page.locator(f"#sound-{side} audio").evaluate("audio => audio.src")
    return soundfile.read(io.BytesIO(page.request.get(address).body()))[0]


def test_without_a_story_the_tab_says_what_to_do(open_page):
    page = open_page()
    expect(to_bridge(page)).to_contain_text("no story yet", timeout=PATIENCE)


def test_tokens_are_shown_and_two_sides_are_compared(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    status = to_bridge(page)
    expect(page.locator("#bridge-view figure")).to_have_count(4, timeout=PATIENCE)
    expect(page.locator("#bridge-view")).to_contain_text("do not prove")
    page.locator("#compare").click()
    expect(status).to_contain_text("same noise", timeout=PATIENCE)
    expect(page.locator("#sound-b h3")).to_have_text("B: Residual off")
    a, b = sound(page, "a"), sound(page, "b")
    assert len(a) == len(b) and not np.array_equal(a, b)


def test_pressing_compare_again_or_stopping_leaves_no_dead_button(open_page):
    page = open_page()
    advanced(page, steps=40)  # slow enough to be stopped
    told(page, "Rain, then a bell.", 3)
    status = to_bridge(page)
    expect(page.locator("#bridge-view figure")).to_have_count(4, timeout=PATIENCE)
    page.locator("#compare").click()
    page.locator("#bridge-stop").click()
    expect(status).to_contain_text("Stopp", timeout=PATIENCE)
    page.locator("#compare").dblclick()
    expect(status).to_contain_text("same noise", timeout=PATIENCE)
    expect(page.locator("#bridge-stop")).to_be_hidden(timeout=PATIENCE)


def test_a_blind_comparison_hides_the_names_counts_votes_and_reveals(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    status = to_bridge(page)
    expect(page.locator("#bridge-view figure")).to_have_count(4, timeout=PATIENCE)
    page.locator("#blind input").check()
    page.locator("#compare").click()
    expect(status).to_contain_text("Blind", timeout=PATIENCE)
    expect(page.locator("#sound-a h3")).to_have_text("A")
    page.locator("#vote-a").click()
    expect(status).to_contain_text("A 1, B 0", timeout=PATIENCE)
    page.locator("#reveal").click()
    expect(status).to_contain_text(re.compile("A: .*Residual.*B: .*Residual"), timeout=PATIENCE)


def test_a_switch_that_needs_a_second_story_says_so(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 3)
    status = to_bridge(page)
    expect(page.locator("#bridge-view figure")).to_have_count(4, timeout=PATIENCE)
    page.locator("#side-b input").click()
    page.get_by_role("option", name="Residual of the previous story").click()
    page.locator("#compare").click()
    expect(status).to_contain_text("no story before this one", timeout=PATIENCE)
    page.get_by_role("tab", name="Story").click()
    panel(page, "plan-panel")
