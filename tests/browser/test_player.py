"""The player in a page that lives on: another story in the same place, and one press is one press."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
import soundfile

from audiostory_demo.audio import encode_sound
from audiostory_demo.player import growing_html, player_assets
from audiostory_demo.story import Scene

from .pages import advanced, change, expect, fetch, says, tell, told, tool

PATIENCE = 90_000
AT = "Number(document.querySelector('{where} [role=slider]')?.getAttribute('aria-valuenow'))"

# what a press asks for takes its time: what is said of the story before must not stand until then
SLOW = """() => {
    const fast = window.fetch, slow = /run|predict|join/;
    window.fetch = async (...given) => {
        if (slow.test(given[0]?.url ?? given[0])) await new Promise(done => setTimeout(done, 250));
        return fast(...given);
    };
}"""


def one_press_is_one_toggle(page, where: str = "#player") -> None:
    """Press play and hear sound move, press again and hear it stop; an arrow key moves by one second."""
    button, view = page.locator(f"{where} .asp-play"), page.locator(f"{where} [role=slider]")
    at = AT.format(where=where)
    page.evaluate("audioStoryPlayer.pause()")  # a story that was just told plays
    view.focus()
    page.keyboard.press("Home")
    expect(button).to_have_attribute("aria-label", "Play")
    button.click()
    expect(button).to_have_attribute("aria-label", "Pause")
    page.wait_for_function(f"{at} > 0.15", timeout=PATIENCE)
    button.click()
    expect(button).to_have_attribute("aria-label", "Play")
    stands = page.evaluate(at)
    page.wait_for_timeout(300)
    assert page.evaluate(at) == stands
    view.focus()
    page.keyboard.press(" ")
    expect(button).to_have_attribute("aria-label", "Pause")
    page.keyboard.press(" ")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert float(view.get_attribute("aria-valuenow")) == pytest.approx(1)
    page.keyboard.press("Home")


def example(page, name: str) -> None:
    page.locator("#prompt textarea").click()  # the form steps back while there is a story
    page.get_by_text(name, exact=True).click()
    says(page, "recorded in advance")
    page.locator("#player .asp[data-ready]").wait_for()


def test_every_story_after_the_first_plays_too(open_page):
    page = open_page()
    for name, first in (("Harbour storm", "wind"), ("Farm at dawn", "rooster"), ("Campfire", "fire")):
        example(page, name)
        expect(page.locator("#player .asp-scene").first).to_contain_text(re.compile(first, re.I), timeout=PATIENCE)
        one_press_is_one_toggle(page)
    page.evaluate(SLOW)
    for prompt in ("Rain, then a bell.", "A dog barks, then wind."):
        told(page, prompt, 4)
        one_press_is_one_toggle(page)


def test_a_changed_story_plays(open_page):
    page = open_page()
    told(page, "Rain, then a bell, then a dog barks.", 6)
    tool(page, 0, "redo").click()
    says(page, "Edited: 1 scene")
    one_press_is_one_toggle(page)
    change(page, 0, seconds="2.5")
    expect(page.locator("#player .asp-scene").first).to_have_attribute("data-end", "2.500000", timeout=PATIENCE)
    expect(page.locator("#stop")).to_be_hidden(timeout=PATIENCE)
    one_press_is_one_toggle(page)


GROWN = """() => {
    const live = window.lives.at(-1), samples = [];
    for (const {buffer} of live.pieces) samples.push(...buffer.getChannelData(0));
    return {samples: samples.map(value => Math.round(value * 32768)), complete: live.complete, there: live.there};
}"""
NOTED = """(() => {
    window.lives = [];
    let noted;
    Object.defineProperty(window, "AudioStoryLive", {
        get: () => noted,
        set: made => { noted = class extends made { constructor(told) { super(told); window.lives.push(this); } }; },
    });
})()"""


def listening(open_page, **options):
    """A page that notes the sounds it plays while they are made."""
    page = open_page(**options)
    page.add_init_script(NOTED)
    page.reload()
    page.locator("#tell").wait_for()
    return page


def test_the_player_grows_with_the_story_is_heard_at_once_and_its_sound_is_the_file(open_page):
    page = listening(open_page)
    advanced(page, steps=12)  # slow enough to be watched
    tell(page, "Rain, then a bell, then a dog barks.", 9)
    time = AT.format(where="#player")
    # its picture is there up to where the sound is, while the story is still being made
    share = "parseFloat(document.querySelector('#player .asp-there')?.style.width)"
    page.wait_for_function(f"{share} > 0 && {share} < 100", timeout=PATIENCE, polling=20)
    expect(page.locator("#player .asp-mel img")).to_be_visible()
    page.wait_for_function("window.lives[0]?.there > 0", timeout=PATIENCE)
    view = page.locator("#player .asp-view")
    view.focus()
    page.keyboard.press("End")  # as far as there is sound
    assert page.evaluate(time) <= page.evaluate("window.lives[0].there") + 0.01
    page.keyboard.press("Home")
    page.wait_for_function(f"{time} > 0.2", timeout=PATIENCE, polling=50)
    expect(page.locator("#player .asp-play")).to_have_attribute("aria-label", "Pause")
    says(page, "Done:")
    expect(page.locator("#details a.as-file").first).to_be_visible(timeout=PATIENCE)
    # the same player, in place, goes on
    assert page.evaluate(share) == 100
    before = page.evaluate(time)
    page.wait_for_function(f"{time} > {before} + 0.2", timeout=PATIENCE)
    assert page.evaluate("window.lives.length") == 1
    assert page.locator("audio").evaluate_all("all => all.every(audio => audio.paused)"), "one sound only"
    page.wait_for_function("window.lives[0].complete", timeout=PATIENCE)
    heard = page.evaluate(GROWN)
    link = page.locator("#details a.as-file").first
    told_sound, _ = soundfile.read(io.BytesIO(fetch(page, link)), dtype="int16")
    assert heard["samples"] == told_sound.tolist()
    one_press_is_one_toggle(page)


def test_a_story_that_plays_falls_silent_when_another_is_told_or_opened(open_page):
    page = listening(open_page)
    example(page, "Campfire")
    page.locator("#player .asp-play").click()
    page.wait_for_function("!document.querySelector('#player audio').paused")
    told(page, "Rain, then a bell.", 8)
    assert page.locator("audio").evaluate_all("all => all.every(audio => audio.paused)")
    page.wait_for_function("!window.lives[0].paused", timeout=PATIENCE)
    example(page, "Farm at dawn")
    expect(page.locator("#player .asp-scene").first).to_contain_text("rooster", timeout=PATIENCE)
    page.wait_for_function("window.lives[0].paused && window.lives[0].closed", timeout=PATIENCE)
    one_press_is_one_toggle(page)


@pytest.fixture
def player(browser):
    """A page with the player's script alone, which notes the sounds it plays while they are made."""
    context = browser.new_context()
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(NOTED)
    _, script = player_assets(live=True)
    body = f"<!doctype html><div id=player></div><script>{script}</script>"
    page.route("http://player.test/", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto("http://player.test/")
    yield page
    context.close()
    assert not errors


def growing(page, seconds: float, *, pieces: int = 0, source: str = "") -> None:
    """A story that is being made; with ``source`` it is there, and the elements stay, as on the app's page."""
    live = {"id": "x", "rate": 8000, "channels": 1, "base": "pieces", "count": pieces, "complete": bool(source)}
    html = growing_html(
        [Scene("Rain.", seconds)], np.zeros((1, 0), np.float32), rate=8000, total=seconds, crossfade=0, picture="",
        live=live, progress={},
    )  # fmt: skip
    page.evaluate(
        """([html, source]) => {
            const host = document.querySelector("#player"), there = host.firstElementChild;
            if (!there) host.innerHTML = html;
            else {
                const made = new DOMParser().parseFromString(html, "text/html").querySelector(".asp");
                there.setAttribute("data-live", made.dataset.live);
                there.removeAttribute("data-ready");
            }
            if (source) host.querySelector("audio").src = source;
        }""",
        [html, source],
    )
    page.locator("#player .asp[data-ready]").wait_for()


def silence(seconds: float) -> str:
    """A sound file as an address."""
    sound = encode_sound(np.zeros((1, round(8000 * seconds)), np.float32), 8000)
    return f"data:audio/wav;base64,{base64.b64encode(sound).decode()}"


def test_a_press_that_was_on_its_way_while_a_story_came_is_heard(player):
    growing(player, 3)
    press = "() => { const b = document.querySelector('#player .asp-play'); b.click(); return b.ariaLabel; }"
    # the player of the story before stood here a moment ago, and its button said "Play"
    player.evaluate("window.lives[0].born = performance.now()")
    assert player.evaluate(press) == "Pause"
    player.evaluate("window.lives[0].born -= 1000")
    assert player.evaluate(press) == "Play"
    assert player.evaluate(press) == "Pause"


def test_play_right_after_a_pause_is_heard_in_browsers_that_fall_asleep_slowly(player):
    moved = player.evaluate("""async () => {
        const live = new AudioStoryLive({id: "x", rate: 8000, channels: 1}), {context} = live;
        const later = (ms) => new Promise((done) => setTimeout(done, ms)), suspend = context.suspend.bind(context);
        context.suspend = () => later(300).then(suspend);
        live.add(new Int16Array(80000));
        live.take({base: "", count: 0, complete: true, channels: 1});
        while (!live.currentTime) await later(20);
        for (let again = 0; again < 2; again++) {
            live.pause();
            await live.play();
        }
        const before = live.currentTime;
        await later(1500);
        return live.currentTime - before;
    }""")
    assert moved > 0.3


def test_a_piece_is_asked_for_twice_and_the_file_takes_over_where_one_never_comes(player):
    asked: list[str] = []

    def answer(route):
        asked.append(route.request.url.rsplit("/", 1)[1])
        lost = asked == ["0.pcm"] or asked[-1] == "1.pcm"
        route.fulfill(status=500 if lost else 200, body=b"" if lost else bytes(2 * 8000))

    player.route("**/pieces/*.pcm", answer)
    growing(player, 6, pieces=3)
    player.wait_for_function("window.lives[0].broken", timeout=PATIENCE)
    assert asked == ["0.pcm", "0.pcm", "1.pcm", "1.pcm"]
    assert player.evaluate("window.lives[0].there") == 1
    player.evaluate("() => { window.lives[0].currentTime = 0.5; }")
    growing(player, 6, pieces=3, source=silence(6))
    player.wait_for_function("document.querySelector('audio').currentTime > 1.2", timeout=PATIENCE)
    assert player.evaluate("window.lives[0].paused")
    expect(player.locator(".asp-play")).to_have_attribute("aria-label", "Pause")


def test_a_player_that_runs_dry_says_so_and_goes_on(player):
    said = player.evaluate("""async () => {
        const live = new AudioStoryLive({id: "x", rate: 8000, channels: 1}), heard = [];
        const until = async (done) => { while (!done()) await new Promise((next) => setTimeout(next, 20)); };
        for (const name of ["playing", "waiting", "ended"]) live.addEventListener(name, () => heard.push(name));
        const half = new Int16Array(4000);
        live.expected = () => [[0, 0.5], [0.5, 1], [1, 1]];
        live.born = performance.now() - 10;  // a fast start, which then stalls
        live.add(half);
        await until(() => heard.includes("waiting"));
        heard.push(live.waiting, live.currentTime);
        live.add(half);
        live.take({base: "", count: 0, complete: true, channels: 1});
        await until(() => heard.includes("ended"));
        return [...heard, live.currentTime, live.paused];
    }""")
    assert said == ["playing", "waiting", True, 0.5, "playing", "ended", 1, True]


def test_a_player_that_would_run_dry_waits_until_there_is_enough(player):
    said = player.evaluate("""() => {
        const live = new AudioStoryLive({id: "x", rate: 8000, channels: 1}), states = [];
        live.expected = () => [[0, 1], [1, 2], [2, 3], [3, 4], [4, 4]];
        for (let second = 1; second <= 4; second++) {
            live.born = performance.now() - 2000 * second;  // half as fast as it plays
            live.add(new Int16Array(8000));
            states.push(live.enough());
        }
        live.close();
        return states;
    }""")
    assert said == [False, False, True, True]


def test_the_volume_is_remembered_and_a_story_repeats(open_page):
    page = open_page()
    example(page, "Campfire")
    page.locator("#player .asp-volume").evaluate(
        "range => { range.value = 0.3; range.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    assert page.evaluate("document.querySelector('#player audio').volume") == pytest.approx(0.3)
    page.locator("#player .asp-loop").click()
    expect(page.locator("#player .asp-loop")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.querySelector('#player audio').loop")
    page.reload()
    page.locator("#tell").wait_for()
    example(page, "Campfire")
    assert page.evaluate("document.querySelector('#player audio').volume") == pytest.approx(0.3)
    assert page.locator("#player .asp-volume").input_value() == "0.3"
