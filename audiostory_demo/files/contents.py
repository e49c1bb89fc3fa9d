"""What is written of a story, and the story that can be made of what was written."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from .. import __version__
from ..audio import Joiner
from ..config import GenerationSettings, from_dict
from ..hearing import Heard
from ..language.understanding import Understanding
from ..story import BridgeTokens, Clip, Plan, Scene, Shot, Story

FORMAT = 2  # 1 named no sums, and its sound was read from the sound file


class NewerStory(ValueError):
    """A story that a later version wrote."""


def describe(story: Story) -> dict[str, Any]:
    """Everything of a story that is not an array, JSON-ready."""
    plan = story.plan
    return {
        "format": FORMAT,
        "written_by": __version__,
        "instruction": plan.instruction,
        "duration": plan.duration,
        "reasoning": plan.reasoning,
        "scenes": [asdict(scene) for scene in plan.scenes],
        "shots": [{**asdict(shot), "onsets": list(shot.onsets)} for shot in plan.shots],  # as JSON brings them back
        "understood": plan.understood and plan.understood.as_dict(),
        "heard": plan.heard and plan.heard.as_dict(),
        "given": plan.given,
        "clips": [{"sample_rate": clip.sample_rate, "seed": clip.seed} for clip in story.clips],
        "settings": asdict(story.settings),
        "seed": story.seed,
        "sample_rate": story.sample_rate,
        "samples": story.audio.shape[1],
        "model": story.model,
        "versions": story.versions,
        "stats": story.stats,
    }


def arrays_of(story: Story) -> dict[str, np.ndarray]:
    """Clips and bridge tokens by name."""
    arrays = {f"clip.{i}": clip.samples for i, clip in enumerate(story.clips)}
    for i, tokens in enumerate(story.plan.tokens):
        arrays |= {f"semantic.{i}": tokens.semantic, f"residual.{i}": tokens.residual}
    return arrays


def scene_lengths(story: Story) -> list[int] | None:
    """Samples that each scene fills, where the story's sound is its clips joined; None where it is not."""
    tail = story.settings.crossfade * story.sample_rate
    for cut in dict.fromkeys((round(tail), int(tail))):  # the published script cuts down
        lengths = [clip.samples.shape[-1] - cut for clip in story.clips[:-1]]
        lengths.append(story.audio.shape[-1] - sum(lengths))
        if _are_of(lengths, story):
            return lengths
    return None


def _are_of(lengths: list[int], story: Story) -> bool:
    """Whether a story's clips, joined so that they fill these lengths, are its sound."""
    if not story.clips or min(lengths) < 0:
        return False
    try:
        return np.array_equal(join(story.clips, lengths, story.settings), story.audio)
    except (ValueError, IndexError):  # clips that were changed by hand fit in no way
        return False


def join(clips: tuple[Clip, ...], lengths: list[int], settings: GenerationSettings) -> np.ndarray:
    """The sound [C, n] of a story from its clips."""
    joiner = Joiner(settings.fade)
    return np.concatenate([joiner.add(c.samples, n) for c, n in zip(clips, lengths, strict=True)], axis=1)


def check_version(values: dict[str, Any]) -> None:
    """A story with parts that only a later version knows is an error that names the version."""
    named = {GenerationSettings: [values["settings"]], Scene: values["scenes"], Shot: values.get("shots", [])}
    unknown = [
        name
        for kind, parts in named.items()
        for part in parts
        for name in sorted(set(part) - {f.name for f in fields(kind)})
    ]
    writer = values.get("written_by") or values["versions"].get("audiostory_demo", "unknown")
    if isinstance(values["format"], int) and values["format"] > FORMAT:
        unknown.insert(0, f"the format {values['format']}")
    elif not unknown or writer == __version__:
        return
    raise NewerStory(
        f"was written by version {writer} of audiostory_demo and has {unknown[0]}, which this version, {__version__}, "
        "does not know. Read it with the version that wrote it, or a later one."
    )


def story_of(values: dict[str, Any], arrays: Mapping[str, np.ndarray], sound: bytes) -> Story:
    """The story that was written.

    Args:
        values: what :func:`describe` returned, with what `save_story` added.
        arrays: by name.
        sound: the bytes of its sound file.
    """
    scenes = tuple(from_dict(Scene, scene) for scene in values["scenes"])
    shots = tuple(from_dict(Shot, shot) for shot in values.get("shots", ()))  # of earlier versions there are none
    settings = from_dict(GenerationSettings, values["settings"])
    clips = tuple(Clip(arrays[f"clip.{i}"], **clip) for i, clip in enumerate(values["clips"]))
    bridged = range(len(scenes)) if "semantic.0" in arrays else ()
    tokens = tuple(BridgeTokens(arrays[f"semantic.{i}"], arrays[f"residual.{i}"]) for i in bridged)
    if "audio" in arrays:
        audio, rate = arrays["audio"], values["sample_rate"]
    elif values.get("joined"):
        audio, rate = join(clips, values["joined"], settings), values["sample_rate"]
    else:
        audio, rate = _decoded(sound)
    if (audio.shape[1], rate) != (values["samples"], values["sample_rate"]):
        raise ValueError(
            f"its sound has {audio.shape[1]} samples at {rate} Hz, not {values['samples']} at {values['sample_rate']}"
        )
    about, heard = values.get("understood"), values.get("heard")  # earlier versions did not say
    plan = Plan(
        values["instruction"], values["duration"], values["reasoning"], scenes, tokens, shots,
        about and Understanding.from_dict(about), heard and Heard.from_dict(heard),
        values.get("given", 0),
    )  # fmt: skip
    return Story(
        audio, rate, plan, clips, settings, values["seed"], values["model"], values["versions"], values["stats"],
    )  # fmt: skip


def _decoded(sound: bytes) -> tuple[np.ndarray, int]:
    import soundfile

    samples, rate = soundfile.read(io.BytesIO(sound), dtype="float32", always_2d=True)
    return np.ascontiguousarray(samples.T), rate
