"""A story that was told, and what all visitors share."""

from __future__ import annotations

import pytest

from audiostory_demo import AudioStory, Story


@pytest.fixture(scope="module")
def told(small: AudioStory) -> Story:
    return small.generate("A bell rings in the rain.", duration=5, seed=3)


@pytest.fixture
def state(small: AudioStory):
    from audiostory_demo.app.state import AppState

    made = AppState({"small": small}, 60.0)
    yield made
    made.sessions.clear()
