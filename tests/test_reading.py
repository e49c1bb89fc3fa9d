"""What a planner reads of an instruction: other languages in English, words spelt by ear."""

from __future__ import annotations

import pytest

from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.language.lexicon import AFTER, LANGUAGES, english_words, lexicon, sound_words
from audiostory_demo.language.reading import read_instruction
from audiostory_demo.language.spelling import respelt
from audiostory_demo.language.tables import ASSETS, read_file


@pytest.mark.parametrize(
    ("typed", "read", "language"),
    [
        ("Ein Hund bellt, dann läutet eine Glocke", "a dog barks, then rings a church bell", "de"),
        ("Die Hunde bellten", "dog barks", "de"),
        ("un perro ladra y luego llueve", "a dog barks and then rains", "es"),
        ("Un chien aboie puis la pluie tombe", "a dog barks then rain", "fr"),
        ("l'eau coule", "stream water flows", "fr"),
        ("des pas dans l'eau, puis un feu d’artifice", "footsteps in water, then a fireworks", "fr"),
        ("pas de feu d'artifice, un combat d'épées", "no fireworks, a sword fight", "fr"),
        ("Um cão late sem chuva", "a dog barks without rain", "pt"),
        ("没有雨，只有雷声", "without rain, only thunder", "zh"),
        ("雨が降って、犬が吠える", "rains, dog barks", "ja"),
        ("개가 짖고 비가 온다", "dog barks and rains", "ko"),
    ],
)
def test_known_words_of_a_language_are_read_in_english(typed: str, read: str, language: str) -> None:
    reading = read_instruction(typed)
    assert reading.text == read
    assert reading.languages == (language,)
    assert reading.recognised


def test_what_denies_after_a_sound_is_read_before_it() -> None:
    assert read_instruction("雨なしで雷だけ").text == "no rain, thunder only"
    assert read_instruction("비 없이 천둥").text == "no rain, thunder"


def test_one_sentence_may_be_in_two_languages() -> None:
    reading = read_instruction("A dog barks, dann läutet eine Glocke")
    assert reading.text == "A dog barks, then rings a church bell"
    assert reading.languages == ("en", "de")
    assert ("läutet", "rings") in reading.glosses


@pytest.mark.parametrize(
    "text",
    ["Rain, then a dog barks.", "the chat of the pain", "A man named Jörg talks", "bare feet, a villa by the shore"],
)
def test_english_is_left_as_it_was_typed(text: str) -> None:
    reading = read_instruction(text)
    assert reading.text == text.rstrip(" ")
    assert not reading.glosses


def test_a_word_spelt_by_ear_is_read_as_the_one_that_sounds_alike() -> None:
    assert read_instruction("a hors galops thru the rane").text == "a horse gallops thru the rain"
    assert [respelt(word) for word in ("barcking", "thundr", "sneesing")] == ["barking", "thunder", "sneezing"]
    assert respelt("qqqqqq") == ""
    assert [respelt(word) for word in ("troting", "driping")] == ["trotting", "dripping"]


@pytest.mark.parametrize(
    "text",
    [
        "My neighbour mows the lawn",
        "She sips her tea",
        "He bakes bread and licks the spoon",
        "A horse trots",
        "He wrings the mop",
    ],
)
def test_an_everyday_word_is_not_taken_for_a_sound_misspelt(text: str) -> None:
    """He who mowed was a cat, for "mows" is one slip from "meows"."""
    reading = read_instruction(text)
    assert reading.text == text and not reading.glosses


@pytest.mark.parametrize("text", ["Собака лает", "il cane abbaia e poi piove", "qwrtp zzkfgh"])
def test_of_an_unknown_language_nothing_is_recognised_and_the_words_stay(text: str) -> None:
    reading = read_instruction(text)
    assert not reading.recognised
    assert not reading.languages
    assert set(reading.unread) <= set(text.split())
    assert reading.text == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_class_and_takes_no_word_for_two(language: str) -> None:
    table = read_file(ASSETS / "languages" / f"{language}.yaml").values
    assert set(table["sounds"]) == set(SOUND_NAMES)
    assert all(line.split("|")[0].strip() for line in table["sounds"].values())
    assert {"then", "without"} <= {english.strip(", ") for english in table["words"]} | (
        {"without"} if table["after"] else set()
    )
    assert len(table["places"]) >= 20
    assert all(found[0] for found in lexicon(language).exact.values() if found[1] not in ("", AFTER))


def test_what_is_read_for_a_class_is_english_about_sounds() -> None:
    for name, (noun, verb) in read_file(ASSETS / "languages" / "en.yaml").values.items():
        words = set(f"{noun} {verb}".split())
        assert words <= english_words(), name
        assert words & sound_words(), name
