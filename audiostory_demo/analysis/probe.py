"""Looking into a model while it works, in NumPy: what plots and lessons need beyond the stream.

Letters used for shapes: S semantic tokens, R residual tokens, D bridge width, L latents, V values per latent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..events import ClipReady, DenoiseStep, StoryEvent
from ..pipeline import AudioStory
from ..story import BridgeTokens, Clip, Plan, Story, scene_seed

STEPS_HEARD = 5


@dataclass(frozen=True, eq=False)
class Denoising:
    """One scene on its way from noise to sound.

    Attributes:
        latents: [L, V] after each step.
        pictures: [bands, frames] after each step, low bands first; with the embedded model, in dB under a full-scale sine.
        seconds: that each picture lasts.
        clip: the finished sound.
    """

    latents: tuple[np.ndarray, ...]
    pictures: tuple[np.ndarray, ...]
    seconds: float
    clip: Clip


def denoising(model: AudioStory, plan: Plan, scene: int = 0, *, seed: int = 0, **settings: Any) -> Denoising:
    """Render one scene by itself and keep every step."""
    events = list(model.stream_scene(plan, scene, seed=scene_seed(seed, 0), **settings))
    latents = tuple(event.latents for event in events if isinstance(event, DenoiseStep))
    pictures = tuple(decibels(model, step) for step in latents)
    return Denoising(latents, pictures, len(latents[0]) / model.config.codec.latent_rate, _clip(events))


def render_scene(model: AudioStory, story: Story, scene: int, tokens: BridgeTokens | None = None) -> Clip:
    """One scene of a story by itself, from its own noise, with its own or other bridge tokens."""
    plan = story.plan if tokens is None else story.plan.with_tokens(scene, tokens)
    return _clip(model.stream_scene(plan, scene, seed=story.clips[scene].seed, settings=story.settings))


def _clip(events: Iterable[StoryEvent]) -> Clip:
    return next(event.clip for event in events if isinstance(event, ClipReady))


def picture(model: AudioStory, latents: np.ndarray) -> np.ndarray:
    """Latents [L, V] as a picture [bands, frames]: the embedded model's latents are standardised mel frames."""
    if model.config.codec.kind != "mel":
        return latents.T  # a learned code: its values have no order in pitch
    from ..codec import BANDS

    return latents.reshape(-1, BANDS).T


def decibels(model: AudioStory, latents: np.ndarray) -> np.ndarray:
    """The same picture in dB under a full-scale sine: what the standardised frames stand for."""
    from ..codec import WINDOW, MelCodec

    shown, codec = picture(model, latents), model.model.codec
    if not isinstance(codec, MelCodec):
        return shown
    mean, spread = (values.float().cpu().numpy()[:, None] for values in (codec.mean, codec.spread))
    sine = np.log(WINDOW / 4)  # magnitude of a full-scale sine under the window
    return (20 / np.log(10) * (shown * spread + mean - sine)).astype(np.float32)


def hear(model: AudioStory, latents: np.ndarray) -> Clip:
    """Decode latents [L, V] of any step to sound."""
    import torch

    sound = model.model.decode(torch.from_numpy(np.ascontiguousarray(latents)).to(model.model.device))
    return Clip(np.clip(sound, -1.0, 1.0), model.sample_rate, 0)


def heard_steps(model: AudioStory, course: Denoising, count: int = STEPS_HEARD) -> dict[int, Clip]:
    """Sound of a few steps, first and last among them: 0-based step -> clip."""
    chosen = np.unique(np.linspace(0, len(course.latents) - 1, count).round().astype(int))
    return {int(step): hear(model, course.latents[step]) for step in chosen}


def attention_map(model: AudioStory, tokens: BridgeTokens) -> np.ndarray:
    """Which residual token each semantic token listens to: [heads, S, R], rows sum to 1."""
    import torch

    bridge = model.model.bridge
    weight = bridge.attention.out_proj.weight
    semantic, residual = (torch.from_numpy(part).to(weight)[None] for part in (tokens.semantic, tokens.residual))
    return bridge.attention_map(semantic, residual)[0].float().cpu().numpy()


def velocities(
    model: AudioStory, tokens: BridgeTokens, seconds: float, *, noise_level: float = 1.0, seed: int = 0,
    latents: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """What the transformer would do next without the caption and with it, [L, V] each.

    Args:
        model: to look into.
        tokens: of the scene.
        seconds: of the clip.
        noise_level: 1 pure noise, 0 sound.
        seed: of the noise.
        latents: [L, V] to start from; pure noise without them.
    """
    import torch

    from ..flow import draw_noise

    flow = model.model.flow
    fused = model.model.fuse(tokens)[None].to(flow.transformer.x_embedder.weight)
    if latents is None:
        latents = draw_noise(flow.latent_length(seconds), model.config.codec.latent_dim, seed).numpy()
    with torch.inference_mode():
        halves = torch.cat([flow.null_embeds[None].to(fused), fused])
        condition = flow.condition(halves, torch.full((2,), seconds, device=fused.device))
        batch = torch.from_numpy(latents).to(fused)[None].expand(2, -1, -1)
        result = flow.velocity(batch, torch.full((2,), noise_level, device=fused.device, dtype=fused.dtype), condition)
    null, conditional = result.float().cpu().numpy()
    return null, conditional


def chosen_steps(course: Denoising, count: int = 6) -> Sequence[int]:
    """A few 0-based steps, first and last among them, closer together where most happens: at the start."""
    last = len(course.pictures) - 1
    return sorted({round(last * (i / (count - 1)) ** 1.5) for i in range(count)})
