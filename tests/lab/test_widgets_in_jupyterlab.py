"""The widgets where students meet them: in a running JupyterLab, by mouse and by keyboard, and in exported pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from browser.pages import expect

from .lesson import EXPLORER, EXPORT, LAB, NOTEBOOK, PLAYER, QUIZ, SCRUBBER, STUDIO, TRACE
from .server import PATIENCE, open_notebook

NAMES = {"player", "studio", "lab", "trace", "explorer", "scrubber", "quiz"}
KINDS = {"player": "player", "studio": "player", "lab": "comparison", "explorer": "tokens"}
LONG = 1000 * PATIENCE


def cell(page: Any, number: int) -> Any:
    return page.locator(".jp-Notebook .jp-Cell").nth(number)


def sound(viewer: Any) -> dict[str, Any]:
    return viewer.locator("audio").first.evaluate("a => ({paused: a.paused, now: a.currentTime, source: a.src})")


def plays_by_keyboard(page: Any, viewer: Any) -> None:
    """Space starts it, the sound goes on, Space stops it."""
    view = viewer.locator(".asp-view")
    view.focus()
    before = sound(viewer)["now"]
    page.keyboard.press("Space")
    page.wait_for_function(
        "([audio, before]) => !audio.paused && audio.currentTime > before",
        arg=[viewer.locator("audio").first.element_handle(), before], timeout=LONG,
    )  # fmt: skip
    page.keyboard.press("Space")
    assert sound(viewer)["paused"]


def tell(page: Any, seconds: float) -> Any:
    """Press Tell in the studio; returns its cell."""
    studio = cell(page, STUDIO)
    box = studio.get_by_role("spinbutton", name="Seconds")
    box.fill(str(seconds))
    box.press("Tab")
    studio.get_by_role("button", name="Tell", exact=True).click()
    return studio


def told(page: Any, seconds: float) -> Any:
    studio = tell(page, seconds)
    expect(studio.locator(".asp")).to_have_attribute("data-duration", f"{seconds:.6f}", timeout=LONG)
    expect(studio.get_by_role("status")).to_have_text("Told.", timeout=LONG)
    return studio


def test_the_player_plays_and_seeks_by_keyboard_and_leaves_the_notebook_alone(page: Any) -> None:
    player, view = cell(page, PLAYER), cell(page, PLAYER).locator(".asp-view")
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    view.focus()
    for key, second in (("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("PageUp", 2), ("End", 5), ("Home", 0)):
        page.keyboard.press(key)
        expect(view).to_have_attribute("aria-valuenow", f"{second:.2f}")
    plays_by_keyboard(page, player)
    for key in ("b", "x", "m"):  # which add, cut and turn a cell where the notebook hears them
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".jp-MarkdownCell").count() == 0
    player.get_by_role("button", name="Scene 3").click()
    expect(player.locator(".asp-caption")).to_have_text("3. A dog barks.")


def test_the_studio_tells_and_redoes_a_scene(page: Any) -> None:
    studio = told(page, 5)
    scenes = studio.locator(".asp-scene").count()
    assert scenes == studio.locator("select option").count() > 1
    before = sound(studio.locator(".asp"))["source"]
    studio.locator("select").select_option(index=scenes - 1)
    studio.get_by_role("button", name="Redo scene").click()
    page.wait_for_function(
        "([cell, before]) => cell.querySelector('.asp audio').src !== before",
        arg=[studio.element_handle(), before],
        timeout=LONG,
    )
    assert studio.locator(".asp-scene").count() == scenes
    plays_by_keyboard(page, studio.locator(".asp"))


def test_the_studio_stops_and_keeps_the_finished_scenes(page: Any) -> None:
    studio = tell(page, 90)
    expect(studio.get_by_role("button", name="Stop")).to_be_enabled(timeout=LONG)
    expect(studio.get_by_role("button", name="Tell", exact=True)).to_be_disabled()
    studio.locator("audio[aria-label='scene 1']").wait_for(timeout=LONG)
    studio.get_by_role("button", name="Stop").click()
    expect(studio.get_by_role("status")).to_have_text("Stopped; finished scenes are kept.", timeout=LONG)
    expect(studio.get_by_role("button", name="Tell", exact=True)).to_be_enabled()
    length = float(studio.locator(".asp").get_attribute("data-duration"))
    assert 0 < length < 90


def test_the_bridge_lab_swaps_by_keyboard_and_takes_a_blind_vote(page: Any) -> None:
    lab = cell(page, LAB)
    lab.locator(".noUi-handle").nth(2).focus()
    page.keyboard.press("End")
    lab.get_by_role("button", name="Compare").click()
    captions = lab.locator("figcaption")
    expect(captions).to_have_text(["A: original", "B: changed (100 % of scene 2's residual tokens)"], timeout=LONG)
    lab.get_by_label("Blind").check()
    lab.get_by_role("button", name="Compare").click()
    expect(captions).to_have_text(["A", "B"], timeout=LONG)
    lab.get_by_role("button", name="A fits better").click()
    expect(captions).to_have_text([re.compile("^A: "), re.compile("^B: ")], timeout=LONG)
    expect(lab.locator(".widget-html", has_text="of 1 votes")).to_be_visible(timeout=LONG)
    assert sorted(text[3:11] for text in captions.all_text_contents()) == ["changed ", "original"]


def test_trace_tokens_scrubber_and_quiz_show_what_is_chosen(page: Any) -> None:
    trace = cell(page, TRACE)
    trace.get_by_role("button", name="2-3.5 s: thunder.").click()
    expect(trace.locator(".asw-panel:visible")).to_contain_text(
        "became scene 2, 2 to 3.5 s: Thunder <b>rolls</b> for $5 and $6."
    )
    assert page.locator("mjx-container").count() == 0, "dollars are no formulas"
    page.keyboard.press("ArrowDown")
    expect(trace.locator("output")).to_have_text("Step 4 of 7")

    explorer = cell(page, EXPLORER)
    explorer.locator("select").nth(1).select_option("residual")
    explorer.locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(explorer.locator("output")).to_contain_text("Token 1, value 1:")
    mark, tokens = explorer.locator(".asw-cell").bounding_box(), explorer.locator("canvas").bounding_box()
    assert abs(mark["y"] - (tokens["y"] + tokens["height"] / 8)) < 1.5, "the mark is on the second of eight rows"

    scrubber = cell(page, SCRUBBER)
    scrubber.get_by_label("Denoising step").focus()
    page.keyboard.press("Home")
    expect(scrubber.locator("output")).to_have_text("Step 1 of 4: 75 % noise left")
    expect(scrubber.locator("img:visible")).to_have_count(1)

    quiz = cell(page, QUIZ)
    choices = quiz.locator("select")
    for number in range(choices.count()):
        choices.nth(number).select_option(choices.nth(number).get_attribute("data-answer"))
    quiz.get_by_role("button", name="Check").click()
    expect(quiz.locator("output")).to_contain_text("3 of 3 right.")
    assert quiz.locator("audio:visible").count() == 0
    quiz.get_by_role("button", name="Show the answers").click()
    expect(quiz.locator("audio:visible")).to_have_count(3)


def test_exported_pages_open_from_a_file_without_any_network(page: Any, chromium: Any, folder: Path) -> None:
    told(page, 5)
    cell(page, LAB).get_by_role("button", name="Compare").click()
    cell(page, LAB).locator("figcaption").first.wait_for()
    cell(page, EXPORT).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    cell(page, EXPORT).locator(".jp-OutputArea-output", has_text="everything is exported").wait_for()
    assert {file.stem for file in (folder / "exported").glob("*.html")} == NAMES
    context = chromium.new_context(offline=True, viewport={"width": 375, "height": 800})
    asked: list[str] = []
    for name in sorted(NAMES):
        alone = context.new_page()
        alone.on("request", lambda request: asked.append(request.url))
        alone.goto((folder / "exported" / f"{name}.html").as_uri())
        viewer = alone.locator(f".asw[data-ready][data-kind='{KINDS.get(name, name)}']")
        viewer.wait_for()
        assert alone.evaluate("document.documentElement.scrollWidth") <= 375
        assert alone.evaluate("[...document.images].every(image => image.complete && image.naturalWidth)")
        if name in ("player", "studio"):
            plays_by_keyboard(alone, viewer)
        alone.close()
    context.close()
    assert len([url for url in asked if url.startswith("file:")]) == len(NAMES), "the pages themselves"
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]


def test_an_untrusted_copy_says_so_and_shows_pictures(page: Any, context: Any, server: str, folder: Path) -> None:
    """A notebook that somebody else has run, such as one that came by mail: nobody here has signed it."""
    told(page, 5)
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    copy = json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"))
    copy["cells"][PLAYER]["source"] = "player"
    (folder / "copy.ipynb").write_text(json.dumps(copy), encoding="utf-8")
    opened = open_notebook(context, server, "copy.ipynb")
    for number in (PLAYER, STUDIO, TRACE, EXPLORER, SCRUBBER, QUIZ):
        shown = cell(opened, number)
        expect(shown).to_contain_text("This copy of the notebook is not trusted")
        expect(shown.locator("img").first).to_be_visible()
        assert shown.locator("img").first.evaluate("image => image.naturalWidth") > 0
        assert shown.locator("script").count() == shown.locator(".asw[data-ready]").count() == 0
    assert cell(opened, PLAYER).locator("audio[controls]").count() == 1
    expect(cell(opened, STUDIO)).to_contain_text("The studio's controls stand here in a trusted notebook")
    expect(cell(opened, STUDIO)).not_to_contain_text("VBox(")
    opened.close()


def test_a_saved_notebook_still_plays_when_its_kernel_has_gone(page: Any, context: Any, server: str) -> None:
    told(page, 5)
    cell(page, LAB).get_by_role("button", name="Compare").click()
    cell(page, LAB).locator("figcaption").first.wait_for()
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")
    again = open_notebook(context, server, NOTEBOOK)
    for number in (PLAYER, STUDIO):
        viewer = cell(again, number).locator(".asp[data-ready]")
        viewer.wait_for()
        plays_by_keyboard(again, viewer)
    expect(cell(again, TRACE).locator("output")).to_have_text("Step 1 of 7")
    for number in (STUDIO, LAB):  # a new kernel knows nothing of their controls
        expect(cell(again, number)).to_contain_text("These controls belong to a kernel that has gone")
        expect(cell(again, number)).not_to_contain_text("model not found")
    expect(cell(again, STUDIO).locator(".asw-stage")).to_have_text("“Rain, then thunder.”, 5 s, seed 3")
    expect(cell(again, LAB).locator("figcaption")).to_have_count(2)
    again.close()


def test_nothing_outside_this_machine_was_asked_for(page: Any, server: str, asked: list[str]) -> None:
    ours = (server, server.replace("http:", "ws:"), "data:", "blob:")
    assert asked and [url for url in asked if not url.startswith(ours)] == []
