"""The release's layout is read strictly, but for what a real file may differ in; converting it changes nothing."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from golden_run import RELEASE, difference
from huggingface_hub import constants
from safetensors.torch import load_file, save_file
from tokenizers import AddedToken, Tokenizer, models
from torch import Tensor, nn
from transformers import Qwen2Config, Qwen2ForCausalLM, T5Config, T5EncoderModel

from audiostory_demo import AudioStory
from audiostory_demo.checkpoints.folder import model_state, shapes_of
from audiostory_demo.checkpoints.release import convert_release, is_release, load_release
from audiostory_demo.checkpoints.release.load import outline
from audiostory_demo.checkpoints.release.names import (
    CODEC,
    EMBEDDING,
    LLM,
    LORA_A,
    LORA_B,
    TEXT,
    Training,
    expected_shapes,
)
from audiostory_demo.checkpoints.release.null import encoder_shapes
from audiostory_demo.checkpoints.release.places import Places
from audiostory_demo.checkpoints.release.recipe import find, read_recipe
from audiostory_demo.checkpoints.release.tokenizer import PUBLISHED
from audiostory_demo.checkpoints.release.weights import merge, read_pickle, tidy
from audiostory_demo.checks.sizes import OOBLECK_DEFAULTS
from audiostory_demo.model import StoryModel

State = dict[str, Tensor]
FULL_SIZE = Path(__file__).parent / "golden" / "full_size_keys.json"
HOME = next(folder for folder in RELEASE.iterdir() if (folder / "config.yaml").is_file())
PICKLE = "pytorch_model.bin"
HEAD = LLM + "lm_head.weight"
SHARED, TOKENS = TEXT + "shared.weight", TEXT + "encoder.embed_tokens.weight"


def full_size(file: str) -> dict[str, tuple[int, ...]]:
    """Every key of the full-size release with its shape; the list has one line for all layers."""
    keys = {}
    for name, shape in json.loads(FULL_SIZE.read_text(encoding="utf-8"))[file].items():
        head, first, last, tail = re.fullmatch(r"([^{]*)(?:\{(\d+)-(\d+)\}(.*))?", name).groups()
        numbered = [f"{head}{i}{tail}" for i in range(int(first), int(last) + 1)] if first else [name]
        keys |= dict.fromkeys(numbered, tuple(shape))
    return keys


@pytest.fixture(scope="module")
def model() -> StoryModel:
    """The fixture's release as it is."""
    return load_release(RELEASE)


@pytest.fixture(scope="module")
def state() -> State:
    """What its pytorch_model.bin holds."""
    return read_pickle(HOME / PICKLE)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A copy of the fixture's release whose files may be changed."""
    copy = tmp_path / "release"
    shutil.copytree(RELEASE, copy, copy_function=shutil.copyfile)
    for folder in (copy, *copy.iterdir()):
        folder.chmod(0o755)
    return copy


def rewrite(release: Path, state: State) -> Path:
    """Replace the release's weights."""
    file = release / HOME.name / PICKLE
    file.unlink()
    torch.save(state, file)
    return release


def assert_same(got: StoryModel, expected: StoryModel) -> None:
    """Every weight, the configuration and the tokenizer, exactly."""
    ours, theirs = model_state(got), model_state(expected)
    assert ours.keys() == theirs.keys()
    different = [
        name for name in ours if ours[name].dtype != theirs[name].dtype or not torch.equal(ours[name], theirs[name])
    ]
    assert not different
    assert got.config.to_dict() == expected.config.to_dict()
    assert got.planner.vocabulary.tokenizer.to_str() == expected.planner.vocabulary.tokenizer.to_str()


