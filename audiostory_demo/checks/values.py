"""What counts as a number (Python's and NumPy's alike, but neither True nor NaN), and how to show what does not."""

from __future__ import annotations

import math
import numbers


def finite(value: object) -> float | None:
    """A real, finite number as a float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None
    try:
        number = float(value)
    except OverflowError:  # a whole number too large for a float
        return None
    return number if math.isfinite(number) else None


def whole(value: object) -> int | None:
    """A whole number as an int; None for anything else, 2.0 too."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        return None
    return int(value)


def shown(value: object) -> str:
    """A value as an error message shows it: its repr, cut short."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        return f"a {type(value).__name__}"
    if "\n" in text:  # an array's
        text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."
