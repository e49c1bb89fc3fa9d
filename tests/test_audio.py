"""Joining clips: fades, boundaries to the sample, and the joiner against a slow, obvious reference."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostory_demo.audio import Joiner, boundaries, concatenate, fade_curves, keep_level, resample, sounding_level

RATE = 24000


def noise(samples: int, seed: int, channels: int = 1) -> np.ndarray:
    return 0.1 * np.random.default_rng(seed).standard_normal((channels, samples)).astype(np.float32)


def level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


class TestFades:
    @pytest.mark.parametrize("samples", [2, 3, 480, 6000])
    def test_a_linear_fade_includes_both_end_points_and_sums_to_one(self, samples: int):
        down, up = fade_curves(samples, "linear")
        assert (down[0], down[-1], up[0], up[-1]) == (1, 0, 0, 1)
        np.testing.assert_allclose(down + up, 1, atol=1e-6)
        np.testing.assert_allclose(np.diff(up), 1 / (samples - 1), rtol=1e-2)

    @pytest.mark.parametrize("samples", [2, 3, 480, 6000])
    def test_an_equal_power_fade_keeps_the_summed_power(self, samples: int):
        down, up = fade_curves(samples, "equal-power")
        np.testing.assert_allclose(down**2 + up**2, 1, atol=1e-6)
        np.testing.assert_allclose((down[0], up[-1]), 1)

    @pytest.mark.parametrize("kind", ["linear", "equal-power"])
    def test_a_fade_of_one_sample_or_none_keeps_the_clip_that_ends(self, kind: str):
        assert [len(curve) for curve in fade_curves(0, kind)] == [0, 0]
        assert [curve.tolist() for curve in fade_curves(1, kind)] == [[1], [0]]

    def test_equal_power_keeps_the_level_of_steady_noise_where_linear_drops_it(self):
        fade = RATE
        halves = {}
        for kind in ("equal-power", "linear"):
            joiner = Joiner(kind)
            joiner.add(noise(2 * fade, 1), fade)
            joined = joiner.add(noise(fade, 2), fade)
            middle = joined[:, fade // 3 : 2 * fade // 3]
            halves[kind] = 20 * np.log10(level(middle) / level(noise(fade, 2)))
        assert abs(halves["equal-power"]) < 0.25  # dB
        assert halves["linear"] < -2


def slow_join(clips: list[np.ndarray], lengths: list[int], kind: str) -> np.ndarray:
    """The story sample by sample: each clip starts where its scene starts, neighbours fade over what overlaps."""
    story = np.zeros((clips[0].shape[0], sum(lengths)))
    start = 0
    for k, (clip, length) in enumerate(zip(clips, lengths, strict=True)):
        overlap = min(clips[k - 1].shape[1] - lengths[k - 1], length) if k else 0
        down, up = fade_curves(overlap, kind)
        for n in range(length):
            value = clip[:, n].astype(np.float64)
            if n < overlap:
                value = clips[k - 1][:, lengths[k - 1] + n] * float(down[n]) + value * float(up[n])
            story[:, start + n] = value
        start += length
    return np.clip(story, -1, 1)


class TestJoiner:
    @given(
        st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(0, 25),
        st.sampled_from(["linear", "equal-power"]), st.integers(1, 2),
    )  # fmt: skip
    def test_joins_as_a_slow_obvious_reference_does(self, lengths: list[int], tail: int, kind: str, channels: int):
        tails = [tail] * (len(lengths) - 1) + [0]
        clips = [8 * noise(n + t, i, channels) for i, (n, t) in enumerate(zip(lengths, tails, strict=True))]
        joiner = Joiner(kind)
        chunks = [joiner.add(clip, length) for clip, length in zip(clips, lengths, strict=True)]
        assert [chunk.shape for chunk in chunks] == [(channels, length) for length in lengths]
        np.testing.assert_allclose(np.concatenate(chunks, axis=1), slow_join(clips, lengths, kind), atol=1e-6)

    def test_outside_the_joins_the_samples_of_a_clip_come_through_untouched(self):
        first, second = noise(1100, 1), noise(1000, 2)
        joiner = Joiner("equal-power")
        assert np.array_equal(joiner.add(first, 1000), first[:, :1000])
        assert np.array_equal(joiner.add(second, 1000)[:, 100:], second[:, 100:])

    def test_a_scene_shorter_than_the_fade_shortens_the_fade_and_not_the_story(self):
        joiner = Joiner("linear")
        joiner.add(np.ones((1, 300), np.float32) / 2, 200)
        short = joiner.add(np.zeros((1, 110), np.float32), 10)
        assert short.shape == (1, 10)
        assert (short[0, 0], short[0, -1]) == (0.5, 0)

    def test_what_overlaps_never_leaves_the_range(self):
        joiner = Joiner("equal-power")
        joiner.add(np.ones((1, 20), np.float32), 10)
        assert joiner.add(np.ones((1, 10), np.float32), 10).max() == 1

    def test_clips_are_left_as_they_were(self):
        clips = [noise(110, 1), noise(100, 2)]
        copies = [clip.copy() for clip in clips]
        joiner = Joiner("linear")
        for clip in clips:
            joiner.add(clip, 100)
        assert all(np.array_equal(clip, copy) for clip, copy in zip(clips, copies, strict=True))


class TestBoundaries:
    @given(st.lists(st.floats(0.001, 30), min_size=1, max_size=100), st.sampled_from([8000, 24000, 32000, 44100]))
    def test_never_drift_however_many_scenes_there_are(self, durations: list[float], rate: int):
        edges = boundaries(durations, rate)
        exact = [sum(map(Fraction, durations[:k]), Fraction(0)) * rate for k in range(len(durations) + 1)]
        assert all(
            abs(edge - place) <= Fraction(1, 2) + Fraction(1, 10**6) for edge, place in zip(edges, exact, strict=True)
        )
        assert edges == sorted(edges)
        assert edges[0] == 0

    def test_a_hundred_thirds_of_a_second_are_a_hundred_thirds_to_the_sample(self):
        assert boundaries([1 / 3] * 100, RATE)[-1] == 800_000


class TestPublishedJoin:
    def test_clips_overlap_by_the_fade(self):
        joined = concatenate([np.ones(1000), np.ones((1, 1000))], 100, 1.0)
        assert joined.shape == (1, 1900)
        np.testing.assert_allclose(joined, 1, atol=1e-6)

    def test_clips_of_different_channels_are_refused_in_one_sentence(self):
        with pytest.raises(ValueError, match=r"Some clips are mono and some stereo\. Pass clips with the same"):
            concatenate([np.ones((1, 10)), np.ones((2, 10))], 100, 0.0)
        with pytest.raises(ValueError, match="more than two dimensions"):
            concatenate([np.ones((1, 1, 10))], 100, 0.0)


class TestResampling:
    @pytest.mark.parametrize("target", [8000, 16000, 32000, 44100, 48000])
    def test_keeps_length_and_pitch(self, target: int):
        tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE, dtype=np.float32)[None]
        out = resample(tone, RATE, target)
        assert out.dtype == np.float32
        assert abs(out.shape[1] - target) <= 1
        expected = 0.5 * np.sin(2 * np.pi * 440 * np.arange(out.shape[1]) / target)
        np.testing.assert_allclose(out[0, 500:-500], expected[500:-500], atol=1e-3)

    def test_the_same_rate_is_no_work_at_all(self):
        tone = noise(100, 1)
        assert resample(tone, RATE, RATE) is tone

    @given(st.integers(1, 60_000), st.sampled_from([8000, 16000, 32000, 44100]))
    def test_no_sample_is_lost_to_rounding_whether_there_is_a_channel_axis_or_not(self, samples, target):
        sound = noise(samples, 0)
        assert resample(sound, RATE, target).shape == (1, -(-samples * target // RATE))
        assert resample(sound[0], RATE, target).shape == (-(-samples * target // RATE),)


class TestLevel:
    LEVELS = (-28.0, -14.0)

    def tone(self, amplitude: float) -> np.ndarray:
        """A second of silence, then one of sound."""
        wave = amplitude * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE, dtype=np.float32)
        return np.concatenate([np.zeros(RATE, np.float32), wave])[None]

    def test_silence_around_a_sound_does_not_count(self):
        assert sounding_level(self.tone(0.5)[0], RATE) == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=0.1)

    @pytest.mark.parametrize(("amplitude", "level"), [(0.01, -28.0), (0.9, -14.0)])
    def test_a_clip_too_soft_or_too_loud_is_scaled_into_the_range(self, amplitude: float, level: float):
        kept = keep_level(self.tone(amplitude), RATE, self.LEVELS)
        assert sounding_level(kept[0], RATE) == pytest.approx(level, abs=0.1)

    def test_a_clip_inside_is_left_as_it_is(self):
        clip = self.tone(0.2)
        assert keep_level(clip, RATE, self.LEVELS) is clip

    def test_near_silence_is_not_blown_up_and_silence_stays_silent(self):
        assert np.abs(keep_level(self.tone(1e-4), RATE, self.LEVELS)).max() == pytest.approx(1e-3, rel=1e-3)
        assert not keep_level(np.zeros((1, RATE), np.float32), RATE, self.LEVELS).any()

    def test_one_loud_click_in_soft_sound_does_not_clip(self):
        clip = self.tone(0.003)
        clip[0, 30_000] = 0.5
        assert np.abs(keep_level(clip, RATE, self.LEVELS)).max() <= 0.971
