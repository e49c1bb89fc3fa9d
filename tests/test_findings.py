"""What the lesson on the bridge measures: a change beside mere other noise, on sounds whose differences are known."""

from __future__ import annotations

import numpy as np
import pytest

from audiostory_demo.lessons.findings import Finding, Measure, Trial, find
from audiostory_demo.plots import side_change, side_levels
from audiostory_demo.story import Clip

RATE = 24000


def noise(seed: int, gain: float = 0.1, seconds: float = 1.5) -> Clip:
    samples = np.random.default_rng(seed).normal(0, gain, (1, round(seconds * RATE)))
    return Clip(np.clip(samples, -1, 1).astype(np.float32), RATE, seed)


def narrow(clip: Clip, low: float = 300.0, high: float = 3400.0) -> Clip:
    """As through a telephone."""
    spectrum, hertz = np.fft.rfft(clip.samples), np.fft.rfftfreq(clip.samples.shape[1], 1 / RATE)
    spectrum[:, (hertz < low) | (hertz > high)] = 0
    return Clip(np.fft.irfft(spectrum, clip.samples.shape[1]).astype(np.float32), RATE, 0)


def softer(clip: Clip, decibels: float) -> Clip:
    return Clip(clip.samples * np.float32(10 ** (-decibels / 20)), RATE, 0)


def test_a_sound_that_is_softer_throughout_has_changed_by_that_many_decibels() -> None:
    assert side_change(noise(0), noise(0)) == 0
    assert side_change(noise(0), softer(noise(0), 6)) == pytest.approx(6, abs=0.05)
    assert side_change(softer(noise(0), 6), noise(0)) == pytest.approx(6, abs=0.05)


def test_both_sides_are_measured_from_the_loudest_of_both() -> None:
    loud, soft = side_levels(noise(0), softer(noise(0), 20))
    assert loud.max() == 0 and soft.max() == pytest.approx(-20, abs=0.01)


def test_sides_of_different_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="Compare two of the same rate"):
        side_change(noise(0), Clip(np.zeros((1, 100), np.float32), 8000, 0))


def test_a_change_that_no_ear_hears_is_nothing_whatever_noise_does() -> None:
    finding = find(Trial(noise(0), softer(noise(0), 0.5), (noise(1), noise(2))))
    assert finding.verdict == "nothing" and finding.yardstick > 2.5
    assert not any(measure.beyond for measure in finding.measures)


def test_a_change_within_what_other_noise_does_is_told_from_one_beyond_it() -> None:
    others = (noise(1), noise(2))
    assert find(Trial(noise(0), softer(noise(0), 3), others)).verdict == "within"
    finding = find(Trial(noise(0), narrow(noise(0)), others))
    assert finding.verdict == "beyond" and finding.change > max(finding.chance)


def test_the_measures_say_what_a_telephone_changes() -> None:
    finding = find(Trial(noise(0), narrow(noise(0)), (noise(1), noise(2))))
    band = next(measure for measure in finding.measures if measure.name == "band")
    assert band.second == pytest.approx(1, abs=0.01) and band.first < 0.4 and band.beyond
    assert max(abs(other - band.first) for other in band.others) < 0.02


def test_a_measure_that_a_sound_does_not_have_is_not_beyond_anything() -> None:
    assert not Measure("decay", None, 1.0, (0.5,)).beyond
    assert not Measure("decay", 0.1, 1.0, ()).beyond
    assert Measure("decay", 0.1, 1.0, (0.2, None)).beyond


def test_without_a_yardstick_nothing_is_beyond_it() -> None:
    assert Finding(5.0, (), ()).verdict == "within"
    assert np.isnan(Finding(5.0, (), ()).yardstick)
