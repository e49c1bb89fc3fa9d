"""Whatever can be changed at the bridge is heard: the latents differ by far more than another rounding makes of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from audiostory_demo import AudioStory, BridgeTokens, Story
from audiostory_demo.analysis import token_edits
from audiostory_demo.app.switches import SWITCHES, switched

HEARD = 100  # times the rounding
Pair = tuple[BridgeTokens, BridgeTokens]
EDITS: dict[str, Callable[[BridgeTokens, BridgeTokens], BridgeTokens]] = {
    "drop a semantic token": lambda a, _: token_edits.drop(a, "semantic", [0]),
    "drop the residual": lambda a, _: token_edits.drop(a, "residual"),
    "swap the residual": lambda a, b: token_edits.swap(a, b),
    "swap the semantic": lambda a, b: token_edits.swap(a, b, "semantic"),
    "mix": lambda a, b: token_edits.mix(a, b, share=0.5),
    "shuffle the semantic": lambda a, _: token_edits.shuffle(a, "semantic", seed=1),
    "shuffle the residual": lambda a, _: token_edits.shuffle(a, "residual", seed=1),
    "scale the residual": lambda a, _: a.scaled(residual=2.0),
}


@pytest.fixture(scope="module")
def told(small: AudioStory) -> Story:
    return small.generate("Rain, then a dog.", duration=4.0, seed=3, steps=1)


@pytest.fixture(scope="module")
def before(small: AudioStory) -> Story:
    return small.generate("A bell in a cave.", duration=2.0, seed=9, steps=1)


def latents(model: AudioStory, tokens: BridgeTokens) -> np.ndarray:
    *_, last = model.model.denoise(tokens, 1.0, 47, seed=1, steps=2, guidance=2.0)
    return last.numpy()


def check_heard(model: AudioStory, tokens: BridgeTokens, changed: BridgeTokens) -> None:
    """Compared with the same tokens in another order, which only rounds differently."""
    intact, order = latents(model, tokens), np.random.default_rng(0).permutation(len(tokens.semantic))
    rounding = np.abs(latents(model, BridgeTokens(tokens.semantic[order], tokens.residual[::-1])) - intact).max()
    assert rounding < 1e-3, "the order of tokens has begun to count"
    assert np.abs(latents(model, changed) - intact).max() > HEARD * max(rounding, 1e-6)


@pytest.mark.parametrize("switch", [switch for switch in SWITCHES if switch != "intact"])
def test_every_switch_of_the_page_is_heard(small: AudioStory, told: Story, before: Story, switch: str) -> None:
    changed = switched(told.plan, switch, factor=2.0, other=1, lender=before.plan)
    check_heard(small, told.plan.tokens[0], changed.tokens[0])


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_of_the_lab_is_heard(small: AudioStory, told: Story, edit: str) -> None:
    own, other = told.plan.tokens[:2]
    check_heard(small, own, EDITS[edit](own, other))
