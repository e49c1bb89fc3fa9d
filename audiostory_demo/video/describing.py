"""What would be heard in a shot, asked of a vision-language model that looks at its picture."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from .cues import plain
from .footage import Footage

QUESTION = "What would be heard in this scene? Answer in one short sentence that names the sounds and nothing else."
MOST_TOKENS = 48  # of an answer
MOST_CHARACTERS = 160  # of a caption
SENTENCE = re.compile(r"(.+?[.!?])(?:\s|$)")


def describe(footage: Footage, model: str | Path, *, device: object = "cpu") -> Footage:
    """The footage with a caption for each shot that has none.

    Args:
        footage: to look at.
        model: folder or hub id of a model for "image-text-to-text" of transformers that answers chats about pictures,
            such as "HuggingFaceTB/SmolVLM-256M-Instruct".
        device: where it runs.
    """
    if all(shot.caption for shot in footage.shots):
        return footage
    ask = load_describer(model, device)
    shots = [
        shot if shot.caption else replace(shot, caption=_answer(ask, footage, number))
        for number, shot in enumerate(footage.shots)
    ]
    return replace(footage, shots=tuple(shots))


def load_describer(model: str | Path, device: object = "cpu") -> Any:
    """The model as a pipeline of transformers; one that cannot be loaded is an error of one sentence."""
    from transformers import pipeline

    try:
        return pipeline("image-text-to-text", model=str(model), device=device)
    except (OSError, ValueError, ImportError, KeyError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
        raise ValueError(
            f"describe={str(model)!r} is not a vision-language model that can be loaded ({reason}). Pass the folder or hub id of "
            'one for "image-text-to-text", such as "HuggingFaceTB/SmolVLM-256M-Instruct", or write captions.'
        ) from error


def _answer(ask: Any, footage: Footage, shot: int) -> str:
    from PIL import Image

    content = [
        {"type": "image", "image": Image.fromarray(footage.picture(shot))},
        {"type": "text", "text": QUESTION},
    ]
    (answer,) = ask(
        text=[{"role": "user", "content": content}],
        return_full_text=False,
        generate_kwargs={"max_new_tokens": MOST_TOKENS, "do_sample": False},
    )
    return caption_of(answer["generated_text"])


def caption_of(answer: str) -> str:
    """The first sentence of an answer, as a caption; "" leaves the shot to the planner."""
    line = plain(answer)
    first = SENTENCE.match(line)
    sentence = (first[1] if first else line)[:MOST_CHARACTERS].strip()
    return sentence if any(character.isalnum() for character in sentence) else ""
