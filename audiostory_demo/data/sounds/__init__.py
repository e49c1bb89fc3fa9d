"""The sounds of the repertoire and the words people use for them.

The tables are plain text so that they stay easy to read and to extend. An entry starts at the left margin with
`class kind shortest-longest` (seconds of a typical scene); its fields follow, indented, parts separated by `;`:

- nouns: what users call it, with the article; the first is the label that the planner's reasoning uses.
- captions: whole sentences of the plan, without the final dot. They never speak of room, medium or bed.
- phrases: clauses for prose; `*` marks the finite verb, so that the tense can change. In phrases that start with
  "someone" a person can take the place of "someone".

The last of each field is held out of training (split "valid").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from . import animals, music, nature, people, standins, things

Kind = Literal["event", "texture", "music", "voice"]

SOUND_NAMES = (
    "accordion", "acoustic-guitar", "airplane", "alarm-beep", "applause", "baby-cry", "bear-growl", "big-cat-roar",
    "bird-chirping", "bubbles", "car-horn", "cat-meow", "chainsaw", "chicken", "church-bell", "clock-ticking", "cough",
    "cow", "crash", "crickets", "crowd-chatter", "crowd-cheering", "dog-bark", "door-close", "door-knock",
    "door-open-creak", "drums", "duck-goose", "eating-crunch", "elephant", "explosion", "fire-crackling", "fireworks",
    "flute", "footsteps-grass", "footsteps-gravel", "footsteps-hard", "footsteps-water", "frog", "glass-breaking",
    "goat", "gunshot", "harp", "helicopter", "horse-neigh", "laughter", "man-speaking", "metal-clang", "music-box",
    "organ", "owl", "piano", "pig", "radio-static", "rain", "rooster", "rustling-leaves", "sawing", "scream",
    "sea-waves", "sheep", "singing-bowl", "siren", "sneeze", "snoring", "stream", "sword-clash", "telephone-ring",
    "thunder", "traffic", "train", "train-whistle", "trumpet", "typing", "vehicle-engine", "violin", "water-splash",
    "waterfall", "whistle", "whoosh", "wind", "wind-chime", "wolf-howl", "woman-speaking", "wood-chop", "writing",
)  # fmt: skip
"""Every class of the recordings, sorted."""


@dataclass(frozen=True)
class Sound:
    """One class of sounds in words.

    Attributes:
        name: class name, such as "dog-bark".
        kind: "texture" goes on evenly, "event" happens, "music" is played, "voice" comes from a throat.
        seconds: shortest and longest typical scene.
        nouns: what users call it; `nouns[0]` is its label in the reasoning.
        captions: sentences that plainly name it.
        phrases: clauses for prose, the verb marked by `*`.
    """

    name: str
    kind: Kind
    seconds: tuple[float, float]
    nouns: tuple[str, ...]
    captions: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its name in the planner's reasoning."""
        return self.nouns[0]


def parts(text: str) -> tuple[str, ...]:
    """Split at semicolons; line breaks count as spaces."""
    return tuple(part for raw in text.split(";") if (part := " ".join(raw.split())))


def _entries(table: str) -> Iterator[tuple[str, str]]:
    """Head and indented rest of each entry that starts at the left margin."""
    for entry in re.split(r"\n(?=\S)", table.strip()):
        head, _, rest = entry.partition("\n")
        yield head, rest


def _sound(head: str, rest: str) -> Sound:
    name, kind, seconds = head.split()
    shortest, longest = seconds.split("-")
    pieces = re.split(r"^\s*(nouns|captions|phrases):", rest, flags=re.MULTILINE)
    field = dict(zip(pieces[1::2], map(parts, pieces[2::2]), strict=True))
    captions = tuple(caption + "." for caption in field["captions"])
    return Sound(name, cast(Kind, kind), (float(shortest), float(longest)), field["nouns"], captions, field["phrases"])


def _standins(table: str) -> dict[str, tuple[str, ...]]:
    """Class -> stand-ins, with their articles."""
    found: dict[str, tuple[str, ...]] = {}
    for head, rest in _entries(table):
        name, _, words = head.partition(":")
        found[name] = found.get(name, ()) + parts(f"{words} {rest}")
    return found


def bare(noun: str) -> str:
    """A noun without its article: "a dog" -> "dog"."""
    return re.sub(r"^(?:an?|the|some) (?=\S)", "", noun)


SOUNDS: dict[str, Sound] = {
    sound.name: sound
    for module in (animals, nature, people, music, things)
    for sound in (_sound(head, rest) for head, rest in _entries(module.TABLE))
}
"""Class name -> its words."""

STANDIN_NOUNS: dict[str, tuple[str, ...]] = _standins(standins.TABLE)
"""Class name -> sounds outside the repertoire that it comes nearest to, with their articles."""

STANDINS: dict[str, str] = {bare(noun): name for name, nouns in STANDIN_NOUNS.items() for noun in nouns}
"""Everyday sound outside the repertoire, without article -> the class that comes nearest."""