class TestTheFullSizeModel:
    @pytest.fixture
    def places(self, tmp_path: Path) -> Places:
        """The small files of the real release: configurations, and a tokenizer of its size."""
        qwen = dict(
            model_type="qwen2", hidden_size=2048, intermediate_size=11008, num_hidden_layers=36, num_attention_heads=16,
            num_key_value_heads=2, vocab_size=151936, max_position_embeddings=32768, rope_theta=1000000.0,
            rms_norm_eps=1e-6, tie_word_embeddings=True,
        )  # fmt: skip
        t5 = dict(
            model_type="t5", d_model=1024, d_ff=2816, d_kv=64, num_heads=16, num_layers=24, vocab_size=32128,
            feed_forward_proj="gated-gelu", is_encoder_decoder=True,
        )  # fmt: skip
        yaml = (HOME / "config.yaml").read_text(encoding="utf-8")
        yaml = re.sub(r"\br: \d+", "r: 32", re.sub(r"lora_alpha: \d+", "lora_alpha: 32", yaml))
        yaml = re.sub(r"num_t5_out_tokens: \d+", "num_t5_out_tokens: 64", yaml)
        # special tokens included, the base tokenizer has 151,665
        words = {f"w{i}": i for i in range(151_662)}
        tokenizer = Tokenizer(models.WordLevel(words))
        tokenizer.add_tokens([AddedToken(tag, special=True) for tag in ("<|endoftext|>", "<|im_start|>", "<|im_end|>")])
        texts = {
            "config.yaml": yaml, "llm/config.json": json.dumps(qwen), "t5/config.json": json.dumps(t5),
            "llm/generation_config.json": json.dumps({"eos_token_id": [151664, 151662], "repetition_penalty": 1.05}),
            "llm/tokenizer.json": tokenizer.to_str(), "Flux_detokenizer/config.json": "{}",  # the class's defaults
        }  # fmt: skip
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Places(tmp_path)

    def test_has_exactly_the_keys_and_shapes_of_the_published_classes(self, places: Places):
        listed = {name: torch.empty(shape, device="meta") for name, shape in full_size(PICKLE).items()}
        recipe = read_recipe(places.home / "config.yaml")
        model, encoder, pairs = outline(places, recipe, shapes_of(listed))
        # known to be unused: untrained copies of the norms, one half of each tied pair
        used = shapes_of(tidy(listed, pairs, "the list"))
        assert {name for name in listed if name not in used} == {
            HEAD, TOKENS, *(name for name in listed if ".original_module." in name)
        }  # fmt: skip
        ours = shapes_of(model_state(model))
        assert expected_shapes(ours, encoder_shapes(encoder), Training.of(recipe, used, "the list")) == used
        codec = {name.removeprefix(CODEC): shape for name, shape in ours.items() if name.startswith(CODEC)}
        assert codec == full_size("Flux_detokenizer/model.safetensors")

        config = model.config
        assert config.planner["vocab_size"] == model.planner.vocabulary.size == 152_277
        assert (config.codec.hop, config.flow.latent_length, config.crossfade) == (2048, 645, 3.0)
        assert (config.min_scene, config.max_scene, config.max_duration) == (2.0, 29.9, 150.0)
        assert sum(parameter.numel() for parameter in model.flow.transformer.parameters()) > 5e8

    def test_the_tags_have_the_published_ids(self, places: Places):
        shapes = full_size(PICKLE)
        vocabulary = outline(places, read_recipe(places.home / "config.yaml"), shapes)[0].planner.vocabulary
        assert {tag: vocabulary.id(tag) for tag in ("</t5>", "<t5>", "<t5_00000>", "<aud>", "</aud>", "<aud_00000>")} == {
            "</t5>": 151665, "<t5>": 151669, "<t5_00000>": 151670, "<aud>": 151770, "</aud>": 151771, "<aud_00000>": 151772
        }  # fmt: skip
        assert {tag: vocabulary.id(tag) for tag in ("<timestamp>", "<|gen|>", "<|/think|>")} == {
            "<timestamp>": 151667, "<|gen|>": 152273, "<|/think|>": 152276
        }  # fmt: skip


