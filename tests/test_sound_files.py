"""Sound as a file: what any program can read, rounded and never wrapped, as long as it was, as loud as was asked."""

from __future__ import annotations

import io
import sys
import wave

import numpy as np
import pytest
import soundfile

from audiostory_demo.audio.loudness import PEAK, check_loudness, loudness, to_loudness
from audiostory_demo.audio.save import FORMATS, encode_sound

RATE = 24000


def tone(seconds: float = 1.0, rate: int = RATE, channels: int = 1, level: float = 0.25) -> np.ndarray:
    wave = level * np.sin(2 * np.pi * 997 * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (channels, 1))


def decoded(data: bytes, kind: str = "float32") -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(io.BytesIO(data), dtype=kind, always_2d=True)
    return samples.T, rate


class TestWav:
    def test_is_read_by_the_standard_library(self):
        sound = tone(channels=2)
        with wave.open(io.BytesIO(encode_sound(sound, RATE))) as file:
            assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T
        assert np.abs(samples / 2**15 - sound).max() <= 2**-16

    @pytest.mark.parametrize(("subtype", "bits"), [("PCM_16", 16), ("PCM_24", 24)])
    @pytest.mark.parametrize("suffix", [".wav", ".flac"])
    def test_samples_are_rounded_to_the_nearest_level(self, suffix: str, subtype: str, bits: int):
        step = 2.0 ** (1 - bits)
        sound = (np.array([[-1.6, -1.4, -0.6, -0.4, 0.0, 0.4, 0.6, 1.4, 1.6]]) * step).astype(np.float32)
        found, _ = decoded(encode_sound(sound, RATE, suffix, subtype), "float64")
        assert (found / step).tolist() == [[-2, -1, -1, 0, 0, 0, 1, 1, 2]]

    @pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
    def test_full_scale_and_beyond_is_cut_and_never_wrapped(self, subtype: str):
        found, _ = decoded(encode_sound(np.float32([[1.0, -1.0, 1.5, -1.5, 9.0]]), RATE, ".wav", subtype))
        assert np.allclose(found, [[1, -1, 1, -1, 1]], atol=2**-15)

    def test_float_keeps_every_bit(self):
        sound = tone()
        assert np.array_equal(decoded(encode_sound(sound, RATE, ".wav", "float"))[0], sound)


class TestEveryFormat:
    @pytest.mark.parametrize("suffix", FORMATS)
    @pytest.mark.parametrize("rate", [8000, 11025, 22050, 24000, 32000, 44100, 48000, 96000])
    @pytest.mark.parametrize("channels", [1, 2])
    def test_lasts_as_long_as_the_sound_and_holds_it(self, suffix: str, rate: int, channels: int):
        sound = tone(1.2345, rate, channels)
        found, written = decoded(encode_sound(sound, rate, suffix))
        assert len(found) == channels
        assert abs(found.shape[1] / written - sound.shape[1] / rate) < 1 / written
        assert written == rate or (suffix in (".opus", ".ogg", ".mp3") and written == 48000)
        # the same tone at the same moments: what is left over is the coder's noise
        ideal = tone(2, written, channels)[:, : found.shape[1]]
        noise = (found - ideal)[:, written // 10 : -written // 10]
        assert np.sqrt((noise**2).mean()) < 0.2 * np.sqrt((ideal**2).mean())

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_a_long_stereo_sound_is_whole(self, suffix: str):
        sound = tone(90, 44100, channels=2)
        found, rate = decoded(encode_sound(sound, 44100, suffix))
        assert found.shape[1] / rate == pytest.approx(90, abs=1e-4)
        assert np.abs(found[:, -rate // 2 :]).max() > 0.2

    @pytest.mark.parametrize("suffix", FORMATS)
    def test_silence_and_a_single_sample_are_sounds_too(self, suffix: str):
        for length in (1, 500):
            found, rate = decoded(encode_sound(np.zeros((1, length), np.float32), RATE, suffix))
            assert found.shape == (1, length * rate // RATE)
            assert np.abs(found).max() < 1e-6

    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_a_sound_that_is_none_is_one_sentence(self, value: float):
        with pytest.raises(ValueError, match="NaN or infinite samples"):
            encode_sound(np.full((1, 9), value, np.float32), RATE)

    @pytest.mark.parametrize(
        ("suffix", "subtype"), [(".flac", "FLOAT"), (".mp3", "PCM_16"), (".wav", "PCM_8"), (".wav", "24")]
    )
    def test_a_subtype_that_the_format_lacks_names_those_it_has(self, suffix: str, subtype: str):
        with pytest.raises(ValueError, match=rf"subtype='{subtype}' is not known for {suffix}\. Choose "):
            encode_sound(tone(), RATE, suffix, subtype)

    def test_an_unknown_suffix_names_the_known_ones(self):
        with pytest.raises(ValueError, match=r"does not end in \.wav, \.flac, \.mp3, \.opus or \.ogg"):
            encode_sound(tone(), RATE, ".aiff")


class TestLoudness:
    """The reference is the standard's own: a tone of 997 Hz at -20 dBFS on one channel has -23.0 LUFS."""

    def test_is_what_the_standard_says_of_a_tone(self):
        assert loudness(tone(5, 48000, level=0.1), 48000) == pytest.approx(-23.0, abs=0.1)
        assert loudness(tone(5, 48000, channels=2, level=0.1), 48000) == pytest.approx(-20.0, abs=0.1)

    @pytest.mark.parametrize("target", [-30.0, -23.0, -16.0])
    def test_a_sound_is_scaled_as_a_whole_to_the_target(self, target: float):
        sound = np.concatenate([tone(3), tone(3, level=0.1)], axis=1)
        louder, about = to_loudness(sound, RATE, target)
        assert loudness(louder, RATE) == pytest.approx(target, abs=0.05) == about.reached
        assert np.allclose(louder, sound * 10 ** (about.gain / 20), atol=1e-3)

    def test_peaks_end_the_raising_and_it_is_said(self):
        clicks = tone(3, level=0.01)
        clicks[:, ::6000] = 0.5
        louder, about = to_loudness(clicks, RATE, -10.0)
        assert np.abs(louder).max() == pytest.approx(PEAK, rel=1e-3)
        assert about.reached == pytest.approx(loudness(louder, RATE), abs=0.1) and about.reached < -10.5

    @pytest.mark.parametrize("sound", [np.zeros((1, RATE), np.float32), tone(0.3)])
    def test_what_cannot_be_measured_stays_as_it_is(self, sound: np.ndarray):
        same, about = to_loudness(sound, RATE, -16.0)
        assert same is sound
        assert (about.reached, about.gain) == (None, 0.0)

    @pytest.mark.parametrize("target", [float("nan"), 0.0, 3, -90, "loud", True])
    def test_a_target_that_is_none_is_one_sentence(self, target: object):
        with pytest.raises(ValueError, match="Pass LUFS from -50 to -5, such as -16"):
            check_loudness(target)

    def test_a_missing_library_is_one_sentence_that_says_how_to_get_it(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setitem(sys.modules, "pyloudnorm", None)
        with pytest.raises(ValueError, match=r'pip install "audiostory-demo\[loudness\]"'):
            check_loudness(-16)
