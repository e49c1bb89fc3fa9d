"""Widgets: viewers that need no kernel and no network, and live ones whose controls do what they say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from made_story import make_plan, make_story

from audiostory_demo import AudioStory, BridgeTokens, Scene
from audiostory_demo.analysis import token_edits
from audiostory_demo.analysis.inside import Inside
from audiostory_demo.analysis.word_table import WordTable
from audiostory_demo.player import mel_picture
from audiostory_demo.story import Plan, Story
from audiostory_demo.widgets import (
    DenoiseScrubber,
    FlowGrid,
    PipelineMap,
    ReasoningTrace,
    SoundGallery,
    SpectrogramQuiz,
    StoryPlayer,
    TokenExplorer,
    Visit,
    WindowGrid,
)
from audiostory_demo.widgets.page import Page

PICTURES = [np.random.default_rng(0).normal(size=(8, 10)) for _ in range(3)]


def viewers() -> list[Page]:
    story = make_story()
    words = WordTable(("<b>bell</b>", "sea"), np.eye(2, 6, dtype=np.float32))
    inside = Inside(np.full((8, 4), 0.25), ((1, PICTURES[0]), (3, PICTURES[1])), 3)
    return [
        PipelineMap(Visit(story, 1, inside, words), here="attention"), StoryPlayer(story), ReasoningTrace(story),
        TokenExplorer(story, words=words), SpectrogramQuiz.of(story),
        DenoiseScrubber(PICTURES, {0: story.clips[0], 2: story.clips[1]}, title="<script>alert(1)</script>", rate=24000),
        SoundGallery({"<b>a</b>": story.clips[0], "b": story.clips[1]}, notes={"b": "<i>why</i>"}),
        WindowGrid(story.clips[0], windows=(64, 256), hops=(64,)),
        FlowGrid({(1, 1.0, 1): story.clips[0], (4, 3.0, 1): story.clips[1]}, title="<script>alert(1)</script>"),
    ]  # fmt: skip


each = pytest.mark.parametrize("viewer", viewers(), ids=lambda viewer: type(viewer).__name__)


class Elements(HTMLParser):
    """All elements with their attributes, and the text outside scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@each
