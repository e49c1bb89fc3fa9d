"""The shipped listeners load, answer in the right shapes and still hear what they heard when they were trained."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audiostory_demo.codec import MelCodec
from audiostory_demo.config import CodecConfig
from audiostory_demo.data.foley import COLUMNS, FOLDER_VARIABLE, Foley, load_recording, read_manifest
from audiostory_demo.data.styles import BEDS, MEDIA, ROOMS, Style
from audiostory_demo.evaluate.classifier import SoundClassifier, StyleClassifier, log_mel, windows
from audiostory_demo.evaluate.classifier_examples import SoundExamples, StyleExamples
from audiostory_demo.evaluate.classifier_training import styled_clips, train_classifier

RATE = 24_000
HEARD_TOP5, HEARD_STYLE = 0.80, {"room": 0.94, "medium": 0.93, "bed": 0.48}  # of the whole valid split
SLACK = 0.15
FOLDER = Path(os.environ.get(FOLDER_VARIABLE) or Path(__file__).parents[2] / "shared" / "data" / "foley")
needs_recordings = pytest.mark.skipif(
    not (FOLDER / "manifest.csv").is_file(), reason=f"no recordings; set {FOLDER_VARIABLE}"
)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Nets this small only wait for each other's threads when the machine is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def sounds():
    return SoundClassifier.load()


@pytest.fixture(scope="module")
def styles():
    return StyleClassifier.load()


def _noise(seconds):
    return (0.1 * np.random.default_rng(0).standard_normal(int(seconds * RATE))).astype(np.float32)


@pytest.mark.parametrize("seconds", [0.1, 1.0, 2.9, 7.3])
def test_probabilities_sum_to_one_for_clips_of_any_length(sounds, seconds):
    found = sounds.probabilities(_noise(seconds), RATE)
    assert found.shape == (len(sounds.sounds),) and found.sum() == pytest.approx(1, abs=1e-4)


def test_the_likeliest_classes_come_first(sounds):
    found, named = sounds.probabilities(_noise(2), RATE), sounds.top(_noise(2), RATE, k=5)
    assert [sounds.sounds.index(name) for name in named] == list(np.argsort(-found)[:5])


def test_an_embedding_has_one_value_per_dimension(sounds):
    assert sounds.embed(_noise(4), RATE).shape == (sounds.config.embedding,)


def test_loudness_makes_no_difference(sounds):
    clip = _noise(2)
    np.testing.assert_allclose(sounds.probabilities(clip, RATE), sounds.probabilities(3 * clip, RATE), atol=1e-3)


def test_another_rate_is_resampled(sounds):
    tone = np.sin(2 * np.pi * 600 * np.arange(96_000) / 48_000).astype(np.float32)
    np.testing.assert_allclose(sounds.embed(tone, 48_000), sounds.embed(tone[::2], RATE), atol=0.1)


def test_silence_is_answered_and_nonsense_is_an_error(sounds):
    assert np.isfinite(sounds.probabilities(np.zeros(RATE, dtype=np.float32), RATE)).all()
    for wrong in (np.zeros(0), np.zeros((2, 100)), np.full(100, np.nan)):
        with pytest.raises(ValueError, match=r"cannot be judged\. Pass one channel"):
            sounds.probabilities(wrong, RATE)


def test_windows_cover_the_clip_to_its_end():
    clip = np.arange(5 * RATE, dtype=np.float32) + RATE
    cut = windows(clip, RATE)
    assert cut.shape == (3, 3 * RATE)
    assert cut[0, 0] == clip[0] and cut[-1, -1] == clip[-1]


def test_silent_windows_beside_a_sound_are_not_asked():
    assert windows(np.pad(_noise(2), (0, 20 * RATE)), RATE).shape[0] == 2


def test_listeners_hear_the_frames_of_the_embedded_codec():
    clip = torch.from_numpy(_noise(1)[None, : 46 * 512])
    np.testing.assert_allclose(log_mel(clip)[0].T, MelCodec(CodecConfig()).log_mel(clip), atol=1e-4)


def test_a_style_is_named_in_all_its_parts(styles):
    found = styles.probabilities(_noise(3), RATE)
    assert {name: len(p) for name, p in found.items()} == {"room": len(ROOMS), "medium": len(MEDIA), "bed": len(BEDS)}
    assert isinstance(styles.style(_noise(3), RATE), Style)


def test_save_then_load_answers_the_same(sounds, tmp_path):
    sounds.save(tmp_path)
    again = SoundClassifier.load(tmp_path)
    np.testing.assert_array_equal(again.probabilities(_noise(2), RATE), sounds.probabilities(_noise(2), RATE))


def test_a_folder_without_a_listener_and_unknown_settings_are_named(sounds, tmp_path):
    with pytest.raises(ValueError, match=r"holds no listener: .*config\.json is missing"):
        SoundClassifier.load(tmp_path)
    sounds.save(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"heads": {}, "depth": 3}))
    with pytest.raises(ValueError, match="has no depth"):
        SoundClassifier.load(tmp_path)


@pytest.fixture
def folder(tmp_path):
    """Three tones and three noises, in the layout of the recordings."""
    rows = []
    for i in range(6):
        sound, time = ("tone", "noise")[i % 2], np.arange(RATE) / RATE
        clip = 0.3 * np.sin(2 * np.pi * 300 * (i + 1) * time) if sound == "tone" else _noise(1)
        soundfile.write(tmp_path / f"{i}.wav", clip, RATE)
        rows.append(f"{i}.wav,{sound},A {sound},CC0-1.0,Someone,https://example.org,{i},{i},1.0,train")
    (tmp_path / "manifest.csv").write_text("\n".join([",".join(COLUMNS), *rows]))
    return tmp_path


def test_an_interrupted_training_goes_on_and_ends_as_a_listener(folder, tmp_path, monkeypatch):
    out, batch = tmp_path / "out", SoundExamples.batch

    def stop_at_third(self, rng, seen=[]):  # noqa: B006
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return batch(self, rng)

    monkeypatch.setattr(SoundExamples, "batch", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        train_classifier(folder, out, minutes=1)
    kept = torch.load(out / "training.pt", weights_only=True)["state"]
    assert kept["step"] == 2 and kept["seconds"] > 0
    trained = train_classifier(folder, out, minutes=kept["seconds"] / 60 + 0.001)
    assert trained.sounds == ("noise", "tone")
    assert sorted(path.name for path in out.iterdir()) == ["config.json", "model.safetensors"]


def test_style_examples_want_one_answer_to_each_question(folder):
    frames, wanted = StyleExamples(Foley(folder)).batch(np.random.default_rng(0))
    assert torch.isfinite(frames).all()
    assert {name: target.sum().item() for name, target in wanted.items()} == dict.fromkeys(wanted, float(len(frames)))


def test_changed_examples_stay_finite_and_mixed_answers_sum_to_one(folder):
    frames, wanted = SoundExamples(Foley(folder)).batch(np.random.default_rng(0))
    assert torch.isfinite(frames).all()
    torch.testing.assert_close(wanted["sound"].sum(dim=1), torch.ones(len(frames)))


@needs_recordings
def test_real_recordings_are_still_named(sounds):
    valid = [recording for recording in read_manifest(FOLDER) if recording.split == "valid"]
    some = [valid[i] for i in np.linspace(0, len(valid) - 1, 60).astype(int)]
    named = [r.sound in sounds.top(load_recording(r, RATE), RATE) for r in some]
    assert np.mean(named) > HEARD_TOP5 - SLACK


@needs_recordings
def test_styles_of_real_recordings_are_still_named(styles):
    valid = Foley(FOLDER, "valid")
    clips = [(style, clip) for _, style, clip in styled_clips(valid, valid)][::2]
    found = [(style, styles.style(clip, RATE)) for style, clip in clips]
    for part, heard in HEARD_STYLE.items():
        assert np.mean([getattr(a, part) == getattr(b, part) for a, b in found]) > heard - SLACK
