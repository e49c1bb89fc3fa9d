"""Instructions in the shape of other people's sentences: descriptions of recordings, tags, requests of other systems."""

from __future__ import annotations

import random

from .grammar import capital, listed
from .mention import Mention
from .sounds import bare
from .styles import BED_SOUNDS
from .ways import ways

BETWEEN_TAGS = (" ", " ", ", ", " and ", " + ", "; ", "")


def observed_list(mentions: list[Mention], rng: random.Random) -> str:
    """A description of a recording: "A man talks as dogs bark, followed by a car horn honking in the background"."""
    if rng.random() < 0.35:
        return rng.choice(ways().presented).format(capital(_heard_chain(mentions, rng)))
    return capital(_clause_chain(mentions, rng)) + rng.choice((".", ".", ""))


def long_request(mentions: list[Mention], rng: random.Random) -> str:
    """What users ask other systems for: "Develop a comprehensive audio that ..."."""
    return rng.choice(ways().long_requests).format(_clause_chain(mentions, rng))


def tag_list(mentions: list[Mention], rng: random.Random) -> str:
    """Each sound as a tag: ``[rain falling] [a door creaks]``."""
    frame, between = rng.choice(ways().tags), rng.choice(BETWEEN_TAGS)
    items = []
    for mention in mentions:
        match rng.randrange(3):
            case 0:
                item = bare(mention.noun())
            case 1:
                item = bare(mention.heard())
            case _:
                item = bare(mention.clause("present"))
        items.append(frame.format(item))
    before = rng.choice(ways().before_tags) if rng.random() < 0.5 else ""
    return before + between.join(items)


def line_list(mentions: list[Mention], rng: random.Random) -> str:
    """Each sound on a line of its own, as a text file has them."""
    items = [mention.noun() if rng.random() < 0.5 else bare(mention.heard()) for mention in mentions]
    return rng.choice(("\n", "\n", "\nthen\n", "\n\n")).join(items)


def _clause_chain(mentions: list[Mention], rng: random.Random) -> str:
    """Whole clauses, or a first one that what is heard next is joined to."""
    text = mentions[0].clause("present") + _behind(mentions[0], rng, 0.06)
    for number, mention in enumerate(mentions[1:], 2):
        last = number == len(mentions)
        way = rng.random()
        if way < 0.68:
            text += rng.choice(ways().clause_joins) + mention.clause("present")
        elif way < 0.76:
            subject = mention.heard()
            text += rng.choice(ways().follow_joins) + subject
        else:
            text += rng.choice(ways().heard_joins) + mention.heard()
        text += _behind(mention, rng, 0.25 if last else 0.08)
    return text


def _heard_chain(mentions: list[Mention], rng: random.Random) -> str:
    items = [mention.heard() + _behind(mention, rng, 0.1) for mention in mentions]
    if len(items) > 2 and rng.random() < 0.3:
        return listed(items, ", ", rng.choice(ways().heard_last))
    text = items[0]
    for item in items[1:]:
        text += rng.choice(ways().heard_joins) + item
    return text


def _behind(mention: Mention, rng: random.Random, share: float) -> str:
    """Where a sound is, if it is none that could be taken for a bed."""
    free = mention.sound not in BED_SOUNDS.values() and not mention.level and not mention.times
    return rng.choice(ways().behind) if free and rng.random() < share else ""
