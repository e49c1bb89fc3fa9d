"""The release's tensors: reading them, filling gaps that may be filled, and merging LoRA.

Pickles are mapped into memory, so a weight that stays as it is costs no copy; what is computed anew (a merged matrix)
keeps the type of the weight it replaces.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from ...checks.sizes import MOST_WEIGHTS
from ...files.reading import read_json
from ..folder import Shapes, read_weights
from .names import LLM, LORA_A, LORA_B, SAVED, TEXT, UNUSED, Training, release_name
from .places import INDEX, WEIGHTS, Places


def read_pickle(file: Path) -> dict[str, Tensor]:
    """A dict of tensors from a file of ``torch.save``, never running code that it holds."""
    if not file.is_file():
        raise ValueError(f"{file} is missing. Copy or download the release again, whole.")
    try:
        state = torch.load(file, map_location="cpu", weights_only=True, mmap=True)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise ValueError(
            f"{file} is truncated or no file of weights ({type(error).__name__}). Copy or download the release again."
        ) from error
    if not isinstance(state, dict) or not all(isinstance(tensor, Tensor) for tensor in state.values()):
        raise ValueError(f"{file} holds something else than a dict of tensors. Copy or download the release again.")
    # a tensor that repeats one number takes no room in the file, but would once it is copied
    if (size := sum(tensor.numel() for tensor in state.values())) > MOST_WEIGHTS:
        raise ValueError(f"{file} holds {size:.1e} weights, more than the {MOST_WEIGHTS:.0e} that are read.")
    return state


def tidy(state: dict[str, Tensor], pairs: list[tuple[str, str]], source: str) -> dict[str, Tensor]:
    """What the model needs, under the older names.

    Left out: resamplers and the untrained copies of modules that were trained whole. A newer peft's
    ``q_proj.base_layer.weight`` is the older one's ``q_proj.weight``. Of a tied pair one half stays.
    """
    tidied: dict[str, Tensor] = {}
    for name, tensor in state.items():
        if name.startswith(UNUSED) or ".original_module." in name:
            continue
        plain = name.replace(".base_layer.", ".") if name.startswith(LLM) else name
        if plain in tidied or (plain != name and plain in state):
            raise ValueError(
                f"{source} holds {plain} twice, once with base_layer in its name. Use the files of one release."
            )
        tidied[plain] = tensor
    for first, second in pairs:
        other = tidied.pop(second, None)
        if other is None:
            continue
        if first in tidied and not _same(tidied[first], other):
            raise ValueError(
                f"{source} holds different weights as {first} and {second}, which are one. Copy the release again."
            )
        tidied[first] = other
    return tidied


def _same(a: Tensor, b: Tensor) -> bool:
    return (a.data_ptr() == b.data_ptr() and a.stride() == b.stride() and a.shape == b.shape) or torch.equal(a, b)


def fill_gaps(state: dict[str, Tensor], expected: Shapes, places: Places, names: dict[str, str]) -> None:
    """Take frozen weights that the file lacks from the base models' own folders, where these are there.

    Args:
        state: changed in place.
        expected: every key of a whole file.
        places: where to look.
        names: preferred folder of the "qwen2" and the "t5" base model.
    """
    for prefix, model_type in ((LLM, "qwen2"), (TEXT, "t5")):
        # LoRA and the modules trained whole are no base model's
        missing = {
            name.removeprefix(prefix): name
            for name in expected
            if name.startswith(prefix)
            and name not in state
            and not name.endswith((LORA_A, LORA_B))
            and SAVED not in name
        }
        if not missing:
            continue
        for folder, _ in places.configurations(model_type, names[model_type]):
            if found := read_some(folder, set(missing)):
                state |= {missing[name]: tensor for name, tensor in found.items()}
                break


def read_some(folder: Path, names: set[str]) -> dict[str, Tensor]:
    """Those tensors of a library-layout folder (safetensors, one file or shards) whose names are asked for."""
    if (folder / INDEX).is_file():
        places = read_json(folder / INDEX).get("weight_map")
        if not isinstance(places, dict):
            raise ValueError(f"{folder / INDEX} is not an index of weight files. Copy or download it again.")
        files = sorted({Path(str(places[name])).name for name in names & set(places)})
    else:
        files = [WEIGHTS] if (folder / WEIGHTS).is_file() else []
    found: dict[str, Tensor] = {}
    for file in files:
        try:
            with safe_open(folder / file, framework="pt") as tensors:
                found |= {name: tensors.get_tensor(name) for name in names & set(tensors.keys())}
        except (OSError, SafetensorError) as error:
            raise ValueError(
                f"{folder / file} is missing or truncated ({error}). Copy or download it again."
            ) from error
    return found


def merge(weight: Tensor, a: Tensor, b: Tensor, scale: float) -> Tensor:
    """A weight [out, in] with its LoRA update, scale * b @ a, in the weight's own type."""
    return torch.addmm(weight.float(), b.float(), a.float(), alpha=scale).to(weight.dtype)


def take(state: dict[str, Tensor], ours: list[str], training: Training) -> dict[str, Tensor]:
    """Our weights out of the release's, LoRA merged; they leave ``state``, so that none is held twice."""
    taken: dict[str, Tensor] = {}
    for name in ours:
        plain = release_name(name)
        tensor = state.pop(training.name(plain) if plain.startswith(LLM) else plain)
        module = plain.removesuffix(".weight")
        if module + LORA_A in state:
            tensor = merge(tensor, state.pop(module + LORA_A), state.pop(module + LORA_B), training.scale)
        taken[name] = tensor.contiguous()  # a copy only of tensors that overlap themselves
    return taken


def read_codec(file: Path, wanted: list[str]) -> dict[str, Tensor]:
    """The autoencoder's weights under the names that the installed library gives them.

    Weight norm keeps a direction and a length; what the two are called has changed with its implementation.
    """
    older = {".weight_g": ".parametrizations.weight.original0", ".weight_v": ".parametrizations.weight.original1"}
    newer = {new: old for old, new in older.items()}
    renames = older if any(name.endswith(tuple(newer)) for name in wanted) else newer
    state: dict[str, Tensor] = {}
    for name, tensor in read_weights(file).items():
        end = next((end for end in renames if name.endswith(end)), "")
        state[name.removesuffix(end) + renames.get(end, "")] = tensor
    return state
