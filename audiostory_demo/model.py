"""The whole model: planner, bridge, diffusion transformer and codec, as one module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from .bridge import Bridge
from .codec import build_codec
from .config import ModelConfig
from .flow import Flow, Known, draw_noise, student_levels
from .planner import Hidden, Planner
from .planner.audio_input import AudioInput
from .story import BridgeTokens


@contextmanager
def memory_errors(device: torch.device) -> Iterator[None]:
    """Say in one sentence that a device's memory is full."""
    try:
        yield
    except RuntimeError as error:
        # a GPU's is a type of its own, a CPU's a plain RuntimeError
        if not isinstance(error, torch.OutOfMemoryError) and "can't allocate memory" not in str(error):
            raise
        raise MemoryError(
            f"{device} ran out of memory. Pass a shorter duration, dtype='bfloat16', or another device."
        ) from error


class StoryModel(nn.Module):
    """Text in, latents and sound out; knows nothing of streams or files.

    Attributes:
        folder: that it was loaded from, for what lies there beside its weights; None for one that was not.
    """

    def __init__(self, config: ModelConfig, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.config = config
        self.folder: Path | None = None
        self.planner = Planner(config, tokenizer)
        self.bridge = Bridge(self.planner.llm.config.hidden_size, config.bridge)
        self.flow = Flow(config.flow, config.bridge, config.codec)
        self.student = Flow(config.flow, config.bridge, config.codec) if config.student_steps else None
        self.codec = build_codec(config.codec)
        llm = self.planner.llm.config
        self.hearing = AudioInput(llm, config.hearing, config.hearing_rank) if config.hearing else None

    def student_from_flow(self, steps: int | None) -> None:
        """Give the model a student that begins as the transformer is and takes this many steps; None takes it away."""
        config = self.config
        self.student = Flow(config.flow, config.bridge, config.codec).to(self.device) if steps else None
        if self.student is not None:
            self.student.load_state_dict(self.flow.state_dict())
        self.config = replace(config, student_steps=steps)

    def begin_to_hear(self, inner: int, rank: int) -> None:
        """Give the model an untrained projector from sound to its planner, and what is added to that, if it has none."""
        if self.hearing is None:
            self.hearing = AudioInput(self.planner.llm.config, inner, rank).to(self.device)
            self.config = replace(self.config, hearing=inner, hearing_rank=rank)

    def widen_projectors(self, hidden: int) -> None:
        """Give the bridge's projectors an inner width of at least this."""
        self.bridge.widen(hidden)
        self.config = self.planner.config = replace(self.config, bridge=self.bridge.config)

    def learn_long(self, rank: int) -> None:
        """Give its planner untrained additions for stories that are told in parts, if it has none."""
        self.planner.learn_long(rank)
        self.config = replace(self.config, long_rank=self.planner.config.long_rank)

    @property
    def device(self) -> torch.device:
        return self.planner.device

    @torch.inference_mode()
    def bridge_tokens(self, hidden: Hidden) -> BridgeTokens:
        """Project a scene's hidden states [S, H] and [R, H] to bridge tokens [S, D] and [R, D]."""
        semantic, residual = self.bridge.project(hidden.semantic[None], hidden.residual[None])
        return BridgeTokens(semantic[0].float().cpu().numpy(), residual[0].float().cpu().numpy())

    @torch.inference_mode()
    def fuse(self, tokens: BridgeTokens) -> Tensor:
        """[S, D]: what conditions the flow."""
        weight = self.bridge.attention.out_proj.weight
        semantic, residual = (torch.from_numpy(part).to(weight)[None] for part in (tokens.semantic, tokens.residual))
        return self.bridge.fuse(semantic, residual)[0]

    def denoise(
        self, tokens: BridgeTokens, seconds: float, length: int, seed: int, steps: int, guidance: float,
        sampler: Literal["full", "distilled"] = "full", known: Known | None = None,
    ) -> Iterator[Tensor]:  # fmt: skip
        """Latents [L, V] of a clip after each step.

        Args:
            tokens: the scene's bridge tokens.
            seconds: duration that the transformer is told, crossfade tail included.
            length: L.
            seed: of the noise.
            steps: Euler steps.
            guidance: classifier-free guidance.
            sampler: "full", or "distilled": the student takes the steps.
            known: latents of the sound before and after the clip.
        """
        noise = draw_noise(length, self.config.codec.latent_dim, seed)
        flow, levels = (self.student, student_levels(steps)) if sampler == "distilled" else (self.flow, None)
        assert flow is not None  # checked with the request
        steps_of = flow.denoise(noise, self.fuse(tokens), seconds, steps, guidance, known, levels=levels)
        while True:
            # entered anew for each step: a mode held across a yield would leak into the caller's code
            with torch.inference_mode():
                latents = next(steps_of, None)
            if latents is None:
                return
            yield latents

    def decode(self, latents: Tensor) -> np.ndarray:
        """Latents [L, V] to [C, samples] float32; a learned codec may pass full scale."""
        return self.codec.decode(latents).float().cpu().numpy()
