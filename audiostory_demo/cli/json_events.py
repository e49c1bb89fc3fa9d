"""The stream as JSON, one object per line, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..data.understanding import understood
from ..events import (
    AudioChunk,
    BridgeReady,
    ClipReady,
    DenoiseStep,
    PromptUnderstood,
    ReasoningText,
    ScenePlanned,
    ShotFound,
    SoundHeard,
    StoryEvent,
    StoryReady,
    StoryStarted,
)
from ..story import Story


def describe(event: StoryEvent) -> dict[str, Any]:
    """An event as JSON-ready values: times in seconds, arrays by their shape."""
    match event:
        case StoryStarted():
            return {"event": "story_started", **asdict(event)}
        case ShotFound():
            return {"event": "shot_found", **asdict(event)}
        case SoundHeard(heard):
            return {"event": "sound_heard", "sentence": heard.sentence(), **heard.as_dict()}
        case ReasoningText(delta):
            return {"event": "reasoning_text", "delta": delta}
        case ScenePlanned(index, scene, start):
            return {"event": "scene_planned", "index": index, "start": start, **asdict(scene)}
        case PromptUnderstood(found):
            return {"event": "prompt_understood", **found.as_dict()}
        case BridgeReady(index, tokens):
            shapes = {"semantic": _shape(tokens.semantic), "residual": _shape(tokens.residual)}
            return {"event": "bridge_ready", "index": index, **shapes}
        case DenoiseStep(index, step, steps, latents):
            return {"event": "denoise_step", "index": index, "step": step, "steps": steps, "latents": _shape(latents)}
        case ClipReady(index, clip):
            about = {"seed": clip.seed, "sample_rate": clip.sample_rate, "samples": _shape(clip.samples)}
            return {"event": "clip_ready", "index": index, "duration": clip.duration, **about}
        case AudioChunk(samples, start):
            return {"event": "audio_chunk", "start": start, "samples": _shape(samples)}
        case StoryReady(story):
            return {"event": "story_ready", **describe_story(story)}
    raise TypeError(f"{type(event).__name__} is not an event of the stream.")


def describe_story(story: Story) -> dict[str, Any]:
    """A story without its arrays."""
    return {
        "instruction": story.plan.instruction,
        "reasoning": story.reasoning,
        "scenes": [asdict(scene) for scene in story.scenes],
        "duration": story.duration,
        "sample_rate": story.sample_rate,
        "samples": _shape(story.audio),
        "seed": story.seed,
        "model": story.model,
        "stats": story.stats,
        "understood": understood(story.plan).as_dict(),
    }


def write_line(values: dict[str, Any], files: dict[str, Path] | None = None) -> None:
    """One object on one line of standard output, at once."""
    named = {} if files is None else {"files": {kind: str(path) for kind, path in files.items()}}
    # ASCII, so that no encoding of the terminal can break it
    print(json.dumps({**values, **named}), flush=True)


def _shape(array: np.ndarray) -> dict[str, list[int]]:
    return {"shape": list(array.shape)}
