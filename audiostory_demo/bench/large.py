"""The published size on random weights: what a GPU needs for it, the published schedule against ours.

Speed does not depend on what weights say, so none are needed. Each part is measured by itself, and a story's time is put
together from the parts: a whole model of random weights would never end a sentence.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import torch

from ..checks.sizes import OOBLECK_DEFAULTS, samples_per_latent
from ..config import BridgeConfig, CodecConfig, FlowConfig
from .work import matrix_product_speed

PLANNER = dict(
    vocab_size=152_277, hidden_size=2048, intermediate_size=11_008, num_hidden_layers=36, num_attention_heads=16,
    num_key_value_heads=2, max_position_embeddings=32_768, tie_word_embeddings=True,
)  # fmt: skip
"""Qwen2.5-3B with the release's tags."""
FLOW = FlowConfig(
    layers=6, single_layers=18, heads=8, head_dim=128, rope=(16, 56, 56), max_duration=30.0, latent_length=645
)
BRIDGE = BridgeConfig(semantic_tokens=64, residual_tokens=8, width=1024, hidden=1024, feature_scale=10.0)
PUBLISHED_STEPS, OUR_STEPS, GUIDED = 50, 16, 2  # denoising steps, halves of each
MOST_SECONDS = 480.0  # for everything


@dataclass(frozen=True)
class Story:
    """What a plan writes, in tokens.

    Attributes:
        scenes: how many.
        reasoning: tokens of the storyline.
        scene: tokens of a caption and its tags, without the query tokens.
        query: semantic and residual tokens and their tags of a scene.
    """

    scenes: int = 6
    reasoning: int = 250
    scene: int = 40
    query: int = 76


@dataclass(frozen=True)
class Sizes:
    """What is built; the published sizes are the defaults."""

    planner: dict[str, Any] = field(default_factory=lambda: dict(PLANNER))
    flow: FlowConfig = FLOW
    bridge: BridgeConfig = BRIDGE
    codec: dict[str, Any] = field(default_factory=lambda: dict(OOBLECK_DEFAULTS))
    context: int = 512  # tokens that the planner has read when it is measured
    repeats: int = 20


@dataclass(frozen=True)
class Large:
    """What was measured, and what follows for a story.

    Attributes:
        device: its name.
        tokens_per_second: of the planner, one after the other.
        forced_pass: seconds of one pass over a scene's query tokens.
        steps_per_second: of the transformer, both halves.
        codec_seconds: to decode one clip.
        peak_memory: bytes with all three parts loaded and used.
        matrix_product: operations a second of a plain product.
        published, ours: seconds to the end of a story and to its first sound.
        seconds: that measuring took.
    """

    device: str
    tokens_per_second: float
    forced_pass: float
    steps_per_second: float
    codec_seconds: float
    peak_memory: int
    matrix_product: float
    published: dict[str, float]
    ours: dict[str, float]
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return asdict(self)


def need_gpu() -> torch.device:
    """The first CUDA device; without one an error says so before anything is built."""
    if not torch.cuda.is_available():
        raise ValueError(
            "The published size is measured on a CUDA GPU, and there is none here. Run this on a machine with one; "
            "audiostory bench without --large measures the embedded model on a CPU."
        )
    return torch.device("cuda")


@torch.inference_mode()
def measure_large(device: torch.device, sizes: Sizes | None = None, story: Story | None = None) -> Large:
    """Build the parts on a device, time them, put a story together; stops early at MOST_SECONDS with what it has."""
    sizes, story, began = sizes or Sizes(), story or Story(), time.perf_counter()
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    left = began + MOST_SECONDS
    token, forced, keep = _planner(sizes, story, device, dtype, left)
    step, keep_flow = _transformer(sizes, device, dtype, left)
    codec, keep_codec = _codec(sizes, device, dtype, left)
    memory = torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0
    del keep, keep_flow, keep_codec
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else str(device)
    published, ours = schedules(story, token, forced, step, codec)
    speed = matrix_product_speed(device, dtype)
    took = time.perf_counter() - began
    return Large(name, 1 / token, forced, 1 / step, codec, memory, speed, published, ours, took)


