"""What every picture promises: it draws where it is told, says its units, and can be read in print and by anyone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from made_story import make_plan, make_story
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from audiostory_demo import plots
from audiostory_demo.analysis.word_table import WordTable

WORDS = WordTable(("bell", "sea", "dog"), np.eye(3, 6, dtype=np.float32))
PICTURES = [np.random.default_rng(i).normal(size=(8, 10)) for i in range(3)]
LOSSES = ("next_token", "semantic", "residual", "flow", "alignment")
HISTORY = [{"step": step, **{name: 2 / (step + i) for i, name in enumerate(LOSSES)}} for step in (25, 50)]
TABLE = {"full": {"found (%)": 80.0, "distance (dB)": 1.0}, "none": {"found (%)": 60.0, "distance (dB)": 3.0}}

PICTURE: dict[str, Callable[..., Axes]] = {
    "plot_ablation": lambda **where: plots.plot_ablation(TABLE, **where),
    "plot_attention": lambda **where: plots.plot_attention(np.full((8, 4), 0.25), **where),
    "plot_crossfade": lambda **where: plots.plot_crossfade(make_story(), **where),
    "plot_filmstrip": lambda **where: plots.plot_filmstrip(PICTURES, ["1", "2", "3"], seconds=2.0, **where),
    "plot_guidance": lambda **where: plots.plot_guidance(np.array([1.0, 0.0]), np.array([1.0, 0.5]), **where),
    "plot_points": lambda **where: plots.plot_points(
        {"data": np.eye(2), "noise": -np.eye(2)}, ways=[np.eye(2), -np.eye(2)], arrows=(np.eye(2), np.eye(2)), **where
    ),
    "plot_reasoning": lambda **where: plots.plot_reasoning(make_story(), **where),
    "plot_schedule": lambda **where: plots.plot_schedule([4, 8, 16, 50], **where),
    "plot_sides": lambda **where: plots.plot_sides(*make_story().clips[:2], **where),
    "plot_similarity": lambda **where: plots.plot_similarity(make_plan(), **where),
    "plot_sound": lambda **where: plots.plot_sound(make_story().audio[0], 8000, title="a sound", **where),
    "plot_spectrogram": lambda **where: plots.plot_spectrogram(make_story(), **where),
    "plot_timeline": lambda **where: plots.plot_timeline(make_story(), **where),
    "plot_tokens": lambda **where: plots.plot_tokens(make_plan().tokens[0], **where),
    "plot_training": lambda **where: plots.plot_training(HISTORY, **where),
    "plot_waveform": lambda **where: plots.plot_waveform(make_story(), **where),
    "plot_words": lambda **where: plots.plot_words(make_plan().tokens[0], WORDS, **where),
}
every = pytest.mark.parametrize("name", PICTURE)


def test_no_picture_is_left_out_here() -> None:
    assert sorted(PICTURE) == sorted(name for name in plots.__all__ if name.startswith("plot_"))


@every
def test_it_returns_the_axes_it_was_given_and_draws_in_no_others(name: str) -> None:
    one, other = Figure(layout="constrained").subplots(1, 2)
    assert PICTURE[name](ax=one) is one
    assert one.has_data() or one.texts
    assert not other.has_data() and not other.texts and other.get_title() == ""


@every
def test_two_pictures_without_axes_have_a_figure_each(name: str) -> None:
    assert PICTURE[name]().figure is not PICTURE[name]().figure


@every
def test_a_notebook_shows_it_without_pyplot(name: str) -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    shown, _ = formatters.DisplayFormatter().format(PICTURE[name]().figure)
    assert shown["image/png"].startswith((b"\x89PNG", "iVBOR"))


@every
def test_it_leaves_the_readers_own_style_alone(name: str) -> None:
    before = mpl.rcParams.copy()
    PICTURE[name]().figure.draw_without_rendering()
    assert mpl.rcParams.copy() == before


# what is measured, and in what: times, pitches, levels, shares, counts and places in a row
UNITS = ("seconds", "Hz", "dB", "no unit", "full scale = 1", "share of", "length = 1", "same scale", "step", "token", "scene", "index", "mel band")  # fmt: skip


@every
def test_every_axis_says_what_it_shows_and_in_which_unit(name: str) -> None:
    ax = PICTURE[name]()
    for axis in (axis for part in ax.figure.axes for axis in (part.xaxis, part.yaxis)):
        words = [label.get_text() for label in axis.get_ticklabels() if any(map(str.isalpha, label.get_text()))]
        if axis.get_ticklocs().size and not words:  # rows and columns with names need no unit
            label = axis.get_label_text()
            assert any(unit in label for unit in UNITS), label


@every
def test_its_letters_are_large_enough_for_a_projector(name: str) -> None:
    figure = PICTURE[name]().figure
    figure.draw_without_rendering()
    assert figure.get_figwidth() <= 9, "shown as wide as the screen, a wider figure has smaller letters"
    written = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    assert min(text.get_fontsize() for text in written) >= 9


# -- colours -----------------------------------------------------------------------------------------------------------

# what is left of linear red, green and blue to readers without one kind of cone: Machado et al., IEEE TVCG 15 (2009)
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopes": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopes": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopes": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
APART = 15.0  # distance in CIE L*a*b* (1976) at which two colours are plainly two


def lab(colours: np.ndarray, reader: str = "everyone") -> np.ndarray:
    """sRGB [..., 3] -> L*a*b* [..., 3] as this reader sees them."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.asarray(SEEN_BY[reader]).T, 0, 1)
    xyz = seen @ TO_XYZ.T / TO_XYZ.sum(axis=1)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack(
        [116 * root[..., 1] - 16, 500 * (root[..., 0] - root[..., 1]), 200 * (root[..., 1] - root[..., 2])], axis=-1
    )


