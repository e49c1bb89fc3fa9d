"""Instructions as users might type them: lists, prose, requests, situations, styles, lengths and slips."""

from __future__ import annotations

import random
import re

from ..language.english import grammar
from .grammar import Tense, capital, clause, listed, with_typos
from .mention import Mention
from .sounds import bare
from .styles import Style
from .ways import ways
from .wording import reasoning, wording

# --- lists ---------------------------------------------------------------------------------------------------


def terse_list(mentions: list[Mention], rng: random.Random) -> str:
    """Bare nouns with separators: "dog, bell, rain"."""
    articles = rng.random() < 0.25
    items = [mention.noun() if articles else bare(mention.noun()) for mention in mentions]
    kind = rng.randrange(10)
    if kind == 0:
        style = rng.choice(wording().numbered)
        lines = [style.format(number, item) for number, item in enumerate(items, 1)]
        return rng.choice((" ", " ", ", ", "; ", "\n")).join(lines)
    if kind == 1:
        return rng.choice(("- ", "* ")) + rng.choice(("\n- ", " - ")).join(items)
    if kind == 2:
        return listed(items)
    return rng.choice((*wording().separators, " ")).join(items)


def timed_list(mentions: list[Mention], tenths: list[int], rng: random.Random) -> str:
    """Each sound with its length: "a dog for 5 seconds, rain (12 s)"."""
    style = rng.choice(ways().timed)
    items = [style.format(mention.noun(), _number(t, rng)) for mention, t in zip(mentions, tenths, strict=True)]
    return rng.choice(wording().timed_separators).join(items)


def _number(tenths: int, rng: random.Random) -> str:
    """Seconds in digits, or in words where these are short."""
    whole, rest = divmod(tenths, 10)
    return reasoning().numbers[whole] if not rest and whole <= 12 and rng.random() < 0.35 else f"{tenths / 10:g}"


def heard_list(mentions: list[Mention], rng: random.Random) -> str:
    """What is heard, with connectives: "a dog barking, then a bell and finally rain"."""
    items = [mention.heard() for mention in mentions]
    if len(items) == 1:
        return items[0]
    match rng.randrange(9):
        case 0:
            return listed(items)
        case 1:
            return " followed by ".join(items)
        case 2:
            return listed(items, ", then ", " and finally ")
        case 3:
            return "first " + listed(items, ", then ", rng.choice(wording().at_last))
        case 4:
            return listed(items, ", ", rng.choice(wording().and_then))
        case 5:
            return listed(items, " and then ", " and then ")
        case 6 if len(items) == 3:
            return f"{items[0]} at the start, {items[2]} at the end and {items[1]} in between"
        case 7 if len(items) == 2:
            return f"{items[1]} after {items[0]}"
        case _:
            return listed(items, ", ", ", ")


def request_list(mentions: list[Mention], rng: random.Random) -> str:
    """A request or question around what is heard."""
    return rng.choice(wording().sound_requests).format(heard_list(mentions, rng))


# --- prose ---------------------------------------------------------------------------------------------------


def prose(mentions: list[Mention], rng: random.Random) -> str:
    """Sentences that narrate the sounds in order, with people, places and feelings between them."""
    tense: Tense = "past" if rng.random() < 0.4 else "present"
    chatty = rng.choice((0.0, 0.0, 0.15, 0.3, 0.5))  # share of sentences followed by one without a sound
    long = rng.choice((1, 2, 2, 3))  # clauses a sentence, at most
    sentences = [filler(rng, tense)] if rng.random() < chatty else []
    at, opened = 0, False
    while at < len(mentions):
        count = min(rng.randint(1, long), len(mentions) - at)
        sentence = _sentence(mentions[at : at + count], rng, tense)
        if not re.match(r"(?:before|after|when|as soon|once|just) ", sentence):
            sentence = _opener(at, at + count == len(mentions), opened, rng, tense) + sentence
        if rng.random() < 0.12:
            tail = clause(rng.choice(wording().tails), tense)
            sentence += (", " if tail.startswith(("and ", "which ")) else " ") + tail
        sentences.append(capital(sentence) + rng.choices((".", "!", "..."), (30, 1, 1))[0])
        if rng.random() < chatty:
            sentences.append(filler(rng, tense))
        at, opened = at + count, True
    return " ".join(sentences)


