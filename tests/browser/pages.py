"""What visitors do, in words."""

from __future__ import annotations

import re
from typing import Any

PATIENCE = 90_000


def expect(locator: Any) -> Any:
    from playwright.sync_api import expect as playwright_expect

    return playwright_expect(locator)


def says(page: Any, text: str | re.Pattern) -> None:
    """Wait until the status line says something."""
    expect(page.locator("#status .as-status")).to_contain_text(text, timeout=PATIENCE)


def number(page: Any, name: str, value: float) -> None:
    """Fill a number box or a slider's number."""
    box = page.locator(f"#{name} input[type=number]").first
    if not box.is_visible():
        ask_again(page)
    box.fill(str(value))
    box.blur()


def ask_again(page: Any) -> None:
    """The form comes forward again, which steps back while there is a story."""
    page.locator("#prompt textarea").click()


def settled(page: Any) -> None:
    """Wait some frames: Gradio writes the values of a panel that opens twice, and would overwrite a test's fast hands."""
    page.evaluate(
        """() => new Promise(done =>
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 100))"""
    )


def advanced(page: Any, **values: float) -> None:
    """Open the Advanced panel and set sliders; ``seed`` is locked too."""
    ask_again(page)
    page.locator("#advanced > button, #advanced .label-wrap").first.click()
    page.locator("#steps").wait_for()
    settled(page)
    for name, value in values.items():
        number(page, name, value)
    if "seed" in values:
        page.locator("#lock input").check()


def begun(page: Any, scenes: int) -> None:
    """Wait until so many scenes are planned."""
    expect(page.locator("#board .as-rows li").nth(scenes - 1)).to_be_visible(timeout=PATIENCE)


def tell(page: Any, prompt: str, seconds: float) -> None:
    """Ask for a story."""
    ask_again(page)
    page.locator("#prompt textarea").fill(prompt)
    number(page, "length", seconds)
    page.locator("#tell").click()


def told(page: Any, prompt: str, seconds: float) -> None:
    """Ask for a story and wait until it is there."""
    tell(page, prompt, seconds)
    says(page, "Done:")
    page.locator("#player .asp[data-ready]").wait_for()


def panel(page: Any, name: str) -> None:
    """Open an accordion unless it is open."""
    button = page.locator(f"#{name} button.label-wrap").first
    if "open" not in (button.get_attribute("class") or "").split():
        button.click()
        settled(page)


def tool(page: Any, scene: int, name: str) -> Any:
    """The button of a scene, counted from 0, that does something to it."""
    return page.locator(f"#board li[data-scene='{scene}'] [data-edit={name}]")


def change(page: Any, scene: int, *, caption: str | None = None, seconds: str | None = None) -> None:
    """Say something else in a scene, or give it another length."""
    tool(page, scene, "change").click()
    form = page.locator("#board .as-form")
    if caption is not None:
        form.locator("[name=caption]").fill(caption)
    if seconds is not None:
        form.locator("[name=seconds]").fill(seconds)
    form.locator("[type=submit]").click()


def captions(page: Any) -> list[str]:
    """The scenes of the player."""
    return [scene.get_attribute("data-caption") for scene in page.locator("#player .asp-scene").all()]


def starts(page: Any) -> list[float]:
    """Where the player's scenes start, in seconds."""
    return [float(scene.get_attribute("data-start")) for scene in page.locator("#player .asp-scene").all()]


def fetch(page: Any, link: Any) -> bytes:
    """What a download link gives."""
    link.wait_for()
    response = page.request.get(link.evaluate("a => a.href"))
    assert response.ok
    return response.body()


def said_seed(page: Any) -> str:
    """The seed that the settings list shows."""
    page.locator("#details dl").wait_for(state="attached")
    return page.locator("#details dt", has_text=re.compile("^Seed$")).locator("xpath=../dd").text_content()


def to_bridge(page: Any) -> None:
    """Open the lesson on the bridge."""
    page.get_by_role("tab", name="Bridge").click()
    page.locator("#bridge-step label").first.wait_for()


def step(page: Any, name: str) -> None:
    """Go to a step of the lesson."""
    page.locator("#bridge-step").get_by_label(name).check()
    expect(page.locator("#bridge-task h3")).to_have_text(name, timeout=PATIENCE)


def see_step(page: Any, name: str, expected: str) -> None:
    """Predict, listen, see the difference, in a step where nothing was predicted yet."""
    step(page, name)
    # what was predicted in the step before may stand there for a moment: to check it again would change nothing
    expect(page.locator("#bridge-predict input:checked")).to_have_count(0, timeout=PATIENCE)
    page.locator("#bridge-predict").get_by_label(expected).check()
    page.locator("#sound-b .asp[data-ready]").wait_for()
    page.locator("#bridge-see").click()
    expect(page.locator("#bridge-result figure")).to_have_count(3, timeout=PATIENCE)
