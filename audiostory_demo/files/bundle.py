"""A story on disk: sound, a JSON file with everything one can read, a safetensors file with the arrays.

Loading needs NumPy, soundfile and safetensors only, so saved stories can be shown without torch.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..config import GenerationSettings, from_dict
from ..story import BridgeTokens, Clip, Plan, Scene, Story
from .writing import check_files, write_together

SOUNDS = {".wav": "FLOAT", ".flac": "PCM_24"}  # WAV keeps every bit; FLAC has no float samples
FORMAT = 1


def check_writable(path: str | Path) -> Path:
    """Check a story's path, and those of its companions, before work begins; returns it as a Path."""
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"The output path is a {type(path).__name__}. Pass a file name such as story.wav.")
    path = Path(path)
    if path.suffix.lower() not in SOUNDS:
        raise ValueError(f"{path} does not end in {' or '.join(SOUNDS)}. Choose one of these sound formats.")
    check_files(path, *_companions(path))
    return path


def _companions(path: str | Path) -> tuple[Path, Path]:
    path = Path(path)
    return path.with_suffix(".json"), path.with_suffix(".safetensors")


def save_story(story: Story, path: str | Path) -> Path:
    """Write ``path`` (.wav or .flac) with .json and .safetensors beside it; returns the path."""
    import soundfile
    from safetensors.numpy import save_file

    path = check_writable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    json_path, arrays_path = _companions(path)
    text = json.dumps(_describe(story, path.name), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    subtype = SOUNDS[path.suffix.lower()]
    write_together({
        path: lambda part: soundfile.write(part, story.audio.T, story.sample_rate, subtype=subtype),
        arrays_path: lambda part: save_file(_arrays(story), part),
        json_path: lambda part: part.write_text(text, encoding="utf-8"),
    })  # fmt: skip
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
        "samples": story.audio.shape[1],
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

    json_path, arrays_path = _companions(path)
    for needed in (json_path, arrays_path):
        if not needed.is_file():
            raise ValueError(
                f"{needed} is missing. A saved story is a sound file with a .json and a .safetensors beside it."
            )
    try:
        return _read_story(json_path, arrays_path)
    except KeyError as error:
        problem = f"it lacks {error}"
    except (OSError, AttributeError, TypeError, ValueError, SafetensorError, soundfile.LibsndfileError) as error:
        problem = str(error)
    raise ValueError(f"{json_path} is not a whole saved story ({problem}). Save it again with Story.save.")


def _read_story(json_path: Path, arrays_path: Path) -> Story:
    import soundfile
    from safetensors.numpy import load_file

    values = json.loads(json_path.read_text(encoding="utf-8"))
    if values["format"] != FORMAT:
        raise ValueError(f"its format is {values['format']}, this version reads {FORMAT}")
    arrays = load_file(arrays_path)
    sound_path = json_path.parent / Path(values["sound"]).name  # a name only: a story reads no files from elsewhere
    if not sound_path.is_file():
        raise ValueError(f"{sound_path} is missing")
    sound, rate = soundfile.read(sound_path, dtype="float32", always_2d=True)
    if (len(sound), rate) != (values["samples"], values["sample_rate"]):
        raise ValueError(
            f"{sound_path.name} has {len(sound)} samples at {rate} Hz, not {values['samples']} at {values['sample_rate']}"
        )
    scenes = tuple(from_dict(Scene, scene) for scene in values["scenes"])
    clips = tuple(Clip(arrays[f"clip.{i}"], **clip) for i, clip in enumerate(values["clips"]))
    bridged = range(len(scenes)) if "semantic.0" in arrays else ()
    tokens = tuple(BridgeTokens(arrays[f"semantic.{i}"], arrays[f"residual.{i}"]) for i in bridged)
    return Story(
        np.ascontiguousarray(sound.T), rate,
        Plan(values["instruction"], values["duration"], values["reasoning"], scenes, tokens), clips,
        from_dict(GenerationSettings, values["settings"]), values["seed"], values["model"], values["versions"], values["stats"],
    )  # fmt: skip
