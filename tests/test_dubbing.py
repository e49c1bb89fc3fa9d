"""Dubbing: the planner writes in the video's rhythm, captions stay, sounds set in with movements, pictures are copied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostory_demo import AudioStory, ReasoningText, ScenePlanned, Shot, ShotFound, Story, StoryReady, StoryStarted
from audiostory_demo.audio.onsets import Onset, aligned, best_shift, sound_onsets
from audiostory_demo.lessons.made_clip import MadeShot, make_clip
from audiostory_demo.planner.strict import scene_range

RATE = 24000
FILM = (MadeShot(1.8, (0.8,), (60, 70, 110)), MadeShot(1.5, (0.7,), (150, 100, 60)), MadeShot(2.0, (), (60, 130, 130)))
SHOTS = (Shot(0.0, 1.8, (0.8,)), Shot(1.8, 3.3, (2.5,)), Shot(3.3, 5.31))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("av")
    return make_clip(tmp_path_factory.mktemp("film") / "film.mp4", FILM, size=(160, 90))


class TestForcedDurations:
    def test_shots_are_found_before_the_reasoning_and_become_the_scenes(self, small: AudioStory):
        events = list(small.stream("Rain falls.", shots=SHOTS, seed=1))
        assert isinstance(events[0], StoryStarted) and events[0].duration == 5.31
        found = [ShotFound(index, shot.start, shot.end, shot.onsets) for index, shot in enumerate(SHOTS)]
        assert events[1:4] == found and isinstance(events[4], ReasoningText)
        scenes = [event.scene.duration for event in events if isinstance(event, ScenePlanned)]
        assert scenes == [1.8, 1.5, 2.01]
        story = events[-1].story
        assert isinstance(events[-1], StoryReady) and story.audio.shape[1] == round(5.31 * story.sample_rate)
        assert story.plan.shots == SHOTS

    @settings(max_examples=20)
    @given(data=st.data())
    def test_any_rhythm_within_the_models_range_is_kept(self, small: AudioStory, data: st.DataObject):
        low, high = map(float, scene_range(small.config, 0.25))
        lengths = data.draw(st.lists(st.integers(round(low * 10), round(high * 10)), min_size=1, max_size=6))
        edges = [0.0, *(sum(lengths[: k + 1]) / 10 for k in range(len(lengths)))]
        captions = [data.draw(st.sampled_from(["", "A bell.", 'Someone says "run"!'])) for _ in lengths]
        shots = [Shot(edges[k], edges[k + 1], (), captions[k]) for k in range(len(lengths))]
        plan = small.plan("Rain.", shots=shots, temperature=data.draw(st.sampled_from([0.0, 2.0])), seed=3)
        assert [scene.duration for scene in plan.scenes] == [shot.duration for shot in shots]
        for scene, caption in zip(plan.scenes, captions, strict=True):
            assert scene.caption == caption if caption else scene.caption.strip()

    def test_captions_that_are_given_are_read_as_if_they_had_been_written(self, small: AudioStory):
        shots = [
            replace(SHOTS[0], caption="A dog barks twice."),
            SHOTS[1],
            replace(SHOTS[2], caption="Zürich <3 bells"),
        ]
        plan = small.plan("Rain falls.", shots=shots, seed=1)
        assert [plan.scenes[i].caption for i in (0, 2)] == ["A dog barks twice.", "Zürich <3 bells"]
        read = small.with_bridge_tokens(plan)
        for written, again in zip(plan.tokens, read.tokens, strict=True):
            assert np.allclose(written.semantic, again.semantic, atol=1e-4)
            assert np.allclose(written.residual, again.residual, atol=1e-4)

    def test_captions_of_all_shots_are_the_instruction_where_there_is_none(self, small: AudioStory):
        shots = [replace(shot, caption=text) for shot, text in zip(SHOTS, ["Rain", "A bell!", "Rain"], strict=True)]
        plan = small.plan("", shots=shots, seed=1)
        assert plan.instruction == "Rain. A bell!"
        assert [scene.caption for scene in plan.scenes] == ["Rain", "A bell!", "Rain"]

    def test_without_shots_a_seed_tells_what_it_told_before(self, small: AudioStory):
        assert small.plan("Rain.", duration=5.0, seed=1) == small.plan("Rain.", duration=5.0, seed=1, shots=[])

    @pytest.mark.parametrize(
        ("shots", "says"),
        [
            ([Shot(0.0, 0.5), Shot(0.5, 2.0)], r"Shot 0 lasts 0\.5 s; this model tells scenes of 1\.0 to 3\.0 s"),
            ([Shot(0.0, 9.0)], r"Shot 0 lasts 9 s"),
            ([Shot(0.0, 2.0), Shot(2.5, 4.0)], r"Shot 1 begins at 2\.5 s, where 2 s is due"),
            ([Shot(float(k), k + 1.0) for k in range(81)], r"81 shots are more than a story of this model has scenes"),
            (["a"], r"shots is \['a'\]\. Pass a list of Shots"),
            ("ab", r"shots is 'ab'"),
            ([replace(SHOTS[0], caption="word " * 20000 + "end")], r"The prompt is .* this model reads at most"),
        ],
    )
    def test_shots_that_cannot_be_scenes_are_told_before_any_work(self, small: AudioStory, shots: list, says: str):
        with pytest.raises(ValueError, match=says):
            small.stream("Rain.", shots=shots)

    def test_release_decoding_knows_no_shots(self, small: AudioStory):
        with pytest.raises(ValueError, match=r"The published rules know no shots.*Pass decoding='strict'"):
            small.stream("Rain.", shots=SHOTS, decoding="release")

    @pytest.mark.parametrize("shot", [(2, 1), (-1, 1), (0, float("nan")), (0, 1, ("x",)), (0, 1, (), "<t5>")])
    def test_what_is_no_shot_is_told(self, shot: tuple):
        with pytest.raises(ValueError, match=r"A shot|The caption"):
            Shot(*shot)


class TestOnsets:
    def knocks(self, *times: float, seconds: float = 3.0, bed: float = 0.003) -> np.ndarray:
        """Decaying bursts of noise over a soft bed, [1, samples]."""
        rng = np.random.default_rng(0)
        sound = bed * rng.standard_normal(round(seconds * RATE))
        for time in times:
            burst = rng.standard_normal(RATE // 4) * np.exp(-np.arange(RATE // 4) / (0.05 * RATE)) * 0.3
            at = round(time * RATE)
            sound[at : at + len(burst)] += burst[: len(sound) - at]
        return sound[None].astype(np.float32)

    def test_knocks_are_heard_when_they_come_and_rain_sets_in_nowhere(self):
        assert [onset.time for onset in sound_onsets(self.knocks(0.5, 1.2, 2.0), RATE)] == pytest.approx(
            [0.5, 1.2, 2.0], abs=0.02
        )
        rain = 0.2 * np.random.default_rng(1).standard_normal((1, 2 * RATE)).astype(np.float32)
        assert [onset.time for onset in sound_onsets(rain, RATE)] in ([], [0.0])
        assert sound_onsets(np.zeros((1, RATE), np.float32), RATE) == []
        assert sound_onsets(np.zeros((1, 10), np.float32), RATE) == []

    def test_the_clearest_onset_is_moved_and_of_equal_moves_the_shorter(self):
        door, creak = Onset(1.0, 20.0), Onset(0.4, 7.0)
        assert best_shift([creak, door], [1.3], later=0.5, earlier=0.5) == pytest.approx(0.3)
        assert best_shift([door], [0.9, 1.4], later=0.5, earlier=0.5) == pytest.approx(-0.1)
        steps = [Onset(0.5, 15.0), Onset(1.0, 15.0), Onset(1.5, 15.0)]
        assert best_shift(steps, [0.7, 1.2, 1.7], later=0.5, earlier=0.5) == pytest.approx(0.2)

    def test_what_is_out_of_reach_stays_where_it_is(self):
        assert best_shift([Onset(1.0, 20.0)], [1.6], later=0.5, earlier=0.5) == 0
        assert best_shift([Onset(1.0, 20.0)], [0.8], later=0.5, earlier=0.1) == 0
        assert (
            best_shift([], [0.8], later=0.5, earlier=0.5) == best_shift([Onset(1.0, 20.0)], [], later=1, earlier=1) == 0
        )

    @pytest.mark.parametrize("move", [0.62, 1.0, 1.38])
    def test_a_moved_sound_sets_in_with_the_movement_over_an_unbroken_bed(self, move: float):
        sound = self.knocks(1.0)
        heard = aligned(sound, RATE, [move], later=0.5, earlier=0.5)
        assert sound_onsets(heard, RATE)[0].time == pytest.approx(move, abs=0.021)
        assert heard.shape[1] - sound.shape[1] == pytest.approx((move - 1.0) * RATE, abs=0.02 * RATE)
        start = heard[0, : round(0.3 * RATE)]
        levels = np.sqrt((start[: len(start) // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1))
        assert levels.min() > 0.002 and levels.max() < 0.005, "the bed is there from the first sample on"

    def test_a_sound_that_begins_at_once_is_led_in_by_silence(self):
        heard = aligned(self.knocks(0.0, bed=0.0), RATE, [0.3], later=0.5, earlier=0.0)
        assert not heard[:, : round(0.28 * RATE)].any() and np.abs(heard).max() > 0.1

    def test_half_a_second_of_alignment_brings_made_sounds_onto_the_hits_of_a_made_clip(self):
        """Mean error of the clearest onset, over forty shots: 0.24 s as they come, under 0.02 s when moved."""
        rng = np.random.default_rng(0)
        errors: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(40):
            hit = rng.uniform(0.6, 2.4)
            sound = self.knocks(hit + rng.uniform(-0.48, 0.48))
            for moves in (False, True):
                heard = aligned(sound, RATE, [hit], later=0.5, earlier=0.5) if moves else sound
                errors[moves].append(abs(max(sound_onsets(heard, RATE), key=lambda onset: onset.rise).time - hit))
        assert np.mean(errors[False]) > 0.2 and np.mean(errors[True]) < 0.02


class TestDubs:
    def test_a_dub_has_the_videos_shots_and_its_length_and_is_saved_whole(
        self, small: AudioStory, film: Path, tmp_path: Path
    ):
        dub = small.dub(film, prompt="A ball rolls.", seed=1)
        assert [shot.start for shot in dub.shots] == [0.0, 1.8, 3.3] and dub.note == ""
        assert [scene.duration for scene in dub.story.scenes] == [1.8, 1.5, 2.02]
        assert [event for event in dub.story.plan.shots] == [replace(shot, caption="") for shot in dub.shots]
        path = dub.save(tmp_path / "new" / "dubbed.mp4")
        assert small.watch(path).seconds == pytest.approx(5.32)
        assert small.watch(path).shots == dub.shots, "the pictures are the same"

    def test_what_was_looked_at_is_not_looked_at_again_and_takes_captions(self, small: AudioStory, film: Path):
        footage = small.watch(film, ["A ball rolls.", "", "Silence."])
        dub = small.dub(footage, {1: "It hits a wall."}, seed=1)
        assert [scene.caption for scene in dub.story.scenes] == ["A ball rolls.", "It hits a wall.", "Silence."]
        assert dub.story.plan.instruction == "A ball rolls. It hits a wall. Silence."

    def test_subtitles_beside_the_video_are_read_unless_captions_are_given(
        self, small: AudioStory, film: Path, tmp_path: Path
    ):
        copy = tmp_path / "film.mp4"
        copy.write_bytes(film.read_bytes())
        copy.with_suffix(".vtt").write_text("WEBVTT\n\n00:00.200 --> 00:01.500\n[ball rolls]\n")
        assert [shot.caption for shot in small.watch(copy).shots] == ["ball rolls", "", ""]
        assert [shot.caption for shot in small.watch(copy, []).shots] == ["", "", ""]
        assert [shot.caption for shot in small.watch(copy, {2: "Rain."}).shots] == ["", "", "Rain."]

    def test_a_dub_is_the_stream_drained(self, small: AudioStory, film: Path):
        footage = small.watch(film)
        *_, last = small.stream("A ball.", shots=footage.shots, seed=4)
        assert np.array_equal(small.dub(film, prompt="A ball.", seed=4).story.audio, last.story.audio)

    def test_its_story_is_saved_loaded_and_told_anew_with_its_shots(
        self, small: AudioStory, film: Path, tmp_path: Path
    ):
        story = small.dub(film, prompt="A ball.", seed=2).story
        loaded = Story.load(story.save(tmp_path / "ball.wav"))
        assert loaded.plan.shots == story.plan.shots and loaded.plan.shots[0].onsets
        assert np.array_equal(small.render(loaded.plan, seed=2).audio, story.audio)
        again = small.regenerate(loaded, scene=1, seed=story.clips[1].seed)
        assert np.array_equal(again.audio, story.audio) and again.plan.shots == story.plan.shots
        values = json.loads((tmp_path / "ball.json").read_text())
        del values["shots"]
        (tmp_path / "ball.json").write_text(json.dumps(values))
        assert Story.load(tmp_path / "ball.wav").plan.shots == (), "a story of an earlier version"

    def test_a_clip_goes_on_where_a_sound_is_moved_forward_and_is_as_long_as_ever(self, small: AudioStory):
        shots = (Shot(0.0, 1.8, tuple(np.arange(0.05, 1.8, 0.1))), Shot(1.8, 3.3, (2.5,)))
        moved = small.generate("Rain.", shots=shots, seed=1)
        still = small.generate("Rain.", shots=shots, seed=1, align=0.0)
        assert [clip.samples.shape for clip in moved.clips] == [clip.samples.shape for clip in still.clips]
        assert moved.audio.shape == still.audio.shape

    def test_a_video_of_which_nothing_is_said_is_told(self, small: AudioStory, film: Path):
        with pytest.raises(ValueError, match=r"Nothing says what is heard in .*film\.mp4\. Pass prompt=, captions= or"):
            small.dub(film)
        with pytest.raises(ValueError, match=r"prompt is a int\. Pass a str"):
            small.dub(film, prompt=3)

    def test_a_long_crossfade_makes_shorter_shots_for_a_clip_holds_both(self, small: AudioStory, film: Path):
        shots = small.watch(film, crossfade=10.0).shots
        assert max(shot.duration for shot in shots) <= 2.0 and len(shots) == 4
        assert len(small.dub(film, prompt="Rain.", crossfade=10.0, steps=1).story.scenes) == 4