def schedules(
    story: Story, token: float, forced: float, step: float, codec: float
) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of a story by the published schedule and by ours, from the seconds of each part.

    Published: every token by itself, all scenes planned before the first is rendered, PUBLISHED_STEPS. Ours: query tokens
    in one pass, the first scene rendered as soon as it is planned, OUR_STEPS.
    """
    plan = story.reasoning * token + story.scenes * (story.scene + story.query) * token
    clip = PUBLISHED_STEPS * step + codec
    published = {"total": plan + story.scenes * clip, "first sound": plan + clip}
    scene, clip = story.scene * token + forced, OUR_STEPS * step + codec
    ours = {
        "total": story.reasoning * token + story.scenes * (scene + clip),
        "first sound": story.reasoning * token + scene + clip,
    }
    return published, ours


def _planner(
    sizes: Sizes, story: Story, device: torch.device, dtype: torch.dtype, left: float
) -> tuple[float, float, Any]:
    """Seconds of a token and of a pass over a scene's query tokens, after a context; and the model, to keep it loaded."""
    from transformers import DynamicCache, Qwen2Config, Qwen2ForCausalLM

    with torch.device(device):
        llm = Qwen2ForCausalLM(Qwen2Config(**sizes.planner)).to(dtype).eval()
    cache = DynamicCache(config=llm.config)
    llm(
        input_ids=torch.zeros(1, sizes.context, dtype=torch.long, device=device),
        past_key_values=cache,
        logits_to_keep=1,
    )
    one, query = (torch.zeros(1, count, dtype=torch.long, device=device) for count in (1, story.query))

    def ahead(tokens: torch.Tensor) -> Callable[[], object]:
        return lambda: (llm(input_ids=tokens, past_key_values=cache, logits_to_keep=1), cache.crop(-tokens.shape[1]))

    return _median(ahead(one), device, sizes.repeats, left), _median(ahead(query), device, sizes.repeats, left), llm


def _transformer(sizes: Sizes, device: torch.device, dtype: torch.dtype, left: float) -> tuple[float, Any]:
    """Seconds of a denoising step with guidance."""
    from ..flow import Flow

    codec = _codec_config(sizes)
    with torch.device(device):
        flow = Flow(sizes.flow, sizes.bridge, codec).to(dtype).eval()
        fused = torch.randn(GUIDED, sizes.bridge.semantic_tokens, sizes.bridge.width).to(dtype)
        seconds = torch.full((GUIDED,), 10.0)
        latents = torch.randn(GUIDED, flow.latent_length(10.0), codec.latent_dim).to(dtype)
        level = torch.full((GUIDED,), 0.5).to(dtype)
    condition = flow.condition(fused, seconds)
    return _median(lambda: flow.velocity(latents, level, condition), device, sizes.repeats, left), flow


def _codec(sizes: Sizes, device: torch.device, dtype: torch.dtype, left: float) -> tuple[float, Any]:
    """Seconds to decode the latents of one clip."""
    from ..codec import OobleckCodec

    with torch.device(device):
        codec = OobleckCodec(_codec_config(sizes)).to(dtype).eval()
        latents = torch.randn(sizes.flow.latent_length or 645, codec.latent_dim).to(dtype)
    return _median(lambda: codec.decode(latents), device, max(2, sizes.repeats // 4), left), codec


def _codec_config(sizes: Sizes) -> CodecConfig:
    options = sizes.codec
    return CodecConfig(
        "oobleck", options["sampling_rate"], options["audio_channels"], options["decoder_input_channels"],
        samples_per_latent(options), options,
    )  # fmt: skip


def _median(call: Callable[[], object], device: torch.device, repeats: int, left: float) -> float:
    """Median seconds of a call after a warm-up; fewer repeats where time runs out."""
    times: list[float] = []
    for number in range(repeats + 1):
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        began = time.perf_counter()
        call()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        if number:
            times.append(time.perf_counter() - began)
        if times and time.perf_counter() > left:
            break
    return sorted(times)[len(times) // 2]