def looks(ax: Axes) -> set[tuple]:
    """Colour of every line and bar, and what else tells it apart: style, marker, hatching, thickness."""
    found = {
        (to_rgb(line.get_color()), str(line.get_linestyle()), str(line.get_marker()), line.get_linewidth() > 1)
        for line in ax.lines
    }
    for patch in [*ax.patches, *ax.collections]:
        face = np.atleast_2d(patch.get_facecolor())
        if hasattr(patch, "get_array") and patch.get_array() is not None:
            continue  # a picture: its colours are a scale
        found |= {(to_rgb(colour), "area", str(patch.get_hatch()), colour[3] < 1) for colour in face if len(colour)}
    return found


@every
def test_what_differs_in_colour_can_be_told_apart_by_every_reader(name: str) -> None:
    for (one, *look), (other, *another) in combinations(looks(PICTURE[name]()), 2):
        if one != other and look == another:
            for reader in SEEN_BY:
                distance = float(np.linalg.norm(lab(np.array(one), reader) - lab(np.array(other), reader)))
                assert distance > APART, (reader, one, other)


@every
def test_a_scale_of_colours_is_a_scale_of_grey_in_print(name: str) -> None:
    ax = PICTURE[name]()
    scales = [part for part in [*ax.get_images(), *ax.collections] if part.get_array() is not None]
    for scale in scales:
        if np.ndim(scale.get_array()) == 3:  # colours themselves, with the numbers written on them
            continue
        lightness = lab(scale.get_cmap()(np.linspace(0, 1, 65))[:, :3])[:, 0]
        low, high = scale.get_clim()
        if low == -high:  # light in the middle: both sides darken, and the sides differ in hue
            assert np.all(np.diff(lightness[:33]) > -0.5) and np.all(np.diff(lightness[32:]) < 0.5)
            sides = np.stack([scale.get_cmap()(0.0), scale.get_cmap()(1.0)])[:, :3]
            assert all(np.linalg.norm(np.subtract(*lab(sides, reader))) > 2 * APART for reader in SEEN_BY)
        else:
            assert np.all(np.diff(lightness) > -0.5) and lightness[-1] - lightness[0] > 40


def test_numbers_on_coloured_squares_keep_their_contrast() -> None:
    """Numbers in squares are what a reader in print goes by: 4.5 to 1, as WCAG 2 asks of text."""
    for ax in (plots.plot_ablation(TABLE), plots.plot_similarity(make_plan())):
        image = ax.get_images()[0]
        colours = image.get_array() if np.ndim(image.get_array()) == 3 else image.to_rgba(image.get_array())
        for text in ax.texts:
            column, row = (round(value) for value in text.get_position())
            pair = np.array([to_rgba(text.get_color())[:3], colours[row, column][:3]], float)
            light = np.where(pair <= 0.04045, pair / 12.92, ((pair + 0.055) / 1.055) ** 2.4) @ TO_XYZ[1]
            assert (light.max() + 0.05) / (light.min() + 0.05) >= 4.5, text.get_text()
