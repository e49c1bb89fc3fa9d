"""One row of the ablation table: what is heard, in which style, how far from real sound, what plans hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from ..data.composer import StoryExample
from ..pipeline import AudioStory
from ..story import BridgeTokens, Plan
from .bridge import parts_heard, styled_examples
from .classifier import SoundClassifier, StyleClassifier
from .following import follow
from .following import summary as followed
from .held_out import held_out
from .metrics import frechet_distance

MEASURES = {
    "content": "sound recognised",
    "style": "style recognised",
    "frechet": "Fréchet distance to real sound",
    "recall": "named sounds in the plan",
}
Cross = Callable[[BridgeTokens, str], BridgeTokens]
"""A scene's tokens and caption -> what conditions the transformer."""


@dataclass(frozen=True)
class Size:
    """How much is told and planned for one seed.

    Attributes:
        stories: of three scenes at most, in a style, of held-out situations.
        instructions: handwritten ones that name their sounds, drawn anew for each seed.
    """

    stories: int = 16
    instructions: int = 40


def measure(teller: AudioStory, cross: Cross, real: np.ndarray, seed: int, size: Size = Size()) -> dict[str, float]:
    """The figures of MEASURES for one seed.

    Args:
        teller: a variant.
        cross: what it was trained to condition its transformer on.
        real: [N, E] the sound listener's embeddings of real recordings.
        seed: of stories, noise and choice of instructions.
        size: how much.
    """
    sounds, styles = SoundClassifier.load(), StyleClassifier.load()
    content, style, vectors = [], [], []
    for number, example in enumerate(islice(styled_examples(random.Random(seed)), size.stories)):
        story = teller.render(_crossed(teller, example, cross), seed=1000 * seed + number)
        for sound, clip in zip(example.sounds, story.clips, strict=True):
            mono = clip.samples.mean(axis=0)
            content.append(sound in sounds.top(mono, clip.sample_rate))
            style += parts_heard(example.style, styles.style(mono, clip.sample_rate))
            vectors.append(sounds.embed(mono, clip.sample_rate))
    named = [one for one in held_out() if one.wanted]
    few = random.Random(seed).sample(named, min(size.instructions, len(named)))
    recall = followed(follow(teller, few, seed))["named"]
    return {
        "content": float(np.mean(content)), "style": float(np.mean(style)),
        "frechet": frechet_distance(np.stack(vectors), real), "recall": float(recall or 0.0),
    }  # fmt: skip


def _crossed(teller: AudioStory, example: StoryExample, cross: Cross) -> Plan:
    """The true plan with the tokens that this variant's transformer knows; it is reasoned about only if the variant is."""
    known = example.plan if teller.config.max_reasoning_tokens else replace(example.plan, reasoning="")
    plan = teller.with_bridge_tokens(known)
    tokens = (cross(own, scene.caption) for own, scene in zip(plan.tokens, plan.scenes, strict=True))
    return replace(plan, tokens=tuple(tokens))


def table(taken: Mapping[str, Sequence[Mapping[str, float]]]) -> dict[str, dict[str, tuple[float, float]]]:
    """Variant -> figures of each seed, to variant -> measure -> mean and standard deviation over the seeds."""
    return {
        variant: {
            name: (float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else float("nan"))
            for name in MEASURES
            for values in [[one[name] for one in seeds]]
        }
        for variant, seeds in taken.items()
    }


def against_full(rows: Mapping[str, Mapping[str, tuple[float, float]]]) -> dict[str, dict[str, list[str]]]:
    """Which of the paper's orderings hold: there the full recipe is better than each variant.

    Args:
        rows: what :func:`table` gives, with a row "full".

    Returns:
        For every other variant its measures by how the full recipe does in them: "better", "worse" or, where the
        difference is no more than its standard deviation over seeds, "alike".
    """
    found: dict[str, dict[str, list[str]]] = {}
    for variant, row in rows.items():
        if variant == "full":
            continue
        found[variant] = {"better": [], "worse": [], "alike": []}
        for name, (mean, _) in row.items():
            best, _ = rows["full"][name]
            gain = (mean - best) if name == "frechet" else (best - mean)
            kind = "better" if gain > 0 else "worse"
            found[variant][kind if _clear(rows, variant, "full", name) else "alike"].append(name)
    return found


def moved(rows: Mapping[str, Mapping[str, tuple[float, float]]], beginning: str) -> tuple[int, int]:
    """How many figures of all other variants differ from those of the row ``beginning`` by more than that difference's
    standard deviation over seeds, and how many there are: what has not moved says nothing of what was left out."""
    pairs = [(variant, name) for variant, row in rows.items() if variant != beginning for name in row]
    return sum(_clear(rows, variant, beginning, name) for variant, name in pairs), len(pairs)


def _clear(rows: Mapping[str, Mapping[str, tuple[float, float]]], one: str, other: str, name: str) -> bool:
    (mean, spread), (other_mean, other_spread) = rows[one][name], rows[other][name]
    return abs(mean - other_mean) > float(np.hypot(spread, other_spread))
