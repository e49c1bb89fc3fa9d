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
from .hints import Hints
from .instructions import Mention
from .repertoire import Repertoire, shipped
from .situations import Situation
from .styles import BED_SOUNDS, MEDIA, ROOMS, Style
from .wording import reasoning, wording

Split = Literal["train", "valid"]

SHORTEST, LONGEST = 15, 100  # a scene, in tenths of a second
COMMON_TOTALS = (8, 10, 10, 12, 15, 15, 20, 20, 20, 24, 25, 30, 30, 30, 30, 40, 45, 60)  # s
LONG = 0.06  # share of long stories where more than 8 scenes are allowed
KINDS = {"list": 0.21, "request": 0.15, "prose": 0.31, "title": 0.16, "title and sounds": 0.14, "timed": 0.03}
RANDOM_SOUNDS = 0.55  # share of explicit instructions whose sounds have nothing to do with each other
PLACES = 0.33  # share of stories about places beyond our situations, where there are hints of them
SOUNDS_TOLD = 0.6  # share of stories with a place and sounds in which nothing else is heard
SOUNDS_OF_PLACES = 0.3  # share of the places beyond our situations whose sounds are named
FEWEST_WORDS = 25  # in the reasoning of a story


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
    """A story of several scenes, 5 to 60 s, up to 120 s where `max_scenes` allows more than 8.

    Args:
        rng: decides everything.
        split: "valid" uses only situations and wordings that "train" never uses.
        max_scenes: most scenes, 2 to 16.
        hints: places and things beyond our tables, which some stories then are about.
        repertoire: sounds and situations to choose from; all of the package's where none is given.
    """
    own = repertoire or shipped()
    if hints and hints.places and rng.random() < PLACES:
        return _compose_place(hints, rng, max_scenes, own)
    kind = rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    situation, title = None, ""
    known = own.learned if split == "train" else own.kept
    if not known and kind.startswith("title"):
        kind = "prose"  # of these sounds no situation is known
    if (kind.startswith("title") or rng.random() > RANDOM_SOUNDS) and known:
        situation = rng.choice(known)
    if situation and kind.startswith("title"):
        title = rng.choice(situation.titles)

    only_told = kind == "title and sounds" and rng.random() < SOUNDS_TOLD
    total, count = _total_and_count(rng, max_scenes, planned=bool(title) and not only_told)
    sounds = _from_situation(situation, count, rng, own) if situation else rng.choices(own.names, k=count)
    guest = rng.randrange(len(sounds)) if kind == "title and sounds" and rng.random() < 0.3 else -1
    if guest >= 0:
        sounds[guest] = rng.choice(own.names)  # a sound that only the instruction brings into the situation
    mentions = _mentions(sounds, rng, split, own, repeats=not title and len(sounds) < max_scenes)
    _widen(mentions, hints)
    total = max(total, 20 * len(mentions))
    scenes = list(mentions) if kind == "timed" else _fill(mentions, total, rng, max_scenes)
    total = min(total, LONGEST * len(scenes) - 5 * len(scenes))
    tenths = scene_lengths([_wish(m, rng) for m in scenes], total, rng)

    style = _style(rng, [m.sound for m in mentions], situation, own, implied=bool(title))
    place = "" if only_told else title.rstrip(".")
    title = ask.marked(title, ask.PLACE, ask.QUOTED_PLACE)
    told = mentions
    if kind == "title and sounds" and not only_told:
        told = [m for i, m in enumerate(mentions) if i == guest or rng.random() < 0.45] or mentions[:1]
    match kind:
        case "list":
            text = ask.terse_list(told, rng)
        case "request":
            text = ask.request_list(told, rng)
        case "prose":
            text = ask.prose(told, rng)
            if rng.random() < 0.1:
                text = rng.choice(wording().prose_requests).format(text)
        case "timed":
            text = ask.timed_list(told, tenths, rng)
        case "title":
            text = ask.title_request(title, rng)
        case _:
            text = ask.title_with_sounds(title, told, rng)
    setting = situation.setting if situation and place else ""
    return _example(text, scenes, tenths, style, situation, place, setting, len(mentions), rng)


