"""Texts of the page in the languages it speaks: one file per language under ``assets/app/texts``, for translators to edit,
and one under ``assets/app/lesson`` with those of the lesson on the bridge.

Labels are translated by Gradio in the browser (:func:`label`); text that is made while a story is told is
translated here (:func:`say`), for the language that the browser asks for.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ..player import LABELS

FILES = {"en": "en", "zh-CN": "zh", "ko": "ko", "de": "de"}
"""Locale -> file."""

LOCALES = tuple(FILES)


class Refused(ValueError):
    """What a visitor asked for cannot be done, said in the visitor's language."""


@cache
def texts(locale: str) -> dict[str, str]:
    """Key -> text in a language."""
    read: dict[str, str] = {}
    for part in ("texts", "lesson"):
        path = files("audiostory_demo") / "assets" / "app" / part / f"{FILES[locale]}.yaml"
        read |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return read


def translations() -> dict[str, dict[str, str]]:
    """Locale -> key -> text, as ``gr.I18n`` takes it."""
    tables = {locale: texts(locale) for locale in LOCALES}
    return tables | {"zh": tables["zh-CN"]}


def label(key: str) -> Any:
    """A text that Gradio translates in the browser."""
    from gradio.i18n import I18nData

    assert key in texts("en"), key
    return I18nData(key)


def locale_of(accepted: str) -> str:
    """The first of our languages that an Accept-Language header names; English otherwise."""
    known = {locale[:2]: locale for locale in LOCALES}
    for part in accepted.split(","):
        if (language := part.strip()[:2].lower()) in known:
            return known[language]
    return "en"


def say(locale: str, key: str, **values: Any) -> str:
    """A text in a language, with its values filled in."""
    return texts(locale)[key].format(**values)


def refused(locale: str, key: str, **values: Any) -> Refused:
    """The error that says so."""
    return Refused(say(locale, key, **values))


def player_labels(locale: str) -> dict[str, str]:
    """What :func:`audiostory_demo.player.player_html` says, in a language."""
    return {name: texts(locale)[f"player_{name}"] for name in LABELS}
