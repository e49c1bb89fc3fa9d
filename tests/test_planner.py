"""The planner: whatever it is asked and however it is drawn, strict decoding writes a plan that holds."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import torch
from conftest import SENTENCES
from dictation import dictated
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from audiostory_demo import AudioStory, GenerationSettings, Plan, Scene
from audiostory_demo.config import BridgeConfig, FlowConfig, ModelConfig
from audiostory_demo.language.config import LanguageConfig
from audiostory_demo.markup import format_seconds
from audiostory_demo.model import StoryModel
from audiostory_demo.planner import Planner
from audiostory_demo.planner.strict import StrictRules, durations
from audiostory_demo.planner.vocabulary import Detokenizer
from audiostory_demo.train.tokenizer import add_words, train_tokenizer

S, R, D = 4, 2, 8


def make_teller(tokenizer: Tokenizer | None = None, **changes: object) -> AudioStory:
    """A model whose planner is as small as can be; only its plans are looked at here."""
    tokenizer = tokenizer or train_tokenizer(SENTENCES, 600, S, R)
    planner = dict(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=16, intermediate_size=16, num_hidden_layers=1,
        num_attention_heads=1, num_key_value_heads=1, max_position_embeddings=65536, tie_word_embeddings=True,
    )  # fmt: skip
    config = ModelConfig(
        **{
            "planner": planner,
            "bridge": BridgeConfig(semantic_tokens=S, residual_tokens=R, width=D, hidden=D, heads=2),
            "flow": FlowConfig(layers=1, single_layers=0, heads=1, head_dim=8, rope=(4, 2, 2)),
            "max_reasoning_tokens": 5,
            "max_caption_tokens": 3,
            **changes,
        }
    )
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return AudioStory(StoryModel(config, tokenizer).eval().requires_grad_(False))


@pytest.fixture(scope="module")
def teller() -> AudioStory:
    return make_teller()


@pytest.fixture(scope="module")
def planner(teller: AudioStory) -> Planner:
    return teller.model.planner


def assert_holds(plan: Plan, duration: float, model: AudioStory) -> None:
    """What strict decoding promises of every plan."""
    config, markup = model.config, model.model.planner.markup
    assert markup.parse(markup.render(plan)) == replace(plan, tokens=())
    assert sum(Decimal(format_seconds(scene.duration)) for scene in plan.scenes) == Decimal(format_seconds(duration))
    assert plan.seconds == duration
    assert all(config.min_scene <= scene.duration <= config.max_scene for scene in plan.scenes)
    assert 1 <= len(plan.scenes) <= config.max_scenes
    assert [tokens.semantic.shape for tokens in plan.tokens] == [(S, D)] * len(plan.scenes)
    assert [tokens.residual.shape for tokens in plan.tokens] == [(R, D)] * len(plan.scenes)


# -- five hundred requests that nobody would want to serve ---------------------------------------------------------

WORDS = ("storm", "harbour", "a", "the", "bell", "answers,", "footsteps", "pier;", "rain", "and", "then", "silence")
SCRIPTS = (
    "гроза над гаванью",
    "港に嵐が来る",
    "عاصفة تعبر الميناء",
    "बंदरगाह में तूफान",
    "พายุในท่าเรือ",
    "폭풍이 항구를",
    "καταιγίδα",
    "סערה",
    "a\u0301e\u0308",
)
EMOJI = ("🌩️", "🔔", "👩‍👩‍👧‍👦", "🏴‍☠️", "🇳🇴", "\u200b", "\ufeff", "\x07", "\t", "\x00", "\U0010ffff")
MARKUP = (
    "<|im_end|>", "<|im_start|>assistant\n<|think|>", "<|/think|>", "<|gen|>", "<|/gen|>", "<timestamp>9999</timestamp>",
    "<t5><t5_00000></t5>", "<aud_00001>", "<|endoftext|>", " The total duration is 5 seconds.", "<|im_", "end|>", "<",
)  # fmt: skip


def a_prompt(number: int, rng: random.Random) -> str:
    """Every 50th prompt has 2,000 words; the others are short and of all kinds."""
    if number % 50 == 0:
        return " ".join(rng.choices(WORDS + MARKUP, k=2000))
    kinds = ((WORDS, " "), (SCRIPTS, " "), (EMOJI, ""), (MARKUP, ""), (WORDS + SCRIPTS + EMOJI + MARKUP, ""))
    pieces, gap = kinds[number % len(kinds)]
    return "x" + gap.join(rng.choices(pieces, k=rng.randint(1, 12)))


def a_duration(number: int, rng: random.Random, low: float, high: float) -> float:
    """Both ends of the range, odd decimals, and floats that no decimal of few digits describes."""
    if number % 40 == 1:
        return high if number % 80 == 1 else low
    return (round(rng.uniform(low, 12), 3), rng.uniform(low, 12), 12.345, 10.05, 3.05, low + 1e-9)[number % 6]


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 0.7, 1.0, 5.0])
def test_strict_decoding_always_writes_a_plan_that_holds(teller: AudioStory, temperature: float):
    rng = random.Random(temperature)
    tags = teller.model.planner.vocabulary.added
    for number in range(100):
        prompt = a_prompt(number, rng)
        duration = a_duration(number, rng, teller.config.min_duration, teller.config.max_duration)
        seed = rng.choice((0, 2**63 - 1, rng.randrange(2**63)))
        plan = teller.plan(prompt, duration=duration, seed=seed, temperature=temperature)
        assert plan.instruction == prompt.strip()
        assert_holds(plan, round(duration, 6), teller)
        ids = teller.model.planner.vocabulary.encode_prompt(prompt, duration)
        assert sum(token in tags for token in ids) == 6  # three turns open, two close, reasoning begins


def test_a_plan_never_takes_more_tokens_than_are_kept_free_for_it():
    teller = make_teller(max_caption_tokens=1, max_reasoning_tokens=1)  # so that what is not prose weighs most
    planner = teller.model.planner
    for seed in range(40):
        duration, cache = (1.5, 1.567891, 9.876543, 33.333333)[seed % 4], planner.cache()
        list(planner.write("Rain.", duration, GenerationSettings(temperature=5.0), seed, cache))
        answer = cache.values.get_seq_length() - len(planner.vocabulary.encode_prompt("Rain.", duration))
        assert answer <= teller.config.plan_tokens(duration)


@pytest.mark.parametrize("broken", [float("nan"), float("inf"), -float("inf")])
def test_broken_weights_still_write_a_plan_that_holds(broken: float):
    teller = make_teller()
    for weight in teller.model.planner.parameters():
        weight.fill_(broken)
    for temperature in (0.0, 1.0):
        text = "".join(
            written.delta
            for written in teller.model.planner.write("A dog.", 7.5, GenerationSettings(temperature=temperature), 1)
            if hasattr(written, "delta")
        )
        markup = teller.model.planner.markup
        plan = markup.parse("".join(markup.prompt("A dog.", 7.5)) + text)
        assert plan.seconds == 7.5


@pytest.mark.parametrize("crossfade", [0.0, 0.25, 3.0, 7.0])
def test_every_scene_leaves_room_for_its_crossfade(teller: AudioStory, crossfade: float):
    for seed in range(5):
        plan = teller.plan("Waves.", duration=60.0, seed=seed, temperature=2.0, crossfade=crossfade)
        assert_holds(plan, 60.0, teller)
        assert all(scene.duration + crossfade <= teller.config.flow.max_duration for scene in plan.scenes[:-1])


def test_a_crossfade_that_leaves_no_room_for_scenes_is_refused(teller: AudioStory):
    with pytest.raises(
        ValueError, match=r"crossfade=10 s leaves 2 s for a scene.*Pass a shorter crossfade; its default is 0.25 s\."
    ):
        teller.plan("Waves.", duration=60.0, crossfade=10)


def test_a_scene_is_not_cut_finer_than_the_model_allows_when_few_scenes_are_left():
    teller = make_teller(max_scenes=3, max_duration=30.0)
    for seed in range(10):
        assert_holds(teller.plan("Rain.", duration=29.95, seed=seed, temperature=3.0), 29.95, teller)


@given(st.integers(15, 4000), st.integers(1, 40), st.integers(1, 50), st.integers(2, 4))
def test_whatever_duration_is_chosen_the_rest_can_still_be_filled(hundredths: int, scenes: int, low: int, ratio: int):
    shortest, longest = Decimal(low) / 10, Decimal(low * ratio) / 10
    left = Decimal(hundredths) / 100
    rng = random.Random(hundredths)
    if not shortest <= left <= scenes * longest:
        return
    while left:
        choices = durations(left, scenes, shortest, longest)
        assert choices
        chosen = Decimal(rng.choice(choices))
        assert shortest <= chosen <= longest
        left, scenes = left - chosen, scenes - 1


# -- text and tokens ----------------------------------------------------------------------------------------------


@given(st.lists(st.one_of(st.sampled_from(MARKUP + SCRIPTS + EMOJI), st.text(max_size=5))).map("".join))
def test_nobodys_text_encodes_to_a_tag_and_none_of_it_is_lost(text: str):
    vocabulary = make_teller_once().model.planner.vocabulary
    ids = vocabulary.encode_text(text)
    assert not vocabulary.added & set(ids)
    assert vocabulary.text(ids) == text


@given(st.text())
def test_characters_come_out_whole_although_tokens_are_bytes(text: str):
    vocabulary = make_teller_once().model.planner.vocabulary
    detokenizer = Detokenizer(vocabulary)
    end = vocabulary.query[0]
    deltas = [detokenizer.push(token) for token in [*vocabulary.encode_text(text), end]]
    assert "".join(deltas) == text + vocabulary.text([end])
    assert all("\ufffd" not in delta for delta in deltas) or "\ufffd" in text


_made: list[AudioStory] = []


def make_teller_once() -> AudioStory:
    """For property tests, which cannot take a fixture."""
    if not _made:
        _made.append(make_teller())
    return _made[0]


def test_an_answer_has_exactly_the_tags_of_its_scenes(planner: Planner):
    plan = Plan("x", 4.0, "First.", (Scene("A dog.", 1.5), Scene("A bell.", 2.5)))
    counts = Counter(planner.vocabulary.encode_answer(plan))
    assert [counts[token] for token in planner.vocabulary.query] == [2] * (S + R + 4)


# -- parallel bridging --------------------------------------------------------------------------------------------


def passes_of(model: AudioStory, **settings: object) -> tuple[Plan, int]:
    before = model.model.planner.passes
    plan = model.plan("A dog barks twice.", duration=14.5, seed=5, **settings)
    return plan, model.model.planner.passes - before


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_one_pass_for_all_query_tokens_gives_what_token_by_token_decoding_gives(teller: AudioStory, temperature: float):
    together, few = passes_of(teller, temperature=temperature)
    one_by_one, many = passes_of(teller, temperature=temperature, parallel_bridging=False)
    assert replace(together, tokens=()) == replace(one_by_one, tokens=())
    for ours, theirs in zip(together.tokens, one_by_one.tokens, strict=True):
        np.testing.assert_allclose(ours.semantic, theirs.semantic, atol=1e-4, rtol=0)
        np.testing.assert_allclose(ours.residual, theirs.residual, atol=1e-4, rtol=0)
    # per scene: the duration's closing tag, four tags and S + R tokens of the bridge, and the two tags after them
    forced = S + R + 7
    # the reasoning's end and the first <|gen|> save one more, but token by token the plan's end need not be read
    assert many - few == len(together.scenes) * (forced - 1)


def test_release_decoding_stops_where_the_model_can_read_no_further(teller: AudioStory):
    reads = teller.config.planner["max_position_embeddings"]
    assert teller.model.planner._rules(reads - 6, 3.0, GenerationSettings.release(), 0).left == 6


def test_a_story_counts_its_own_passes(small: AudioStory):
    before = small.model.planner.passes
    story = small.generate("A dog.", duration=3.0, seed=1)
    assert story.stats["planner_passes"] == small.model.planner.passes - before > 0


def test_rendering_takes_one_pass_for_a_plan_without_tokens_and_none_for_one_with_them(small: AudioStory):
    plan = small.plan("A dog.", duration=3.0, seed=1)
    assert small.render(plan, seed=1).stats["planner_passes"] == 0
    assert small.render(replace(plan, tokens=()), seed=1).stats["planner_passes"] == 1


def test_reading_a_text_gives_the_tokens_that_writing_it_gives(small: AudioStory):
    planner = small.model.planner
    scenes = (Scene("Rain sets in.", 2.0), Scene("A dog barks.", 1.5), Scene("A bell.", 1.2))
    text = Plan("A wet dog hears a bell.", 4.7, "Rain, dog, bell.", scenes)
    with dictated(planner, planner.encode(text)):
        written = small.plan(text.instruction, duration=4.7)
        slowly = small.plan(text.instruction, duration=4.7, parallel_bridging=False)
    read = small.with_bridge_tokens(text)
    assert replace(written, tokens=()) == replace(slowly, tokens=()) == text
    for plan in (written, slowly):
        for ours, theirs in zip(plan.tokens, read.tokens, strict=True):
            np.testing.assert_allclose(ours.semantic, theirs.semantic, atol=1e-4, rtol=0)
            np.testing.assert_allclose(ours.residual, theirs.residual, atol=1e-4, rtol=0)


def test_query_tokens_of_a_scene_depend_on_what_was_told_before_but_not_on_what_follows(small: AudioStory):
    scenes = (Scene("Rain.", 2.0), Scene("A dog.", 2.0), Scene("A bell.", 2.0))
    plan = small.replan(Plan("x", 6.0, "", scenes))
    other_end = small.replan(plan.with_scene(2, caption="A gong."))
    other_start = small.replan(plan.with_scene(0, caption="Hail."))
    np.testing.assert_allclose(other_end.tokens[1].residual, plan.tokens[1].residual, atol=1e-5)
    assert np.abs(other_start.tokens[1].residual - plan.tokens[1].residual).max() > 1e-4


# -- seeds ---------------------------------------------------------------------------------------------------------


def test_the_same_seed_writes_the_same_plan_and_another_seed_another(teller: AudioStory):
    plans = [teller.plan("A dog.", duration=20.0, seed=seed, temperature=1.0) for seed in (3, 3, 4)]
    assert plans[0] == plans[1]
    assert plans[0] != plans[2]


def test_a_word_is_reasoned_again_only_where_it_stays_the_likeliest_after_the_repeat_bias(teller: AudioStory):
    vocabulary = teller.model.planner.vocabulary
    rain, dog = (next(i for i, text in enumerate(vocabulary.texts) if text.strip() == word) for word in ("rain", "dog"))
    logits = torch.zeros(vocabulary.size)
    logits[rain], logits[dog] = 5.0, 4.0
    for bias, expected in ((0.0, [rain, rain, rain]), (2.0, [rain, dog, rain])):
        config = replace(teller.config, repeat_bias=bias)
        rules = StrictRules(vocabulary, config, 9.0, GenerationSettings(), seed=0)
        assert [rules.choose(logits.clone(), [])[0] for _ in expected] == expected


def test_words_that_the_instruction_has_may_be_reasoned_again_and_again(teller: AudioStory):
    vocabulary = teller.model.planner.vocabulary
    rain, dog = (vocabulary.encode_text(f" {word}")[0] for word in ("rain", "dog"))
    logits = torch.zeros(vocabulary.size)
    logits[rain], logits[dog] = 5.0, 4.0
    config = replace(teller.config, repeat_bias=2.0)
    rules = StrictRules(vocabulary, config, 9.0, GenerationSettings(), seed=0, instruction="Rain!")
    assert [rules.choose(logits.clone(), [])[0] for _ in range(3)] == [rain, rain, rain]


# -- words that can be quoted --------------------------------------------------------------------------------------

QUOTABLE = ["tugboat", "gramophone", "volcano", "kettle"]


@pytest.fixture(scope="module")
def quoter() -> AudioStory:
    """A planner that would always rather write a quotable word than anything else."""
    tokenizer = add_words(train_tokenizer(SENTENCES, 600, S, R), QUOTABLE)
    teller = make_teller(tokenizer=tokenizer, read_words=len(QUOTABLE))
    planner = teller.model.planner
    # a direction and its opposite: whatever the planner has in mind, half of the words are what it wants most
    rows = planner.llm.get_input_embeddings().weight
    for number, token in enumerate(planner.vocabulary.quotable):
        rows[token] = 30.0 * torch.ones(16) * (-1) ** number
    return teller


def test_a_quotable_word_is_one_token_where_the_instruction_has_it_and_spelt_where_not(quoter: AudioStory):
    vocabulary = quoter.model.planner.vocabulary
    plan = Plan("Take a Tugboat out.", 3.0, "We hear: tugboat, gramophone.", (Scene("A tugboat and a volcano.", 3.0),))
    prompt, answer = vocabulary.encode_prompt(plan.instruction, 3.0), vocabulary.encode_answer(plan)
    assert [vocabulary.texts[token] for token in vocabulary.quoted(prompt)] == [" tugboat"]
    assert Counter(vocabulary.texts[token] for token in answer if token in vocabulary.quotable) == {" tugboat": 2}
    assert vocabulary.text(answer).count("gramophone") == vocabulary.text(answer).count("volcano") == 1
    assert vocabulary.markup.parse(vocabulary.tokenizer.decode(prompt + answer, skip_special_tokens=False)).reasoning


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_only_words_of_the_instruction_can_be_quoted(quoter: AudioStory, temperature: float):
    written = ""
    for words in (("tugboat", "gramophone"), ("volcano", "kettle"), ()):
        plan = quoter.plan(f"a {' a '.join(words)} here", duration=4.0, seed=1, temperature=temperature)
        text = " ".join([plan.reasoning, *(scene.caption for scene in plan.scenes)])
        assert {word for word in QUOTABLE if word in text} <= set(words)
        written += text
    assert any(word in written for word in QUOTABLE)


QUOTATIONS = {"Rain": ".", "A dog": ","}


@pytest.fixture(scope="module")
def citer() -> AudioStory:
    return make_teller(language=LanguageConfig(QUOTATIONS), max_reasoning_tokens=200)


@given(
    seed=st.integers(0, 10_000),
    instruction=st.sampled_from(["an owl hoots, then 2 bells; it's late", "Tugboat!!", "...", "ß λ-λ"]),
)
def test_a_quotation_holds_words_of_the_instruction_each_once_whatever_the_planner_wants(
    citer: AudioStory, seed: int, instruction: str
):
    vocabulary = citer.model.planner.vocabulary
    rules = StrictRules(vocabulary, citer.config, 9.0, GenerationSettings(), seed, instruction)
    generator, opening = torch.Generator().manual_seed(seed), vocabulary.encode_text("Rain")
    written: list[int] = []
    for step in range(80):
        logits = torch.randn(vocabulary.size, generator=generator)
        if step < len(opening):
            logits[opening[step]] = 1e4
        written += rules.choose(logits, [])[:1]
    words = [word for word in re.findall(r"[^\W_]+(?:['-][^\W_]+)*", instruction.lower()) if len(word) > 2]
    quoted = vocabulary.text(written).removeprefix("Rain").split(".", 1)[0]
    told = [word for item in quoted.split(",") for word in item.split()]
    assert not Counter(told) - Counter(words), (quoted, words)
    assert bool(told) == bool(words)


def test_things_that_were_quoted_are_not_counted_as_fewer(citer: AudioStory):
    vocabulary = citer.model.planner.vocabulary
    # any words that are one token each can stand for numbers here
    words = [text for text in vocabulary.texts if re.fullmatch(" [a-z]{3,}", text)]
    numbers = [word.strip() for word in words if vocabulary.encode_text(word) == [vocabulary.texts.index(word)]][:3]
    one, two, three = (vocabulary.texts.index(f" {number}") for number in numbers)
    config = replace(citer.config, language=LanguageConfig(QUOTATIONS, tuple(numbers)))
    for things, expected in ((1, one), (2, two), (3, three), (4, one)):  # four are more than it can count
        rules = StrictRules(vocabulary, config, 9.0, GenerationSettings(), 0, "dog rain bell dog")
        text = f"Rain {', '.join(['dog', 'rain', 'bell', 'dog'][:things])}."
        for token in vocabulary.encode_text(text):
            rules.choose(torch.zeros(vocabulary.size).index_fill(0, torch.tensor([token]), 9.0), [])
        logits = torch.zeros(vocabulary.size)
        for rank, token in enumerate((one, two, three)):
            logits[token] = 9.0 - rank
        assert rules.choose(logits.clone(), [])[0] == expected
        for token in vocabulary.encode_text(". The"):  # the sentence that counts is over
            rules.choose(torch.zeros(vocabulary.size).index_fill(0, torch.tensor([token]), 9.0), [])
        assert rules.choose(logits.clone(), [])[0] == one


def test_temperature_zero_is_deterministic_whatever_the_seed(teller: AudioStory):
    assert teller.plan("A dog.", duration=9.0, seed=1) == teller.plan("A dog.", duration=9.0, seed=2)


def test_planning_leaves_the_global_seed_alone(teller: AudioStory):
    before = torch.random.get_rng_state()
    teller.plan("A dog.", duration=9.0, seed=1, temperature=1.0)
    assert torch.equal(torch.random.get_rng_state(), before)
