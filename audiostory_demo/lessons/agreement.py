"""How far two people who listened to the same sounds agree, beyond what luck would let them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Cohen's kappa: 1 where both always say the same, 0 where they agree as often as luck would have it.

    Args:
        one: somebody's answers, one a sound.
        other: somebody else's, to the same sounds in the same order.
    """
    if len(one) != len(other) or not one:
        raise ValueError(f"There are {len(one)} and {len(other)} answers. Pass as many of both, one a sound.")
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    luck = sum(list(one).count(answer) * list(other).count(answer) for answer in set(one)) / len(one) ** 2
    return 1.0 if luck == 1 else (agreed - luck) / (1 - luck)