def test_a_page_carries_all_it_needs(viewer: Page) -> None:
    for _, attributes in Elements(viewer.page()).found:
        for name in ("src", "href"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert not re.search(
        r"https?:|//cdn|@import|url\(|fetch\(|XMLHttpRequest|import\(", viewer.page().replace("http://www.w3.org", "")
    )


@each
def test_text_of_users_and_models_is_never_markup(viewer: Page) -> None:
    elements = Elements(viewer.page()).found
    assert [tag for tag, _ in elements].count("script") == 1, "only our own"
    assert not any(name.startswith("on") for _, attributes in elements for name in attributes)


@each
def test_what_a_saved_notebook_keeps_is_the_same_html(viewer: Page) -> None:
    assert viewer._repr_html_() == viewer.html()
    tags = [tag for tag, _ in Elements(viewer.html()).found]
    assert "script" in tags and "style" in tags, "a fragment comes alive by itself"
    if not isinstance(viewer, TokenExplorer):
        assert re.search('src="data:audio/(wav|flac|mpeg);base64,', viewer.html()), "it still plays"


@each
def test_every_control_and_picture_has_a_name(viewer: Page) -> None:
    for tag, attributes in Elements(viewer.page()).found:
        if tag == "img":
            assert attributes.get("alt")
        if tag in ("audio", "canvas") and "asp-audio" not in attributes.get("class", "").split():
            assert attributes.get("aria-label")


@each
def test_a_viewer_exports_one_file(viewer: Page, tmp_path: Path) -> None:
    file = viewer.export(tmp_path / "new" / "page.html")
    assert file.read_text(encoding="utf-8") == viewer.page()
    with pytest.raises(ValueError, match=r"ends in \.html"):
        viewer.export(tmp_path / "page.txt")


def test_large_type_is_for_projectors() -> None:
    assert 'class="asw mathjax_ignore asw-present"' in StoryPlayer(make_story(), present=True).html()


@each
def test_a_dollar_is_a_dollar_and_no_formula(viewer: Page) -> None:
    outermost = next(attributes for tag, attributes in Elements(viewer.html()).found if tag == "div")
    assert "mathjax_ignore" in (outermost["class"] or "").split()


def test_the_trace_leads_from_each_sentence_to_its_scene() -> None:
    steps = [
        attributes["data-panel"]
        for tag, attributes in Elements(ReasoningTrace(make_story()).body()).found
        if "data-panel" in attributes
    ]
    assert steps == ["0", "0", "1", "2", "3", "1", "2", "3"], "five sentences, then three scenes"


def test_the_trace_shows_captions_durations_and_query_tokens_as_they_were_written() -> None:
    story = make_story()
    assert "Scene 3: Footsteps. (1.5 s), then 8 semantic and 4 residual tokens" in ReasoningTrace(story).body()
    without = replace(story, plan=make_plan(tokens=False))
    assert "Scene 3: Footsteps. (1.5 s)</button>" in ReasoningTrace(without).body()


def test_the_grid_has_a_sound_for_each_setting_and_an_axis_in_hertz() -> None:
    clips = make_story().clips
    grid = FlowGrid({(steps, 1.5, seed): clips[seed] for steps in (1, 16) for seed in (0, 2)})
    found = [attributes for _, attributes in Elements(grid.body()).found]
    assert [one["data-values"] for one in found if "data-values" in one] == ["1 16", "1.5", "0 2"]
    assert [one["data-at"] for one in found if "data-at" in one] == ["1 1.5 0", "1 1.5 2", "16 1.5 0", "16 1.5 2"]
    assert re.findall(r">([\d.]+) kHz<", grid.body()) == ["0.5", "1", "2"], "below half the rate of 8 kHz"
    with pytest.raises(ValueError, match="no sounds"):
        FlowGrid({})


def test_a_gallery_shows_all_sounds_on_one_scale_and_knows_its_notes() -> None:
    clips = make_story().clips
    body = SoundGallery({"one": clips[0], "two": clips[1]}, notes={"two": "twice as high"}).body()
    assert body.count("asw-scale") == 1 and body.count("<audio") == 2 and "<p>twice as high</p>" in body
    with pytest.raises(ValueError, match="no such sound"):
        SoundGallery({"one": clips[0]}, notes={"three": "?"})
    with pytest.raises(ValueError, match="no sounds"):
        SoundGallery({})


def test_a_long_window_parts_two_tones_and_a_short_one_shows_when_a_click_is() -> None:
    from audiostory_demo.widgets.gallery import spectrum_levels

    time = np.arange(24000) / 24000
    pair = np.sin(2 * np.pi * 1000 * time) + np.sin(2 * np.pi * 1060 * time)
    for window, dips in ((512, False), (4096, True)):
        levels = spectrum_levels(pair, window, 256)[:, 40]
        rows = [round(hertz * window / 24000) for hertz in (1000, 1030, 1060)]
        assert (levels[rows[1]] < min(levels[rows[0]], levels[rows[2]]) - 10) == dips
    click = np.zeros(24000)
    click[12000] = 1.0
    wide = [int((spectrum_levels(click, window, 64).max(axis=0) > -40).sum()) for window in (128, 4096)]
    assert wide[0] <= 3 < 40 < wide[1]


def test_the_player_says_which_pitch_is_where_and_what_its_colours_mean() -> None:
    body = StoryPlayer(make_story()).body()
    assert re.findall(r">([\d.]+) kHz<", body) == ["0.5", "1", "2"], "below half the rate of 8 kHz"
    assert "-80 dB <i></i> 0 dB" in body and 'class="asp-axes" aria-hidden="true"' in body


def test_pitches_stand_beside_the_band_that_holds_them() -> None:
    """A tone is brightest at the height at which its pitch is written."""
    from audiostory_demo.audio.mel import full_scale_levels, mel_places

    for hertz in (500, 1000, 2000, 4000, 8000):
        tone = np.sin(2 * np.pi * hertz * np.arange(24000) / 24000)[None]
        levels = full_scale_levels(tone, 24000, bands=96, window=1024, hop=256).mean(axis=1)
        assert abs(levels.argmax() + 0.5 - mel_places(np.array(hertz), 24000, 96)) <= 1.0


def test_the_quiz_shuffles_and_knows_its_answers() -> None:
    quiz = SpectrogramQuiz.of(make_story(), seed=1)
    answers = [attributes["data-answer"] for tag, attributes in Elements(quiz.body()).found if tag == "select"]
    assert sorted(answers) == ["0", "1", "2"]
    assert [list(quiz.clips)[int(answer)] for answer in answers] == quiz.order
    with pytest.raises(ValueError, match="at least two"):
        SpectrogramQuiz({"one": make_story().clips[0]})


def test_the_explorer_holds_the_tokens_to_a_hundredth_of_the_largest() -> None:
    import base64

    plan = make_plan()
    attributes = next(found for tag, found in Elements(TokenExplorer(plan).html()).found if "data-tokens" in found)
    held = json.loads(attributes["data-tokens"])[1]["residual"]
    values = (
        np.frombuffer(base64.b64decode(held["data"]), np.int8).reshape(held["rows"], held["columns"]) * held["scale"]
    )
    assert np.abs(values - plan.tokens[1].residual).max() <= 0.01 * np.abs(plan.tokens[1].residual).max()
    with pytest.raises(ValueError, match="with_bridge_tokens"):
        TokenExplorer(make_plan(tokens=False))


def test_the_scrubber_refuses_sound_for_steps_that_are_not_there() -> None:
    with pytest.raises(ValueError, match="from 0 to 2"):
        DenoiseScrubber(PICTURES, {3: make_story().clips[0]})
    with pytest.raises(ValueError, match="no pictures"):
        DenoiseScrubber([])


def test_viewers_of_saved_stories_import_neither_torch_nor_gradio_nor_ipywidgets() -> None:
    code = (
        "import sys; from made_story import make_story\n"
        "from audiostory_demo.widgets import StoryPlayer, TokenExplorer, ReasoningTrace\n"
        "from audiostory_demo.lessons import recorded_stories\n"
        "[viewer(make_story()).page() for viewer in (StoryPlayer, TokenExplorer, ReasoningTrace)]\n"
        "assert not {'torch', 'gradio', 'ipywidgets'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent)


def test_the_picture_of_a_steady_sound_is_as_bright_at_its_end_as_in_its_middle() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (1, 8000)).astype(np.float32)
    bright = mel_picture(noise, 8000).mean(axis=0)
    assert bright[-1] > bright[len(bright) // 2] - 10


# -- edits of tokens


def test_edits_change_one_kind_and_leave_the_other_alone() -> None:
    a, b = make_plan().tokens[:2]
    assert token_edits.swap(a, b) == BridgeTokens(a.semantic, b.residual)
    assert token_edits.mix(a, b, "semantic", 0.0) == a
    halfway = token_edits.mix(a, b, "residual", 0.5)
    assert np.allclose(halfway.residual, (a.residual + b.residual) / 2) and np.array_equal(halfway.semantic, a.semantic)
    dropped = token_edits.drop(a, "semantic", [1])
    assert not dropped.semantic[1].any() and np.array_equal(dropped.semantic[2:], a.semantic[2:])
    assert not token_edits.drop(a, "residual").residual.any()
    shuffled = token_edits.shuffle(a, "semantic", seed=1)
    assert not np.array_equal(shuffled.semantic, a.semantic)
    assert np.array_equal(np.sort(shuffled.semantic, axis=1), np.sort(a.semantic, axis=1)), (
        "each token keeps its values"
    )


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda a: token_edits.drop(a, "audio"), "kind='audio'"),
        (lambda a: token_edits.drop(a, "residual", [4]), "no residual token 4"),
        (lambda a: token_edits.mix(a, a, share=2), "from 0 to 1"),
    ],
)
def test_an_edit_that_cannot_be_says_why(edit, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        edit(make_plan().tokens[0])


# -- live widgets


@pytest.fixture(scope="module")
def told(small: AudioStory) -> Story:
    plan = small.replan(Plan("Rain, then thunder.", 2.0, "0-1 s: rain.", (Scene("Rain.", 1.0), Scene("Thunder.", 1.0))))
    return small.render(plan, seed=1)


@pytest.fixture
def studio(small: AudioStory):
    pytest.importorskip("ipywidgets")
    from audiostory_demo.widgets import StoryStudio

    return StoryStudio(small, prompt="Rain, then <b>thunder</b>.", duration=4, seed=3)


def test_the_studio_tells_what_the_fields_say(studio, small: AudioStory, tmp_path: Path) -> None:
    studio.tell_button.click()
    studio._thread.join()
    expected = small.generate("Rain, then <b>thunder</b>.", duration=4, seed=3)
    assert np.array_equal(studio.story.audio, expected.audio)
    assert len(studio.sounds.children) == len(expected.scenes) == len(studio.scene.options)
    assert "Told." in studio.status.value and not studio.tell_button.disabled and studio.stop_button.disabled
    assert "<b>thunder" not in studio.stage.html()
    assert studio.export(tmp_path / "story.html").is_file()


def test_the_studio_redoes_one_scene_and_keeps_the_others(studio) -> None:
    studio.tell(wait=True)
    before = studio.story
    studio.scene.value = len(before.scenes) - 1
    studio.redo(wait=True)
    after = studio.story
    assert not np.array_equal(after.clips[-1].samples, before.clips[-1].samples)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(after.clips[:-1], before.clips[:-1], strict=True))


