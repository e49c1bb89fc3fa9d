"""From a name to a model that is ready to run: the embedded one, a folder, or a hub id."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

import torch
from torch import nn

from ..checks.values import shown
from ..files.writing import user_path
from ..model import StoryModel, memory_errors
from .folder import CONFIG, load_folder

EMBEDDED = ("tiny",)
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def embedded_folder(name: str = "tiny") -> Path:
    """Folder of an embedded model inside the package."""
    return Path(str(resources.files("audiostory_demo"))) / "assets" / name


def load_model(
    name: str | Path = "tiny", *, device: str = "auto", dtype: str = "auto", base: str | Path | None = None
) -> StoryModel:
    """Load a model by name and put it where it runs; see ``AudioStory.from_pretrained``."""
    target = choose_device(device)
    if not isinstance(dtype, str) or dtype not in ("auto", *DTYPES):
        raise ValueError(f"dtype={shown(dtype)} is not known. Choose auto, {', '.join(DTYPES)}.")
    if base is not None and not isinstance(base, str | os.PathLike):
        raise ValueError(f"base={shown(base)} is not a folder. Pass the folder that holds the base models' files.")
    folder = find_folder(name)
    model = load_folder_of(folder, None if base is None else user_path(base))
    model.folder = folder
    with memory_errors(target):
        return place(model, target, dtype)


def load_folder_of(folder: Path, base: str | Path | None = None) -> StoryModel:
    """Read a folder in either layout."""
    from .release import is_release, load_release

    # asked first: a release may hold a config.json, its base model's
    if is_release(folder):
        return load_release(folder, base=base)
    if (folder / CONFIG).is_file():
        return load_folder(folder)
    raise ValueError(
        f"{folder} holds no model: neither {CONFIG} (our layout) nor config.yaml and pytorch_model.bin "
        "(the release's). Pass the folder that holds them."
    )


def find_folder(name: str | Path) -> Path:
    """The local folder behind a name; a hub id is fetched into the hub's cache."""
    if not isinstance(name, str | os.PathLike) or not str(name):
        raise ValueError(
            f"{shown(name)} is not a model name. Pass {' or '.join(EMBEDDED)}, a model folder, or a hub id."
        )
    text = str(name)
    if text in EMBEDDED:
        return embedded_folder(text)
    local = user_path(name)
    if os.path.isdir(local):  # unlike Path.is_dir no error for what is too long to be a name
        return _snapshot(local)
    if text.count("/") == 1 and not text.startswith((".", "/", "~")):
        return fetch(text)
    raise ValueError(
        f"{shown(text)} is not a model. Known models: {', '.join(EMBEDDED)}; "
        "or pass a model folder, or a hub id such as TencentARC/AudioStory-3B."
    )


def _snapshot(folder: Path) -> Path:
    """The folder itself; of a folder in the hub's cache (models--owner--name) the snapshot that its main branch is at."""
    snapshots = folder / "snapshots"
    if not snapshots.is_dir():
        return folder
    main = folder / "refs" / "main"
    there = sorted((one for one in snapshots.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime)
    named = snapshots / (main.read_text(encoding="utf-8").strip() if main.is_file() else "none")
    if not there:
        raise ValueError(f"{folder} is a cache of the hub that holds no snapshot. Fetch the model again.")
    return named if named in there else there[-1]


def fetch(hub_id: str) -> Path:
    """Download a hub repository, or find it in the cache."""
    from huggingface_hub import constants, snapshot_download

    offline = constants.is_offline_mode()
    try:
        return Path(snapshot_download(hub_id, local_files_only=offline))
    except Exception as error:  # the hub's own errors and those of whatever library it talks HTTP with
        if offline:
            raise ValueError(
                f"{hub_id} is not in the hub's cache, and HF_HUB_OFFLINE forbids fetching it. Unset that, name a model "
                f"folder, or use the embedded model: {', '.join(EMBEDDED)}."
            ) from error
        raise ValueError(
            f"{hub_id} could not be fetched from the hub and is not in its cache ({type(error).__name__}). "
            f"Check the name and the network, or use the embedded model: {', '.join(EMBEDDED)}."
        ) from error


def choose_device(device: str = "auto") -> torch.device:
    """The one place where a device is chosen."""
    device = str(device) if isinstance(device, torch.device) else device
    if not isinstance(device, str):
        raise ValueError(f"device={shown(device)} is not known. Choose auto, cpu, cuda, cuda:0 or mps.")
    if device == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        chosen = torch.device(device)
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"device={shown(device)} is not known. Choose auto, cpu, cuda, cuda:0 or mps.") from error
    if chosen.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(
            f"device={device!r} was asked for, but no CUDA GPU is available here. Pass device='cpu' or 'auto'."
        )
    if chosen.type == "cuda" and (chosen.index or 0) >= torch.cuda.device_count():
        raise ValueError(
            f"device={device!r} does not exist: there are {torch.cuda.device_count()} CUDA GPUs, counted from 0."
        )
    if chosen.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"device={device!r} was asked for, but this machine has none. Pass device='cpu' or 'auto'.")
    if chosen.type not in ("cpu", "cuda", "mps"):
        raise ValueError(f"device={device!r} is not supported. Choose auto, cpu, cuda or mps.")
    return chosen


def place(model: StoryModel, device: torch.device, dtype: str = "auto") -> StoryModel:
    """Move a model to its device and precision.

    The codec and the projector of hearing always stay in float32. "auto" means: on a GPU bfloat16 throughout; on a CPU
    float32 for the planner and bridge, and bfloat16 for the transformer where the CPU computes in it (about twice as fast).
    """
    parts = ("planner", "bridge", "flow", "student")
    if dtype != "auto":
        kinds = dict.fromkeys(parts, DTYPES[dtype])
    elif device.type == "cpu":
        fast = torch.bfloat16 if cpu_has_bfloat16() else torch.float32
        kinds = {"planner": torch.float32, "bridge": torch.float32, "flow": fast, "student": fast}
    else:
        kinds = dict.fromkeys(parts, torch.bfloat16)
    for name, kind in {**kinds, "codec": torch.float32, "hearing": torch.float32}.items():
        if (part := getattr(model, name)) is not None:
            _cast(part, device, kind)
    return model


def _cast(module: nn.Module, device: torch.device, dtype: torch.dtype) -> None:
    """Move a module, weight by weight, so that the device never holds it in two precisions.

    Buffers keep their precision: rotary frequencies rounded to bfloat16 would be other positions.
    """
    buffers = {name: buffer.clone() for name, buffer in module.named_buffers()}
    module.to(device=device, dtype=dtype)
    for name, buffer in module.named_buffers():
        buffer.data = buffers[name].to(device)


def cpu_has_bfloat16() -> bool:
    """Whether this CPU multiplies bfloat16 in hardware. AUDIOSTORY_CPU_DTYPE=float32 says no."""
    if os.environ.get("AUDIOSTORY_CPU_DTYPE") == "float32":
        return False
    # older versions of torch do not tell: float32 is right on every CPU
    capabilities = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16"))