class TestConverting:
    def test_a_converted_release_is_the_release(self, model: StoryModel, tmp_path: Path):
        out = convert_release(RELEASE, tmp_path / "converted")
        assert sorted(file.name for file in out.iterdir()) == ["config.json", "model.safetensors", "tokenizer.json"]
        converted = AudioStory.from_pretrained(out, device="cpu", dtype="float32")
        direct = AudioStory.from_pretrained(RELEASE, device="cpu", dtype="float32")
        assert_same(converted.model, direct.model)
        # the same weights lie at other addresses, where vector instructions may round the last bit otherwise
        told = [loaded.generate("A bell.", duration=1.0, seed=3, steps=1) for loaded in (converted, direct)]
        assert replace(told[0].plan, tokens=()) == replace(told[1].plan, tokens=())
        assert difference(told[0].audio, told[1].audio) < 1e-4

    def test_the_text_encoder_is_dropped_and_the_lora_weights_are_merged(self, model: StoryModel, tmp_path: Path):
        names = list(load_file(convert_release(RELEASE, tmp_path) / "model.safetensors"))
        assert "flow.null_embeds" in names
        assert not [name for name in names if "text_encoder" in name or "lora" in name]

    def test_fewer_bits_make_a_smaller_folder_that_still_loads(self, model: StoryModel, tmp_path: Path):
        sizes = []
        for bits in (32, 16, 8):
            out = convert_release(RELEASE, tmp_path / str(bits), bits=bits)
            sizes.append((out / "model.safetensors").stat().st_size)
            near = AudioStory.from_pretrained(out, device="cpu", dtype="float32").model.flow.pooled[0].weight
            assert difference(near, model.flow.pooled[0].weight.numpy()) < 0.05
        assert sizes == sorted(sizes, reverse=True)

    def test_sixteen_bits_stay_the_kind_they_are(self, release: Path, state: State):
        half = load_release(rewrite(release, {name: tensor.contiguous().bfloat16() for name, tensor in state.items()}))
        kinds = {name: tensor.dtype for name, tensor in model_state(half).items() if not name.startswith(CODEC)}
        kinds.pop("flow.null_embeds")  # computed, in float32
        assert set(kinds.values()) == {torch.bfloat16}

    def test_a_folder_that_cannot_be_written_is_found_before_the_weights_are_read(self, tmp_path: Path):
        (tmp_path / "file").touch()
        for out in (tmp_path / "file", tmp_path / "file" / "out"):
            with pytest.raises(ValueError, match=r"cannot be written .*Choose a folder"):
                convert_release("nowhere", out)
        assert [found.name for found in tmp_path.iterdir()] == ["file"]

    def test_a_release_is_not_written_over(self, release: Path):
        with pytest.raises(ValueError, match=r"holds a release itself\. Choose another folder"):
            convert_release(release, release / HOME.name)

    def test_bits_that_are_not_known_are_refused(self, tmp_path: Path):
        with pytest.raises(ValueError, match=r"bits=4 is not known\. Choose 32, 16 or 8"):
            convert_release(RELEASE, tmp_path, bits=4)


class TestMerging:
    def test_a_merged_weight_gives_what_weight_and_update_give(self):
        weight, a, b = torch.randn(8, 6), torch.randn(3, 6), torch.randn(8, 3)
        x = torch.randn(5, 6)
        torch.testing.assert_close(x @ merge(weight, a, b, 0.5).T, x @ weight.T + 0.5 * (x @ a.T @ b.T))
        assert merge(weight.bfloat16(), a, b, 0.5).dtype == torch.bfloat16

    def test_the_merged_model_gives_what_the_unmerged_one_gives(self, model: StoryModel, state: State):
        llm = Qwen2ForCausalLM(Qwen2Config(**model.config.planner)).eval()
        lora = find(read_yaml(HOME / "config.yaml"), "peft_config")
        for name, tensor in state.items():
            if name.startswith(LLM) and "lora_" not in name and ".original_module." not in name:
                plain = name.removeprefix(LLM).replace(".modules_to_save.default.", ".")
                llm.get_parameter(plain).data.copy_(tensor)
        updated = [name.removesuffix(LORA_A) for name in state if name.endswith(LORA_A)]
        assert {name.rpartition(".")[2] for name in updated} == set(lora["target_modules"])
        for name in updated:
            a, b = state[name + LORA_A], state[name + LORA_B]

            def update(module: nn.Module, args: tuple, output: Tensor, a: Tensor = a, b: Tensor = b) -> Tensor:
                return output + lora["lora_alpha"] / lora["r"] * (args[0] @ a.T @ b.T)

            llm.get_submodule(name.removeprefix(LLM)).register_forward_hook(update)
        ids = torch.tensor([model.planner.vocabulary.encode_prompt("A bell rings in the rain.", 3.0)])
        with torch.no_grad():
            expected, got = llm(ids).logits, model.planner.llm(ids).logits
        assert difference(got, expected.numpy()) < 2e-5


def read_yaml(file: Path) -> dict:
    import yaml

    return yaml.safe_load(file.read_text(encoding="utf-8"))


