"""Tables of words: what the package ships reads back, edits are checked, and nothing is read before it is needed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from audiostory_demo.data import grammar
from audiostory_demo.data.situations import read_situations
from audiostory_demo.data.sounds import SOUND_NAMES, SOUNDS, STANDIN_NOUNS, read_sounds, read_standins
from audiostory_demo.data.wording import read_reasoning, read_wording, reasoning, wording
from audiostory_demo.language.english import read_grammar
from audiostory_demo.language.tables import ENGLISH, read_file


@pytest.fixture()
def english(tmp_path: Path) -> Path:
    """A copy of the tables to edit."""
    return copytree(ENGLISH, tmp_path / "english")


READERS: dict[str, Callable[[Path], object]] = {
    "sounds": lambda folder: read_sounds(folder / "sounds"),
    "standins": lambda folder: read_standins(SOUNDS, folder / "standins.yaml"),
    "situations": lambda folder: read_situations(SOUNDS, folder / "situations"),
    "wording": lambda folder: read_wording(folder / "wording.yaml"),
    "grammar": lambda folder: read_grammar(folder / "grammar.yaml"),
    "reasoning": lambda folder: read_reasoning(folder / "reasoning.yaml"),
}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} has no {old!r} any more"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_table_of_the_package_reads(english: Path):
    assert read_sounds(english / "sounds") == SOUNDS
    assert read_standins(SOUNDS, english / "standins.yaml") == STANDIN_NOUNS
    assert read_wording(english / "wording.yaml") == wording()
    assert read_reasoning(english / "reasoning.yaml") == reasoning()


@pytest.mark.parametrize("file", sorted(ENGLISH.rglob("*.yaml")), ids=lambda file: file.stem)
def test_every_file_says_at_its_top_what_its_fields_mean(file: Path):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and first.endswith((".", ","))


def test_a_new_sound_is_an_entry_in_any_file(english: Path):
    (english / "sounds" / "kitchen.yaml").write_text(
        "kettle:\n  kind: event\n  seconds: [2, 6]\n  nouns: [a kettle, the kettle]\n"
        "  captions: [A kettle boils., The kettle whistles.]\n  phrases: ['a kettle *boils', 'the kettle *whistles']\n",
        encoding="utf-8",
    )
    found = read_sounds(english / "sounds")
    assert list(found)[:-1] == list(SOUNDS)  # after the others: what is drawn from those stays the same
    assert found["kettle"].label == "a kettle" and found["kettle"].seconds == (2.0, 6.0)


BAD = [
    ("sounds", "sounds/animals.yaml", "kind: event", "kind: noise",
     r"sounds/animals\.yaml, bear-growl: kind names 'noise'\. Choose from event, texture, music, voice\."),
    ("sounds", "sounds/animals.yaml", "seconds: [2, 5]", "seconds: [5, 2]",
     r"bear-growl: seconds is \[5, 2\]\. Write the shortest, then the longest\."),
    ("sounds", "sounds/animals.yaml", "seconds: [2, 5]", "seconds: [2, .nan]", r"Write 2 numbers, such as \[2, 5\]"),
    ("sounds", "sounds/animals.yaml", "- A bear growls.\n", "- A bear growls\n", "End each caption with a dot"),
    ("sounds", "sounds/animals.yaml", "a bear *growls", "a bear growls", r"Mark it: a dog \*barks"),
    ("sounds", "sounds/animals.yaml", "[a bear, bears,", "[a bear, no,", "nouns holds False, which is not a text"),
    ("sounds", "sounds/animals.yaml", "  kind: event\n", "", r"kind is missing\. Each of kind, seconds"),
    ("sounds", "sounds/animals.yaml", "  kind: event\n", "  kind: event\n  colour: red\n", "colour is not known"),
    ("sounds", "sounds/animals.yaml", "big-cat-roar:", "bear-growl:", "near line .*'bear-growl' stands twice"),
    ("sounds", "sounds/animals.yaml", "big-cat-roar:", "accordion:", r"sounds/animals\.yaml has it too"),
    ("sounds", "sounds/animals.yaml", "nouns: [a bear", "nouns: a bear", "not a list of 2 or more"),
    ("sounds", "sounds/animals.yaml", "seconds: [2, 5]", "seconds: [2, 5", r"sounds/animals\.yaml cannot be read near line"),
    ("standins", "standins.yaml", "accordion:", "accordeon:", "'accordeon' is not a class of sounds"),
    ("situations", "situations/country.yaml", "sounds: [crickets,", "sounds: [cricket,",
     r"situations/country\.yaml, a farm at dawn: sounds names 'cricket', which is not a class"),
    ("situations", "situations/country.yaml", "beds: [wind, crickets]", "beds: [storm]", "beds names 'storm'"),
    ("situations", "situations/country.yaml", "milking time:", "a farm,  at dawn:", "too alike"),
    ("wording", "wording.yaml", '- "It all happens {}"', "- It all happens", r"blanks do not fit\. It takes \{\}"),
    ("wording", "wording.yaml", '- "It all happens {}"', '- "It all happens {"', "lonely brace"),
    ("wording", "wording.yaml", '- ", then @"', '- ", then"', "Write @ once"),
    ("wording", "wording.yaml", "  room:\n", "  hall:\n", "style_phrases: room is missing"),
    ("reasoning", "reasoning.yaml", '" much like"', '" just like"', "likened is ' just like'"),
    ("grammar", "grammar.yaml", 'of, "on", someone', "of, on, someone", "common holds True, which is not a text"),
    ("grammar", "grammar.yaml", "thirty: 30", "thirty: many", r"tens: thirty is 'many'\. Write a number\."),
    ("grammar", "grammar.yaml", "either: [or, nor]\n", "", "either is missing"),
    ("reasoning", "reasoning.yaml", ", sixteen]", "]", "numbers has 16 words"),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "file", "old", "new", "message"), BAD, ids=lambda value: str(value)[:24])
def test_a_slip_is_one_sentence_that_names_file_and_entry(
    english: Path, reader: str, file: str, old: str, new: str, message: str
):
    READERS[reader](english)
    edit(english / file, old, new)
    with pytest.raises(ValueError, match=message) as error:
        READERS[reader](english)
    assert Path(file).name in str(error.value) or "too alike" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_table_is_an_error(tmp_path: Path):
    for text in ("", "- a list\n", "just words\n"):
        (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="holds no entries"):
            read_file(tmp_path / "odd.yaml")
    (tmp_path / "odd.yaml").write_bytes("café: oui\n".encode("latin-1"))
    with pytest.raises(ValueError, match="Save it as UTF-8"):
        read_file(tmp_path / "odd.yaml")


def test_tables_read_without_the_library_in_c(english: Path):
    code = (
        "import yaml; del yaml.CSafeLoader\n"
        "from audiostory_demo.language.tables import _Loader\n"
        "from audiostory_demo.data.sounds import SOUND_NAMES\n"
        "assert issubclass(_Loader, yaml.SafeLoader); print(len(SOUND_NAMES))"
    )
    assert int(subprocess.check_output([sys.executable, "-c", code], text=True)) == len(SOUND_NAMES)


def test_a_story_and_a_lesson_read_no_table():
    code = (
        "import audiostory_demo.pipeline, audiostory_demo.lessons, sys; "
        "assert 'audiostory_demo.data.sounds' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_importing_the_tables_modules_reads_none():
    code = (
        "import audiostory_demo.data.sounds as s, audiostory_demo.data.situations as t, audiostory_demo.data.wording as w\n"
        "import audiostory_demo.data.grammar as g\n"
        "caches = (s._tables, t._tables, w.wording, w.reasoning, g.verbs)\n"
        "print([c.cache_info().currsize for c in caches])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[0, 0, 0, 0, 0]"


def test_the_irregular_verbs_are_the_ones_that_rules_get_wrong():
    verbs = grammar.verbs()
    assert grammar.past("sings") == "sang" and grammar.participle("runs") == "running"
    assert not set(verbs.doubling) & {verb for verb in verbs.past if verb.endswith("e")}
