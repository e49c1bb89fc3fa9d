"""The player in a page that lives on: another story in the same place, and one press is one press."""

from __future__ import annotations

import re

import pytest

from .pages import expect, number, panel, says, told

PATIENCE = 90_000
SOUND = "document.querySelector('{where} audio')"


def one_press_is_one_toggle(page, where: str = "#player") -> None:
    """Press play and hear sound move, press again and hear it stop; an arrow key moves by one second."""
    button, view = page.locator(f"{where} .asp-play"), page.locator(f"{where} [role=slider]")
    sound = SOUND.format(where=where)
    expect(button).to_have_attribute("aria-label", "Play")
    before = page.evaluate(f"{sound}.currentTime")
    button.click()
    expect(button).to_have_attribute("aria-label", "Pause")
    page.wait_for_function(f"{sound}.currentTime > {before} + 0.15", timeout=PATIENCE)
    button.click()
    expect(button).to_have_attribute("aria-label", "Play")
    assert page.evaluate(f"{sound}.paused")
    view.focus()
    page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-label", "Pause")
    page.keyboard.press(" ")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert float(view.get_attribute("aria-valuenow")) == pytest.approx(1)
    page.keyboard.press("Home")


def example(page, name: str) -> None:
    page.get_by_text(name, exact=True).click()
    says(page, "recorded in advance")
    page.locator("#player .asp[data-ready]").wait_for()


def test_every_story_after_the_first_plays_too(open_page):
    page = open_page()
    for name, first in (("Harbour storm", "wind"), ("Farm at dawn", "rooster"), ("Campfire", "fire")):
        example(page, name)
        expect(page.locator("#player .asp-scene").first).to_contain_text(re.compile(first, re.I), timeout=PATIENCE)
        one_press_is_one_toggle(page)
    for prompt in ("Rain, then a bell.", "A dog barks, then wind."):
        told(page, prompt, 4)
        one_press_is_one_toggle(page)


def test_a_changed_story_plays(open_page):
    page = open_page()
    told(page, "Rain, then a bell, then a dog barks.", 6)
    panel(page, "change-panel")
    page.locator("#redo").click()
    says(page, "Scene 1 is new")
    one_press_is_one_toggle(page)
    number(page, "scene-seconds", 2.5)
    page.locator("#apply-edit").click()
    expect(page.locator("#player .asp-scene").first).to_have_attribute("data-end", "2.500000", timeout=PATIENCE)
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    one_press_is_one_toggle(page)


def test_two_sides_play_again_when_they_are_compared_again(open_page):
    page = open_page()
    example(page, "Campfire")
    page.get_by_role("tab", name="Bridge").click()
    expect(page.locator("#bridge-view figure")).to_have_count(4, timeout=PATIENCE)
    for side_b in ("Residual off", "Semantic off"):
        page.locator("#side-b input").click()
        page.get_by_role("option", name=side_b).click()
        page.locator("#compare").click()
        expect(page.locator("#sound-b h3")).to_contain_text(side_b, timeout=PATIENCE)
        for side in ("#sound-a", "#sound-b"):
            one_press_is_one_toggle(page, side)
