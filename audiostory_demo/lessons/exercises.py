"""The exercises' self-checks: each says in a sentence what is not right yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..audio import fade_curves
from ..events import AudioChunk
from ..plots.schedule import noise_schedule
from ..plots.similarity import scene_similarity
from ..story import Plan, Story
from .material import MYSTERY_HERTZ


def check(exercise: str, answer: Any, *given: Any) -> str:
    """Check the answer to an exercise.

    Args:
        exercise: its number, such as "00.1".
        answer: yours.
        *given: what the exercise started from, where the check needs it.

    Returns:
        A sentence of praise.

    Raises:
        AssertionError: says what is not right yet.
        ValueError: for a number that no exercise has.
    """
    if exercise not in CHECKS:
        raise ValueError(f"There is no exercise {exercise!r}. Exercises: {', '.join(CHECKS)}.")
    assert answer is not None, f"Exercise {exercise} has no answer yet. Replace None in the cell above and run it."
    CHECKS[exercise](answer, *given)
    return f"Exercise {exercise}: right."


def _kind(answer: Any, kind: type | tuple[type, ...], what: str) -> None:
    assert isinstance(answer, kind), f"Your answer is a {type(answer).__name__}. It should be {what}."


def _near(answer: Any, expected: float, tolerance: float, hint: str) -> None:
    _kind(answer, (int, float, np.number), "a number")
    assert abs(float(answer) - expected) <= tolerance, f"{float(answer):.6g} is not right yet. {hint}"


# -- 00 first story


def _own_story(story: Any) -> None:
    _kind(story, Story, "a Story, what model.generate returns")
    assert abs(story.duration - 8) < 1e-3, f"Your story lasts {story.duration:g} s. Pass duration=8."
    assert story.seed == 11, f"Your story has the seed {story.seed}. Pass seed=11."


def _same_again(again: Any, story: Story) -> None:
    _kind(again, Story, "a Story, what model.generate returns")
    assert again is not story, "This is the very same object. Generate the story a second time."
    assert again.audio.shape == story.audio.shape, (
        f"This one lasts {again.duration:g} s, the first {story.duration:g} s."
    )
    assert np.array_equal(again.audio, story.audio), "The samples differ. Use the same prompt, duration and seed."


# -- 01 reasoning traces


def _rooster(edited: Any, plan: Plan) -> None:
    _kind(edited, Plan, "a Plan, what model.replan returns")
    assert edited.scenes[0].caption == "A rooster crows.", (
        f'Scene 0 says {edited.scenes[0].caption!r}, not "A rooster crows.".'
    )
    assert edited.scenes[1:] == plan.scenes[1:], "Other scenes changed too. Edit scene 0 only."
    assert edited.tokens[0] != plan.tokens[0], (
        "The text changed but the bridge tokens did not. with_scene edits text only; replan also computes the tokens."
    )
    assert edited.tokens[1:] == plan.tokens[1:], (
        "Other scenes' tokens changed. Pass scene=0, so that only its tokens are computed anew."
    )


def _last_start(start: Any, plan: Plan) -> None:
    _near(
        start,
        sum(scene.duration for scene in plan.scenes[:-1]),
        1e-6,
        "Add up the durations of all scenes before the last.",
    )


# -- 02 bridging tokens


def _cosine(similarity: Any, plan: Plan) -> None:
    expected = float(scene_similarity(plan, "residual")[0, 1])
    _near(similarity, expected, 1e-3, "Flatten both arrays, multiply and sum, and divide by both lengths.")


def _longest_token(number: Any, plan: Plan) -> None:
    expected = int(np.linalg.norm(plan.tokens[0].semantic, axis=1).argmax())
    _near(number, expected, 0, "Take np.linalg.norm over axis 1 of the semantic tokens of scene 0, then argmax.")


# -- 03 ablate the bridge


def _silenced(silenced: Any, plan: Plan) -> None:
    _kind(silenced, Plan, "a Plan")
    for number, (now, before) in enumerate(zip(silenced.tokens, plan.tokens, strict=True)):
        assert not now.residual.any(), f"Scene {number} still has residual tokens. Scale them by 0 in every scene."
        assert np.array_equal(now.semantic, before.semantic), (
            f"Scene {number}'s semantic tokens changed. Leave them alone."
        )


def _swapped(swapped: Any, plan: Plan) -> None:
    _kind(swapped, Plan, "a Plan")
    for here, there in ((0, 1), (1, 0)):
        assert np.array_equal(swapped.tokens[here].residual, plan.tokens[there].residual), (
            f"Scene {here} does not have scene {there}'s residual tokens."
        )
        assert np.array_equal(swapped.tokens[here].semantic, plan.tokens[here].semantic), (
            f"Scene {here}'s semantic tokens changed. Swap the residual ones only."
        )
    assert swapped.tokens[2:] == plan.tokens[2:], "Scenes after the second changed. Leave them alone."


# -- 04 diffusion steps


def _noise_left(level: Any) -> None:
    _near(
        level,
        float(noise_schedule(10)[4]),
        1e-6,
        "The level falls by the same amount at each of the ten steps, from 1 to 0.",
    )


def _guided(guided: Any, null: np.ndarray, conditional: np.ndarray) -> None:
    _kind(guided, np.ndarray, "an array like null and conditional")
    expected = null + 3.0 * (conditional - null)
    assert guided.shape == expected.shape and np.allclose(guided, expected, atol=1e-4), (
        "Start at null and walk 3 times the way from null to conditional."
    )


# -- 05 crossfade and time


def _middle_gain(gain: Any) -> None:
    _near(
        gain,
        float(fade_curves(3, "equal-power")[0][1]),
        1e-3,
        "Both gains are equal in the middle and their squares sum to 1.",
    )


def _clip_samples(samples: Any) -> None:
    _near(samples, (2.5 + 0.25) * 24000, 0, "A clip lasts its scene and its crossfade tail; multiply by the rate.")


# -- 06 reading spectrograms


def _loudest_tone(hertz: Any) -> None:
    _near(hertz, MYSTERY_HERTZ, 90, "Read the brighter line on the Hz axis; within 90 Hz will do.")


def _half_amplitude(decibels: Any) -> None:
    _near(
        decibels,
        20 * np.log10(0.5),
        0.05,
        "Decibels are 20 times the logarithm (base 10) of the ratio of amplitudes; quieter is negative.",
    )


# -- 07 how it was trained


def _frozen(parts: Any, stages: Mapping[str, Any]) -> None:
    _kind(parts, (set, frozenset, list, tuple), "a set of names")
    everything = {part for stage in stages.values() for part in stage.trains}
    trained = stages["1a-planner"].trains
    assert set(parts) == everything - set(trained), (
        f"Stage 1a-planner trains {', '.join(trained)}. All other parts stay as they are."
    )


def _velocity(velocity: Any, noise: np.ndarray, latents: np.ndarray) -> None:
    _kind(velocity, np.ndarray, "an array like noise and latents")
    assert velocity.shape == noise.shape and np.allclose(velocity, noise - latents, atol=1e-5), (
        "The mix is (1 - level) * latents + level * noise. Its slope as the level grows is the velocity."
    )


# -- 08 measuring stories


def _frechet(distance: Any) -> None:
    _near(
        distance,
        (3 - 1) ** 2 + (2 - 1) ** 2,
        1e-6,
        "In one dimension: (difference of means) squared plus (difference of deviations) squared.",
    )


def _share(share: Any, asked: Sequence[str], heard: Sequence[Sequence[str]]) -> None:
    expected = float(np.mean([sound in top for sound, top in zip(asked, heard, strict=True)]))
    _near(
        share, expected, 1e-6, "Count the scenes whose sound is among the guesses, and divide by the number of scenes."
    )


# -- 09 build the app


def _chunks(chunks: Any, story: Story) -> None:
    _kind(chunks, (list, tuple), "a list of arrays")
    assert chunks, "The list is empty. Append event.samples for every AudioChunk of the stream."
    joined = np.concatenate(chunks, axis=1)
    assert np.array_equal(joined, story.audio), (
        "The chunks do not join to the story. Keep every chunk, in order, with the story's own seed."
    )


def _first_only(first: Any, stream: Any) -> None:
    _kind(first, AudioChunk, "an AudioChunk")
    assert first.start == 0, f"This chunk starts at {first.start:g} s. Take the first one."
    assert stream.gi_frame is None, "The stream is still open and holds memory. Close it with stream.close()."


# -- the teacher's lab


# -- 11 dub a clip


def _merged_shots(count: Any) -> None:
    _near(count, 2, 0.0, "The second shot lasts 2.6 s, less than 3 s: it is merged with a neighbour at its weaker cut.")


def _shift(seconds: Any) -> None:
    _near(seconds, 0.3, 0.01, "The nearest movement within half a second counts; later is positive.")


# -- lab


def _borrowed(plan: Any, ours: Plan, theirs: Plan) -> None:
    _kind(plan, Plan, "a Plan")
    assert plan.scenes == ours.scenes, "The scenes changed. Keep the captions and durations of the cathedral plan."
    for number, (now, before, other) in enumerate(zip(plan.tokens, ours.tokens, theirs.tokens, strict=True)):
        assert np.array_equal(now.semantic, before.semantic), (
            f"Scene {number}'s semantic tokens changed. Borrow the residual ones only."
        )
        assert np.array_equal(now.residual, other.residual), (
            f"Scene {number} does not have the radio plan's residual tokens."
        )


CHECKS: dict[str, Callable[..., None]] = {
    "00.1": _own_story, "00.2": _same_again, "01.1": _rooster, "01.2": _last_start, "02.1": _cosine, "02.2": _longest_token,
    "03.1": _silenced, "03.2": _swapped, "04.1": _noise_left, "04.2": _guided, "05.1": _middle_gain, "05.2": _clip_samples,
    "06.1": _loudest_tone, "06.2": _half_amplitude, "07.1": _frozen, "07.2": _velocity, "08.1": _frechet, "08.2": _share,
    "09.1": _chunks, "09.2": _first_only, "11.1": _merged_shots, "11.2": _shift,
    "lab.1": _borrowed,
}  # fmt: skip
