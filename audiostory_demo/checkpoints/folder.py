"""Our own layout: ``config.json``, ``tokenizer.json`` and ``model.safetensors`` (or shards of it).

The words that strict decoding keeps to are in ``language.json``; a model without that file writes free prose.

Large matrices can be kept as 8-bit integers with one scale per row: the embedded model then fits in a package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import torch
from accelerate import init_empty_weights
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor

from ..config import ModelConfig
from ..files.reading import read_json, read_text
from ..files.writing import write_text, write_whole
from ..model import StoryModel

LANGUAGE = "language.json"
WEIGHTS, INDEX, CONFIG, TOKENIZER = "model.safetensors", "model.safetensors.index.json", "config.json", "tokenizer.json"
SCALE = ".scale"  # suffix of the row scales of a tensor kept in 8 bits
SMALLEST = 4096  # elements; smaller tensors stay in half precision
SHARD_BYTES = 4_000_000_000
Shapes = dict[str, tuple[int, ...]]


def quantize(weight: Tensor) -> tuple[Tensor, Tensor]:
    """[rows, columns] to int8 with one float32 scale per row [rows, 1]: at most half a step of error. Kernels have more columns."""
    scale = weight.float().abs().amax(dim=tuple(range(1, weight.ndim)), keepdim=True).clamp(min=1e-12) / 127
    return (weight.float() / scale).round().to(torch.int8), scale


def pack(state: dict[str, Tensor], bits: int) -> dict[str, Tensor]:
    """Tensors as they are kept in a file: 32 leaves them, 16 halves floats, 8 quantizes large matrices."""
    packed: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if bits == 8 and tensor.ndim == 2 and tensor.numel() >= SMALLEST and tensor.is_floating_point():
            packed[name], packed[name + SCALE] = quantize(tensor)
        elif bits < 32 and tensor.is_floating_point() and tensor.itemsize > 2 and not name.startswith("codec."):
            packed[name] = tensor.half()  # bfloat16 stays what it is: half precision has a smaller range
        else:
            packed[name] = tensor
    return {name: tensor.contiguous() for name, tensor in packed.items()}


def unpack(packed: dict[str, Tensor]) -> dict[str, Tensor]:
    """Undo :func:`pack`; floats come back as they were kept, quantized matrices as float32."""
    scales = {name: packed[name] for name in packed if name.endswith(SCALE)}
    state = {name: tensor for name, tensor in packed.items() if name not in scales}
    for name, scale in scales.items():
        if name.removesuffix(SCALE) not in state:
            raise ValueError(f"The weights hold {name}, but not what it scales. Copy the model folder again.")
        state[name.removesuffix(SCALE)] = state[name.removesuffix(SCALE)].float() * scale
    return state


def model_state(model: StoryModel) -> dict[str, Tensor]:
    """All weights, without the second half of a tied pair."""
    state = model.state_dict()
    if model.planner.llm.config.tie_word_embeddings:
        state.pop("planner.llm.lm_head.weight", None)
    return state


def save_model(model: StoryModel, folder: str | Path, *, bits: int = 32) -> Path:
    """Write a model folder.

    Args:
        model: on any device.
        folder: made if it is not there.
        bits: 32 keeps the weights' own type, 16 halves them, 8 quantizes large matrices.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    packed = pack({name: tensor.detach().cpu() for name, tensor in model_state(model).items()}, bits)
    _save_shards(packed, folder)
    values = model.config.to_dict()
    if model.config.language.sounds:  # most of it by far: a file of its own leaves the sizes readable
        language = values.pop("language")
        write_text(folder / LANGUAGE, json.dumps(language, indent=0, sort_keys=True, ensure_ascii=False) + "\n")
    else:
        (folder / LANGUAGE).unlink(missing_ok=True)  # of another model that was here before
    config = json.dumps(values, indent=2, sort_keys=True) + "\n"
    write_whole(folder / TOKENIZER, lambda p: model.planner.vocabulary.tokenizer.save(str(p), pretty=False))
    write_text(folder / CONFIG, config)
    return folder


def _save_shards(packed: dict[str, Tensor], folder: Path) -> None:
    """One file, or several with an index where it would pass SHARD_BYTES."""
    shards: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, tensor in packed.items():
        if size + tensor.nbytes > SHARD_BYTES and shards[-1]:
            shards.append({})
            size = 0
        shards[-1][name] = tensor
        size += tensor.nbytes
    names = (
        [WEIGHTS]
        if len(shards) == 1
        else [f"model-{i + 1:05d}-of-{len(shards):05d}.safetensors" for i in range(len(shards))]
    )
    for file, shard in zip(names, shards, strict=True):
        write_whole(folder / file, partial(save_file, shard, metadata={"format": "pt"}))
    if len(shards) == 1:
        (folder / INDEX).unlink(missing_ok=True)  # of a larger model that was here before
    else:
        places = {name: file for file, shard in zip(names, shards, strict=True) for name in shard}
        write_text(folder / INDEX, json.dumps({"metadata": {}, "weight_map": places}, indent=2) + "\n")


@contextmanager
def open_weights(file: Path) -> Iterator[safe_open]:
    """A safetensors file; one that is missing, truncated or foreign is an error that names it."""
    if not file.is_file():
        raise ValueError(f"{file} is missing. Copy the model folder again, whole.")
    try:
        with safe_open(file, framework="pt") as tensors:
            yield tensors
    except (SafetensorError, OSError) as error:
        raise ValueError(
            f"{file} is truncated or no safetensors file ({error}). Copy the model folder again."
        ) from error


