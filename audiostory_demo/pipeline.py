"""AudioStory: the one class a user meets, and the one stream that everything consumes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from .config import GenerationSettings, ModelConfig, from_dict
from .events import StoryEvent, StoryReady
from .model import StoryModel, memory_errors
from .request import (
    Request,
    check_clips,
    check_duration,
    check_instruction,
    check_kind,
    check_plan,
    check_scene_seeds,
    check_seed,
)
from .story import Clip, Plan, Story
from .telling import Teller


class AudioStory:
    """Tells audio stories.

    Args:
        model: the assembled model, ready to run.
    """

    def __init__(self, model: StoryModel) -> None:
        check_kind(model, StoryModel, "model", "such as AudioStory.from_pretrained loads")
        self.model = model

    @classmethod
    def from_pretrained(
        cls, name: str | Path = "tiny", *, device: str = "auto", dtype: str = "auto", base: str | Path | None = None
    ) -> AudioStory:
        """Load a model.

        Args:
            name: "tiny" (the embedded model), a folder, or a hub id such as "TencentARC/AudioStory-3B".
            device: "auto", "cpu", "cuda", "cuda:1", "mps".
            dtype: "auto", "float32", "bfloat16" or "float16".
            base: for a release whose file lacks the base language model's weights: the folder that holds them.

        Raises:
            ValueError: unknown name, missing, truncated or foreign files, a device that is not there.
        """
        from .checkpoints import load_model

        return cls(load_model(name, device=device, dtype=dtype, base=base))

    @property
    def config(self) -> ModelConfig:
        """Sizes, range and default settings of the model."""
        return self.model.config

    @property
    def sample_rate(self) -> int:
        """Of its sound, in Hz."""
        return self.config.codec.sample_rate

    # -- what a user calls -------------------------------------------------------------------------------------

    def stream(
        self,
        prompt: str | Plan,
        *,
        duration: float = 30.0,
        seed: int | None = None,
        scene_seeds: Mapping[int, int] | None = None,
        clips: Mapping[int, Clip] | None = None,
        **settings: Any,
    ) -> Generator[StoryEvent, None, None]:
        """Tell a story; the only place where stories are made.

        Closing the generator cancels within one denoising step.

        Args:
            prompt: an instruction, or a plan to render.
            duration: total length in seconds; for a plan, its scenes decide.
            seed: of the story; None draws one.
            scene_seeds: scene number -> seed of its noise, in place of the derived one.
            clips: scene number -> sound to use as it is, such as clips of an earlier story. A longer one is cut; one
                too short for its scene and crossfade tail, or of another rate, is not used: the scene is rendered.
            **settings: fields of :class:`GenerationSettings`, or ``settings=GenerationSettings(...)``.

        Yields:
            StoryStarted first, StoryReady last.

        Raises:
            ValueError: before anything is generated, if the request cannot be met.
            PlanError: in release decoding, if what the planner wrote is no plan.
            MemoryError: if the device's memory is too small.
        """
        request = self._request(prompt, duration, seed, scene_seeds, clips, settings)
        return self._tell(request)

    def generate(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Story:
        """Tell a story and return it whole; see :meth:`stream`."""
        return _drain(self.stream(prompt, duration=duration, seed=seed, **settings))

    def plan(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Plan:
        """Text and bridge tokens of a story, without sound; see :meth:`stream`."""
        request = self._request(prompt, duration, seed, None, None, settings)
        with memory_errors(self.model.device):
            return Teller(self.model, request).plan()

    def render(self, plan: Plan, *, seed: int | None = None, **settings: Any) -> Story:
        """Turn a plan into sound; bridge tokens are computed if the plan has none. See :meth:`stream`."""
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        return _drain(self.stream(plan, seed=seed, **settings))

    def replan(
        self,
        plan: Plan,
        *,
        scene: int | None = None,
        caption: str | None = None,
        duration: float | None = None,
        reasoning: str | None = None,
    ) -> Plan:
        """Teacher-force an edit and recompute bridge tokens.

        With ``scene``, that scene's caption or duration changes and its tokens are recomputed; the other scenes keep
        theirs. With ``reasoning`` (may be "") or nothing, the tokens of all scenes are recomputed.
        """
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        if scene is None and (caption is not None or duration is not None):
            raise ValueError("A caption or duration was given without a scene. Pass scene=, the scene's number.")
        if reasoning is not None:
            plan = replace(plan, reasoning=reasoning)
        if scene is not None:
            scene = plan.scene_index(scene)
            plan = plan.with_scene(scene, caption=caption, duration=duration)
        check_plan(replace(plan, tokens=()), self.config, crossfade=0.0)
        with memory_errors(self.model.device):
            if scene is None or reasoning is not None or not plan.tokens:
                hidden = self.model.planner.read(plan)
                return replace(plan, tokens=tuple(self.model.bridge_tokens(states) for states in hidden))
            *_, states = self.model.planner.read(plan, scene + 1)
            return plan.with_tokens(scene, self.model.bridge_tokens(states))

    def regenerate(self, story: Story, *, scene: int, seed: int | None = None) -> Story:
        """Render one scene anew; the samples of the others stay as they are outside the two joins.

        Args:
            story: told by this model.
            scene: 0-based number.
            seed: of the scene's noise; None draws one.
        """
        check_kind(story, Story, "story", "one that this model told")
        scene = story.plan.scene_index(scene)
        kept = {i: clip for i, clip in enumerate(story.clips) if i != scene}
        seeds = {i: clip.seed for i, clip in kept.items()} | {scene: check_seed(seed)}
        return _drain(self.stream(story.plan, seed=story.seed, scene_seeds=seeds, clips=kept, settings=story.settings))

    # -- behind it ---------------------------------------------------------------------------------------------

    def _request(
        self,
        prompt: str | Plan,
        duration: float,
        seed: int | None,
        scene_seeds: Mapping[int, int] | None,
        clips: Mapping[int, Clip] | None,
        changes: dict[str, Any],
    ) -> Request:
        settings = self._settings(changes)
        plan = prompt if isinstance(prompt, Plan) else None
        if plan is not None:
            # clips of the published schedule may be cut, or filled up with silence
            check_plan(plan, self.config, None if settings.decoding == "release" else settings.crossfade)
            instruction, duration = plan.instruction, plan.duration
            if not plan.tokens:
                self.model.planner.encode(plan)  # whether it is short enough to be read
        else:
            instruction, duration = check_instruction(prompt), check_duration(duration, self.config)
            self.model.planner.check_request(instruction, duration, settings)
        return Request(
            instruction, duration, check_seed(seed), settings, plan, check_scene_seeds(scene_seeds, plan),
            check_clips(clips, plan),
        )  # fmt: skip

    def _settings(self, changes: dict[str, Any]) -> GenerationSettings:
        settings = changes.pop("settings", None)
        if settings is None:
            return self.config.settings(**changes)
        check_kind(settings, GenerationSettings, "settings", "or its fields by name, such as steps=8")
        return from_dict(GenerationSettings, {**asdict(settings), **changes})

    def _tell(self, request: Request) -> Generator[StoryEvent, None, None]:
        with memory_errors(self.model.device):
            yield from Teller(self.model, request).events()


def _drain(events: Iterator[StoryEvent]) -> Story:
    for event in events:
        if isinstance(event, StoryReady):
            return event.story
    raise RuntimeError("The stream ended without a StoryReady.")  # cannot happen: it is always the last event
