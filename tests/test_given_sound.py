"""A sound that somebody gives: every kind becomes a clip, and what cannot be listened to is one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_story import make_story

from audiostory_demo import Clip
from audiostory_demo.audio.given import given_sound

RATE = 8000
TONE = (0.5 * np.sin(np.arange(RATE) / 3)).astype(np.float32)  # 1 s


def refused(sound: object, **options: float) -> str:
    with pytest.raises(ValueError) as error:
        given_sound(sound, **options)
    assert str(error.value).count("\n") == 0
    return str(error.value)


class TestWhatIsTaken:
    def test_a_story_and_a_clip_as_they_are(self):
        story = make_story()
        assert np.array_equal(given_sound(story).samples, story.audio)
        assert given_sound(story.clips[0]) is story.clips[0]

    def test_a_file_of_any_rate_and_number_of_channels(self, tmp_path: Path):
        soundfile.write(tmp_path / "two.flac", np.stack([TONE, -TONE], 1), 11_025)
        clip = given_sound(tmp_path / "two.flac")
        assert (clip.samples.shape, clip.sample_rate) == ((2, RATE), 11_025)
        assert np.abs(clip.samples - [TONE, -TONE]).max() < 1e-4
        assert given_sound(str(tmp_path / "two.flac")).sample_rate == 11_025

    def test_an_array_with_its_rate(self):
        assert np.array_equal(given_sound((TONE, RATE)).samples, TONE[None])
        assert given_sound((np.stack([TONE, TONE]), RATE)).samples.shape == (2, RATE)
        assert given_sound((TONE.tolist(), RATE)).sample_rate == RATE

    def test_what_a_browsers_microphone_brings(self):
        numbers = np.stack([TONE, TONE], 1)
        clip = given_sound((RATE, (numbers * 32767).astype(np.int16)))
        assert clip.samples.shape == (2, RATE)
        assert np.abs(clip.samples - TONE).max() < 1e-3

    @pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int32])
    def test_whole_numbers_are_parts_of_their_range(self, kind: type):
        limits = np.iinfo(kind)
        middle = (limits.max + 1) / 2 if limits.min == 0 else 0
        numbers = (TONE.astype(np.float64) * (limits.max - middle) + middle).astype(kind)
        assert np.abs(given_sound((numbers, RATE)).samples - TONE).max() < 0.02

    def test_a_decoders_overshoot_is_brought_within_full_scale(self):
        assert np.abs(given_sound((TONE * 2.4, RATE)).samples).max() == 1


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("sound", "says"),
        [
            (None, "Pass a story, a clip"),
            (7, "Pass a story, a clip"),
            (TONE, "Pass a story, a clip"),
            ((TONE, "8000"), "rate '8000'"),
            ((TONE, 100), "4000 to 768000"),
            (("rain", RATE), "samples are 'rain'"),
            (([[1, 2], [3]], RATE), "samples are"),
            ((TONE[None, None], RATE), "shape (1, 1, 8000)"),
            ((TONE[:, None], RATE), "shape (8000, 1)"),
            ((np.zeros(0, np.float32), RATE), "0 s, which is too short"),
            ((TONE[:800], RATE), "0.1 s, which is too short"),
            ((np.zeros(RATE), RATE), "is silent"),
            ((np.full(RATE, 128, np.uint8), RATE), "is silent"),
            ((np.where(TONE > 0.4, np.nan, TONE), RATE), "NaN or infinite"),
            ((TONE.astype(np.float64) * 1e300, RATE), "NaN or infinite"),
            ((TONE * 32768, RATE), "floats in -1..1"),
            (Clip(np.zeros((1, RATE)), RATE, 0), "is silent"),
            ("", "names no file"),
            ("rain\0.wav", "names no file"),
            ("no such file.wav", "is not there"),
        ],
        ids=str,
    )  # fmt: skip
    def test_in_one_sentence(self, sound: object, says: str):
        assert says in refused(sound)

    def test_a_sound_that_is_too_long(self, tmp_path: Path):
        assert "1 s, which is too long. Pass 0.5 to 0.75 s" in refused((TONE, RATE), longest=0.75)
        soundfile.write(tmp_path / "long.wav", TONE, RATE)
        assert "long.wav lasts 1 s, which is too long" in refused(tmp_path / "long.wav", longest=0.75)

    def test_a_file_that_is_no_sound_or_broken(self, tmp_path: Path):
        (tmp_path / "text.wav").write_text("This is a text.")
        assert "cannot be read as sound" in refused(tmp_path / "text.wav")
        (tmp_path / "empty.mp3").write_bytes(b"")
        assert "cannot be read as sound" in refused(tmp_path / "empty.mp3")
        assert "no file" in refused(tmp_path)
