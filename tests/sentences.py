"""What every refusal looks like."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

NAN, INF = float("nan"), float("inf")
BAD = {
    "none": None, "text": "many", "nan": NAN, "infinite": INF, "negative": -1, "fraction": 0.3, "huge": 10**12,
    "unprintable": 10**5000, "flag": True, "complex": 1j, "list": [1], "long list": [1] * 10**5, "dict": {"a": 1},
    "array": np.zeros(3), "bytes": b"x", "half a character": "\ud83c", "long text": "x" * 10**6, "class": int,
}  # fmt: skip
"""What almost nothing can be."""
LONGEST = 1000  # characters: a list of all known keys is the longest thing to say


@contextmanager
def one_sentence(*names: str) -> Iterator[None]:
    """A ValueError that can be shown to a user as it is, with these names in it."""
    with pytest.raises(ValueError) as caught:
        yield
    check_sentence(caught.value, *names)


def refused(call: Callable[[object], object], *names: str, but: Collection[str] = ()) -> None:
    """Each kind of bad value is refused in one sentence with these names, some kinds aside; tells of all that are not."""
    taken: dict[str, str] = {}
    for kind in (kind for kind in BAD if kind not in but):
        try:
            with one_sentence(*names):
                call(BAD[kind])
        except (Exception, pytest.fail.Exception) as error:
            taken[kind] = f"{type(error).__name__}: {error}"[:LONGEST]
    assert not taken, "\n".join(f"{kind}: {said}" for kind, said in taken.items())


def check_sentence(error: BaseException, *names: str) -> None:
    """Words of ours: a sentence or two on one line, with these names in it, and nothing of Python's own."""
    said = str(error)
    assert isinstance(error, ValueError), repr(error)
    assert said and said[-1] in ".?!" and "\n" not in said and len(said) <= LONGEST, said
    for name in names:
        assert name in said, said
    for stranger in ("object is not", "Traceback", "got an unexpected", "object has no attribute"):
        assert stranger not in said, said
