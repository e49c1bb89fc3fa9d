"""Self-checks of the exercises: right answers pass in any sensible spelling, wrong ones get a sentence and nothing else."""

from __future__ import annotations

import math
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from made_story import make_plan, make_story

from audiostory_demo import AudioChunk, BridgeTokens, Plan, Scene, Story
from audiostory_demo.audio import fade_curves
from audiostory_demo.lessons import check, credits, figures, hint, kappa, recognised, sizes
from audiostory_demo.lessons.checks import EXERCISES, NotYet
from audiostory_demo.train.stages import STAGES

PLAN = make_plan()
OTHER = replace(PLAN, tokens=tuple(BridgeTokens(t.semantic + 1, t.residual * 2 + 1) for t in PLAN.tokens))
STORY = replace(make_story(), stats={"total_seconds": 1.0})
TOLD_AGAIN = replace(STORY, audio=STORY.audio.copy(), stats={"first_sound_seconds": 0.5, "total_seconds": 1.5})
ROWS = np.stack([tokens.semantic.ravel() for tokens in PLAN.tokens])
ROWS = ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)
TABLE = ROWS @ ROWS.T
NOISE, CLEAN = np.random.default_rng(0).normal(size=(2, 5, 3))
FIRST, SECOND = np.random.default_rng(1).normal(size=(2, 4000))
DOWN, UP = fade_curves(500, "equal-power")
RINGING = np.sin(2 * np.pi * 880 * np.arange(8000) / 24000)
PARTS = {part for stage in STAGES.values() for part in stage.trains}
HEARD = np.array([[3, 1, 0], [2, 2, 0], [1, 0, 3]])
SCENES = [("a fire", 0.0, 4.0), ("crickets", 4.0, 9.0), ("an owl", 9.0, 14.0)]
TOLD = [("a fire", 0.0, 6.5), ("crickets", 6.5, 10.0), ("an owl", 10.0, 11.0), ("a fire", 11.0, 14.0)]
ANN, BEN = list("yynnynyy"), list("ynnnynyy")
OWN = replace(
    PLAN, duration=9.0, scenes=(Scene("Rain falls.", 2.0), Scene("An owl hoots.", 3.0), Scene("A bell rings.", 4.0))
)

CLIPS = sum(one.clips for one in credits())
PLANS = figures()["plans"]
ASKING = [plan for plan in PLANS if plan["instruction"]["wanted"]]
WHOLE = [len(plan["captions"]) >= len(plan["instruction"]["wanted"]) for plan in ASKING]
LOST = {name for name, share in recognised(real=True).items() if 0 < share >= 2 * recognised()[name]}
ASKED = replace(
    OWN, reasoning="In a cathedral.", scenes=(Scene("A dog.", 3.0), Scene("A bell.", 3.0), Scene("It is raining.", 3.0))
)


def field(x: np.ndarray, level: float) -> np.ndarray:
    return np.array([x[1], -x[0]]) * (1 + level)


def walk(steps: int, sign: float = -1.0) -> np.ndarray:
    x = np.array([2.0, -1.0])
    for step in range(steps):
        x = x + sign * field(x, 1 - step / steps) / steps
    return x


def open_stream() -> Iterator[int]:
    yield 1


def closed_stream() -> Any:
    stream = open_stream()
    stream.close()
    return stream


def with_residual(change: Callable[[int, np.ndarray], np.ndarray], plan: Plan = PLAN) -> Plan:
    tokens = tuple(BridgeTokens(t.semantic, change(i, t.residual)) for i, t in enumerate(plan.tokens))
    return replace(plan, tokens=tokens)


