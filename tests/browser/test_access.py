"""For everyone: keyboard, screen readers, narrow screens, light and dark, four languages."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from .pages import expect, panel, says, see_step, step, tell, to_bridge, told, tool


def axe(page, *, at_rest: bool = True) -> list[str]:
    """Serious findings of axe on the page, once nothing fades in or out any more or as it is."""
    if at_rest:
        calm(page)
    source = _axe_source()
    page.evaluate(source)
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    # what Gradio draws itself below the page is not ours to mend
    ours = []
    for finding in found:
        if finding["impact"] in ("serious", "critical"):
            nodes = [node for node in finding["nodes"] if "footer" not in str(node["target"])]
            ours += [
                f"{finding['id']}: {node['target']} {node['html'][:160]} {node['failureSummary'][:200]}"
                for node in nodes
            ]
    return ours


def _axe_source() -> str:
    if "AXE_CORE" in os.environ:
        return Path(os.environ["AXE_CORE"]).read_text(encoding="utf-8")
    package = pytest.importorskip(
        "axe_playwright_python", reason="axe is not installed (pip install axe-playwright-python)"
    )
    return next(Path(package.__file__).parent.rglob("axe*.js")).read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_before_while_and_after_a_story_is_told(open_page, scheme):
    page = open_page(f"?__theme={scheme}&steps=20", color_scheme=scheme)
    assert axe(page) == []
    tell(page, "A dog barks in the rain.", 8)
    page.locator("#board progress, #player .asp").first.wait_for()
    assert axe(page, at_rest=False) == []
    says(page, "Done:")
    tool(page, 0, "change").click()
    page.locator("#prompt textarea").click()
    for name in ("advanced", "plan-panel"):
        panel(page, name)
    assert axe(page) == []


def calm(page) -> None:
    """Wait until nothing fades in or out: half of a colour has half of its contrast."""
    page.wait_for_function(
        "document.getAnimations().every(each => each.playState !== 'running' || each.effect.getTiming().iterations === Infinity)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_other_tabs(open_page, scheme):
    page = open_page(f"?__theme={scheme}", color_scheme=scheme)
    for name in ("Dub", "About"):
        page.get_by_role("tab", name=name).click()
        assert axe(page) == [], name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_lesson_on_the_bridge(open_page, scheme):
    page = open_page(f"?__theme={scheme}", color_scheme=scheme)
    to_bridge(page)
    page.locator("#bridge-map .asm").wait_for()
    assert axe(page) == []
    see_step(page, "5 Residual tokens of another story", "I will hear no difference")
    assert axe(page) == []
    step(page, "6 Blind vote")
    page.locator("#bridge-deal").click()
    page.locator("#sound-b .asp[data-ready]").wait_for()
    assert axe(page) == []
    step(page, "On your own")
    page.locator("#compare").wait_for()
    assert axe(page) == []


def test_a_story_is_told_and_played_with_the_keyboard_alone(open_page):
    page = open_page()
    page.locator("#prompt textarea").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Rain, then a bell.")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id === 'tell'"):
            break
    page.keyboard.press("Enter")
    says(page, "Done:")
    page.evaluate("audioStoryPlayer.pause()")  # a story that was just told plays
    slider = page.locator("#player [role=slider]")
    for _ in range(60):
        page.keyboard.press("Tab")
        if slider.evaluate("view => view === document.activeElement"):
            break
    page.keyboard.press("End")
    assert float(slider.get_attribute("aria-valuenow")) == float(slider.get_attribute("aria-valuemax"))
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    assert float(slider.get_attribute("aria-valuenow")) > 0
    expect(slider).to_have_attribute("aria-valuetext", re.compile("seconds. 2: "))
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    expect(page.locator("#player .asp-play")).to_have_attribute("aria-label", "Pause")
    page.wait_for_function(
        "Number(document.querySelector('#player [role=slider]').getAttribute('aria-valuenow')) > 0.2"
    )
    apart = page.evaluate("""() => {
        const root = document.querySelector("#player .asp"), said = root.querySelector("[role=slider]").ariaValueNow;
        return parseFloat(root.querySelector(".asp-head").style.left) / 100 * root.dataset.duration - said;
    }""")
    assert abs(apart) < 0.02, "the playhead is where the sound is said to be"
    page.keyboard.press(" ")
    expect(page.locator("#player .asp-play")).to_have_attribute("aria-label", "Play")


def test_a_click_on_the_spectrogram_seeks(open_page):
    page = open_page()
    told(page, "A bell.", 4)
    page.evaluate("audioStoryPlayer.pause()")  # it plays as it was told
    view = page.locator("#player .asp-view")
    box = view.bounding_box()
    view.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    assert float(view.get_attribute("aria-valuenow")) == pytest.approx(2, abs=0.1)
    assert "2.0" in page.locator("#player .asp-time").inner_text()


def test_nothing_sticks_out_of_a_narrow_screen(open_page):
    page = open_page(viewport={"width": 375, "height": 700})
    told(page, "A dog barks in the rain.", 6)
    page.locator("#prompt textarea").click()
    for name in ("advanced", "plan-panel", "open-panel"):
        panel(page, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("tab", name="Bridge").click()
    see_step(page, "3 No residual tokens", "A clearly different sound")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.get_by_role("tab", name="About").click()
    panel(page, "card-tiny")
    panel(page, "attribution-tiny")
    page.locator("#attribution-tiny").get_by_text("CC").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_status_line_is_live_for_screen_readers(open_page):
    page = open_page()
    told(page, "A bell.", 3)
    expect(page.locator("[role=status][aria-live=polite] .as-status")).to_contain_text("Done:")


@pytest.mark.parametrize(
    ("locale", "button", "news", "play", "about"),
    [
        ("de-DE", "Geschichte erzählen", "Fertig", "Abspielen", "Wie es trainiert wurde"),
        ("zh-CN", "讲述故事", "完成", "播放", "如何训练"),
        ("ko-KR", "이야기 들려주기", "완료", "재생", "어떻게 학습했나요"),
    ],
)
def test_the_page_speaks_the_visitors_language(open_page, locale, button, news, play, about):
    page = open_page(locale=locale)
    expect(page.locator("#tell")).to_have_text(button)
    page.locator("#prompt textarea").fill("A bell.")
    page.locator("#length input[type=number]").first.fill("3")
    page.locator("#length input[type=number]").first.blur()
    page.locator("#tell").click()
    says(page, news)
    expect(page.locator("#player .asp-play")).to_have_attribute("aria-label", play)
    page.get_by_role("tab").last.click()
    expect(page.locator("#about")).to_contain_text(about)


def test_the_about_tab_names_the_model_and_the_paper(open_page):
    page = open_page()
    page.get_by_role("tab", name="About").click()
    for text in ("What runs here", "How it was trained", "What it cannot do", "small model embedded in this package"):
        expect(page.get_by_text(text).first).to_be_visible()  # two models run here
    expect(page.get_by_role("link", name="arXiv 2508.20088")).to_be_visible()
