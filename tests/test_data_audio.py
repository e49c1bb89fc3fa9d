"""Recordings with a manifest are read and kept in memory; styles change what is asked for and nothing else."""

from __future__ import annotations

import csv
import os
import random
import time

import numpy as np
import pytest
import soundfile

from audiostory_demo.data.acoustics import apply_style, bed_recordings, impulse_response
from audiostory_demo.data.foley import COLUMNS, FOLDER_VARIABLE, Foley, folders_of, load_recording, read_manifest
from audiostory_demo.data.styles import BEDS, MEDIA, ROOMS, Style

RATE = 24_000
STYLED = [Style(room=room) for room in ROOMS[1:]] + [Style(medium=medium) for medium in MEDIA[1:]]


def _line(name, sound, split, seconds=1.0):
    return {
        "path": name, "class": sound, "caption": f"A {sound} is heard", "license": "CC0-1.0", "author": "Someone",
        "source_url": "https://example.org", "source_name": name, "group": name, "seconds": str(seconds),
        "split": split,
    }  # fmt: skip


def _write_manifest(folder, lines, columns=COLUMNS):
    with (folder / "manifest.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(lines)


@pytest.fixture
def folder(tmp_path):
    """Three recordings: a stereo one at 32 kHz, a rain and a valid one."""
    rng = np.random.default_rng(0)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(32_000) / 32_000)
    soundfile.write(tmp_path / "tone.wav", np.stack([tone, 0 * tone], axis=1), 32_000)
    soundfile.write(tmp_path / "rain.wav", 0.1 * rng.standard_normal(48_000), RATE)
    soundfile.write(tmp_path / "owl.wav", 0.1 * rng.standard_normal(12_000), RATE)
    lines = [
        _line("tone.wav", "horn", "train"),
        _line("rain.wav", "rain", "train", 2.0),
        _line("owl.wav", "owl", "valid", 0.5),
    ]
    _write_manifest(tmp_path, lines)
    return tmp_path


def _burst(seconds=2.0, length=0.05):
    """A short noise burst at 0.2 s and silence around it."""
    clip = np.zeros(int(seconds * RATE), dtype=np.float32)
    start, count = int(0.2 * RATE), int(length * RATE)
    clip[start : start + count] = 0.3 * np.random.default_rng(1).standard_normal(count)
    return clip


def _noise(seconds=2.0, gain=0.1):
    return (gain * np.random.default_rng(2).standard_normal(int(seconds * RATE))).astype(np.float32)


def _apply(clip, style, *, bed=None, seed=0):
    return apply_style(clip, RATE, style, bed=bed, rng=np.random.default_rng(seed))


def _rms(clip):
    return float(np.sqrt(np.mean(np.square(clip, dtype=np.float64))))


def _share(clip, low, high):
    """Share of the energy between two frequencies in Hz."""
    energy = np.abs(np.fft.rfft(clip)) ** 2
    hertz = np.fft.rfftfreq(len(clip), 1 / RATE)
    return energy[(hertz >= low) & (hertz < high)].sum() / energy.sum()


# --- recordings -------------------------------------------------------------------------------------------------


def test_a_manifest_becomes_recordings_with_joined_paths(folder):
    first = read_manifest(folder)[0]
    assert (first.sound, first.split, first.seconds) == ("horn", "train", 1.0)
    assert first.path == folder / "tone.wav"


def test_a_folder_without_manifest_is_named(tmp_path):
    with pytest.raises(ValueError, match=rf"{tmp_path} holds no manifest\.csv"):
        read_manifest(tmp_path)


def test_missing_columns_are_named(tmp_path):
    _write_manifest(tmp_path, [_line("a.wav", "owl", "train")], [c for c in COLUMNS if c not in ("class", "group")])
    with pytest.raises(ValueError, match="lacks the columns class, group"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("seconds", "long", "line 2: seconds='long' is not a length"),
        ("seconds", "nan", "not a length"),
        ("split", "test", "split='test' is not known"),
        ("class", "", "path or class is empty"),
    ],
)
def test_a_bad_line_is_named(tmp_path, column, value, message):
    _write_manifest(tmp_path, [_line("a.wav", "owl", "train") | {column: value}])
    with pytest.raises(ValueError, match=message):
        read_manifest(tmp_path)


def test_a_short_line_and_an_empty_manifest_are_errors(tmp_path):
    (tmp_path / "manifest.csv").write_text(",".join(COLUMNS) + "\na.wav,owl\n")
    with pytest.raises(ValueError, match="ends before the column caption"):
        read_manifest(tmp_path)
    _write_manifest(tmp_path, [])
    with pytest.raises(ValueError, match="lists no recordings"):
        read_manifest(tmp_path)