class TestWhatARealFileMayDifferIn:
    def test_the_newer_lora_naming_is_the_older_one(self, release: Path, state: State, model: StoryModel):
        updated = {name.removesuffix(LORA_A) for name in state if name.endswith(LORA_A)}
        newer = {}
        for name, tensor in state.items():
            module, _, kind = name.rpartition(".")
            newer[f"{module}.base_layer.{kind}" if module in updated else name] = tensor
        assert len(newer.keys() - state.keys()) > len(updated) / 2
        assert_same(load_release(rewrite(release, newer)), model)

    @pytest.mark.parametrize("half", [EMBEDDING, HEAD, SHARED, TOKENS])
    def test_one_half_of_a_tied_pair_is_enough(self, release: Path, state: State, model: StoryModel, half: str):
        if half in (EMBEDDING, HEAD) and not model.config.planner["tie_word_embeddings"]:
            pytest.skip("this fixture's language model has a head of its own")
        assert_same(load_release(rewrite(release, {n: t for n, t in state.items() if n != half})), model)

    def test_two_halves_that_differ_are_named(self, release: Path, state: State):
        with pytest.raises(ValueError, match=rf"different weights as {re.escape(EMBEDDING)} and {re.escape(HEAD)}"):
            load_release(rewrite(release, {**state, HEAD: state[HEAD] + 1}))

    def test_resamplers_and_untrained_copies_are_ignored(self, release: Path, state: State, model: StoryModel):
        others = {
            f"seedx.{kind}.layer.weight": torch.ones(2)
            for kind in ("input_resampler", "output_resampler", "whisper_resampler_llava")
        }
        kept = {name: tensor for name, tensor in state.items() if ".original_module." not in name}
        assert len(kept) < len(state)
        assert_same(load_release(rewrite(release, kept | others)), model)

    def test_order_of_keys_and_non_contiguous_tensors_make_no_difference(
        self, release: Path, state: State, model: StoryModel
    ):
        turned = {
            name: tensor.T.contiguous().T if tensor.ndim == 2 else tensor for name, tensor in reversed(state.items())
        }
        assert_same(load_release(rewrite(release, turned)), model)

    def test_the_codecs_weight_norm_may_have_its_newer_names(self, release: Path, model: StoryModel):
        file = release / "Flux_detokenizer" / "model.safetensors"
        newer = {
            name.replace("weight_g", "parametrizations.weight.original0").replace(
                "weight_v", "parametrizations.weight.original1"
            ): tensor
            for name, tensor in load_file(file).items()
        }
        file.unlink()
        save_file(newer, file)
        assert_same(load_release(release), model)

    def test_all_files_may_lie_in_one_folder_with_the_base_models_config(self, tmp_path: Path, model: StoryModel):
        flat = tmp_path / "flat"
        shutil.copytree(HOME, flat)
        for folder in ("llm", "tokenizer"):
            shutil.copytree(RELEASE / folder, flat, dirs_exist_ok=True)
        for folder in ("Flux_detokenizer", "flan-t5"):
            shutil.copytree(RELEASE / folder, flat / folder)
        assert_same(AudioStory.from_pretrained(flat, device="cpu", dtype="float32").model, model.float())

    @pytest.mark.parametrize("folder", [RELEASE, HOME, str(HOME)])
    def test_the_folder_may_be_the_one_with_the_weights_or_the_one_around_it(self, folder: Path | str):
        assert is_release(folder)
        assert load_release(folder).config.name == "audiostory-release"

    def test_a_neighbour_of_another_size_is_passed_over(self, release: Path, model: StoryModel):
        for folder in ("llm", "flan-t5"):
            other = release / f"a_{folder}"
            shutil.copytree(release / folder, other)
            values = json.loads((other / "config.json").read_text()) | {"hidden_size": 7, "d_model": 7}
            (other / "config.json").unlink()
            (other / "config.json").write_text(json.dumps(values))
        (release / "b").mkdir()
        (release / "b" / "config.json").write_text("{")
        assert_same(load_release(release), model)

    def test_a_model_in_our_layout_may_have_a_release_inside_its_folder(self, tmp_path: Path, model: StoryModel):
        out = convert_release(RELEASE, tmp_path / "ours")
        shutil.copytree(HOME, out / "release")
        assert not is_release(out)
        assert AudioStory.from_pretrained(out, device="cpu", dtype="float32").config == model.config


