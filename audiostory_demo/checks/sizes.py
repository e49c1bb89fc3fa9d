"""How large the parts of a model may be: what a configuration's free-form parts may hold, and the weights it asks for.

All of it is arithmetic on the configuration, so that a file that asks for the impossible is refused before anything is
built. The limits leave room above the released 3B model and below what hangs or fills a machine.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .rules import Rule, Unfit, choice, count, maybe, number, several, table, words
from .values import finite

if TYPE_CHECKING:
    from ..config import ModelConfig

MOST_WEIGHTS = 20_000_000_000
LAYERS, HEADS, WIDTH = 256, 256, 16_384
SECONDS = (0.05, 3600.0)  # a scene, a clip or a story
FLAG = choice(True, False)
TOKENS = count(1, 1024, "query tokens of a scene")
SCALE = number(1e-3, 1e6)
TOKEN = count(0, 10_000_000)


def _plain(value: object) -> object:
    """What JSON may hold as a setting of a rotary embedding: text, a flag, a number or a list of numbers."""
    if isinstance(value, str) and len(value) <= 100:
        return value
    if isinstance(value, list | tuple) and len(value) <= 1024 and all(finite(one) is not None for one in value):
        return list(value)
    if value is not None and not isinstance(value, bool) and finite(value) is None:
        raise Unfit
    return value


ROTARY = maybe(table(words(100), Rule("", _plain), 20, "a dict of texts and numbers"))

PLANNER: dict[str, Rule] = {
    "vocab_size": count(1, 1_000_000, "tokens"),
    "hidden_size": count(2, WIDTH, "H"),
    "intermediate_size": count(1, 8 * WIDTH),
    "num_hidden_layers": count(1, LAYERS),
    "num_attention_heads": count(1, HEADS),
    "num_key_value_heads": maybe(count(1, HEADS)),
    "head_dim": maybe(count(2, 1024)),
    "hidden_act": choice("silu", "gelu", "gelu_new", "gelu_pytorch_tanh", "relu"),
    "max_position_embeddings": count(16, 2_000_000, "tokens"),
    "initializer_range": number(0, 10),
    "rms_norm_eps": number(0, 1),
    "rope_theta": number(1, 1e9),
    "rope_scaling": ROTARY,
    "rope_parameters": ROTARY,
    "tie_word_embeddings": FLAG,
    "use_sliding_window": FLAG,
    "sliding_window": maybe(count(1, 2_000_000)),
    "max_window_layers": count(0, 1000),
    "layer_types": maybe(several(choice("full_attention", "sliding_attention"), 1, LAYERS, "layer types")),
    "attention_dropout": number(0, 1),
    "bos_token_id": maybe(TOKEN),
    "pad_token_id": maybe(TOKEN),
    "eos_token_id": maybe(Rule(": pass a token's number or a list of these.", lambda ids: _ids(ids))),
    "model_type": choice("qwen2"),
}
"""Settings of the language model (``transformers.Qwen2Config``); the library has defaults for those left out."""

OOBLECK: dict[str, Rule] = {
    "encoder_hidden_size": count(1, 4096),
    "downsampling_ratios": several(count(1, 64), 1, 8, "1 to 8 whole numbers from 1 to 64"),
    "channel_multiples": several(count(1, 64), 1, 8, "1 to 8 whole numbers from 1 to 64"),
    "decoder_channels": count(1, 4096),
    "decoder_input_channels": count(1, 4096),
    "audio_channels": count(1, 8),
    "sampling_rate": count(4000, 192_000, "Hz"),
}
"""Settings of the release's codec (``diffusers.AutoencoderOobleck``)."""

DETOKENIZER: dict[str, Rule] = {
    "num_layers": count(0, LAYERS),
    "num_single_layers": count(0, LAYERS),
    "in_channels": count(1, 4096),
    "attention_head_dim": count(2, 1024),
    "num_attention_heads": count(1, HEADS),
    "joint_attention_dim": count(1, WIDTH),
    "audio_seq_len": count(1, 1_000_000),
    "max_duration": number(*SECONDS, "seconds"),
}
"""Settings of the release's diffusion transformer."""

TEXT_ENCODER: dict[str, Rule] = {
    "vocab_size": count(1, 1_000_000),
    "d_model": count(1, 8192),
    "d_kv": count(1, 1024),
    "d_ff": count(1, 65_536),
    "num_layers": count(1, LAYERS),
    "num_heads": count(1, HEADS),
    "relative_attention_num_buckets": count(2, 4096),
    "relative_attention_max_distance": count(2, 100_000),
    "dropout_rate": number(0, 1),
    "layer_norm_epsilon": number(0, 1),
    "initializer_factor": number(0, 1000),
    "feed_forward_proj": choice("relu", "gelu", "gated-gelu", "gated-silu"),
    "pad_token_id": maybe(TOKEN),
    "eos_token_id": maybe(TOKEN),
    "tie_word_embeddings": FLAG,
}
"""Settings of the release's text encoder (``transformers.T5Config``) that an encoder has."""

