"""Mel bands: the usual ones, none of them empty where a picture needs all, and tones stand where they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from transformers.audio_utils import mel_filter_bank

from audiostory_demo.audio import load_sound
from audiostory_demo.audio.mel import hertz_to_mel, mel_edges, mel_filters, mel_levels, mel_to_hertz

RATES = (8000, 16000, 24000, 44100, 48000)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("window", "bands"), [(1024, 128), (2048, 96), (512, 40)])
def test_the_filters_are_those_that_another_library_computes(rate: int, window: int, bands: int):
    theirs = mel_filter_bank(window // 2 + 1, bands, 0.0, rate / 2, rate, norm=None, mel_scale="slaney").T
    np.testing.assert_allclose(mel_filters(rate, window, bands), theirs, atol=1e-12)


@pytest.mark.parametrize("rate", (*RATES, 96000, 192000))
def test_no_filled_band_is_empty_and_wide_ones_stay_as_they_are(rate: int):
    plain, filled = mel_filters(rate, 1024, 96), mel_filters(rate, 1024, 96, filled=True)
    assert (filled.sum(axis=1) > 0.4).all()
    wide = np.diff(mel_edges(rate, 97))[1:] > rate / 1024  # triangles whose rising side is wider than a bin
    assert np.array_equal(filled[1:][wide[:-1]], plain[1:][wide[:-1]])


def test_hertz_and_mels_undo_each_other():
    hertz = np.array([0.0, 60.0, 999.0, 1000.0, 1001.0, 12000.0])
    np.testing.assert_allclose(mel_to_hertz(hertz_to_mel(hertz)), hertz, atol=1e-9)
    assert float(hertz_to_mel(1000.0)) == 15.0


@pytest.mark.parametrize("hertz", [200, 1000, 5000])
def test_a_tone_is_loudest_in_the_band_that_holds_it(hertz: int):
    tone = np.sin(2 * np.pi * hertz * np.arange(24000) / 24000)[None]
    levels = mel_levels(tone, 24000, bands=64, window=1024, hop=512, depth=80.0)
    assert levels.shape == (64, 47) and levels.max() == 0.0 and levels.min() == -80.0
    edges = mel_edges(24000, 65)
    band = int(levels.mean(axis=1).argmax())
    assert edges[band] < hertz < edges[band + 2]


def test_a_picture_knows_only_differences_until_there_is_next_to_nothing():
    noise = np.random.default_rng(0).normal(0, 0.1, (2, 8000)).astype(np.float32)
    look = {"bands": 32, "window": 1024, "hop": 256, "depth": 80.0}
    loud = mel_levels(noise, 8000, **look)
    np.testing.assert_allclose(mel_levels(noise / 20, 8000, **look), loud, atol=1e-3)
    assert mel_levels(noise * 1e-6, 8000, **look).max() < -40
    assert mel_levels(np.zeros((1, 0), np.float32), 8000, **look).shape == (32, 1)


def test_loading_a_sound_gives_channels_and_rate(tmp_path: Path):
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 100)).astype(np.float32)
    soundfile.write(tmp_path / "two.wav", samples.T, 22050, subtype="FLOAT")
    found, rate = load_sound(tmp_path / "two.wav")
    assert rate == 22050 and found.flags["C_CONTIGUOUS"]
    np.testing.assert_array_equal(found, samples)
    (tmp_path / "no.wav").write_bytes(b"not a sound")
    with pytest.raises(
        ValueError, match=r"no\.wav cannot be read as sound .*Pass a whole WAV, FLAC, MP3 or Ogg file\."
    ):
        load_sound(tmp_path / "no.wav")
