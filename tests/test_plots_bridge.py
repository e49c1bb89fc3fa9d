"""Pictures of what crosses the bridge: each returns the axes it was given and draws what the data say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made_story import make_plan, make_story
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from audiostory_demo import plots
from audiostory_demo.analysis.trace import trace_parts
from audiostory_demo.analysis.word_table import WordTable
from audiostory_demo.story import BridgeTokens


@pytest.fixture
def ax() -> Axes:
    return Figure(layout="constrained").subplots()


@pytest.fixture
def table() -> WordTable:
    return WordTable(("bell", "$sea$", "dog"), np.eye(3, dtype=np.float32))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_a_token_map_shows_the_values_themselves(ax: Axes) -> None:
    tokens = make_plan().tokens[0]
    assert plots.plot_tokens(tokens, "residual", ax=ax) is ax
    image = ax.get_images()[0]
    assert np.array_equal(image.get_array(), tokens.residual)
    low, high = image.get_clim()
    assert low == -high, "zero is in the middle of the colours"


def test_a_token_map_of_switched_off_tokens_is_blank_and_no_error(ax: Axes) -> None:
    plots.plot_tokens(make_plan().tokens[0].scaled(residual=0.0), "residual", ax=ax)
    ax.figure.draw_without_rendering()
    assert not np.any(ax.get_images()[0].get_array())


def test_maps_that_are_compared_share_a_limit(ax: Axes) -> None:
    plots.plot_tokens(make_plan().tokens[0], limit=2.5, ax=ax)
    assert ax.get_images()[0].get_clim() == (-2.5, 2.5)


def test_an_unknown_kind_of_token_is_named() -> None:
    with pytest.raises(ValueError, match='"semantic" or "residual"'):
        plots.plot_tokens(make_plan().tokens[0], "audio")


def test_attention_is_the_mean_over_heads(ax: Axes) -> None:
    weights = np.random.default_rng(0).dirichlet(np.ones(4), size=(2, 8))
    assert plots.plot_attention(weights, ax=ax) is ax
    assert np.allclose(ax.get_images()[0].get_array(), weights.mean(axis=0), atol=1e-6)
    with pytest.raises(ValueError, match="heads, S, R"):
        plots.plot_attention(weights[0, 0])


def test_similarity_is_one_for_equal_minus_one_for_opposite_and_zero_for_no_tokens(ax: Axes) -> None:
    plan = make_plan()
    assert plots.plot_similarity(plan, "residual", ax=ax) is ax
    expected = [[1, -1, 1], [-1, 1, -1], [1, -1, 1]]
    assert np.allclose(ax.get_images()[0].get_array(), expected)
    assert texts(ax).count("1.00") == 5 and texts(ax).count("-1.00") == 4
    silent = plan.with_tokens(0, plan.tokens[0].scaled(residual=0.0))
    assert np.allclose(plots.scene_similarity(silent)[0], 0)


def test_similarity_of_a_plan_without_tokens_says_how_to_get_them() -> None:
    with pytest.raises(ValueError, match="with_bridge_tokens"):
        plots.plot_similarity(make_plan(tokens=False))


def test_words_are_named_nearest_first_with_their_similarity(ax: Axes, table: WordTable) -> None:
    tokens = BridgeTokens([[0.0, 3.0, 0.0], [1.0, 0.0, 1.0]], np.zeros((1, 3)))
    assert plots.plot_words(tokens, table, count=2, ax=ax) is ax
    assert [round(bar.get_width(), 3) for bar in ax.patches] == [1.0, 0.707]
    assert texts(ax)[0].startswith("$sea$") and texts(ax)[1] == "bell  (dog)"
    assert not any(text.get_parse_math() for text in ax.texts)


def test_words_of_another_model_are_refused(table: WordTable) -> None:
    with pytest.raises(ValueError, match="6 wide, the words 3"):
        plots.plot_words(make_plan().tokens[0], table)


def test_a_sentence_belongs_to_the_scene_at_the_time_it_names() -> None:
    assert [part.scene for part in trace_parts(make_plan())] == [None, None, 0, 1, 2]


def test_a_sentence_without_times_belongs_to_the_scene_whose_words_it_shares() -> None:
    plan = replace(make_plan(), reasoning="First the bells ring out. At the end there is a footstep. It is calm.")
    assert [part.scene for part in trace_parts(plan)] == [0, 2, None]


def test_a_sentence_that_lists_every_time_belongs_to_no_scene() -> None:
    plan = replace(make_plan(), reasoning="We hear 0-2 s a bell, 2-3.5 s waves and 3.5-5 s footsteps.")
    assert trace_parts(plan)[0].scene is None


def test_reasoning_rows_carry_the_bar_of_the_scene_they_became(ax: Axes) -> None:
    assert plots.plot_reasoning(make_story(), ax=ax) is ax
    bars = [path.get_extents() for collection in ax.collections for path in collection.get_paths()]
    assert [(round(bar.x0, 3), round(bar.x1, 3)) for bar in bars] == [(0.0, 2.0), (2.0, 3.5), (3.5, 5.0)]
    named = [tuple(line.get_xdata()) for line in ax.lines]
    assert named == [(0.0, 2.0), (2.0, 3.5), (3.5, 5.0)]
    ax.figure.draw_without_rendering()  # a "$" in the text is a dollar, not the start of a formula


def test_a_plan_without_reasoning_says_so(ax: Axes) -> None:
    plots.plot_reasoning(replace(make_plan(), reasoning=""), ax=ax)
    assert "no reasoning" in texts(ax)[0]
