"""A plan as lines that anyone can edit, with any keyboard or screen reader: ``4.5 | Rain falls on a tin roof.``

A scene that is to be quiet or loud says so after its seconds: ``6 far away | A bell rings.``
"""

from __future__ import annotations

from ..markup import format_seconds, parse_seconds
from ..story import LEVELS, Plan, Scene
from .texts import refused, say


def plan_to_text(plan: Plan) -> str:
    """One line per scene."""
    return "\n".join(f"{_timed(scene)} | {' '.join(scene.caption.split())}" for scene in plan.scenes)


def text_to_plan(text: str, plan: Plan | None, instruction: str, locale: str = "en") -> Plan:
    """Read the lines back.

    Args:
        text: one line per scene; blank lines are skipped.
        plan: what the lines were written from. If nothing changed it is returned with its bridge tokens; otherwise
            its instruction and reasoning are kept and all tokens are left to compute anew.
        instruction: used when there is no plan yet.
        locale: language of what is wrong.
    """
    scenes = tuple(_scene(number, line, locale) for number, line in enumerate(text.splitlines(), 1) if line.strip())
    if not scenes:
        raise refused(locale, "empty_plan")
    if plan is not None and plan_to_text(plan).split("\n") == [line for line in text.splitlines() if line.strip()]:
        return plan
    total = sum(scene.duration for scene in scenes)
    if plan is None:
        return Plan(instruction.strip() or "My own plan.", total, "", scenes)
    return Plan(plan.instruction, total, plan.reasoning, scenes)


def _timed(scene: Scene) -> str:
    return f"{format_seconds(scene.duration)} {scene.level}".rstrip()


def _scene(number: int, line: str, locale: str) -> Scene:
    seconds, bar, caption = line.partition("|")
    if not bar:
        raise refused(locale, "bad_line", line=number, reason=say(locale, "no_bar"))
    timed = seconds.strip()
    level = next((level for level in LEVELS if level and timed.lower().endswith(f" {level}")), "")
    try:
        duration = parse_seconds(timed[: len(timed) - len(level)].strip().removesuffix("s"))
    except ValueError:
        raise refused(
            locale, "bad_line", line=number, reason=say(locale, "no_seconds", given=seconds.strip())
        ) from None
    try:
        return Scene(caption.strip(), duration, level)
    except ValueError:
        raise refused(locale, "bad_line", line=number, reason=say(locale, "no_caption")) from None
