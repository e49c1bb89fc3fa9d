"""Reading an answer: any sensible spelling of it is taken, and what is wrong is said in a sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np

from ...story import BridgeTokens, Plan

T = TypeVar("T")
Judge = Callable[..., None]


class NotYet(AssertionError):
    """An answer that is not right yet. A notebook shows its sentence alone: a traceback would show the solution."""

    def _render_traceback_(self) -> list[str]:  # IPython asks an error for it
        return [f"Not yet. {self}"]


@dataclass(frozen=True)
class Exercise:
    """How an answer is judged.

    Attributes:
        judge: takes the answer and what the exercise started from; raises :class:`NotYet`.
        given: kinds of what the exercise started from.
        hints: from a nudge to nearly the answer.
    """

    judge: Judge
    given: tuple[type | tuple[type, ...], ...]
    hints: tuple[str, ...]


EXERCISES: dict[str, Exercise] = {}
"""Number -> exercise; the modules beside this one fill it when they are imported."""


def exercise(number: str, *hints: str, given: tuple[type | tuple[type, ...], ...] = ()) -> Callable[[Judge], Judge]:
    """Enter a judge under the number of its exercise."""

    def enter(judge: Judge) -> Judge:
        EXERCISES[number] = Exercise(judge, given, hints)
        return judge

    return enter


def right(condition: bool, otherwise: str) -> None:
    """Go on only if it is so."""
    if not condition:
        raise NotYet(otherwise)


def kind(answer: Any, wanted: type[T] | tuple[type[T], ...], what: str) -> T:
    """The answer, which must be of a kind."""
    right(isinstance(answer, wanted), f"Your answer is a {type(answer).__name__}. It should be {what}.")
    return answer


def number(answer: Any, what: str = "a number") -> float:
    """A number in any of its spellings: int, float, Fraction, Decimal, NumPy's and torch's, alone or as the only one."""
    strange = NotYet(f"Your answer is a {type(answer).__name__}. It should be {what}.")
    if isinstance(answer, (bool, np.bool_)):
        raise strange
    if isinstance(answer, (int, float, Fraction, Decimal)):
        try:
            value = float(answer)
        except OverflowError:
            raise NotYet(f"Your answer is too large. It should be {what}.") from None
    else:
        found = _plain(answer)
        if found is None or found.size != 1 or found.dtype.kind not in "iuf":
            raise strange
        value = float(found.reshape(()))
    right(bool(np.isfinite(value)), f"Your answer is {value}. It should be {what}, a finite one.")
    return value


def near(answer: Any, expected: float, tolerance: float, otherwise: str = "") -> None:
    """A number as good as the expected one; ``tolerance`` leaves room for rounding."""
    value = number(answer)
    right(abs(value - expected) <= tolerance, f"{value:.6g} is not right yet. {otherwise}".strip())


def share(answer: Any, expected: float, tolerance: float, otherwise: str = "") -> None:
    """The same for a share of a whole, which lies between 0 and 1."""
    value = number(answer)
    right(0 <= value <= 1, f"{value:.6g} is no share: a share lies between 0 and 1.")
    near(value, expected, tolerance, otherwise)


def whole(answer: Any, expected: int, otherwise: str = "") -> None:
    """Exactly this whole number, however it is spelt."""
    near(answer, expected, 1e-6, otherwise)


def numbers(answer: Any, shape: tuple[int, ...], what: str) -> np.ndarray:
    """An array of finite numbers, from a list, an array or a tensor; axes of length 1 may be missing or too many."""
    found = _plain(answer)
    if found is None or found.dtype.kind not in "iuf":
        raise NotYet(f"Your answer is a {type(answer).__name__}. It should be {what}.")
    fits = tuple(n for n in found.shape if n != 1) == tuple(n for n in shape if n != 1)
    right(fits, f"Your answer has the shape {found.shape}. It should be {what}, of the shape {shape}.")
    values = found.reshape(shape).astype(np.float64)
    right(bool(np.isfinite(values).all()), f"Your answer holds NaN or infinity. It should be {what}.")
    return values


def close(answer: Any, expected: np.ndarray, what: str, otherwise: str, *, tolerance: float = 1e-3) -> None:
    """An array as good as the expected one; ``tolerance`` is relative to its largest value."""
    values = numbers(answer, expected.shape, what)
    room = tolerance * max(float(np.abs(expected).max(initial=0.0)), 1e-9)
    right(bool((np.abs(values - expected) <= room).all()), otherwise)


def names(answer: Any) -> set[str]:
    """A set of names, from any collection of them."""
    right(
        isinstance(answer, Iterable) and not isinstance(answer, (str, bytes)),
        f"Your answer is a {type(answer).__name__}. It should be a set of names.",
    )
    found = list(answer)
    right(all(isinstance(name, str) for name in found), "Not all that you list are names. Pass text in quotes.")
    return {str(name).strip() for name in found}


def tokens_of(plan: Plan, whose: str) -> tuple[BridgeTokens, ...]:
    """A plan's bridge tokens, which must be there."""
    right(bool(plan.tokens), f"{whose} has no bridge tokens. model.with_bridge_tokens(plan) computes them.")
    return plan.tokens


