"""The planner's loop: one pass of the language model for each choice, forced tokens all at once.

Letters for shapes: S semantic tokens, R residual tokens, H hidden size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import DynamicCache, Qwen2Config, Qwen2ForCausalLM

from ..config import GenerationSettings, ModelConfig
from ..markup import Markup
from ..story import Plan
from .release import ReleaseRules
from .strict import StrictRules
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


class Planner(nn.Module):
    """A Qwen2 language model that writes plans.

    Attributes:
        passes: forward passes of the language model since it was made.
    """

    def __init__(self, config: ModelConfig, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.config = config
        self.llm = Qwen2ForCausalLM(Qwen2Config(**config.planner))
        markup = Markup(config.bridge.semantic_tokens, config.bridge.residual_tokens, config.lead)
        self.vocabulary = Vocabulary(tokenizer, markup)
        self.passes = 0

    @property
    def markup(self) -> Markup:
        """The story format in this model's sizes."""
        return self.vocabulary.markup

    @property
    def device(self) -> torch.device:
        return self.llm.model.embed_tokens.weight.device

    def check_length(self, instruction: str, duration: float) -> None:
        """An instruction that leaves no room for the plan is an error."""
        room = self.llm.config.max_position_embeddings - self.config.plan_tokens(duration)
        length = len(self.vocabulary.encode_prompt(instruction, duration))
        if length > room:
            raise ValueError(
                f"The prompt is {len(instruction)} characters ({length} tokens) long; this model reads at most "
                f"{room} tokens for a story of {duration:g} s. Shorten it to its main sounds."
            )

    @torch.inference_mode()
    def write(self, instruction: str, duration: float, settings: GenerationSettings, seed: int) -> Iterator[Text | Hidden]:
        """Write a plan.

        Args:
            instruction: the user's words.
            duration: total length in seconds.
            settings: decoding rules and temperature.
            seed: for strict decoding with a temperature above 0.

        Yields:
            Text as it is written, Hidden as soon as a scene's last residual token has been read.
        """
        ids = self.vocabulary.encode_prompt(instruction, duration)
        rules = self._rules(duration, settings, seed)
        cache, detokenizer = DynamicCache(config=self.llm.config), Detokenizer(self.vocabulary)
        collector = _Collector(self.vocabulary)
        logits, _ = self._advance(ids, cache)
        while tokens := rules.choose(logits, ids):
            if delta := "".join(detokenizer.push(token) for token in tokens):
                yield Text(delta)
            ids += tokens
            # one pass for everything that is known; the published schedule takes a pass for each token
            for piece in [tokens] if settings.parallel_bridging else [[token] for token in tokens]:
                logits, hidden = self._advance(piece, cache)
                if complete := collector.add(piece, hidden):
                    yield complete

    def _rules(self, duration: float, settings: GenerationSettings, seed: int) -> StrictRules | ReleaseRules:
        if settings.decoding == "strict":
            return StrictRules(self.vocabulary, self.config, duration, settings.temperature, seed)
        ends = {self.vocabulary.id(text) for text in self.config.end_tokens}
        return ReleaseRules(self.vocabulary, ends, self.config.repetition_penalty, settings.max_new_tokens)

    def _advance(self, ids: list[int], cache: DynamicCache) -> tuple[Tensor, Tensor]:
        """One pass over new ids: logits [vocabulary] after the last one, last hidden states [ids, H]."""
        self.passes += 1
        batch = torch.tensor([ids], device=self.device)
        hidden = self.llm.model(input_ids=batch, past_key_values=cache, use_cache=True).last_hidden_state[0]
        return self.llm.lm_head(hidden[-1]), hidden

    @torch.inference_mode()
    def read(self, plan: Plan, scenes: int | None = None) -> list[Hidden]:
        """Teacher-force a plan's text and collect its hidden states, in one pass.

        Args:
            plan: with any text.
            scenes: how many scenes to read; None reads all.
        """
        self.check_length(plan.instruction, plan.duration)
        count = len(plan.scenes) if scenes is None else scenes
        shorter = plan.with_scenes(list(range(count)))
        ids = self.vocabulary.encode_prompt(plan.instruction, plan.duration) + self.vocabulary.encode_answer(shorter)
        _, hidden = self._advance(ids, DynamicCache(config=self.llm.config))
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
