"""Strict decoding: the planner may only write what the story format allows.

Whatever the prompt, temperature or weights, the result parses, every scene is within the model's range and the
durations sum to the total asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import torch
from torch import Tensor

from ..config import GenerationSettings, ModelConfig
from ..markup import CAPTION, DECIMALS, END, GEN, REASONING, format_seconds
from ..story import Shot
from .clock import GRID, down, up
from .quotation import Quotations
from .vocabulary import Vocabulary

WORD = 3  # letters; shorter pieces such as " a" and " s" are in every line of the reasoning


def scene_range(config: ModelConfig, crossfade: float) -> tuple[Decimal, Decimal]:
    """Shortest and longest scene in whole tenths of a second, so that a clip holds each with its crossfade tail."""
    longest = min(Decimal(str(config.max_scene)), Decimal(str(config.longest_scene(crossfade))))
    return up(Decimal(str(config.min_scene))) * GRID, down(longest) * GRID


def check_crossfade(config: ModelConfig, duration: float, crossfade: float) -> None:
    """A crossfade that leaves no room for scenes is an error."""
    low, high = scene_range(config, crossfade)
    # a longest scene of two shortest ones: then any total can be cut into scenes, whatever has been told of it
    if high < 2 * low or config.max_scenes * high < Decimal(format_seconds(duration)):
        raise ValueError(
            f"crossfade={crossfade:g} s leaves {float(max(high, Decimal(0))):g} s for a scene, too little for a story of "
            f"{duration:g} s by this model. Pass a shorter crossfade; its default is {config.crossfade:g} s."
        )


def check_shots(config: ModelConfig, shots: Sequence[Shot], crossfade: float) -> None:
    """Shots that cannot be the scenes of a story by this model are an error."""
    low, high = scene_range(config, crossfade)
    if len(shots) > config.max_scenes:
        raise ValueError(
            f"{len(shots)} shots are more than a story of this model has scenes (max {config.max_scenes}). Merge some."
        )
    end = 0.0
    for number, shot in enumerate(shots):
        if abs(shot.start - end) > 1e-6:
            raise ValueError(
                f"Shot {number} begins at {shot.start:g} s, where {end:g} s is due. Pass shots that follow one another from 0 on."
            )
        if not low <= Decimal(repr(shot.duration)) <= high:
            raise ValueError(
                f"Shot {number} lasts {shot.duration:g} s; this model tells scenes of {low} to {high} s with a crossfade of "
                f"{crossfade:g} s. Merge or divide it, or pass another crossfade."
            )
        end = shot.end


def durations(left: Decimal, scenes_left: int, low: Decimal, high: Decimal) -> list[str]:
    """How long the next scene may be so that the rest can still be filled.

    Args:
        left: seconds not told yet.
        scenes_left: scenes that may still come, this one included.
        low: shortest scene, in seconds.
        high: longest scene, in seconds.
    """
    shortest = max(low, left - (scenes_left - 1) * high)
    longest = min(high, left - low)  # what stays must be nothing or at least one scene
    grid = range(up(shortest), down(longest) + 1) if scenes_left > 1 else ()
    texts = [format_seconds(float(n * GRID)) for n in grid]
    return [*texts, format_seconds(float(left))] if left <= high else texts


def finite(scores: Tensor) -> Tensor:
    """Scores without NaN and infinities, which an untrained or broken planner may write; the grammar holds all the same."""
    return scores.nan_to_num(0.0, 1e4, -1e4)


def draw(scores: Tensor, temperature: float, generator: torch.Generator) -> int:
    """Place of one of the scores [choices], the largest at temperature 0."""
    if temperature == 0:
        return int(scores.argmax())
    # the largest becomes 0 first: a temperature near 0 would make infinities of it
    weights = torch.softmax((scores - scores.max()).double() / temperature, dim=0)
    return int(torch.multinomial(weights, 1, generator=generator))


class StrictRules:
    """Walks the grammar and draws each free token among those allowed.

    Args:
        vocabulary: the model's tokens.
        config: the model's range and limits.
        duration: the total, in seconds.
        settings: temperature (0 is greedy) and crossfade.
        seed: for temperatures above 0.
        instruction: what is answered; its own words may come again and again.
        shots: of a video: each becomes a scene of its duration, which is forced, and so is the caption of one that has
            one. :func:`check_shots` has found them within the model's range, and their durations sum to the total.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        config: ModelConfig,
        duration: float,
        settings: GenerationSettings,
        seed: int,
        instruction: str = "",
        shots: Sequence[Shot] = (),
    ) -> None:
        self.shots = shots
        self.vocabulary, self.config, self.temperature = vocabulary, config, settings.temperature
        self.generator = torch.Generator("cpu").manual_seed(seed)
        self.left = Decimal(format_seconds(round(duration, DECIMALS)))
        self.low, self.high = scene_range(config, settings.crossfade)
        self.grammar = vocabulary.markup.grammar
        self.part = self.grammar[REASONING]
        self.written = 0  # tokens of the current reasoning or caption
        self.named = False  # whether the caption holds a letter or digit yet
        self.digits = ""
        self.said: list[int] = []  # words of the reasoning that the instruction does not have
        self.quotations = Quotations(vocabulary, config.language.quotations, config.language.numbers, instruction)
        self.asked = self.quotations.own
        self.quoted = vocabulary.quoted(vocabulary.encode_prompt(instruction, duration)) if shots else []
        self.scenes = 0
        self.finished = False

    def choose(self, logits: Tensor, ids: list[int]) -> list[int]:
        """The next token and all that must follow it; empty when the story is at its end."""
        if self.finished:
            return []
        choose = {"reasoning": self._reasoning, "caption": self._caption, "duration": self._duration}[self.part.name]
        token = choose(logits.float().cpu())
        return [token, *self._following()] if token == self.closing else [token]

    @property
    def closing(self) -> int:
        """Id of the tag that ends the current part."""
        return self.vocabulary.id(self.part.closing)

    def _following(self) -> list[int]:
        """Ids that can only follow the closing tag; the next part begins."""
        tags = list(self.part.forced)
        if self.part.then:
            self.part = self.grammar[self.part.then]
        elif self.left:
            tags.append(GEN)
            self.part, self.written, self.named, self.digits = self.grammar[CAPTION], 0, False, ""
            return [*map(self.vocabulary.id, tags), *self._open_scene()]
        else:
            tags.append(END)
            self.finished = True
        return [self.vocabulary.id(tag) for tag in tags]

    def _open_scene(self) -> list[int]:
        """Find out how long the scene may be; ids of the caption that it must have, closing tag included, if any."""
        if not self.shots:
            self.choices = durations(self.left, self.config.max_scenes - self.scenes, self.low, self.high)
            return []
        shot = self.shots[self.scenes]
        self.choices = [format_seconds(shot.duration)]
        if not shot.caption:
            return []
        ids = [*self.vocabulary.encode_caption(shot.caption, self.quoted), self.closing]
        self.part = self.grammar[self.part.then]
        return ids

    def _draw(self, logits: Tensor, allowed: Tensor) -> int:
        scores = torch.where(allowed, finite(logits[: len(allowed)]), -torch.inf)
        return draw(scores, self.temperature, self.generator)

    def _prose(self, logits: Tensor, may_close: bool, limit: int, only: Sequence[int] = ()) -> int:
        """A prose token, one of ``only`` where there are any, or the closing tag: from ``limit`` tokens on as soon as it may."""
        prose, named = self.vocabulary.prose, self.vocabulary.named
        close = self.closing
        if self.written >= limit:
            if may_close:
                return close
            prose = named  # a caption of spaces and dots must still get its word
        allowed = prose.clone()
        allowed[close] = may_close
        if only:
            allowed = torch.zeros_like(prose)
            allowed[list(only)] = True
        token = self._draw(logits, allowed)
        self.written += 1
        self.named |= token != close and bool(named[token])
        return token

    def _reasoning(self, logits: Tensor) -> int:
        logits[self.said] -= self.config.repeat_bias
        logits[self.quotations.too_few] = -torch.inf
        token = self._prose(logits, True, self.config.max_reasoning_tokens, self.quotations.allowed())
        self.quotations.push(token)
        if (
            token not in self.said
            and token not in self.asked
            and sum(map(str.isalpha, self.vocabulary.texts[token])) >= WORD
        ):
            self.said.append(token)
        return token

    def _caption(self, logits: Tensor) -> int:
        return self._prose(logits, self.named, self.config.max_caption_tokens)

    def _duration(self, logits: Tensor) -> int:
        """A piece of one of the possible durations, or the closing tag once one is complete."""
        rest = {choice[len(self.digits) :] for choice in self.choices if choice.startswith(self.digits)}
        allowed = torch.zeros(self.vocabulary.size, dtype=torch.bool)
        for number, text in self.vocabulary.decimals.items():
            allowed[number] = any(r.startswith(text) for r in rest)
        allowed[self.closing] = "" in rest
        token = self._draw(logits, allowed)
        if token == self.closing:
            self.left -= Decimal(self.digits)
            self.scenes += 1
        else:
            self.digits += self.vocabulary.decimals[token]
        return token