def test_stop_keeps_the_finished_scenes_and_lets_go_of_the_rest(studio, small: AudioStory, told: Story) -> None:
    scenes = []
    original = studio._show

    def show(event, so_far) -> None:
        original(event, so_far)
        if type(event).__name__ == "AudioChunk":
            scenes.append(event)
            studio.stop()

    studio._show = show
    studio._start(lambda: small.stream(told.plan, seed=1), wait=True)
    assert len(scenes) == 1 and len(studio.story.scenes) == 1
    assert np.array_equal(studio.story.audio, told.audio[:, : studio.story.audio.shape[1]])
    assert "Stopped" in studio.status.value and not studio.tell_button.disabled


def test_the_studio_says_what_is_wrong_and_stays_usable(studio) -> None:
    studio.prompt.value = "  "
    studio.tell(wait=True)
    assert "instruction is empty" in studio.status.value and not studio.tell_button.disabled
    studio.redo(wait=True)
    assert "no story yet" in studio.status.value
    with pytest.raises(ValueError, match="Press Tell first"):
        studio.export("story.html")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_the_studio_stays_usable_after_a_failure_that_nobody_foresaw(studio) -> None:
    def broken():
        raise RuntimeError("the disk has melted")

    studio._start(broken, wait=True)
    assert "the disk has melted" in studio.status.value and not studio.tell_button.disabled
    studio.tell(wait=True)
    assert "Told." in studio.status.value


