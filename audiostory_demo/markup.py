"""The story format as text: render a plan, parse it back, and read it while it is still being written.

Source: arXiv 2508.20088, section 3 (interleaved reasoning generation).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from .checks.parts import check_characters
from .checks.values import shown
from .story import Plan, Scene
from .text import TAG

END, STOP = "<|im_end|>", "<|endoftext|>"  # end of turn and end of text
THINK, THINK_END = "<|think|>", "<|/think|>"
GEN, GEN_END = "<|gen|>", "<|/gen|>"
TIME, TIME_END = "<timestamp>", "</timestamp>"
SEMANTIC, SEMANTIC_END = "<t5>", "</t5>"
RESIDUAL, RESIDUAL_END = "<aud>", "</aud>"
SYSTEM = f"<|im_start|>system\nYou are a helpful assistant.{END}\n"
USER = "<|im_start|>user\n"
ASSISTANT = "<|im_start|>assistant\n"
TOTAL = re.compile(r" The total duration is (\S+) seconds\.\Z")
LONGEST_TAG = 13  # characters of <|endoftext|>
DECIMALS = 6  # of a total duration: finer than a sample, short to read, and exact when scenes are taken from it
SECONDS = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
TIMESTAMP = re.compile(f"{TIME}(.*?){TIME_END}", re.DOTALL)


class PlanError(ValueError):
    """A text that is not a plan.

    Attributes:
        problem: what is wrong with it.
        text: the raw text.
        position: where reading stopped, in characters.
        scenes: the scenes that were complete before that, query tokens included.
    """

    def __init__(self, problem: str, text: str, position: int, scenes: tuple[Scene, ...] = ()) -> None:
        super().__init__(f"{problem} (at character {position} of the planner's text). Try another instruction or seed.")
        self.problem, self.text, self.position, self.scenes = problem, text, position, scenes

    def __reduce__(self) -> tuple[type[PlanError], tuple[str, str, int, tuple[Scene, ...]]]:
        # an exception is pickled by its message alone; this one crosses process borders whole
        return PlanError, (self.problem, self.text, self.position, self.scenes)


def format_seconds(seconds: float) -> str:
    """The shortest decimal that reads back as the same number: 5.0 is "5", 2.5 is "2.5"."""
    return format(Decimal(repr(float(seconds))), "f").removesuffix(".0")  # "f" writes out what repr has as 1e-05


def parse_seconds(text: str) -> float:
    """Read a plain positive decimal; signs, exponents, "nan" and other digits are refused."""
    text = text.strip()
    if not SECONDS.fullmatch(text) or not 0 < float(text) < math.inf:
        raise ValueError(f"{text!r} is not a duration. Write a positive decimal number of seconds.")
    return float(text)


def read_caption(text: str) -> Scene:
    """A scene from the text between ``<|gen|>`` and ``<t5>``, its duration anywhere in it.

    So reads the published script; unlike it, this one refuses durations that are not plain positive decimals.
    """
    found = TIMESTAMP.search(text)
    if not found:
        raise ValueError(f"The text {shown(text)} has no duration. Write it as {TIME}2.5{TIME_END}.")
    return Scene((text[: found.start()] + text[found.end() :]).strip(), parse_seconds(found[1]))


def semantic_tag(number: int) -> str:
    """Text of a numbered semantic query token."""
    return f"<t5_{number:05d}>"


def residual_tag(number: int) -> str:
    """Text of a numbered residual query token."""
    return f"<aud_{number:05d}>"


@dataclass(frozen=True)
class Part:
    """A stretch of free text in the planner's answer, and the tags around it.

    Attributes:
        name: of what it says.
        closing: tag that ends it.
        forced: tags that can only follow then, in this order.
        then: name of the part that begins after these; "" where another scene opens or the answer ends.
        inside: tags that may stand in the text.
    """

    name: str
    closing: str
    forced: tuple[str, ...] = ()
    then: str = ""
    inside: tuple[str, ...] = ()


REASONING, CAPTION, DURATION, EITHER = "reasoning", "caption", "duration", "caption and duration"


@dataclass(frozen=True)
class Markup:
    """The format for a model's sizes.

    Attributes:
        semantic_tokens: S.
        residual_tokens: R.
        lead: what stands before reasoning and captions (a space in the release).
    """

    semantic_tokens: int
    residual_tokens: int
    lead: str = ""

    @cached_property
    def query_tags(self) -> list[str]:
        """All tags from ``<t5>`` to ``</aud>``: known as soon as the first is written."""
        semantic = [semantic_tag(i) for i in range(self.semantic_tokens)]
        residual = [residual_tag(i) for i in range(self.residual_tokens)]
        return [SEMANTIC, *semantic, SEMANTIC_END, RESIDUAL, *residual, RESIDUAL_END]

    @cached_property
    def grammar(self) -> dict[str, Part]:
        """The planner's answer, part by part: how it is written, read, and what strict decoding allows.

        The reasoning comes first. Then scenes, each opened by ``<|gen|>`` and its caption; ``<|im_end|>`` in place of
        another scene ends the answer.
        """
        parts = (
            Part(REASONING, THINK_END),
            Part(CAPTION, TIME, then=DURATION),
            Part(DURATION, TIME_END, forced=(*self.query_tags, GEN_END)),
        )
        return {part.name: part for part in parts}

    @cached_property
    def lenient_grammar(self) -> dict[str, Part]:
        """What release decoding may write: a duration anywhere in the text of its scene, which ends with ``<t5>``."""
        closing, *forced = self.grammar[DURATION].forced
        return {**self.grammar, CAPTION: Part(EITHER, closing, forced=tuple(forced), inside=(TIME, TIME_END))}

    def prompt(self, instruction: str, duration: float) -> list[str]:
        """The text that the planner continues, cut so that tags and user text never share a piece.

        Pieces at even places are user or plain text, pieces at odd places are single tags.
        """
        user = f"user\n{instruction} The total duration is {format_seconds(duration)} seconds."
        system = "system\nYou are a helpful assistant."
        return ["", "<|im_start|>", system, END, "\n", "<|im_start|>", user, END, "\n", "<|im_start|>",
                "assistant\n", THINK, ""]  # fmt: skip

    def question(self, question: str) -> tuple[list[str], list[str]]:
        """The conversation in which a sound is given with a question, cut as in :meth:`prompt`: before the sound, after it."""
        opening = self.prompt("", 1)
        return [*opening[:6], "user\n"], [question, END, "\n", "<|im_start|>", "assistant\n"]

    def answer(self, plan: Plan) -> str:
        """What the planner writes after ``<|think|>``."""
        answer = self._part(REASONING, f"{self.lead}{plan.reasoning}" if plan.reasoning else "")
        for scene in plan.scenes:
            answer += GEN + self._part(CAPTION, f"{self.lead}{scene.caption}")
            answer += self._part(DURATION, format_seconds(scene.duration))
        return answer + END

    def _part(self, name: str, text: str) -> str:
        part = self.grammar[name]
        return "".join([text, part.closing, *part.forced])

    def render(self, plan: Plan) -> str:
        """The whole conversation as text; :meth:`parse` undoes it, bridge tokens aside."""
        return "".join(self.prompt(plan.instruction, plan.duration)) + self.answer(plan)

    def parse(self, text: str) -> Plan:
        """Read a rendered plan.

        Raises:
            PlanError: with the raw text, the position and the scenes read so far.
        """
        # the instruction is the user's and may hold anything, tags too; no answer holds this one, so search backwards
        opening = f"{END}\n{ASSISTANT}{THINK}"
        try:
            check_characters(text, "text")
        except ValueError as error:
            raise PlanError(str(error), text, 0) from None
        cut = text.rfind(opening)
        if not text.startswith(SYSTEM + USER) or cut < 0:
            raise PlanError("The text does not start with a system, a user and an assistant turn", text, 0)
        user = text[len(SYSTEM + USER) : cut]
        total = TOTAL.search(user)
        if not total:
            raise PlanError('The user\'s turn does not end with "The total duration is ... seconds."', text, cut)
        start = cut + len(opening)
        reader = PlanReader(self)
        try:
            seconds = parse_seconds(total[1])
            reader.feed(text[start:])
            reader.finish()
        except PlanError as error:
            raise PlanError(error.problem, text, start + error.position, error.scenes) from None
        except ValueError as error:
            raise PlanError(f"The user's turn: {error}", text, len(SYSTEM + USER) + total.start(1)) from None
        return Plan(user[: total.start()], seconds, reader.reasoning, tuple(reader.scenes))


class PlanReader:
    """Reads the planner's answer from pieces of text as they come.

    ``feed`` returns the reasoning text that is new; ``opened`` counts ``<|gen|>``, ``scenes`` grows when a duration
    closes, ``bridged`` counts the scenes whose query tokens are complete. Tags may be split over pieces.

    Args:
        markup: the format's sizes.
        lenient: read what release decoding may write: a duration anywhere in its scene's text, so that a scene is
            known only when ``<t5>`` follows, and the end of the text in place of the end of the turn.
    """

    def __init__(self, markup: Markup, lenient: bool = False) -> None:
        self.grammar = markup.lenient_grammar if lenient else markup.grammar
        self.ends = (END, STOP) if lenient else (END,)
        self.text = ""
        self.reasoning = ""
        self.scenes: list[Scene] = []
        self.opened = 0
        self.bridged = 0
        self.done = False
        self._position = 0  # in text: all before it is read
        self._part: Part | None = self.grammar[REASONING]  # None between two scenes
        self._forced: list[str] = []  # tags that must come next
        self._caption = ""

    def feed(self, piece: str) -> str:
        """Add text; returns new reasoning text, if any."""
        self.text += piece
        before = len(self.reasoning)
        while self._step():
            pass
        return self.reasoning[before:]

    def finish(self) -> None:
        """Say that no text follows; an unfinished plan is an error, and so is more than a plan."""
        if not self.done:
            place = "query tokens" if self._forced else self._part.name if self._part else "scenes"
            raise self.error(f"The text ends inside its {place}")
        if self.text[self._position :].strip():
            raise self.error(f"The text goes on after {END}")

    def error(self, problem: str) -> PlanError:
        """A problem at the place reached so far."""
        return PlanError(problem, self.text, self._position, tuple(self.scenes[: self.bridged]))

    def _step(self) -> bool:
        """Read one part if all of it is there."""
        if self.done:
            return False
        if self._forced:
            return self._read_forced(self._forced[0])
        return self._read_part(self._part) if self._part else self._read_opening()

    def _read_part(self, part: Part) -> bool:
        tags = TAG.finditer(self.text, self._position)
        found = next((tag for tag in tags if tag.group() not in part.inside), None)
        if part.name == REASONING:
            self._show_reasoning(found.start() if found else None)
        if not found:
            return False
        if found.group() != part.closing:
            raise self.error(f"Expected {part.closing}, found {found.group()}")
        try:
            self._take(part.name, self.text[self._position : found.start()].strip())
        except ValueError as error:
            raise self.error(f"Scene {len(self.scenes)}: {error}") from None
        self._position = found.end()
        self._part, self._forced = self.grammar.get(part.then), list(part.forced)
        return True

    def _show_reasoning(self, end: int | None) -> None:
        if end is None and (cut := self.text.rfind("<", max(0, len(self.text) - LONGEST_TAG + 1))) >= 0:
            end = cut  # it may be a tag under way, so it waits; white space at the end waits for its word
        self.reasoning = self.text[:end].strip()

    def _take(self, name: str, text: str) -> None:
        """Note what a part says."""
        match name:
            case "caption":
                if not text:
                    raise ValueError("A scene has no caption.")
                self._caption = text
            case "duration":
                self.scenes.append(Scene(self._caption, parse_seconds(text)))
            case "caption and duration":
                self.scenes.append(read_caption(text))

    def _read_forced(self, tag: str) -> bool:
        """Read a tag that must come next, once all of it is there."""
        got = self.text[self._position : self._position + len(tag)]
        if not tag.startswith(got):
            raise self.error(f"Scene {len(self.scenes) - 1}: expected {tag}, found {got!r}")
        if got != tag:
            return False
        self._position += len(tag)
        self.bridged += tag == RESIDUAL_END
        del self._forced[0]
        return True

    def _read_opening(self) -> bool:
        found = TAG.search(self.text, self._position)
        between = self.text[self._position : found.start() if found else None].strip()
        following = between or (found.group() if found else "")
        if len(between) >= LONGEST_TAG or (found and following not in (GEN, *self.ends)):
            raise self.error(f"Expected {GEN} or {END}, found {following[:40]!r}")
        if not found:
            return False
        self._position = found.end()
        if found.group() == GEN:
            self.opened += 1
            self._part = self.grammar[CAPTION]
        elif not self.scenes:
            raise self.error("The plan has no scenes")
        else:
            self.done = True
        return not self.done
