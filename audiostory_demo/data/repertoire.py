"""What stories can be about: the recorded sounds, in words, and the situations they happen in.

The package's tables know many everyday sounds. A folder of recordings may hold some of these and sounds of its own: the
words of the latter come from a ``sounds.yaml`` beside its manifest, or else from the manifest's captions.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

from ..language.tables import Entry, read_entry_table
from . import situations, sounds  # as modules: their tables are read when first used
from .grammar import article
from .recording import Recording
from .situations import Situation
from .sounds import Kind, Sound, bare
from .styles import BED_SOUNDS, BEDS

WORDS = "sounds.yaml"
FIELDS = ("kind", "seconds", "nouns", "captions", "phrases")
FEWEST = 2  # wordings: the last is kept for measuring, one must be left to learn from
MOST_CAPTIONS = 200  # that are taken from recordings of one sound
SHORTEST, LONGEST = 1.5, 10.0  # seconds of a scene


@dataclass(frozen=True, eq=False)
class Repertoire:
    """Sounds in words, and what goes with them.

    Attributes:
        sounds: class -> its words.
        situations: in which at least two of the sounds happen.
        standins: class -> sounds outside the repertoire that it comes nearest to, with their articles.
        beds: that can run under a story.
    """

    sounds: Mapping[str, Sound]
    situations: tuple[Situation, ...]
    standins: Mapping[str, tuple[str, ...]]
    beds: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every class, sorted."""
        return tuple(sorted(self.sounds))

    @cached_property
    def learned(self) -> tuple[Situation, ...]:
        """Situations for training."""
        return tuple(one for one in self.situations if not one.held_out)

    @cached_property
    def kept(self) -> tuple[Situation, ...]:
        """Situations for validation."""
        return tuple(one for one in self.situations if one.held_out)

    @cached_property
    def commonness(self) -> Counter[str]:
        """In how many situations' slots a sound is."""
        return Counter(name for one in self.situations for name in one.classes)

    @cached_property
    def captions(self) -> list[str]:
        """All captions that training may see."""
        return [caption for sound in self.sounds.values() for caption in sound.captions[:-1]]


@cache
def shipped() -> Repertoire:
    """All that the package's tables know."""
    return Repertoire(sounds.SOUNDS, situations.SITUATIONS, sounds.STANDIN_NOUNS, BEDS[1:])


def of_recordings(recordings: Iterable[Recording], own: Mapping[str, Entry] | None = None) -> Repertoire:
    """The repertoire of these recordings.

    Args:
        recordings: at least one.
        own: class -> what a ``sounds.yaml`` says of it; each field stands in place of the tables' or the captions'.
    """
    heard: dict[str, list[Recording]] = defaultdict(list)
    for recording in recordings:
        heard[recording.sound].append(recording)
    if not own and set(heard) == set(sounds.SOUNDS):
        return shipped()
    in_words = {name: _in_words(name, heard[name], (own or {}).get(name)) for name in sorted(heard)}
    within = (_within(situation, in_words) for situation in situations.SITUATIONS)
    return Repertoire(
        in_words,
        tuple(situation for situation in within if len(situation.sounds) >= FEWEST),
        {name: nouns for name, nouns in sounds.STANDIN_NOUNS.items() if name in in_words},
        tuple(bed for bed in BEDS[1:] if BED_SOUNDS[bed] in in_words),
    )


def read_words(folder: Path) -> dict[str, Entry]:
    """Class -> its entry in a folder's ``sounds.yaml``; none where there is no such file."""
    file = folder / WORDS
    return dict(read_entry_table(file)) if file.is_file() else {}


def _options(slot: str | tuple[str, ...]) -> tuple[str, ...]:
    return (slot,) if isinstance(slot, str) else slot


def _within(situation: Situation, known: Mapping[str, Sound]) -> Situation:
    """A situation without the sounds that there are none of."""
    slots = (tuple(name for name in _options(slot) if name in known) for slot in situation.sounds)
    return replace(situation, sounds=tuple(slot if len(slot) > 1 else slot[0] for slot in slots if slot))


def _in_words(name: str, recordings: list[Recording], entry: Entry | None) -> Sound:
    """A sound's words: the entry's, else the tables', else those of its name and its recordings' captions."""
    sound = sounds.SOUNDS.get(name) or _made_up(name, recordings)
    if entry is None:
        return sound
    entry.check_fields((), FIELDS)
    changes: dict[str, Any] = {}
    for field in ("nouns", "captions", "phrases"):
        if field in entry.values:
            changes[field] = _enough(entry.texts(field))
    if "captions" in changes:
        changes["captions"] = tuple(caption.rstrip(".") + "." for caption in changes["captions"])
    if unmarked := [phrase for phrase in changes.get("phrases", ()) if not re.search(r"\*\w", phrase)]:
        raise entry.error(f"phrases holds {unmarked[0]!r} without a verb. Mark it: a dog *barks.")
    if "kind" in entry.values:
        changes["kind"] = entry.text("kind")
        entry.check_choices("kind", [changes["kind"]], get_args(Kind))
    if "seconds" in entry.values:
        changes["seconds"] = low, high = entry.numbers("seconds", 2)
        if not SHORTEST <= low <= high <= LONGEST:
            raise entry.error(f"seconds is [{low:g}, {high:g}]. Write two numbers from {SHORTEST:g} to {LONGEST:g}.")
    if "nouns" in changes and "phrases" not in changes and name not in sounds.SOUNDS:
        changes["phrases"] = _phrases(changes["nouns"][0])
    return replace(sound, **changes)


def _made_up(name: str, recordings: list[Recording]) -> Sound:
    """Words from the name of a class and the captions of its recordings."""
    words = re.sub(r"[-_\s]+", " ", name).strip().lower()
    label = words if _plural(words) else f"{article(words)} {words}"
    said = dict.fromkeys(one.caption.strip().rstrip(".") + "." for one in recordings if one.caption.strip(" ."))
    plain = (f"{label[:1].upper()}{label[1:]} {'are' if _plural(words) else 'is'} heard.", f"The sound of {label}.")
    captions = (*said, *plain)[: max(FEWEST, min(MOST_CAPTIONS, len(said)))]
    lengths = [min(LONGEST, max(SHORTEST, one.seconds)) for one in recordings]
    seconds = (
        (min(lengths), max(lengths)) if min(lengths) < max(lengths) else (min(lengths), min(LONGEST, 2 * min(lengths)))
    )
    return Sound(name, "event", seconds, (label, f"the sound of {label}"), captions, _phrases(label))


def _phrases(label: str) -> tuple[str, ...]:
    """Clauses in which something is heard, whatever it is."""
    be = "are" if _plural(bare(label)) else "is"
    return f"{label} *{be} heard", f"there *{be} {label}", f"someone *hears {label}", f"we *hear {label}"


def _plural(words: str) -> bool:
    return words.endswith("s") and not words.endswith(("ss", "us", "is"))


def _enough(texts: tuple[str, ...]) -> tuple[str, ...]:
    """At least two: a single wording is both learned from and measured with."""
    return texts if len(texts) >= FEWEST else texts * FEWEST