class TestPrecision:
    @pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
    def test_positions_keep_theirs_whatever_the_weights_have(self, model: StoryModel, dtype: str):
        half = AudioStory.from_pretrained(RELEASE, device="cpu", dtype=dtype).model
        assert {parameter.dtype for parameter in half.planner.parameters()} == {getattr(torch, dtype)}
        for name, buffer in model.named_buffers():
            assert torch.equal(half.get_buffer(name), buffer), name
        assert {parameter.dtype for parameter in half.codec.parameters()} == {torch.float32}


class TestBaseWeights:
    """A file may lack frozen weights; they are then taken from the base models' own folders."""

    @pytest.fixture
    def base(self, tmp_path: Path, model: StoryModel, state: State) -> Path:
        """The base models as their own library saves them: shards of the one, with a decoder in the other."""
        base = tmp_path / "base"
        llm = Qwen2ForCausalLM(Qwen2Config(**model.config.planner))
        for name in frozen(state):
            if name.startswith(LLM):
                llm.get_parameter(name.removeprefix(LLM)).data.copy_(state[name])
        llm.save_pretrained(base / "qwen", max_shard_size="100KB")
        assert len(list((base / "qwen").glob("*.safetensors"))) > 2
        text = {n.removeprefix(TEXT): t.contiguous() for n, t in state.items() if n.startswith(TEXT) and n != TOKENS}
        (base / "t5").mkdir()
        save_file({**text, "decoder.final_layer_norm.weight": torch.ones(4)}, base / "t5" / "model.safetensors")
        shutil.copyfile(RELEASE / "flan-t5" / "config.json", base / "t5" / "config.json")
        return base

    def test_are_taken_from_the_folder_that_is_passed(self, release: Path, base: Path, state: State, model: StoryModel):
        trained = {name: tensor for name, tensor in state.items() if name not in frozen(state)}
        assert len(trained) < len(state) - 20
        rewrite(release, trained)
        shutil.copyfile(release / "llm" / "generation_config.json", base / "qwen" / "generation_config.json")
        got = AudioStory.from_pretrained(release, base=base, device="cpu", dtype="float32").model
        assert all(torch.equal(tensor, model_state(model)[name]) for name, tensor in model_state(got).items())

    def test_are_found_beside_the_release(self, release: Path, base: Path, state: State, model: StoryModel):
        shutil.copyfile(release / "llm" / "generation_config.json", base / "qwen" / "generation_config.json")
        for folder in ("qwen", "t5"):
            shutil.copytree(base / folder, release / folder)
        got = load_release(
            rewrite(release, {name: tensor for name, tensor in state.items() if name not in frozen(state)})
        )
        assert all(torch.equal(tensor, model_state(model)[name]) for name, tensor in model_state(got).items())

    def test_that_are_nowhere_are_named_with_what_to_do(self, release: Path, state: State):
        rewrite(release, {name: tensor for name, tensor in state.items() if name not in frozen(state)})
        with pytest.raises(ValueError, match=r"missing: seedx\.llm\..*pass it as base="):
            load_release(release)

    def test_do_not_stand_in_for_trained_ones(self, release: Path, base: Path, state: State):
        norm = next(name for name in state if ".modules_to_save." in name)
        rewrite(release, {name: tensor for name, tensor in state.items() if name != norm})
        with pytest.raises(ValueError, match=re.escape(norm)):
            load_release(release, base=base)

    def test_a_base_that_is_no_folder_is_refused(self, tmp_path: Path):
        with pytest.raises(ValueError, match="is not a folder"):
            load_release(RELEASE, base=tmp_path / "nowhere")


def frozen(state: State) -> set[str]:
    """Weights that training left as they were: those under a LoRA update, their biases, the text encoder."""
    updated = {name.removesuffix(LORA_A) for name in state if name.endswith(LORA_A)}
    return {name for name in state if name.rpartition(".")[0] in updated or name.startswith(TEXT)}


