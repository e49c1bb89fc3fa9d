"""Notebooks 12 to 15: failures, prompts, rights, and the large model. What is right is read from what was recorded."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...story import Plan
from ..measured import figures, recognised, sizes
from ..rights import credits
from .answers import exercise, kind, names, near, right, share, whole

ASKED = ("dog", "bell", "rain")  # of exercise 13.3
FREE = {"CC0-1.0", "public-domain"}  # licences that ask for nothing
BILLION, BYTES = 4.0, 2  # of exercises 15.1 and 15.2: weights of the large model, bytes each
CACHE = 36 * 2 * 128 * 2 * 2  # bytes a token: layers, heads, width, keys and values, bytes


def _asking() -> list[dict[str, Any]]:
    """The recorded plans whose instructions name sounds."""
    return [plan for plan in figures()["plans"] if plan["instruction"]["wanted"]]


def _short() -> int:
    return sum(len(plan["captions"]) < len(plan["instruction"]["wanted"]) for plan in _asking())


@exercise(
    "12.1",
    "recognised() says for each kind of sound in which share of the generated scenes it was named.",
    "Count the values of that dictionary that are below 0.5.",
)
def weak(count: Any) -> None:
    whole(
        count, sum(share < 0.5 for share in recognised().values()), "How many of all kinds have a share below one half?"
    )


@exercise(
    "12.2",
    "recognised(real=True) says the same of recordings: 1.0 where all were named, 0.0 where none was.",
    "Collect the names whose share in recordings is above 0 and at least twice that in generated scenes.",
)
def lost(kinds: Any) -> None:
    real, made = recognised(real=True), recognised()
    expected = {name for name, share in real.items() if 0 < share >= 2 * made.get(name, 1)}
    found = names(kinds)
    right(
        not found - set(made),
        f"{', '.join(sorted(found - set(made)))}: no such kind of sound. Write them as recognised() does.",
    )
    right(
        found == expected,
        f"{len(found & expected)} of your {len(found)} are right, and there are {len(expected)} in all.",
    )


@exercise(
    "12.3",
    "Each of the plans has its captions, and plan['instruction']['wanted'] lists the sounds asked for.",
    "Count the plans with len(captions) < len(wanted); where nothing is named, nothing can be missing.",
)
def missing(count: Any) -> None:
    whole(count, _short(), "Compare the number of captions with the number of sounds that were asked for.")


@exercise(
    "13.1",
    "Look only at plans whose instruction names sounds: those whose list 'wanted' is not empty.",
    "Count those with at least as many captions as wanted sounds, and divide by how many there are.",
)
def complete(answer: Any) -> None:
    share(answer, 1 - _short() / len(_asking()), 0.0051, "Only instructions that name sounds count.")


@exercise(
    "13.2",
    "An instruction that names a place only has an empty list 'wanted'.",
    "Take the mean of len(plan['captions']) over these plans.",
)
def scenes_of_places(mean: Any) -> None:
    counts = [len(plan["captions"]) for plan in figures()["plans"] if not plan["instruction"]["wanted"]]
    near(
        mean, float(np.mean(counts)), 0.051, "The mean number of captions, over plans whose instruction names no sound."
    )


@exercise(
    "13.3",
    "Name the three sounds in their order, with 'then' between them, and the place at the end.",
    "model.plan('A dog barks, then a church bell rings, then it rains; in a cathedral.', duration=9)",
)
def written(plan: Any) -> None:
    plan = kind(plan, Plan, "a Plan, what model.plan returns")
    captions = [scene.caption for scene in plan.scenes]
    right(
        len(captions) == len(ASKED), f"Your plan has {len(captions)} scenes ({'; '.join(captions)}), not {len(ASKED)}."
    )
    for place, (caption, sound) in enumerate(zip(captions, ASKED, strict=True)):
        right(sound in caption.lower(), f'Scene {place} says "{caption}". It should be the {sound}.')
    right(abs(plan.seconds - 9) < 1e-3, f"Your plan lasts {plan.seconds:g} s, not 9 s.")
    right(
        "cathedral" in plan.reasoning.lower(), "The reasoning does not name the cathedral: the planner has missed it."
    )


@exercise(
    "14.1",
    "Share-alike licences have SA in their name.",
    "Sum credit.clips over the credits with 'SA' in credit.licence.",
)
def share_alike(clips: Any) -> None:
    whole(clips, sum(credit.clips for credit in credits() if "-SA-" in credit.licence), "Count clips, not authors.")


@exercise(
    "14.2",
    "All licences but two ask for the name.",
    "Sum the clips whose licence is neither CC0-1.0 nor public-domain, and divide by all clips.",
)
def to_be_named(answer: Any) -> None:
    every = sum(credit.clips for credit in credits())
    share(
        answer,
        sum(one.clips for one in credits() if one.licence not in FREE) / every,
        0.0051,
        "Count clips, not authors.",
    )


@exercise(
    "14.3",
    "Who reads it should learn that a machine made the sound, which one, and where its teachers are named.",
    "It holds the words generated, audiostory-demo and attribution.",
)
def credit_line(text: Any) -> None:
    text = kind(text, str, "a sentence")
    for word, why in (
        ("generated", "that the sound was generated"), ("audiostory-demo", "by which program (audiostory-demo)"),
        ("attribution", "where the authors of the recordings are named (the attribution)"),
    ):  # fmt: skip
        right(word in text.lower(), f"Your sentence does not say {why}.")


@exercise(
    "15.1",
    "16 bits are 2 bytes.",
    "4 billion weights times 2 bytes; a gigabyte has a billion bytes.",
)
def gigabytes(size: Any) -> None:
    near(size, BILLION * BYTES, 0.05, "How many bytes does a weight take, how many gigabytes do they take together?")


@exercise(
    "15.2",
    "Divide the large number by the small one; mind millions and billions.",
    "4000 millions divided by the sum of the four parts of tiny, in millions.",
)
def times(factor: Any) -> None:
    near(factor, 1000 * BILLION / sum(sizes().values()), 2.0, "How often does the one go into the other?")


@exercise(
    "15.3",
    "For each token, each layer keeps a key and a value for each of its heads.",
    "36 layers * 2 heads * 128 numbers * 2 (key and value) * 2 bytes * tokens, in millions of bytes.",
    given=(int,),
)
def cache(megabytes: Any, tokens: int) -> None:
    near(
        megabytes,
        CACHE * tokens / 1e6,
        0.2,
        "Multiply layers, heads, numbers, two for key and value, bytes and tokens.",
    )