SILENT = with_residual(lambda i, r: 0 * r)
EXCHANGED = with_residual(lambda i, r: PLAN.tokens[(1, 0, 2)[i]].residual)
HALFWAY = with_residual(lambda i, r: (r + OTHER.tokens[i].residual) / 2)
BORROWED = with_residual(lambda i, r: OTHER.tokens[i].residual)
# the residual tokens of the plan made by hand are four: all of them are of the room and the medium
LONGER, LONGER_OTHER = (with_residual(lambda i, r: np.concatenate([r, 3 * r]), plan) for plan in (PLAN, OTHER))
PARTLY = with_residual(lambda i, r: np.concatenate([LONGER_OTHER.tokens[i].residual[:4], r[4:]]), LONGER)
ROOSTER = replace(
    PLAN, scenes=(Scene("A rooster crows.", 2.0), *PLAN.scenes[1:]), tokens=(OTHER.tokens[0], *PLAN.tokens[1:])
)
KEPT = replace(
    STORY, audio=STORY.audio[:, :16000], clips=STORY.clips[:1], plan=PLAN.with_scenes([0])
)  # what StorySoFar keeps


@dataclass(frozen=True)
class Case:
    """An exercise's right answer, ways to go wrong that a student takes, and what it starts from."""

    right: Any
    wrong: tuple[Any, ...]
    given: tuple[Any, ...] = ()


