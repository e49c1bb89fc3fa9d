"""Processes that save stories and die: run by test_saving.py, prints what their readers found as JSON.

It imports no torch, so that a writer is born, and killed, a hundred times in a few seconds.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from audiostory_demo.config import GenerationSettings
from audiostory_demo.story import BridgeTokens, Clip, Plan, Scene, Story


def story(number: int) -> Story:
    """A story whose every part holds its number."""
    tokens = BridgeTokens(np.full((16, 64), number), np.full((8, 64), number))
    clip = Clip(np.full((1, 24000), number / 8), 24000, number)
    plan = Plan(f"Story {number}.", 1.0, "", (Scene(f"Tone {number}.", 1.0),), (tokens,))
    return Story(clip.samples, 24000, plan, (clip,), GenerationSettings(), number, "none")


def found(path: Path) -> str:
    """What a reader gets: "whole", "mixed", or its error."""
    try:
        told = Story.load(path)
    except ValueError as error:
        return str(error)
    parts = {
        told.seed, told.clips[0].seed, 8 * told.audio[0, 9], 8 * told.clips[0].samples[0, 9], told.plan.tokens[0].semantic[0, 0],
        told.plan.tokens[0].residual[0, 0], int(told.scenes[0].caption[5]),
    }  # fmt: skip
    return "whole" if len(parts) == 1 else "mixed"


def writer(work: Callable[[], object]) -> int:
    """A process that does this; returns its number."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child


def save_for_ever(path: Path) -> None:
    for number in itertools.cycle((1, 2, 3)):
        story(number).save(path)


def killed(path: Path, times: int) -> Counter[str]:
    """Readers after writers that were killed at any moment."""
    chance, seen = random.Random(0), Counter[str]()
    story(1).save(path)
    for _ in range(times):
        child = writer(lambda: save_for_ever(path))
        time.sleep(chance.uniform(0.005, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        seen[found(path)] += 1
    return seen


def beside(path: Path, times: int, writers: int) -> Counter[str]:
    """Readers beside writers that save again and again."""
    story(1).save(path)
    children = [writer(lambda: save_for_ever(path)) for _ in range(writers)]
    seen = Counter(found(path) for _ in range(times))
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return seen


def dead_at_each_step(path: Path) -> Counter[str]:
    """Readers after writers that died before each of their calls to the system that change the folder."""
    seen = Counter[str]()
    for step in itertools.count():
        story(1).save(path)

        def die(step: int = step) -> None:
            left = itertools.count(step, -1)
            for module, name in ((os, "replace"), (os, "mkdir"), (os, "chmod"), (os, "rmdir"), (os, "unlink")):
                real = getattr(module, name)

                def mortal(*args: object, real: Callable[..., object] = real, **kwargs: object) -> object:
                    if next(left) == 0:
                        os._exit(9)
                    return real(*args, **kwargs)

                setattr(module, name, mortal)
            story(2).save(path)

        _, status = os.waitpid(writer(die), 0)
        seen[found(path)] += 1
        story(3).save(path)
        seen[f"then {found(path)} among {len(os.listdir(path.parent))}"] += 1
        if status == 0:
            return seen


if __name__ == "__main__":
    what, file, *numbers = sys.argv[1:]
    results: dict[str, Callable[..., Counter[str]]] = {
        "killed": killed, "beside": beside, "dead at each step": dead_at_each_step,
    }  # fmt: skip
    print(json.dumps(results[what](Path(file), *map(int, numbers))))
