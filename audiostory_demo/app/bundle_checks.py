"""What a bundle says of itself, checked before anything of it is decoded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..checks.values import whole
from .texts import refused

MOST_TEXT = 4_000_000  # bytes of its JSON file
RATES = range(4_000, 192_001)  # Hz
MOST_SEED = 2**63 - 1


def check_bundle(path: Path, most: int, locale: str) -> None:
    """Refuse a story whose files claim what cannot be.

    Args:
        path: its JSON file; the sound lies beside it.
        most: bytes that its sound may take when it is decoded to 32-bit floats.
        locale: language of the refusal.
    """
    try:
        size, whole_story = _read(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refused(locale, "broken_bundle") from error
    if size > most:
        raise refused(locale, "large_bundle", most=most // 1_000_000)
    if not whole_story:
        raise refused(locale, "broken_bundle")


def _read(path: Path) -> tuple[int, bool]:
    """Bytes of the decoded sound, and whether clips, rates and seeds fit each other."""
    import soundfile

    if path.stat().st_size > MOST_TEXT:
        return MOST_TEXT * MOST_TEXT, False
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    sound = path.parent / Path(values["sound"]).name
    try:
        info = soundfile.info(sound)
    except soundfile.LibsndfileError as error:
        raise ValueError(str(error)) from error
    rates = {values["sample_rate"], *(clip["sample_rate"] for clip in values["clips"])}
    seeds = [values["seed"], *(clip["seed"] for clip in values["clips"])]
    fits = (
        len(values["clips"]) == len(values["scenes"]) > 0
        and rates == {info.samplerate}
        and info.samplerate in RATES
        and all(_is_seed(seed) for seed in seeds)
    )
    return 4 * info.frames * info.channels, fits


def _is_seed(value: object) -> bool:
    number = whole(value)
    return number is not None and 0 <= number <= MOST_SEED