EIGHT = replace(STORY, audio=np.zeros((1, 8 * 8000), np.float32), seed=11)
CASES = {
    "00.1": Case(EIGHT, (STORY, replace(EIGHT, seed=12), PLAN)),
    "00.2": Case(
        TOLD_AGAIN,
        (
            STORY, replace(STORY), replace(STORY, audio=STORY.audio.copy()), replace(TOLD_AGAIN, audio=STORY.audio),
            replace(TOLD_AGAIN, audio=STORY.audio[:, :-5].copy()), replace(TOLD_AGAIN, audio=STORY.audio * 0.5),
            replace(TOLD_AGAIN, stats={}),
        ),
        (STORY,),
    ),
    "00.3": Case(
        replace(STORY, seed=8, audio=STORY.audio[:, ::-1]),
        (STORY, replace(STORY, seed=8), replace(STORY, seed=8, plan=OWN), replace(KEPT, seed=8)), (STORY,),
    ),
    "01.1": Case(
        ROOSTER,
        (
            PLAN, PLAN.with_scene(0, caption="A rooster crows."), replace(ROOSTER, scenes=PLAN.scenes),
            ROOSTER.with_scene(0, duration=1.0), ROOSTER.with_scene(1, caption="Rain."),
            ROOSTER.with_tokens(1, OTHER.tokens[1]),
        ),
        (PLAN,),
    ),
    "01.2": Case(3.5, (0, 5.0, 2.0, "3.5"), (PLAN,)),
    "01.3": Case(
        OWN,
        (
            PLAN, replace(OWN, tokens=()), replace(OWN, duration=10.0), OWN.with_scene(1, caption="A cat."),
            OWN.with_scene(0, duration=2.5), replace(OWN, tokens=(OWN.tokens[0],) * 3), OWN.with_scenes([1, 0, 2]),
        ),
    ),
    "02.1": Case(float(TABLE[0, 1]), (1, 0, -1, 1.0, float(TABLE[0, 2]), -1.0), (PLAN,)),
    "02.2": Case(int(np.linalg.norm(PLAN.tokens[0].semantic, axis=1).argmax()), (-1, 8, 2.5), (PLAN,)),
    "02.3": Case(TABLE, (np.ones((3, 3)), np.eye(3), TABLE[:2], np.zeros((3, 3))), (PLAN,)),
    "03.1": Case(
        SILENT,
        (
            PLAN, SILENT.with_scene(0, caption="Silence."), SILENT.with_tokens(1, PLAN.tokens[1]),
            replace(SILENT, reasoning="Other."), SILENT.with_tokens(0, OTHER.tokens[0].scaled(residual=0)),
            replace(SILENT, tokens=()), replace(SILENT, duration=4.0), SILENT.with_scene(0, duration=1.0),
        ),
        (PLAN,),
    ),
    "03.2": Case(EXCHANGED, (PLAN, SILENT, EXCHANGED.with_tokens(2, SILENT.tokens[2]), OTHER, EXCHANGED.with_scene(0, caption="x")), (PLAN,)),
    "03.3": Case(HALFWAY, (PLAN, BORROWED, with_residual(lambda i, r: r + OTHER.tokens[i].residual), HALFWAY.with_scene(0, caption="x")), (PLAN, OTHER)),
    "lab.1": Case(BORROWED, (PLAN, OTHER, SILENT, BORROWED.with_scene(0, caption="x")), (PLAN, OTHER)),
    "lab.2": Case(PARTLY, (LONGER, LONGER_OTHER, PLAN), (LONGER, LONGER_OTHER)),
    "lab.3": Case(21700 / 2**20, (15 / 20, 0.5, math.comb(20, 15) / 2**20, 1 - 21700 / 2**20)),
    "04.1": Case(0.6, (0.4, 0.5, 4, 0.0)),
    "04.2": Case(CLEAN + 3 * (NOISE - CLEAN), (NOISE, CLEAN, 3 * NOISE, NOISE[0], CLEAN + 3 * NOISE), (CLEAN, NOISE)),
    "04.3": Case(walk(4), (walk(1), walk(3), walk(5), walk(4, 1.0), np.zeros(2)), (np.array([2.0, -1.0]), field)),
    "05.1": Case(0.5**0.5, (0.5, 0.25, 1, 0.75, 0.7)),
    "05.2": Case(66000, (60000, 2.75, 6000, 65999)),
    "05.3": Case(
        np.concatenate([FIRST[:-500], FIRST[-500:] * DOWN + SECOND[:500] * UP, SECOND[500:]]),
        (
            np.concatenate([FIRST, SECOND]), FIRST, np.concatenate([FIRST[:-500], SECOND]),
            np.concatenate([FIRST[:-500], (FIRST[-500:] + SECOND[:500]) / 2, SECOND[500:]]),
        ),
        (FIRST, SECOND, 1000),
    ),
    "06.1": Case(880, (4400, 440, 0, 2000)),
    "06.2": Case(-6.02, (6.02, -3.01, 0.5, 0, -6.1)),
    "06.3": Case(1.0, (0.0, 0.5, 98), (RINGING,)),
    "07.1": Case(PARTS - set(STAGES["1a-planner"].trains), (set(), PARTS, set(STAGES["1a-planner"].trains), {"flow", "dog"}), (STAGES,)),
    "07.2": Case(NOISE - CLEAN, (CLEAN - NOISE, NOISE, CLEAN, NOISE[0], 0), (NOISE, CLEAN)),
    "07.3": Case(float(((NOISE - CLEAN) ** 2).mean()), (0, float(np.abs(NOISE - CLEAN).mean()), float(((NOISE - CLEAN) ** 2).sum())), (0 * NOISE, NOISE, CLEAN)),
    "08.1": Case(5, (4, 3, 25, math.sqrt(5))),
    "08.2": Case(0.75, (75, 3, 0.25, -0.75), (list("abcd"), [["a"], ["b"], ["c", "x"], ["y"]])),
    "08.3": Case(kappa(ANN, BEN), (7 / 8, 1, 0, 0.5), (ANN, BEN)),
    "09.1": Case(
        [STORY.audio[:, :9], STORY.audio[:, 9:99], STORY.audio[:, 99:]],
        (
            [], [STORY.audio[:, 9:99], STORY.audio[:, :9], STORY.audio[:, 99:]], [STORY.audio[:, 1:]] * 3, [1, 2], STORY.audio,
            [STORY.audio[0]], [STORY.audio], [STORY.audio[:, :9], STORY.audio[:, 9:]],
        ),
        (STORY,),
    ),
    "09.2": Case(
        AudioChunk(STORY.audio, 0.0), (AudioChunk(STORY.audio, 2.0), STORY.audio), (closed_stream(),)
    ),
    "09.3": Case(KEPT, (STORY, replace(KEPT, audio=KEPT.audio[:, :-1]), replace(KEPT, audio=KEPT.audio * 0.5)), (closed_stream(), STORY)),
    "10.1": Case(8 / 12, (8, 12, 4 / 12, 66.7), (HEARD,)),
    "10.2": Case(0.5, (0.75, 3, 6, 50), (HEARD,)),
    "10.3": Case(7.5, (14, 10.5, 7.5 / 14, "7.5"), (SCENES, TOLD)),
    "11.1": Case(2, (3, 1, 0, 2.5)),
    "11.2": Case(0.3, (-0.3, 0.6, 0.8, 0)),
    "12.1": Case(sum(share < 0.5 for share in recognised().values()), (0, 126, 1.5)),
    "12.2": Case(LOST, (set(), LOST | {"dog-bark"}, {"unicorn"}, set(recognised()))),
    "12.3": Case(len(ASKING) - sum(WHOLE), (0, len(ASKING), 202)),
    "13.1": Case(sum(WHOLE) / len(WHOLE), (1, 0, 116, 92.8)),
    "13.2": Case(float(np.mean([len(p["captions"]) for p in PLANS if not p["instruction"]["wanted"]])), (2.8, 0, 53)),
    "13.3": Case(
        ASKED,
        (
            PLAN, ASKED.with_scenes([1, 0, 2]), ASKED.with_scenes([0, 1]), replace(ASKED, reasoning="Dry."),
            ASKED.with_scene(0, duration=4.0), ASKED.with_scene(2, caption="A cat."),
        ),
    ),
    "14.1": Case(sum(one.clips for one in credits() if "SA" in one.licence), (0, CLIPS, 3)),
    "14.2": Case(1 - sum(one.clips for one in credits() if one.licence in ("CC0-1.0", "public-domain")) / CLIPS, (70.5, 1, 0)),
    "14.3": Case("Generated with audiostory-demo; see its attribution.", ("", "Mine.", "Generated with audiostory-demo.", 5)),
    "15.1": Case(8, (4, 16, 8e9, 64)),
    "15.2": Case(4000 / sum(sizes().values()), (0.145, 4000, 100)),
    "15.3": Case(36 * 2 * 128 * 2 * 2 * 946 / 1e6, (36.9, 17.4, 35e6), (946,)),
    "11.3": Case([0.2, 0.3, 0.0], ([0.2, 0.3, -1.2], [-0.2, -0.3, 0.0], [0.2, 0.3], 0.2, [0.0, 0.0, 0.0])),
}  # fmt: skip

