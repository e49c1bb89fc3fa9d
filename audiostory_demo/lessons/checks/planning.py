"""Notebooks 00 and 01: stories, and plans of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ...story import Plan, Story
from .answers import exercise, kind, like, near, right, tokens_of

A_STORY = "a Story, what model.generate returns"
ROOSTER = "A rooster crows."
OWN = (("rain", 2.0), ("owl", 3.0), ("bell", 4.0))  # what exercise 01.3 asks for, and seconds


@exercise(
    "00.1",
    "model.generate takes your sentence, and after it duration= and seed=.",
    'mine = model.generate("...", duration=..., seed=...) with a sentence of yours.',
)
def own_story(story: Any) -> None:
    story = kind(story, Story, A_STORY)
    right(abs(story.duration - 8) < 1e-3, f"Your story lasts {story.duration:g} s. Pass duration=8.")
    right(story.seed == 11, f"Your story has the seed {story.seed}. Pass seed=11.")


@exercise(
    "00.2",
    "What decides how a story sounds? Everything that you gave to model.generate.",
    "Call model.generate again with the same sentence, duration and seed. A copy of mine is not told a second time.",
    given=(Story,),
)
def same_again(again: Any, story: Story) -> None:
    again = kind(again, Story, A_STORY)
    # the seconds that a telling took are measured, to its first sound and in all: no two tellings have the same
    times = [[one.stats.get(f"{name}_seconds") for name in ("first_sound", "total")] for one in (again, story)]
    right(
        None not in times[0] and times[0] != times[1] and not np.shares_memory(again.audio, story.audio),
        "This is the first story, or a copy of it. Tell it again.",
    )
    right(
        again.audio.shape == story.audio.shape,
        f"This one lasts {again.duration:g} s, the first {story.duration:g} s.",
    )
    right(np.array_equal(again.audio, story.audio), "The samples differ. Use the same prompt, duration and seed.")


@exercise(
    "00.3",
    "A finished story holds its plan: mine.plan. What makes sound from a plan?",
    "model.render takes a plan and a seed; the plan is not written anew.",
    given=(Story,),
)
def other_sound(other: Any, story: Story) -> None:
    other = kind(other, Story, "a Story, what model.render returns")
    right(other.scenes == story.scenes, "Its scenes are others. Make it from the plan of mine.")
    right(other.seed != story.seed, "It has the seed of mine. Choose another one.")
    right(
        other.audio.shape == story.audio.shape and not np.allclose(other.audio, story.audio, atol=1e-4),
        "It sounds like mine, sample by sample. Let the model make the sound anew.",
    )


@exercise(
    "01.1",
    "Changing the text is not enough: the sound is made from the bridge tokens. Which method of the model does both?",
    "model.replan takes the plan, scene= and caption=.",
    given=(Plan,),
)
def rooster(edited: Any, plan: Plan) -> None:
    edited = like(edited, plan, texts=False)
    right(edited.scenes[0].caption == ROOSTER, f'Scene 0 says {edited.scenes[0].caption!r}, not "{ROOSTER}".')
    right(
        edited.scenes[0].duration == plan.scenes[0].duration, "The length of scene 0 changed. Change its caption only."
    )
    right(edited.scenes[1:] == plan.scenes[1:], "Other scenes changed too. Edit scene 0 only.")
    right(
        edited.tokens[0] != plan.tokens[0],
        "The text changed but the bridge tokens did not. with_scene edits text only; replan also computes the tokens.",
    )
    right(
        edited.tokens[1:] == plan.tokens[1:],
        "Other scenes' tokens changed. Pass scene=0, so that only its tokens are computed anew.",
    )


@exercise(
    "01.2",
    "A scene begins when all those before it are over.",
    "Add up scene.duration of all scenes but the last: plan.scenes[:-1].",
    given=(Plan,),
)
def last_start(start: Any, plan: Plan) -> None:
    right(bool(plan.scenes), "The plan has no scenes. Run the notebook's cells from the top again.")
    near(start, sum(scene.duration for scene in plan.scenes[:-1]), 0.01, "When are all scenes before the last over?")


@exercise(
    "01.3",
    "Plan(instruction, duration, reasoning, scenes) makes a plan without a model; each scene is a Scene(caption, duration).",
    "A plan that you wrote has no bridge tokens yet: model.with_bridge_tokens(plan) computes them.",
)
def own_plan(own: Any) -> None:
    own = kind(own, Plan, "a Plan")
    right(len(own.scenes) == len(OWN), f"Your plan has {len(own.scenes)} scenes, not {len(OWN)}.")
    for place, (scene, (sound, seconds)) in enumerate(zip(own.scenes, OWN, strict=True)):
        right(sound in scene.caption.lower(), f"The caption of scene {place} does not name the {sound}.")
        right(abs(scene.duration - seconds) < 1e-6, f"Scene {place} lasts {scene.duration:g} s, not {seconds:g} s.")
    right(
        abs(own.duration - own.seconds) < 1e-6,
        f"The plan promises {own.duration:g} s, its scenes last {own.seconds:g} s. Let both say the same.",
    )
    tokens = tokens_of(own, "Your plan")
    right(
        all(one != other for one, other in pairwise(tokens)) and all(one.semantic.any() for one in tokens),
        "The scenes have the same tokens, or empty ones. Let the model compute them.",
    )