def test_the_folders_come_from_the_environment_when_none_is_given(folder, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    assert len(read_manifest()) == 3
    monkeypatch.setenv(FOLDER_VARIABLE, os.pathsep.join([str(folder)] * 2))
    assert len(read_manifest()) == 6
    monkeypatch.delenv(FOLDER_VARIABLE)
    with pytest.raises(ValueError, match=f"set {FOLDER_VARIABLE}"):
        folders_of()


def test_loading_mixes_to_mono_and_resamples(folder):
    clip = load_recording(read_manifest(folder)[0], RATE)
    assert clip.shape == (RATE,) and clip.dtype == np.float32
    assert np.argmax(np.abs(np.fft.rfft(clip))) == 440
    assert np.abs(clip[2400:-2400]).max() == pytest.approx(0.25, abs=0.01)  # the mean of 0.5 and silence


def test_missing_and_broken_files_are_named(folder):
    recording = read_manifest(folder)[0]
    recording.path.write_bytes(b"no audio at all")
    with pytest.raises(ValueError, match=r"tone\.wav cannot be read as sound"):
        load_recording(recording, RATE)
    recording.path.unlink()
    with pytest.raises(ValueError, match=r"tone\.wav is in the manifest but not on disk"):
        load_recording(recording, RATE)


def test_a_split_is_held_in_memory_and_found_by_sound(folder):
    foley = Foley(folder, "train")
    assert len(foley) == 2 and foley.sounds == ("horn", "rain")
    index = foley.by_sound["rain"][0]
    np.testing.assert_allclose(foley.samples(index), load_recording(foley.recordings[index], RATE), atol=2e-5)
    assert Foley(folder, "valid").sounds == ("owl",) and len(Foley(folder, "all")) == 3
    with pytest.raises(ValueError, match="split='test'"):
        Foley(folder, "test")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 1000])
def test_a_damaged_cache_is_made_anew(folder, tmp_path, content):
    (tmp_path / "train.npz").write_bytes(content)
    foley = Foley(folder, "train", cache=tmp_path / "train.npz")
    np.testing.assert_array_equal(foley.samples(0), Foley(folder, "train").samples(0))


def test_a_cache_holds_the_same_samples_and_is_renewed_when_files_change(folder, tmp_path):
    cache = tmp_path / "cache" / "train.npz"
    first, again = Foley(folder, cache=cache), Foley(folder, cache=cache)
    np.testing.assert_array_equal(first.samples(1), again.samples(1))
    assert [file.name for file in cache.parent.iterdir()] == ["train.npz"]
    soundfile.write(folder / "rain.wav", np.zeros(1000), RATE)
    assert len(Foley(folder, cache=cache).samples(1)) == 1000


def test_beds_are_found_and_a_missing_one_is_left_out(folder):
    assert bed_recordings(Foley(folder)) == {"rain": [1]}


# --- styles -----------------------------------------------------------------------------------------------------


def test_an_unknown_part_of_a_style_is_named_with_the_known_ones():
    with pytest.raises(ValueError, match=r"room='attic' is not known\. Choose one of dry, room, cathedral"):
        Style(room="attic")


def test_random_styles_are_plain_as_often_as_asked_and_reach_everything():
    rng = random.Random(0)
    assert Style.random(rng, plain=1.0) == Style()
    drawn = [Style.random(rng, plain=0.5) for _ in range(600)]
    assert {s.room for s in drawn} == set(ROOMS) and {s.medium for s in drawn} == set(MEDIA)
    assert {s.bed for s in drawn} == set(BEDS)
    assert 0.4 < np.mean([s.room == "dry" for s in drawn]) < 0.6


def test_the_plain_style_changes_nothing():
    clip = _noise()
    np.testing.assert_allclose(_apply(clip, Style()), clip, atol=1e-7)


@pytest.mark.parametrize("style", STYLED, ids=str)
@pytest.mark.parametrize("samples", [1, 300, 33_333])
def test_a_style_keeps_the_length(style, samples):
    out = _apply(_noise()[:samples], style)
    assert out.shape == (samples,) and out.dtype == np.float32 and np.isfinite(out).all()


@pytest.mark.parametrize("style", STYLED, ids=str)
def test_a_style_keeps_the_level_and_does_not_clip(style):
    clip = _noise()
    lowest = -12 if style.medium == "behind a door" else -1
    assert lowest < 20 * np.log10(_rms(_apply(clip, style)) / _rms(clip)) < 1
    assert np.abs(_apply(_noise(gain=0.9), style)).max() <= 0.9701


