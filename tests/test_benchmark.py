"""The benchmark: its metrics answer known questions, its sets and systems are what they say, and it goes on where it stopped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from made_run import make_recordings
from rich.console import Console

from audiostory_demo import AudioStory, Plan, Scene
from audiostory_demo.cli.benchmark import lines
from audiostory_demo.data.foley import Foley
from audiostory_demo.data.mixer import SceneMixer
from audiostory_demo.evaluate import judge, stories
from audiostory_demo.evaluate.benchmark import (
    Benchmark,
    Item,
    compose_items,
    folder_system,
    headline,
    make_systems,
    orderings,
    read_items,
    write_items,
)
from audiostory_demo.evaluate.benchmark.items import mix
from audiostory_demo.evaluate.benchmark.systems import CEILING, FLOOR, story_of
from audiostory_demo.evaluate.benchmark.table import distance_interval, divergence, interval
from audiostory_demo.evaluate.ears import ClapEars, ListenerEars
from audiostory_demo.plots import plot_ablation
from audiostory_demo.story import Story

RATE = 24_000
NOISE = (0.1 * np.random.default_rng(0).standard_normal(4 * RATE)).astype(np.float32)
TONE = (0.1 * np.sin(2 * np.pi * 600 * np.arange(4 * RATE) / RATE)).astype(np.float32)
PLAN = Plan("Noise, then a tone.", 4.0, "", (Scene("Noise.", 2.0), Scene("A tone.", 2.0)))


def told(sound: np.ndarray) -> Story:
    return story_of(sound[None], RATE, PLAN)


class NoiseOrTone:
    """Stands in for a listener: it knows noise from a tone."""

    sounds = ("noise", "tone", *"abcdef")

    def probabilities(self, samples: np.ndarray, rate: int) -> np.ndarray:
        share = np.square(np.diff(samples)).mean() / max(2 * np.square(samples).mean(), 1e-12)  # 1 for noise
        return np.array([share, 1 - share, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3])

    def top(self, samples: np.ndarray, rate: int, k: int) -> list[str]:
        return [self.sounds[i] for i in np.argsort(-self.probabilities(samples, rate))[:k]]


SPANS = [stories.Span("Noise.", 0, 2, "noise"), stories.Span("A tone.", 2, 4, "tone")]


class TestFollowing:
    def test_sounds_that_are_there_in_order_at_their_times_are_found(self):
        story = told(np.concatenate([NOISE[: 2 * RATE], TONE[: 2 * RATE]]))
        assert stories.following(story, SPANS, NoiseOrTone()) == {"heard": 1.0, "in time": 1.0, "in order": 1.0}

    def test_the_wrong_order_is_heard_and_out_of_order_and_out_of_time(self):
        story = told(np.concatenate([TONE[: 2 * RATE], NOISE[: 2 * RATE]]))
        found = stories.following(story, SPANS, NoiseOrTone())
        assert (found["heard"], found["in time"], found["in order"]) == (1.0, 0.0, 0.0)

    def test_a_sound_that_is_missing_is_missed(self):
        assert stories.following(told(TONE), SPANS, NoiseOrTone())["heard"] == 0.5
        assert stories.following(told(TONE), [stories.Span("?", 0, 4)], NoiseOrTone()) == {}


class TestCoherence:
    def test_a_steady_sound_has_no_seams_and_another_sound_has(self):
        steady = stories.coherence(told(NOISE), SPANS)
        cut = stories.coherence(told(np.concatenate([NOISE[: 2 * RATE], TONE[: 2 * RATE]])), SPANS)
        assert abs(steady["seam jump"]) < 1 < 5 < cut["seam jump"]
        assert steady["silence"] == 0 and steady["level jump"] < 0.2 and steady["drift"] < 5

    def test_levels_and_silence_are_measured_in_their_units(self):
        louder = stories.coherence(told(np.concatenate([NOISE[: 2 * RATE], 10 * NOISE[: 2 * RATE]])), SPANS)
        assert louder["level jump"] == pytest.approx(20, abs=0.2)
        assert louder["drift"] == pytest.approx(600, rel=0.02)  # 20 dB in 2 s
        half = stories.coherence(told(np.concatenate([NOISE[: 2 * RATE], np.zeros(2 * RATE, np.float32)])), SPANS)
        assert half["silence"] == pytest.approx(0.5, abs=0.01)

    def test_a_story_shorter_than_its_plan_is_measured_too(self):
        short = told(NOISE[:RATE])
        assert stories.coherence(short, SPANS)["level jump"] > 20
        assert len(stories.cuts(short, SPANS)) == 2


def test_one_room_is_more_consistent_than_two():
    listener = stories.StyleClassifier.load()
    same = stories.consistency(told(NOISE), SPANS, listener)
    other = stories.consistency(told(np.concatenate([NOISE[: 2 * RATE], TONE[: 2 * RATE]])), SPANS, listener)
    assert same["style"] > other["style"] and same["floor"] > other["floor"]
    assert stories.consistency(told(NOISE), SPANS[:1], listener) == {}


class TestStatistics:
    def test_the_divergence_of_equal_answers_is_nothing_and_of_others_their_formula(self):
        half = np.array([0.5, 0.5])
        assert divergence(half, half) == 0
        assert divergence(half, np.array([0.25, 0.75])) == pytest.approx(0.5 * np.log(2) + 0.5 * np.log(2 / 3))

    def test_an_interval_holds_the_mean_and_shrinks_with_more_values(self):
        rng = np.random.default_rng(0)
        (mean, low, high), few = interval(rng.normal(3, 1, 400)), interval(rng.normal(3, 1, 10))
        assert low < mean < high and 2.8 < low < 3 < high < 3.2
        assert few[2] - few[1] > 2 * (high - low)

    def test_a_distance_lies_inside_its_interval(self):
        rng = np.random.default_rng(0)
        own, real = ([rng.normal(shift, 1, (5, 3)) for _ in range(20)] for shift in (0, 1))
        value, low, high = distance_interval(own, real)
        assert low <= value <= high and 2 < value < 4  # three values, each 1 apart


@pytest.fixture(scope="module")
def clap(tmp_path_factory: pytest.TempPathFactory) -> ClapEars:
    """A CLAP of no training, read from a folder like the real one."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, ClapProcessor, RobertaTokenizerFast

    folder = tmp_path_factory.mktemp("clap")
    words = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "noise", "tone", "a", ".", ",", "then"]
    inner = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="<unk>"))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    inner.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    tokenizer = RobertaTokenizerFast(tokenizer_object=inner, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                                     pad_token="<pad>", mask_token="<mask>", sep_token="</s>", cls_token="<s>")  # fmt: skip
    text = dict(vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
                max_position_embeddings=80, projection_dim=24)  # fmt: skip
    audio = dict(depths=[1, 1], num_attention_heads=[2, 2], patch_embeds_hidden_size=16, hidden_size=32, spec_size=256,
                 num_mel_bins=64, projection_dim=24, enable_fusion=False)  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=24)).save_pretrained(folder)
    ClapProcessor(ClapFeatureExtractor(truncation="rand_trunc", padding="repeatpad"), tokenizer).save_pretrained(folder)
    return ClapEars(folder)