def _compose_place(hints: Hints, rng: random.Random, max_scenes: int, own: Repertoire) -> StoryExample:
    """A story about a place or occasion beyond our situations."""
    place = rng.choice(hints.places)
    named = rng.random() < SOUNDS_OF_PLACES
    total, count = _total_and_count(rng, max_scenes, planned=not named)
    sounds = place.draw(count, rng) if rng.random() < 0.5 or not named else rng.choices(own.names, k=count)
    mentions = _mentions(sounds, rng, "train", own, repeats=False)
    _widen(mentions, hints)
    total = max(total, 20 * len(mentions))
    scenes = _fill(mentions, total, rng, max_scenes)
    total = min(total, LONGEST * len(scenes) - 5 * len(scenes))
    tenths = scene_lengths([_wish(m, rng) for m in scenes], total, rng)
    style = _style(rng, [m.sound for m in mentions], None, own, implied=False)
    if named:
        text = ask.title_with_sounds(place.name, mentions, rng)
        return _example(text, scenes, tenths, style, None, "", "", len(mentions), rng)
    text = ask.place_request(ask.marked(place.name, ask.PLACE, ask.QUOTED_PLACE), rng)
    return _example(text, scenes, tenths, style, None, place.name, place.like, len(mentions), rng)


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
    low, high = mention.entry.seconds
    tenths = round(10 * rng.uniform(low, high)) if rng.random() < 0.6 else rng.randint(SHORTEST, LONGEST)
    if tenths >= 20 and rng.random() < 0.7:
        tenths = round(tenths, -1)  # most people ask for whole seconds
    style = _style(rng, [mention.sound], None, own, implied=False)
    match rng.randrange(4):
        case 0:
            text = ask.terse_list([mention], rng)
        case 1:
            text = ask.prose([mention], rng)
        case _:
            text = ask.request_list([mention], rng)
    return _example(text, [mention], [tenths], style, None, "", "", 1, rng)


