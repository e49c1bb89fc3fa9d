"""What the bridge lab does to bridge tokens: scale, drop, swap, mix, shuffle."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from ..story import BridgeTokens

KINDS = ("semantic", "residual")


def drop(tokens: BridgeTokens, kind: str, numbers: Collection[int] | None = None) -> BridgeTokens:
    """Tokens of one kind set to zero: those with the given 0-based numbers, or all."""
    part = _part(tokens, kind).copy()
    if numbers is not None and (wrong := [number for number in numbers if not 0 <= number < len(part)]):
        raise ValueError(f"There is no {kind} token {wrong[0]}. Pass numbers from 0 to {len(part) - 1}.")
    part[slice(None) if numbers is None else list(numbers)] = 0.0
    return _with(tokens, kind, part)


def swap(tokens: BridgeTokens, other: BridgeTokens, kind: str = "residual") -> BridgeTokens:
    """These tokens, with another scene's of one kind."""
    return mix(tokens, other, kind, 1.0)


def mix(tokens: BridgeTokens, other: BridgeTokens, kind: str = "residual", share: float = 0.5) -> BridgeTokens:
    """Between two scenes: 0 keeps these tokens of one kind, 1 takes the other scene's."""
    if not 0 <= share <= 1:
        raise ValueError(f"share={share} is not between the two. Pass a number from 0 to 1.")
    own, others = _part(tokens, kind), _part(other, kind)
    if own.shape != others.shape:
        raise ValueError(f"The {kind} tokens have shapes {own.shape} and {others.shape}. Take both from one model.")
    return _with(tokens, kind, own * np.float32(1 - share) + others * np.float32(share))


def shuffle(tokens: BridgeTokens, kind: str = "semantic", seed: int = 0) -> BridgeTokens:
    """Tokens of one kind with their values in random places: each as large as before, none with its meaning.

    Values are moved within each token. The order of the tokens alone would not be heard: neither the fusing attention nor
    the transformer knows it.
    """
    part = _part(tokens, kind)
    return _with(tokens, kind, np.random.default_rng(seed).permuted(part, axis=1))


def _part(tokens: BridgeTokens, kind: str) -> np.ndarray:
    if kind not in KINDS:
        raise ValueError(f'kind={kind!r} is not a kind of bridge token. Choose "semantic" or "residual".')
    return getattr(tokens, kind)


def _with(tokens: BridgeTokens, kind: str, part: np.ndarray) -> BridgeTokens:
    return BridgeTokens(part, tokens.residual) if kind == "semantic" else BridgeTokens(tokens.semantic, part)
