"""The card's large tables: every figure stands in its place, and what taught is marked."""

from __future__ import annotations

from audiostory_demo.train.card import _more
from audiostory_demo.train.card_tables import (
    benchmark_text,
    classes_text,
    continuation_text,
    hearing_text,
    physical_text,
    wider_text,
)

BENCHMARK = {
    "items": 64,
    "systems": {
        "ours": {
            "about": "this model",
            "figures": {"FD [x]": [133.1, 120.0, 160.0], "heard": [0.5, 0.4, 0.6]},
            "taught": ["FD [x]"],
        },
        "recordings": {"about": "real", "figures": {"FD [x]": [20.0, 15.0, 25.0]}, "taught": []},
    },
    "orderings": {"FD [x]": "holds (2 to 1)"},
}
CLASSES = {
    "generated": {"rain": {"scenes": 8, "top5": 0.5, "tagger_top5": 0.25}, "cow": {"scenes": 8, "top5": 0.125}},
    "real valid": {"rain": {"scenes": 8, "top5": 1.0, "tagger_top5": 0.75}},
}
PHYSICAL = {
    "time": {"generated": {"onsets": 0.5}, "other recordings": {"onsets": 1.0}},
    "seeds": {"likeness of pictures": {"one seed": 0.3}},
    "style": {"generated": {"cave: decay, s": 1.2}, "recordings": {"cave: decay, s": 1.5, "bed": 2.0}},
}
HEARING = {
    "planner": {"sounds": 322, "named": 0.6, "two heard as two": 0.8},
    "listeners": {"sounds": 322, "named": 0.43},
    "deafened": {"sounds": 322, "named": 0.01},
}

CONTINUATION = {
    "recordings": {"count": 40, "the lent one": None, "jump of the bands": 0.17},
    "swapped": {"count": 40, "the lent one": 0.317, "jump of the bands": 3.0},
}


def test_the_benchmark_has_a_column_for_each_system_and_marks_what_taught():
    text = benchmark_text(BENCHMARK)
    assert "| | ours | recordings |" in text
    assert "| FD [x] | 133 ± 20 \\* | 20 ± 5 |" in text and "| heard | 0.5 ± 0.1 |  |" in text
    assert "- FD [x]: holds (2 to 1)." in text and "64 instructions" in text


def test_classes_stand_with_the_worst_first_and_gaps_stay_empty():
    lines = classes_text(CLASSES).splitlines()
    assert lines[-2:] == ["| cow | 12% |  |  |  |", "| rain | 50% | 100% | 25% | 75% |"]


def test_physical_measures_stand_beside_recordings():
    text = physical_text(PHYSICAL)
    assert (
        "| onsets | 0.50 | 1.00 |" in text
        and "| cave: decay, s | 1.20 | 1.50 |" in text
        and "| bed |  | 2.00 |" in text
    )


def test_each_set_of_instructions_is_a_column_and_rows_that_none_has_are_left_out():
    sets = {
        "sentences": {"plans": 9, "named": 0.92, "arc": None},
        "long": {"plans": 3, "named": 0.5, "arc": 1.0, "single": None},
    }
    text = wider_text(sets)
    assert "| | sentences | long |" in text
    assert "| plans | 9 | 3 |" in text
    assert "| told in four parts |  | 100.0% |" in text
    assert "one sound asked for" not in text


def test_what_is_heard_stands_beside_the_judges_and_the_deafened_control():
    lines = hearing_text(HEARING).splitlines()
    assert "322 valid recordings" in lines[0] and lines[2] == "| | planner | listeners | deafened |"
    assert lines[-2:] == ["| named | 60% | 43% | 1% |", "| two heard as two | 80% |  |  |"]


def test_going_on_stands_in_each_way_with_gaps_where_nothing_was_lent():
    lines = continuation_text(CONTINUATION).splitlines()
    assert "40 valid recordings" in lines[0] and lines[2] == "| | recordings | swapped |"
    assert lines[-2:] == ["| the lent one |  | 32% |", "| jump of the bands | 0.2 dB | 3.0 dB |"]


def test_the_card_holds_the_tables_that_were_measured_and_no_other():
    assert _more({}) == ""
    figures = {"benchmark": BENCHMARK, "classes": CLASSES, "physical": PHYSICAL, "hearing": HEARING}
    whole = _more({**figures, "continuation": CONTINUATION})
    texts = (benchmark_text(BENCHMARK), classes_text(CLASSES), physical_text(PHYSICAL), hearing_text(HEARING))
    texts += (continuation_text(CONTINUATION),)
    assert all(text in whole for text in texts)
