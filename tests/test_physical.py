"""Physical measures: each is right on a signal whose answer is known, and orders what it should order."""

from __future__ import annotations

import random
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import pytest
from made_run import make_recordings

from audiostory_demo import AudioStory
from audiostory_demo.data.acoustics import apply_style
from audiostory_demo.data.composer import compose_story
from audiostory_demo.data.foley import Foley
from audiostory_demo.data.mixer import SceneMixer
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.data.styles import Style
from audiostory_demo.evaluate import physical_tables as tables
from audiostory_demo.evaluate.physical import (
    band_share,
    decay_time,
    floor_spectrum,
    levels,
    likeness,
    mel_likeness,
    movement,
    onset_rate,
)

RATE = 24_000
TIME = np.arange(4 * RATE) / RATE
NOISE = 0.1 * np.random.default_rng(0).standard_normal(4 * RATE)


def tone(hertz: float) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * TIME)


class TestBand:
    def test_energy_inside_and_outside_of_the_band_is_told_apart(self):
        assert band_share(tone(1000), RATE) == pytest.approx(1, abs=1e-6)
        assert band_share(tone(1000) + tone(6000), RATE) == pytest.approx(0.5, abs=1e-3)
        assert band_share(tone(100), RATE) < 1e-6

    def test_a_telephone_leaves_nearly_all_there_and_nothing_is_no_number_out_of_range(self):
        heard = apply_style(NOISE, RATE, Style(medium="telephone"), bed=None, rng=np.random.default_rng(0))
        assert band_share(heard, RATE) > 0.9 > 0.4 > band_share(NOISE, RATE)
        assert band_share(np.zeros(RATE), RATE) == 0


class TestDecay:
    @pytest.mark.parametrize(("seconds", "low", "high"), [(0.2, 0.18, 0.22), (0.4, 0.36, 0.42), (1.0, 0.85, 1.05)])
    def test_noise_that_dies_away_measures_its_decay_time(self, seconds: float, low: float, high: float):
        assert low < decay_time(NOISE * 10 ** (-3 * TIME / seconds), RATE) < high

    def test_rooms_lengthen_the_decays_of_bursts_in_their_order(self):
        bursts = NOISE * (TIME % 1 < 0.1)
        measured = [
            decay_time(apply_style(bursts, RATE, Style(room=room), bed=None, rng=np.random.default_rng(0)), RATE)
            for room in ("dry", "room", "cave", "cathedral")
        ]
        assert measured == sorted(measured) and all(b > 1.3 * a for a, b in pairwise(measured))

    def test_loudness_makes_no_difference_and_what_is_too_short_has_no_decay(self):
        sound = NOISE * 10 ** (-3 * TIME)
        assert decay_time(0.3 * sound, RATE) == pytest.approx(decay_time(sound, RATE), rel=0.02)
        assert decay_time(NOISE[:1000], RATE) is None


class TestFloor:
    def test_a_bed_under_events_is_in_the_floor_and_not_in_their_own(self):
        bed, other = NOISE - np.roll(NOISE, 1), np.cumsum(NOISE)  # hiss and rumble
        events = 0.3 * tone(800) * (TIME % 1 < 0.3)
        spectrum = {name: levels(sound, RATE).mean(axis=1) for name, sound in (("hiss", bed), ("rumble", other))}
        floor = floor_spectrum(events + 0.1 * bed, RATE)
        assert likeness(floor, spectrum["hiss"]) > 0.9 > likeness(floor, spectrum["rumble"])
        assert likeness(floor_spectrum(events, RATE), spectrum["hiss"]) < 0.5


class TestMovement:
    @pytest.mark.parametrize(("hertz", "place"), [(0.75, 0), (3, 2), (12, 4)])
    def test_a_level_that_sways_is_found_at_its_speed_with_its_depth(self, hertz: float, place: int):
        found = movement(NOISE * 10 ** (6 * np.sin(2 * np.pi * hertz * TIME) / 20), RATE)
        assert found.argmax() == place
        assert found[place] == pytest.approx(6 / np.sqrt(2), rel=0.15)  # RMS of a sine of 6 dB

    def test_a_steady_tone_does_not_move(self):
        assert movement(tone(500), RATE).max() < 0.1

    @pytest.mark.parametrize("speed", [1, 2, 4, 8])
    def test_beats_are_counted(self, speed: int):
        assert onset_rate(NOISE * ((TIME * speed) % 1 < 0.05), RATE) == speed

    def test_steady_noise_begins_once(self):
        assert onset_rate(NOISE, RATE) == 0.25


def test_a_sound_is_like_itself_and_not_like_another():
    assert mel_likeness(NOISE, 0.5 * NOISE, RATE) == pytest.approx(1, abs=0.01)
    assert mel_likeness(NOISE * (TIME % 1 < 0.3), tone(500), RATE) < 0.5


@pytest.fixture(scope="module")
def mixer(tmp_path_factory: pytest.TempPathFactory) -> SceneMixer:
    return SceneMixer(Foley(make_recordings(tmp_path_factory.mktemp("recordings"), ("valid",)), "valid"))


def test_a_set_compared_with_itself_is_within_bounds_everywhere(mixer: SceneMixer):
    sounds = ("dog-bark", "rain")
    figures = tables.time_figures(tables.mixed_from(mixer), sounds, each=1)
    compared = tables.compare_time(figures, figures)
    assert set(figures) == set(sounds) and set(compared.values()) == {1.0}
    slower = {sound: {name: 2 * value for name, value in own.items()} for sound, own in figures.items()}
    compared = tables.compare_time(slower, figures)
    assert compared["onsets a second, over recordings'"] == pytest.approx(2)
    assert compared["2-4 Hz, classes within 25%"] == 0


def test_recordings_mixed_in_a_style_show_it_physically(mixer: SceneMixer):
    figures = tables.style_figures(tables.mixed_pairs(mixer, 40), RATE, tables.bed_spectra(mixer.foley))
    assert figures["telephone: energy from 300 to 3,400 Hz"] > 0.9 > 0.5 > figures["telephone: without"]
    assert figures["cathedral: longer than without"] > 0.8
    assert figures["bed: floor higher by, dB"] > 3


def test_a_models_scenes_are_measured_with_their_tokens_and_without(small: AudioStory, mixer: SceneMixer):
    assert set(tables.seed_likeness(small, ("rain", "dog-bark"), steps=1)) == {"one seed", "different seeds"}
    with pytest.raises(ValueError, match="cannot be compared"):
        tables.seed_likeness(small, ("rain",))
    (pair,) = tables.styled_pairs(small, 1, steps=1)
    ((example, full, without),) = tables.clips_of([pair])
    assert len(full) == len(without) == len(example.sounds)
    assert isinstance(tables.style_figures([(example, full, without)], small.sample_rate, {}), dict)
    assert example.style != compose_story(random.Random(0)).style or example.style != Style()


def test_every_measured_style_has_as_many_stories_as_any_other():
    styles = [example.style for example in islice(tables.measured_examples(), 2 * len(tables.MEASURED))]
    assert styles == 2 * [*tables.MEASURED]
    assert all(len(style.keys) == 1 for style in styles)  # nothing else hides it


def test_classes_are_spread_over_all_of_them():
    assert len(tables.every_class()) == len(set(tables.every_class(500))) == len(SOUND_NAMES)
    assert len(tables.every_class(4)) == 4


def test_nothing_else_is_needed_than_a_folder_of_recordings(mixer: SceneMixer, tmp_path: Path):
    sound, rate = tables.mixed_from(mixer)("rain", 0)
    assert rate == RATE and len(sound) == 4 * RATE
