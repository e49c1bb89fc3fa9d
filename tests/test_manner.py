"""What an instruction says beside the names of its sounds: how loud, how far, how often. It is reasoned, captioned and heard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audiostory_demo import AudioStory, Plan, Scene
from audiostory_demo.app.plan_text import plan_to_text, text_to_plan
from audiostory_demo.audio import at_level, sounding_level
from audiostory_demo.audio.levels import GAINS, HIGHEST_PEAK
from audiostory_demo.data.understanding import _language
from audiostory_demo.evaluate.wider import LINE
from audiostory_demo.language.denial import InstructionRead
from audiostory_demo.language.manner import level_words, manners
from audiostory_demo.story import LEVELS, Story


def said(text: str) -> dict[str, tuple[str, int]]:
    """Mention -> level and times."""
    read = InstructionRead(text, _language())
    found = manners(read)
    return {
        read.said(one): (found[one.first].level, found[one.first].times) for one in read.named if one.first in found
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Birds, but quietly; then a very loud explosion", {"birds": ("quiet", 0), "loud explosion": ("loud", 0)}),
        ("a quiet clock, a loud train, a dog in the distance",
         {"clock": ("quiet", 0), "train": ("loud", 0), "dog": ("far away", 0)}),
        ("[footsteps approaching] [door creaks open]", {"footsteps": ("growing", 0)}),
        ("crickets all around, and far away an owl", {"owl": ("far away", 0)}),
        ("the thunder is very loud", {"thunder": ("loud", 0)}),
        ("a distant, howling wolf", {"howling wolf": ("far away", 0)}),
        ("In the distance, wolves howl", {"wolves": ("far away", 0)}),
        ("rain getting louder", {"rain": ("growing", 0)}),
        ("Three knocks, then a dog barks twice", {"knocks": ("", 3), "dog barks": ("", 2)}),
        ("exactly one bell", {"bell": ("", 1)}),
        ("2 gunshots, a single scream", {"gunshots": ("", 2), "scream": ("", 1)}),
        ("once the rain stops, an owl hoots once", {"owl hoots": ("", 1)}),
        ("two dogs bark at the cat", {}),
        ("close the door", {}),
        ("no loud thunder, a dog", {}),
        ("ten seconds of rain", {}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_sound_belongs_to_it(text: str, expected: dict[str, tuple[str, int]]) -> None:
    assert said(text) == expected


def test_all_words_of_training_for_a_level_are_read() -> None:
    for level, words in level_words().items():
        assert level in LEVELS
        for before in words.before:
            assert said(f"{before} thunder").popitem()[1] == (level, 0), before
        for after in words.after:
            assert said(f"thunder {after}").popitem()[1] == (level, 0), after


def test_the_reasoning_says_it_and_the_scenes_have_it(embedded: AudioStory) -> None:
    plan = embedded.plan("Three knocks, then distant thunder, and a quiet clock", duration=18, seed=1)
    assert "a knock at the door (three times)" in plan.reasoning
    assert "thunder (far away)" in plan.reasoning
    levels = {
        label: scene.level for (_, _, label), scene in zip(LINE.findall(plan.reasoning), plan.scenes, strict=True)
    }
    assert levels["thunder"] == "far away" and levels["a clock"] == "quiet" and levels["a knock at the door"] == ""
    assert "hree" in plan.scenes[0].caption


def test_what_came_closer_stays_close_and_what_faded_far_away(embedded: AudioStory) -> None:
    plan = embedded.plan("rain getting louder", duration=40, seed=1)
    assert [scene.level for scene in plan.scenes] == ["growing", *["close"] * (len(plan.scenes) - 1)]


def test_a_quiet_dog_does_not_bark_loudly(embedded: AudioStory) -> None:
    for seed in range(6):
        plan = embedded.plan("a quiet dog, a distant explosion", duration=10, seed=seed, temperature=1.0)
        assert not any(word in scene.caption for scene in plan.scenes for word in ("loud", "deafening")), plan.scenes


def test_levels_are_heard(small: AudioStory) -> None:
    plan = Plan("x", 6.0, "", (Scene("A dog barks.", 3.0), Scene("A dog barks.", 3.0)))
    plain = small.render(plan, seed=3)
    rate = plain.sample_rate
    for level in LEVELS[1:]:
        story = small.render(plan.with_scene(1, level=level), seed=3)
        assert np.array_equal(story.clips[0].samples, plain.clips[0].samples), level
        ratio = story.clips[1].samples / np.where(plain.clips[1].samples == 0, 1, plain.clips[1].samples)
        parts = [float(np.median(ratio[:, : rate // 4])), float(np.median(ratio[:, -rate // 4 :]))]
        wanted = [10 ** (gain / 20) for gain in GAINS[level]]
        if max(GAINS[level]) <= 0:
            assert parts == pytest.approx(wanted, rel=0.35), level
        else:
            assert 1.0 <= min(parts) <= max(parts) <= max(wanted) + 0.01, level


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_never_raises_peaks_beyond_the_highest(level: str) -> None:
    tone = (0.9 * np.sin(np.arange(24000) / 7)).astype(np.float32)[None]
    assert np.abs(at_level(tone, level)).max() <= HIGHEST_PEAK + 1e-6
    soft = at_level(tone / 30, level)
    change = sounding_level(soft[0], 24000) - sounding_level(tone[0] / 30, 24000)
    assert change == pytest.approx(0, abs=0.1) if not level else change * (1 if level in ("loud", "close") else -1) > 0


def test_a_level_is_kept_with_the_story_in_lines_and_in_links(small: AudioStory, tmp_path) -> None:
    from audiostory_demo.app.shared import pack, unpack

    plan = Plan("x", 4.0, "", (Scene("A dog barks.", 2.0, "far away"), Scene("Rain falls.", 2.0)))
    story = small.render(plan, seed=1)
    assert Story.load(story.save(tmp_path / "kept.wav")).scenes == story.scenes
    assert plan_to_text(plan) == "2 far away | A dog barks.\n2 | Rain falls."
    read = text_to_plan("2 s far away | A dog barks.\n3 Quiet | Rain falls.", None, "x")
    assert read.scenes == (Scene("A dog barks.", 2.0, "far away"), Scene("Rain falls.", 3.0, "quiet"))
    assert unpack(pack(story, 0)).plan.scenes == story.scenes
    assert replace(plan, scenes=plan.scenes).with_scene(0, caption="A cat meows.").scenes[0].level == "far away"


def test_an_unknown_level_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="quiet, loud, far away"):
        Scene("A dog barks.", 2.0, "deafening")


def test_a_verb_that_looks_like_the_name_of_a_sound_is_none(embedded: AudioStory) -> None:
    for text in ("a shot is fired", "she waved along the winding path", "he ducked", "a trained runner"):
        named = {label for _, labels in embedded.model.planner.read_words(text).named_text for label in labels}
        assert not named & {"a fire", "waves", "wind", "ducks", "a train"}, text
    plan = embedded.plan("Wolves howl, horses neigh, and a shot is fired.", duration=20, seed=1)
    assert not any("fire " in scene.caption.lower() for scene in plan.scenes), plan.scenes
