"""What strict decoding is told of a repertoire: its captions, names and places, and the words of the reasoning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from ..language.config import LanguageConfig, SoundWords
from ..language.tables import ENGLISH, read_file
from . import situations
from .repertoire import Repertoire
from .sounds import bare
from .styles import BED_SOUNDS, BEDS, MEDIA, ROOMS
from .wording import reasoning

FORMS = (
    "heard",
    "without",
    "list",
    "long",
    "place",
    "clip",
    "long_list",
    "long_place",
    "part",
    "style",
    "plain",
    "times",
    "once",
)
LISTS = ("parts", "levels", "links", "clip_links")
DENIALS = (
    "before", "affirming", "after", "still", "be_heard", "until", "silence", "around", "frightening_words", "places", "manner", "doing", "seconds", "minutes",
)  # fmt: skip


def language_of(repertoire: Repertoire, file: Path = ENGLISH / "denials.yaml") -> LanguageConfig:
    """The language of a planner that tells of these sounds."""
    fixed, table = reasoning(), read_file(file)
    table.check_fields((*DENIALS, "groups", "frightening"))
    labels = {name: sound.label for name, sound in repertoire.sounds.items()}
    frightening = table.texts("frightening")
    groups = table.part("groups")
    heard, called = _heard_at_places(labels), {one.setting for one in situations.SITUATIONS}
    own = {one.setting: tuple(dict.fromkeys(labels[name] for name in one.classes)) for one in repertoire.situations}
    named_places = {place: sounds for place, sounds in heard.items() if place not in called}
    beds = {fixed.style_parts[f"bed {bed}"]: labels[BED_SOUNDS[bed]] for bed in BEDS[1:] if bed in repertoire.beds}
    return LanguageConfig(
        quotations=fixed.quotations,
        numbers=fixed.numbers[1:],
        sounds={
            sound.label: SoundWords(
                sound.captions[:-1],  # the last is kept to measure with
                tuple(dict.fromkeys(bare(noun).lower() for noun in sound.nouns)),
                name in frightening,
                tuple(bare(noun).lower() for noun in repertoire.standins.get(name, ())),
            )
            for name, sound in repertoire.sounds.items()
        },
        places={setting: heard.get(setting, sounds) for setting, sounds in own.items()},
        named_places=named_places,
        cues=_cues(repertoire, {*own, *named_places}),
        forms={name: getattr(fixed, name) for name in FORMS if getattr(fixed, name, "")},
        lists={name: getattr(fixed, name) for name in LISTS if getattr(fixed, name, ())}
        | {
            "room": tuple(fixed.style_parts[room] for room in ROOMS[1:]),
            "medium": tuple(fixed.style_parts[medium] for medium in MEDIA[1:]),
            "bed": tuple(beds),
        },
        beds=beds,
        denials={name: table.texts(name) for name in DENIALS},
        groups={
            word: found
            for word in groups.values
            if (found := tuple(labels[name] for name in groups.texts(word) if name in labels))
        },
        parts_from=int(getattr(fixed, "parts_from", 0)),
    )


def _heard_at_places(labels: Mapping[str, str], file: Path = ENGLISH / "places.yaml") -> dict[str, tuple[str, ...]]:
    """Place or occasion -> the sounds that are heard there; of those that have at least two."""
    table = read_file(file)
    found = {place: tuple(labels[name] for name in table.texts(place) if name in labels) for place in table.values}
    return {place: sounds for place, sounds in found.items() if len(sounds) > 1}


def _cues(
    repertoire: Repertoire, settings: Collection[str], file: Path = ENGLISH / "cues.yaml"
) -> dict[str, tuple[str, ...]]:
    """Setting -> the other titles of its situation, and its cues."""
    table = read_file(file)
    titles = {one.setting: tuple(title.rstrip(".") for title in one.titles[1:]) for one in repertoire.situations}
    cues = {one: (*titles.get(one, ()), *(table.texts(one) if one in table.values else ())) for one in settings}
    return {one: found for one, found in sorted(cues.items()) if found}
