"""One sound told in forms of its own: as it goes on, in the passive, with an adjective, or framed as what is heard.

The repertoire's captions and phrases are few and alike; what people write beside a picture or a recording is not. Training
hears such sentences, so that what is written in no table means the same to it.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, fields
from functools import cache

from ..language.english import grammar
from ..language.tables import ENGLISH, read_file
from ..text import WORD
from .grammar import article, base, capital, clause, noun_clause, participle, past, verbs
from .mention import OBSERVED
from .sounds import Sound
from .ways import observations, plural

FIRST_VERB = re.compile(r"\*([\w']+) ?")
ARTICLE = re.compile(r"^(an?|the|two|several|some|many) ", re.IGNORECASE)


@dataclass(frozen=True)
class Forms:
    """``retelling.yaml``, which explains the fields."""

    adjectives: tuple[str, ...]
    framed: tuple[str, ...]
    heard: tuple[str, ...]
    after: tuple[str, ...]
    participles: dict[str, str]


@cache
def forms() -> Forms:
    """The package's own."""
    table = read_file(ENGLISH / "retelling.yaml")
    table.check_fields([field.name for field in fields(Forms)])
    part = table.part("participles")
    texts = {name: table.texts(name) for name in ("adjectives", "framed", "heard", "after")}
    return Forms(**texts, participles={verb: part.text(verb) for verb in part.values})


def retold(sound: Sound, rng: random.Random) -> str:
    """A sentence that says this class in a form drawn from all of them; none of its held-out words is drawn."""
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
    return f"{capital(rng.choice(forms().heard).format(_described(heard, rng)))}."


def _draw(sound: Sound, rng: random.Random) -> str:
    """A clause with marked verbs: one of its phrases, or what an observer says."""
    if (seen := observations(sound)) and rng.random() < OBSERVED:
        return " ".join(rng.choice(seen))
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
    ways = {*grammar().prepositions, "with"}
    end = next((n for n, word in enumerate(words) if n and word in ways), len(words))
    if words[0] not in ("a", "an", "the") or end < 2:
        return ""
    thing, way = " ".join(words[:end]), " ".join(words[end:])
    done = forms().participles.get(base(verb), past(verb))
    return f"{thing} {'are' if plural(' '.join(words[1:end])) else 'is'} {done} {way}".strip()


def _described(text: str, rng: random.Random) -> str:
    """The text with an adjective after its first article, now and then."""
    found = ARTICLE.match(text)
    if not found or rng.random() < 0.5:
        return text
    adjective = rng.choice(forms().adjectives)
    first, rest = found[1], text[found.end() :]
    if first.lower() in ("a", "an"):
        first = article(adjective)
    return f"{first} {adjective} {rest}"


def _ended(sentence: str, rng: random.Random) -> str:
    after = f" {rng.choice(forms().after)}" if rng.random() < 0.2 else ""
    text = " ".join((sentence + after).split())
    return f"{capital(text if rng.random() < 0.85 else rng.choice(forms().framed).format(text))}."
