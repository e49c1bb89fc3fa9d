"""How long composed stories and their scenes are; all arithmetic in whole tenths of a second."""

from __future__ import annotations

import random

from .mention import Mention

SHORTEST, LONGEST = 15, 100  # a scene, in tenths of a second
COMMON_TOTALS = (8, 10, 10, 12, 15, 15, 20, 20, 20, 24, 25, 30, 30, 30, 30, 40, 45, 60)  # s
LONG_TOTALS = (50, 60, 60, 60, 70, 75, 80, 90, 90, 90, 100, 110, 120, 120, 120, 135, 140, 150, 150, 150)  # s
MOST_SCENES = 16  # of a story that is not long
LONG = 0.06  # share of stories of many scenes where more than 8 are allowed


def scene_lengths(wishes: list[float], total: int, rng: random.Random) -> list[int]:
    """Share `total` tenths of a second among scenes in proportion to their wishes, within the limits of a scene.

    Most stories are cut at whole seconds; what is left over goes to the last scene that has space for it.
    """
    count = len(wishes)
    grid = rng.choices((10, 5, 1), (0.72, 0.16, 0.12))[0]
    while grid > 1 and not -(-SHORTEST // grid) * count <= total // grid < (LONGEST // grid) * count:
        grid = 5 if grid == 10 else 1
    low, high, units = -(-SHORTEST // grid), LONGEST // grid, total // grid
    share = units / sum(wishes)
    lengths = [min(high, max(low, round(wish * share))) for wish in wishes]
    while (missing := units - sum(lengths)) != 0:
        step = 1 if missing > 0 else -1
        free = [i for i in range(count) if low <= lengths[i] + step <= high]
        lengths[max(free, key=lambda i: step * (wishes[i] * share - lengths[i]))] += step
    tenths = [length * grid for length in lengths]
    if rest := total - sum(tenths):
        tenths[max(i for i in range(count) if tenths[i] + rest <= LONGEST)] += rest
    return tenths


def total_and_count(rng: random.Random, max_scenes: int, planned: bool) -> tuple[int, int]:
    """Total length in tenths of a second, and how many sounds to name or, if `planned`, to choose."""
    if max_scenes > MOST_SCENES:
        total = rng.choice(LONG_TOTALS) if rng.random() < 0.8 else rng.randint(50, 150)
        return 10 * total, rng.choices(range(1, 13), (8, 12, 16, 15, 13, 10, 8, 6, 4, 3, 3, 2))[0]
    if max_scenes > 8 and rng.random() < LONG:
        count = rng.randint(8, max_scenes)
        return min(1200, 10 * round(count * rng.triangular(3, 9, 6))), count
    count = min(max_scenes, rng.choices(range(1, 9), (6, 14, 23, 22, 16, 10, 5, 4))[0])
    if planned or rng.random() < 0.3:  # a length chosen without a thought of the number of sounds
        total = rng.choice(COMMON_TOTALS) if rng.random() < 0.7 else rng.randint(6, 50)
        if planned:
            count = max(2, min(7, round(total / rng.triangular(2.2, 5.5, 3.4))))
        count = max(1, min(count, total // 2, max_scenes))
    else:
        total = max(5, round(count * rng.triangular(2.2, 9, 4.8)))
        if total > 7 and rng.random() < 0.4:
            total = 5 * round(total / 5)
    tenth = rng.randint(1, 9) if rng.random() < 0.08 else 0
    return min(10 * total + tenth, 600, 95 * max_scenes), count


def fill(mentions: list[Mention], total: int, rng: random.Random, max_scenes: int) -> list[Mention]:
    """Scenes for the mentions: sounds that can go on get more than one where the time is long."""
    comfortable = rng.uniform(75, 95)  # tenths of a second
    extra = max(0, min(max_scenes, -int(-total // comfortable)) - len(mentions))
    counts = [1] * len(mentions)
    appetite = [m.entry.seconds[1] for m in mentions]
    for _ in range(extra):
        counts[max(range(len(counts)), key=lambda i: appetite[i] / counts[i])] += 1
    return [mention for mention, times in zip(mentions, counts, strict=True) for _ in range(times)]
