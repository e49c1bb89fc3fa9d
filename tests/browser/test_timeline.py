"""Work on the scenes where they stand: with the mouse, with the keyboard, several at once, and back again."""

from __future__ import annotations

import io
import re
import zipfile

import numpy as np
import pytest
import soundfile

from .pages import captions, change, expect, fetch, panel, says, starts, tell, told, tool

INJECTED = "<img src=x onerror=alert(1)>"
PLAN = ("1.5 | Rain.", "2 | A bell.", "1 | A dog barks.")
PATIENCE = 90_000


def stems(page) -> list[bytes]:
    """The scenes as separate files."""
    link = page.locator("#details a.as-file", has_text="scenes as separate files")
    with zipfile.ZipFile(io.BytesIO(fetch(page, link))) as archive:
        return [archive.read(name) for name in sorted(archive.namelist())]


def wav(page) -> np.ndarray:
    return soundfile.read(io.BytesIO(fetch(page, page.locator("#details a.as-file").first)))[0]


def heard(page) -> list[str]:
    """The captions of the rows."""
    return page.locator("#board .as-caption").all_inner_texts()


@pytest.fixture
def page(open_page):
    """A story of three scenes that can be told apart."""
    opened = open_page()
    panel(opened, "plan-panel")
    opened.locator("#plan-text textarea").fill("\n".join(PLAN))
    opened.locator("#render").click()
    says(opened, "Done:")
    tool(opened, 2, "redo").wait_for()
    return opened


def test_a_scene_is_redone_and_its_takes_can_be_chosen_from_with_all_others_as_they_were(page):
    before, whole = stems(page), wav(page)
    tool(page, 1, "redo").click()
    says(page, "Edited: 1 scene(s) rendered")
    after = stems(page)
    assert after[1] != before[1] and [after[0], after[2]] == [before[0], before[2]]
    takes = page.locator("#board li[data-scene='1'] .as-take")
    expect(takes.locator("option")).to_have_count(2)
    tool(page, 1, "redo").click()
    expect(takes.locator("option")).to_have_count(3, timeout=PATIENCE)
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    takes.select_option(label="Take 1")
    says(page, "Edited: 0 scene(s) rendered")
    assert np.array_equal(wav(page), whole), "the first take, to the sample"
    expect(takes.locator("option")).to_have_count(3)
    assert takes.locator("option:checked").inner_text() == "Take 1"


def test_a_scene_is_renamed_and_given_another_length_in_place(page):
    before = stems(page)
    change(page, 0, caption=INJECTED, seconds="2.5")
    says(page, "Edited: 1 scene(s) rendered")
    assert captions(page) == heard(page) == [INJECTED, "A bell.", "A dog barks."]
    assert starts(page)[1] == pytest.approx(2.5)
    assert page.locator("#board img").count() == 0
    after = stems(page)
    assert after[0] != before[0] and after[1:] == before[1:]
    # where it was changed it is heard
    expect(page.locator("#player .asp-time")).to_contain_text("0:00.0 / 0:05.5")


def test_scenes_are_moved_doubled_and_deleted_and_every_step_is_undone(page):
    sounds = [wav(page)]
    tool(page, 2, "up").click()
    says(page, "Edited: 0 scene(s) rendered")
    assert captions(page) == ["Rain.", "A dog barks.", "A bell."]
    tool(page, 0, "copy").click()
    expect(page.locator("#player .asp-scene")).to_have_count(4, timeout=PATIENCE)
    tool(page, 3, "delete").click()
    expect(page.locator("#player .asp-scene")).to_have_count(3, timeout=PATIENCE)
    assert captions(page) == ["Rain.", "Rain.", "A dog barks."]
    for expected in (["Rain.", "Rain.", "A dog barks.", "A bell."], ["Rain.", "A dog barks.", "A bell."],
                     ["Rain.", "A bell.", "A dog barks."]):  # fmt: skip
        page.locator("[data-go=undo]").click()
        expect(page.locator("#player .asp-scene")).to_have_count(len(expected), timeout=PATIENCE)
        expect(page.locator("#board .as-caption").nth(1)).to_have_text(expected[1], timeout=PATIENCE)
        assert captions(page) == expected
    assert np.array_equal(wav(page), sounds[0])
    expect(page.locator("[data-go=undo]")).to_be_disabled()
    page.locator("[data-go=again]").click()
    says(page, "there again")
    assert captions(page) == ["Rain.", "A dog barks.", "A bell."]


def test_scenes_are_dragged(page):
    page.locator("#board li[data-scene='2']").drag_to(page.locator("#board li[data-scene='0']"))
    says(page, "Edited: 0 scene(s) rendered")
    assert captions(page) == ["A dog barks.", "Rain.", "A bell."]


def test_the_keyboard_does_all_of_it_and_keeps_its_place(page):
    tool(page, 0, "redo").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    expect(tool(page, 2, "redo")).to_be_focused()
    expect(page.locator("#board .as-caption").nth(2)).to_have_text("A bell.", timeout=PATIENCE)
    says(page, "Edited")
    expect(tool(page, 2, "redo")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, 2, "change")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".as-form [name=caption]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(tool(page, 2, "change")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("An owl hoots.")
    page.keyboard.press("Enter")
    expect(page.locator("#player .asp-scene").nth(2)).to_have_attribute(
        "data-caption", "An owl hoots.", timeout=PATIENCE
    )
    expect(tool(page, 2, "change")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.locator("#player .asp-scene")).to_have_count(2, timeout=PATIENCE)
    page.keyboard.press("Control+z")
    says(page, "Undone")
    assert captions(page) == ["Rain.", "A dog barks.", "An owl hoots."]


