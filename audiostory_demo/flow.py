"""Rectified flow with a Flux-style diffusion transformer: from noise and a condition to audio latents.

Letters for shapes: S semantic tokens, D bridge width, L latents of a clip, V values per latent, K latents that are known.
Source: Esser et al., arXiv 2403.03206 (rectified flow transformers); Ho and Salimans, arXiv 2207.12598 (guidance).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from diffusers import FluxTransformer2DModel
from torch import Tensor, nn

from .config import BridgeConfig, CodecConfig, FlowConfig


class DurationEmbedder(nn.Module):
    """Seconds to one condition token: learned Fourier features of duration / max_duration, then Linear."""

    def __init__(self, features: int, width: int, max_duration: float) -> None:
        super().__init__()
        self.max_duration = max_duration
        self.frequencies = nn.Parameter(torch.randn(features // 2))
        self.linear = nn.Linear(features + 1, width)

    def forward(self, seconds: Tensor) -> Tensor:
        """[batch] seconds, clamped to 0..max_duration -> [batch, 1, D]."""
        x = (seconds.float().clamp(0, self.max_duration) / self.max_duration)[:, None]
        angles = x * self.frequencies.float()[None] * 2 * math.pi
        features = torch.cat([x, angles.sin(), angles.cos()], dim=-1)
        return self.linear(features.to(self.linear.weight.dtype))[:, None]


@dataclass(frozen=True)
class Condition:
    """What the transformer listens to: a sequence [batch, S + 1, D] and a pooled vector [batch, D]."""

    sequence: Tensor
    pooled: Tensor

    def last(self, count: int) -> Condition:
        """Of the last so many of the batch, which is the conditional half where a null half stands before it."""
        return Condition(self.sequence[-count:], self.pooled[-count:])


@dataclass(frozen=True)
class Known:
    """Clean latents around the clip that is made, each [batch, K, V] or None: what came before it, what comes after it.

    The transformer sees them beside the noisy ones, at negative positions and at those behind the clip. Nothing is
    predicted for them. What is held this way is carried on in its own sound and room; see ``FlowConfig.continues``.
    """

    before: Tensor | None = None
    after: Tensor | None = None

    def repeat(self, times: int) -> Known:
        """The same for a batch that many times as large."""
        return Known(*(part if part is None else part.repeat(times, 1, 1) for part in (self.before, self.after)))

    def beside(self, latents: Tensor, mark: Tensor) -> tuple[Tensor, int]:
        """[batch, K + L + K, V] with ``mark`` [V] on the known ones, and the number of those that come first."""
        before, after = (
            latents[:, :0] if part is None else part.to(latents).expand(len(latents), -1, -1) + mark
            for part in (self.before, self.after)
        )
        return torch.cat([before, latents, after], dim=1), before.shape[1]


class Flow(nn.Module):
    """The diffusion transformer with its duration embedding, pooled condition and null condition."""

    def __init__(self, flow: FlowConfig, bridge: BridgeConfig, codec: CodecConfig) -> None:
        super().__init__()
        self.config, self.codec = flow, codec
        width = bridge.width
        self.duration_embedder = DurationEmbedder(flow.duration_width, width, flow.max_duration)
        self.pooled = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.transformer = FluxTransformer2DModel(
            in_channels=codec.latent_dim,
            num_layers=flow.layers,
            num_single_layers=flow.single_layers,
            attention_head_dim=flow.head_dim,
            num_attention_heads=flow.heads,
            joint_attention_dim=width,
            pooled_projection_dim=width,
            axes_dims_rope=flow.rope,
            guidance_embeds=False,
        )
        # the unconditional condition is stored, so no text encoder is needed to generate
        self.null_embeds = nn.Parameter(torch.zeros(bridge.semantic_tokens, width))
        # added to known latents; before the input layer, so that its shape stays the published one
        self.known_mark = nn.Parameter(torch.zeros(codec.latent_dim)) if flow.continues else None

    def latent_length(self, seconds: float) -> int:
        """Latents that hold a clip of this many seconds."""
        return self.config.latent_length or math.ceil(seconds * self.codec.latent_rate - 1e-9)

    def condition(self, fused: Tensor, seconds: Tensor) -> Condition:
        """Fused tokens [batch, S, D] and durations [batch] (s) to a condition."""
        # pooled before the duration token is appended
        return Condition(torch.cat([fused, self.duration_embedder(seconds)], dim=1), self.pooled(fused.mean(dim=1)))

    def velocity(self, latents: Tensor, sigma: Tensor, condition: Condition, known: Known | None = None) -> Tensor:
        """Predicted velocity [batch, L, V] at noise level sigma [batch], beside what is known of the sound around it.

        Raises:
            ValueError: something is known, but the transformer was not trained to go on from it.
        """
        length, text, before, hidden = latents.shape[1], condition.sequence.shape[1], 0, latents
        if known is not None:
            self.config.check_continues()
            assert self.known_mark is not None
            hidden, before = known.beside(latents, self.known_mark.to(latents))
        positions = torch.arange(-before, hidden.shape[1] - before, device=latents.device)[:, None].expand(-1, 3)
        predicted: Tensor = self.transformer(
            hidden_states=hidden,
            timestep=sigma,
            pooled_projections=condition.pooled,
            encoder_hidden_states=condition.sequence,
            txt_ids=torch.zeros(text, 3, device=latents.device),
            img_ids=positions,
            return_dict=False,
        )[0]
        return predicted[:, before : before + length]

    def denoise(
        self, noise: Tensor, fused: Tensor, seconds: float, steps: int, guidance: float, known: Known | None = None,
        *, levels: Tensor | None = None,
    ) -> Iterator[Tensor]:  # fmt: skip
        """Euler steps from noise to latents.

        Args:
            noise: [L, V] float32 on the CPU.
            fused: [S, D] bridge output.
            seconds: duration of the clip, crossfade tail included.
            steps: number of Euler steps.
            guidance: classifier-free guidance; 1.0 runs the conditional half only.
            known: of the sound before and after, [1, K, V] each; both halves of the guidance see it.
            levels: [steps + 1] noise levels to go through; None: the model's own.

        Yields:
            latents [L, V] float32 after each step; after the last one under the ceiling, where there is one.
        """
        weight = self.transformer.x_embedder.weight
        fused = fused.to(weight)[None]
        # both halves share the duration embedding; guidance 1 needs no unconditional half
        halves = fused if guidance == 1.0 else torch.cat([self.null_embeds[None].to(weight), fused])
        durations = torch.full((len(halves),), seconds, device=weight.device)
        condition = self.condition(halves, durations)
        latents = noise.to(weight.device)[None]  # stays float32: half precision would blur the small last steps
        sigmas = noise_levels(steps, self.config.shift) if levels is None else levels
        for sigma, following in pairwise(sigmas):
            velocity = self.guided(latents, float(sigma), condition, guidance, known)
            latents = latents + float(following - sigma) * velocity
            yield latents[0] if following > 0 or not self.config.ceiling else below(latents[0], *self.config.ceiling)

    def guided(
        self, latents: Tensor, sigma: float, condition: Condition, guidance: float | Sequence[float],
        known: Known | None = None,
    ) -> Tensor:  # fmt: skip
        """Velocity [batch, L, V] float32 with classifier-free guidance, at levels where this transformer is guided.

        Args:
            latents: [batch, L, V] float32.
            sigma: noise level of all.
            condition: of the batch, or of several times the batch: the null condition first, the whole one last. Between them
                may stand what holds a part of it (Brooks et al., arXiv 2211.09800, guide by two conditions so).
            guidance: how far to go from each of them to the next.
            known: of the sound before and after, of the batch.
        """
        if not self.guides(sigma):
            condition, guidance = condition.last(len(latents)), ()
        dtype, parts = self.transformer.x_embedder.weight.dtype, len(condition.pooled) // len(latents)
        level = torch.full((parts * len(latents),), sigma, device=latents.device, dtype=dtype)
        known = known.repeat(parts) if known and parts > 1 else known
        velocities = self.velocity(latents.repeat(parts, 1, 1).to(dtype), level, condition, known).float().chunk(parts)
        strengths = guidance if isinstance(guidance, Sequence) else [guidance] * (parts - 1)
        found = velocities[0]
        for strength, (less, more) in zip(strengths, pairwise(velocities), strict=True):
            found = found + strength * (more - less)
        return found

    def guides(self, sigma: float) -> bool:
        """Whether guidance acts at this noise level; where it does not, the conditional half steps alone."""
        return sigma <= self.config.guided_below


def below(latents: Tensor, knee: float, ceiling: float) -> Tensor:
    """Latents of any shape, bent above the knee so that none reaches the ceiling; those under the knee as they are."""
    room = ceiling - knee
    return latents.where(latents <= knee, knee + room * ((latents - knee) / room).tanh())


def noise_levels(steps: int, shift: float = 1.0) -> Tensor:
    """[steps + 1] sigmas: linspace(1, 1/steps, steps), then 0, moved towards 1.

    Args:
        steps: Euler steps.
        shift: moves a level s to shift * s / (1 + (shift - 1) * s) (Esser et al., arXiv 2403.03206, section 5.3.2);
            1 leaves the published schedule as it is.
    """
    # in float64 first: float32 steps are off by a last bit from the published schedule
    even = torch.linspace(1.0, 1.0 / steps, steps, dtype=torch.float64)
    return torch.cat([(shift * even / (1 + (shift - 1) * even)).float(), torch.zeros(1)])


def student_levels(steps: int) -> Tensor:
    """[steps + 1] noise levels of a distilled student, spaced as a cosine.

    Short steps at both ends: what a sound is, is decided near pure noise, and its texture in the last stretch, which one
    long step would leave smooth.
    """
    return (1 + (torch.arange(steps + 1, dtype=torch.float64) / steps * math.pi).cos()).float() / 2


def draw_noise(length: int, values: int, seed: int) -> Tensor:
    """[length, values] standard normal from a local CPU generator: the same on every device."""
    return torch.randn(1, length, values, generator=torch.Generator("cpu").manual_seed(seed), device="cpu")[0]
