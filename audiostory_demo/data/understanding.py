"""What a plan made of its instruction, of any plan: those of earlier versions do not carry it."""

from __future__ import annotations

from functools import cache

from ..language.config import LanguageConfig
from ..language.denial import InstructionRead
from ..language.reading import read_instruction
from ..language.understanding import Understanding, understand
from ..story import Plan
from .repertoire import shipped
from .speech import language_of


def understood(plan: Plan) -> Understanding:
    """What the plan says of it, or else what can be read from its reasoning with the package's own words."""
    if plan.understood is not None:
        return plan.understood
    read = InstructionRead(read_instruction(plan.instruction).text.lower(), _language())
    captions = [scene.caption for scene in plan.scenes]
    return understand(
        plan.instruction, plan.reasoning, captions, _language(), named=read.named_text, denied=read.denied_text
    )


@cache
def _language() -> LanguageConfig:
    return language_of(shipped())