def read_weights(file: Path) -> dict[str, Tensor]:
    """All tensors of one safetensors file."""
    with open_weights(file) as tensors:
        return {name: tensors.get_tensor(name) for name in tensors.keys()}  # noqa: SIM118 - no mapping


def read_shapes(file: Path) -> Shapes:
    """Names and shapes of what a safetensors file holds, from its header alone; what is kept in 8 bits is one tensor."""
    with open_weights(file) as tensors:
        found = {name: tuple(tensors.get_slice(name).get_shape()) for name in tensors.keys()}  # noqa: SIM118
    for name in [name for name in found if name.endswith(SCALE)]:
        matrix, scale = found.get(name.removesuffix(SCALE), ()), found.pop(name)
        if not matrix:
            raise ValueError(f"The weights hold {name}, but not what it scales. Copy the model folder again.")
        if scale != (matrix[0], 1):  # multiplied with another shape it would grow
            raise ValueError(f"{file} holds {name} as {scale}, not {(matrix[0], 1)}. Copy the model folder again.")
    return found


def load_folder(folder: str | Path) -> StoryModel:
    """Read a model folder in our layout, on the CPU, each weight in the type it was kept in."""
    folder = Path(folder)
    config = _read_config(folder / CONFIG)
    model = build(config, read_tokenizer(folder / TOKENIZER), str(folder))
    files = [folder / name for name in _weight_files(folder)]
    shapes: Shapes = {}
    for file in files:
        shapes |= read_shapes(file)
    # before any weight is read: a file of other sizes, however large, costs nothing
    check_keys(shapes_of(model_state(model)), shapes, str(folder))
    state: dict[str, Tensor] = {}
    for file in files:
        state |= unpack(read_weights(file))
    return fill(model, state, str(folder))


def _weight_files(folder: Path) -> list[str]:
    """Names of the files that hold the weights: one, or those that an index lists."""
    file = folder / INDEX
    if not file.is_file():
        return [WEIGHTS]
    places = read_json(file).get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(name, str) and Path(name).name for name in places.values()):
        raise ValueError(
            f"{file} is not an index of weight files: its weight_map lists none. Copy the model folder again."
        )
    return sorted({Path(name).name for name in places.values()})


def read_tokenizer(file: Path) -> Tokenizer:
    """A tokenizer.json."""
    if not file.is_file():
        raise ValueError(f"{file} is missing. Copy the model folder again, whole.")
    text = read_text(file)
    try:
        return Tokenizer.from_str(text)
    except Exception as error:  # the library has no type of its own for a bad file
        raise ValueError(f"{file} is truncated or no tokenizer ({error}). Copy the model folder again.") from error


def _read_config(file: Path) -> ModelConfig:
    values = read_json(file)
    if (language := file.with_name(LANGUAGE)).is_file():
        values["language"] = read_json(language)
    try:
        return ModelConfig.from_dict(values)
    except ValueError as error:
        raise ValueError(f"{file} is not the configuration of an AudioStory model: {error}") from error


def build(config: ModelConfig, tokenizer: Tokenizer, source: str) -> StoryModel:
    """A model without weights; what cannot be built of these sizes is an error that names the folder."""
    try:
        return empty_model(config, tokenizer)
    except ValueError:
        raise
    except Exception as error:  # sizes that pass every rule and still do not fit fail in the layers' own ways
        raise ValueError(
            f"The configuration in {source} describes no model that can be built ({error!r}). Copy the model folder again."
        ) from error


def empty_model(config: ModelConfig, tokenizer: Tokenizer) -> StoryModel:
    """A model without weights: nothing is initialised only to be overwritten; buffers are formulas and stay."""
    with init_empty_weights():
        return StoryModel(config, tokenizer)


def fill(model: StoryModel, state: dict[str, Tensor], source: str) -> StoryModel:
    """Give an empty model its weights, strictly, without a copy."""
    check_keys(shapes_of(model_state(model)), shapes_of(state), source)
    if whole := sorted(name for name, tensor in state.items() if not tensor.is_floating_point()):
        raise ValueError(
            f"The weights in {source} hold {whole[0]} as whole numbers without their scale. Copy the model folder again."
        )
    model.load_state_dict(state, strict=False, assign=True)  # strict by the check above; a tied head has no entry
    model.planner.llm.tie_weights()
    return model.eval().requires_grad_(False)


def shapes_of(state: dict[str, Tensor]) -> Shapes:
    """Names and shapes."""
    return {name: tuple(tensor.shape) for name, tensor in state.items()}


def check_keys(wanted: Shapes, found: Shapes, source: str) -> None:
    """Compare names and shapes; the error names the first few of each kind of difference."""
    missing = sorted(set(wanted) - set(found))
    extra = sorted(set(found) - set(wanted))
    shapes = [
        f"{name} is {found[name]}, not {wanted[name]}"
        for name in sorted(set(wanted) & set(found))
        if wanted[name] != found[name]
    ]
    problems = [
        f"{len(names)} {kind}: {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}"
        for kind, names in (("missing", missing), ("unexpected", extra), ("misshaped", shapes)) if names
    ]  # fmt: skip
    if problems:
        raise ValueError(
            f"The weights in {source} do not fit this model: {'; '.join(problems)}. Use the files of one release."
        )
