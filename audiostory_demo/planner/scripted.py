"""Strict decoding for a model whose language is known: reasoning and scenes follow a script, choice by choice.

Beyond what :class:`.strict.StrictRules` promises: the reasoning's counts, lists and times are true, the scenes are those of its
timeline, captions are sentences of the repertoire, and what the instruction denies is in none of them. Where only one thing
can follow, no pass of the language model is spent on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import torch
from torch import Tensor

from ..config import GenerationSettings, ModelConfig
from ..language.denial import InstructionRead
from ..markup import CAPTION, DECIMALS, DURATION, END, GEN, REASONING, format_seconds
from ..story import Shot
from .captions import Captions
from .cast import Cast
from .choices import Choice, Encoder, OneOf, Script
from .clock import Clock
from .storyline import Storyline, Writer
from .strict import WORD, draw, finite, scene_range
from .timeline import Timeline
from .vocabulary import Vocabulary


class ScriptRules:
    """Walks the script and draws wherever more than one token may follow.

    Args:
        vocabulary: the model's tokens.
        config: the model's range, limits and language.
        duration: the total, in seconds.
        settings: temperature (0 is greedy) and crossfade.
        seed: for temperatures above 0.
        instruction: what is answered, as ``Vocabulary.read`` gives it.
        shots: of a video: each becomes a scene of its duration, with its caption where it has one.
    """

    def __init__(
        self, vocabulary: Vocabulary, config: ModelConfig, duration: float, settings: GenerationSettings, seed: int,
        instruction: str = "", shots: Sequence[Shot] = (),
    ) -> None:  # fmt: skip
        self.vocabulary, self.config, self.shots = vocabulary, config, shots
        self.temperature, self.generator = settings.temperature, torch.Generator("cpu").manual_seed(seed)
        self.quoted = vocabulary.quoted(vocabulary.encode_prompt(instruction, duration))
        self.encoder = Encoder(vocabulary, self.quoted)
        self.read = InstructionRead(instruction, config.language)
        cuts = [Decimal(format_seconds(shot.end)) for shot in shots]
        total = Decimal(format_seconds(round(duration, DECIMALS)))
        self.clock = Clock(total, *scene_range(config, settings.crossfade), config.max_scenes, cuts)
        self.blocks = {vocabulary.id(GEN), vocabulary.id(END)}  # a scene's query tokens stand before them
        self.reasons, self.said, self.asked = True, set[int](), set[int]()
        self.script = self._write()
        self.choice: Choice | None = next(self.script)

    def choose(self, logits: Tensor, ids: list[int]) -> list[int]:
        """The next token and all that must follow it; empty when the story is at its end."""
        tokens: list[int] = []
        while self.choice:
            allowed = self.choice.allowed()
            if len(allowed) > 1 and tokens:
                break
            token = allowed[0] if len(allowed) == 1 else self._drawn(logits, allowed)
            if (owed := self.choice.instead(token)) is not None:
                token = owed
            tokens.append(token)
            self._push(token)
            if token in self.blocks and len(tokens) > len(self.vocabulary.query):
                break  # at most one scene's query tokens at a time
        return tokens

    def _drawn(self, logits: Tensor, allowed: Sequence[int]) -> int:
        scores = finite(logits[list(allowed)].float().cpu())
        if self.reasons and self.config.repeat_bias:
            scores -= self.config.repeat_bias * torch.tensor([float(token in self.said) for token in allowed])
        return allowed[draw(scores, self.temperature, self.generator)]

    def _push(self, token: int) -> None:
        assert self.choice
        self.choice.push(token)
        if self.reasons and token not in self.asked and sum(map(str.isalpha, self.vocabulary.texts[token])) >= WORD:
            self.said.add(token)
        if self.choice.done:
            try:
                self.choice = self.script.send(self.choice.value)
            except StopIteration:
                self.choice = None

    def _tags(self, *tags: str) -> OneOf:
        return OneOf([([self.vocabulary.id(tag) for tag in tags], None)])

    def _write(self) -> Script:
        """The whole answer."""
        config, grammar = self.config, self.vocabulary.markup.grammar
        cast = Cast(config.language, self.read)
        writer = Writer(self.read, cast.said, self.encoder, begun=bool(config.lead))
        self.asked = {token for ids in writer.texts for token in ids}
        storyline = Storyline(config.language, writer, cast, self.clock)
        timeline = Timeline(config.language, writer, cast, self.clock)
        yield from storyline.write()
        if storyline.in_parts:
            self.said.clear()  # what comes again makes the arc of a long story
            self.asked |= {token for label in config.language.sounds for token in self.encoder.ids(f" {label}")}
            yield from timeline.write_parts(storyline.sounds)
        elif storyline.runs:
            yield from timeline.write_runs(storyline.runs, storyline.scenes)
        else:
            yield from timeline.write(storyline.sounds, storyline.scenes)
        self.reasons = False
        yield self._tags(grammar[REASONING].closing)
        captions = Captions(config.language, self.read, self.encoder, config.lead, config.max_caption_tokens)
        for number, line in enumerate(timeline.lines):
            yield self._tags(GEN)
            closing = self.vocabulary.id(grammar[CAPTION].closing)
            if self.shots and self.shots[number].caption:
                ids = self.vocabulary.encode_caption(self.shots[number].caption, self.quoted)
                yield OneOf([([*ids, closing], None)])
            else:
                captions.tell((yield captions.choice(line.label, line.times, line.level, closing)))
            yield OneOf([(self.encoder.ids(format_seconds(float(line.seconds))), None)])
            yield self._tags(grammar[DURATION].closing, *grammar[DURATION].forced)
        yield self._tags(END)
