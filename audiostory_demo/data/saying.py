"""What is said beside a sound: how often it comes, how loud, how far or how long it is; and what is not wanted at all."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from ..language.english import grammar
from ..language.understanding import NEAREST
from ..text import WORD
from .grammar import article, capital
from .sounds import Sound, bare
from .ways import ways
from .wording import reasoning

FIRST_MARK = 0xE000  # of Unicode's private area: no text that we compose has such a character
DENIED = 200  # number of the first mark of what is denied
PLACE = 255  # number of the mark of a place
QUOTED, QUOTED_PLACE = 2, 3  # words that the reasoning repeats of a sound, and of a place
COUNTED = 0.07  # share of the sounds that can be counted of which a number is said
LEVELLED = 0.09
STRETCHED = 0.04
MOST_SAID = 5  # that captions say in words
TIMES = ((1, 2, 3, 4, 5, 6), (0.2, 0.3, 0.3, 0.1, 0.06, 0.04))
STRETCH = {"": 1.0, "short": 0.4, "long": 2.5}
"""By what a word of length multiplies that of a scene."""

Stretch = Literal["", "short", "long"]


def marked(text: str, number: int, most: int = QUOTED) -> str:
    """The text with an invisible mark after each of its first telling words, so that they can be quoted as typed."""
    return _with_marks(text, telling(text)[:most], number)


def marked_action(who: str, does: str, number: int) -> str:
    """The same of somebody and what they do, marked where the sound is most likely said: "a man *lets out a *shriek"."""
    ends = telling(does)
    return f"{_with_marks(who, telling(who)[-1:], number)} {_with_marks(does, sorted({*ends[:1], *ends[-1:]}), number)}"


def telling(text: str) -> list[int]:
    """Where the words end that a quotation does not leave out."""
    left_out = {*grammar().common, *grammar().untold}
    return [word.end() for word in WORD.finditer(text) if word[0].lower() not in left_out]


def _with_marks(text: str, ends: list[int], number: int) -> str:
    for end in reversed(ends):
        text = text[:end] + chr(FIRST_MARK + number) + text[end:]
    return text


def quotation(text: str, number: int) -> str:
    """The words that were marked with this number, in lower case; "" where none were."""
    return " ".join(re.findall(rf"((?:[^\W_]|['-])+){chr(FIRST_MARK + number)}", text)).lower()


def unmarked(text: str) -> str:
    """The text without any marks."""
    return re.sub("[\ue000-\uf8ff]", "", text)


@cache
def countable(sound: str) -> bool:
    """Whether one can say how often it comes."""
    return sound in ways().one_of_it


def draw_times(sound: str, rng: random.Random) -> int:
    """How often it shall come, 0 for no word of it."""
    return rng.choices(*TIMES)[0] if countable(sound) and rng.random() < COUNTED else 0


def counted_noun(sound: str, times: int, rng: random.Random) -> str:
    """Such as "three knocks"."""
    one = rng.choice(ways().one_of_it[sound])
    if times == 1:
        return f"{rng.choice(ways().just_one)} {one}"
    head, of, rest = one.partition(" of ") if " of " in one else one.partition(" on ")
    several = f"{head}{'es' if head.endswith(('sh', 'ss')) else 's'}{of}{rest}"
    number = reasoning().numbers[times] if rng.random() < 0.8 else str(times)
    return f"{rng.choice(('', '', '', 'exactly '))}{number} {several}"


def counted_clause(clause: str, times: int, rng: random.Random) -> str:
    """Such as "a dog barks three times"."""
    if times == 1:
        return f"{clause} {rng.choice(ways().only_once)}"
    if times == 2 and rng.random() < 0.8:
        return f"{clause} {rng.choice(ways().twice)}"
    return f"{clause} {rng.choice(ways().counted).format(reasoning().numbers[times])}"


def qualified(text: str, level: str, stretch: str, rng: random.Random, noun: bool) -> str:
    """The text with what is said of its level and length."""
    for name, table in ((level, ways().levels), (stretch, ways().stretches)):
        if not name:
            continue
        if noun and rng.random() < 0.6:
            word, plain = rng.choice(table[name].before), bare(text)
            text = f"{word} {plain}" if plain == text else f"{article(word)} {word} {plain}"
        else:
            text = f"{text} {rng.choice(table[name].after)}"
    return text


def draw_level(rng: random.Random) -> str:
    """A level that is put into words, "" mostly."""
    return rng.choice(reasoning().levels) if rng.random() < LEVELLED else ""


def draw_stretch(rng: random.Random) -> str:
    """How long without a number, "" mostly."""
    return rng.choice(("short", "long")) if rng.random() < STRETCHED else ""


def attributes(standin: str, times: int, level: str) -> str:
    """What the reasoning says of a sound in parentheses, with a space before; "" where there is nothing to say."""
    said = [f"{NEAREST}{standin}"] if standin else []
    if times:
        said.append(reasoning().once if times == 1 else reasoning().times.format(reasoning().numbers[times]))
    said += [level] if level else []
    return f" ({', '.join(said)})" if said else ""


def by_number(captions: Sequence[str], times: int) -> list[str]:
    """The captions that say this number; where none does, those that say none."""
    words = _by_number()
    said = {caption: {*WORD.findall(caption.lower())} for caption in captions}
    says = [caption for caption in captions if not said[caption].isdisjoint(words.get(times, ()))]
    every = {word for number in words.values() for word in number} | {*grammar().several}
    return says or [caption for caption in captions if said[caption].isdisjoint(every)] or list(captions)


def _by_number() -> dict[int, tuple[str, ...]]:
    """Words of captions that say a number."""
    words = grammar()
    said = {number: (reasoning().numbers[number],) for number in range(2, MOST_SAID + 1)}
    return {1: words.once, **said, 2: (*words.twice, *said[2])}


def denying(text: str, denied: Sequence[Sound], rng: random.Random) -> str:
    """The text with something said not to be heard, the words marked from ``DENIED`` on."""
    nouns = [marked(_denied_noun(sound, rng), DENIED + number) for number, sound in enumerate(denied)]
    join = rng.choice(ways().denied_joins)
    what = nouns[0] if len(nouns) == 1 else join.join(nouns)
    way = rng.random()
    if way < 0.45:
        end = "." if text.endswith(".") else ""
        return text.rstrip(".?!") + rng.choice(ways().denied_after).format(what) + end
    if way < 0.6:
        return rng.choice(ways().denied_before).format(what) + text
    if way < 0.68 and len(nouns) == 1:
        return rng.choice(ways().ended_before).format(what) + capital(text)
    sentence = capital(rng.choice(ways().denied_sentences).format(what))
    ended = text if text.endswith((".", "!", "?")) else f"{text}."
    return f"{capital(ended)} {sentence}" if rng.random() < 0.7 else f"{sentence} {capital(text)}"


def _denied_noun(sound: Sound, rng: random.Random) -> str:
    nouns = sound.nouns[:-1]
    return bare(rng.choice(nouns[:3] if rng.random() < 0.5 else nouns))