@pytest.fixture
def lab(small: AudioStory, told: Story):
    pytest.importorskip("ipywidgets")
    from audiostory_demo.widgets import BridgeLab

    return BridgeLab(small, told)


def test_the_lab_changes_tokens_as_its_controls_say(lab, told: Story) -> None:
    first, second = told.plan.tokens
    assert lab.tokens() == first and lab.change() == "nothing"
    lab.residual.value, lab.other.value, lab.share.value = 0.0, 1, 1.0
    assert lab.tokens() == BridgeTokens(first.semantic, second.residual * 0)
    assert lab.change() == "residual × 0, 100 % of scene 2's residual tokens"


def test_the_lab_drops_the_tokens_that_are_named(lab, told: Story) -> None:
    own = told.plan.tokens[0]
    lab.dropped.value = "0, 3"
    assert not lab.tokens().semantic[[0, 3]].any()
    assert np.array_equal(lab.tokens().semantic[[1, 2]], own.semantic[[1, 2]])
    assert np.array_equal(lab.tokens().residual, own.residual)
    assert lab.change() == "without semantic token 0, 3"


@pytest.mark.parametrize(("text", "words"), [("first", "not a token number"), ("99", "no semantic token 99")])
def test_a_token_that_is_not_there_is_named_where_the_reader_looks(lab, text: str, words: str) -> None:
    lab.dropped.value = text
    lab.compare()
    assert words in lab.status.value and lab.stage.page is None


