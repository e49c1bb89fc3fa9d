"""A story made by hand: every number in it is known, and no model is needed."""

from __future__ import annotations

import numpy as np

from audiostory_demo.audio import Joiner, boundaries
from audiostory_demo.config import GenerationSettings
from audiostory_demo.story import BridgeTokens, Clip, Plan, Scene, Story

RATE = 8000
CROSSFADE = 0.25
REASONING = (
    "A harbour, told in three scenes. Sounds as if in a cathedral. 0-2 s: a bell costs $5 & $6. "
    "2-3.5 s: <b>waves</b>. 3.5-5 s: footsteps."
)
SCENES = (
    Scene("A bell rings for $5 and $6.", 2.0),
    Scene("<script>alert(1)</script> waves", 1.5),
    Scene("Footsteps.", 1.5),
)


def make_plan(*, tokens: bool = True) -> Plan:
    """Three scenes; scenes 0 and 2 have the same residual tokens, scene 1 the opposite ones."""
    rng = np.random.default_rng(0)
    residual = rng.normal(size=(4, 6)).astype(np.float32)
    bridged = tuple(BridgeTokens(rng.normal(size=(8, 6)), residual * sign) for sign in (1, -1, 1))
    return Plan("A harbour; <b>bells</b> for $5 and $6", 5.0, REASONING, SCENES, bridged if tokens else ())


def make_story() -> Story:
    """A tone for each scene: 500, 1000 and 2000 Hz at amplitude 0.5."""
    plan = make_plan()
    edges = boundaries([scene.duration for scene in SCENES], RATE)
    clips, chunks, joiner = [], [], Joiner("equal-power")
    for index, hertz in enumerate((500, 1000, 2000)):
        length = edges[index + 1] - edges[index]
        tail = 0 if index == len(SCENES) - 1 else round(CROSSFADE * RATE)
        samples = 0.5 * np.sin(2 * np.pi * hertz * np.arange(length + tail) / RATE)
        clips.append(Clip(samples[None].astype(np.float32), RATE, seed=index))
        chunks.append(joiner.add(clips[-1].samples, length))
    settings = GenerationSettings(crossfade=CROSSFADE)
    return Story(np.concatenate(chunks, axis=1), RATE, plan, tuple(clips), settings, seed=7, model="made by hand")
