"""Where a story's time goes, and how far each part is from what this machine can do.

The three parts are timed where the story calls them; their floating point operations are counted by torch (matrix
products, convolutions and attention; Fourier transforms and element-wise work count as none, so the embedded codec,
which is mostly these, comes out low). The limit is a plain product of two large matrices in the same precision.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.flop_counter import FlopCounterMode

if TYPE_CHECKING:
    from ..pipeline import AudioStory

MATRIX, BEST_OF = 1536, 5  # side of the matrices, products timed


@dataclass(frozen=True)
class Part:
    """One part of the model while a story is told.

    Attributes:
        name: "planner", "transformer", "codec" or "the rest".
        seconds: spent in it.
        share: of the whole time.
        operations: floating point operations, a multiplication and an addition counting as two.
        of_limit: operations a second over what a plain matrix product reaches, None where none are counted.
    """

    name: str
    seconds: float
    share: float
    operations: float
    of_limit: float | None


@dataclass(frozen=True)
class Work:
    """Where the time of one story went.

    Attributes:
        seconds: of telling it.
        duration: of the story, seconds.
        limit: operations a second of a plain matrix product here.
        parts: planner, transformer, codec, the rest.
    """

    seconds: float
    duration: float
    limit: float
    parts: tuple[Part, ...]


def measure_work(model: AudioStory, prompt: str, duration: float = 30.0, seed: int = 0, **settings: Any) -> Work:
    """Tell a story twice: once to time its parts, once to count their operations (which slows it)."""
    seconds: dict[str, float] = {}
    operations: dict[str, float] = {}
    began = time.perf_counter()
    with _around(model, lambda name: _timed(name, seconds, model.model.device)):
        story = model.generate(prompt, duration=duration, seed=seed, **settings)
    total = time.perf_counter() - began
    with _around(model, lambda name: _counted(name, operations)):
        model.generate(prompt, duration=duration, seed=seed, **settings)
    limit = matrix_product_speed(model.model.device, next(model.model.flow.parameters()).dtype)
    parts = [
        Part(
            name, spent, spent / total, operations[name], operations[name] / spent / limit if operations[name] else None
        )
        for name, spent in seconds.items()
    ]
    rest = max(0.0, total - sum(seconds.values()))
    return Work(total, story.duration, limit, (*parts, Part("the rest", rest, rest / total, 0.0, None)))


def matrix_product_speed(device: torch.device, dtype: torch.dtype, side: int = MATRIX) -> float:
    """Floating point operations a second of a plain matrix product, the best of a few."""
    one, other = (torch.randn(side, side, device=device).to(dtype) for _ in range(2))
    times = []
    for _ in range(BEST_OF + 1):  # the first one warms up
        _wait(device)
        began = time.perf_counter()
        one @ other
        _wait(device)
        times.append(time.perf_counter() - began)
    return 2 * side**3 / min(times[1:])


@contextmanager
def _around(model: AudioStory, wrap: Callable[[str], Any]) -> Iterator[None]:
    """Enter ``wrap(part)`` around each call of a part."""
    parts: list[tuple[str, Any, str]] = [
        ("planner", model.model.planner, "_advance"),  # one pass, logits included
        ("transformer", model.model.flow, "velocity"),
        ("transformer", model.model.student, "velocity"),
        ("codec", model.model.codec, "decode"),
    ]
    with ExitStack() as stack:
        for name, owner, method in parts:
            if owner is not None:
                stack.enter_context(_replaced(owner, method, wrap(name)))
        yield


@contextmanager
def _replaced(owner: Any, method: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """A method of one object, wrapped for a while."""
    before = owner.__dict__.get(method)  # what wrapped it already, such as a compiled forward
    setattr(owner, method, wrap(getattr(owner, method)))
    try:
        yield
    finally:
        if before is None:
            delattr(owner, method)
        else:
            setattr(owner, method, before)


def _timed(
    name: str, seconds: dict[str, float], device: torch.device
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    seconds.setdefault(name, 0.0)

    def wrap(call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            began = time.perf_counter()
            result = call(*args, **options)
            _wait(device)
            seconds[name] += time.perf_counter() - began
            return result

        return timed

    return wrap


def _counted(name: str, operations: dict[str, float]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    operations.setdefault(name, 0.0)

    def wrap(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            with FlopCounterMode(display=False) as counter:
                result = call(*args, **options)
            operations[name] += float(counter.get_total_flops())
            return result

        return counted

    return wrap


def _wait(device: torch.device) -> None:
    """A GPU works on while Python has gone ahead."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