def test_the_lab_shuffles_and_mixes_by_shares(lab, told: Story) -> None:
    first, second = told.plan.tokens
    lab.share.value = 0.5
    assert np.allclose(lab.tokens().residual, (first.residual + second.residual) / 2)
    lab.share.value, lab.shuffle.value = 0.0, "semantic"
    assert not np.array_equal(lab.tokens().semantic, first.semantic)
    assert np.array_equal(np.sort(lab.tokens().semantic, axis=1), np.sort(first.semantic, axis=1))
    assert lab.change() == "semantic tokens shuffled"


def test_tokens_can_be_taken_from_another_story(small: AudioStory, told: Story) -> None:
    pytest.importorskip("ipywidgets")
    from audiostory_demo.widgets import BridgeLab

    other = small.replan(Plan("On the radio.", 1.0, "Sounds as if over a radio.", (Scene("Rain.", 1.0),)))
    lab = BridgeLab(small, told, others={"radio": other})
    assert [label for label, _ in lab.other.options] == [
        "scene 1. Rain.", "scene 2. Thunder.", "radio, scene 1. Rain."
    ]  # fmt: skip
    lab.other.value, lab.share.value = 2, 1.0
    assert lab.tokens() == BridgeTokens(told.plan.tokens[0].semantic, other.tokens[0].residual)
    assert lab.change() == "100 % of radio, scene 1's residual tokens"
    with pytest.raises(ValueError, match="plan 'radio' has no bridge tokens yet"):
        BridgeLab(small, told, others={"radio": replace(other, tokens=())})


def test_unchanged_tokens_give_the_very_same_sound(lab, told: Story) -> None:
    lab.compare_button.click()
    assert np.array_equal(lab._clips["original"].samples, lab._clips["changed"].samples)
    length = round(told.scenes[0].duration * told.sample_rate)
    assert lab._clips["original"].samples.shape[1] == length


def test_a_blind_comparison_hides_and_a_vote_reveals(lab, tmp_path: Path) -> None:
    lab.residual.value, lab.blind.value = 0.0, True
    lab.compare()
    assert "original" not in lab.stage.html() and "changed" not in lab.stage.page.body()
    assert "<img" not in lab.stage.page.body(), "the vote is by ear"
    assert not lab.first.disabled
    lab.first.click()
    assert "original" in lab.stage.page.body() and lab.votes[0][1] == "residual × 0"
    assert lab.stage.page.body().count("<img") == 2
    assert lab.first.disabled, "one vote a comparison"
    assert lab.export(tmp_path / "pair.html").is_file()


def test_a_vote_is_on_what_was_compared_whatever_the_controls_say_by_then(lab) -> None:
    lab.residual.value, lab.blind.value = 0.0, True
    lab.compare()
    lab.residual.value = 1.5
    lab.first.click()
    assert lab.votes == [(lab.votes[0][0], "residual × 0")] and "residual × 1.5" not in lab.stage.page.body()


def test_a_comparison_of_nothing_says_so(lab) -> None:
    lab.compare()
    assert "B: nothing changed" in lab.stage.page.body()


def test_other_scenes_tokens_are_at_hand_without_choosing_a_scene(lab, told: Story) -> None:
    lab.share.value = 1.0
    assert lab.tokens() == BridgeTokens(told.plan.tokens[0].semantic, told.plan.tokens[1].residual)


def test_controls_are_large_on_a_projector_too(small: AudioStory, told: Story) -> None:
    pytest.importorskip("ipywidgets")
    from audiostory_demo.widgets import BridgeLab, StoryStudio

    for view in (StoryStudio(small, present=True).view, BridgeLab(small, told, present=True).view):
        assert "asw-large" in view._dom_classes and "font-size: 20px" in view.children[-1].value


def test_blind_order_varies(lab) -> None:
    lab.blind.value = True
    orders = set()
    for _ in range(8):
        lab.compare()
        orders.add(lab._shown)
    assert len(orders) == 2
