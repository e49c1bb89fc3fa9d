"""The unconditional condition: what the text encoder makes of an empty prompt, computed once and kept.

Source: Flan-T5 (arXiv 2210.11416) as the published script calls it: the prompt is padded to the number of semantic
tokens; the mask lets every position attend to the end-of-sentence token only, yet all positions' outputs are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from accelerate import init_empty_weights
from torch import Tensor

from ..folder import Shapes, shapes_of

if TYPE_CHECKING:
    from transformers import T5Config, T5EncoderModel


def empty_encoder(values: dict[str, Any]) -> T5EncoderModel:
    """A text encoder without weights, from its config.json."""
    from transformers import T5Config, T5EncoderModel

    with init_empty_weights():
        return T5EncoderModel(T5Config(**values))


def encoder_shapes(encoder: T5EncoderModel) -> Shapes:
    """Its keys and shapes, without the second half of the tied pair."""
    return {
        name: shape for name, shape in shapes_of(encoder.state_dict()).items() if name != "encoder.embed_tokens.weight"
    }


def fill_encoder(encoder: T5EncoderModel, state: dict[str, Tensor]) -> T5EncoderModel:
    """Give it weights, as float32: its feed-forward outputs overflow half precision."""
    weights = {name: tensor.float() for name, tensor in state.items()}
    weights["encoder.embed_tokens.weight"] = weights["shared.weight"]
    encoder.load_state_dict(weights, assign=True)
    return encoder.eval().requires_grad_(False)


def null_inputs(config: T5Config, tokens: int) -> tuple[Tensor, Tensor]:
    """Ids and mask [1, tokens] of the empty prompt: end of sentence, then padding."""
    ids = torch.full((1, tokens), config.pad_token_id)
    ids[0, 0] = config.eos_token_id
    mask = torch.zeros_like(ids)
    mask[0, 0] = 1
    return ids, mask


@torch.no_grad()
def encode(encoder: T5EncoderModel, ids: Tensor, mask: Tensor) -> Tensor:
    """[batch, tokens] -> features [batch, tokens, D]."""
    return encoder(input_ids=ids, attention_mask=mask).last_hidden_state


def null_condition(encoder: T5EncoderModel, tokens: int) -> Tensor:
    """[S, D], padding positions included."""
    return encode(encoder, *null_inputs(encoder.config, tokens))[0].contiguous()