PLANNER_DEFAULTS = {
    "vocab_size": 151_936, "hidden_size": 4096, "intermediate_size": 22_016, "num_hidden_layers": 32, "num_attention_heads": 32,
}  # fmt: skip
OOBLECK_DEFAULTS = {
    "encoder_hidden_size": 128, "downsampling_ratios": [2, 4, 4, 8, 8], "channel_multiples": [1, 2, 4, 8, 16],
    "decoder_channels": 128, "decoder_input_channels": 64, "audio_channels": 2, "sampling_rate": 44100,
}  # fmt: skip


def _ids(ids: object) -> object:
    return [TOKEN.fit(one) for one in ids] if isinstance(ids, list | tuple) and len(ids) <= 100 else TOKEN.fit(ids)


def check_heads(planner: Mapping[str, Any]) -> None:
    """Sizes of the language model that do not go together are errors."""
    sizes = {**PLANNER_DEFAULTS, **planner}
    hidden, heads = sizes["hidden_size"], sizes["num_attention_heads"]
    shared = planner.get("num_key_value_heads") or (heads if "num_attention_heads" in planner else 32)
    if not planner.get("head_dim") and hidden % (2 * heads):
        raise ValueError(
            f"planner.hidden_size={hidden} cannot be shared among {heads} heads: pass a multiple of {2 * heads}."
        )
    if heads % shared:
        raise ValueError(
            f"planner.num_key_value_heads={shared} does not divide {heads} heads: pass a divisor of {heads}."
        )
    kinds = planner.get("layer_types")
    if kinds is not None and len(kinds) != sizes["num_hidden_layers"]:
        raise ValueError(
            f"planner.layer_types has {len(kinds)} entries: pass one for each of {sizes['num_hidden_layers']} layers."
        )


def weights(config: ModelConfig) -> int:
    """About how many weights a model of this configuration has, norms and biases left out."""
    added = (config.long_rank + config.hearing_rank) * _sides(config.planner)
    return _planner_weights(config.planner) + added + _bridge_and_flow_weights(config) + _codec_weights(config)


def _planner_weights(planner: Mapping[str, Any]) -> int:
    sizes = {**PLANNER_DEFAULTS, **planner}
    embeddings = sizes["vocab_size"] * sizes["hidden_size"] * (1 if sizes.get("tie_word_embeddings") else 2)
    return embeddings + sizes["num_hidden_layers"] * sum(rows * columns for rows, columns in _matrices(planner))


def _sides(planner: Mapping[str, Any]) -> int:
    """Of all matrices of the planner's layers, rows and columns together: what an addition of rank 1 has."""
    sizes = {**PLANNER_DEFAULTS, **planner}
    return sizes["num_hidden_layers"] * sum(rows + columns for rows, columns in _matrices(planner))


def _matrices(planner: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Rows and columns of each matrix of one of the planner's layers."""
    sizes = {**PLANNER_DEFAULTS, **planner}
    hidden, heads = sizes["hidden_size"], sizes["num_attention_heads"]
    head = sizes.get("head_dim") or hidden // heads
    shared = sizes.get("num_key_value_heads") or heads
    attention = [(hidden, head * heads)] * 2 + [(hidden, head * shared)] * 2
    return attention + [(hidden, sizes["intermediate_size"])] * 3


def _bridge_and_flow_weights(config: ModelConfig) -> int:
    bridge, flow = config.bridge, config.flow
    hidden = {**PLANNER_DEFAULTS, **config.planner}["hidden_size"]
    width, inner = bridge.width, flow.heads * flow.head_dim
    projectors = 2 * bridge.hidden * (hidden + width) + 4 * width * width
    # modulation 6, attention 4 and feed-forward 8 squares for each of two streams; 3, 3 and 9 for a single one
    blocks = inner * inner * (36 * flow.layers + 15 * flow.single_layers)
    ends = inner * (2 * config.codec.latent_dim + 2 * width + 4 * inner + 256)
    transformers = 2 if config.student_steps else 1
    return projectors + transformers * (width * (width + flow.duration_width + bridge.semantic_tokens) + blocks + ends)


def _codec_weights(config: ModelConfig) -> int:
    if config.codec.kind != "oobleck":
        return 0
    options = {**OOBLECK_DEFAULTS, **config.codec.options}
    total = 0
    for channels in (options["encoder_hidden_size"], options["decoder_channels"]):
        steps = [channels * multiple for multiple in (1, *options["channel_multiples"])]
        for before, after, ratio in zip(steps, steps[1:], options["downsampling_ratios"], strict=False):
            total += (
                3 * 8 * before * before + 2 * ratio * before * after
            )  # three residual units, one strided convolution
    return total


def samples_per_latent(options: Mapping[str, Any]) -> int:
    """Of the release's codec."""
    return math.prod({**OOBLECK_DEFAULTS, **options}["downsampling_ratios"])