each = pytest.mark.parametrize("number", CASES)
NUMBERS = [number for number, case in CASES.items() if isinstance(case.right, (int, float))]
ARRAYS = [number for number, case in CASES.items() if isinstance(case.right, np.ndarray)]
STRANGE = st.one_of(
    st.text(), st.booleans(), st.binary(), st.just(float("nan")), st.just(float("inf")), st.just(10**400), st.complex_numbers(),
    st.lists(st.integers(), max_size=3).map(lambda found: [found, "x"]), st.dictionaries(st.text(), st.integers()),
    st.sampled_from([object(), Ellipsis, {}, [], (), set(), np.empty((0, 2)), np.array("a"), np.array([None]), torch.empty(0),
                     torch.zeros(2, 2, dtype=torch.complex64), range(3), len, Plan, PLAN.tokens[0], PLAN.with_scenes([0]), replace(PLAN, tokens=()),
                     replace(PLAN, scenes=(), tokens=()), replace(STORY, plan=PLAN.with_scenes([0])), replace(STORY, clips=()), STORY.clips[0], open_stream(),
                     OWN.with_scenes([0]), [["ragged"], [1, 2]], np.datetime64("2020-01-01"), slice(2)]),
)  # fmt: skip


def said(number: str, answer: Any, *started_from: Any) -> str:
    """The sentence with which an answer is refused; any other error fails the test."""
    with pytest.raises(NotYet) as refused:
        check(number, answer, *started_from)
    return str(refused.value)


def test_every_exercise_has_a_case_here() -> None:
    assert sorted(CASES) == sorted(EXERCISES)


