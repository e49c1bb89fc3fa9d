"""Pictures of denoising, joins and measurements: each returns its axes and draws what the data say."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from made_story import CROSSFADE, make_story
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from audiostory_demo import plots
from audiostory_demo.flow import noise_levels


@pytest.fixture
def ax() -> Axes:
    return Figure(layout="constrained").subplots()


def test_a_filmstrip_shows_every_picture_on_the_scale_of_the_last(ax: Axes) -> None:
    pictures = [np.full((6, 5), 9.0), np.arange(30.0).reshape(6, 5)]
    assert plots.plot_filmstrip(pictures, ["noise", "$sound$"], seconds=2.0, ax=ax) is ax
    images = ax.get_images()
    assert [np.array_equal(image.get_array(), picture) for image, picture in zip(images, pictures, strict=True)] == [
        True,
        True,
    ]
    assert images[0].get_clim() == images[1].get_clim() == pytest.approx(np.percentile(pictures[1], (1, 99.8)))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "2", "0", "2"]
    ax.figure.draw_without_rendering()


def test_a_filmstrip_of_decibels_has_an_axis_in_hertz_and_a_scale(ax: Axes) -> None:
    plots.plot_filmstrip([np.zeros((96, 5)), np.ones((96, 5))], ["a", "b"], seconds=2.0, rate=8000, ax=ax)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["250", "500", "1000", "2000"]
    assert 0 < ax.get_yticks()[0] < ax.get_yticks()[-1] < 96 and len(ax.figure.axes) == 2


def test_every_point_is_drawn_and_a_line_follows_each_of_the_first_ones(ax: Axes) -> None:
    start = np.random.default_rng(0).normal(size=(60, 2))
    plots.plot_points({"start": start, "end": start + 1}, ways=[start, start + 0.5, start + 1], title="$1", ax=ax)
    assert np.array_equal(np.stack(ax.lines[0].get_data(), axis=1), start)
    assert len(ax.lines) == 2 + 40 and np.array_equal(ax.lines[2].get_xdata(), start[0, 0] + np.array([0, 0.5, 1]))
    assert ax.get_title() == "$1"


def test_a_filmstrip_needs_a_label_for_each_picture() -> None:
    with pytest.raises(ValueError, match="1 pictures and 2 labels"):
        plots.plot_filmstrip([np.zeros((2, 2))], ["a", "b"], seconds=1.0)


@pytest.mark.parametrize("steps", [1, 4, 16])
def test_the_schedule_is_the_samplers_own(ax: Axes, steps: int) -> None:
    assert plots.plot_schedule(steps, ax=ax) is ax
    assert np.allclose(ax.lines[0].get_ydata(), noise_levels(steps).numpy(), atol=1e-6)


def test_several_schedules_are_named(ax: Axes) -> None:
    plots.plot_schedule([4, 16], ax=ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["4 steps", "16 steps"]


def test_guidance_walks_on_along_the_line_from_without_to_with_caption(ax: Axes) -> None:
    null, conditional = np.array([[2.0, 0.0]]), np.array([[2.0, 1.0]])
    assert plots.plot_guidance(null, conditional, (1.0, 4.0), ax=ax) is ax
    marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_marker() in ("o", "s")]
    assert np.allclose(marks, [(1, 0.5), (1, 2.0)])


def test_guidance_without_any_velocity_is_no_error(ax: Axes) -> None:
    plots.plot_guidance(np.zeros(3), np.zeros(3), ax=ax)


def test_a_join_shows_what_is_heard_and_both_gains(ax: Axes) -> None:
    story = make_story()
    assert plots.plot_crossfade(story, 0, margin=0.1, ax=ax) is ax
    lines = {line.get_label(): line for line in ax.lines}
    heard = lines["what is heard"]
    assert heard.get_xdata()[0] == pytest.approx(1.9) and heard.get_xdata()[-1] == pytest.approx(
        2.0 + CROSSFADE + 0.1, abs=1e-3
    )
    first = round(1.9 * story.sample_rate)
    assert np.array_equal(heard.get_ydata(), story.audio[0, first : first + len(heard.get_ydata())])
    down, up = lines["gain of scene 1"].get_ydata(), lines["gain of scene 2"].get_ydata()
    assert np.allclose(down**2 + up**2, 1, atol=1e-5), "equal power"
    parts = lines["scene 1, fading out"].get_ydata() + lines["scene 2, fading in"].get_ydata()
    start = round(2.0 * story.sample_rate)
    assert np.allclose(parts, story.audio[0, start : start + len(parts)], atol=1e-5), (
        "the two parts sum to what is heard"
    )


def test_a_join_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="join=2 is not in this story of 3 scenes"):
        plots.plot_crossfade(make_story(), 2)


def test_an_ablation_marks_the_best_of_each_column(ax: Axes) -> None:
    table = {"full": {"found (%)": 80.0, "distance": 1.0}, "no $residual$": {"found (%)": 60.0, "distance": 3.0}}
    assert plots.plot_ablation(table, lower_is_better=["distance"], ax=ax) is ax
    cells = [text.get_text() for text in ax.texts]
    assert cells == ["80 ★", "1 ★", "60", "3"]
    ax.figure.draw_without_rendering()


def test_an_ablation_has_dashes_for_missing_values_and_no_best_among_equals(ax: Axes) -> None:
    plots.plot_ablation({"a": {"x": 1.0, "y": 2.0}, "b": {"x": 1.0}}, ax=ax)
    assert [text.get_text() for text in ax.texts] == ["1", "2", "1", "–"]


def test_an_ablation_marks_nothing_in_a_measure_of_which_neither_is_better(ax: Axes) -> None:
    plots.plot_ablation({"a": {"room": 0.9, "found": 3.0}, "b": {"room": 0.1, "found": 1.0}}, neutral=["room"], ax=ax)
    assert [text.get_text() for text in ax.texts] == ["0.9", "3 ★", "0.1", "1"]
    assert ax.get_xticklabels()[0].get_text().endswith("neither is better")
    assert np.all(ax.get_images()[0].get_array()[:, 0] == 1), "white"


def test_an_ablation_names_measures_that_are_not_there() -> None:
    with pytest.raises(ValueError, match=r"'z'.*Measures: x"):
        plots.plot_ablation({"a": {"x": 1.0}}, lower_is_better=["z"])


def test_training_curves_show_every_loss_over_its_steps(ax: Axes) -> None:
    lines = [{"step": step, "flow": 1 / step, "lr": 0.1, "rate": 1.0} for step in (25, 50)]
    assert plots.plot_training(lines, ax=ax) is ax
    assert [line.get_label() for line in ax.lines] == ["flow"]
    assert list(ax.lines[0].get_ydata()) == [1 / 25, 1 / 50]


def test_a_loss_that_only_some_lines_have_has_a_curve_of_its_own(ax: Axes) -> None:
    names = ("next_token", "semantic", "residual", "flow", "alignment")
    lines = [{"step": step, **{name: 1.0 for name in names[: i + 1]}} for i, step in enumerate(range(25, 150, 25))]
    plots.plot_training(lines, ax=ax)
    assert [line.get_label() for line in ax.lines] == [name.replace("_", " ") for name in names]
    assert [len(line.get_xdata()) for line in ax.lines] == [5, 4, 3, 2, 1]
    assert ax.lines[-1].get_marker() == "o", "one step is not a line"


def test_more_curves_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="7 losses cannot be told apart"):
        plots.plot_training([{"step": 1, **{f"loss {i}": 1.0 for i in range(7)}}])
    with pytest.raises(ValueError, match="5 schedules cannot be told apart"):
        plots.plot_schedule([1, 2, 3, 4, 5])


def test_a_run_without_steps_yet_is_an_empty_picture(ax: Axes) -> None:
    assert plots.plot_training([], ax=ax) is ax and not ax.lines


def test_pictures_make_their_own_figure_and_leave_pyplot_alone() -> None:
    code = (
        "import sys; from made_story import make_story; from audiostory_demo import plots\n"
        "ax = plots.plot_crossfade(make_story()); ax.figure.draw_without_rendering()\n"
        "assert not {'torch', 'gradio', 'matplotlib.pyplot'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=__file__.rpartition("/")[0])
