"""The reasoning as a script: its sentences, and what may be chosen in each.

The planner chooses: what to quote, which sounds, in which order, how long, how many, which setting and style. The script sees
to it that what was chosen first holds later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, product
from typing import Any

from ..language.config import LanguageConfig
from ..language.denial import InstructionRead
from ..language.english import grammar
from ..language.likening import likenings
from ..language.manner import Manner, is_one_sound
from ..language.naming import lasting_sounds, named_once, strange_words, tells_backwards, unheard_words
from ..language.stems import stems
from ..markup import format_seconds
from .cast import ENOUGH, Cast, within
from .choices import Encoder, Ids, OneOf, Quotation, Script
from .clock import Clock
from .lengths import length_words

SHORTEST = 3  # letters of a word worth quoting: a sound is rarely called by two
SPARE = 1  # sound of a place beyond those that are enough: not all that a setting has fits a place that is like it
MOST_QUOTED, MOST_OF_PLACE = 24, 8  # words


class Writer:
    """Texts and quotations as choices.

    Args:
        read: the instruction.
        said: what it says of the sounds that it names, by the place of each mention.
        encoder: for its answer.
        begun: whether something stands before the reasoning's first word, which then has its space.

    Attributes:
        words: of the instruction that can still be quoted.
        denied: its words that say what is denied.
        all_words: each word that is not denied, once.
        texts: ids of a word -> the word.
        at_word: place in the instruction -> ids of the word that stands there.
        places: ids of a word -> where it first stands in the instruction.
        named: ids of the nouns that plainly name sounds, in their order, each sound once.
    """

    def __init__(self, read: InstructionRead, said: Mapping[int, Manner], encoder: Encoder, begun: bool) -> None:
        self.read, self.encoder, self.begun = read, encoder, begun
        self.texts: dict[Ids, str] = {}
        self.words, self.denied, self.all_words = (Counter[Ids]() for _ in range(3))
        self.places: dict[Ids, int] = {}
        self.at_word: dict[int, Ids] = {}
        lists = read.language.denials
        unsaid = {word for name in ("until", "manner", "silence") for word in lists.get(name, ())}
        beside = length_words(read).union(*(manner.places for manner in said.values()))  # how long, how loud
        unheard = read.left_out
        for place, word in enumerate(read.words):
            linking = word in unsaid or place in beside
            if word[0].isalnum() and len(word) >= SHORTEST and not linking:
                ids = encoder.word(word)
                self.texts[ids] = word
                self.at_word[place] = ids
                self.places.setdefault(ids, place)
                if place in read.denied_words:
                    self.denied[ids] += 1
                if place in unheard:
                    continue
                self.all_words[ids] = 1
                self.words[ids] += 1
        left_out = {*grammar().common, *grammar().untold}  # of quotations
        self.named = [
            [self.at_word[at] for at in range(*span) if at in self.at_word and read.words[at] not in left_out]
            for span in named_once(read)
        ]

    @property
    def clauses(self) -> dict[Ids, int]:
        """The number of the clause that a word stands in, for those that stand in one alone."""
        clause = list(accumulate(self.read.signs))
        stands: dict[Ids, set[int]] = {}
        for place, ids in self.at_word.items():
            stands.setdefault(ids, set()).add(clause[place])
        return {ids: min(found) for ids, found in stands.items() if len(found) == 1}

    def heard(self, *, strange: bool) -> Counter[Ids]:
        """Words that can still be quoted as sounds; those that name nothing beside sounds that are named only if ``strange``."""
        silent = {*unheard_words(self.read), *(() if strange else strange_words(self.read))} - self.read.denied_words
        return self.words - Counter(ids for place, ids in self.at_word.items() if place in silent)

    def one_of(self, options: Iterable[tuple[str, Any]]) -> OneOf:
        """One of several texts."""
        first, self.begun = not self.begun, True
        return OneOf((self.encoder.ids(text.lstrip() if first else text), value) for text, value in options)

    def quotation(self, words: Counter[Ids], sign: str, comma: str = "", **limits: Any) -> Quotation:
        """Words of the instruction up to a sign."""
        signs = {self.encoder.ids(sign)[0]: sign}
        return Quotation(words, self.texts, signs, self.encoder.ids(comma)[0] if comma else None, **limits)


class Storyline:
    """Writes the sentences before the timeline.

    Args:
        language: of the model.
        writer: of its choices.
        cast: of the story.
        clock: of the story.

    Attributes:
        sounds, scenes: so many as the frame says; 0 where it does not.
        runs: sounds that follow each other and where each ends, where the instruction says how long they last.
        in_parts: whether the story is told in parts.
    """

    def __init__(self, language: LanguageConfig, writer: Writer, cast: Cast, clock: Clock) -> None:
        self.language, self.writer, self.cast, self.clock = language, writer, cast, clock
        self.sounds = self.scenes = 0
        self.runs: list[tuple[frozenset[str], Decimal]] = []
        parts = len(language.lists.get("parts", ()))
        long = 0 < language.parts_from <= clock.total and parts > 1 and "long_list" in language.forms
        self.in_parts = long and clock.counts[-1] >= 2 * parts

    def write(self) -> Script:
        """Choice by choice."""
        openings = {name: self._opening(name) for name in self._frames()}
        if self.writer.words and not self._only_a_place and "heard" in self.language.forms:
            openings["heard"] = self._opening("heard")
        if self.writer.denied and "without" in self.language.forms:
            openings["without"] = self._opening("without")
        while True:
            # what is denied is said before the frame
            possible = {name for name in openings if name in ("heard", "without") or "without" not in openings}
            texts: dict[str, list[str]] = {}
            for name in openings:
                if name in possible:
                    texts.setdefault(openings[name], []).append(name)
            opened = yield self.writer.one_of((f" {text}", names) for text, names in texts.items())
            if opened == ["heard"]:
                # what the planner makes of a strange word would have much of a long story's time
                words = self.writer.heard(strange=not self.in_parts)
                left = Counter(words)  # what is quoted is taken out
                names = [[ids for ids in name if ids in words] for name in self.writer.named]
                self.cast.quotes = yield from self._quote(left, [name for name in names if name], self._places())
                self.writer.words -= words - left
            elif opened == ["without"]:
                self.cast.deny((yield from self._quote(self.writer.denied, self._denied_names())))
                openings.pop("heard", None)
            else:
                yield from self._frame(opened)
                return
            del openings[opened[0]]
            if not self.writer.words:
                openings = {name: text for name, text in openings.items() if not name.endswith("place")}

    def _frames(self) -> list[str]:
        """Names of the frames that suit the story's length."""
        place = bool(self.writer.words) and not is_one_sound(self.cast.read, self.cast.said)
        if place and self._only_a_place:
            return ["long_place" if self.in_parts else "place"]
        if self.in_parts:
            return ["long_list", *["long_place"] * place]
        # around sounds that are told without a place there is nothing to imagine
        place &= bool(self.settings) or not self.cast.read.named
        counts = self.clock.counts
        clip = 1 in counts and (len(self.writer.named) <= 1 or counts[-1] == 1)  # each named sound has its scene
        return [*["clip"] * clip, *["list", "long"] * (counts[-1] > 1), *["place"] * place]

    @cached_property
    def settings(self) -> list[str]:
        """Those that the instruction tells of."""
        every = (*self.language.places, *self.language.named_places)
        return likenings(self.cast.read, self.language, [one for one in every if self.cast.fitting(one)])

    @property
    def _only_a_place(self) -> bool:
        """Whether the instruction tells of a place and names no sound."""
        return not self.cast.read.named and bool(self.settings)

    def _opening(self, name: str) -> str:
        """A form up to its first blank."""
        return self.language.forms[name].split("{", 1)[0].rstrip()

    def _quote(
        self, words: Counter[Ids], needed: Sequence[Sequence[Ids]], places: Mapping[Ids, int] | None = None
    ) -> Script:
        quotation = self.writer.quotation(
            words, ".", ",", needed=needed, places=places, clauses=self.writer.clauses, most=MOST_QUOTED
        )
        yield quotation
        return quotation.items

    def _places(self) -> Mapping[Ids, int]:
        """Where each word stands, if sounds come in the order in which the instruction tells of them."""
        return {} if tells_backwards(self.cast.read) else self.writer.places

    def _denied_names(self) -> list[list[Ids]]:
        """Words that name what is denied."""
        spoken = {word for text in self.cast.read.denied_text for word in text.split()}
        return [
            [ids] for ids, times in self.writer.denied.items() if self.writer.texts[ids] in spoken for _ in range(times)
        ]

    def _frame(self, names: Sequence[str]) -> Script:
        """The sentence that says what there is, the style, and links; several forms may begin alike."""
        if names[0].endswith("place"):
            yield from self._place()
        self.cast.settle(long=self.in_parts)
        self.runs = [] if self.in_parts else self.cast.runs(self.clock)
        options: dict[str, tuple[int, int]] = {}
        for name in names:
            form = self.language.forms[name]
            rest = form.split("{setting}:", 1)[1] if "{setting}" in form else form.removeprefix(self._opening(name))
            for sounds, scenes in self._numbers(name):
                options[rest.format(**self._said(sounds, scenes))] = sounds, scenes
        self.sounds, self.scenes = yield self.writer.one_of(options.items())
        yield from self._style()
        if not self.in_parts:
            yield from self._links(
                self.language.lists.get("clip_links" if self.scenes == 1 and names == ["clip"] else "links", ())
            )

    def _place(self) -> Script:
        """A place, in the instruction's words, and the setting that it is like."""
        yield self.writer.quotation(self.writer.words, ",", most=MOST_OF_PLACE)
        likened = self.language.forms["place"].split("{place},", 1)[1].split("{setting}", 1)[0].rstrip()
        places, self.cast.sure = self.language.places, bool(self.settings)
        settings = self.settings or [one for one in places if self.cast.fitting(one)] or list(places)
        self.cast.setting = yield self.writer.one_of((f"{likened} {one}:", one) for one in settings)

    def _said(self, sounds: int, scenes: int) -> dict[str, str]:
        total = format_seconds(float(self.clock.total))
        return {"m": self._counted(sounds, "sound"), "n": self._counted(scenes, "scene"), "total": total}

    def _counted(self, count: int, noun: str) -> str:
        """Such as "two scenes"; in digits where there is no word for so many."""
        words = self.language.numbers
        return f"{words[count - 1] if 0 < count <= len(words) else count} {noun}{'s' * (count != 1)}"

    def _numbers(self, name: str) -> Iterator[tuple[int, int]]:
        """Numbers of sounds and of scenes that a frame may say; 0 for what it does not say."""
        counts, things = self.clock.counts, max(1, len(self.cast.quotes), len(self.cast.owed))
        if self.runs:
            fewest, most = self.clock.lines_of([end for _, end in self.runs])
            counts = range(max(counts[0], fewest), max(fewest, min(counts[-1], most)) + 1)
        match name:
            case "clip":
                yield 0, 1
            case "place":
                yield from ((0, n) for n in counts)
            case "list":
                yield from ((m, m) for m in counts if m >= min(things, counts[-1]))
            case "long":
                yield from (
                    (m, n)
                    for n in counts
                    if n >= min(len(self.cast.owed), counts[-1])
                    for m in range(min(things, n), n)
                )
            case _:
                yield from ((m, 0) for m in self._kinds(name))

    def _kinds(self, name: str) -> range:
        """How many different sounds a story in parts has: those of a list, or enough of a place's."""
        most = min(self.cast.most, len(self.language.numbers), self.clock.counts[-1] // 2)
        if name == "long_list":
            fewest = min(max(self.cast.items, len(self.cast.owed)), most)
            return range(fewest, fewest + 1 if self.cast.quotes else most + 1)
        return range(min(max(ENOUGH + SPARE, len(self.cast.owed)), most), most + 1)

    def _style(self) -> Script:
        """A room, a medium and a bed, or nothing of all that."""
        lists, plain = self.language.lists, self.language.forms["plain"]
        beds = [bed for bed in lists.get("bed", ()) if not self._bars(bed)]
        asked = set(lasting_sounds(self.cast.read)) - set().union(*self.cast.owed)
        said = [bed for bed in beds if self.language.beds[bed] in asked]  # what runs under all is not dropped
        groups = [("", *lists.get("room", ())), ("", *lists.get("medium", ())), said or ("", *beds)]
        styles = [", ".join(filter(None, parts)) for parts in product(*groups)]
        texts = [self.language.forms["style"].format(style) if style else plain for style in styles]
        yield self.writer.one_of((f" {text}", None) for text in texts)

    def _bars(self, bed: str) -> bool:
        words = stems(bed)
        return self.language.beds[bed] in self.cast.denied or any(
            within(phrase, words) for phrase in self.cast.read.denied_phrases
        )

    def _links(self, links: Sequence[str]) -> Script:
        """Sentences that fill up a short reasoning, in their order; then the first line's beginning."""
        left = list(links)
        while True:
            options = [(f" {link}", number) for number, link in enumerate(left, 1)]
            chosen = yield self.writer.one_of([*options, (" 0-", 0)])
            if not chosen:
                return
            left = left[chosen:]
