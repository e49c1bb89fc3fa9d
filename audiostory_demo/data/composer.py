"""Composes stories in words: what a user might ask for, and the plan that answers it.

An example starts from its sounds, either those of a situation or any in any order, and its total length. Scenes,
durations and reasoning follow from these; the instruction is written last, in one of many ways.
All arithmetic on time is in whole tenths of a second, so that durations sum exactly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from ..story import Plan, Scene
from . import instructions as ask
from .arcs import arc
from .hints import Hints
from .lengths import LONGEST, MOST_SCENES, SHORTEST, fill, scene_lengths, total_and_count
from .mention import Mention
from .observing import line_list, long_request, observed_list, tag_list
from .repertoire import Repertoire, shipped
from .saying import PLACE, QUOTED_PLACE, STRETCH, denying, draw_level, draw_stretch, draw_times, marked, unmarked
from .situations import Situation
from .storyline import Storyline
from .styles import BED_SOUNDS, MEDIA, ROOMS, Style
from .wording import reasoning, wording

Split = Literal["train", "valid"]

KINDS = {
    "list": 0.13, "request": 0.11, "prose": 0.2, "observed": 0.21, "long request": 0.04, "tags": 0.04, "lines": 0.02,
    "title": 0.11, "title and sounds": 0.1, "timed": 0.04,
}  # fmt: skip
RANDOM_SOUNDS = 0.55  # share of explicit instructions whose sounds have nothing to do with each other
PLACES = 0.33  # share of stories about places beyond our situations, where there are hints of them
SOUNDS_TOLD = 0.6  # share of stories with a place and sounds in which nothing else is heard
SOUNDS_OF_PLACES = 0.3  # share of the places beyond our situations whose sounds are named
DENIED = 0.09  # share of stories whose instruction says what is not to be heard
DENIED_OF_PLACE = 0.6  # share of what is denied of a place that would be heard there
LONG_KINDS = {"word": 0.15, "list": 0.17, "prose": 0.17, "observed": 0.11, "title": 0.27, "title and sounds": 0.13}
MOST_LONG = 40  # scenes of a story
ENOUGH = 6  # sounds that a long story about a place has, if there are so many


@dataclass(frozen=True)
class StoryExample:
    """An instruction and the plan that answers it.

    Attributes:
        instruction: what the user typed.
        seconds: total duration.
        reasoning: the planner's storyline text.
        captions: one per scene.
        durations: seconds of each scene; in tenths they sum exactly to `seconds`.
        sounds: class of each scene.
        style: room, medium and bed of the whole story.
        situation: name of the situation, "" for sounds at random.
        place: what is likened to a setting in the reasoning, as it was before any slip; "" where nothing is.
    """

    instruction: str
    seconds: float
    reasoning: str
    captions: tuple[str, ...]
    durations: tuple[float, ...]
    sounds: tuple[str, ...]
    style: Style
    situation: str
    place: str = ""

    @property
    def plan(self) -> Plan:
        """The same as a plan without bridge tokens."""
        scenes = tuple(Scene(c, d) for c, d in zip(self.captions, self.durations, strict=True))
        return Plan(self.instruction, self.seconds, self.reasoning, scenes)


def compose_story(
    rng: random.Random,
    *,
    split: Split = "train",
    max_scenes: int = 8,
    hints: Hints | None = None,
    repertoire: Repertoire | None = None,
) -> StoryExample:
    """A story of several scenes, 5 to 60 s, up to 120 s where `max_scenes` allows more than 8, 50 to 150 s from 17 on.

    Args:
        rng: decides everything.
        split: "valid" uses only situations and wordings that "train" never uses.
        max_scenes: most scenes, 2 to 40.
        hints: places and things beyond our tables, which some stories then are about.
        repertoire: sounds and situations to choose from; all of the package's where none is given.
    """
    own = repertoire or shipped()
    long = max_scenes > MOST_SCENES
    if hints and hints.places and rng.random() < PLACES:
        return _compose_place(hints, rng, max_scenes, own)
    kinds = LONG_KINDS if long else KINDS
    kind = rng.choices(tuple(kinds), tuple(kinds.values()))[0]
    situation, title = None, ""
    known = own.learned if split == "train" else own.kept
    if not known and kind.startswith("title"):
        kind = "prose"  # of these sounds no situation is known
    if (kind.startswith("title") or rng.random() > RANDOM_SOUNDS) and known:
        situation = rng.choice(known)
    if situation and kind.startswith("title"):
        title = rng.choice(situation.titles)

    only_told = kind == "title and sounds" and rng.random() < SOUNDS_TOLD
    planned = bool(title) and not only_told
    total, count = total_and_count(rng, max_scenes, planned=planned)
    if kind == "word":
        count = 1
    if long and planned:
        sounds = _many_of(situation, own, rng) if situation else []
    else:
        sounds = _from_situation(situation, count, rng, own) if situation else rng.choices(own.names, k=count)
    guest = rng.randrange(len(sounds)) if kind == "title and sounds" and rng.random() < 0.3 else -1
    if guest >= 0:
        sounds[guest] = rng.choice(own.names)  # a sound that only the instruction brings into the situation
    guest_sound = sounds[guest] if guest >= 0 else ""
    denied = _denied(sounds, situation if planned else None, own, rng) if split == "train" else []
    sounds = [sound for sound in sounds if sound not in denied]
    if _in_parts(total):  # what comes again is up to the arc
        sounds = list(dict.fromkeys(sounds))
    repeats = not title and len(sounds) < max_scenes and not _in_parts(total)
    mentions = _mentions(sounds, rng, split, own, repeats=repeats)
    _widen(mentions, hints)
    told = mentions
    if kind == "title and sounds" and not only_told:
        told = [m for m in mentions if m.sound == guest_sound or rng.random() < 0.45] or mentions[:1]
    if split == "train" and kind != "title":
        _qualify(told, rng)
    scenes, parts, tenths = _timed(mentions, total, rng, max_scenes, each=kind == "timed")

    style = _style(rng, [*sounds, *denied], situation, own, implied=bool(title))
    place = "" if only_told else title.rstrip(".")
    title = marked(title, PLACE, QUOTED_PLACE)
    text = _told(kind, title, told, tenths, rng)
    text = denying(text, [own.sounds[sound] for sound in denied], rng) if denied else text
    setting = situation.setting if situation and place else ""
    story = _Story(scenes, tenths, parts, style, situation, place, setting, len(mentions), len(denied))
    return story.example(text, rng)


def _told(kind: str, title: str, told: list[Mention], tenths: list[int], rng: random.Random) -> str:
    """The instruction of a kind."""
    match kind:
        case "list" | "word":
            return ask.terse_list(told, rng)
        case "request":
            return ask.request_list(told, rng)
        case "prose":
            text = ask.prose(told, rng)
            return rng.choice(wording().prose_requests).format(text) if rng.random() < 0.1 else text
        case "observed":
            return observed_list(told, rng)
        case "long request":
            return long_request(told, rng)
        case "tags":
            return tag_list(told, rng)
        case "lines":
            return line_list(told, rng)
        case "timed":
            return ask.timed_list(told, tenths, rng)
        case "title":
            return ask.title_request(title, rng)
        case _:
            return ask.title_with_sounds(title, told, rng)


def _compose_place(hints: Hints, rng: random.Random, max_scenes: int, own: Repertoire) -> StoryExample:
    """A story about a place or occasion beyond our situations."""
    place = rng.choice(hints.places)
    named = rng.random() < SOUNDS_OF_PLACES
    total, count = total_and_count(rng, max_scenes, planned=not named)
    if _in_parts(total) and not named:
        count = rng.randint(ENOUGH, ENOUGH + 4)
    sounds = place.draw(count + 1, rng) if rng.random() < 0.5 or not named else rng.choices(own.names, k=count)
    denied = [rng.choice(sounds)] if not named and len(sounds) > 2 and rng.random() < DENIED / 2 else []
    sounds = [sound for sound in sounds if sound not in denied][:count]
    if _in_parts(total):
        sounds = list(dict.fromkeys(sounds))
    mentions = _mentions(sounds, rng, "train", own, repeats=False)
    _widen(mentions, hints)
    if named:
        _qualify(mentions, rng)
    scenes, parts, tenths = _timed(mentions, total, rng, max_scenes)
    style = _style(rng, [*sounds, *denied], None, own, implied=False)
    if named:
        text = ask.title_with_sounds(place.name, mentions, rng)
        return _Story(scenes, tenths, parts, style, None, "", "", len(mentions), 0).example(text, rng)
    text = ask.place_request(marked(place.name, PLACE, QUOTED_PLACE), rng)
    text = denying(text, [own.sounds[sound] for sound in denied], rng) if denied else text
    story = _Story(scenes, tenths, parts, style, None, place.name, place.like, len(mentions), len(denied))
    return story.example(text, rng)


def compose_clip(
    rng: random.Random, sound: str | None = None, hints: Hints | None = None, repertoire: Repertoire | None = None
) -> StoryExample:
    """A single scene of 1.5 to 10 s.

    Args:
        rng: decides everything.
        sound: its class; any where none is given.
        hints: things beyond our tables that may be asked for.
        repertoire: sounds to choose from; all of the package's where none is given.
    """
    own = repertoire or shipped()
    mention = Mention(sound or rng.choice(own.names), rng, repertoire=own)
    _widen([mention], hints)
    _qualify([mention], rng)
    low, high = mention.entry.seconds
    tenths = round(10 * rng.uniform(low, high)) if rng.random() < 0.6 else rng.randint(SHORTEST, LONGEST)
    if tenths >= 20 and rng.random() < 0.7:
        tenths = round(tenths, -1)  # most people ask for whole seconds
    style = _style(rng, [mention.sound], None, own, implied=False)
    match rng.randrange(6):
        case 0:
            text = ask.terse_list([mention], rng)
        case 1:
            text = ask.prose([mention], rng)
        case 2 | 3:
            text = observed_list([mention], rng)
        case _:
            text = ask.request_list([mention], rng)
    return _Story([mention], [tenths], (), style, None, "", "", 1, 0).example(text, rng)


def _from_situation(situation: Situation, count: int, rng: random.Random, own: Repertoire) -> list[str]:
    """Up to `count` of a situation's sounds, in its order; sounds that few situations have are kept first."""
    sounds = [slot if isinstance(slot, str) else rng.choice(slot) for slot in situation.sounds]
    # Weighted sampling without replacement: a rocket launch keeps its explosion rather than its footsteps.
    keys = [rng.random() ** (own.commonness[sound] ** 0.5) for sound in sounds]
    kept = sorted(range(len(sounds)), key=keys.__getitem__, reverse=True)[:count]
    return [sounds[i] for i in sorted(kept)]