class TestOtherDifferencesAreErrors:
    def some(self, state: State) -> list[str]:
        """One key of each kind: by its name without numbers, in order, then thinned out."""
        kinds = {re.sub(r"\d+", "N", name): name for name in state if ".original_module." not in name}
        return [name for name in kinds.values() if name not in (EMBEDDING, HEAD, SHARED, TOKENS)]

    def test_every_missing_key_is_named(self, release: Path, state: State):
        # one at a time would take minutes: a file that lacks one weight of each part tells whether all are looked for
        names = self.some(state)
        rewrite(release, {name: tensor for name, tensor in state.items() if name not in names[::5]})
        with pytest.raises(ValueError) as caught:
            load_release(release)
        assert f"{len(names[::5])} missing: {', '.join(sorted(names[::5])[:5])}" in str(caught.value)

    @pytest.mark.parametrize(
        "part", ["lora_B", "modules_to_save", "seedx.projector.2", "fc.0", "emebdder", "0.weights", "in_proj", "wi_0"]
    )
    def test_a_missing_key_is_named(self, release: Path, state: State, part: str):
        name = next(name for name in state if part in name)
        with pytest.raises(ValueError, match=f"1 missing: {re.escape(name)}"):
            load_release(rewrite(release, {n: t for n, t in state.items() if n != name}))

    @pytest.mark.parametrize(
        "part", ["lora_A", "modules_to_save", "audio_projector.0", "fc.0", "emebdder", "0.weights", "out_proj", "wi_1"]
    )
    def test_a_misshaped_key_is_named(self, release: Path, state: State, part: str):
        name = next(name for name in state if part in name)
        with pytest.raises(ValueError, match=f"misshaped: .*{re.escape(name)}"):
            load_release(rewrite(release, {**state, name: torch.zeros(*state[name].shape[:-1], 3)}))

    @pytest.mark.parametrize(
        "name",
        ["seedx.new.weight", LLM + "model.layers.0.self_attn.q_proj.lora_magnitude_vector", "x", "tangoflux.vae.w"],
    )
    def test_an_extra_key_is_named(self, release: Path, state: State, name: str):
        with pytest.raises(ValueError, match=f"1 unexpected: {re.escape(name)}"):
            load_release(rewrite(release, {**state, name: torch.zeros(2)}))

    def test_another_prefix_on_all_keys_names_what_is_missing(self, release: Path, state: State):
        with pytest.raises(ValueError, match="missing: "):
            load_release(rewrite(release, {f"module.{name}": tensor for name, tensor in state.items()}))

    def test_a_layer_that_no_configuration_knows_is_named(self, release: Path, state: State):
        more = {
            name.replace("layers.0.", "layers.99."): tensor for name, tensor in state.items() if ".layers.0." in name
        }
        with pytest.raises(ValueError, match=r"unexpected: .*layers\.99"):
            load_release(rewrite(release, state | more))

    def test_the_codecs_keys_are_checked_too(self, release: Path):
        file = release / "Flux_detokenizer" / "model.safetensors"
        weights = load_file(file)
        weights["decoder.snake9.alpha"] = weights.pop("decoder.snake1.alpha")
        file.unlink()
        save_file(weights, file)
        with pytest.raises(
            ValueError, match=r"1 missing: decoder\.snake1\.alpha; 1 unexpected: decoder\.snake9\.alpha"
        ):
            load_release(release)


class Harmful:
    """What a pickle must not be able to do."""

    def __reduce__(self) -> tuple:
        return os.system, ("echo harm > harm",)


