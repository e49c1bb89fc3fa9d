"""The language of the training stories: sounds, situations and the composer."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostory_demo.data.composer import LONGEST, SHORTEST, StoryExample, compose_clip, compose_story, scene_lengths
from audiostory_demo.data.foley import read_manifest
from audiostory_demo.data.grammar import base, clause, noun_clause, past, with_typos
from audiostory_demo.data.hints import Hints, Place
from audiostory_demo.data.instructions import (
    prose,
    style_keys,
    terse_list,
    with_style,
)
from audiostory_demo.data.mention import Mention
from audiostory_demo.data.saying import marked, quotation, unmarked
from audiostory_demo.data.situations import SITUATIONS
from audiostory_demo.data.sounds import SOUND_NAMES, SOUNDS, STANDIN_NOUNS, STANDINS, bare
from audiostory_demo.data.styles import BED_SOUNDS, BEDS, MEDIA, ROOMS, Style
from audiostory_demo.data.ways import observed
from audiostory_demo.data.wording import reasoning, wording
from audiostory_demo.language.reading import read_word
from audiostory_demo.text import WORD

SEEDS = st.integers(0, 2**32 - 1)
NAMED = {situation.name: situation for situation in SITUATIONS}
RESERVED = (
    "day on the farm|farm day|haunted house|train journey|train ride|walk on the beach|beach walk|the zoo|birthday|"
    "siege|rainy afternoon|jungle expedition|garage|workshop|\\bmarket|ski trip|skiing|pirate ship battle|recital|"
    "graveyard|cemetery"
)
"""Situations that only the test set has."""


def tenths(seconds: float) -> int:
    return round(10 * seconds)


def stories(count: int, seed: int = 0, **options) -> list[StoryExample]:
    rng = random.Random(seed)
    return [compose_story(rng, **options) for _ in range(count)]


def check(story: StoryExample) -> None:
    assert sum(map(tenths, story.durations)) == tenths(story.seconds)
    assert all(1.5 <= duration <= 10 for duration in story.durations)
    assert len(story.captions) == len(story.durations) == len(story.sounds) > 0
    assert story.instruction.strip()
    for caption, sound in zip(story.captions, story.sounds, strict=True):
        assert caption in SOUNDS[sound].captions
    for text in (story.instruction, story.reasoning, *story.captions):
        assert text.strip() == text
        assert not re.search(r"[<{}@\ue000-\uf8ff]|\*\w", text)  # no tags, no open frames, no marked verbs or words


# --- sounds and situations -----------------------------------------------------------------------------------


def test_the_words_cover_the_126_classes():
    assert len(SOUND_NAMES) == 126
    assert tuple(sorted(SOUNDS)) == SOUND_NAMES


def test_the_classes_are_those_of_the_recordings():
    try:
        recordings = read_manifest()
    except ValueError:
        pytest.skip("the recordings are not here; AUDIOSTORY_FOLEY names their folders")
    assert {recording.sound for recording in recordings} == set(SOUND_NAMES)


@pytest.mark.parametrize("sound", SOUNDS.values(), ids=lambda sound: sound.name)
def test_every_sound_has_words_of_every_kind(sound):
    assert 8 <= len(sound.nouns) <= 20
    assert 12 <= len(sound.captions) <= 20
    assert len(sound.phrases) >= 8
    assert sound.kind in ("event", "texture", "music", "voice")
    assert 1.5 <= sound.seconds[0] < sound.seconds[1] <= 10
    for caption in sound.captions:
        assert re.fullmatch(r"[A-Z][\w' ,-]+\.", caption)
        assert 2 <= len(caption.split()) <= 10
    assert all("*" in phrase for phrase in sound.phrases)
    for field in (sound.nouns, sound.captions, sound.phrases):
        assert len(set(field)) == len(field)


def test_no_noun_names_two_sounds():
    owners: dict[str, set[str]] = {}
    for sound in SOUNDS.values():
        for noun in sound.nouns:
            owners.setdefault(bare(noun), set()).add(sound.name)
    for noun, sound in STANDINS.items():
        owners.setdefault(noun, set()).add(sound)
    assert {noun: names for noun, names in owners.items() if len(names) > 1} == {}


def test_stand_ins_are_many_and_known():
    assert len(STANDINS) >= 200
    assert set(STANDINS.values()) == set(STANDIN_NOUNS) <= set(SOUND_NAMES)
    assert STANDINS["donkey"] == "horse-neigh"


def test_every_sound_occurs_in_four_situations():
    for name in SOUND_NAMES:
        places = [
            s for s in SITUATIONS if any(name in ((slot,) if isinstance(slot, str) else slot) for slot in s.sounds)
        ]
        assert len(places) >= 4, name


def test_situations_are_whole_and_known():
    assert len(SITUATIONS) >= 320
    assert len(NAMED) == len(SITUATIONS)
    for situation in SITUATIONS:
        assert 3 <= len(situation.titles) <= 6
        assert 4 <= len(situation.sounds) <= 9
        assert set(situation.beds) <= set(BEDS)
        assert set(situation.rooms) <= set(ROOMS)
        assert situation.implied in ("", *ROOMS, *MEDIA)
        for slot in situation.sounds:
            assert ({slot} if isinstance(slot, str) else set(slot)) <= set(SOUND_NAMES)
    titles = [title.lower() for situation in SITUATIONS for title in situation.titles]
    assert len(set(titles)) == len(titles)


def test_situations_of_the_test_set_are_not_learned():
    for situation in SITUATIONS:
        for title in situation.titles:
            assert not re.search(RESERVED, title.lower()), title


def test_an_implied_style_is_said_by_every_title():
    cues = {"cave": "cave", "cathedral": "church|cathedral", "underwater": "under ?water"}
    for situation in SITUATIONS:
        if situation.implied:
            assert all(re.search(cues[situation.implied], title.lower()) for title in situation.titles), situation.name


# --- grammar -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "stem", "before"),
    [("barks", "bark", "barked"), ("cries", "cry", "cried"), ("rings", "ring", "rang"), ("passes", "pass", "passed")],
)
def test_verbs_change_their_tense(verb, stem, before):
    assert base(verb) == stem
    assert past(verb) == before


def test_marked_clauses_become_plain_ones():
    assert clause("a dog *wakes up and *barks") == "a dog wakes up and barks"
    assert clause("a dog *wakes up and *barks", "past") == "a dog woke up and barked"
    assert clause("they *is sawing", "past", "we") == "they were sawing"
    assert clause("I *walks in", "present", "I") == "I walk in"
    assert noun_clause("a dog *wakes up and *barks") == "a dog waking up and barking"
    assert noun_clause("there *is a knock at the door") == "a knock at the door"


@given(SEEDS, st.text(max_size=40), st.integers(0, 5))
def test_typos_leave_digits_alone(seed, text, count):
    typed = with_typos(text, random.Random(seed), count)
    assert [c for c in typed if c.isdigit()] == [c for c in text if c.isdigit()]


# --- style ---------------------------------------------------------------------------------------------------


def test_every_part_of_a_style_has_words():
    parts = {*ROOMS[1:], *MEDIA[1:], *(f"bed {bed}" for bed in BEDS[1:])}
    assert set(wording().style_phrases) == set(wording().style_tags) == set(reasoning().style_parts) == parts
    assert set(style_keys(Style("cave", "telephone", "sea"))) == {"cave", "telephone", "bed sea"}
    assert style_keys(Style()) == []


@given(SEEDS, st.sampled_from(ROOMS), st.sampled_from(MEDIA), st.sampled_from(BEDS))
def test_every_part_of_a_style_is_said(seed, room, medium, bed):
    keys = style_keys(Style(room, medium, bed))
    said = with_style("a dog", keys, random.Random(seed)).lower()
    for key in keys:
        wordings = wording().style_phrases[key] + wording().style_tags[key]
        assert any(words.lower() in said or words.lower().replace(", ", " and ") in said for words in wordings)


# --- durations -----------------------------------------------------------------------------------------------


@given(SEEDS, st.lists(st.floats(2, 9), min_size=1, max_size=16), st.floats(0, 1))
def test_scene_lengths_sum_to_any_total_within_the_limits(seed, wishes, fraction):
    total = round(len(wishes) * (SHORTEST + fraction * (LONGEST - SHORTEST)))
    lengths = scene_lengths(wishes, total, random.Random(seed))
    assert sum(lengths) == total
    assert all(SHORTEST <= length <= LONGEST for length in lengths)


# --- stories -------------------------------------------------------------------------------------------------


@given(SEEDS, st.sampled_from(["train", "valid"]), st.integers(2, 16))
def test_a_story_is_whole(seed, split, max_scenes):
    story = compose_story(random.Random(seed), split=split, max_scenes=max_scenes)
    check(story)
    assert len(story.sounds) <= max_scenes
    assert 5 <= story.seconds <= (60 if max_scenes <= 8 else 120)


@given(SEEDS, st.one_of(st.none(), st.sampled_from(SOUND_NAMES)))
def test_a_clip_has_one_scene(seed, sound):
    clip = compose_clip(random.Random(seed), sound)
    check(clip)
    assert len(clip.sounds) == 1
    assert sound in (None, clip.sounds[0])


@given(SEEDS)
def test_the_reasoning_tells_times_sounds_and_style(seed):
    story = compose_story(random.Random(seed))
    lines = re.findall(r"([\d.]+)-([\d.]+) s: (.+?)\.(?: |$)", story.reasoning)
    at = 0
    for (start, end, label), sound, duration in zip(lines, story.sounds, story.durations, strict=True):
        assert tenths(float(start)) == at
        at += tenths(duration)
        assert tenths(float(end)) == at
        assert label.startswith(SOUNDS[sound].label)
    for key in style_keys(story.style):
        assert reasoning().style_parts[key] in story.reasoning


@given(SEEDS)
def test_the_reasoning_begins_with_the_instructions_own_words(seed):
    story = compose_story(random.Random(seed))
    if heard := re.match(r"In order: (.+?)\. ", story.reasoning):
        quotes = heard[1].split(", ")
        assert len(quotes) <= len(story.sounds)
        assert all(1 <= len(quote.split()) <= 3 for quote in quotes)
        assert all(word in as_read(story) for quote in quotes for word in quote.split())
    else:
        place = re.match(r"(?:Without: .+?\. )?Imagine (.+?), much like (.+?): ", story.reasoning)
        assert all(word in as_read(story) for word in place[1].split())
        assert NAMED[story.situation].setting == place[2]
        assert story.place in {title.rstrip(".") for title in NAMED[story.situation].titles}


def test_where_a_text_names_its_sounds_a_place_beside_them_adds_none_most_of_the_time():
    hints = Hints((Place("the glass mill", "a water mill", (("stream", 1.0, 0.0), ("dog-bark", 0.5, 1.0))),), {})
    both = [compose_story(random.Random(seed), hints=hints) for seed in range(600)]
    both = [
        story for story in both if "glass mill" in story.instruction.lower() and story.reasoning.startswith("In order")
    ]
    assert len(both) > 20
    for story in both:
        assert not story.place and "much like" not in story.reasoning
        assert len(re.match(r"In order: (.+?)\. ", story.reasoning)[1].split(", ")) >= len(set(story.sounds))


def test_strict_decoding_knows_how_each_quotation_begins_and_ends():
    for frame in (reasoning().heard, reasoning().place):
        opening, sign = next((text, sign) for text, sign in reasoning().quotations.items() if frame.startswith(text))
        assert re.match(rf"{re.escape(opening)} {{(heard|place)}}{re.escape(sign)}", frame)


def test_what_is_quoted_of_each_sound_are_its_own_words_wherever_the_text_has_them():
    later_first = 0
    for seed in range(80):
        rng = random.Random(seed)
        bell, dog = mentions = [Mention("church-bell", rng), Mention("dog-bark", rng, number=1)]
        text = terse_list(mentions, rng)
        assert all(word in m.words.lower() for m in mentions for word in quotation(text, m.number).split())
        text = prose(mentions, rng)
        first, second = (unmarked(text).lower().find(quotation(text, m.number).split()[0]) for m in (bell, dog))
        assert first >= 0 <= second
        later_first += second < first
    assert later_first > 3, "some texts name the second sound first"
    assert quotation(marked("someone knocks at the door", 2), 2) == "knocks door"


@given(SEEDS)
def test_the_same_seed_tells_the_same_story(seed):
    assert compose_story(random.Random(seed)) == compose_story(random.Random(seed))


def test_a_bed_is_never_also_a_scene_that_was_named():
    for story in stories(1000):
        assert BED_SOUNDS.get(story.style.bed) not in story.sounds


def test_every_sound_can_occur():
    assert {sound for story in stories(1500) for sound in story.sounds} == set(SOUND_NAMES)


def test_reasoning_is_compact():
    told = stories(1000)
    counts = [len(story.reasoning.split()) for story in told]
    assert min(counts) >= 20
    assert max(count for count, story in zip(counts, told, strict=True) if story.seconds < 50) <= 95
    assert max(len(story.reasoning.split()) for story in stories(200, max_scenes=40)) <= 330


def as_read(story: StoryExample) -> str:
    """The instruction as typed, and with its slips mended."""
    return " ".join([story.instruction.lower(), *map(read_word, WORD.findall(story.instruction.lower()))])


def heard_in(reasoning: str) -> list[list[str]]:
    """What the lines of each part of a long story name, checked against what the part says of itself."""
    parts = re.split(r" (?:Opening|Development|Return|End) to ", reasoning)[1:]
    found, start, ever = [], 0.0, set()
    for part in parts:
        end, listed = re.match(r"([\d.]+) s: (.+?)\. ", part).groups()
        labels = []
        for begins, ends, label, again in re.findall(r"([\d.]+)-([\d.]+) s: (.+?)( again)?(?: \(.+?\))?\.", part):
            assert float(begins) == start
            assert bool(again) == (label in ever)
            start = float(ends)
            ever.add(label)
            labels.append(label)
        assert float(end) == start
        assert list(dict.fromkeys(labels)) == listed.split(", ")
        found.append(labels)
    return found


@given(SEEDS)
def test_a_long_story_is_told_in_four_parts_that_say_what_they_hold(seed):
    story = compose_story(random.Random(seed), max_scenes=40)
    assert story.seconds >= 50
    check(story)
    parts = heard_in(story.reasoning)
    assert len(parts) == 4
    assert [label for part in parts for label in part] == [SOUNDS[sound].label for sound in story.sounds]
    count, total = re.search(r"(\w+) sounds? in ([\d.]+) s, told in four parts", story.reasoning).groups()
    assert float(total) == story.seconds
    assert reasoning().numbers.index(count) == len(set(story.sounds))
    for before, at, after in zip(story.captions, story.captions[1:], story.captions[2:], strict=False):
        # a count may leave only one caption that says it
        assert not before == at == after or " times" in story.reasoning or "(once" in story.reasoning


def test_the_sounds_of_a_long_list_come_first_in_its_order_and_then_come_again():
    for story in stories(300, max_scenes=40):
        if "In order" not in story.reasoning or "much like" in story.reasoning:
            continue
        first = list(dict.fromkeys(story.sounds))
        told = [SOUNDS[sound].label for sound in first]
        assert [label for part in heard_in(story.reasoning) for label in part if label in told[:1]]
        if len(first) <= 4:
            opening, *_, end = heard_in(story.reasoning)
            assert opening[0] == told[0]
            assert told[-1] in end


def test_a_long_story_about_a_place_has_six_sounds_or_more_where_the_place_has():
    places = [
        story
        for story in stories(300, max_scenes=40)
        if "much like" in story.reasoning and "Without" not in story.reasoning
    ]
    assert len(places) > 60
    assert sum(len(set(story.sounds)) >= 6 for story in places) > 0.9 * len(places)


def test_what_is_denied_is_said_in_the_instructions_words_and_heard_nowhere():
    denials = [story for story in stories(1500) if "Without: " in story.reasoning]
    assert len(denials) > 80
    for story in denials:
        quotes = re.search(r"Without: (.+?)\. ", story.reasoning)[1].split(", ")
        assert all(word in as_read(story) for quote in quotes for word in quote.split())
        names = [{noun for noun in SOUNDS[sound].nouns} for sound in story.sounds]
        for quote in quotes:
            assert not any(quote in {bare(noun).lower() for noun in nouns} for nouns in names)


def test_a_number_is_in_the_reasoning_and_in_a_caption_of_those_that_have_numbers():
    assert any("(two times" in story.reasoning for story in stories(1500))
    dog = Mention("dog-bark", random.Random(0), times=2)
    assert dog.clause("present").endswith(("twice", "times", "row"))
    assert dog.caption() == "A dog barks twice."
    knocks = Mention("door-knock", random.Random(0), times=3)
    assert re.search(r"(three|3) ", unmarked(knocks.noun()))
    assert knocks.caption() == "Three knocks on a door."


def test_everybody_who_makes_a_sound_agrees_with_what_they_do():
    assert set(observed()) == set(SOUND_NAMES)
    assert ("dogs", "*bark") in observed()["dog-bark"] and ("a dog", "*barks") in observed()["dog-bark"]
    assert ("people", "*talk") in observed()["crowd-chatter"] and ("water", "*bubbles") in observed()["bubbles"]


def test_half_of_the_stories_are_plain():
    plain = sum(story.style == Style() for story in stories(2000)) / 2000
    assert 0.4 < plain < 0.6


def test_most_stories_last_10_to_40_seconds():
    assert sum(10 <= story.seconds <= 40 for story in stories(1000)) > 600


def test_long_stories_occur_where_they_are_allowed():
    longest = max(stories(1500, max_scenes=16), key=lambda story: len(story.sounds))
    assert len(longest.sounds) > 12


def test_a_stand_in_is_named_in_the_reasoning_but_not_in_the_caption():
    mention = Mention("horse-neigh", random.Random(0))
    while mention.standin != "a donkey":
        mention.noun()
    assert "donkey" not in mention.caption()
    assert any("(nearest to " in story.reasoning for story in stories(200))


def test_a_caption_follows_the_words_of_the_instruction():
    rng = random.Random(0)
    for _ in range(20):
        assert "upp" in Mention("dog-bark", rng, words="a puppy").caption()


# --- what is held out ----------------------------------------------------------------------------------------


def test_train_never_uses_what_is_held_out():
    last = {sound.captions[-1] for sound in SOUNDS.values()}
    for story in stories(2000, split="train"):
        assert not last & set(story.captions)
        assert not (story.situation and NAMED[story.situation].held_out)


def test_valid_uses_only_what_is_held_out():
    for story in stories(500, split="valid"):
        assert story.captions == tuple(SOUNDS[sound].captions[-1] for sound in story.sounds)
        assert not story.situation or NAMED[story.situation].held_out


def test_train_never_uses_held_out_nouns_and_phrases():
    rng = random.Random(0)
    for sound in SOUNDS.values():
        mention = Mention(sound.name, rng)
        for _ in range(60):
            for say in (mention.noun, lambda m=mention: m.clause("past"), mention.heard):
                say()
                assert mention.words not in (sound.nouns[-1], sound.phrases[-1])


def test_about_one_situation_in_twenty_is_held_out():
    assert 0.03 < sum(situation.held_out for situation in SITUATIONS) / len(SITUATIONS) < 0.08