def test_several_edits_in_a_hurry_all_arrive(page):
    before = stems(page)
    change(page, 0, caption="Hail.")
    change(page, 2, caption="A cat.")
    tool(page, 1, "down").click()
    expect(page.locator("#player .asp-scene").nth(2)).to_have_attribute("data-caption", "A bell.", timeout=PATIENCE)
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    assert captions(page) == heard(page) == ["Hail.", "A cat.", "A bell."]
    assert stems(page)[2][44:2000] == before[1][44:2000]


def test_a_press_counts_though_its_button_is_drawn_anew_under_it(page):
    box = tool(page, 1, "down").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("() => { const rows = document.querySelector('#board .as-rows'); rows.outerHTML = rows.outerHTML; }")
    page.mouse.up()
    says(page, "Edited")
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    assert captions(page) == heard(page) == ["Rain.", "A dog barks.", "A bell."], "once, not twice"


@pytest.mark.parametrize(
    ("caption", "seconds", "said"),
    [("Rain.", "0", "lasts 0 s"), ("Rain.", "50", "Scene 1 lasts 50 s"), (" ", "2", "blank")],
)
def test_an_edit_that_cannot_be_is_explained_and_the_next_one_works(page, caption, seconds, said):
    change(page, 0, caption=caption, seconds=seconds)
    says(page, said)
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    assert captions(page) == heard(page) == ["Rain.", "A bell.", "A dog barks."]
    change(page, 0, caption="A dog barks.")
    says(page, "Edited: 1 scene")


def test_the_reasoning_of_an_edited_plan_is_not_passed_off_as_its_own(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 5)
    expect(page.locator("#board summary")).to_have_text("Reasoning")
    change(page, 0, caption="An owl hoots.")
    says(page, "Edited")
    expect(page.locator("#board summary")).to_have_text("Reasoning of the first plan, before it was edited")
    page.locator("[data-go=undo]").click()
    expect(page.locator("#board summary")).to_have_text("Reasoning")


def test_stories_of_the_visit_are_opened_again_also_after_a_reload(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    first = captions(page)
    change(page, 0, caption="An owl hoots.")
    says(page, "Edited")
    told(page, "A dog barks.", 3)
    expect(page.locator("#history [data-open]")).to_have_count(2)
    page.reload()
    says(page, "here again")
    expect(page.locator("#prompt textarea")).to_have_value("A dog barks.")
    page.locator("#history summary").click()
    page.get_by_role("button", name="Rain, then a bell.").click()
    says(page, "that story again")
    assert captions(page) == ["An owl hoots.", *first[1:]]
    expect(page.locator("#prompt textarea")).to_have_value("Rain, then a bell.")
    page.locator("[data-go=undo]").click()
    says(page, "Undone")
    assert captions(page) == first


def test_a_link_carries_an_edited_story_to_somebody_else(open_page, browser):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    told(page, "Rain, then a bell.", 4)
    change(page, 0, caption="An owl hoots.")
    says(page, "Edited")
    page.locator(".as-copy").click()
    expect(page.locator(".as-copy")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page("?" + link.split("?")[1])
    says(other, "shared this story")
    assert heard(other) == captions(page)
    expect(other.locator("#prompt textarea")).to_have_value("Rain, then a bell.")
    other.locator("#tell").click()
    says(other, "Done:")
    assert captions(other) == captions(page)
    seeds = [
        each.locator("#details dt", has_text=re.compile("^Seeds of the scenes$")).locator("xpath=../dd").text_content()
        for each in (page, other)
    ]
    assert seeds[0] == seeds[1]
    one, two = wav(page), wav(other)
    assert len(one) == len(two) and np.corrcoef(one, two)[0, 1] > 0.99


def test_files_are_named_after_the_prompt_in_force(open_page):
    page = open_page()
    told(page, "Rain, then a bell.", 4)
    panel(page, "plan-panel")
    page.locator("#prompt textarea").fill("A night with owls.")
    page.locator("#plan-text textarea").fill("2 | An owl hoots.")
    page.locator("#render").click()
    expect(page.locator("#details a.as-file").first).to_have_attribute("download", re.compile("owls"), timeout=PATIENCE)


def test_stop_leaves_an_edited_story_as_it_was(page, gate):
    before, scenes = wav(page), captions(page)
    gate.hold()
    change(page, 0, caption="A gong.", seconds="2.5")
    expect(page.locator("#board progress")).to_be_visible(timeout=PATIENCE)
    page.locator("#stop").click()
    says(page, "Stopping")
    gate.open()
    says(page, re.compile("as it was"))
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    assert captions(page) == heard(page) == scenes and np.array_equal(wav(page), before)
    tell(page, "A bell.", 2)
    says(page, "Done: 2.0 s")
