"""Pictures of stories: each shows what the story holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from made_story import CROSSFADE, RATE, SCENES, make_story
from matplotlib.axes import Axes
from matplotlib.text import Text

from audiostory_demo import Clip, GenerationSettings, Plan, Scene, Story
from audiostory_demo.plots import plot_spectrogram, plot_timeline, plot_waveform
from audiostory_demo.plots.spectrogram import DEPTH, mel_spectrogram
from audiostory_demo.plots.waveform import envelope, joined

PLOTS = [plot_spectrogram, plot_timeline, plot_waveform]
every_plot = pytest.mark.parametrize("plot", PLOTS)


def story_of(scenes: list[tuple[str, float]], rate: int = RATE, channels: int = 1) -> Story:
    """Silence with these captions and durations."""
    parts = tuple(Scene(caption, seconds) for caption, seconds in scenes)
    total = sum(scene.duration for scene in parts)
    clips = tuple(Clip(np.zeros((channels, round(s.duration * rate)), np.float32), rate, 0) for s in parts)
    audio = np.zeros((channels, round(total * rate)), np.float32)
    return Story(
        audio, rate, Plan("Scenes.", total, "", parts), clips, GenerationSettings(crossfade=0.0), 0, "made by hand"
    )


def drawn(ax: Axes) -> list[Text]:
    """The texts with letters in them, once the figure is drawn."""
    ax.figure.draw_without_rendering()
    return [text for text in ax.texts if any(c.isalpha() for c in text.get_text())]


@every_plot
def test_its_axis_is_the_time_of_the_story(plot):
    ax = plot(make_story())
    assert ax.get_xlim() == (0.0, 5.0)
    assert ax.get_xlabel() == "seconds"


@every_plot
def test_every_caption_can_be_read_in_full(plot):
    words = " ".join(text.get_text() for text in drawn(plot(make_story())))
    for scene in SCENES:
        assert scene.caption in words


CROWDS = {
    "one": [("A long caption that says a lot about a single bar, which has the whole width to itself.", 9.0)],
    "four": [("A storm crosses the harbour, waves beat against the pier.", 8.2), ("A bell.", 1.5), ("Steps, " * 20 + "gone.", 12.0), ("Rain.", 8.3)],
    "forty": [(f"A dog barks {i} times, then a cart rolls by on stones." + " Far away." * (i % 5), 1.5 + 4.0 * (i % 2)) for i in range(40)],
    "wide letters": [("嵐が港を渡る" * 12, 3.0), ("W" * 90, 3.0), ("MMMM " * 30 + "M", 3.0)],
}  # fmt: skip


@every_plot
@pytest.mark.parametrize("crowd", CROWDS)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_no_caption_is_cut_off_or_runs_into_another(plot, crowd: str):
    ax = plot(story_of(CROWDS[crowd]))
    texts = drawn(ax)
    boxes = [text.get_window_extent() for text in texts]
    page = ax.figure.bbox
    for text, box in zip(texts, boxes, strict=True):
        inside = page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1
        assert inside, text.get_text()
    for (one, a), (other, b) in combinations(zip(texts, boxes, strict=True), 2):
        # by a hair's breadth: lines of text may touch
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, (one.get_text(), other.get_text())


@every_plot
@pytest.mark.parametrize("caption", ["$5 and $6", r"$\frac{$", "a_b^c $x$", "<b>&amp;</b>", r"\alpha", "%s {0} {x}"])
def test_a_caption_is_text_and_never_mathematics(plot, caption: str):
    ax = plot(story_of([(caption, 2.0), ("Rain.", 2.0)]))
    found = [text for text in drawn(ax) if caption in text.get_text()]
    assert found
    assert not any(text.get_parse_math() for text in found)


@every_plot
def test_line_breaks_and_control_characters_in_a_caption_do_no_harm(plot):
    texts = " ".join(text.get_text() for text in drawn(plot(story_of([("a\nb\x1b[0m c", 2.0)]))))
    assert "a b\ufffd[0m c" in texts


@every_plot
@pytest.mark.parametrize("seconds", [0.01, 0.3, 150.0])
def test_silence_of_any_length_is_no_error(plot, seconds: float):
    drawn(plot(story_of([("Silence.", seconds)], channels=2)))


class TestTheSpectrogram:
    def test_a_tone_is_brightest_at_its_pitch(self):
        levels, edges = mel_spectrogram(make_story().audio, RATE)
        columns = levels.shape[1]
        for second, hertz in ((1.0, 500), (2.75, 1000), (4.5, 2000)):
            band = int(levels[:, int(second / 5.0 * columns)].argmax())
            # bands overlap by half, so the neighbours' edges bound it
            assert edges[max(0, band - 1)] <= hertz <= edges[min(band + 2, len(edges) - 1)]

    def test_what_is_drawn_are_these_levels_over_the_whole_story(self):
        story = make_story()
        mesh = plot_spectrogram(story).collections[0]
        levels, edges = mel_spectrogram(story.audio, RATE)
        assert np.array_equal(mesh.get_array(), levels)
        corners = mesh.get_coordinates()
        assert (corners[0, 0, 0], corners[0, -1, 0]) == (0.0, pytest.approx(story.duration))
        assert np.allclose(corners[:, 0, 1], edges)

    def test_levels_are_relative_to_the_loudest(self):
        levels, _ = mel_spectrogram(make_story().audio, RATE)
        assert levels.max() == pytest.approx(0.0, abs=1e-6)
        assert levels.min() >= -DEPTH
        quieter, _ = mel_spectrogram(make_story().audio * np.float32(0.1), RATE)
        assert np.allclose(levels, quieter, atol=0.01)

    def test_a_long_story_has_no_more_columns_than_a_picture_has_pixels(self):
        noise = np.random.default_rng(0).normal(size=(1, 150 * RATE)).astype(np.float32)
        assert mel_spectrogram(noise, RATE)[0].shape[1] <= 1601

    def test_frequencies_are_real_hertz_on_a_mel_scale(self):
        ax = plot_spectrogram(make_story())
        assert ax.get_ylabel() == "Hz"
        assert ax.get_ylim() == (0.0, RATE / 2)
        assert all(0 < tick < RATE / 2 for tick in ax.get_yticks())

    def test_scenes_are_parted_by_lines_and_numbered(self):
        ax = plot_spectrogram(make_story())
        assert [line.get_xdata()[0] for line in ax.lines] == [2.0, 3.5]
        numbers = {text.get_text(): text.xy[0] for text in ax.texts if text.get_fontweight() == "bold"}
        assert numbers == {"1": 1.0, "2": 2.75, "3": 4.25}


class TestTheWaveform:
    def test_its_outline_touches_every_extreme(self):
        samples = np.zeros((1, 10_000), np.float32)
        samples[0, 4321], samples[0, 8765] = 0.9, -0.8
        low, high = envelope(samples, columns=100)
        assert len(low) == len(high) == 100
        assert (high.argmax(), high.max()) == (43, np.float32(0.9))
        assert (low.argmin(), low.min()) == (87, np.float32(-0.8))

    def test_what_is_drawn_is_this_outline_over_the_whole_story(self):
        story = make_story()
        corners = plot_waveform(story).collections[0].get_paths()[0].vertices
        low, high = envelope(story.audio)
        assert (corners[:, 1].min(), corners[:, 1].max()) == (low.min(), high.max())
        assert corners[:, 0].min() == 0 and corners[:, 0].max() == pytest.approx(story.duration, abs=0.01)
        assert {*low.tolist(), *high.tolist()} <= set(corners[:, 1].tolist())

    def test_fewer_samples_than_columns_are_drawn_one_by_one(self):
        samples = np.arange(5, dtype=np.float32)[None] / 10
        low, high = envelope(samples, columns=100)
        assert np.array_equal(low, samples[0])
        assert np.array_equal(high, samples[0])

    def test_joins_are_where_two_clips_sound_together(self):
        assert joined(make_story()) == [(2.0, 2.0 + CROSSFADE), (3.5, 3.5 + CROSSFADE)]

    def test_a_story_without_crossfade_has_no_joins(self):
        assert joined(story_of([("Rain.", 2.0), ("Hail.", 2.0)])) == []
        assert plot_waveform(story_of([("Rain.", 2.0), ("Hail.", 2.0)])).get_legend() is None

    def test_a_scene_shorter_than_the_fade_shortens_the_join(self):
        story = story_of([("Rain.", 2.0), ("Click.", 0.1), ("Hail.", 2.0)])
        longer = Clip(np.zeros((1, round(2.5 * RATE)), np.float32), RATE, 0)
        assert joined(replace(story, clips=(longer, *story.clips[1:]))) == [(2.0, pytest.approx(2.1))]


class TestTheTimeline:
    def test_each_scene_is_a_bar_from_its_start_to_its_end_in_a_row_of_its_own(self):
        ax = plot_timeline(make_story())
        bars = [bar.get_paths()[0].get_extents() for bar in ax.collections[: len(SCENES)]]
        assert [(bar.x0, bar.x1) for bar in bars] == [(0.0, 2.0), (2.0, 3.5), (3.5, 5.0)]
        assert all(above.y1 < below.y0 for above, below in pairwise(bars))

    def test_a_caption_stands_behind_the_join_and_the_legend_outside(self):
        ax = plot_timeline(make_story())
        ax.figure.draw_without_rendering()
        first = next(text for text in ax.texts if text.get_text().startswith("A bell"))
        join = ax.transData.transform((2.0 + CROSSFADE, 0))[0]
        assert first.get_window_extent().x0 >= join
        assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1 - 1

    def test_rows_are_numbered_from_one_downwards(self):
        ax = plot_timeline(make_story())
        assert [label.get_text() for label in ax.get_yticklabels()] == ["1", "2", "3"]
        top, bottom = ax.get_ylim()[1], ax.get_ylim()[0]
        assert top < bottom
