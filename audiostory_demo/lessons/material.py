"""Plans and sounds that lessons start from."""

from __future__ import annotations

import numpy as np

from ..story import Clip, Plan, Scene

RATE = 24000


def cathedral() -> Plan:
    """Three sounds in a cathedral; the style stands in instruction and reasoning, in no caption."""
    return Plan(
        "A dog barks, a church bell rings, then someone walks. It should sound as if in a cathedral.", 9.0,
        "Three sounds one after another in three scenes. Sounds as if in a cathedral. 0-3 s: a dog. 3-6 s: a church bell. "
        "6-9 s: footsteps.",
        (Scene("A dog barks.", 3.0), Scene("A church bell rings.", 3.0), Scene("Someone walks.", 3.0)),
    )  # fmt: skip


def old_radio() -> Plan:
    """The same three sounds over an old radio."""
    plan = cathedral()
    return Plan(
        plan.instruction.replace("as if in a cathedral", "as if over an old radio"), plan.duration,
        plan.reasoning.replace("as if in a cathedral", "as if over an old radio"), plan.scenes,
    )  # fmt: skip


def short_story() -> Plan:
    """Two scenes without a style, quick to render."""
    return Plan(
        "Rain falls, then thunder rolls.", 5.0,
        "Two sounds one after another in two scenes. Dry and clean, nothing underneath. 0-2.5 s: rain. 2.5-5 s: thunder.",
        (Scene("Rain falls.", 2.5), Scene("Thunder rolls.", 2.5)),
    )  # fmt: skip


def one_sound() -> Plan:
    """A single scene whose sound is easily told, by eye as well as by ear."""
    return Plan(
        "A music box plays.", 2.5, "One sound in one scene. Dry and clean, nothing underneath. 0-2.5 s: a music box.",
        (Scene("A music box plays.", 2.5),),
    )  # fmt: skip


def mystery_tone(seconds: float = 2.0) -> Clip:
    """A loud tone and a faint one higher up; which is which can be read from the picture."""
    time = np.arange(round(seconds * RATE)) / RATE
    samples = 0.5 * np.sin(2 * np.pi * MYSTERY_HERTZ * time) + 0.02 * np.sin(2 * np.pi * 5 * MYSTERY_HERTZ * time)
    return Clip(samples[None].astype(np.float32), RATE, seed=0)


MYSTERY_HERTZ = 880
