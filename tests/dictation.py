"""Makes an untrained planner write a text of our choice, by its logits alone; its hidden states stay its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from audiostory_demo.planner import Planner


@contextmanager
def dictated(planner: Planner, ids: list[int]) -> Iterator[None]:
    """While this lasts, the likeliest next token is always the next of ``ids`` (the prompt included)."""
    read = 0

    def count(module: nn.Module, args: tuple, kwargs: dict) -> None:
        nonlocal read
        if kwargs["past_key_values"].get_seq_length() == 0:
            read = 0  # a new conversation
        read += kwargs["input_ids"].shape[1]

    def favour(module: nn.Module, args: tuple, logits: Tensor) -> Tensor:
        logits = logits.clone()
        if read < len(ids):
            logits[ids[read]] = 1e4
        return logits

    handles = [
        planner.llm.model.register_forward_pre_hook(count, with_kwargs=True),
        planner.llm.lm_head.register_forward_hook(favour),
    ]
    try:
        with torch.no_grad():
            yield
    finally:
        for handle in handles:
            handle.remove()
