"""Every parameter of the public classes refuses what it cannot be, in one sentence, before any work is done."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sentences import BAD, check_sentence, one_sentence, refused

from audiostory_demo import AudioStory, BridgeTokens, Clip, GenerationSettings, Plan, Scene, Story, StorySoFar

SEMANTIC, RESIDUAL = np.zeros((16, 64), np.float32), np.zeros((8, 64), np.float32)
TOKENS = BridgeTokens(SEMANTIC, RESIDUAL)
PLAN = Plan("Rain.", 2.0, "", (Scene("Rain.", 1.0), Scene("Hail.", 1.0)), (TOKENS, TOKENS))
CLIP = Clip(np.zeros((1, 24000)), 24000, 0)
STORY = Story(np.zeros((1, 48000)), 24000, PLAN, (CLIP, CLIP), GenerationSettings(), 0, "none")

Call = Callable[[object], object]
PARAMETERS: dict[str, Call] = {
    "Scene.caption": lambda bad: Scene(bad, 1.0),
    "Scene.duration": lambda bad: Scene("Rain.", bad),
    "BridgeTokens.semantic": lambda bad: BridgeTokens(bad, RESIDUAL),
    "BridgeTokens.residual": lambda bad: BridgeTokens(SEMANTIC, bad),
    "scaled.semantic": lambda bad: TOKENS.scaled(semantic=bad),
    "scaled.residual": lambda bad: TOKENS.scaled(residual=bad),
    "with_residual": lambda bad: TOKENS.with_residual(bad),
    "Plan.instruction": lambda bad: replace(PLAN, instruction=bad),
    "Plan.duration": lambda bad: replace(PLAN, duration=bad),
    "Plan.reasoning": lambda bad: replace(PLAN, reasoning=bad),
    "Plan.scenes": lambda bad: replace(PLAN, scenes=bad),
    "Plan.tokens": lambda bad: replace(PLAN, tokens=bad),
    "scene_index": lambda bad: PLAN.scene_index(bad),
    "with_scene.scene": lambda bad: PLAN.with_scene(bad, caption="Hail."),
    "with_scene.caption": lambda bad: PLAN.with_scene(0, caption=bad),
    "with_scene.duration": lambda bad: PLAN.with_scene(0, duration=bad),
    "with_tokens.scene": lambda bad: PLAN.with_tokens(bad, TOKENS),
    "with_tokens.tokens": lambda bad: PLAN.with_tokens(0, bad),
    "with_scenes": lambda bad: PLAN.with_scenes(bad),
    "Clip.samples": lambda bad: Clip(bad, 24000, 0),
    "Clip.sample_rate": lambda bad: Clip(CLIP.samples, bad, 0),
    "Clip.seed": lambda bad: Clip(CLIP.samples, 24000, bad),
    **{
        f"Story.{name}": lambda bad, name=name: replace(STORY, **{name: bad})
        for name in ("audio", "sample_rate", "plan", "clips", "settings", "seed", "model", "versions", "stats")
    },
    "Story.save": lambda bad: STORY.save(bad),
    "Story.load": lambda bad: Story.load(bad),
    "Story.captions": lambda bad: STORY.captions(bad),
    "AudioStory": lambda bad: AudioStory(bad),
    "from_pretrained.name": lambda bad: AudioStory.from_pretrained(bad),
    "from_pretrained.device": lambda bad: AudioStory.from_pretrained(device=bad),
    "from_pretrained.dtype": lambda bad: AudioStory.from_pretrained(dtype=bad),
    "GenerationSettings.release": lambda bad: GenerationSettings.release(steps=bad),
}  # fmt: skip
METHODS: dict[str, Callable[[AudioStory, object], object]] = {
    "stream.prompt": lambda model, bad: model.stream(bad),
    "stream.duration": lambda model, bad: model.stream("Rain.", duration=bad),
    "stream.seed": lambda model, bad: model.stream("Rain.", seed=bad),
    "stream.scene_seeds": lambda model, bad: model.stream("Rain.", scene_seeds=bad),
    "stream.clips": lambda model, bad: model.stream(PLAN, clips=bad),
    "stream.settings": lambda model, bad: model.stream("Rain.", settings=bad),
    "one scene's seed": lambda model, bad: model.stream("Rain.", scene_seeds={0: bad}),
    "one scene's clip": lambda model, bad: model.stream(PLAN, clips={0: bad}),
    "a scene's number": lambda model, bad: model.stream(PLAN, clips={bad: CLIP} if _hashable(bad) else {None: CLIP}),
    "generate.prompt": lambda model, bad: model.generate(bad),
    "plan.prompt": lambda model, bad: model.plan(bad),
    "plan.duration": lambda model, bad: model.plan("Rain.", duration=bad),
    "render.plan": lambda model, bad: model.render(bad),
    "render.seed": lambda model, bad: model.render(PLAN, seed=bad),
    "render.steps": lambda model, bad: model.render(PLAN, steps=bad),
    "replan.plan": lambda model, bad: model.replan(bad, reasoning="x"),
    "replan.scene": lambda model, bad: model.replan(PLAN, scene=bad, caption="Hail."),
    "replan.caption": lambda model, bad: model.replan(PLAN, scene=0, caption=bad),
    "replan.duration": lambda model, bad: model.replan(PLAN, scene=0, duration=bad),
    "replan.reasoning": lambda model, bad: model.replan(PLAN, reasoning=bad),
    "regenerate.story": lambda model, bad: model.regenerate(bad, scene=0),
    "regenerate.scene": lambda model, bad: model.regenerate(STORY, scene=bad),
    "regenerate.seed": lambda model, bad: model.regenerate(STORY, scene=0, seed=bad),
}
ACCEPTED = {
    "none": {"stream.seed", "stream.scene_seeds", "stream.clips", "stream.settings", "one scene's seed", "render.seed",
             "replan.caption", "replan.duration", "replan.reasoning", "regenerate.seed",
             "with_scene.caption", "with_scene.duration"},
    "text": {"Scene.caption", "Plan.instruction", "Plan.reasoning", "with_scene.caption", "Story.model", "stream.prompt",
             "generate.prompt", "plan.prompt", "replan.caption", "replan.reasoning"},
    "long text": {"Scene.caption", "Plan.instruction", "Plan.reasoning", "with_scene.caption", "Story.model"},
    "fraction": {"Scene.duration", "Plan.duration", "with_scene.duration", "scaled.semantic", "scaled.residual",
                 "replan.duration"},
    "negative": {"scaled.semantic", "scaled.residual"},
    "huge": {"Scene.duration", "Plan.duration", "with_scene.duration", "Clip.seed", "Story.seed", "stream.seed",
             "one scene's seed", "render.seed", "regenerate.seed"},
    "list": {"with_scenes"},
    "long list": {"with_scenes"},
    "dict": {"Story.versions", "Story.stats"},
    "half a character": {"Story.model"},
}  # fmt: skip
"""What each of these is a right value for, or is refused later, by the model it does not suit."""


def _hashable(value: object) -> bool:
    return type(value).__hash__ is not None


@pytest.mark.parametrize("name", [*PARAMETERS, *METHODS])
def test_a_parameter_refuses_what_it_cannot_be(small: AudioStory, name: str) -> None:
    call = PARAMETERS.get(name) or (lambda bad: METHODS[name](small, bad))
    passes = small.model.planner.passes
    refused(call, but={kind for kind, names in ACCEPTED.items() if name in names})
    assert small.model.planner.passes == passes


@pytest.mark.parametrize("kind", BAD)
def test_a_listener_of_a_stream_is_not_hurt_by_strangers(kind: str) -> None:
    listener = StorySoFar()
    listener.add(BAD[kind])
    assert listener.story() is None


@pytest.mark.parametrize("path", ["a\0b.wav", "x" * 5000 + ".wav", "", ".", "no/such/story.wav"])
def test_a_path_that_no_story_can_have_is_refused(path: str) -> None:
    with one_sentence():
        Story.load(path)


def test_what_is_accepted_can_be_sent_to_another_process(tmp_path: Path) -> None:
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN
    try:
        replace(PLAN, scenes=None)  # type: ignore[arg-type]
    except ValueError as error:
        check_sentence(pickle.loads(pickle.dumps(error)), "Scenes")
