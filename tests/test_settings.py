"""Every field of every configuration refuses what it cannot be, in one sentence, before anything is built."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import BAD, check_sentence, one_sentence, refused

from audiostory_demo.checkpoints.folder import _read_config
from audiostory_demo.checkpoints.loading import embedded_folder
from audiostory_demo.checkpoints.release.recipe import Recipe, read_recipe
from audiostory_demo.checks.rules import check_values, rules_of
from audiostory_demo.checks.sizes import DETOKENIZER, OOBLECK, PLANNER, TEXT_ENCODER, weights
from audiostory_demo.config import BridgeConfig, CodecConfig, FlowConfig, GenerationSettings, ModelConfig, from_dict
from audiostory_demo.evaluate.classifier import ClassifierConfig
from audiostory_demo.files.reading import MOST_DEPTH, read_json, read_yaml
from audiostory_demo.language.config import LanguageConfig

RECIPE = next((Path(__file__).parent / "golden" / "A" / "release").rglob("config.yaml"))
PARTS = {"bridge": BridgeConfig, "flow": FlowConfig, "codec": CodecConfig, "language": LanguageConfig}
CLASSES = (GenerationSettings, ModelConfig, *PARTS.values())
ACCEPTED = {
    "none": {"output_rate", "student_steps", "hearing", "latent_length", "levels", "ceiling", "num_key_value_heads", "head_dim", "rope_scaling",
             "rope_parameters", "sliding_window", "layer_types", "bos_token_id", "pad_token_id", "eos_token_id"},
    "text": {"name", "lead"},
    "flag": {"parallel_bridging", "interleaved", "tie_word_embeddings", "use_sliding_window", "continues", "loop"},
    "fraction": {"temperature", "crossfade", "align", "feature_scale", "repetition_penalty", "repeat_bias", "min_scene", "max_scene",
                 "min_duration", "max_duration", "attention_dropout", "initializer_range", "rms_norm_eps", "dropout_rate",
                 "layer_norm_epsilon", "initializer_factor", "shift", "guided_below"},
    "list": {"eos_token_id", "downsampling_ratios", "channel_multiples"},
    "dict": {"rope_scaling", "rope_parameters"},
}  # fmt: skip
"""The few fields that take one of these."""
OWN_KEYS = {"planner", "options"}
"""Those that are a dict with known keys."""


def accepted(name: str) -> set[str]:
    """Kinds of values that a field takes."""
    return {kind for kind, names in ACCEPTED.items() if name in names}


FIELDS = [(cls, field.name) for cls in CLASSES for field in fields(cls)]
DICTS = {"planner": PLANNER, "codec.options": OOBLECK, "detokenizer": DETOKENIZER, "text encoder": TEXT_ENCODER}


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_field_carries_its_rule_and_its_default_keeps_it(cls: type) -> None:
    assert set(rules_of(cls)) == {field.name for field in fields(cls)}
    assert cls() == from_dict(cls, {name: getattr(cls(), name) for name in rules_of(cls)})


@pytest.mark.parametrize(("cls", "name"), FIELDS, ids=lambda part: getattr(part, "__name__", part))
def test_a_field_refuses_what_it_cannot_be(cls: type, name: str) -> None:
    own_keys = {"dict"} if name in OWN_KEYS else set()
    refused(lambda bad: cls(**{name: bad}), f"{name}=", but=accepted(name) | own_keys)
    if own_keys:
        with one_sentence(f"{name}.a is not known"):
            cls(**{name: BAD["dict"]})


@pytest.mark.parametrize(("part", "name"), [(part, name) for part, rules in DICTS.items() for name in rules])
def test_so_does_every_setting_of_a_library_s_part(part: str, name: str) -> None:
    refused(lambda bad: check_values(DICTS[part], {name: bad}, f"{part}."), f"{part}.{name}=", but=accepted(name))


def test_a_dict_with_a_key_that_is_not_known_is_refused_with_the_known_ones() -> None:
    with one_sentence("planner.num_labels", "hidden_size"):
        ModelConfig(planner={"num_labels": 10**9})
    with one_sentence("codec.options.bands"):
        CodecConfig(options={"bands": 3})
    with one_sentence("ModelConfig has no tempo", "language"):
        ModelConfig.from_dict({"tempo": 3})
    for stranger in (None, 3, "x", [1]):
        with one_sentence("is not a ModelConfig"):
            ModelConfig.from_dict(stranger)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cls", "values", "says"),
    [
        (BridgeConfig, {"width": 10, "heads": 4}, "bridge.heads=4"),
        (FlowConfig, {"head_dim": 32}, "flow.rope=(16, 24, 24)"),
        (FlowConfig, {"head_dim": 9, "rope": (3, 3, 3)}, "flow.rope=(3, 3, 3)"),
        (FlowConfig, {"duration_width": 3}, "flow.duration_width=3"),
        (CodecConfig, {"hop": 100}, "codec.hop=100"),
        (CodecConfig, {"channels": 2}, "codec.channels=2"),
        (CodecConfig, {"kind": "oobleck", "hop": 512}, "codec.hop=512"),
        (CodecConfig, {"kind": "oobleck", "options": {"sampling_rate": 8000}}, "codec.options.sampling_rate=8000"),
        (ModelConfig, {"min_scene": 5, "max_scene": 4}, "min_scene=5"),
        (ModelConfig, {"min_duration": 5, "max_duration": 4}, "min_duration=5"),
        (ModelConfig, {"levels": (-10, -20)}, "levels=(-10.0, -20.0)"),
        (ModelConfig, {"planner": {"hidden_size": 30, "num_attention_heads": 4}}, "planner.hidden_size=30"),
        (ModelConfig, {"planner": {"num_attention_heads": 8, "num_key_value_heads": 3}}, "num_key_value_heads=3"),
        (ModelConfig, {"planner": {"num_hidden_layers": 2, "layer_types": ["full_attention"]}}, "layer_types"),
        (ModelConfig, {"planner": {"hidden_size": 16384, "intermediate_size": 131072, "num_hidden_layers": 256}}, "weights"),
    ],
)  # fmt: skip
def test_settings_that_do_not_go_together_are_named(cls: type, values: dict[str, Any], says: str) -> None:
    with one_sentence(says):
        cls(**values)


def test_numbers_of_any_kind_become_pythons_and_lists_tuples() -> None:
    config = FlowConfig(layers=np.int64(2), max_duration=3, rope=[16, 24, 24])  # type: ignore[arg-type]
    assert (type(config.layers), type(config.max_duration), config.rope) == (int, float, (16, 24, 24))


def test_the_number_of_weights_is_known_before_anything_is_built() -> None:
    embedded = ModelConfig.from_dict(json.loads((embedded_folder() / "config.json").read_text()))
    # planner, additions to it, bridge, transformer and student, as the model card counts them; of hearing its additions alone
    assert weights(embedded) == pytest.approx(45.9e6, rel=0.05)
    plain = replace(embedded, long_rank=0, hearing_rank=0, student_steps=None)
    large = replace(plain, planner={**embedded.planner, "num_hidden_layers": 12})
    assert weights(large) - weights(plain) == 6 * (4 * 320 * 320 + 3 * 320 * 896)
    added = replace(plain, long_rank=64)
    assert weights(added) - weights(plain) == 2_383_872  # what a model of this rank has


def test_a_model_of_version_0_1_has_its_language_among_its_own_settings() -> None:
    new = ModelConfig(language=LanguageConfig({"In order:": "."}, ("one", "two")))
    old = new.to_dict()
    language = old.pop("language")
    old |= {name: language[name] for name in ("quotations", "numbers")}
    assert ModelConfig.from_dict(json.loads(json.dumps(old))) == new == ModelConfig.from_dict(new.to_dict())
    with one_sentence("ModelConfig has no quotations"):
        ModelConfig.from_dict({**new.to_dict(), "quotations": {}})


class TestConfigurationFiles:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "config.json"

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("flow", "layers"), 100_000), (("codec", "hop"), 0), (("language", "quotations"), None), (("max_duration",), 1e999),
            (("planner", "num_hidden_layers"), 10**9), (("bridge",), []), (("planner",), None), (("language", "numbers"), "one"),
        ],
    )  # fmt: skip
    def test_the_file_and_the_setting_are_named(self, file: Path, path: tuple[str, ...], value: object) -> None:
        values = json.loads((embedded_folder() / "config.json").read_text())
        inner = values
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
        inner[path[-1]] = value
        file.write_text(json.dumps(values).replace("Infinity", "1e999"))
        with one_sentence(str(file)):
            _read_config(file)

    @pytest.mark.parametrize(
        "text",
        [
            "", "{", "[]", "3", "null", '{"steps": NaN}', '{"steps": -Infinity}', "[" * 10**5, '{"a":' * 10**5,
            '{"a": ' + "[" * 70 + "]" * 70 + "}", '{"steps": ' + "9" * 10**5 + "}", '"\\ud83c"', "\ufeff{}",
        ],
    )  # fmt: skip
    def test_what_is_no_json_of_a_sane_depth_is_refused(self, file: Path, text: str) -> None:
        file.write_text(text)
        with one_sentence(str(file)):
            _read_config(file)

    def test_a_file_that_is_too_large_is_not_read(self, file: Path) -> None:
        with file.open("wb") as sparse:
            sparse.truncate(10**10)
        with one_sentence(str(file), "10000000000 bytes"):
            _read_config(file)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        ),
        st.sampled_from([(field.name,) for field in fields(ModelConfig)]
                        + [(part, field.name) for part, cls in PARTS.items() for field in fields(cls)]
                        + [("planner", name) for name in PLANNER]),
    )  # fmt: skip
    def test_any_value_of_json_anywhere_is_accepted_or_named(self, value: object, path: tuple[str, ...]) -> None:
        nested = {path[0]: value} if len(path) == 1 else {path[0]: {path[1]: value}}
        try:
            assert ModelConfig.from_dict(nested).to_dict()
        except ValueError as error:
            check_sentence(error)


class TestYaml:
    BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "config.yaml"

    @pytest.mark.parametrize(
        "text",
        [
            BOMB, "a: &a [*a]", "a: &a {b: *a}", "[" * 1000, "a: [", "{}: {}: {}", "a: !!float ''", "a: !!bool x",
            "a: !!int x", "a: 2020-99-99", "a: !!timestamp x", "? [a]\n: 3", "a: *b", "\x00", "a: " + "9" * 5000,
            "x" * 100_000, "- &a a\n- <<: [*a]", "!!python/object/apply:os.system ['true']",
        ],
    )  # fmt: skip
    def test_bombs_loops_and_broken_texts_are_refused(self, file: Path, text: str) -> None:
        file.write_text(text)
        with one_sentence(str(file)):
            read_recipe(file)

    def test_an_alias_that_repeats_a_little_is_fine(self, file: Path) -> None:
        file.write_text("a: &a {r: 4}\nb: *a\nc:\n  <<: *a\n")
        assert read_yaml(file) == {"a": {"r": 4}, "b": {"r": 4}, "c": {"r": 4}}

    @given(st.data())
    def test_a_recipe_that_was_changed_anywhere_is_read_or_named(self, tmp_path_factory, data: st.DataObject) -> None:
        text = RECIPE.read_text(encoding="utf-8")
        start = data.draw(st.integers(0, len(text)))
        piece = data.draw(
            st.sampled_from(["", "[", "{", "&a ", "*a", "!!", ": ", "\t", "null", "-", "1e999", '"', "\n", ".nan"])
        )
        file = tmp_path_factory.getbasetemp() / "changed.yaml"
        file.write_text(text[:start] + piece + text[start + data.draw(st.integers(0, 9)) :], encoding="utf-8")
        try:
            assert isinstance(read_recipe(file), Recipe)
        except ValueError as error:
            check_sentence(error, str(file))

    @pytest.mark.parametrize("key", ["num_t5_out_tokens", "num_aud_out_tokens", "t5_feature_scale", "lora_alpha", "r"])
    @pytest.mark.parametrize("value", ["-1", "1e999", ".nan", "100000000", "many", "[1]", "{a: 1}", "true"])
    def test_every_number_of_a_recipe_has_its_range(self, file: Path, key: str, value: str) -> None:
        text = RECIPE.read_text(encoding="utf-8")
        assert f"{key}: " in text
        lines = [f"{line.split(key)[0]}{key}: {value}" if f"{key}: " in line else line for line in text.splitlines()]
        file.write_text("\n".join(lines))
        with one_sentence(str(file), key):
            read_recipe(file)


def test_json_of_the_greatest_depth_is_read(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"a": ' + "[" * MOST_DEPTH + "]" * MOST_DEPTH + "}")
    assert read_json(file)
    file.write_text('{"a": ' + "[" * (MOST_DEPTH + 1) + "]" * (MOST_DEPTH + 1) + "}")
    with one_sentence("inside each other"):
        read_json(file)


@pytest.mark.parametrize("name", [field.name for field in fields(ClassifierConfig)])
def test_a_listener_s_configuration_is_looked_at_too(name: str) -> None:
    refused(lambda bad: ClassifierConfig.from_dict({name: bad}), f"{name}=")
