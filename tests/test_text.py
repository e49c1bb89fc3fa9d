"""Text as it is typed or pasted, and as a planner reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostory_demo.request import check_instruction
from audiostory_demo.text import WORD, has_words, plain_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("rain\nthen\ndog", "rain then dog"),
        ("rain\r\nthen\r\ndog", "rain then dog"),
        ("a\u00a0dog\u3000barks\tloudly", "a dog barks loudly"),
        ("Rain falls\nA dog barks", "Rain falls. A dog barks"),
        ("no rain,\n\nonly crickets", "no rain, only crickets"),
        ('"wind" and "waves"', "wind and waves"),
        ("\u201ewind\u201c, \u2018waves\u2019 and \u00abrain\u00bb", "wind, waves and rain"),
        ("it\u2019s the dog\u2019s bowl", "it's the dog's bowl"),
        ("(wind) (waves)", "wind, waves"),
        ("[rain pattering] [footsteps approaching]", "rain pattering, footsteps approaching"),
        ("A dog (far away) barks", "A dog, far away, barks"),
        ("rain (10 s), dog (5 s)", "rain (10 s), dog (5 s)"),
        ("- rain\n- a dog barks\n* wind", "rain, a dog barks, wind"),
        ("1. rain\n2. dog", "rain, dog"),
        ("1) rain 2) dog", "rain, dog"),
        ("rain -> dog => bell", "rain \u2192 dog \u2192 bell"),
        ("footsteps\u2014then a door", "footsteps - then a door"),
        ("\ufb01re, \uff52\uff41\uff49\uff4e", "fire, rain"),
        ("ra\u200bin\ufeff and\u00ad wind", "rain and wind"),
        ("#rain **wind** door_creak", "rain wind door creak"),
        ("\U0001f327 rain \U0001f415 dog", "rain dog"),
        ("dog, " * 80, "dog"),
        ("rain, rain, rain", "rain, rain, rain"),
        ("Rain falls, then a dog barks 3.5 times.", "Rain falls, then a dog barks 3.5 times."),
    ],
)
def test_an_instruction_is_read_the_same_however_it_was_typed(typed: str, read: str):
    assert plain_text(typed) == read


@given(st.text())
def test_what_is_read_is_one_line_and_reads_itself(text: str):
    read = plain_text(text)
    assert read == "".join(c for c in read if c.isprintable())
    assert WORD.findall(plain_text(read)) == WORD.findall(read)


@pytest.mark.parametrize(
    "text", ["?", "...", "\U0001f514", "\u200b", "\u3164", "\u2800 !", "-- \u2192 --", "\U0001f327\U0001f415"]
)
def test_an_instruction_without_words_is_refused(text: str):
    assert not has_words(text)
    with pytest.raises(ValueError, match=r"^The instruction .*\. Say in a sentence what should be heard\.$"):
        check_instruction(text)


@pytest.mark.parametrize("text", ["x", "7", "雨", "дождь", "ฝน", "\ufb01"])
def test_a_letter_of_any_script_is_a_word(text: str):
    assert check_instruction(text) == text
