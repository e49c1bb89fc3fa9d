"""The public tagger: it loads from the package, hears any sound, and its labels name our classes."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from audiostory_demo.data.foley import FOLDER_VARIABLE, load_recording, read_manifest
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.evaluate.classifier import SoundClassifier
from audiostory_demo.evaluate.generated import Heard, class_rates, listen, summary
from audiostory_demo.tagger import COLUMN, FOLDER, RATE, WIDTH, Tagger, class_labels, labels

RECORDINGS = Path(os.environ.get(FOLDER_VARIABLE) or Path(__file__).parents[2] / "shared" / "data" / "foley")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load()


def noise(seconds: float, rate: int = RATE) -> np.ndarray:
    return (0.1 * np.random.default_rng(0).standard_normal(round(seconds * rate))).astype(np.float32)


def test_it_hears_batches_of_any_length_and_gives_a_column_of_maps_for_each_third_of_a_second(tagger: Tagger):
    samples = torch.from_numpy(np.stack([noise(3), noise(3)[::-1]]))
    heard = tagger.hear(samples)
    columns = -(-samples.shape[1] // COLUMN)
    assert heard.logits.shape == (2, len(labels())) and heard.embedding.shape == (2, WIDTH)
    assert heard.maps.shape == (2, WIDTH, columns)
    torch.testing.assert_close(heard.maps.mean(dim=-1), heard.embedding)
    torch.testing.assert_close(tagger.maps(samples), heard.maps)


def test_it_is_frozen(tagger: Tagger):
    assert not tagger.maps(torch.from_numpy(noise(1))[None]).requires_grad


def test_it_is_loaded_once():
    assert Tagger.load() is Tagger.load()


@pytest.mark.parametrize("seconds", [0.05, 0.5, 40])
def test_a_sound_shorter_or_longer_than_it_takes_is_heard_too(tagger: Tagger, seconds: float):
    logits, embedding = tagger.listen(noise(seconds, 8000), 8000)
    assert logits.shape == (len(labels()),) and embedding.shape == (WIDTH,)


def test_noise_is_heard_as_noise(tagger: Tagger):
    assert {"White noise", "Noise", "Static"} & set(tagger.top(noise(3), RATE))


def test_what_is_no_sound_is_refused(tagger: Tagger):
    for wrong in (np.zeros(0), np.zeros((2, 100)), np.full(100, np.nan)):
        with pytest.raises(ValueError, match=r"cannot be heard\. Pass one channel"):
            tagger.listen(wrong, RATE)


def test_every_class_has_labels_and_every_label_is_audiosets():
    assert set(SOUND_NAMES) <= set(class_labels())
    assert len(labels()) == len(set(labels())) == 527
    assert {label for own in class_labels().values() for label in own} <= set(labels())


def test_a_scene_is_named_where_one_of_its_first_labels_is_its_class(tagger: Tagger):
    heard = Heard("dog-bark", "A dog barks.", ("cow",), -20.0, 0.5, 0, ("Animal", "Bark", "Music", "Speech", "Cat"))
    missed = replace(heard, labels=("Animal",))
    assert heard.named() and not heard.named(1) and not missed.named()
    figures = summary([heard, missed])
    assert (figures["tagger_top1"], figures["tagger_top5"]) == (0.0, 0.5)
    assert "tagger_top5" not in summary([replace(heard, labels=())])
    assert class_rates([heard, missed]) == {"dog-bark": {"scenes": 2, "top5": 0.0, "tagger_top5": 0.5}}
    assert len(listen("rain", "Rain.", noise(1)[None], RATE, SoundClassifier.load(), tagger).labels) == 5


def test_its_licence_and_credit_lie_beside_it():
    assert "Florian Schmid" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "2211.04772" in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not (RECORDINGS / "manifest.csv").is_file(), reason=f"no recordings; set {FOLDER_VARIABLE}")
def test_real_recordings_are_named_as_often_as_its_readme_says(tagger: Tagger):
    valid = [recording for recording in read_manifest(RECORDINGS) if recording.split == "valid"][::8]
    named = [
        bool(class_labels()[one.sound] & set(tagger.top(load_recording(one, RATE), RATE)))
        for one in valid
        if one.sound in class_labels()
    ]
    assert 0.73 - 0.2 < np.mean(named) < 0.73 + 0.2
