"""The instructions of a benchmark, in the layout of the paper's test set, and our own set of them.

The published evaluation reads a JSON list whose entries hold `whole_caption` (the instruction), `audio_clips` (each with
`caption` and `duration`) and `reasoning`. Ours add `id`, and each clip's `sound` class where it is known. An entry may
name a `reference`, a sound file beside the list.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...audio import encode_sound
from ...data.composer import compose_story
from ...data.foley import Foley
from ...data.mixer import SceneMixer
from ...data.styles import Style
from ...files.writing import write_bytes, write_text
from ...story import Plan, Scene
from ..stories import Span

ITEMS = "items.json"
MADE = re.compile("fluidr3|soundfont", re.IGNORECASE)  # played by a computer, not recorded where it happened
COUNT = 64


@dataclass(frozen=True)
class Item:
    """One entry.

    Attributes:
        name: for files.
        instruction: what is asked for.
        captions, durations: of the reference plan's scenes, seconds.
        sounds: class of each scene, "" where it is not known.
        reasoning: the reference plan's, may be "".
        reference: sound file beside the list, "" where there is none.
    """

    name: str
    instruction: str
    captions: tuple[str, ...]
    durations: tuple[float, ...]
    sounds: tuple[str, ...] = ()
    reasoning: str = ""
    reference: str = ""

    @property
    def seconds(self) -> float:
        """Length of the whole."""
        return round(sum(self.durations), 3)

    @property
    def plan(self) -> Plan:
        """The reference plan, without bridge tokens."""
        scenes = tuple(Scene(c, d) for c, d in zip(self.captions, self.durations, strict=True))
        return Plan(self.instruction, self.seconds, self.reasoning, scenes)

    @property
    def spans(self) -> list[Span]:
        """When each sound should be heard."""
        ends = np.cumsum(self.durations)
        sounds = self.sounds or ("",) * len(self.captions)
        return [
            Span(caption, float(end - length), float(end), sound)
            for caption, length, end, sound in zip(self.captions, self.durations, ends, sounds, strict=True)
        ]


def compose_items(foley: Foley, count: int = COUNT, seed: int = 0) -> list[Item]:
    """Composed stories of held-out situations, plain, of sounds that were recorded where they happened.

    Args:
        foley: recordings of the valid split; a sound that they lack, or have only as a soundfont's phrases, is not asked for.
        count: how many.
        seed: of the set.
    """
    natural = {
        sound
        for sound, numbers in foley.by_sound.items()
        if not any(MADE.search(foley.recordings[i].source_name + foley.recordings[i].author) for i in numbers)
    }
    rng, found = random.Random(seed), dict[str, Item]()
    for _ in range(5_000 * count):
        if len(found) == count:
            return list(found.values())
        story = compose_story(rng, split="valid", max_scenes=6)
        if story.situation and story.style == Style() and len(story.sounds) > 1 and {*story.sounds} <= natural:
            name = f"{len(found):03d}"
            item = Item(name, story.instruction, story.captions, story.durations, story.sounds, story.reasoning)
            found.setdefault(story.instruction, item)
    raise ValueError(f"Only {len(found)} stories of these recordings can be composed, not {count}. Ask for fewer.")


def mix(item: Item, mixer: SceneMixer, take: int = 0) -> np.ndarray:
    """The item's scenes as recordings one after the other, [samples]; another take draws other recordings."""
    rng = random.Random(f"{item.name} {item.instruction} {take}")
    scenes = zip(item.sounds, item.durations, strict=True)
    return np.concatenate([mixer.scene(sound, seconds, Style(), rng)[0] for sound, seconds in scenes])


def write_items(folder: Path, items: Sequence[Item], mixer: SceneMixer | None = None) -> Path:
    """Write the list, and with recordings the reference mix of each entry beside it; returns the list's path."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for item in items:
        entry: dict[str, Any] = {"id": item.name, "whole_caption": item.instruction, "reasoning": item.reasoning}
        sounds = item.sounds or ("",) * len(item.captions)
        entry["audio_clips"] = [
            {"caption": caption, "duration": seconds} | ({"sound": sound} if sound else {})
            for caption, seconds, sound in zip(item.captions, item.durations, sounds, strict=True)
        ]
        if mixer:
            entry["reference"] = f"references/{item.name}.flac"
            path = folder / entry["reference"]
            path.parent.mkdir(exist_ok=True)
            write_bytes(path, encode_sound(np.atleast_2d(mix(item, mixer)), mixer.foley.rate, ".flac"))
        entries.append(entry)
    write_text(folder / ITEMS, json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
    return folder / ITEMS


def read_items(file: Path, count: int | None = None) -> list[Item]:
    """Read a list in the paper's layout; the file itself, or the folder that holds items.json."""
    file = file / ITEMS if file.is_dir() else file
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{file} is not a list of instructions ({error}). Write one with audiostory evaluate export."
        ) from error
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"{file} holds no list of entries. Each needs whole_caption and audio_clips.")
    return [_item(entry, number, file) for number, entry in enumerate(entries[:count])]


def _item(entry: Any, number: int, file: Path) -> Item:
    try:
        clips = entry["audio_clips"]
        return Item(
            str(entry.get("id", f"{number:03d}")), str(entry["whole_caption"]), tuple(str(clip["caption"]) for clip in clips),
            tuple(float(clip["duration"]) for clip in clips), tuple(str(clip.get("sound", "")) for clip in clips),
            str(entry.get("reasoning", "")), str(entry.get("reference", "")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"Entry {number} of {file} lacks {error}. It needs whole_caption, and audio_clips with caption and duration."
        ) from error
