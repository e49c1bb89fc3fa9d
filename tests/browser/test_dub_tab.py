"""The dub tab in a real browser: a clip, its shots, a caption for each, the video with sound."""

from __future__ import annotations

import io

import numpy as np
import pytest

from .pages import expect, fetch, number

av = pytest.importorskip("av", reason="av is not installed")

from audiostory_demo.lessons.made_clip import MadeShot, make_clip  # noqa: E402

PATIENCE = 90_000
HUM = 440.0  # Hz, of the clip's own sound


def test_a_clip_is_dropped_its_shots_are_captioned_and_it_is_taken_away_with_sound(open_page, tmp_path):
    shots = (MadeShot(1.5, (0.8,), (60, 70, 110)), MadeShot(1.5, (), (150, 100, 60)))
    hum = 0.4 * np.sin(2 * np.pi * HUM * np.arange(3 * 48000) / 48000)[None].astype(np.float32)
    clip = make_clip(tmp_path / "clip.mp4", shots, size=(160, 90), sound=hum)
    page = open_page()
    page.get_by_role("tab", name="Dub").click()
    news = page.locator("#dub-status .as-status")
    page.locator("#dub").click()
    expect(news).to_contain_text("no video yet", timeout=PATIENCE)
    chooser = page.locator("#video input[type=file]")
    chooser.set_input_files({"name": "x.mp4", "mimeType": "video/mp4", "buffer": b"nothing"})
    expect(page.locator("#dub-status .as-error")).to_contain_text("x.mp4", timeout=PATIENCE)
    assert "/" not in news.inner_text().replace("MP4, MOV", ""), "no folder of the server"
    page.locator("#video button[aria-label='Clear'], #video [aria-label='Remove']").first.click()
    chooser.set_input_files(clip)
    expect(page.locator("#shots li img")).to_have_count(2, timeout=PATIENCE)
    expect(news).to_contain_text("2 shot(s) in 3.0 s")
    page.locator("#dub").click()
    expect(news).to_contain_text("Nothing says what is heard in clip.mp4", timeout=PATIENCE)
    fields = page.locator("#shots input")
    fields.nth(1).fill("An owl hoots.")
    page.locator("#dub-prompt textarea, #dub-prompt input").fill("A ball hits a wall.")
    page.locator("#find-captions").click()
    expect(news).to_contain_text("suggested", timeout=PATIENCE)
    assert fields.nth(0).input_value() and fields.nth(1).input_value() == "An owl hoots."
    fields.nth(0).fill("<b>A bell</b> rings.")
    expect(page.locator("#dub-mix")).to_be_hidden()
    page.get_by_label("Keep the video's own sound").check()
    expect(page.locator("#dub-mix")).to_be_visible(timeout=PATIENCE)
    number(page, "dub-mix", 0)
    page.locator("#dub").click()
    expect(news).to_contain_text("Dubbed", timeout=PATIENCE)
    assert [field.input_value() for field in fields.all()] == ["<b>A bell</b> rings.", "An owl hoots."]
    link = page.locator("#dubbed a.as-file")
    with av.open(io.BytesIO(fetch(page, link))) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert float(container.duration / av.time_base) == pytest.approx(3, abs=0.15)
        frames = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    heard = np.concatenate(frames)
    wave = np.exp(2j * np.pi * HUM * np.arange(len(heard)) / 48000)
    assert 2 * abs(np.vdot(wave, heard)) / len(heard) > 0.2, "the clip's own hum"
    expect(link).to_have_attribute("download", "clip-dubbed.mp4")
    page.wait_for_function(
        "document.querySelector('#dubbed video').readyState > 0 || document.querySelector('#dubbed video').error"
    )