def scene_lengths(wishes: list[float], total: int, rng: random.Random) -> list[int]:
    """Share `total` tenths of a second among scenes in proportion to their wishes, within the limits of a scene.

    Most stories are cut at whole seconds; what is left over goes to the last scene that has space for it.
    """
    count = len(wishes)
    grid = rng.choices((10, 5, 1), (0.72, 0.16, 0.12))[0]
    while grid > 1 and not -(-SHORTEST // grid) * count <= total // grid < (LONGEST // grid) * count:
        grid = 5 if grid == 10 else 1
    low, high, units = -(-SHORTEST // grid), LONGEST // grid, total // grid
    share = units / sum(wishes)
    lengths = [min(high, max(low, round(wish * share))) for wish in wishes]
    while (missing := units - sum(lengths)) != 0:
        step = 1 if missing > 0 else -1
        free = [i for i in range(count) if low <= lengths[i] + step <= high]
        lengths[max(free, key=lambda i: step * (wishes[i] * share - lengths[i]))] += step
    tenths = [length * grid for length in lengths]
    if rest := total - sum(tenths):
        tenths[max(i for i in range(count) if tenths[i] + rest <= LONGEST)] += rest
    return tenths


def _total_and_count(rng: random.Random, max_scenes: int, planned: bool) -> tuple[int, int]:
    """Total length in tenths of a second, and how many sounds to name or, if `planned`, to choose."""
    if max_scenes > 8 and rng.random() < LONG:
        count = rng.randint(8, max_scenes)
        return min(1200, 10 * round(count * rng.triangular(3, 9, 6))), count
    count = min(max_scenes, rng.choices(range(1, 9), (6, 14, 23, 22, 16, 10, 5, 4))[0])
    if planned or rng.random() < 0.3:  # a length chosen without a thought of the number of sounds
        total = rng.choice(COMMON_TOTALS) if rng.random() < 0.7 else rng.randint(6, 50)
        if planned:
            count = max(2, min(7, round(total / rng.triangular(2.2, 5.5, 3.4))))
        count = max(1, min(count, total // 2, max_scenes))
    else:
        total = max(5, round(count * rng.triangular(2.2, 9, 4.8)))
        if total > 7 and rng.random() < 0.4:
            total = 5 * round(total / 5)
    tenth = rng.randint(1, 9) if rng.random() < 0.08 else 0
    return min(10 * total + tenth, 600, 95 * max_scenes), count


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


def _wish(mention: Mention, rng: random.Random) -> float:
    return rng.uniform(*mention.entry.seconds)


def _fill(mentions: list[Mention], total: int, rng: random.Random, max_scenes: int) -> list[Mention]:
    """Scenes for the mentions: sounds that can go on get more than one where the time is long."""
    comfortable = rng.uniform(75, 95)  # tenths of a second
    extra = max(0, min(max_scenes, -int(-total // comfortable)) - len(mentions))
    counts = [1] * len(mentions)
    appetite = [m.entry.seconds[1] for m in mentions]
    for _ in range(extra):
        counts[max(range(len(counts)), key=lambda i: appetite[i] / counts[i])] += 1
    return [mention for mention, times in zip(mentions, counts, strict=True) for _ in range(times)]


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


def _example(
    text: str,
    scenes: list[Mention],
    tenths: list[int],
    style: Style,
    situation: Situation | None,
    place: str,
    like: str,
    named: int,
    rng: random.Random,
) -> StoryExample:
    """Put style, length and slips on the text, and write captions and reasoning; a place is like a known setting."""
    keys = ask.style_keys(style)
    seconds = sum(tenths) / 10
    said = [key for key in keys if not (like and situation and key == situation.implied)]
    text = ask.with_length(ask.with_style(text, said, rng), seconds, len(scenes), rng)
    if not keys and rng.random() < 0.04:
        text = f"{text.rstrip('.')}, {rng.choice(wording().plain)}"
    captions: list[str] = []
    for mention in scenes:
        captions.append(mention.caption(avoid=tuple(captions)))
    typed = ask.as_typed(text, rng)
    return StoryExample(
        instruction=ask.unmarked(typed),
        seconds=seconds,
        reasoning=_reasoning(typed, scenes, tenths, keys, like, named),
        captions=tuple(captions),
        durations=tuple(tenth / 10 for tenth in tenths),
        sounds=tuple(mention.sound for mention in scenes),
        style=style,
        situation=situation.name if situation else "",
        place=place,
    )


def _reasoning(typed: str, scenes: list[Mention], tenths: list[int], keys: list[str], like: str, named: int) -> str:
    """What was asked for in its own words, number of scenes and style, then every scene's start, end and sound.

    To repeat the words in the order in which they will be heard, before they are counted or anything is made of them, is
    what a small model needs most: each sound can then be thought of by itself.
    """
    total = f"{sum(tenths) / 10:g}"
    n, m = _counted(len(scenes), "scene"), _counted(named, "sound")
    quotes = (ask.quotation(typed, number) for number in dict.fromkeys(mention.number for mention in scenes))
    quoted = [quote for quote in quotes if quote]
    place = ask.quotation(typed, ask.PLACE)
    links = reasoning().links
    if like:
        frame = reasoning().place
    elif len(scenes) == 1:
        frame, links = reasoning().clip, reasoning().clip_links
    else:
        frame = reasoning().long if len(scenes) > named else reasoning().list
    head = reasoning().heard.format(heard=", ".join(quoted)) + " " if quoted else ""
    head += frame.format(n=n, m=m, total=total, setting=like, place=place)
    look = ", ".join(reasoning().style_parts[key] for key in keys)
    head += " " + (reasoning().style.format(look) if keys else reasoning().plain)
    lines, start, heard = [], 0, set()
    for mention, length in zip(scenes, tenths, strict=True):
        sound = mention.entry.label + " again" * (mention.sound in heard)
        nearest = f" (nearest to {mention.standin})" * bool(mention.standin)
        lines.append(f"{start / 10:g}-{(start + length) / 10:g} s: {sound}{nearest}.")
        start += length
        heard.add(mention.sound)
    for link in links:
        if len(f"{head} {' '.join(lines)}".split()) < FEWEST_WORDS:
            head += f" {link}"
    return f"{head} {' '.join(lines)}"


def _counted(count: int, noun: str) -> str:
    return f"{reasoning().numbers[count]} {noun}{'s' * (count != 1)}"