@pytest.mark.parametrize("style", [*STYLED, Style(bed="rain")], ids=str)
def test_the_same_seed_gives_the_same_samples(style):
    clip, bed = _burst(), _noise(1.0)
    np.testing.assert_array_equal(_apply(clip, style, bed=bed, seed=3), _apply(clip, style, bed=bed, seed=3))


@pytest.mark.parametrize("style", STYLED, ids=str)
def test_silence_and_emptiness_come_through(style):
    assert np.abs(_apply(np.zeros(RATE, dtype=np.float32), style)).max() < 0.1
    assert _apply(np.zeros(0, dtype=np.float32), style).shape == (0,)


def test_a_telephone_takes_what_lies_below_250_and_above_4000_hz():
    out = _apply(_noise(), Style(medium="telephone"))
    assert _share(out, 0, 250) < 0.02 and _share(out, 4000, 12_000) < 0.02


def test_an_old_radio_hisses_and_crackles_where_the_clip_is_silent():
    out = _apply(_burst(), Style(medium="old radio"))
    quiet = out[int(0.5 * RATE) :]
    assert _rms(quiet) > 1e-3 and np.abs(quiet).max() > 6 * _rms(quiet)
    assert _share(out, 0, 150) < 0.02 and _share(out, 6500, 12_000) < 0.02


def test_water_and_a_door_take_the_highs_each_in_its_way():
    water, door = (_apply(_noise(), Style(medium=medium)) for medium in ("underwater", "behind a door"))
    assert _share(water, 1500, 12_000) < 0.02 and _share(door, 3000, 12_000) < 0.1
    assert _share(door, 900, 12_000) > 3 * _share(water, 900, 12_000)


def test_large_rooms_ring_on_longer_than_small_ones():
    def tail(room):
        """Energy from 0.4 s after the burst, dB below the whole."""
        out = _apply(_burst(), Style(room=room))
        return 20 * np.log10(_rms(out[int(0.65 * RATE) :]) / _rms(out) + 1e-9)

    assert tail("dry") < tail("room") < tail("cave") < tail("cathedral")
    assert tail("cathedral") > -12 and tail("room") < -25


def test_outdoors_has_no_tail_but_an_echo_and_fewer_highs():
    out = _apply(_burst(), Style(room="outdoors"))
    echo = slice(int(0.37 * RATE), int(0.42 * RATE))
    assert _rms(out[echo]) > 0.1 * _rms(out[int(0.2 * RATE) : int(0.25 * RATE)])
    assert _rms(out[int(0.6 * RATE) :]) < 1e-4
    steady = _noise()
    assert _share(_apply(steady, Style(room="outdoors")), 6000, 12_000) < 0.5 * _share(steady, 6000, 12_000)


def test_a_room_is_always_the_same_room():
    first = impulse_response("cave", RATE).copy()
    impulse_response.cache_clear()
    np.testing.assert_array_equal(first, impulse_response("cave", RATE))


def test_a_bed_fills_the_gaps_10_to_16_db_below_the_sound():
    clip, bed = _burst(), _noise(0.7)
    for seed in range(4):
        out = _apply(clip, Style(bed="rain"), bed=bed, seed=seed)
        below = 20 * np.log10(_rms(out[RATE:]) / _rms(clip[int(0.2 * RATE) : int(0.25 * RATE)]))
        assert -17 < below < -9


def test_a_bed_is_heard_under_a_silent_clip_too():
    out = _apply(np.zeros(RATE, dtype=np.float32), Style(bed="sea"), bed=_noise(0.5))
    assert 0.005 < _rms(out) < 0.02


def test_a_looped_bed_has_no_seam():
    bed = np.sin(2 * np.pi * 40 * np.arange(RATE) / RATE).astype(np.float32)[: RATE - 200]  # ends mid-wave
    out = _apply(np.zeros(4 * RATE, dtype=np.float32), Style(bed="wind"), bed=bed)
    assert np.abs(np.diff(out)).max() < 2 * 2 * np.pi * 40 / RATE * np.abs(out).max()


def test_a_bed_without_samples_is_an_error():
    with pytest.raises(ValueError, match="has the bed 'wind' but no bed samples"):
        _apply(_noise(), Style(bed="wind"))


def test_styles_are_cheap_enough_to_apply_while_training():
    clip, bed, style = _noise(5.0), _noise(), Style("cathedral", "old radio", "rain")
    _apply(clip, style, bed=bed)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        _apply(clip, style, bed=bed)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.15  # some 12 ms on an idle core
