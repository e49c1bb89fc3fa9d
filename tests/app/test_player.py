"""The player as HTML."""

from __future__ import annotations

import re

import numpy as np
import pytest

from audiostory_demo.player import mel_picture, player_assets, player_html

pytest.importorskip("gradio", reason="gradio is not installed")

from audiostory_demo.app.texts import player_labels


def test_a_standalone_player_carries_everything_and_asks_the_network_for_nothing(told):
    page = player_html(told, standalone=True)
    css, js = player_assets()
    assert css in page and js in page
    assert not re.findall(r"(?:src|href)=[\"']?(?:https?:)?//", page) and "@import" not in page
    assert page.count('class="asp-scene"') == len(told.scenes)


def test_the_player_speaks_the_language_of_its_page(told):
    page = player_html(told, labels=player_labels("de"))
    assert 'aria-label="Abspielen"' in page and "Szene 1, 0.0 bis" in page
    assert not re.search(
        r"\b(Play|Scenes?|seconds|Position in)\b", re.sub(r'data-caption="[^"]*"|<b>.*?</button>', "", page)
    )


def test_a_mel_spectrogram_shows_a_tone_where_it_is():
    rate = 24000
    tone = lambda hertz: np.sin(2 * np.pi * hertz * np.arange(rate) / rate).astype(np.float32)[None]  # noqa: E731
    low, high = (int(mel_picture(tone(hertz), rate).mean(axis=1).argmax()) for hertz in (300, 6000))
    assert low < 20 < 60 < high
    assert mel_picture(np.zeros((1, 100), np.float32), rate).max() < -60