class TestClap:
    def test_sounds_of_any_length_and_texts_share_a_space(self, clap: ClapEars):
        assert clap.name.startswith("CLAP") and clap.rate == 48_000 and not clap.teacher
        vector = clap.embed(NOISE, RATE)
        assert vector.shape == (24,) and clap.embed(np.tile(NOISE, 4), RATE).shape == (24,)
        texts = clap.embed_text(["noise", "a tone"])
        assert texts.shape == (2, 24) and np.allclose(np.linalg.norm(texts, axis=1), 1, atol=1e-5)

    def test_the_score_is_the_cosine_of_both(self, clap: ClapEars):
        found = stories.clip_score(told(NOISE), SPANS, clap)
        sound, text = clap.embed(NOISE, RATE), clap.embed_text([PLAN.instruction])[0]
        assert found["instruction"] == pytest.approx(float(sound @ text / np.linalg.norm(sound)), abs=1e-4)
        assert -1 <= found["caption"] <= 1

    def test_a_folder_without_clap_is_named_in_one_sentence(self, tmp_path: Path):
        with pytest.raises(ValueError, match="CLAP cannot be read"):
            ClapEars(tmp_path)

    def test_ears_that_read_nothing_give_no_score(self):
        assert stories.clip_score(told(NOISE), SPANS, ListenerEars()) == {}


