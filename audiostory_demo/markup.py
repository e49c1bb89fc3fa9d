"""The story format as text: render a plan, parse it back, and read it while it is still being written.

Source: arXiv 2508.20088, section 3 (interleaved reasoning generation).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from .checks import shown
from .story import TAG, Plan, Scene, check_characters

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
    """A text that is no plan.

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

    So reads the published script; unlike it, this one refuses durations that are no plain positive decimals.
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

    def prompt(self, instruction: str, duration: float) -> list[str]:
        """The text that the planner continues, cut so that tags and user text never share a piece.

        Pieces at even places are user or plain text, pieces at odd places are single tags.
        """
        user = f"user\n{instruction} The total duration is {format_seconds(duration)} seconds."
        system = "system\nYou are a helpful assistant."
        return ["", "<|im_start|>", system, END, "\n", "<|im_start|>", user, END, "\n", "<|im_start|>",
                "assistant\n", THINK, ""]  # fmt: skip

    def scene(self, scene: Scene) -> str:
        """One scene with its query tokens."""
        time = f"{TIME}{format_seconds(scene.duration)}{TIME_END}"
        return f"{GEN}{self.lead}{scene.caption}{time}{''.join(self.query_tags)}{GEN_END}"

    def answer(self, plan: Plan) -> str:
        """What the planner writes after ``<|think|>``."""
        reasoning = f"{self.lead}{plan.reasoning}" if plan.reasoning else ""
        return f"{reasoning}{THINK_END}{''.join(self.scene(scene) for scene in plan.scenes)}{END}"

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
        self.markup, self.lenient = markup, lenient
        self.ends = (END, STOP) if lenient else (END,)
        self.text = ""
        self.reasoning = ""
        self.scenes: list[Scene] = []
        self.opened = 0
        self.bridged = 0
        self.done = False
        self._position = 0  # in text: all before it is read
        self._state = "reasoning"
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
            raise self.error(f"The text ends inside its {self._state}")
        if self.text[self._position :].strip():
            raise self.error(f"The text goes on after {END}")

    def error(self, problem: str) -> PlanError:
        """A problem at the place reached so far."""
        return PlanError(problem, self.text, self._position, tuple(self.scenes[: self.bridged]))

    def _step(self) -> bool:
        """Read one part if all of it is there."""
        if self.done:
            return False
        match self._state:
            case "reasoning":
                return self._read_reasoning()
            case "scenes":
                return self._read_opening()
            case "caption":
                return self._read_scene_text() if self.lenient else self._read_caption()
            case "duration":
                return self._read_duration()
            case "query tokens":
                return self._read_query_tokens()
            case _:
                return self._read_closing_tag()

    def _until(self, tag: str) -> str | None:
        """Text before ``tag``, which must be the next tag; None while it is not there yet."""
        found = TAG.search(self.text, self._position)
        if not found:
            return None
        if found.group() != tag:
            raise self.error(f"Expected {tag}, found {found.group()}")
        body = self.text[self._position : found.start()]
        self._position = found.end()
        return body

    def _read_reasoning(self) -> bool:
        found = TAG.search(self.text)
        if found:
            self.reasoning = self.text[: found.start()].strip()
            self._until(THINK_END)
            self._state = "scenes"
            return True
        # a "<" near the end may be a tag under way, so it waits; white space at the end waits for its word
        cut = self.text.rfind("<", max(0, len(self.text) - LONGEST_TAG + 1))
        self.reasoning = (self.text if cut < 0 else self.text[:cut]).strip()
        return False

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
            self._state = "caption"
            return True
        if not self.scenes:
            raise self.error("The plan has no scenes")
        self.done = True
        return False

    def _read_scene_text(self) -> bool:
        """Caption and duration in any order."""
        tags = (tag for tag in TAG.finditer(self.text, self._position) if tag.group() not in (TIME, TIME_END))
        found = next(tags, None)
        if not found:
            return False
        if found.group() != SEMANTIC:
            raise self.error(f"Expected {SEMANTIC}, found {found.group()}")
        text = self.text[self._position : found.start()]
        self._add_scene(lambda: read_caption(text))
        self._position = found.start()
        return True

    def _add_scene(self, read: Callable[[], Scene]) -> None:
        try:
            self.scenes.append(read())
        except ValueError as error:
            raise self.error(f"Scene {len(self.scenes)}: {error}") from None
        self._state = "query tokens"

    def _read_caption(self) -> bool:
        body = self._until(TIME)
        if body is None:
            return False
        if not body.strip():
            raise self.error("A scene has no caption")
        self._caption = body.strip()
        self._state = "duration"
        return True

    def _read_duration(self) -> bool:
        body = self._until(TIME_END)
        if body is None:
            return False
        self._add_scene(lambda: Scene(self._caption, parse_seconds(body)))
        return True

    def _read_query_tokens(self) -> bool:
        if not self._read_exactly(
            "".join(self.markup.query_tags), f"the query tokens are not {SEMANTIC} to {RESIDUAL_END} in order"
        ):
            return False
        self.bridged += 1
        self._state = "closing tag"
        return True

    def _read_closing_tag(self) -> bool:
        if not self._read_exactly(GEN_END, f"{RESIDUAL_END} is not followed by {GEN_END}"):
            return False
        self._state = "scenes"
        return True

    def _read_exactly(self, expected: str, problem: str) -> bool:
        """Read a text that must come next, once all of it is there."""
        got = self.text[self._position : self._position + len(expected)]
        if got != expected[: len(got)]:
            raise self.error(f"Scene {len(self.scenes) - 1}: {problem}")
        if len(got) < len(expected):
            return False
        self._position += len(expected)
        return True
