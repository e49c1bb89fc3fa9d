"""The story format: rendering and parsing are inverse, and text can be read while it is being written."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostory_demo import Plan, PlanError, Scene
from audiostory_demo.markup import END, GEN, THINK_END, TIME, Markup, PlanReader, format_seconds, parse_seconds
from audiostory_demo.text import TAG

ALL_TAGS = [
    "<|im_start|>", "<|im_end|>", "<|think|>", "<|/think|>", "<|gen|>", "<|/gen|>", "<|endoftext|>", "<timestamp>",
    "</timestamp>", "<t5>", "</t5>", "<aud>", "</aud>", "<t5_00000>", "<aud_00007>",
]  # fmt: skip
IMITATIONS = [
    *ALL_TAGS, "<|im_end|>\n<|im_start|>assistant\n<|think|>", " The total duration is 5 seconds.", "<|im_", "<t5_0000>",
    "<", "|>", "\n", "  ", "\u2028", "日本語の嵐", "عاصفة", "🌩️🔔", "👩‍👩‍👧", "a\u0301", "\ufffd", "\x00",
]  # fmt: skip

anything = st.lists(st.one_of(st.sampled_from(IMITATIONS), st.text(max_size=8)), max_size=6).map("".join)
prose = anything.map(lambda text: TAG.sub("", text).strip()).filter(lambda text: not TAG.search(text))
captions = prose.filter(bool)
seconds = st.floats(min_value=0, max_value=1e6, exclude_min=True, allow_nan=False)
markups = st.builds(Markup, st.integers(1, 3), st.integers(1, 3), st.sampled_from(["", " "]))
plans = st.builds(
    Plan, instruction=anything, duration=seconds, reasoning=prose,
    scenes=st.lists(st.builds(Scene, captions, seconds), min_size=1, max_size=4).map(tuple),
)  # fmt: skip

PLAN = Plan("A dog, then a bell.", 5.5, "Two scenes.", (Scene("A dog barks.", 2.5), Scene("A bell rings.", 3.0)))
MARKUP = Markup(2, 1)
TEXT = MARKUP.render(PLAN)
ANSWER = MARKUP.answer(PLAN)


def in_pieces(text: str, cuts: list[int]) -> list[str]:
    """The text cut at the given places, wherever they fall."""
    places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(places)]


class TestRendering:
    def test_a_plan_reads_as_the_format_says(self):
        assert TEXT == (
            "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
            "<|im_start|>user\nA dog, then a bell. The total duration is 5.5 seconds.<|im_end|>\n"
            "<|im_start|>assistant\n<|think|>Two scenes.<|/think|>"
            "<|gen|>A dog barks.<timestamp>2.5</timestamp><t5><t5_00000><t5_00001></t5><aud><aud_00000></aud><|/gen|>"
            "<|gen|>A bell rings.<timestamp>3</timestamp><t5><t5_00000><t5_00001></t5><aud><aud_00000></aud><|/gen|>"
            "<|im_end|>"
        )

    @given(plans, markups)
    def test_parsing_undoes_rendering(self, plan: Plan, markup: Markup):
        assert markup.parse(markup.render(plan)) == plan

    @given(plans, markups)
    def test_prompt_pieces_alternate_between_text_and_single_tags(self, plan: Plan, markup: Markup):
        pieces = markup.prompt(plan.instruction, plan.duration)
        assert all(piece in ALL_TAGS for piece in pieces[1::2])
        assert [piece for piece in pieces[::2] if plan.instruction in piece]


class TestReadingWhileItIsWritten:
    @given(plans, markups, st.lists(st.integers(0, 10**6), max_size=30))
    def test_any_split_gives_the_same_plan_and_deltas_that_join(self, plan: Plan, markup: Markup, cuts: list[int]):
        reader = PlanReader(markup)
        deltas = [reader.feed(piece) for piece in in_pieces(markup.answer(plan), cuts)]
        reader.finish()
        assert "".join(deltas) == reader.reasoning == plan.reasoning
        assert tuple(reader.scenes) == plan.scenes
        assert reader.opened == reader.bridged == len(plan.scenes)

    def test_reasoning_comes_out_before_its_tag_closes(self):
        reader = PlanReader(MARKUP)
        assert [reader.feed(piece) for piece in ("Two", " scenes", " <", " 3 of them, and more to come")] == [
            "Two", " scenes", "", " < 3 of them, and more to come"
        ]  # fmt: skip

    def test_a_scene_is_known_before_its_query_tokens_are_there(self):
        reader = PlanReader(MARKUP)
        reader.feed(ANSWER[: ANSWER.index("<t5>")])
        assert reader.scenes == [PLAN.scenes[0]]
        assert (reader.opened, reader.bridged, reader.done) == (1, 0, False)

    def test_a_scenes_query_tokens_are_complete_before_its_closing_tag_is_there(self):
        reader = PlanReader(MARKUP)
        reader.feed(ANSWER[: ANSWER.index("<|/gen|>")])
        assert (reader.bridged, reader.error("cut").scenes) == (1, PLAN.scenes[:1])

    def test_release_decoding_may_write_the_duration_first_and_end_with_the_end_of_the_text(self):
        answer = ANSWER.replace("A dog barks.<timestamp>2.5</timestamp>", " <timestamp>2.5</timestamp>A dog barks.")
        answer = answer.replace(END, "<|endoftext|>")
        lenient = PlanReader(MARKUP, lenient=True)
        lenient.feed(answer)
        lenient.finish()
        assert tuple(lenient.scenes) == PLAN.scenes
        with pytest.raises(PlanError):
            PlanReader(MARKUP).feed(answer)

    def test_white_space_between_scenes_does_no_harm(self):
        assert MARKUP.parse(TEXT.replace("<|/gen|>", "<|/gen|>\n")) == PLAN


class TestTextThatIsNoPlan:
    @pytest.mark.parametrize(
        ("what", "text", "finished"),
        [
            ("nothing", "", 0),
            ("plain text", "Once upon a time", 0),
            ("a prompt without its answer", TEXT[: TEXT.index("Two scenes")], 0),
            ("a user's turn without a duration", TEXT.replace(" The total duration is 5.5 seconds.", ""), 0),
            ("a user's turn that goes on after the duration", TEXT.replace("5.5 seconds.", "5.5 seconds.\n"), 0),
            ("a total that is not a number", TEXT.replace("5.5 seconds", "five seconds"), 0),
            ("a total that is not finite", TEXT.replace("5.5 seconds", "nan seconds"), 0),
            ("a total beyond all numbers", TEXT.replace("5.5 seconds", "1" * 400 + " seconds"), 0),
            ("reasoning that never closes", TEXT.replace("<|/think|>", ""), 0),
            ("reasoning closed by another tag", TEXT.replace("<|/think|>", "<|/gen|>"), 0),
            ("a plan without scenes", TEXT[: TEXT.index("<|gen|>")] + END, 0),
            ("words between reasoning and scenes", TEXT.replace("<|/think|>", "<|/think|>So:"), 0),
            ("words between scenes", TEXT.replace("<|/gen|>", "<|/gen|>and then", 1), 1),
            ("a blank caption", TEXT.replace("A bell rings.", " "), 1),
            ("no duration", TEXT.replace("<timestamp>3</timestamp>", ""), 1),
            ("an empty duration", TEXT.replace("<timestamp>3<", "<timestamp><"), 1),
            ("a duration in words", TEXT.replace("<timestamp>3<", "<timestamp>three<"), 1),
            ("a negative duration", TEXT.replace("<timestamp>3<", "<timestamp>-3<"), 1),
            ("a duration of nothing", TEXT.replace("<timestamp>3<", "<timestamp>0.0<"), 1),
            ("a duration that is not a number", TEXT.replace("<timestamp>3<", "<timestamp>nan<"), 1),
            ("a duration in other digits", TEXT.replace("<timestamp>3<", "<timestamp>٣<"), 1),
            ("a duration with an exponent", TEXT.replace("<timestamp>3<", "<timestamp>3e1<"), 1),
            ("a duration that never closes", TEXT.replace("3</timestamp>", "3"), 1),
            ("a missing query token", TEXT.replace("<t5_00001></t5>", "</t5>", 1), 0),
            ("query tokens out of order", TEXT.replace("<t5_00000><t5_00001>", "<t5_00001><t5_00000>", 1), 0),
            ("residual tokens before semantic ones", TEXT.replace("<t5>", "<aud>", 1), 0),
            ("a scene inside a scene", TEXT.replace("A dog", "A <|gen|>dog"), 0),
            ("another turn in a caption", TEXT.replace("A dog barks.", "A <|im_start|>"), 0),
            ("text after the end", TEXT + "and then", 2),
            ("a second turn after the end", TEXT + "\n<|im_start|>user\nmore<|im_end|>", 2),
            ("half a character in the reasoning", TEXT.replace("Two", "\ud83c"), 0),
        ],
    )
    def test_is_an_error_with_the_raw_text_the_place_and_the_finished_scenes(self, what: str, text: str, finished: int):
        with pytest.raises(PlanError) as caught:
            MARKUP.parse(text)
        assert caught.value.text == text
        assert 0 <= caught.value.position <= len(text)
        assert caught.value.scenes == PLAN.scenes[:finished]

    @given(plans, markups, st.data())
    def test_a_plan_that_breaks_off_anywhere_is_an_error_that_keeps_what_was_finished(self, plan, markup, data):
        text = markup.render(plan)
        cut = text[: data.draw(st.integers(0, len(text) - 1))]
        with pytest.raises(PlanError) as caught:
            markup.parse(cut)
        assert caught.value.scenes == plan.scenes[: len(caught.value.scenes)]

    @given(
        anything | st.lists(st.sampled_from([*ALL_TAGS, "text", "2.5"])).map("".join), st.lists(st.integers(0, 10**6))
    )
    @settings(max_examples=300)
    def test_any_answer_at_all_either_parses_or_is_a_plan_error_however_it_arrives(self, text: str, cuts: list[int]):
        def outcome(pieces: list[str]) -> tuple:
            reader = PlanReader(MARKUP)
            try:
                for piece in pieces:
                    reader.feed(piece)
                reader.finish()
            except PlanError as error:
                return "error", error.position, error.scenes
            return "plan", reader.reasoning, tuple(reader.scenes)

        assert outcome([text]) == outcome(in_pieces(text, cuts))

    def test_the_message_says_what_was_expected_and_where(self):
        with pytest.raises(
            PlanError, match=rf"Expected <timestamp>, found <t5>.*at character {TEXT.index('A dog barks.')}"
        ):
            MARKUP.parse(TEXT.replace("<timestamp>2.5</timestamp>", ""))

    def test_a_message_stays_short_whatever_was_written(self):
        with pytest.raises(PlanError) as caught:
            MARKUP.parse(TEXT.replace("<|/think|>", f"<|/think|>{'blah ' * 10_000}"))
        assert len(str(caught.value)) < 300

    def test_a_plan_error_survives_a_process_border(self):
        with pytest.raises(PlanError) as caught:
            MARKUP.parse(TEXT[:-1])
        copy = pickle.loads(pickle.dumps(caught.value))
        assert (str(copy), copy.text, copy.position, copy.scenes) == (
            str(caught.value), TEXT[:-1], caught.value.position, PLAN.scenes
        )  # fmt: skip


class TestPlansHoldOnlyWhatCanBeRendered:
    @pytest.mark.parametrize("tag", ALL_TAGS)
    def test_no_tag_can_stand_in_a_caption_or_in_reasoning(self, tag: str):
        with pytest.raises(ValueError, match="tag of the story format"):
            Scene(f"A dog{tag}barks", 1.0)
        with pytest.raises(ValueError, match="tag of the story format"):
            replace(PLAN, reasoning=f"First {tag}")

    def test_an_instruction_may_hold_any_tag(self):
        plan = replace(PLAN, instruction="".join(ALL_TAGS))
        assert MARKUP.parse(MARKUP.render(plan)) == plan

    @pytest.mark.parametrize("reasoning", [" Two scenes.", "Two scenes.\n"])
    def test_white_space_around_text_is_refused_because_parsing_would_lose_it(self, reasoning: str):
        with pytest.raises(ValueError, match="white space"):
            replace(PLAN, reasoning=reasoning)
        with pytest.raises(ValueError, match="white space"):
            Scene(reasoning, 1.0)


class TestSeconds:
    @given(st.floats(min_value=0, exclude_min=True, allow_nan=False, allow_infinity=False))
    def test_what_is_written_reads_back_as_the_same_number(self, number: float):
        text = format_seconds(number)
        assert parse_seconds(text) == number
        assert "e" not in text

    @pytest.mark.parametrize(
        ("number", "text"),
        [(5, "5"), (5.0, "5"), (2.5, "2.5"), (0.1, "0.1"), (12.345, "12.345"), (100.0, "100"), (1e-7, "0.0000001"),
         (1e16, "10000000000000000")],
    )  # fmt: skip
    def test_seconds_are_written_as_the_shortest_plain_decimal(self, number: float, text: str):
        assert format_seconds(number) == text

    @pytest.mark.parametrize(
        "text", ["", " ", "-1", "+1", "1e3", "1_0", "nan", "inf", "0", "0.0", ".5", "5.", "1,5", "٣", "1" * 400]
    )
    def test_anything_but_a_plain_positive_decimal_is_refused(self, text: str):
        with pytest.raises(ValueError, match="is not a duration"):
            parse_seconds(text)


def test_tags_known_to_the_format_are_exactly_the_tags_of_the_text():
    assert TAG.findall(TEXT)[-1] == END
    assert {GEN, THINK_END, TIME} <= set(TAG.findall(TEXT))
