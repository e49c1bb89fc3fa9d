"""A story in a link: its plan, the seeds of its scenes and its settings, small enough for an address."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict, dataclass

from ..config import GenerationSettings, from_dict
from ..story import Plan, Scene, Story

MOST_BYTES = 60_000  # of a story in a link, unpacked
MOST_LETTERS = 12_000  # of such a part of a link; servers refuse longer addresses


@dataclass(frozen=True)
class Shared:
    """What a link brought.

    Attributes:
        plan: text only.
        seed: of the story.
        seeds: of its scenes.
        settings: how it was made.
        edits: how often it was edited.
    """

    plan: Plan
    seed: int
    seeds: dict[int, int]
    settings: GenerationSettings
    edits: int


def pack(story: Story, edits: int) -> str:
    """The story as letters of an address; "" if it is too long for one."""
    plan = story.plan
    told = {
        "prompt": plan.instruction, "reasoning": plan.reasoning, "seconds": plan.duration,
        "scenes": [[scene.caption, scene.duration, clip.seed, scene.level] for scene, clip in zip(plan.scenes, story.clips, strict=True)],
        "seed": story.seed, "settings": asdict(story.settings), "edits": edits,
    }  # fmt: skip
    small = zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    letters = base64.urlsafe_b64encode(small).decode().rstrip("=")
    return letters if len(letters) <= MOST_LETTERS else ""


def unpack(letters: str) -> Shared:
    """Read it back.

    Raises:
        ValueError: it is not whole, or says what no story can be.
    """
    try:
        packed = base64.urlsafe_b64decode(letters[:MOST_LETTERS] + "=" * (-len(letters) % 4))
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, MOST_BYTES)
        if not unpacking.eof:
            raise ValueError("too long")
        told = json.loads(text)
        scenes = tuple(Scene(caption, seconds, *level) for caption, seconds, _, *level in told["scenes"])
        plan = Plan(told["prompt"], told["seconds"], told["reasoning"], scenes)
        seeds = {number: int(seed) for number, (_, _, seed, *_) in enumerate(told["scenes"])}
        settings = from_dict(GenerationSettings, told["settings"])
        return Shared(plan, int(told["seed"]), seeds, settings, int(told["edits"]))
    except Exception as error:  # whatever somebody wrote into an address
        raise ValueError("The story in this link is not whole. Copy the link again.") from error