def damage_half(file: Path) -> None:
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(data[: len(data) // 2])


class TestDamagedFiles:
    @pytest.mark.parametrize(
        "spoil",
        [
            damage_half,
            lambda file: file.write_bytes(b""),
            lambda file: file.write_text("<html>Not found</html>"),
            lambda file: file.write_bytes(pickle.dumps({"weights": [1, 2]})),
            lambda file: torch.save([torch.ones(2)], file),
            lambda file: torch.save({"model": {"weight": torch.ones(2)}}, file),
            lambda file: torch.save({"model": nn.Linear(2, 2)}, file),
            lambda file: file.write_bytes(pickle.dumps(Harmful())),
            lambda file: torch.save({"weight": Harmful()}, file),
            lambda file: file.unlink(),
        ],
        ids=["half", "empty", "a page", "a pickle", "a list", "nested", "a module", "code", "code in a zip", "missing"],
    )
    def test_a_truncated_or_foreign_pickle_is_one_sentence_and_runs_nothing(
        self, release: Path, spoil: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ):
        monkeypatch.chdir(tmp_path)
        file = release / HOME.name / PICKLE
        file.chmod(0o644)
        spoil(file)
        with pytest.raises(
            ValueError, match=rf"^[^\n]*{PICKLE} (is|holds) [^\n]*Copy or download the release again[^\n]*$"
        ):
            load_release(release)
        assert not (tmp_path / "harm").exists()

    @pytest.mark.parametrize(
        "file", ["Flux_detokenizer/model.safetensors", "llm/config.json", "audiostory/config.yaml"]
    )
    def test_other_damaged_files_are_named(self, release: Path, file: str):
        path = release / (file if "audiostory" not in file else f"{HOME.name}/config.yaml")
        path.chmod(0o644)
        path.write_text("a: [")
        with pytest.raises(ValueError, match=re.escape(path.name)):
            load_release(release)

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            (r"num_t5_out_tokens: \d+", "other: 1", "num_t5_out_tokens=None: pass a whole number from 1 to 1024"),
            (r"lora_alpha: \d+", "other: 1", "no lora_alpha"),
            (r"lora_alpha: \d+", "lora_alpha: none", "lora_alpha='none': pass a number from 0.001 to 1e+06"),
            (r"t5_feature_scale: \S+", "t5_feature_scale: 0", "t5_feature_scale=0: pass a number from 0.001 to 1e+06"),
        ],
    )
    def test_a_recipe_that_lacks_something_says_what(self, release: Path, old: str, new: str, says: str):
        file = release / HOME.name / "config.yaml"
        text = file.read_text(encoding="utf-8")
        assert re.search(old, text)
        file.chmod(0o644)
        file.write_text(re.sub(old, new, text))
        with pytest.raises(ValueError, match=re.escape(says)):
            load_release(release)


class TestFilesThatAreNowhere:
    @pytest.mark.parametrize(
        ("gone", "says"),
        [
            (["tokenizer", "tokenizer_base", "flan-t5/tokenizer.json"], "A tokenizer was not found"),
            (["tokenizer", "tokenizer_base"], "No tokenizer fits the weights"),
            (["llm"], "The configuration of the base language model (config.json with model_type qwen2) was not found"),
            (["flan-t5"], "The configuration of the text encoder (config.json with model_type t5) was not found"),
            (["Flux_detokenizer"], "The folder Flux_detokenizer was not found"),
            (["Flux_detokenizer/model.safetensors"], "model.safetensors is missing"),
            ([f"{HOME.name}/config.yaml", f"{HOME.name}/{PICKLE}"], "holds no release"),
        ],
    )
    def test_are_named_with_where_to_put_them(self, release: Path, gone: list[str], says: str):
        for name in gone:
            path = release / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        with pytest.raises(ValueError, match=re.escape(says)) as caught:
            load_release(release)
        assert str(release) in str(caught.value)
        assert re.search(r"\b(Put|Copy|copy|Pass)\b", str(caught.value))

    def test_generation_settings_that_are_missing_are_warned_of(self, release: Path):
        (release / "llm" / "generation_config.json").unlink()
        with pytest.warns(UserWarning, match="without a repetition penalty"):
            config = load_release(release).config
        assert (config.repetition_penalty, config.end_tokens) == (1.0, ("<|im_end|>", "<|endoftext|>"))


class TestTheTokenizer:
    def ids(self, release: Path) -> dict[str, int]:
        return load_release(release).planner.vocabulary.tokenizer.get_vocab()

    @pytest.fixture
    def published(self, model: StoryModel) -> dict[str, int]:
        return model.planner.vocabulary.tokenizer.get_vocab()

    def test_tags_are_numbered_by_their_place_in_the_list_and_not_by_the_numbers_in_it(
        self, release: Path, published: dict
    ):
        shutil.rmtree(release / "tokenizer")
        names = list(json.loads((release / "added_tokens.json").read_text()))
        (release / "added_tokens.json").unlink()
        (release / "added_tokens.json").write_text(json.dumps(dict.fromkeys(names, 7)))
        assert self.ids(release) == published

    def test_without_the_list_the_published_order_holds(self, release: Path, published: dict):
        assert tuple(json.loads((release / "added_tokens.json").read_text())) == PUBLISHED
        shutil.rmtree(release / "tokenizer")
        (release / "added_tokens.json").unlink()
        assert self.ids(release) == published

    def test_a_list_sorted_by_name_is_not_taken_for_the_order(self, release: Path, published: dict):
        (release / "added_tokens.json").unlink()
        names = list(json.loads((release / "tokenizer" / "added_tokens.json").read_text()))
        assert names == sorted(names)
        shutil.rmtree(release / "tokenizer_base")
        assert self.ids(release) == published

    def test_a_tokenizer_of_another_model_is_refused_with_both_sizes(self, release: Path):
        shutil.rmtree(release / "tokenizer")
        file = release / "tokenizer_base" / "tokenizer.json"
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.add_tokens(["one more"])
        file.unlink()
        tokenizer.save(str(file))
        with pytest.raises(
            ValueError, match=r"No tokenizer fits the weights: .* tokens, while .*embed_tokens\.weight has \d+ rows"
        ):
            load_release(release)


