"""A judge that is an audio language model behind an API: off unless asked for, its key only from the environment.

Any service works that speaks the chat protocol with ``input_audio`` parts. What it says is an opinion with a score: it
changes with the model behind the address, so its name is kept beside each figure.
"""

from __future__ import annotations

import base64
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Protocol

from ..audio import encode_sound
from ..story import Story

KEY = "AUDIOSTORY_JUDGE_KEY"
CRITERIA = {
    "instruction following": "Is everything that was asked for heard, in the order asked for, and nothing that contradicts it?",
    "consistency": "Does it all sound as if it happened in one place, recorded in one way: room, background, colour?",
    "coherence": "Do the scenes follow from one another and run into each other without cuts, gaps or jumps?",
    "reasoning": "Was the instruction turned into sensible scenes: the right sounds, at sensible moments, of sensible length?",
}
"""Criterion -> the question that a judge answers from 0 to 5."""
Send = Callable[[str, dict[str, str], bytes], bytes]


class Judge(Protocol):
    """Gives a story points from 0 to 5 for each of CRITERIA."""

    name: str

    def judge(self, story: Story) -> dict[str, float]:
        """Criterion -> points."""
        ...


class ApiJudge:
    """An audio language model at an address.

    Args:
        address: of the chat endpoint.
        model: its name there.
        send: (address, headers, body) -> answer; replaced in tests.
    """

    def __init__(self, address: str, model: str, send: Send | None = None) -> None:
        if not address.startswith("https://"):
            raise ValueError(f"The judge's address {address!r} does not start with https://. The key is sent to it.")
        if not (key := os.environ.get(KEY)):
            raise ValueError(f"The judge needs a key. Set {KEY} in the environment.")
        self.name, self.address, self.send = model, address, send or _post
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def judge(self, story: Story) -> dict[str, float]:
        """Send instruction, captions and sound; read the points."""
        answer = json.loads(self.send(self.address, self._headers, json.dumps(self.request(story)).encode()))
        return points(str(answer["choices"][0]["message"]["content"]))

    def request(self, story: Story) -> dict[str, Any]:
        """The body that is sent."""
        questions = "\n".join(f"- {name}: {question}" for name, question in CRITERIA.items())
        text = (
            f"You hear an audio story. It was asked for with: {story.plan.instruction!r}\nAnswer each question with a number "
            f"from 0 (not at all) to 5 (entirely):\n{questions}\nAnswer with one JSON object, the names as keys."
        )
        sound = {"type": "input_audio", "input_audio": {"data": _wav(story), "format": "wav"}}
        content = [{"type": "text", "text": text}, sound]
        return {"model": self.name, "temperature": 0, "messages": [{"role": "user", "content": content}]}


def points(text: str) -> dict[str, float]:
    """The points in what a judge wrote; one that is missing or out of range is an error."""
    found = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        given = {name: float(json.loads(found.group())[name]) for name in CRITERIA} if found else {}
    except (KeyError, TypeError, ValueError):
        given = {}
    if not given or not all(0 <= value <= 5 for value in given.values()):
        raise ValueError(
            f"The judge answered {text[:200]!r} instead of points from 0 to 5 for {', '.join(CRITERIA)}. Ask again."
        )
    return given


def _wav(story: Story) -> str:
    return base64.b64encode(encode_sound(story.audio, story.sample_rate)).decode()


def _post(address: str, headers: dict[str, str], body: bytes) -> bytes:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=120) as answer:
            return bytes(answer.read())
    except urllib.error.URLError as error:  # its text holds no header, so no key
        raise ValueError(f"The judge at {address} did not answer ({error.reason}). Try again later.") from None