@each
def test_a_right_answer_gets_praise_and_wrong_ones_a_sentence(number: str) -> None:
    case = CASES[number]
    assert check(number, case.right, *case.given) == f"Exercise {number}: right."
    for wrong in case.wrong:
        assert said(number, wrong, *case.given).endswith(f'(For a hint: hint("{number}"))')


def test_a_story_told_again_may_take_as_long_as_the_first() -> None:
    first = replace(TOLD_AGAIN, audio=STORY.audio.copy(), stats={"first_sound_seconds": 0.501, "total_seconds": 1.5})
    assert check("00.2", TOLD_AGAIN, first).endswith("right.")


@each
def test_an_unsolved_exercise_says_so_and_so_does_one_that_it_builds_on(number: str) -> None:
    case = CASES[number]
    assert f"Exercise {number} has no answer yet" in said(number, None, *case.given)
    for place in range(len(case.given)):
        started_from = [None if i == place else one for i, one in enumerate(case.given)]
        assert "builds on the one before it" in said(number, case.right, *started_from)
        started_from[place] = 1.5
        assert "from the top again" in said(number, case.right, *started_from)


@each
@settings(max_examples=40)
@given(data=st.data())
def test_nothing_that_a_student_may_type_ends_in_anything_but_a_sentence(number: str, data: st.DataObject) -> None:
    case = CASES[number]
    sentence = said(number, data.draw(STRANGE), *case.given)
    assert len(sentence) > 20 and "from the top again" not in sentence, (
        "the judge reads the answer, and does not fail on it"
    )


def spoilt(started_from: Any) -> list[Any]:
    """What an exercise starts from, of the right kind still, after a student has changed it."""
    match started_from:
        case Plan():
            return [started_from.with_scenes([0]), started_from.with_scenes([]), replace(started_from, tokens=())]
        case np.ndarray():
            return [
                started_from[:0],
                started_from[..., :1],
                started_from[0],
                np.full(started_from.shape, np.nan),
                np.array("x"),
            ]
        case Story():
            return [
                replace(started_from, plan=started_from.plan.with_scenes([])),
                replace(started_from, stats={"total_seconds": "x"}),
            ]
        case list():
            return [[], started_from[:1], [None]]
        case dict():
            return [{}, {"1a-planner": None}]
        case int():
            return [0, -5, 10**30]
        case _ if callable(started_from):
            return [lambda: 0, lambda x, level: "x", lambda x, level: 1 / 0]
    return [open_stream()]


@each
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_whatever_became_of_what_an_exercise_starts_from_it_ends_in_a_sentence(number: str) -> None:
    case = CASES[number]
    for place, one in enumerate(case.given):
        for changed in spoilt(one):
            given = [changed if i == place else other for i, other in enumerate(case.given)]
            for answer in (case.right, *case.wrong, *given):
                try:
                    assert check(number, answer, *given).endswith("right.")
                except NotYet as refused:
                    assert len(str(refused)) > 20
    assert check(number, case.right, *case.given).endswith("right.")


def spellings(value: float) -> list[Any]:
    """One number as students write it, and as libraries give it."""
    ways = [
        value, float(value), Fraction(value), Decimal(str(value)), np.float64(value), np.array(value), np.array([value]),
        [value], (value,), torch.tensor(float(value), dtype=torch.float64), torch.tensor([float(value)], requires_grad=True),
        np.array([[value]], dtype=object),
    ]  # fmt: skip
    if float(value).is_integer():
        ways += [
            int(value),
            np.int64(value),
            torch.tensor(int(value)),
            np.array(int(value), dtype=np.int16 if abs(value) < 2**15 else np.int32),
        ]
    return ways


