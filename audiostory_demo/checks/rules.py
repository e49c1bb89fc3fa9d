"""What a setting may be: each field of a settings dataclass carries its rule, and one function checks them all.

A field says it beside its type, ``steps: Annotated[int, count(1, 1000, "denoising steps")] = 16``, so what is accepted,
what the error says and what the tests try to break are one text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from .values import finite, shown, whole


class Unfit(Exception):
    """A value that a rule does not accept."""


@dataclass(frozen=True)
class Rule:
    """What a value may be.

    Attributes:
        advice: the end of the error, after ``name=value``.
        fit: returns the value as it is kept, NumPy's numbers as Python's; raises Unfit.
    """

    advice: str
    fit: Callable[[Any], Any]

    def check(self, name: str, value: object) -> Any:
        """The value as it is kept; one that does not fit is an error that names it."""
        try:
            return self.fit(value)
        except Unfit:
            raise ValueError(f"{name}={shown(value)}{self.advice}") from None


def count(low: int, high: int, note: str = "") -> Rule:
    """A whole number."""

    def fit(value: object) -> int:
        number = whole(value)
        if number is None or not low <= number <= high:
            raise Unfit
        return number

    return Rule(f": pass a whole number from {low} to {high}{note and f' ({note})'}.", fit)


def number(low: float, high: float, note: str = "") -> Rule:
    """A real, finite number."""

    def fit(value: object) -> float:
        found = finite(value)
        if found is None or not low <= found <= high:
            raise Unfit
        return found

    return Rule(f": pass a number from {low:g} to {high:g}{note and f' ({note})'}.", fit)


def choice(*choices: str | bool) -> Rule:
    """One of a few values; 1 does not pass for True."""

    def fit(value: object) -> object:
        if not any(type(value) is type(one) and value == one for one in choices):
            raise Unfit
        return value

    return Rule(f" is not known. Choose {' or '.join(map(str, choices))}.", fit)


def words(longest: int, *, shortest: int = 0) -> Rule:
    """A text that can be stored."""

    def fit(value: object) -> str:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise Unfit
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unfit from None
        return value

    return Rule(f": pass a text of {shortest} to {longest} characters.", fit)


def several(rule: Rule, low: int, high: int, note: str) -> Rule:
    """A tuple whose items follow a rule; a list, which JSON brings, becomes one."""

    def fit(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple) or not low <= len(value) <= high:
            raise Unfit
        return tuple(rule.fit(item) for item in value)

    return Rule(f": pass a list of {note}.", fit)


def table(key: Rule, value: Rule, most: int, note: str) -> Rule:
    """A dict whose keys and values follow rules."""

    def fit(given: object) -> dict[Any, Any]:
        if not isinstance(given, Mapping) or len(given) > most:
            raise Unfit
        return {key.fit(name): value.fit(one) for name, one in given.items()}

    return Rule(f": pass {note}.", fit)


def maybe(rule: Rule) -> Rule:
    """None, or what a rule accepts."""
    return Rule(f"{rule.advice[:-1]}, or None.", lambda value: None if value is None else rule.fit(value))


def part(kind: type) -> Rule:
    """An object of a class, which checks itself."""

    def fit(value: object) -> object:
        if not isinstance(value, kind):
            raise Unfit
        return value

    return Rule(f": pass a {kind.__name__}.", fit)


@cache
def rules_of(cls: type) -> dict[str, Rule]:
    """The rule of each field; a field without one is a mistake in the class."""
    assert is_dataclass(cls)
    hints = get_type_hints(cls, include_extras=True)
    return {
        field.name: next(note for note in hints[field.name].__metadata__ if isinstance(note, Rule))
        for field in fields(cls)
    }


def check_fields(settings: Any, owner: str = "") -> None:
    """Check every field of a frozen dataclass and keep it in its own type; ``owner`` goes before names in errors."""
    kind: Any = type(settings)
    for name, rule in rules_of(kind).items():
        object.__setattr__(settings, name, rule.check(owner + name, getattr(settings, name)))


def check_values(rules: Mapping[str, Rule], values: Mapping[str, Any], owner: str) -> dict[str, Any]:
    """The same for a dict, whose keys may be left out but must be known."""
    for name in values:
        if name not in rules:
            raise ValueError(
                f"{owner}{name if isinstance(name, str) else shown(name)} is not known. Known: {', '.join(rules) or 'none'}."
            )
    return {name: rules[name].check(owner + name, value) for name, value in values.items()}
