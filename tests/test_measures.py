"""Measures of sound and bridge: each is right where the answer is known, and can fail."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from made_run import make_recordings

from audiostory_demo import AudioStory
from audiostory_demo.analysis.word_table import WordTable
from audiostory_demo.data.foley import COLUMNS, RATE, Foley
from audiostory_demo.data.mixer import SceneMixer
from audiostory_demo.data.styles import Style
from audiostory_demo.evaluate.bridge import StyledStory, bridge_summary, names_its_sound, styled_stories
from audiostory_demo.evaluate.classifier import SoundClassifier
from audiostory_demo.evaluate.copies import copies_by_class
from audiostory_demo.evaluate.metrics import Copies, compare_sets, frechet_distance
from audiostory_demo.story import BridgeTokens


class TestFrechetDistance:
    def test_of_two_normal_distributions_is_their_formula(self):
        rng = np.random.default_rng(0)
        one, other = rng.normal(1, 1, (200_000, 1)), rng.normal(3, 2, (200_000, 1))
        assert frechet_distance(one, other) == pytest.approx((1 - 3) ** 2 + (1 - 2) ** 2, rel=0.02)

    def test_of_correlated_values_follows_the_whole_covariance(self):
        rng = np.random.default_rng(1)
        free = rng.standard_normal((100_000, 2))
        mixing = np.array([[1.0, 0.9], [0.0, math.sqrt(1 - 0.81)]])
        # traces 2 and 2; the root of the covariance has the values 1 +- 0.9 under it
        expected = 4 - 2 * (math.sqrt(1.9) + math.sqrt(0.1))
        assert frechet_distance(free, free @ mixing) == pytest.approx(expected, abs=0.02)

    def test_of_a_set_to_itself_is_nothing_even_with_few_sounds(self):
        few = np.random.default_rng(2).standard_normal((5, 40))
        assert frechet_distance(few, few) == pytest.approx(0, abs=1e-6)
        assert frechet_distance(few, few + 1) == pytest.approx(40, rel=1e-6)

    def test_it_agrees_with_the_textbook_formula_by_matrix_root(self):
        linalg = pytest.importorskip("scipy.linalg")
        rng = np.random.default_rng(3)
        one, other = (rng.standard_normal((300, 12)) @ rng.standard_normal((12, 12)) + shift for shift in (0, 1))
        first, second = (np.cov(values, rowvar=False) for values in (one, other))
        gap = np.square(one.mean(axis=0) - other.mean(axis=0)).sum()
        expected = gap + np.trace(first + second - 2 * linalg.sqrtm(first @ second).real)
        assert frechet_distance(one, other) == pytest.approx(expected, rel=1e-6)

    def test_sets_of_other_widths_are_refused(self):
        with pytest.raises(ValueError, match="have no distance"):
            frechet_distance(np.zeros((4, 2)), np.zeros((4, 3)))


@pytest.fixture
def recordings(tmp_path: Path) -> Foley:
    """Bursts of noise in four rhythms."""
    rng = np.random.default_rng(0)
    with (tmp_path / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(4):
            beat = np.sin(2 * np.pi * (number + 1) * np.arange(3 * RATE) / RATE) > 0.7
            soundfile.write(tmp_path / f"{number}.wav", 0.3 * beat * rng.standard_normal(3 * RATE), RATE)
            writer.writerow({
                "path": f"{number}.wav", "class": "clock", "caption": "A clock", "license": "CC0-1.0", "author": "A",
                "source_url": "https://example.org", "source_name": str(number), "group": str(number), "seconds": "3",
                "split": "train",
            })  # fmt: skip
    return Foley(tmp_path)


def test_a_copy_is_found_out_though_it_is_softer_and_cut(recordings: Foley) -> None:
    copies = Copies(recordings, SoundClassifier.load())
    # cut at a place that lies on the grid of comparison
    embedding, correlation = copies.nearest(0.5 * recordings.samples(2)[16 * 256 : 16 * 256 + 2 * RATE], RATE)
    assert embedding > 0.9 and correlation > 0.95
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE, dtype=np.float32)
    assert copies.nearest(tone, RATE)[1] < 0.9


def test_a_set_of_copies_is_nearer_to_training_than_real_sounds_are(recordings: Foley) -> None:
    copies = [recordings.samples(i)[: 2 * RATE] for i in range(4)]
    figures = compare_sets(copies, recordings, recordings, SoundClassifier.load())
    assert figures["generated"]["sounds"] == 4 and figures["generated"]["mel_median"] > 0.95
    rng = np.random.default_rng(3)
    hum = [
        0.2 * np.sin(2 * np.pi * rng.uniform(80, 900) * np.arange(2 * RATE) / RATE, dtype=np.float32) for _ in range(4)
    ]
    other = compare_sets(hum, recordings, recordings, SoundClassifier.load())
    assert other["generated"]["mel_highest"] < 0.9
    assert other["generated"]["frechet"] > figures["generated"]["frechet"] > figures["real valid"]["frechet"] - 1e-6


def told(style: Style, other: Style, full: Style, without: Style, swapped: Style, vectors: np.ndarray) -> StyledStory:
    scenes = len(vectors)
    heard = {"full": (full,) * scenes, "without": (without,) * scenes, "swapped": (swapped,) * scenes}
    found = {"full": (True,) * scenes, "without": (True, False) * (scenes // 2), "swapped": (False,) * scenes}
    return StyledStory(style, other, ("dog-bark",) * scenes, (True,) + (False,) * (scenes - 1), heard, found, vectors)


CAVE, RADIO, PLAIN = Style(room="cave"), Style(medium="old radio"), Style()


def test_the_summary_counts_what_was_heard_of_both_styles() -> None:
    alike = np.array([[1.0, 0.01], [1.0, 0.02]])
    stories = [
        told(CAVE, RADIO, CAVE, PLAIN, RADIO, alike),
        told(RADIO, CAVE, PLAIN, PLAIN, CAVE, alike[:, ::-1]),
    ]
    figures = bridge_summary(stories)
    assert figures["stories"] == 2 and figures["named"] == 0.5
    assert (figures["style_full"], figures["style_without"], figures["style_swapped"]) == (0.5, 0, 0)
    assert (figures["lent_full"], figures["lent_swapped"]) == (0, 1)
    assert (figures["content_full"], figures["content_without"], figures["content_swapped"]) == (1, 0.5, 0)


def test_scenes_of_one_story_that_are_more_alike_give_a_large_effect() -> None:
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((12, 8))
    near = [told(CAVE, RADIO, CAVE, PLAIN, RADIO, centre + 0.1 * rng.standard_normal((4, 8))) for centre in centres]
    mixed = [replace(story, vectors=rng.standard_normal((4, 8))) for story in near]
    assert bridge_summary(near)["effect"] > 2 > 1 > abs(bridge_summary(mixed)["effect"])


def test_nothing_told_is_nothing_to_sum_up() -> None:
    with pytest.raises(ValueError, match="Tell at least one"):
        bridge_summary([])


def test_tokens_name_their_sound_by_the_nearest_words() -> None:
    words = WordTable(("dog", "the", "rain"), np.eye(3, dtype=np.float32))
    dog = BridgeTokens(np.array([[0.9, 0.5, 0.0]]), np.zeros((1, 3)))
    assert names_its_sound(dog, "dog-bark", words)
    assert not names_its_sound(BridgeTokens(np.array([[0.0, 0.5, 0.9]]), np.zeros((1, 3))), "dog-bark", words)


def test_the_embedded_model_is_told_three_ways_beside_recordings_in_the_style_and_plain(tmp_path: Path) -> None:
    mixer = SceneMixer(Foley(make_recordings(tmp_path, ("valid",)), "valid"))
    (story,) = styled_stories(AudioStory.from_pretrained(), stories=1, mixer=mixer, steps=2)
    assert set(story.styles) == set(story.found) == {"full", "without", "swapped", "real", "plain"}
    assert story.style not in (Style(), story.other)
    assert {len(heard) for heard in (*story.styles.values(), *story.found.values(), story.vectors)} == {
        len(story.sounds)
    }
    figures = bridge_summary([story])
    assert figures["stories"] == 1 and {"content_real", "content_plain"} <= set(figures)


def test_copies_are_found_class_by_class_beside_what_recordings_are_to_one_another(recordings: Foley) -> None:
    rng = np.random.default_rng(5)
    copy = recordings.samples(1)[16 * 256 :]
    fresh = (0.1 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE) + 0.01 * rng.standard_normal(2 * RATE)).astype(
        np.float32
    )
    found = copies_by_class([("clock", copy), ("unheard", fresh)], recordings, SoundClassifier.load())
    assert list(found["classes"]) == ["clock"] == found["above"]
    assert found["classes"]["clock"]["real"]["mel_highest"] < 0.9 < found["classes"]["clock"]["generated"]["mel_median"]
    (pair,) = found["look at"]
    assert (pair["nearest"], pair["number"]) == ("1.wav", 0)
    assert copies_by_class([("clock", fresh)], recordings, SoundClassifier.load())["above"] == []
