"""Viewers by themselves, in pages without a notebook: many on one page, and one whose scripts are switched off."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser.pages import expect
from made_story import make_story

from audiostory_demo.widgets import (
    DenoiseScrubber,
    FlowGrid,
    ReasoningTrace,
    SpectrogramQuiz,
    StoryPlayer,
    TokenExplorer,
)
from audiostory_demo.widgets.bridge_lab import Comparison
from audiostory_demo.widgets.page import Page, audio_tag

PICTURES = [np.random.default_rng(i).normal(size=(8, 10)) for i in range(3)]


def viewers(*, present: bool = False) -> list[Page]:
    story = make_story()
    return [
        StoryPlayer(story, present=present), ReasoningTrace(story, present=present),
        TokenExplorer(story, present=present), SpectrogramQuiz.of(story, present=present),
        DenoiseScrubber(PICTURES, {0: story.clips[0], 2: story.clips[1]}, present=present),
    ]  # fmt: skip


def page_of(context: Any, folder: Path, html: str) -> Any:
    """A page that holds this, opened from a file."""
    (folder / "page.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", encoding="utf-8")
    page = context.new_page()
    page.goto((folder / "page.html").as_uri())
    return page


def test_two_of_each_on_one_page_do_not_disturb_one_another(context: Any, tmp_path: Path) -> None:
    page = page_of(context, tmp_path, "".join(viewer.html() for viewer in viewers() + viewers()))
    expect(page.locator(".asw[data-ready]")).to_have_count(10)
    first, second = (page.locator("[data-kind=player]").nth(i) for i in (0, 1))
    for player, other in ((first, second), (second, first)):
        player.locator(".asp-view").focus()
        page.keyboard.press("Space")
        expect(player.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        expect(other.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    for kind, control, key, moved, stayed in (
        ("trace", ".asw-parts button", "ArrowDown", "Step 2 of 8", "Step 1 of 8"),
        ("tokens", "canvas", "ArrowDown", "Token 1, value 0", "Token 0, value 0"),
        ("scrubber", "input", "Home", "Step 1 of 3", "Step 3 of 3"),
    ):
        one, other = (page.locator(f"[data-kind={kind}]").nth(i) for i in (0, 1))
        one.locator(control).first.focus()
        page.keyboard.press(key)
        expect(one.locator("output")).to_contain_text(moved)
        expect(other.locator("output")).to_contain_text(stayed)
    page.close()


def test_two_sounds_never_sound_together_whatever_shows_them(context: Any, tmp_path: Path) -> None:
    story = make_story()
    scene = audio_tag(story.audio, story.sample_rate, "scene 1")  # a line of the studio, which is no viewer
    html = f'<div class="asw-sound">{scene}</div>' + "".join(viewer.html() for viewer in viewers())
    page = page_of(context, tmp_path, html)
    expect(page.locator(".asw[data-ready]")).to_have_count(5)
    sounds = page.locator("audio")
    for number in (0, 1, 3, 0):
        sounds.nth(number).evaluate("sound => { sound.loop = true; return sound.play(); }")
        playing = sounds.evaluate_all("all => all.flatMap((sound, i) => (sound.paused ? [] : [i]))")
        assert playing == [number]
    page.close()


def test_every_picture_of_a_sound_says_its_hertz_and_its_decibels() -> None:
    story = make_story()
    two = Comparison(("A", "B"), (story.clips[0], story.clips[1]), "Rain.", "Same noise.")
    for viewer, pictures in ((ReasoningTrace(story), 3), (SpectrogramQuiz.of(story), 3), (two, 2)):
        body = viewer.body()
        assert body.count('<div class="asw-axes">') == pictures and "2 kHz" in body
        assert "-80 dB" in body and "0 dB is the loudest of each" in body


def test_a_page_that_arrives_in_pieces_has_no_dead_widget(context: Any) -> None:
    page_text = "<!doctype html><meta charset=utf-8><body>" + "".join(viewer.html() for viewer in viewers() + viewers())
    with pieces(page_text, cut_before='<output aria-live="polite">') as address:
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".asw[data-ready]")).to_have_count(10)
        for number in (0, 1):
            expect(page.locator("[data-kind=trace]").nth(number).locator("output")).to_contain_text("Step 1 of 8")
        page.close()


@contextmanager
def pieces(text: str, cut_before: str) -> Iterator[str]:
    """The address of a page that stops for a moment before each of these places."""

    class Slowly(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            for number, piece in enumerate(text.split(cut_before)):
                self.wfile.write(((cut_before if number else "") + piece).encode())
                self.wfile.flush()
                time.sleep(0.2)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_without_scripts_every_sound_still_plays_and_every_picture_shows(chromium: Any, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = page_of(context, tmp_path, "".join(viewer.html() for viewer in viewers()))
    sounds = page.locator("audio")
    assert sounds.count() == 1 + 4 + 3 + 2
    for number in range(sounds.count()):
        expect(sounds.nth(number)).to_be_visible()
        assert sounds.nth(number).get_attribute("controls") is not None
    assert page.locator("img:visible").count() == page.locator("img").count() == 1 + 3 + 1 + 3 + 3
    expect(page.locator(".asp-play")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(("width", "height", "present"), [(1280, 900, False), (375, 800, False), (1024, 768, True)])
def test_nothing_is_wider_than_the_screen_it_is_shown_on(
    chromium: Any, tmp_path: Path, width: int, height: int, present: bool
) -> None:
    tall = make_story().plan.with_scenes([0, 1, 2] * 12)  # a table of 36 scenes scrolls by itself
    context = chromium.new_context(viewport={"width": width, "height": height})
    for viewer in [*viewers(present=present), TokenExplorer(tall, present=present)]:
        page = context.new_page()
        page.goto(viewer.export(tmp_path / "viewer.html").as_uri())
        page.locator(".asw[data-ready]").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, type(viewer).__name__
        page.close()
    context.close()


def test_the_quiz_is_answered_by_keyboard_alone(context: Any, tmp_path: Path) -> None:
    quiz = SpectrogramQuiz.of(make_story(), seed=1)
    page = page_of(context, tmp_path, quiz.html())
    for number, caption in enumerate(quiz.order, start=1):
        page.keyboard.press("Tab")
        expect(page.get_by_label(f"What is picture {number}?")).to_be_focused()
        for _ in range(1 + list(quiz.clips).index(caption)):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("output")).to_have_text("3 of 3 right. Well read!")
    page.close()


def test_the_quiz_says_which_answers_are_wrong(context: Any, tmp_path: Path) -> None:
    quiz = SpectrogramQuiz.of(make_story(), seed=1)
    page = page_of(context, tmp_path, quiz.html())
    page.get_by_label("What is picture 2?").select_option(label=quiz.order[1])
    page.get_by_role("button", name="Check").click()
    expect(page.locator("output")).to_contain_text("1 of 3 right. Not yet: picture 1, 3.")
    wrong = [page.get_by_label(f"What is picture {n}?").get_attribute("aria-invalid") for n in (1, 2, 3)]
    assert wrong == ["true", "false", "true"]
    page.close()


def test_sliders_show_the_sound_of_their_setting(context: Any, tmp_path: Path) -> None:
    clips = make_story().clips
    grid = FlowGrid({(steps, guidance, 1): clips[0] for steps in (1, 16) for guidance in (1.0, 3.0)})
    page = page_of(context, tmp_path, grid.html())
    expect(page.locator("output")).to_have_text("16 steps, guidance 1, seed 1")
    page.get_by_label("steps", exact=True).press("Home")
    page.get_by_label("guidance", exact=True).press("End")
    expect(page.locator("output")).to_have_text("1 step, guidance 3, seed 1")
    assert page.locator("audio:visible").count() == page.locator("img:visible").count() == 1
    expect(page.get_by_label("Sound of 1 step, guidance 3, seed 1")).to_be_visible()
    page.close()