class TestJudge:
    def test_it_is_sent_the_sound_and_the_questions_and_its_points_are_read(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(judge.KEY, "secret")
        sent = {}

        def send(address: str, headers: dict[str, str], body: bytes) -> bytes:
            sent.update(address=address, headers=headers, body=json.loads(body))
            given = json.dumps(dict.fromkeys(judge.CRITERIA, 4))
            return json.dumps({"choices": [{"message": {"content": f"Here: {given}"}}]}).encode()

        found = judge.ApiJudge("https://judge.example/chat", "listener-1", send).judge(told(NOISE))
        assert found == dict.fromkeys(judge.CRITERIA, 4.0)
        assert sent["headers"]["Authorization"] == "Bearer secret" and "secret" not in json.dumps(sent["body"])
        assert sent["body"]["messages"][0]["content"][1]["input_audio"]["format"] == "wav"

    def test_without_a_key_or_in_the_open_it_is_refused(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.delenv(judge.KEY, raising=False)
        with pytest.raises(ValueError, match=judge.KEY):
            judge.ApiJudge("https://judge.example", "x")
        monkeypatch.setenv(judge.KEY, "secret")
        with pytest.raises(ValueError, match="https"):
            judge.ApiJudge("http://judge.example", "x")

    @pytest.mark.parametrize("text", ["no", "{}", '{"instruction following": 9}', "{broken"])
    def test_an_answer_that_is_no_points_is_an_error(self, text: str):
        with pytest.raises(ValueError, match="instead of points"):
            judge.points(text)


@pytest.fixture(scope="module")
def mixer(tmp_path_factory: pytest.TempPathFactory) -> SceneMixer:
    return SceneMixer(Foley(make_recordings(tmp_path_factory.mktemp("recordings"), ("valid",)), "valid"))


@pytest.fixture(scope="module")
def items(mixer: SceneMixer) -> list[Item]:
    return compose_items(mixer.foley, 6)


class TestItems:
    def test_sixty_different_ones_can_be_composed_of_held_out_situations(self, mixer: SceneMixer):
        made = compose_items(mixer.foley, 60)
        assert len({item.instruction for item in made}) == 60
        assert all(len(item.captions) > 1 and item.seconds == pytest.approx(sum(item.durations)) for item in made)

    def test_written_in_the_papers_layout_they_read_back(self, items: list[Item], mixer: SceneMixer, tmp_path: Path):
        write_items(tmp_path, items[:2], mixer)
        entry = json.loads((tmp_path / "items.json").read_text())[0]
        assert {"whole_caption", "audio_clips"} <= set(entry) and {"caption", "duration"} <= set(
            entry["audio_clips"][0]
        )
        back = read_items(tmp_path)
        assert [replace(item, reference="") for item in back] == items[:2]
        sound, rate = soundfile.read(tmp_path / back[0].reference)
        assert len(sound) / rate == pytest.approx(items[0].seconds, abs=1e-3)

    def test_a_list_without_classes_is_read_and_broken_ones_are_named(self, tmp_path: Path):
        file = tmp_path / "theirs.json"
        file.write_text(json.dumps([{"whole_caption": "Rain", "audio_clips": [{"caption": "rain", "duration": 3.5}]}]))
        (item,) = read_items(file)
        assert (item.name, item.spans[0].end, item.spans[0].sound) == ("000", 3.5, "")
        file.write_text(json.dumps([{"whole_caption": "Rain"}]))
        with pytest.raises(ValueError, match="audio_clips"):
            read_items(file)
        with pytest.raises(ValueError, match="evaluate export"):
            read_items(tmp_path / "nothing")

    def test_another_take_of_the_recordings_is_as_long_and_not_the_same(self, items: list[Item], mixer: SceneMixer):
        one, other = (mix(items[0], mixer, take) for take in (0, 1))
        assert len(one) == len(other) and not np.array_equal(one, other)


def test_every_system_tells_an_item_from_what_it_is_allowed_to_know(small: AudioStory, mixer: SceneMixer):
    item = Item("000", "rain, then a dog", ("Rain.", "A dog."), (1.5, 2.0), ("rain", "dog-bark"))
    asked: list[str] = []

    def features(captions: list[str]) -> np.ndarray:
        asked.extend(captions)
        return np.ones((len(captions), small.config.bridge.semantic_tokens, small.config.bridge.width), np.float32)

    systems = {one.name: one for one in make_systems(small, [item, item], features, mixer)}
    made = {name: system.tell(item, 3) for name, system in systems.items()}
    assert asked[-3:-1] == ["Rain.", "A dog."] and asked[-1] == item.instruction
    for name in ("ours", "LLM + TTA", "oracle captions + TTA", CEILING, FLOOR):
        assert made[name].duration == pytest.approx(3.5, abs=1e-3), name
    assert made["one clip"].duration == small.config.max_scene
    assert {name for name, one in systems.items() if not one.ours} == {CEILING, FLOOR}
    two = made["oracle captions + TTA"]
    np.testing.assert_array_equal(two.audio, np.concatenate([clip.samples for clip in two.clips], axis=1))
    assert [one.name for one in make_systems(None, [item], None, mixer)] == [CEILING, FLOOR]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmark")


class TestTable:
    def benchmark(self, folder: Path, items: list[Item], mixer: SceneMixer, **changes: object) -> Benchmark:
        systems = make_systems(None, items, None, mixer)
        ears = ListenerEars()
        return Benchmark(folder, items[:2], systems, lambda item: (mix(item, mixer), RATE), [ears], **changes)  # type: ignore[arg-type]

    def test_it_goes_on_where_it_stopped_and_adds_up(self, folder: Path, items: list[Item], mixer: SceneMixer):
        first = self.benchmark(folder, items, mixer)
        for _ in zip(range(3), first.run(), strict=False):
            pass
        kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.flac")}
        assert 0 < len(kept) < len(first)
        list(self.benchmark(folder, items, mixer).run())
        assert {path: path.stat().st_mtime_ns for path in kept} == kept
        table = self.benchmark(folder, items, mixer).table()
        assert set(table["systems"]) == {CEILING, FLOOR} and table["items"] == 2
        assert "coherence: seam jump" in table["systems"][CEILING]["figures"]
        floor = table["systems"][FLOOR]["figures"]
        assert "following: heard" in floor
        assert "coherence: seam jump" not in floor, "its scenes change elsewhere than what was asked for"
        for row in table["systems"].values():
            assert {
                "KL [own listener]",
                "FD [own listener]",
                "FD of windows [own listener]",
                "following: heard",
            } <= set(row["figures"])
            assert all(low <= value <= high for value, low, high in row["figures"].values())
            assert row["taught"] == []
        json.dumps(table)

    def test_other_weights_and_other_instructions_need_another_folder(
        self, folder: Path, items: list[Item], mixer: SceneMixer
    ):
        list(self.benchmark(folder, items, mixer).run())
        with pytest.raises(ValueError, match="other weights"):
            next(self.benchmark(folder, items, mixer, weights="else").run())

    def test_another_systems_files_are_judged_by_the_same_script(
        self, tmp_path: Path, items: list[Item], mixer: SceneMixer
    ):
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        for item in items[:2]:
            soundfile.write(theirs / f"{item.name}.wav", mix(item, mixer), RATE)
        benchmark = self.benchmark(tmp_path / "out", items, mixer)
        benchmark.systems, benchmark.items = [folder_system("theirs", theirs)], items[:2]
        list(benchmark.run())
        figures = benchmark.table()["systems"]["theirs"]["figures"]
        assert figures["KL [own listener]"][0] < 0.01 and figures["FD [own listener]"][0] < 0.1  # it is the reference
        with pytest.raises(ValueError, match="holds no"):
            folder_system("theirs", theirs).tell(items[5], 0)
        with pytest.raises(ValueError, match="is not a folder"):
            folder_system("theirs", tmp_path / "none")


def test_orderings_are_told_where_intervals_are_apart_and_by_ears_that_did_not_teach():
    def row(fd: float, jump: float) -> dict[str, object]:
        figures = {
            "FD [a]": [fd, fd - 1, fd + 1],
            "FD [b]": [fd, fd, fd],
            "coherence: seam jump": [jump, jump - 1, jump + 1],
        }
        return {"about": "", "figures": figures, "taught": ["FD [b]"]}

    found = orderings({"systems": {"ours": row(5, 4), "LLM + TTA": row(9, 3)}})
    assert set(found) == {"FD [a]", "coherence: seam jump"}
    assert found["FD [a]"].startswith("holds (2.55 to 1.43 in the paper") and found["coherence: seam jump"].startswith(
        "undecided"
    )
    assert orderings({"systems": {"ours": row(9, 4), "LLM + TTA": row(5, 3)}})["FD [a]"].startswith("reversed")
    assert orderings({"systems": {"ours": row(9, 4)}}) == {}


def test_a_few_figures_are_made_ready_for_a_picture():
    figures = {"following: heard": [0.5, 0.4, 0.6], "KL [own listener]": [2, 1, 3], "CLAP instruction": [0.3, 0.2, 0.4]}
    rows, low = headline({"systems": {"ours": {"about": "", "figures": figures, "taught": ["CLAP instruction"]}}})
    assert rows == {"ours": {"following: heard": 0.5, "KL [own listener]": 2}} and low == ["KL [own listener]"]
    assert plot_ablation(rows, lower_is_better=low).get_yticklabels()[0].get_text() == "ours"


def test_the_table_shows_names_in_brackets_and_marks_what_taught(capsys: pytest.CaptureFixture[str]):
    rows = {"ours": {"about": "us", "figures": {"FD [a]": [133.1, 120.0, 160.0]}, "taught": ["FD [a]"]}}
    for line in lines({"systems": rows, "items": 3, "ears": ["[b]x"], "orderings": {"FD [a]": "holds"}}):
        Console(width=120).print(line)
    out = capsys.readouterr().out
    assert "FD [a]" in out and "133 ± 20*" in out and "[b]x" in out
