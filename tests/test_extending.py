"""Going on from a sound: it stays as it is, what follows is asked for, shown its end, and joined by the usual crossfade."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from audiostory_demo import (
    AudioStory,
    Clip,
    Heard,
    ReasoningText,
    ScenePlanned,
    SoundHeard,
    Story,
    StoryReady,
    StoryStarted,
)
from audiostory_demo.around import MOST, Around
from audiostory_demo.continuing import GIVEN, names_style
from audiostory_demo.hearing import HeardSound
from audiostory_demo.rendering import SceneTask
from audiostory_demo.style_table import style_tokens
from audiostory_demo.styles import Style

RATE, FADE = 24000, 6000  # samples of the crossfade
HEARD = Heard.of((HeardSound("rain", 0.0, 2.0),), Style(room="cathedral"), follows="A bell rings.")


def noise(seconds: float, rate: int = RATE, channels: int = 1, level: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(0)
    return (level * rng.standard_normal((channels, round(seconds * rate)))).clip(-1, 1).astype(np.float32)


RAIN = noise(2.0)


@pytest.fixture(scope="module")
def rainy(continuing: AudioStory) -> Story:
    """A story that goes on from 2 s of noise."""
    return continuing.extend((RAIN, RATE), "A bell rings.", duration=4, seed=3)


class TestTheSound:
    def test_stays_as_it_is_up_to_the_crossfade_and_the_rest_is_as_long_as_asked(self, rainy: Story):
        kept = RAIN.shape[1] - FADE
        assert np.array_equal(rainy.audio[:, :kept], RAIN[:, :kept])
        assert rainy.audio.shape[1] == kept + 4 * RATE
        assert rainy.plan.duration == 5.75 and rainy.plan.seconds == pytest.approx(5.75)

    def test_is_the_first_scene_and_fades_out_under_the_second(self, rainy: Story):
        assert rainy.plan.given == 1 and rainy.scenes[0].caption == GIVEN and rainy.scenes[0].duration == 1.75
        assert np.array_equal(rainy.clips[0].samples, RAIN)
        ramp = np.linspace(0, np.pi / 2, FADE)
        new = rainy.clips[1].samples[:, :FADE]
        joined = RAIN[:, -FADE:] * np.cos(ramp) + new * np.sin(ramp)
        assert np.allclose(rainy.audio[:, 42000 : 42000 + FADE], joined.clip(-1, 1), atol=1e-5)

    @pytest.mark.parametrize("rate", [8000, 24000, 44100])
    def test_is_brought_to_the_models_rate_and_to_one_channel(self, continuing: AudioStory, rate: int):
        two = np.concatenate([noise(1.0, rate), -0.5 * noise(1.0, rate)])
        story = continuing.extend((two, rate), "A bell.", duration=1, seed=1)
        assert story.sample_rate == RATE and story.audio.shape == (1, RATE - FADE + RATE)
        if rate == RATE:
            assert np.allclose(story.audio[:, : RATE - FADE], two.mean(axis=0)[: RATE - FADE], atol=1e-7)

    def test_may_be_a_clip_a_file_or_what_a_microphone_brings(self, continuing: AudioStory, tmp_path: Path):
        soundfile.write(tmp_path / "rain.wav", RAIN.T, RATE, subtype="FLOAT")
        whole = (RAIN * 32768).round().astype(np.int16)
        sounds = [Clip(RAIN, RATE, 0), tmp_path / "rain.wav", str(tmp_path / "rain.wav"), (RATE, whole[0])]
        stories = [continuing.extend(sound, "A bell.", duration=1, seed=1) for sound in sounds]
        for story in stories:
            assert np.allclose(story.clips[0].samples, RAIN, atol=1e-4)

    def test_may_be_longer_than_any_scene(self, continuing: AudioStory):
        story = continuing.extend((noise(20.0), RATE), "A bell.", duration=1, seed=1)
        assert story.duration == pytest.approx(20.75) and len(story.scenes) == 2
        again = continuing.regenerate(story, scene=1, seed=9)
        assert np.array_equal(again.audio[:, : 20 * RATE - FADE], story.audio[:, : 20 * RATE - FADE])

    def test_keeps_its_level_and_what_follows_has_it(self, continuing: AudioStory, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(continuing.model, "config", replace(continuing.config, levels=(-30.0, -14.0)))
        shown = []
        monkeypatch.setattr(
            continuing.model.flow, "denoise", lambda noise, *given, **_: (shown.append(given[-1]), iter([noise] * 2))[1]
        )
        loud = continuing.extend((noise(1.0, level=0.1), RATE), "A bell.", duration=3, seed=1)
        soft = continuing.extend((noise(1.0, level=0.001), RATE), "A bell.", duration=3, seed=1)
        for one, other in zip(loud.clips[1:], soft.clips[1:], strict=True):
            assert np.abs(other.samples).max() < 0.2 * np.abs(one.samples).max()
        befores = [known.before for known in shown if known is not None]
        assert len(befores) == 2 and befores[1].mean() > befores[0].mean() - 3  # raised before it is shown


class TestWhatFollows:
    def test_the_first_new_scene_alone_is_shown_the_end(self, continuing: AudioStory, tasks: list[SceneTask]):
        story = continuing.extend((RAIN, RATE), "A bell.", duration=4, seed=3)
        assert [task.index for task in tasks] == list(range(1, len(story.scenes)))
        assert tasks[0].around is not None and all(task.around is None for task in tasks[1:])
        assert np.array_equal(tasks[0].around.before, RAIN) and tasks[0].around.overlap == FADE

    def test_another_sound_makes_another_continuation(self, continuing: AudioStory, rainy: Story):
        other = continuing.extend((RAIN * np.float32(-0.2), RATE), "A bell rings.", duration=4, seed=3)
        assert [scene.caption for scene in other.scenes] == [scene.caption for scene in rainy.scenes]
        assert not np.allclose(other.clips[1].samples, rainy.clips[1].samples, atol=1e-3)

    def test_the_same_seed_makes_the_same(self, continuing: AudioStory, rainy: Story):
        again = continuing.extend((RAIN, RATE), "A bell rings.", duration=4, seed=3)
        assert np.array_equal(again.audio, rainy.audio) and again.plan == rainy.plan

    def test_the_planner_is_asked_for_what_is_added(self, continuing: AudioStory, rainy: Story):
        assert rainy.plan.instruction == "A bell rings."
        alone = continuing.plan("A bell rings.", duration=4, seed=3)
        assert rainy.scenes[1:] == alone.scenes and rainy.reasoning == alone.reasoning

    def test_events_come_in_their_order_and_chunks_join(self, continuing: AudioStory):
        events = list(continuing.stream("A bell.", sound=(RAIN, RATE), duration=4, seed=3, heard=HEARD))
        assert isinstance(events[0], StoryStarted) and events[0].given == 1 and events[1] == SoundHeard(HEARD)
        reasoning = "".join(event.delta for event in events if isinstance(event, ReasoningText))
        assert reasoning.startswith("Heard: rain, in a cathedral.")
        story = events[-1].story
        assert isinstance(events[-1], StoryReady)
        starts = [event.start for event in events if isinstance(event, ScenePlanned)]
        assert starts[:2] == [0.0, 1.75]
        chunks = [event.samples for event in events if type(event).__name__ == "AudioChunk"]
        assert np.array_equal(np.concatenate(chunks, axis=1), story.audio)
        assert story.plan.heard == HEARD and story.scenes[0].caption == "Rain, in a cathedral."

    def test_what_was_heard_opens_the_reasoning_and_leaves_what_is_asked_for_as_it_is(self, continuing: AudioStory):
        given = {"duration": 4.0, "seed": 3}
        told = continuing.extend((RAIN, RATE), "A dog barks, then a bell.", heard=HEARD, **given)
        alone = continuing.extend((RAIN, RATE), "A dog barks, then a bell.", **given)
        assert told.scenes[1:] == alone.scenes[1:]
        assert told.reasoning == f"Heard: rain, in a cathedral. {alone.reasoning}"
        encode = continuing.model.planner.encode
        assert encode(told.plan) == encode(replace(told.plan, reasoning=alone.reasoning))

    def test_without_a_prompt_it_is_what_was_heard_that_goes_on(self, continuing: AudioStory):
        assert continuing.extend((RAIN, RATE), duration=1, seed=1, heard=HEARD).plan.instruction == "A bell rings."
        silent = replace(HEARD, follows="")
        assert continuing.extend((RAIN, RATE), duration=1, seed=1, heard=silent).plan.instruction == silent.caption

    def test_the_style_that_was_heard_takes_the_place_of_the_planners(self, continuing: AudioStory):
        told = continuing.extend((RAIN, RATE), "A bell.", duration=3, seed=1, heard=HEARD)
        row = style_tokens(continuing.model, HEARD.style)
        assert row is not None and all(np.array_equal(tokens.residual, row) for tokens in told.plan.tokens[1:])
        own = continuing.extend((RAIN, RATE), "A bell in a cave.", duration=3, seed=1, heard=HEARD)
        assert not any(np.array_equal(tokens.residual, row) for tokens in own.plan.tokens[1:])

    @pytest.mark.parametrize(
        ("prompt", "names"),
        [("Then a bell.", False), ("Rain falls on a roof, a dog barks.", False), ("A bell over the telephone.", True),
         ("A dog inside a church", True), ("Steps, with rain in the background.", True), ("", False)],
    )  # fmt: skip
    def test_a_prompt_may_name_its_own_style(self, prompt: str, names: bool):
        assert names_style(prompt) is names


class TestAStory:
    def test_goes_on_with_its_scenes_and_its_settings(self, continuing: AudioStory):
        story = continuing.generate("A dog barks.", duration=4, seed=1, steps=1)
        longer = continuing.extend(story, "A bell.", duration=2, seed=2)
        assert longer.settings.steps == 1 and longer.plan.given == len(story.scenes)
        kept = story.audio.shape[1] - FADE
        assert np.array_equal(longer.audio[:, :kept], story.audio[:, :kept])
        assert [scene.caption for scene in longer.scenes[: len(story.scenes)]] == [s.caption for s in story.scenes]
        assert longer.plan.tokens[: len(story.scenes)] == story.plan.tokens
        assert longer.duration == pytest.approx(5.75)
        longest = continuing.extend(longer, duration=1, seed=3)
        assert longest.plan.instruction == "A bell." and longest.plan.given == len(longer.scenes)
        assert np.array_equal(longest.audio[:, : longer.audio.shape[1] - FADE], longer.audio[:, :-FADE])

    def test_with_another_crossfade_is_a_sound_like_any_other(self, continuing: AudioStory):
        story = continuing.generate("A dog barks.", duration=4, seed=1)
        longer = continuing.extend(story, "A bell.", duration=1, seed=2, crossfade=0.1)
        assert longer.plan.given == 1 and np.array_equal(longer.clips[0].samples, story.audio)

    def test_is_saved_and_loaded_whole(self, continuing: AudioStory, tmp_path: Path):
        story = continuing.extend((RAIN, RATE), "A bell.", duration=3, seed=1, heard=HEARD)
        loaded = Story.load(story.save(tmp_path / "rain.wav"))
        assert np.array_equal(loaded.audio, story.audio) and loaded.plan == story.plan
        assert loaded.plan.given == 1 and loaded.plan.heard == HEARD
        again = continuing.regenerate(loaded, scene=1, seed=loaded.clips[1].seed)
        assert np.array_equal(again.audio, story.audio) and again.plan.given == 1 and again.plan.heard == HEARD

    def test_the_sound_itself_is_not_told_anew(self, continuing: AudioStory, rainy: Story):
        with pytest.raises(ValueError, match=r"Scene 0 is a sound that was given.*Redo a later scene"):
            continuing.regenerate(rainy, scene=0, seed=1)
        with pytest.raises(ValueError, match=r"Scene 0 is a sound that was given"):
            continuing.render(rainy.plan, seed=1)

    def test_a_plan_in_another_order_begins_with_it_only_while_it_stands_first(self, rainy: Story):
        last = len(rainy.scenes) - 1
        assert rainy.plan.with_scenes([0]).given == 1
        assert rainy.plan.with_scenes([last, 0]).given == 0 and rainy.plan.with_scenes([last]).given == 0

    def test_closing_the_stream_stops_it(self, continuing: AudioStory):
        events = continuing.stream("A bell.", sound=(RAIN, RATE), duration=4, seed=3)
        while not isinstance(next(events), ScenePlanned):
            pass
        events.close()
        assert list(events) == []


class TestWhatIsShown:
    def test_latents_end_where_the_clip_begins_and_their_edges_are_not_cut_off(self, continuing: AudioStory):
        sound = noise(5.0)
        whole = continuing.model.codec.encode(torch.from_numpy(sound))
        for overlap in (0, 512, FADE, 6001):
            known = Around(sound, overlap).known(continuing.model, RATE, 1.0)
            assert known.before is not None and known.after is None and known.before.shape == (1, MOST, 256)
        aligned = Around(sound[:, : 512 * 230], 512 * 10).known(continuing.model, RATE, 1.0).before
        assert aligned is not None and torch.allclose(aligned[0], whole[220 - MOST : 220], atol=1e-4)

    def test_a_short_sound_is_shown_whole(self, continuing: AudioStory):
        known = Around(noise(1.0), FADE).known(continuing.model, RATE, 1.0)
        assert known.before is not None and known.before.shape[1] == (RATE - FADE) // 512

    def test_the_residual_tokens_of_a_style_are_a_row_of_the_table(self, continuing: AudioStory, small: AudioStory):
        one, other = (style_tokens(continuing.model, style) for style in (Style(), Style(room="cave")))
        assert one is not None and other is not None and one.shape == (8, 64)
        assert not np.array_equal(one[:2], other[:2]) and np.array_equal(one[2:], other[2:])
        assert style_tokens(small.model, Style()) is None


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("sound", "says"),
        [
            (7, "The sound is 7"),
            ("no-such-file.wav", "is not there"),
            ((np.zeros((1, 0), np.float32), RATE), "too short"),
            ((RAIN[:, :4000], RATE), "too short"),
            ((RAIN[:, :15000], RATE), r"lasts 0\.625 s; to go on from it takes 0\.76 s with a crossfade of 0\.25 s"),
            ((0 * RAIN, RATE), "is silent"),
            ((RAIN * np.nan, RATE), "NaN or infinite"),
            ((np.tile(RAIN, 80), RATE), r"The sound fills 159\.75 s; with 4 s more .* maximum of 150 s"),
            ((np.tile(noise(2.0, 8000), 400), 8000), "800 s, which is too long"),
            ((RAIN, 100), "rate 100"),
            ((np.full(RATE, "a"), RATE), "samples are"),
        ],
    )  # fmt: skip
    def test_sounds_that_nothing_can_follow(self, continuing: AudioStory, sound: object, says: str):
        with pytest.raises(ValueError, match=says) as error:
            continuing.extend(sound, "A bell.", duration=4)
        assert "\n" not in str(error.value)

    def test_a_file_that_cannot_be_read(self, continuing: AudioStory, tmp_path: Path):
        (tmp_path / "broken.wav").write_bytes(b"RIFF" + bytes(40))
        with pytest.raises(ValueError, match=r"broken\.wav cannot be read as sound"):
            continuing.extend(tmp_path / "broken.wav", "A bell.")

    @pytest.mark.parametrize(
        ("options", "says"),
        [
            ({"duration": 0}, "duration=0 is not a length"),
            ({"duration": float("nan")}, "duration=nan is not a length"),
            ({"duration": 0.5}, "shorter than a scene"),
            ({"prompt": ""}, "Nothing says what should follow, and nobody listened to the sound. Pass a prompt"),
            ({"prompt": 5}, "The instruction is a int"),
            ({"prompt": "!?"}, "has no words"),
            ({"heard": "rain"}, "heard is a str. Pass a Heard"),
            ({"decoding": "release"}, "The published rules do not go on from a sound"),
            ({"seed": -1}, "seed=-1 is not a seed"),
            ({"colour": 1}, "has no colour"),
        ],
    )
    def test_requests_that_cannot_be_met(self, continuing: AudioStory, options: dict, says: str):
        given = {"prompt": "A bell.", "duration": 4, **options}
        with pytest.raises(ValueError, match=says):
            continuing.extend((RAIN, RATE), given.pop("prompt"), **given)

    def test_a_model_that_was_not_trained_for_it(self, small: AudioStory):
        with pytest.raises(ValueError, match=r"The model small was not trained to go on from a sound"):
            small.extend((RAIN, RATE), "A bell.", duration=4)

    def test_a_sound_beside_a_plan_or_shots(self, continuing: AudioStory, rainy: Story):
        with pytest.raises(ValueError, match=r"beside a plan, clips or shots"):
            continuing.stream(rainy.plan, sound=(RAIN, RATE))
        with pytest.raises(ValueError, match=r"beside a plan, clips or shots"):
            continuing.stream("A bell.", sound=(RAIN, RATE), shots=[])