class TestTheHub:
    """The real library finds a release in a cache made here; no network is used."""

    name = "TencentARC/AudioStory-3B"

    @pytest.fixture
    def cache(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
        return tmp_path / "hub"

    def fill(self, cache: Path, *folders: str) -> Path:
        repository, revision = cache / "models--TencentARC--AudioStory-3B", "0" * 40
        snapshot = repository / "snapshots" / revision
        shutil.copytree(HOME, snapshot)
        for folder in folders:
            shutil.copytree(RELEASE / folder, snapshot / folder)
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text(revision)
        return snapshot

    def test_a_release_in_the_cache_is_read_by_its_name(self, cache: Path, model: StoryModel):
        self.fill(cache, "Flux_detokenizer", "llm", "tokenizer", "flan-t5")
        assert_same(AudioStory.from_pretrained(self.name, device="cpu", dtype="float32").model, model)

    def test_what_the_release_lacks_may_lie_in_a_base_folder(self, cache: Path, tmp_path: Path, model: StoryModel):
        self.fill(cache, "Flux_detokenizer")
        for folder in ("llm", "tokenizer", "flan-t5"):
            shutil.copytree(RELEASE / folder, tmp_path / "base" / folder)
        assert_same(
            AudioStory.from_pretrained(self.name, device="cpu", dtype="float32", base=tmp_path / "base").model, model
        )

    def test_other_revisions_in_the_cache_are_left_alone(self, cache: Path):
        snapshot = self.fill(cache, "Flux_detokenizer", "tokenizer", "flan-t5")
        shutil.copytree(RELEASE / "llm", snapshot.parent / "another_revision")
        with pytest.raises(ValueError, match="The configuration of the base language model"):
            AudioStory.from_pretrained(self.name, device="cpu")

    def test_a_name_that_is_not_in_the_cache_is_told_so_without_a_network(
        self, cache: Path, monkeypatch: pytest.MonkeyPatch
    ):
        message = r"TencentARC/AudioStory-3B could not be fetched from the hub and is not in its cache .*Check the name and the network"
        with pytest.raises(ValueError, match="is not in the hub's cache, and HF_HUB_OFFLINE forbids fetching it"):
            AudioStory.from_pretrained(self.name, device="cpu")
        # a network that refuses: nothing listens at this port
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
        monkeypatch.setattr("huggingface_hub.hf_api.api.endpoint", "http://127.0.0.1:9")
        with pytest.raises(ValueError, match=message):
            AudioStory.from_pretrained(self.name, device="cpu")


def test_codec_defaults_are_the_librarys(model: StoryModel):
    from inspect import signature

    from diffusers import AutoencoderOobleck

    defaults = {
        name: p.default for name, p in signature(AutoencoderOobleck.__init__).parameters.items() if name != "self"
    }
    assert defaults == OOBLECK_DEFAULTS


def test_the_null_condition_is_the_text_encoders_answer_to_an_empty_prompt(model: StoryModel, state: State):
    encoder = T5EncoderModel(T5Config.from_pretrained(RELEASE / "flan-t5")).eval()
    encoder.load_state_dict(
        {name.removeprefix(TEXT): tensor for name, tensor in state.items() if name.startswith(TEXT)}
    )
    tokens = model.config.bridge.semantic_tokens
    tokenizer = Tokenizer.from_file(str(RELEASE / "flan-t5" / "tokenizer.json"))
    tokenizer.enable_padding(length=tokens, pad_id=encoder.config.pad_token_id)
    empty = tokenizer.encode("")
    with torch.no_grad():
        expected = encoder(torch.tensor([empty.ids]), torch.tensor([empty.attention_mask])).last_hidden_state[0]
    assert difference(model.flow.null_embeds, expected.numpy()) < 1e-6
