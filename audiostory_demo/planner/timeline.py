"""The timeline of the reasoning as a script: when each scene begins and ends, and which sound it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..language.config import LanguageConfig
from ..language.english import grammar
from ..language.understanding import AGAIN, FEW, NEAREST
from ..markup import format_seconds
from .cast import ENOUGH, TELLING, Cast
from .choices import OneOf, Quotation, Script
from .clock import Clock
from .storyline import Writer

MOST_OF_THING = 4  # words of a thing that a sound is nearest to
RUNNING = 2  # scenes running that one sound has in a story of several, from LONG seconds on
LONG = 40
AT_EASE = 4  # seconds of a scene that is not hurried
RETURN = 2  # parts at the end in which what was told comes again; new is told before them, if it is no more than a FEW
PARTS_END = [(Decimal(first), Decimal(last)) for first, last in (("0.1", "0.4"), ("0.4", "0.75"), ("0.7", "0.95"))]
# of the time: what opens the story of a place or was named there; what passes by. Six sounds have to fill a place's with some to spare
MOST_OF_THEME, MOST_OF_ONE = Decimal("0.35"), Decimal("0.1")


@dataclass(frozen=True)
class Line:
    """One line of the timeline, which becomes a scene.

    Attributes:
        seconds: how long it lasts.
        label: its sound.
        times: how often it comes, in the reasoning's words; "" where nothing is said of that.
        level: how loud it is, in the reasoning's words; "" likewise.
    """

    seconds: Decimal
    label: str
    times: str = ""
    level: str = ""


class Timeline:
    """Writes the lines, and the headings of parts.

    Attributes:
        lines: as far as they are written.
    """

    def __init__(self, language: LanguageConfig, writer: Writer, cast: Cast, clock: Clock) -> None:
        self.language, self.writer, self.cast, self.clock = language, writer, cast, clock
        self.lines: list[Line] = []
        self.themes: frozenset[str] = frozenset()  # sounds that open a story told in parts

    @property
    def told(self) -> list[str]:
        """Different sounds so far, in their order."""
        return list(dict.fromkeys(line.label for line in self.lines))

    # -- a short story ---------------------------------------------------------------------------------------------

    def write(self, sounds: int, scenes: int) -> Script:
        """So many lines, of so many different sounds at most; the beginning of the first one is written already."""
        for left in range(scenes - 1, -1, -1):
            if self.lines:
                yield from self._start()
            yield from self._times(self.clock.ends(self.clock.total, left, left), self.clock.total)
            yield from self._sound(self._next(sounds, left) or self.cast.free)

    def write_runs(self, runs: Sequence[tuple[frozenset[str], Decimal]], scenes: int) -> Script:
        """So many lines of sounds that each have their time."""
        for number, (labels, until) in enumerate(runs):
            fewest, most = self.clock.lines_of([end for _, end in runs[number + 1 :]], until)
            while self.clock.now < until:
                if self.lines:
                    yield from self._start()
                left = scenes - self.clock.told - 1
                ends = self.clock.ends(until, max(0, left - most), left - fewest)
                yield from self._times(ends or self.clock.ends(until, 0, left), until)
                yield from self._sound(sorted(labels))

    def _next(self, sounds: int, left: int) -> list[str]:
        """Sounds that a line may have when so many lines follow it."""
        told = self.told
        missing = [labels for labels in self.cast.owed if not labels & set(told)]
        # what is quoted is heard in the order in which it is quoted
        later = (
            frozenset().union(*missing[1:]) - missing[0] - set(told)
            if missing and not self.cast.setting
            else frozenset()
        )
        possible = [label for label in self.cast.possible(told) if label not in later] or self.cast.possible(told)
        if len(missing) > left:  # what was quoted comes
            return [label for label in possible if any(label in labels for labels in missing)] or possible
        if self.cast.setting:  # a place has more to tell than one sound again and again
            return self._rarest(possible, told)
        if sounds and len(told) >= sounds:
            possible = [label for label in possible if label in told]
        running = [line.label for line in self.lines[-RUNNING:]]
        if len(running) == RUNNING and len(set(running)) == 1 and self.clock.total > LONG:
            return [label for label in possible if label != running[0]] or possible
        return possible

    def _rarest(self, possible: Sequence[str], told: Sequence[str]) -> list[str]:
        """New sounds until there are enough of them; then those told least, and none twice running."""
        if (new := [label for label in possible if label not in told]) and len(told) < ENOUGH:
            return self._opening(new) if len(told) < TELLING else new
        times = Counter(line.label for line in self.lines)
        others = [label for label in possible if not self.lines or label != self.lines[-1].label] or possible
        least = min(times[label] for label in others if label in told) if told and set(others) & set(told) else 0
        return [label for label in others if times[label] <= least]

    def _opening(self, new: list[str]) -> list[str]:
        """Those of new sounds with which a story of a place may begin."""
        telling = self.cast.telling
        return [label for label in new if label in telling] or new

    # -- a long one --------------------------------------------------------------------------------------------------

    def write_parts(self, sounds: int) -> Script:
        """Four parts, of so many different sounds in all."""
        names, heard = self.language.lists["parts"], list[str]()
        for later in range(len(names) - 1, -1, -1):
            until = yield from self._heading(names[-1 - later], later, sounds - len(heard))
            listed = yield from self._list(sounds, heard, until, later)
            self.themes = self.themes or frozenset(listed) & self.cast.known or frozenset(listed)
            yield from self._part(listed, until)

    def _heading(self, name: str, later: int, missing: int) -> Script:
        """The name of a part and where it ends."""
        ends = [self.clock.total]
        if later:
            # time for what is missing: all of it may be left to the parts that follow
            ends = self.clock.part_ends(1, max(later, missing)) or self.clock.part_ends(1, later)
            first, last = (self.clock.total * share for share in PARTS_END[-later])
            ends = [end for end in ends if first <= end <= last] or ends
        yield self.writer.one_of(
            [(f" {self.language.forms['part'].format(name=name, end='|', sounds='').split('|')[0]}", None)]
        )
        return (yield self._number(ends, " s:"))

    def _list(self, sounds: int, heard: list[str], until: Decimal, later: int) -> Script:
        """The different sounds of a part; ``heard`` is filled."""
        listed: list[str] = []
        room = self._room(until)
        # what is still missing after this part must have time in those that follow
        after = max(later, int((self.clock.total - until) // self.clock.low)) if later else 0
        if later <= RETURN and sounds <= FEW:
            after = 0
        while True:
            options = []
            for label in self._candidates(sounds, heard, listed):
                missing = sounds - len(heard) - (label not in heard)
                more = len(listed) + 1 < room and self._candidates(
                    sounds, list(dict.fromkeys([*heard, label])), [*listed, label]
                )
                enough = sum(map(self._time_left, [*listed, label])) >= until - self.clock.now
                if (missing <= after and enough) or not more:
                    options.append((f" {label}.", (label, False)))
                if more:
                    options.append((f" {label},", (label, True)))
            if sounds - len(heard) > after + room - len(listed) - 1:  # only new ones can meet the number said
                options = [one for one in options if one[1][0] not in heard] or options
            else:
                options = self._with_due(options, listed, until, later)
            label, goes_on = yield self.writer.one_of(options)
            listed.append(label)
            heard += [label] * (label not in heard)
            if not goes_on:
                return listed

    def _with_due(
        self, options: list[tuple[str, Any]], listed: Collection[str], until: Decimal, later: int
    ) -> list[tuple[str, Any]]:
        """Of the ways in which a list may go on, those that leave nothing out that was named, while there is time.

        By the end of the development all of it comes; in the return and the end it comes again.
        """
        left = int((until - self.clock.now) // AT_EASE) - len(listed)  # sounds that the list has room for
        due = self._due(listed, later)
        after = int((self.clock.total - until) // AT_EASE) if later < RETURN else 0
        needed = min(left, len(due) - after)
        if needed <= 0:
            return options
        return [
            one
            for one in options
            if (one[1][0] in due or needed < left) and (one[1][1] or needed <= (one[1][0] in due))
        ] or options

    def _due(self, listed: Collection[str], later: int) -> set[str]:
        """Sounds that were named and have to come in one of the last parts, this one or a later one."""
        times, owed = Counter(line.label for line in self.lines), self.cast.owed
        if later == RETURN:
            missing = [
                labels for labels in owed if not any(times[label] for label in labels) and not labels & set(listed)
            ]
            return set().union(*missing)
        again = set().union(*owed) if later < RETURN else set()
        return {label for label in again if times[label] == 1 and label not in listed}

    def _candidates(self, sounds: int, heard: Sequence[str], listed: Collection[str]) -> list[str]:
        """Sounds that a list may go on with: those heard before, and new ones while fewer than were said have come."""
        new = [label for label in self.cast.possible(heard) if label not in heard]
        if len(heard) < sounds and not new and not heard:
            new = self.cast.free
        owed = [labels for labels in self.cast.owed if not labels & set(heard)]
        if owed and sounds - len(heard) <= len(owed):  # what was named comes
            new = [label for label in new if any(label in labels for labels in owed)] or new
        if self.cast.setting and not self.themes:
            new = self._opening(new)
        lasting = [label for label in heard if self._time_left(label) >= self.clock.low]
        found = [*lasting, *(new if len(heard) < sounds else ())]
        return [label for label in found if label not in listed] or [label for label in heard if label not in listed]

    def _time_left(self, label: str) -> Decimal:
        """How much more time a sound may have.

        Of a place, those that open its story or were named have most of it: what the planner puts first is what it is surest
        of; what passes by later, fitting or not, passes by. Of several that were named, none has more than twice its part;
        what the planner only guesses beside these passes by as well.
        """
        if self.cast.setting:
            named = any(label in labels for labels in self.cast.owed)
            most = MOST_OF_THEME if named or label in self.themes or not self.themes else MOST_OF_ONE
        else:
            certain = self.cast.certain
            guessed = certain and not any(label in labels for labels in certain)
            most = MOST_OF_ONE if guessed else min(Decimal(1), 2 / Decimal(1 + len(certain or self.cast.owed)))
        return self.clock.total * most - sum(line.seconds for line in self.lines if line.label == label)

    def _room(self, until: Decimal, after: Decimal | None = None) -> int:
        """Most scenes of a part from now on, or from the end of one more line."""
        told, now = (self.clock.told, self.clock.now) if after is None else (self.clock.told + 1, after)
        if self.clock.cuts:
            return self.clock.cuts.index(until) + 1 - told
        return max(1, min(int((until - now) // self.clock.low), self._budget(until, told)))

    def _budget(self, until: Decimal, told: int) -> int:
        """Scenes that may be told before a time, after so many, so that the rest of the story can be filled."""
        return self.clock.scenes - told - self.clock.fewest(self.clock.total - until)

    def _part(self, listed: list[str], until: Decimal) -> Script:
        """Lines that use all sounds of the list, in its order the first time."""
        used = 0
        while self.clock.now < until:
            yield from self._start()
            unused, so_far = len(listed) - used, listed[: used + 1]
            ends = self.clock.ends(until, unused - 1, self._budget(until, self.clock.told) - 1)
            ends = ends or [self._longest(until)]
            left = list(map(self._time_left, listed))
            heard, later_on = left[: used + 1], sum(left[used + 1 :], Decimal(0))
            # a line is of the next sound that has not come yet where those after it have no room for all of them
            due = {e for e in ends if (self._room(until, e) < unused if e < until else unused > 0)}
            within = [e for e in ends if e - self.clock.now <= (heard[-1] if e in due else max(heard))]
            filled = [end for end in within if until - end <= self._again(end, heard) + later_on]
            yield from self._times(filled or within or ends, until)
            must = self.clock.now in due
            possible = [label for label in so_far if self._time_left(label) >= self.seconds]
            possible = possible or [label for label in so_far if label in self.themes] or so_far
            yield from self._sound(listed[used : used + 1] if must else possible)
            used += self.lines[-1].label in listed[used : used + 1]

    def _again(self, end: Decimal, heard: Iterable[Decimal]) -> Decimal:
        """How much sounds can fill that have so much time left, after a line that ends there and is of the one with the most."""
        *others, most = sorted(heard)
        return sum((left for left in (*others, most - (end - self.clock.now)) if left >= self.clock.low), Decimal(0))

    # -- a line -------------------------------------------------------------------------------------------------------

    def _start(self) -> Script:
        """Where a line begins, which is known."""
        yield self.writer.one_of([(f" {format_seconds(float(self.clock.now))}-", None)])

    def _times(self, ends: Sequence[Decimal], until: Decimal) -> Script:
        """Where a line ends; its start is written."""
        start = self.clock.now
        end = yield self._number(ends or [self._longest(until)], " s:")
        self.clock.tell(end)
        self.seconds = end - start

    def _longest(self, until: Decimal) -> Decimal:
        """Where a line ends for which no end fits what follows."""
        return min(until, self.clock.now + self.clock.high)

    def _number(self, ends: Iterable[Decimal], after: str) -> OneOf:
        return self.writer.one_of((f"{format_seconds(float(end))}{after}", end) for end in ends)

    def _sound(self, possible: Iterable[str]) -> Script:
        """The sound of a line, whether it comes again, and in parentheses what it is nearest to or what was said of it."""
        told, options = Counter(line.label for line in self.lines), list[tuple[str, Any]]()
        for label in possible:
            again, manner = AGAIN * (label in told), self.cast.manner(label, told[label])
            said = ", ".join(filter(None, (self._times_said(manner.times), self._level_said(manner.level))))
            name = f" {label}{again}"
            options.append((f"{name} ({said})." if said else f"{name}.", (label, manner, False)))
            options += [(f"{name} (", (label, manner, True))] * bool(self.writer.all_words and not said)
        label, manner, nearest = yield self.writer.one_of(options)
        if nearest:
            yield self.writer.one_of([(NEAREST.rstrip(), None)])
            yield from self._thing()
        self.lines.append(Line(self.seconds, label, self._times_said(manner.times), self._level_said(manner.level)))

    def _times_said(self, times: int) -> str:
        """How often, in the reasoning's words; "" where it has none or nothing is said."""
        forms, numbers = self.language.forms, self.language.numbers
        if "times" not in forms or not times:
            return ""
        return forms["once"] if times == 1 else forms["times"].format(numbers[times - 1])

    def _level_said(self, level: str) -> str:
        return level if level in self.language.lists.get("levels", ()) else ""

    def _thing(self) -> Script:
        """What a sound is nearest to, in words of the instruction with an article perhaps."""
        writer = self.writer
        articles = {writer.encoder.word(article): article for article in grammar().articles}
        words = Counter({**writer.all_words, **dict.fromkeys(articles, 1)})
        ends = writer.encoder.ids(").")
        quotation = Quotation(words, {**writer.texts, **articles}, {ends[0]: None}, light=articles, most=MOST_OF_THING)
        yield quotation
        if len(ends) > 1:
            yield OneOf([(ends[1:], None)])
