"""Instructions as users might type them: lists, prose, requests, situations, styles, lengths and slips."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from .grammar import Tense, capital, clause, listed, noun_clause, with_typos
from .repertoire import Repertoire, shipped
from .saying import by_number, counted_clause, counted_noun, marked, marked_action, qualified
from .sounds import Sound, bare
from .styles import Style
from .ways import observed, ways
from .wording import reasoning, wording

STANDIN = 0.1  # share of nouns that name a sound outside the repertoire
OBSERVED = 0.4  # share of clauses in the words of somebody who listens to a recording
PLAIN_CAPTION = 0.7  # share of sounds that nobody put into words whose caption says the label
COMMON_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "into", "is", "are", "it", "its", "of", "on", "someone",
     "something", "the", "to", "up", "with"]
)  # fmt: skip
PLACE = 255  # number of the mark of a place
QUOTED_PLACE = 3
COMMON_START = re.compile(r"(?:An?|The|It|There|When|After|Before|As|Someone|One|In|At|Two|First|Please|Make|Then)\b")
SEPARATORS = (
    ", ", ", ", ", ", ", ", " then ", " then ", ", then ", " -> ", " → ", " > ", " / ", "/", "; ", " + ", " | ", "... ",
    ",", " and then ", " and ", ". ", " - ", " ",
)  # fmt: skip


@dataclass
class Mention:
    """One sound that the instruction names, and the words it was named by.

    Attributes:
        sound: class.
        held_out: use only the wordings kept for validation.
        number: of the mention in its story, which marks its words in the instruction.
        again: the story had it before.
        times: how often it comes, 0 where nothing is said of it.
        level: how loud or far it is, one of those of the reasoning, "" where nothing is said of it.
        stretch: "short" or "long", where that is said of it.
        words: the wording drawn last.
        standin: the sound outside the repertoire that was named instead, "" if none.
        strange: class -> sounds outside the repertoire that may be named instead; None is the repertoire's own list.
        repertoire: that the sound is of.
    """

    sound: str
    rng: random.Random = field(repr=False)
    held_out: bool = False
    number: int = 0
    again: bool = False
    times: int = 0
    level: str = ""
    stretch: str = ""
    words: str = ""
    standin: str = ""
    strange: Mapping[str, tuple[str, ...]] | None = field(default=None, repr=False)
    repertoire: Repertoire = field(default_factory=shipped, repr=False)

    @property
    def entry(self) -> Sound:
        """Its words."""
        return self.repertoire.sounds[self.sound]

    def noun(self) -> str:
        """A noun for it, with article."""
        self.standin = ""
        if self.times:
            self.words = counted_noun(self.sound, self.times, self.rng)
            return self._said(marked(self.words, self.number), noun=True)
        strange = self.repertoire.standins if self.strange is None else self.strange
        if not self.held_out and self.rng.random() < STANDIN and self.sound in strange:
            self.standin = self.words = self.rng.choice(strange[self.sound])
        else:
            self.words = _draw(self.entry.nouns, self)
        return self._said(marked(self.words, self.number), noun=True)

    def clause(self, tense: Tense) -> str:
        """A clause in which it happens, perhaps done by somebody with a name."""
        self.standin = ""
        if seen := self._observed():
            who, does = seen
            self.words = f"{who} {does}"
            text = marked_action(who, clause(does, tense), self.number)
        else:
            self.words = _draw(self.entry.phrases, self)
            if self.words.startswith("someone *") and self.rng.random() < 0.6:
                agent, person = self.rng.choice(wording().agents)
                done = marked(clause(self.words.removeprefix("someone "), tense, person), self.number)
                text = f"{agent} {done}"
            else:
                text = marked(clause(self.words, tense), self.number)
        return self._said(counted_clause(text, self.times, self.rng) if self.times else text)

    def heard(self) -> str:
        """What one hears of it: a noun, or a clause with a participle."""
        if self.rng.random() < 0.55:
            return self.noun()
        self.standin = ""
        if seen := self._observed():
            who, does = seen
            self.words = f"{who} {does}"
            text = marked_action(who, noun_clause(does), self.number)
        else:
            self.words = _draw(self.entry.phrases, self)
            text = marked(noun_clause(self.words), self.number)
        return self._said(counted_clause(text, self.times, self.rng) if self.times else text, after=True)

    def _observed(self) -> tuple[str, str] | None:
        """Who and what they do, as somebody says who listens to a recording; None where it is told in other words."""
        if self.held_out or self.rng.random() >= OBSERVED or self.sound not in observed():
            return None
        own = self.entry.phrases[-1]  # is held out
        return self.rng.choice([(who, does) for who, does in observed()[self.sound] if f"{who} {does}" != own])

    def caption(self, avoid: tuple[str, ...] = ()) -> str:
        """A caption that shares words with the wording where one does ("a puppy" -> "A puppy barks.")."""
        if self.held_out:
            return self.entry.captions[-1]
        if self.times:
            return self.rng.choice(by_number(self.entry.captions[:-1], self.times))
        words = self.entry.label if self.standin or not self.words else self.words
        if (self.words and not self.standin) or self.rng.random() < PLAIN_CAPTION:
            close = _closest(self.entry, words)
            if fresh := [caption for caption in close if caption not in avoid]:
                return self.rng.choice(fresh)
        used = Counter(avoid)
        captions = [caption for caption in self.entry.captions[:-1] if caption not in avoid[-1:]] or self.entry.captions
        fewest = min(used[caption] for caption in captions)
        return self.rng.choice([caption for caption in captions if used[caption] == fewest])

    def _said(self, text: str, noun: bool = False, after: bool = False) -> str:
        """With what is said of its level and length, and that the story had it before."""
        return self._once_more(qualified(text, self.level, self.stretch, self.rng, noun), noun or after)

    def _once_more(self, text: str, after: bool) -> str:
        if not self.again or self.rng.random() < 0.3:
            return text
        if after and self.rng.random() < 0.5:
            return f"{text} again"
        return f"{'again' if after else self.rng.choice(wording().again)} {text}"


def _draw(options: tuple[str, ...], mention: Mention) -> str:
    """One of the options; the last is held out."""
    if mention.held_out:
        return options[-1]
    # The plainest names stand first in the tables and are the ones that users type most.
    if mention.rng.random() < 0.25:
        return mention.rng.choice(options[:-1][:3])
    return mention.rng.choice(options[:-1])


@cache
def _closest(sound: Sound, words: str) -> tuple[str, ...]:
    """Captions of a sound that share the most stems with the words; none if no word sets some apart."""
    wanted = _stems(words)
    captions = sound.captions[:-1]
    shared = [len(wanted & _stems(caption)) for caption in captions]
    best = max(shared)
    return tuple(c for c, n in zip(captions, shared, strict=True) if n == best) if best else ()


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:5] for word in re.findall(r"[a-z]+", text.lower()) if word not in COMMON_WORDS)


# --- lists ---------------------------------------------------------------------------------------------------


def terse_list(mentions: list[Mention], rng: random.Random) -> str:
    """Bare nouns with separators: "dog, bell, rain"."""
    articles = rng.random() < 0.25
    items = [mention.noun() if articles else bare(mention.noun()) for mention in mentions]
    kind = rng.randrange(10)
    if kind == 0:
        style = rng.choice(("{}. {}", "{}) {}", "{} {}", "scene {}: {}", "{}: {}", "{} - {}"))
        lines = [style.format(number, item) for number, item in enumerate(items, 1)]
        return rng.choice((" ", " ", ", ", "; ", "\n")).join(lines)
    if kind == 1:
        return rng.choice(("- ", "* ")) + rng.choice(("\n- ", " - ")).join(items)
    if kind == 2:
        return listed(items)
    return rng.choice(SEPARATORS).join(items)


def timed_list(mentions: list[Mention], tenths: list[int], rng: random.Random) -> str:
    """Each sound with its length: "a dog for 5 seconds, rain (12 s)"."""
    style = rng.choice(ways().timed)
    items = [style.format(mention.noun(), _number(t, rng)) for mention, t in zip(mentions, tenths, strict=True)]
    return rng.choice((", ", ", then ", "; ", " then ", ", ")).join(items)


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
            return "first " + listed(items, ", then ", rng.choice((" and finally ", ", and last ", " and at the end ")))
        case 4:
            return listed(items, ", ", rng.choice((" and then ", ", then ", ", and finally ", " and at last ")))
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
        text += rng.choice((" and ", ", and ", ", but ")) + clause(rng.choice(wording().fillers), tense)
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
        last = rng.choice((" and then ", ", then ", " and ", " followed by "))
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
        return listed(clauses, ", ", rng.choice((" and ", ", and ", " and then ", ", then ")))
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
            start = rng.choice(("a story about", "the sounds of", "Make", "I want", "an audio scene of"))
            return f"{start} {title} where {listed(clauses, ', ', rng.choice((' and ', ' and later ', ' and then ')))}"
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
        frames = ("{} ({})", "{}, {}", "{} [{}]", "{}; {}", "{} | {}", "{}. Style: {}", "{1}: {0}", "{1}. {0}")
        return rng.choice(frames).format(text.rstrip("."), tags)
    phrase = ", ".join(rng.choice(wording().style_phrases[key]) for key in keys)
    if len(keys) > 1:
        phrase = phrase if rng.random() < 0.5 else " and ".join(phrase.rsplit(", ", 1))
    if way < 0.34:
        mark = rng.choice((": ", ", ", ". ", " - "))
        if mark != ". " and COMMON_START.match(text):
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
            length = (
                rng.choice(("{} minutes", "{} min", "{} minutes long"))
                .format(f"{seconds / 60:g}")
                .replace("1 minutes", "1 minute")
            )
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