def filler(rng: random.Random, tense: Tense = "present") -> str:
    """A sentence in which nothing is heard."""
    text = clause(rng.choice(wording().fillers), tense)
    if rng.random() < 0.2:
        text += rng.choice(wording().filler_joins) + clause(rng.choice(wording().fillers), tense)
    return capital(text) + "."


def _opener(at: int, last: bool, opened: bool, rng: random.Random, tense: Tense) -> str:
    """What leads into a sentence, with the space after it; often nothing."""
    if rng.random() < (0.6 if at == 0 else 0.35):
        return ""
    options = (
        wording().last if last and opened and rng.random() < 0.6 else wording().next if opened else wording().first
    )
    opener = clause(rng.choice(options), tense)
    plain = opener.endswith((",", ":", " and", "when", "then")) or rng.random() < 0.4
    return f"{opener} " if plain else f"{opener}, "


def _sentence(mentions: list[Mention], rng: random.Random, tense: Tense) -> str:
    """One sentence, without capital and full stop, about one to three sounds."""
    if rng.random() < 0.22:
        last = rng.choice(wording().heard_last)
        return clause(rng.choice(wording().hearing), tense).format(
            listed([m.heard() for m in mentions], ", then ", last)
        )
    clauses = [mention.clause(tense) for mention in mentions]
    if len(clauses) == 2:
        way = rng.random()
        if way < 0.22:
            return rng.choice(wording().inverted_pairs).format(a=clauses[0], b=clauses[1])
        if way < 0.42:
            return rng.choice(wording().ordered_pairs).format(a=clauses[0], b=clauses[1])
    if len(clauses) == 3 and rng.random() < 0.4:
        return listed(clauses, ", ", rng.choice(wording().clause_last))
    text = clauses[0]
    for following in clauses[1:]:
        join = rng.choice(wording().joins)
        text += ("" if join[0] == "," else " ") + join.replace("@", following)
    return text


# --- situations ----------------------------------------------------------------------------------------------


def title_request(title: str, rng: random.Random) -> str:
    """An instruction that names a situation and leaves the sounds to the planner."""
    if title.endswith("."):
        text = rng.choice(wording().clause_requests).format(title.rstrip("."))
    else:
        text = rng.choice(wording().title_requests).format(title)
    if rng.random() < 0.25:
        extra = filler(rng, "present")
        ended = text if text.endswith(("?", "!", ".")) else f"{text}."
        text = f"{capital(ended)} {extra}" if rng.random() < 0.6 else f"{extra} {capital(text)}"
    return text


def place_request(place: str, rng: random.Random) -> str:
    """An instruction that names a place or occasion, in plain or in roundabout ways."""
    if rng.random() < 0.25:
        return place
    if rng.random() < 0.5:
        return title_request(place, rng)
    words = {
        "time": rng.choice(wording().times),
        "mood": rng.choice(wording().moods),
        "person": rng.choice(wording().persons),
    }
    text = rng.choice(wording().place_requests).format(place, **words)
    return f"{capital(text)} {filler(rng)}" if text.endswith(".") and rng.random() < 0.2 else text