def _mentions(sounds: list[str], rng: random.Random, split: Split, own: Repertoire, repeats: bool) -> list[Mention]:
    """The sounds as mentions; now and then one comes back later."""
    if repeats and 2 <= len(sounds) < 8 and rng.random() < 0.13:
        sounds = [*sounds[:-1], sounds[rng.randrange(len(sounds) - 1)]] if len(sounds) > 2 else [*sounds, sounds[0]]
    return [
        Mention(sound, rng, split == "valid", i, again=sound in sounds[:i], repertoire=own)
        for i, sound in enumerate(sounds)
    ]


def _widen(mentions: list[Mention], hints: Hints | None) -> None:
    """Let mentions name the teacher's things where they would name a stand-in of ours, half of the time."""
    nouns = hints.nouns if hints else None
    for mention in mentions:
        if nouns and nouns.get(mention.sound) and mention.rng.random() < 0.5:
            mention.strange = nouns


def _qualify(mentions: list[Mention], rng: random.Random) -> None:
    """Now and then something is said of a sound: how often, how loud or how long."""
    for mention in mentions:
        if not mention.again:
            mention.times = draw_times(mention.sound, rng)
            mention.level, mention.stretch = draw_level(rng), draw_stretch(rng)


def _denied(sounds: list[str], place: Situation | None, own: Repertoire, rng: random.Random) -> list[str]:
    """What the instruction says is not to be heard; of a place rather what would be heard there."""
    if rng.random() >= DENIED:
        return []
    count = rng.choice((1, 1, 1, 2, 2, 3))
    if place and len(set(sounds)) > count + 1 and rng.random() < DENIED_OF_PLACE:
        return rng.sample(sorted(set(sounds)), count)
    others = [name for name in own.names if name not in sounds]
    return rng.sample(others, min(count, len(others)))


