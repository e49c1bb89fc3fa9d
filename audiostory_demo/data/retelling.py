"""One sound told in forms of its own: as it goes on, in the passive, with an adjective, or framed as what is heard.

The repertoire's captions and phrases are few and alike; what people write beside a picture or a recording is not. Training
hears such sentences, so that what is written in no table means the same to it.
"""

from __future__ import annotations

import random
import re
from functools import cache

from ..language.english import grammar
from ..language.tables import ENGLISH, read_file
from ..text import WORD
from .grammar import base, capital, clause, noun_clause, participle, past, verbs
from .sounds import Sound
from .ways import observed

FIRST_VERB = re.compile(r"\*([\w']+) ?")
ARTICLE = re.compile(r"^(an?|the|two|several|some|many) ", re.IGNORECASE)


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    """``retelling.yaml``, which explains them."""
    table = read_file(ENGLISH / "retelling.yaml")
    return {name: table.texts(name) for name in ("adjectives", "framed", "heard", "after")}


@cache
def _participles() -> dict[str, str]:
    part = read_file(ENGLISH / "retelling.yaml").part("participles")
    return {verb: part.text(verb) for verb in part.values}


def retold(sound: Sound, rng: random.Random) -> str:
    """A sentence that says this class in a form drawn from all of them; never one of its held-out ones."""
    told = _draw(sound, rng)
    subject, verb, rest = _parts(told)
    form = rng.random()
    if form < 0.3 and (passive := _passive(subject, verb, rest)):
        return _ended(passive, rng)
    if form < 0.6 and verb and verb not in verbs().being:
        # what a second verb does goes on as well: "barks and *howls"
        return _ended(f"{_described(subject, rng)} {_be(subject, verb)} {participle(verb)} {noun_clause(rest)}", rng)
    if form < 0.8:
        return _ended(_described(clause(told), rng), rng)
    heard = noun_clause(told) if rng.random() < 0.5 else rng.choice(sound.nouns[:-1])
    return f"{capital(rng.choice(_forms()['heard']).format(_described(heard, rng)))}."


def _draw(sound: Sound, rng: random.Random) -> str:
    """A clause with marked verbs: one of its phrases, or what an observer says."""
    seen = observed().get(sound.name)
    if seen and rng.random() < 0.4:
        own = sound.phrases[-1]  # is held out
        who, does = rng.choice([(who, does) for who, does in seen if f"{who} {does}" != own])
        return f"{who} {does}"
    return rng.choice(sound.phrases[:-1])


def _parts(told: str) -> tuple[str, str, str]:
    """ "a dog", "barks", "twice"; empty where no verb is marked."""
    found = FIRST_VERB.search(told)
    if not found:
        return told, "", ""
    return told[: found.start()].strip(), found[1], told[found.end() :]


def _be(subject: str, verb: str) -> str:
    """The form of "be" that goes with a subject: a verb without an s says that there are several."""
    return "are" if base(verb) == verb and not subject.lower().startswith(("someone", "somebody")) else "is"


def _passive(subject: str, verb: str, rest: str) -> str:
    """ "someone", "plays", "a drum roll on a snare" -> "a drum roll is played on a snare"; "" where there is no object to begin with."""
    words = WORD.findall(rest)
    if not words or "*" in rest or not subject.lower().startswith(("someone", "somebody", "a ", "an ", "the ")):
        return ""
    end = next((n for n, word in enumerate(words) if n and word in grammar().prepositions), len(words))
    if words[0] not in ("a", "an", "the") or end < 2:
        return ""
    thing, way = " ".join(words[:end]), " ".join(words[end:])
    done = _participles().get(base(verb), past(verb))
    return f"{thing} is {done} {way}".strip()


def _described(text: str, rng: random.Random) -> str:
    """The text with an adjective after its first article, now and then."""
    article = ARTICLE.match(text)
    if not article or rng.random() < 0.5:
        return text
    adjective = rng.choice(_forms()["adjectives"])
    first, rest = article[1], text[article.end() :]
    if first.lower() in ("a", "an"):
        first = "an" if adjective[0] in "aeiou" else "a"
    return f"{first} {adjective} {rest}"


def _ended(sentence: str, rng: random.Random) -> str:
    after = f" {rng.choice(_forms()['after'])}" if rng.random() < 0.2 else ""
    text = " ".join((sentence + after).split())
    return f"{capital(text if rng.random() < 0.85 else rng.choice(_forms()['framed']).format(text))}."