@pytest.mark.parametrize("number", NUMBERS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_number_is_taken_in_any_spelling_and_rounded_as_one_rounds(number: str, data: st.DataObject) -> None:
    case = CASES[number]
    rounded = round(case.right, 3) if abs(case.right) < 1 else round(case.right, 2)
    check(number, data.draw(st.sampled_from(spellings(case.right) + spellings(rounded))), *case.given)


@pytest.mark.parametrize("number", NUMBERS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_wrong_number_is_refused_in_any_spelling(number: str, data: st.DataObject) -> None:
    case = CASES[number]
    factor = data.draw(st.floats(0, 0.8) | st.floats(1.25, 100) | st.floats(-100, -0.01))
    wrong = case.right * factor if case.right else factor + math.copysign(1, factor)
    if number == "02.2":  # a place: whole numbers only
        wrong = case.right + data.draw(st.integers(1, 7))
    said(number, data.draw(st.sampled_from(spellings(wrong))), *case.given)


def array_spellings(values: np.ndarray) -> list[Any]:
    return [
        values, values.tolist(), tuple(map(tuple, values)) if values.ndim == 2 else tuple(values), values[None],
        np.float32(values), torch.from_numpy(np.ascontiguousarray(values)), torch.tensor(values.tolist(), requires_grad=True), values[..., None],
        np.asfortranarray(values),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ARRAYS)
def test_an_array_is_taken_as_list_array_or_tensor_and_one_wrong_value_is_refused(number: str) -> None:
    case = CASES[number]
    for answer in array_spellings(case.right):
        check(number, answer, *case.given)
    wrong = case.right.copy()
    wrong.flat[-1] += 0.5
    for answer in array_spellings(wrong):
        said(number, answer, *case.given)


def test_a_collection_of_names_may_be_of_any_kind() -> None:
    names = CASES["07.1"].right
    for answer in (
        names,
        list(names),
        tuple(names),
        frozenset(names),
        dict.fromkeys(names),
        np.array(sorted(names)),
        iter(names),
    ):
        check("07.1", answer, STAGES)
    assert "no stage trains such a part" in said("07.1", {*names, "dog"}, STAGES)
    assert "set of names" in said("07.1", "flow", STAGES)


def test_hints_come_in_stages_and_the_last_points_at_the_solutions() -> None:
    for number, exercise in EXERCISES.items():
        assert len(exercise.hints) >= 2
        stages = [hint(number, stage) for stage in range(1, len(exercise.hints) + 1)]
        assert hint(number) == stages[0] and len(set(stages)) == len(stages)
        assert f'hint("{number}", 2)' in stages[0] and "solutions" in stages[-1]
        assert hint(number, 99) == stages[-1]
    for stage in (0, -1, True, 1.5, "2"):
        with pytest.raises(ValueError, match="is not a stage"):
            hint("00.1", stage)


def test_a_number_that_no_exercise_has_lists_those_there_are() -> None:
    for ask in (lambda: check("99.9", 1), lambda: hint("99.9")):
        with pytest.raises(ValueError, match=r"no exercise '99\.9'.*00\.1"):
            ask()


def test_a_traceback_shows_no_line_of_a_solution() -> None:
    """In a terminal; a notebook shows the sentence alone."""
    with pytest.raises(NotYet) as refused:
        check("04.2", np.zeros((5, 3)), CLEAN, NOISE)
    shown = "".join(traceback.format_exception(refused.value))
    assert "3.0 *" not in shown and "During handling" not in shown
    assert refused.value._render_traceback_() == [f"Not yet. {refused.value}"]


def test_kappa_is_one_for_twins_and_zero_for_strangers() -> None:
    assert kappa(ANN, ANN) == 1 and kappa(["y"], ["y"]) == 1
    assert abs(kappa(list("yynn"), list("ynyn"))) < 1e-12
    assert kappa(list("yn"), list("ny")) == -1
    assert kappa(ANN, BEN) == pytest.approx((7 / 8 - (5 * 4 + 3 * 4) / 64) / (1 - (5 * 4 + 3 * 4) / 64))
    with pytest.raises(ValueError, match="8 and 2 answers"):
        kappa(ANN, list("yn"))


def test_checks_and_hints_need_no_torch() -> None:
    source = "import sys; sys.modules['torch'] = None; from audiostory_demo.lessons import check, hint; print(check('05.1', 0.707), hint('05.1'))"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert "right." in done.stdout
