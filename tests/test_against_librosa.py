"""Our signal processing beside librosa's, which was written by others: what both do must agree."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile
import torch

from audiostory_demo.audio import resample
from audiostory_demo.codec import (
    BANDS,
    FLOOR,
    GRIFFIN_LIM_ROUNDS,
    HOP,
    MOMENTUM,
    WINDOW,
    MelCodec,
    griffin_lim,
    invert_mel,
)
from audiostory_demo.config import CodecConfig
from audiostory_demo.data.foley import Recording, load_recording

librosa = pytest.importorskip("librosa", reason="librosa is not installed")

RATE = 24000
TIME = np.arange(RATE // 2) / RATE
STFT = dict(n_fft=WINDOW, hop_length=HOP, pad_mode="constant")
MEL = dict(sr=RATE, n_fft=WINDOW, power=1.0, norm=None)  # magnitudes, filters with peak 1
SOUNDS = {
    "a chord": 0.1 * sum(np.sin(2 * np.pi * pitch * TIME) for pitch in (220, 440, 1000, 3000)),
    "a rising whistle": 0.3 * np.sin(2 * np.pi * (100 * TIME + 4000 * TIME**2)),
    "noise": 0.1 * np.random.default_rng(0).standard_normal(len(TIME)),
    "a click": 0.9 * (np.arange(len(TIME)) == 6000),
}
sounds = pytest.mark.parametrize("sound", SOUNDS.values(), ids=SOUNDS)


@pytest.fixture(scope="module")
def codec() -> MelCodec:
    return MelCodec(CodecConfig())


def magnitude_of(sound: np.ndarray) -> np.ndarray:
    """[bins, frames]"""
    return np.abs(librosa.stft(sound, **STFT)).astype(np.float32)


@sounds
def test_log_mel_frames_are_librosas(codec: MelCodec, sound: np.ndarray) -> None:
    ours = codec.log_mel(torch.from_numpy(sound).float()[None]).numpy()
    whole = np.pad(sound, (0, len(ours) * HOP - len(sound))).astype(np.float32)
    theirs = librosa.feature.melspectrogram(y=whole, n_mels=BANDS, **MEL, hop_length=HOP, pad_mode="constant")
    np.testing.assert_allclose(ours, np.log(np.maximum(theirs, FLOOR)).T[: len(ours)], atol=2e-3)


@sounds
def test_a_spectrum_is_found_for_mel_bands_as_well_as_librosa_finds_it(codec: MelCodec, sound: np.ndarray) -> None:
    """librosa minimises the same error, step by step to its end; ours stops after a fixed number of updates."""
    filters = codec.filters.numpy()
    mel = filters @ magnitude_of(sound)[:, ::4]
    ours = invert_mel(torch.from_numpy(mel), codec.filters).numpy()
    theirs = librosa.feature.inverse.mel_to_stft(mel, **MEL)
    error, least = (np.linalg.norm(filters @ found - mel) / np.linalg.norm(mel) for found in (ours, theirs))
    assert ours.min() >= 0 and error < least + 0.03


@sounds
def test_phases_are_found_as_well_as_librosa_finds_them(codec: MelCodec, sound: np.ndarray) -> None:
    """The magnitude of what comes out, against what was asked for: the same rounds leave the same inconsistency."""
    asked = magnitude_of(sound)
    ours = griffin_lim(torch.from_numpy(asked[:, :-1]), codec.window).numpy()
    theirs = librosa.griffinlim(
        asked, n_iter=GRIFFIN_LIM_ROUNDS, momentum=MOMENTUM, random_state=0, length=len(ours), **STFT
    )
    apart, least = (np.linalg.norm(magnitude_of(found) - asked) / np.linalg.norm(asked) for found in (ours, theirs))
    assert apart < 1.2 * least + 0.02


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
def test_resampling_is_librosas(rate: int) -> None:
    sound = SOUNDS["a rising whistle"].astype(np.float32)
    theirs = librosa.resample(sound, orig_sr=RATE, target_sr=rate, res_type="soxr_hq")
    np.testing.assert_allclose(resample(sound, RATE, rate), theirs, atol=1e-4)


def test_recordings_are_read_as_librosa_reads_them(tmp_path) -> None:
    file = tmp_path / "stereo.flac"
    soundfile.write(file, np.stack([SOUNDS["a chord"], SOUNDS["a rising whistle"]], axis=1), RATE)
    recording = Recording(path=file, sound="", caption="", license="", author="", source_url="", source_name="",
                          group="", seconds=0.5, split="train")  # fmt: skip
    theirs, _ = librosa.load(file, sr=RATE)
    np.testing.assert_allclose(load_recording(recording, RATE), theirs, atol=1e-4)
