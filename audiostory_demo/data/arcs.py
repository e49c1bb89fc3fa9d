"""The arc of a long story: which of its sounds come in which of its four parts, and how often."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from ..language.understanding import FEW

SIZES = (0.22, 0.38, 0.24, 0.16)  # share of the scenes in opening, development, return and end


def arc(sounds: int, scenes: int, lasting: Sequence[bool], rng: random.Random) -> list[list[int]]:
    """Numbers of the sounds, scene by scene, in four parts.

    Every sound comes first in its order; the return and the end take up what was heard, first of all what was heard but once.

    Args:
        sounds: how many different ones.
        scenes: at least four, and at least one a sound.
        lasting: of each sound whether it goes on, so that it may fill two scenes running.
        rng: decides what comes again.
    """
    sizes = _sizes(scenes, rng)
    parts: list[list[int]] = []
    heard = 0
    for number, (size, new) in enumerate(zip(sizes, _introduced(sounds, sizes), strict=True)):
        fresh = list(range(heard, heard + new))
        room = size - new
        once = [sound for sound, times in Counter(chain(*parts)).items() if times == 1]
        again = _again(number, heard, once, room, rng) if room > 0 else []
        heard += new
        parts.append(_scenes(_listed(number, fresh, again, rng), size, lasting, rng))
    return parts


def _sizes(scenes: int, rng: random.Random) -> list[int]:
    """Scenes of each part, at least one."""
    wishes = [share * rng.uniform(0.75, 1.25) for share in SIZES]
    sizes = [max(1, round(scenes * wish / sum(wishes))) for wish in wishes]
    while (missing := scenes - sum(sizes)) != 0:
        sizes[max((1, 2, 0, 3), key=lambda i: sizes[i]) if missing < 0 else 1] += 1 if missing > 0 else -1
    return sizes


def _introduced(sounds: int, sizes: Sequence[int]) -> list[int]:
    """How many new sounds each part has."""
    if sounds <= FEW:
        opening = min(sizes[0], max(1, round(0.4 * sounds)))
        wished = [opening, sounds - opening, 0, 0]
    else:
        wished = [round(sounds * size / sum(sizes)) for size in sizes]
    left, found = sounds, []
    for number, (size, wish) in enumerate(zip(sizes, wished, strict=True)):
        later = sum(sizes[number + 1 :])
        new = min(size, left, max(wish, left - later))
        found.append(new)
        left -= new
    return found


def _again(part: int, heard: int, once: list[int], room: int, rng: random.Random) -> list[int]:
    """Sounds of before that come again in a part, in the order in which they were first heard.

    Args:
        part: 0 to 3.
        heard: how many different ones there were.
        once: those of them that have come in one scene alone.
        room: most of them.
        rng: decides.
    """
    if part == 0:
        return []
    wished = (0, rng.choice((0, 1, 1, 2)), rng.randint(2, 4), rng.randint(1, 2))[part]
    if part > 1:  # nothing is told once and forgotten
        wished = max(wished, len(once))
    first = [heard - 1] if part == 3 else []  # what came last is what it ends with
    again = [*first, *rng.sample(once, len(once)), *rng.sample(range(heard), heard)]
    return sorted(list(dict.fromkeys(again))[: min(wished, room)])


def _listed(part: int, fresh: list[int], again: list[int], rng: random.Random) -> list[int]:
    """What is new and what comes again, in the order in which the part has them."""
    if part != 1 or not again or not fresh:
        return again + fresh if part > 1 else fresh + again
    at = rng.randint(1, len(fresh))
    return [*fresh[:at], *again, *fresh[at:]]


def _scenes(listed: list[int], size: int, lasting: Sequence[bool], rng: random.Random) -> list[int]:
    """So many scenes of these sounds: each comes, first in this order, then again between and after."""
    listed = listed or [0]
    scenes = [listed[0]]
    met = 1
    while len(scenes) < size:
        left = size - len(scenes)
        if met < len(listed) and (left == len(listed) - met or rng.random() < 0.6):
            scenes.append(listed[met])
            met += 1
            continue
        may = [one for one in listed[:met] if one != scenes[-1] or lasting[one] or len(listed) == 1]
        if not may:
            may = [listed[met]] if met < len(listed) else listed[:met]
            met += met < len(listed)
        scenes.append(rng.choice(may))
    return scenes
