"""The planner's loop: one pass of the language model for each choice, forced tokens all at once.

Letters for shapes: S semantic tokens, R residual tokens, H hidden size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import DynamicCache, Qwen2Config, Qwen2ForCausalLM, Qwen2Model

from ..checks.values import shown
from ..config import GenerationSettings, ModelConfig
from ..language.denial import InstructionRead, silent
from ..markup import Markup
from ..story import Plan, Shot
from .adapter import Adapter
from .decoding import Rules, decoding_of
from .vocabulary import Detokenizer, Vocabulary


@dataclass(frozen=True)
class Text:
    """More of the answer's text, tags included."""

    delta: str


@dataclass(frozen=True)
class Hidden:
    """A scene's query tokens have passed through the model: last hidden states [S, H] and [R, H]."""

    semantic: Tensor
    residual: Tensor


class PlannerCache:
    """Keys and values of what the language model has read in one conversation, and in how many passes."""

    def __init__(self, config: Qwen2Config) -> None:
        self.values = DynamicCache(config=config)
        self.passes = 0


class Planner(nn.Module):
    """A Qwen2 language model that writes plans.

    Attributes:
        long: what is added to it while it tells a story in parts; None: nothing.
        passes: forward passes of the language model since it was made, whoever asked for them.
    """

    def __init__(self, config: ModelConfig, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.config = config
        self.llm = Qwen2ForCausalLM(Qwen2Config(**config.planner))
        self.long = Adapter(self.llm.config, config.long_rank) if config.long_rank else None
        markup = Markup(config.bridge.semantic_tokens, config.bridge.residual_tokens, config.lead)
        self.vocabulary = Vocabulary(tokenizer, markup, config.read_words)
        if self.vocabulary.size > self.llm.config.vocab_size:
            raise ValueError(
                f"The tokenizer has {self.vocabulary.size} tokens, the language model {self.llm.config.vocab_size}. "
                "Use the tokenizer that belongs to this model."
            )
        self.ends = self.vocabulary.ids(config.end_tokens)
        self.passes = 0

    @property
    def markup(self) -> Markup:
        """The story format in this model's sizes."""
        return self.vocabulary.markup

    @property
    def device(self) -> torch.device:
        return self.llm.model.embed_tokens.weight.device

    def learn_long(self, rank: int) -> None:
        """Give it untrained additions for stories that are told in parts, if it has none."""
        if self.long is None:
            self.long = Adapter(self.llm.config, rank).to(self.device)
            self.config = replace(self.config, long_rank=rank)

    def reader(self, duration: float) -> Qwen2Model:
        """The language model that plans a story of so many seconds."""
        long = 0 < self.config.language.parts_from <= duration
        return self.long.reader(self.llm.model) if self.long and long else self.llm.model

    def cache(self) -> PlannerCache:
        """An empty one, for a conversation whose passes are to be counted."""
        return PlannerCache(self.llm.config)

    def read_words(self, instruction: str) -> InstructionRead:
        """What an instruction names and what it denies."""
        return InstructionRead(self.vocabulary.read(instruction), self.config.language)

    def asks_for_silence(self, instruction: str, settings: GenerationSettings) -> bool:
        """Whether an instruction asks for nothing that could be heard, where a plan needs a sound."""
        return decoding_of(settings).needs_sound and silent(self.read_words(instruction))

    def check_request(
        self,
        instruction: str,
        duration: float,
        settings: GenerationSettings,
        shots: Sequence[Shot] = (),
    ) -> None:
        """An instruction that leaves no room for the plan or asks for no sound is an error, and a crossfade that leaves none
        for scenes."""
        decoding = decoding_of(settings)
        if self.asks_for_silence(instruction, settings):
            raise ValueError(
                f"The instruction {shown(instruction)} asks for no sound. Name at least one that is to be heard, such as rain."
            )
        most = decoding.most_tokens(self.config, duration, shots)
        prompt = self.vocabulary.encode_prompt(instruction, duration)
        length, quoted = len(prompt), self.vocabulary.quoted(prompt)
        for shot in shots:  # captions that are given may be longer than those that are written
            most += max(0, len(self.vocabulary.encode_caption(shot.caption, quoted)) - self.config.max_caption_tokens)
        room = self.llm.config.max_position_embeddings - most
        if length > room:
            raise ValueError(
                f"The prompt is {len(instruction)} characters ({length} tokens) long; this model reads at most "
                f"{max(room, 0)} tokens for a story of {duration:g} s. Shorten it to its main sounds."
            )

    def encode(self, plan: Plan) -> list[int]:
        """Ids of a plan's whole conversation; one longer than the model reads is an error."""
        if plan.heard is not None:  # what was heard opens the reasoning, but no planner wrote it
            plan = replace(plan, reasoning=plan.reasoning.removeprefix(f"{plan.heard.sentence()} "))
        ids = self.vocabulary.encode_prompt(plan.instruction, plan.duration) + self.vocabulary.encode_answer(plan)
        if len(ids) > self.llm.config.max_position_embeddings:
            raise ValueError(
                f"The plan is {len(ids)} tokens long; this model reads at most "
                f"{self.llm.config.max_position_embeddings}. Shorten its text or leave scenes out."
            )
        return ids

    @torch.inference_mode()
    def write(
        self,
        instruction: str,
        duration: float,
        settings: GenerationSettings,
        seed: int,
        cache: PlannerCache | None = None,
        shots: Sequence[Shot] = (),
    ) -> Iterator[Text | Hidden]:
        """Write a plan.

        Args:
            instruction: the user's words.
            duration: total length in seconds.
            settings: decoding rules and temperature.
            seed: for strict decoding with a temperature above 0.
            cache: an empty one, to count the passes of this story.
            shots: of a video, in strict decoding: one scene for each, with its duration, and its caption if it has one.

        Yields:
            Text as it is written, Hidden as soon as a scene's last residual token has been read.
        """
        ids = self.vocabulary.encode_prompt(instruction, duration)
        rules = self._rules(len(ids), duration, settings, seed, instruction, shots)
        words = self.vocabulary.quoted(ids)
        cache, detokenizer = cache or self.cache(), Detokenizer(self.vocabulary)
        collector = _Collector(self.vocabulary)
        reader = self.reader(duration)
        logits, _ = self._advance(ids, cache, reader, words)
        while tokens := rules.choose(logits, ids):
            if delta := "".join(detokenizer.push(token) for token in tokens):
                yield Text(delta)
            ids += tokens
            # one pass for everything that is known; the published schedule takes a pass for each token
            for piece in [tokens] if settings.parallel_bridging else [[token] for token in tokens]:
                if piece[0] in self.ends:
                    return  # nothing comes after it, so nothing has to be read
                logits, hidden = self._advance(piece, cache, reader, words)
                if complete := collector.add(piece, hidden):
                    yield complete

    def _rules(
        self, prompt: int, duration: float, settings: GenerationSettings, seed: int, instruction: str = "",
        shots: Sequence[Shot] = (),
    ) -> Rules:  # fmt: skip
        room = self.llm.config.max_position_embeddings - prompt
        read = self.vocabulary.read(instruction)
        return decoding_of(settings).rules(self.vocabulary, self.config, room, duration, seed, read, shots)

    def _advance(
        self, ids: list[int], cache: PlannerCache, reader: Qwen2Model, words: Sequence[int] = ()
    ) -> tuple[Tensor, Tensor]:
        """One pass over new ids: logits [vocabulary] after the last one, ``words`` among them; last hidden states [ids, H]."""
        cache.passes += 1
        self.passes += 1
        batch = torch.tensor([ids], device=self.device)
        hidden = reader(input_ids=batch, past_key_values=cache.values, use_cache=True).last_hidden_state[0]
        return self._logits(hidden[-1], words), hidden

    def _logits(self, hidden: Tensor, words: Sequence[int]) -> Tensor:
        """Of a last hidden state [H]; of the quotable words only the instruction's, which saves most of a small model's work."""
        quotable, weight = self.vocabulary.quotable, self.llm.lm_head.weight
        if not quotable:
            return self.llm.lm_head(hidden)
        below, above = F.linear(hidden, weight[: quotable.start]), F.linear(hidden, weight[quotable.stop :])
        logits = torch.cat([below, hidden.new_full((len(quotable),), -torch.inf), above])
        logits[list(words)] = F.linear(hidden, weight[list(words)])
        return logits

    @torch.inference_mode()
    def read(self, plan: Plan, cache: PlannerCache | None = None) -> list[Hidden]:
        """Teacher-force a plan's text and collect the hidden states of its scenes, in one pass.

        Args:
            plan: with any text.
            cache: an empty one, to count the pass.
        """
        ids = self.encode(plan)
        _, hidden = self._advance(ids, cache or self.cache(), self.reader(plan.duration))
        return _Collector(self.vocabulary).add_all(ids, hidden)


class _Collector:
    """Picks the hidden states at query tokens: where these are the input, not where they are predicted."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.semantic, self.residual = set(vocabulary.semantic), set(vocabulary.residual)
        self.counts = len(vocabulary.semantic), len(vocabulary.residual)
        self.rows: tuple[list[Tensor], list[Tensor]] = ([], [])

    def add(self, ids: list[int], hidden: Tensor) -> Hidden | None:
        """Read a stretch of at most one scene; returns its states when complete."""
        for token, row in zip(ids, hidden, strict=True):
            if token in self.semantic:
                self.rows[0].append(row)
            elif token in self.residual:
                self.rows[1].append(row)
        if (len(self.rows[0]), len(self.rows[1])) != self.counts:
            return None
        complete = Hidden(torch.stack(self.rows[0]), torch.stack(self.rows[1]))
        self.rows = ([], [])
        return complete

    def add_all(self, ids: list[int], hidden: Tensor) -> list[Hidden]:
        """Read any stretch token by token."""
        found = (self.add([token], hidden[i : i + 1]) for i, token in enumerate(ids))
        return [complete for complete in found if complete]
