"""The model's configuration, from the release's config.json files and tensors."""

from __future__ import annotations

import math
import warnings
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from ...checks.rules import check_values
from ...checks.sizes import DETOKENIZER, OOBLECK, OOBLECK_DEFAULTS, PLANNER, samples_per_latent
from ...checks.values import finite, whole
from ...config import BridgeConfig, CodecConfig, FlowConfig, ModelConfig
from ...files.reading import read_json
from ...markup import END
from .places import CONFIG, GENERATION, Places
from .recipe import Recipe

# what the published class takes where its config.json says nothing
FLOW_DEFAULTS = {
    "num_layers": 6, "num_single_layers": 18, "in_channels": 64, "attention_head_dim": 128, "num_attention_heads": 8,
    "joint_attention_dim": 1024, "audio_seq_len": 645, "max_duration": 30,
}  # fmt: skip
FUSING_HEADS = 8
ROPE = (16, 56, 56)  # the library's default, which the published class does not change


def flow_config(folder: Path, duration_width: int) -> tuple[FlowConfig, int, int]:
    """The diffusion transformer of a detokenizer folder; also the bridge width D and the values per latent V."""
    found = read_json(folder / CONFIG)
    known = {name: found[name] for name in DETOKENIZER if name in found}
    values = {**FLOW_DEFAULTS, **check_values(DETOKENIZER, known, f"{folder / CONFIG}: ")}
    config = FlowConfig(
        layers=values["num_layers"],
        single_layers=values["num_single_layers"],
        heads=values["num_attention_heads"],
        head_dim=values["attention_head_dim"],
        rope=ROPE,
        duration_width=duration_width,
        max_duration=float(values["max_duration"]),
        latent_length=values["audio_seq_len"],
    )
    return config, values["joint_attention_dim"], values["in_channels"]


def codec_config(folder: Path) -> CodecConfig:
    """The autoencoder of a detokenizer folder: the class's defaults, unless a vae_config.json says otherwise."""
    file = folder / "vae_config.json"
    found = {k: v for k, v in (read_json(file) if file.is_file() else {}).items() if not k.startswith("_")}
    options = {**OOBLECK_DEFAULTS, **check_values(OOBLECK, found, f"{file}: ")}
    return CodecConfig(
        kind="oobleck",
        sample_rate=options["sampling_rate"],
        channels=options["audio_channels"],
        latent_dim=options["decoder_input_channels"],
        hop=samples_per_latent(options),
        options=options,
    )


def planner_config(places: Places, name: str, width: int, rows: int) -> tuple[dict[str, Any], Path]:
    """The language model's configuration with the release's vocabulary, and where its generation settings belong.

    Args:
        places: where to look.
        name: of its folder in config.yaml, preferred where there are several.
        width: H of the embedding in the release's file.
        rows: of that embedding: the vocabulary after the tags were added.
    """
    found = places.configurations("qwen2", name)
    if not found:
        raise places.missing(
            f"The configuration of the base language model ({CONFIG} with model_type qwen2)",
            f"Qwen2.5-3B-Instruct's {CONFIG}, {GENERATION} and tokenizer.json", "llm",
        )  # fmt: skip
    # a neighbour may hold a model of another size; where none fits, the check of the weights says what differs
    fitting = [(folder, values) for folder, values in found if values.get("hidden_size") == width] or found
    folder, values = fitting[0]
    generation = next((place for place, _ in fitting if (place / GENERATION).is_file()), folder) / GENERATION
    known = {name: values[name] for name in PLANNER if name in values}
    return {**check_values(PLANNER, known, f"{folder / CONFIG}: "), "vocab_size": rows}, generation


def decoding(file: Path, tokenizer: Tokenizer) -> tuple[tuple[str, ...], float]:
    """Texts of the tokens that end a plan, and the repetition penalty, from the base model's generation settings."""
    if not file.is_file():
        warnings.warn(
            f"{file} is missing, so release decoding runs without a repetition penalty and differs from the published "
            f"one (Qwen2.5-3B-Instruct's is 1.05). Put the base model's {GENERATION} there.",
            stacklevel=2,
        )
        return (END, "<|endoftext|>"), 1.0
    values = read_json(file)
    penalty = finite(values.get("repetition_penalty", 1.0))
    ends = values.get("eos_token_id", [])
    numbers = ends if isinstance(ends, list) else [ends]
    texts = [text for number in numbers if whole(number) is not None and (text := tokenizer.id_to_token(number))]
    if penalty is None or penalty <= 0 or not texts or len(texts) < len(numbers):
        raise ValueError(
            f"{file} holds no repetition penalty and end tokens of this tokenizer. Copy the base model's again."
        )
    return tuple(texts), penalty


def model_config(
    recipe: Recipe, planner: dict[str, Any], flow: FlowConfig, width: int, codec: CodecConfig,
    ends: tuple[str, ...], penalty: float,
) -> ModelConfig:  # fmt: skip
    """Put the parts together and choose the range.

    The range follows from the fixed length of a clip (645 latents are 29.95 s) and from what the planner can read:
    the real release tells scenes of 2 to 29.9 s and stories of up to 150 s, a miniature less.
    """
    assert flow.latent_length is not None
    clip = flow.latent_length / codec.latent_rate
    reads = planner.get("max_position_embeddings", 32768)
    return ModelConfig(
        name="audiostory-release",
        planner=planner,
        bridge=BridgeConfig(
            recipe.semantic_tokens, recipe.residual_tokens, width, hidden=width, heads=FUSING_HEADS,
            feature_scale=recipe.feature_scale,
        ),
        flow=flow,
        codec=codec,
        lead=" ",
        end_tokens=ends,
        repetition_penalty=penalty,
        min_scene=max(0.1, round(clip / 15, 1)),
        max_scene=math.floor(clip * 10) / 10,
        max_scenes=20,
        max_reasoning_tokens=min(512, reads // 8),
        max_caption_tokens=min(96, reads // 64),
        min_duration=max(0.1, round(clip / 15, 1)),
        max_duration=float(min(150, math.floor(10 * clip))),
        steps=50,
        guidance=4.0,
        crossfade=min(3.0, round(clip / 10, 1)),
    )  # fmt: skip
