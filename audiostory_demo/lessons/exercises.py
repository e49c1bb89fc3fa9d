"""The exercises: a check says in a sentence what is not right yet, and hints come one at a time, for who asks."""

from __future__ import annotations

from typing import Any

from .checks import EXERCISES, Exercise, NotYet

GONE = "What exercise {} starts from is no longer there, or has changed. Run the notebook's cells from the top again."
LAST = "That was the last hint. One way to solve it stands in the notebook's solutions."


def check(exercise: str, answer: Any, *given: Any) -> str:
    """Check the answer to an exercise.

    Args:
        exercise: its number, such as "00.1".
        answer: yours, in any sensible spelling: 0.5, Fraction(1, 2), np.float32(0.5), torch.tensor(0.5).
        *given: what the exercise started from, where the check needs it.

    Returns:
        A sentence of praise.

    Raises:
        NotYet: says what is not right yet; in a notebook it shows nothing else.
        ValueError: for a number that no exercise has.
    """
    found = _find(exercise)
    said = _judged(exercise, found, answer, given)
    if said:
        raise NotYet(said)  # from here, so that no line of a solution stands in the traceback of a terminal either
    return f"Exercise {exercise}: right."


def hint(exercise: str, stage: int = 1) -> str:
    """A hint to an exercise.

    Args:
        exercise: its number, such as "00.1".
        stage: 1 for a nudge, more for more.
    """
    hints = _find(exercise).hints
    if isinstance(stage, bool) or not isinstance(stage, int) or stage < 1:
        raise ValueError(f"stage={stage!r} is not a stage. Pass 1, 2 or more.")
    more = f'More: hint("{exercise}", {stage + 1})' if stage < len(hints) else LAST
    return f"{hints[min(stage, len(hints)) - 1]} ({more})"


def _find(exercise: str) -> Exercise:
    if exercise not in EXERCISES:
        raise ValueError(f"There is no exercise {exercise!r}. Exercises: {', '.join(sorted(EXERCISES))}.")
    return EXERCISES[exercise]


def _judged(exercise: str, found: Exercise, answer: Any, given: tuple[Any, ...]) -> str:
    """What is not right yet; "" if all is."""
    if answer is None:
        return f"Exercise {exercise} has no answer yet. Replace None in the cell above and run it."
    if any(one is None for one in given):
        return f"Exercise {exercise} builds on the one before it, which has no answer yet. Solve that one first."
    kinds_fit = len(given) == len(found.given) and all(map(isinstance, given, found.given))
    if not kinds_fit:
        return GONE.format(exercise)
    try:
        found.judge(answer, *given)
    except NotYet as wrong:
        return f'{wrong} (For a hint: hint("{exercise}"))'
    except Exception:  # of the right kind, yet cut short, emptied or filled with something else
        return GONE.format(exercise)
    return ""
