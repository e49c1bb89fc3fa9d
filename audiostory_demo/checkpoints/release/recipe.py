"""What a release's config.yaml says. Its ``_target_`` strings name classes that are not ours and are not read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...checks.rules import Rule, count, maybe
from ...checks.sizes import SCALE, TOKENS
from ...files.reading import read_yaml

FEATURE_SCALE = 10.0  # of the published script, where the file does not say


@dataclass(frozen=True)
class Recipe:
    """Settings that no tensor shows.

    Attributes:
        semantic_tokens, residual_tokens: S and R.
        feature_scale: the fused sequence is divided by it once.
        alpha: LoRA's; the update counts alpha / rank times.
        rank: LoRA's, or None where the tensors tell.
        targets: names of the modules that have a LoRA update.
        saved: names of the modules that were trained whole, and so are stored twice.
        llm, tokenizer: names of the folders of the base language model and of the tokenizer.
    """

    semantic_tokens: int
    residual_tokens: int
    feature_scale: float
    alpha: float | None
    rank: int | None
    targets: frozenset[str]
    saved: frozenset[str]
    llm: str
    tokenizer: str


def find(values: Any, key: str) -> Any:
    """The first value under a key, at any depth; None if there is none."""
    if isinstance(values, dict) and values.get(key) is not None:
        return values[key]
    inner = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
    return next((found for value in inner if (found := find(value, key)) is not None), None)


def read_recipe(file: Path) -> Recipe:
    """Read a config.yaml; entries that are not known are left alone, for the real file's may differ."""
    values = read_yaml(file)
    lora = find(values, "peft_config")
    return Recipe(
        semantic_tokens=_checked(TOKENS, file, values, "num_t5_out_tokens"),
        residual_tokens=_checked(TOKENS, file, values, "num_aud_out_tokens"),
        feature_scale=_checked(maybe(SCALE), file, values, "t5_feature_scale") or FEATURE_SCALE,
        alpha=_checked(maybe(SCALE), file, values, "lora_alpha"),
        rank=_checked(maybe(count(1, 4096)), file, lora, "r"),
        targets=_names(values, "target_modules"),
        saved=_names(values, "modules_to_save"),
        llm=_folder(values, "pretrained_model_name_or_path"),
        tokenizer=_folder(find(values, "tokenizer"), "pretrained_model_path"),
    )


def _checked(rule: Rule, file: Path, values: Any, key: str) -> Any:
    return rule.check(f"{file}: {key}", find(values, key))


def _names(values: Any, key: str) -> frozenset[str]:
    found = find(values, key)
    # peft also takes a pattern in place of a list; then the tensors tell
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def _folder(values: Any, key: str) -> str:
    """Name of the last folder of a path: the paths themselves are those of another machine."""
    return Path(str(find(values, key) or "")).name
