"""What is measured of going on from a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_run import make_recordings

from audiostory_demo import AudioStory
from audiostory_demo.data.foley import Foley
from audiostory_demo.data.mixer import SceneMixer
from audiostory_demo.data.styles import Style
from audiostory_demo.evaluate.continuation import WAYS, Continued, continuation_summary, continuations


def test_recordings_are_gone_on_from_in_every_way_and_what_is_shown_changes_what_is_made(
    continuing: AudioStory, tmp_path: Path
):
    mixer = SceneMixer(Foley(make_recordings(tmp_path, ("valid",)), "valid"))
    (ones,) = continuations(continuing, mixer, 1)
    assert tuple(one.way for one in ones) == WAYS
    by_way = {one.way: one for one in ones}
    assert by_way["swapped"].style != by_way["swapped"].own == by_way["known"].style
    assert len({(one.seam, one.level) for one in ones}) == len(WAYS), "each way makes another sound"
    assert list(continuation_summary([ones])) == list(WAYS)


def test_the_shares_count_the_parts_of_the_style_that_was_shown():
    cave, rain = Style(room="cave"), Style(bed="rain")
    ones = [
        Continued("known", cave, cave, cave, True, 2.0, 1.0),
        Continued("known", cave, Style(), cave, False, 4.0, 3.0),
        Continued("swapped", rain, Style(bed="rain"), cave, True, 0.0, 0.0),
    ]
    rest = [Continued(way, cave, cave, cave, True, 0, 0) for way in WAYS if way not in ("known", "swapped")]
    figures = continuation_summary([[*ones, *rest]])
    known, swapped = figures["known"], figures["swapped"]
    assert known["style"] == pytest.approx(5 / 6) and known["style, parts that are not plain"] == 0.5
    assert (known["sound"], known["jump of the bands"], known["jump of the level"]) == (0.5, 3.0, 2.0)
    assert known["style, where another was lent: its own"] is None
    assert swapped["style, where another was lent: the lent one"] == 1.0
    assert swapped["style, where another was lent: its own"] == 0.0