def like(answer: Any, plan: Plan, *, texts: bool = True) -> Plan:
    """A plan with as many scenes and tokens as another one, and the same texts where they should not have changed."""
    found = kind(answer, Plan, "a Plan")
    right(
        len(found.scenes) == len(plan.scenes),
        f"Your plan has {len(found.scenes)} scenes, the one it is made from has {len(plan.scenes)}. Keep them all.",
    )
    if texts:
        right(found.scenes == plan.scenes, "The captions or durations changed. Leave the scenes as they are.")
        same = (found.instruction, found.duration, found.reasoning) == (plan.instruction, plan.duration, plan.reasoning)
        right(same, "Instruction, length or reasoning changed. Change the tokens only.")
    for scene, (now, before) in enumerate(zip(tokens_of(found, "Your plan"), tokens_of(plan, "The plan"), strict=True)):
        for name in ("semantic", "residual"):
            shape, wanted = getattr(now, name).shape, getattr(before, name).shape
            right(shape == wanted, f"Scene {scene}'s {name} tokens have the shape {shape}; they had {wanted}.")
    return found


def pair(answer: Any, ours: Plan, theirs: Plan) -> Plan:
    """A plan made of two others: the texts and semantic tokens of the first, and as many tokens as both."""
    shapes = [[tokens.residual.shape for tokens in tokens_of(plan, "A plan")] for plan in (ours, theirs)]
    right(
        shapes[0] == shapes[1],
        "The two plans to start from no longer fit. Run the notebook's cells from the top again.",
    )
    found = like(answer, ours)
    same_semantic(found, ours)
    return found


def same_semantic(now: Plan, before: Plan) -> None:
    """The semantic tokens must be as they were."""
    for scene, (ours, theirs) in enumerate(zip(now.tokens, before.tokens, strict=True)):
        right(
            np.array_equal(ours.semantic, theirs.semantic),
            f"Scene {scene}'s semantic tokens changed. Leave them alone.",
        )


def _plain(answer: Any) -> np.ndarray | None:
    """A list, an array or a tensor as an array; None for what is none."""
    if isinstance(answer, (str, bytes, dict, set, frozenset)):
        return None
    if hasattr(answer, "detach"):  # a tensor, wherever it lies and whatever follows from it
        answer = answer.detach().cpu()
        answer = answer.float().numpy() if answer.is_floating_point() else answer.numpy()
    try:
        found = np.asarray(answer)
        return found.astype(np.float64) if found.dtype.kind == "O" else found
    except (TypeError, ValueError, OverflowError, RuntimeError):
        return None
