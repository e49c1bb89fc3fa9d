"""A story on disk: sound, a JSON file with everything one can read, a safetensors file with the arrays.

Loading needs NumPy, soundfile and safetensors only, so saved stories can be shown without torch.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from .config import GenerationSettings, from_dict
from .story import BridgeTokens, Clip, Plan, Scene, Story

SOUNDS = {".wav": "FLOAT", ".flac": "PCM_24"}  # WAV keeps every bit; FLAC has no float samples
FORMAT = 1


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Call ``write`` on a temporary name beside ``path``, then rename: a reader never meets half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    try:
        write(Path(name))
        os.chmod(name, 0o666 & ~_umask())  # mkstemp makes private files
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_writable(path: str | Path) -> Path:
    """Check an output path before work begins; returns it as a Path."""
    path = Path(path)
    if path.suffix.lower() not in SOUNDS:
        raise ValueError(f"{path} does not end in {' or '.join(SOUNDS)}. Choose one of these sound formats.")
    if path.is_dir():
        raise ValueError(f"{path} is a folder. Name a file in it, such as {path / 'story.wav'}.")
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ValueError(f"{path} cannot be written ({error.strerror}). Choose a folder where you may write.") from error
    return path


def _companions(path: str | Path) -> tuple[Path, Path]:
    path = Path(path)
    return path.with_suffix(".json"), path.with_suffix(".safetensors")


def save_story(story: Story, path: str | Path) -> Path:
    """Write ``path`` (.wav or .flac) with .json and .safetensors beside it; returns the path."""
    import soundfile
    from safetensors.numpy import save_file

    path = check_writable(path)
    json_path, arrays_path = _companions(path)
    text = json.dumps(_describe(story, path.name), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    subtype = SOUNDS[path.suffix.lower()]
    write_whole(path, lambda p: soundfile.write(p, story.audio.T, story.sample_rate, subtype=subtype))
    write_whole(arrays_path, lambda p: save_file(_arrays(story), p))
    write_whole(json_path, lambda p: p.write_text(text, encoding="utf-8"))
    return path


def _describe(story: Story, sound: str) -> dict[str, Any]:
    plan = story.plan
    return {
        "format": FORMAT,
        "sound": sound,
        "instruction": plan.instruction,
        "duration": plan.duration,
        "reasoning": plan.reasoning,
        "scenes": [asdict(scene) for scene in plan.scenes],
        "clips": [{"sample_rate": clip.sample_rate, "seed": clip.seed} for clip in story.clips],
        "settings": asdict(story.settings),
        "seed": story.seed,
        "sample_rate": story.sample_rate,
        "model": story.model,
        "versions": story.versions,
        "stats": story.stats,
    }


def _arrays(story: Story) -> dict[str, np.ndarray]:
    arrays = {f"clip.{i}": clip.samples for i, clip in enumerate(story.clips)}
    for i, tokens in enumerate(story.plan.tokens):
        arrays |= {f"semantic.{i}": tokens.semantic, f"residual.{i}": tokens.residual}
    return {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def load_story(path: str | Path) -> Story:
    """Read a saved story; ``path`` is any of its three files."""
    import soundfile
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    json_path, arrays_path = _companions(path)
    for needed in (json_path, arrays_path):
        if not needed.is_file():
            raise ValueError(f"{needed} is missing. A saved story is a sound file with a .json and a .safetensors beside it.")
    try:
        values = json.loads(json_path.read_text(encoding="utf-8"))
        arrays = load_file(arrays_path)
        sound, rate = soundfile.read(json_path.parent / Path(values["sound"]).name, dtype="float32", always_2d=True)
        scenes = tuple(from_dict(Scene, scene) for scene in values["scenes"])
        settings = from_dict(GenerationSettings, values["settings"])
        clips = tuple(Clip(arrays[f"clip.{i}"], **clip) for i, clip in enumerate(values["clips"]))
        tokens = tuple(
            BridgeTokens(arrays[f"semantic.{i}"], arrays[f"residual.{i}"])
            for i in range(len(scenes)) if f"semantic.{i}" in arrays
        )  # fmt: skip
        plan = Plan(values["instruction"], values["duration"], values["reasoning"], scenes, tokens)
        return Story(
            sound.T, rate, plan, clips, settings, values["seed"], values["model"], values["versions"], values["stats"]
        )
    except (KeyError, TypeError, ValueError, SafetensorError, soundfile.LibsndfileError) as error:
        raise ValueError(f"{json_path} is not a whole saved story ({error}). Save it again with Story.save.") from error