def _many_of(situation: Situation, own: Repertoire, rng: random.Random) -> list[str]:
    """Enough different sounds of a situation for a long story, in its order: alternatives too, and what may run under it."""
    slots = [(slot,) if isinstance(slot, str) else slot for slot in situation.sounds]
    sounds = list(dict.fromkeys(rng.choice(slot) for slot in slots))
    more = [name for slot in slots for name in slot] + [BED_SOUNDS[bed] for bed in situation.beds if bed in BED_SOUNDS]
    for name in dict.fromkeys(more):
        if len(sounds) < ENOUGH and name not in sounds and name in own.sounds:
            sounds.insert(rng.randrange(len(sounds) + 1), name)
    most = rng.randint(ENOUGH, ENOUGH + 3)
    kept = sorted(rng.sample(range(len(sounds)), min(most, len(sounds))))
    return [sounds[number] for number in kept]


def _timed(
    mentions: list[Mention], total: int, rng: random.Random, max_scenes: int, each: bool = False
) -> tuple[list[Mention], tuple[int, ...], list[int]]:
    """Scenes for the mentions, how many of them each part has (of a short story there are none), and their lengths.

    Args:
        mentions: in the order in which they are heard.
        total: length wanted, in tenths of a second.
        rng: decides.
        max_scenes: most scenes.
        each: whether each mention is one scene.
    """
    total = max(total, 20 * len(mentions))
    total = min(total, (LONGEST - 5) * (len(mentions) if each else max_scenes))
    parts: tuple[int, ...] = ()
    if _in_parts(total):
        fewest = max(len(mentions), -(-total // (LONGEST - 5)), 4)
        count = len(mentions) if each else min(max_scenes, max(fewest, round(total / rng.uniform(50, 85))))
        lasting = [mention.entry.kind in ("texture", "music") for mention in mentions]
        numbers = arc(len(mentions), count, lasting, rng)
        scenes, parts = [mentions[n] for part in numbers for n in part], tuple(map(len, numbers))
    else:
        scenes = list(mentions) if each else fill(mentions, total, rng, max_scenes)
        total = min(total, (LONGEST - 5) * len(scenes))
    return scenes, parts, scene_lengths([_wish(mention, rng) for mention in scenes], total, rng)


def _in_parts(total: int) -> bool:
    """Whether a story of so many tenths of a second is told in parts."""
    return total >= 10 * reasoning().parts_from


def _wish(mention: Mention, rng: random.Random) -> float:
    return rng.uniform(*mention.entry.seconds) * STRETCH[mention.stretch]


def _style(rng: random.Random, sounds: list[str], situation: Situation | None, own: Repertoire, implied: bool) -> Style:
    """Half of the stories are plain; the others differ in one to three parts. No bed is also a scene."""
    style = Style()
    if rng.random() < 0.5:
        beds = [bed for bed in own.beds if BED_SOUNDS[bed] not in sounds]
        fitting = situation is not None and rng.random() < 0.6
        options = {
            "room": [r for r in situation.rooms if r != "dry"] if situation and fitting else ROOMS[1:],
            "medium": MEDIA[1:],
            "bed": [b for b in beds if b in situation.beds] if situation and fitting else beds,
        }
        for part in rng.sample(tuple(options), rng.choices((1, 2, 3), (0.6, 0.28, 0.12))[0]):
            if options[part]:
                style = replace(style, **{part: rng.choice(options[part])})
    if implied and situation and situation.implied:
        style = replace(style, **{"room" if situation.implied in ROOMS else "medium": situation.implied})
    return style


@dataclass(frozen=True)
class _Story:
    """All of a story but its words."""

    scenes: list[Mention]
    tenths: list[int]
    parts: tuple[int, ...]
    style: Style
    situation: Situation | None
    place: str
    like: str
    named: int
    denied: int

    def example(self, text: str, rng: random.Random) -> StoryExample:
        """Put style, length and slips on the text, and write captions and reasoning; a place is like a known setting."""
        keys = ask.style_keys(self.style)
        seconds = sum(self.tenths) / 10
        implied = self.situation.implied if self.like and self.situation else ""
        text = ask.with_style(text, [key for key in keys if key != implied], rng)
        text = ask.with_length(text, seconds, len(self.scenes), rng)
        if not keys and rng.random() < 0.04:
            text = f"{text.rstrip('.')}, {rng.choice(wording().plain)}"
        captions: list[str] = []
        for mention in self.scenes:
            captions.append(mention.caption(avoid=tuple(captions)))
        typed = ask.as_typed(text, rng)
        story = Storyline(typed, self.scenes, self.tenths, keys, self.like, self.named, self.denied, self.parts)
        return StoryExample(
            instruction=unmarked(typed),
            seconds=seconds,
            reasoning=story.text(),
            captions=tuple(captions),
            durations=tuple(tenth / 10 for tenth in self.tenths),
            sounds=tuple(mention.sound for mention in self.scenes),
            style=self.style,
            situation=self.situation.name if self.situation else "",
            place=self.place,
        )
