"""Records the page's lesson on the bridge anew, after the weights have changed; ``lessons.record`` calls it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..analysis.inside import Inside, shown_steps, thumbnail
from ..analysis.probe import attention_map, picture
from ..analysis.token_edits import edited
from ..audio import encode_sound
from ..events import ClipReady, DenoiseStep, StoryEvent
from ..files.writing import write_bytes, write_text
from ..pipeline import AudioStory
from ..plots.sides import side_change
from ..story import Clip, Plan, Story, scene_seed
from .bridge_lesson import CHANGES, FOLDER, STEPS

NOISES = 3  # other renderings of the scene: the yardstick


@dataclass(frozen=True)
class _Place:
    """A scene that could be the lesson's, and what changes there: step -> dB."""

    name: str
    scene: int
    lender: str
    changes: Mapping[str, float]

    @property
    def telling(self) -> float:
        """How much residual tokens do here, beside what other noise does."""
        named = [self.changes.get(step, 0.0) for step in ("residual_off", "residual_story")]
        return sum(named) / max(self.changes["noise"], 1e-9)


def record_lesson(
    model: AudioStory, stories: Mapping[str, Story], folder: Path = FOLDER, *, say: Callable[[str], None] = print
) -> None:
    """Try every change in every scene, choose the scene in which residual tokens do most, and keep its sounds.

    Args:
        model: that tells them.
        stories: recorded by the same model; at least two, so that one can lend its residual tokens to the other.
        folder: where to write; some 600 kB.
        say: told of each scene that is done.
    """
    places = []
    for name, story in stories.items():
        lender = lender_of(name, stories)
        for scene in range(len(story.scenes)):
            changes = _changes(model, story, scene, stories[lender].plan)
            places.append(_Place(name, scene, lender, changes))
            say(f"{name}, scene {scene + 1}: " + ", ".join(f"{step} {value:.1f} dB" for step, value in changes.items()))
    best = max(places, key=lambda place: place.telling)
    usual = {
        step: float(np.median([place.changes[step] for place in places if step in place.changes])) for step in STEPS
    }
    story, lender_plan = stories[best.name], stories[best.lender].plan
    clips, inside = {}, Inside()
    for name, plan in plans_of(story.plan, lender_plan).items():
        rendering = Rendering(model, story, plan, best.scene)
        clips[name] = rendering.finish()
        inside = rendering.inside if name == "intact" else inside
    for number in range(1, NOISES + 1):
        clips[f"noise-{number}"] = Rendering(model, story, story.plan, best.scene, other=number).finish()
    folder.mkdir(parents=True, exist_ok=True)
    for name, clip in clips.items():
        write_bytes(folder / f"{name}.flac", encode_sound(clip.samples, clip.sample_rate, ".flac"))
    inside.save(folder / "inside.safetensors")
    about = {
        "story": best.name, "scene": best.scene, "lender": best.lender, "clips": list(clips), "usual": usual,
        "scenes": len(places),
    }  # fmt: skip
    write_text(folder / "lesson.json", json.dumps(about, indent=2) + "\n")


def lender_of(name: str, stories: Mapping[str, Story]) -> str:
    """The other story whose residual tokens are least like those of this one."""
    shape = stories[name].plan.tokens[0].residual.shape
    others = {
        other: story.plan.tokens[0].residual.ravel()
        for other, story in stories.items()
        if other != name and story.plan.tokens and story.plan.tokens[0].residual.shape == shape
    }
    if not others:
        raise ValueError(f"No other story can lend residual tokens to {name!r}. Record at least two by one model.")
    own = stories[name].plan.tokens[0].residual.ravel()
    return min(others, key=lambda other: float(own @ others[other]) / float(np.linalg.norm(others[other]) or 1.0))


def plans_of(plan: Plan, lender: Plan) -> dict[str, Plan]:
    """The plan as it is and with each change that its scenes allow."""
    possible = [change for change in CHANGES if change != "residual_scene" or len(plan.scenes) > 1]
    return {"intact": plan} | {change: edited(plan, change, lender=lender) for change in possible}


class Rendering:
    """One scene of a story becomes sound with the tokens of a plan; iterate to follow it, then read what came of it.

    Args:
        model: that told it.
        story: whose noise and settings are kept.
        plan: the story's, or a changed one.
        scene: its number.
        other: 0 keeps the scene's noise; each other number draws its own.

    Attributes:
        clip: the sound, once it is there.
        inside: what the model saw.
    """

    def __init__(self, model: AudioStory, story: Story, plan: Plan, scene: int, *, other: int = 0) -> None:
        self.model, self.plan, self.scene, self.settings = model, plan, scene, story.settings
        self.seed = scene_seed(story.seed + other, scene) if other else story.clips[scene].seed
        self.clip: Clip | None = None
        self.inside = Inside()

    def __iter__(self) -> Generator[StoryEvent, None, None]:
        pictures, wanted, of = [], set(shown_steps(self.settings.steps)), 0
        with closing(self.model.stream_scene(self.plan, self.scene, seed=self.seed, settings=self.settings)) as events:
            for event in events:
                if isinstance(event, DenoiseStep):
                    of = event.steps
                    if event.step in wanted:
                        pictures.append((event.step, thumbnail(picture(self.model, event.latents))))
                elif isinstance(event, ClipReady):
                    self.clip = event.clip
                yield event
        weights = self.model.ask(attention_map, self.plan.tokens[self.scene]).mean(axis=0)
        self.inside = Inside(weights, tuple(pictures), of)

    def finish(self) -> Clip:
        """Render to the end."""
        for _ in self:
            pass
        assert self.clip is not None
        return self.clip


def _changes(model: AudioStory, story: Story, scene: int, lender: Plan) -> dict[str, float]:
    clips = {name: Rendering(model, story, plan, scene).finish() for name, plan in plans_of(story.plan, lender).items()}
    clips["noise"] = Rendering(model, story, story.plan, scene, other=1).finish()
    return {step: side_change(clips["intact"], clips[step]) for step in STEPS if step in clips}