def title_with_sounds(title: str, mentions: list[Mention], rng: random.Random) -> str:
    """A situation and some of the sounds in it."""
    clausal = title.endswith(".")
    title = title.rstrip(".")
    match rng.randrange(6):
        case 0 if not clausal:
            return f"{capital(title)} with {listed([m.heard() for m in mentions])}."
        case 1:
            return f"{title}: {listed([m.noun() for m in mentions], ', ', ', ')}"
        case 2 if not clausal:
            clauses = [m.clause("present") for m in mentions]
            start = rng.choice(wording().title_starts)
            return f"{start} {title} where {listed(clauses, ', ', rng.choice(wording().title_joins))}"
        case 3:
            return f"{capital(title)}. I want to hear {listed([m.heard() for m in mentions], ', ', ', then ')}."
        case _:
            return f"{capital(title)}{rng.choice(('. ', '. ', ': ', ' - '))}{prose(mentions, rng)}"


# --- style, length and slips ---------------------------------------------------------------------------------


def style_keys(style: Style) -> list[str]:
    """Keys into the style tables for the parts that are not the default."""
    keys = [style.room] * (style.room != "dry") + [style.medium] * (style.medium != "clean")
    return keys + [f"bed {style.bed}"] * (style.bed != "none")


def with_style(text: str, keys: list[str], rng: random.Random) -> str:
    """The text with the style said somewhere: before, after, in a sentence of its own or as tags."""
    if not keys:
        return text
    keys = rng.sample(keys, len(keys))
    way = rng.random()
    if way < 0.14:
        tags = ", ".join(rng.choice(wording().style_tags[key]) for key in keys)
        return rng.choice(wording().tagged).format(text.rstrip("."), tags)
    phrase = ", ".join(rng.choice(wording().style_phrases[key]) for key in keys)
    if len(keys) > 1:
        phrase = phrase if rng.random() < 0.5 else " and ".join(phrase.rsplit(", ", 1))
    if way < 0.34:
        mark = rng.choice((": ", ", ", ". ", " - "))
        if mark != ". " and re.match(rf"(?:{'|'.join(grammar().openings)})\b", text):
            text = text[0].lower() + text[1:]
        return f"{capital(phrase)}{mark}{text}"
    if way < 0.58:
        sentence = rng.choice(wording().style_sentences).format(phrase) + "."
        text = text if text.endswith((".", "!", "?")) else text + "."
        return f"{capital(text)} {sentence}" if rng.random() < 0.7 else f"{sentence} {capital(text)}"
    end = "." if text.endswith(".") else ""
    return f"{text.rstrip('.?!')}{rng.choice((', ', ', ', ' ', ' - ', ', all of it '))}{phrase}{end}"


def with_length(text: str, seconds: float, scenes: int, rng: random.Random) -> str:
    """The text, sometimes with the total length or the number of scenes in it."""
    draw = rng.random()
    if draw < 0.07:
        length = rng.choice(wording().lengths).format(f"{seconds:g}")
        if seconds % 60 == 0 and rng.random() < 0.5:
            minutes = rng.choice(wording().minutes).format(f"{seconds / 60:g}")
            length = minutes.replace("1 minutes", "1 minute")
        frames = ("{}; {}", "{}, {}", "{} ({})", "{} {}", "{1}: {0}", "{1}. {0}")
        return rng.choice(frames).format(text.rstrip("."), length)
    if draw < 0.10 and scenes > 1:
        count = rng.choice(wording().scene_counts).format(scenes)
        return rng.choice(("{}, {}", "{} {}", "{} ({})")).format(text.rstrip("."), count)
    return text


def as_typed(text: str, rng: random.Random) -> str:
    """The text as fast fingers leave it: lower case, lost punctuation, slips."""
    draw = rng.random()
    if draw < 0.3:
        text = text.lower()
    elif draw < 0.32:
        text = text.upper()
    elif draw < 0.8:
        text = capital(text)
    if rng.random() < 0.25:
        text = text.rstrip(".")
    if rng.random() < 0.05:
        text = re.sub(r"[,.;:!?'](?!\d)", "", text)
    if rng.random() < 0.18:
        text = with_typos(text, rng, 1 + len(text) // 60 + (rng.random() < 0.3))
    return text
