"""Listening: a sound becomes embeddings for the planner, which answers questions about it.

Letters for shapes: T columns of 0.32 s, C channels of a column, N embeddings, H hidden size.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import numpy as np
import torch
from torch import Tensor

from .audio import resample, sounding_level
from .codec import MelCodec
from .config import CodecConfig
from .hearing import PARTS, Heard, HeardSound, phrases
from .model import StoryModel
from .planner.audio_input import MOST_COLUMNS
from .planner.columns import columns
from .planner.questions import Question
from .story import Clip
from .styles import BEDS, MEDIA, ROOMS, Style
from .tagger import COLUMN, RATE, Tagger

COLUMN_SECONDS = COLUMN / RATE
FEWEST_COLUMNS = 3  # of one sound among others, a second
MOST_SOUNDS = 3  # in what is heard at once
LEVEL = -20.0  # dBFS RMS at which everything is heard
KNOWN = {"room": ROOMS, "medium": MEDIA, "bed": BEDS}


def check_hears(model: StoryModel) -> None:
    """A model that cannot hear is an error."""
    if model.hearing is None:
        raise ValueError(
            f"The model {model.config.name!r} cannot listen: it has no projector from sound to its planner. Train one (audiostory "
            "train 2); the token by which the public release takes sound in was not published."
        )


@torch.inference_mode()
def listen(model: StoryModel, clip: Clip, *, deaf: bool = False) -> Heard:
    """What the planner says of a sound; what is longer than it hears at once it hears in pieces.

    Args:
        model: one that can hear.
        clip: any rate and number of channels.
        deaf: zero what is heard, to see how much of the answers comes from there.
    """
    check_hears(model)
    assert model.hearing is not None
    ask = partial(Question, model.planner, model.hearing.reader(model.planner.llm.model))
    pieces = [_answers(model, ask, heard, seconds, deaf) for heard, seconds in _pieces(clip)]
    sounds: list[HeardSound] = []
    start = 0.0
    for piece in pieces:
        for sound in piece.sounds:
            begin, end = round(start + sound.start, 1), round(start + sound.end, 1)
            if sounds and sounds[-1].name == sound.name:
                begin = sounds.pop().start
            sounds.append(HeardSound(sound.name, begin, end))
        start += piece.sounds[-1].end
    parts = [Counter(getattr(piece.style, part) for piece in pieces).most_common(1)[0][0] for part in PARTS]
    return Heard.of(tuple(sounds), Style(*parts), pieces[-1].follows)


def _pieces(clip: Clip) -> Iterator[tuple[Tensor, float]]:
    """Columns [1, T, C] of each stretch that can be heard at once, and its seconds."""
    samples = clip.samples.mean(axis=0)
    samples = resample(samples, clip.sample_rate, RATE)
    samples = samples * np.float32(10 ** ((LEVEL - sounding_level(samples, RATE)) / 20))
    most = MOST_COLUMNS * COLUMN
    for piece in np.array_split(samples, -(-len(samples) // most)):
        padded = np.pad(piece, (0, max(0, RATE // 2 - len(piece))))
        yield hear(padded)[None, :MOST_COLUMNS], max(0.1, round(len(piece) / RATE, 1))


def hear(samples: np.ndarray) -> Tensor:
    """Columns [T, C] of a waveform [N] at the tagger's rate."""
    maps = Tagger.load().maps(torch.from_numpy(np.ascontiguousarray(samples))[None])[0].T
    codec = _spectrum()
    slower = np.ascontiguousarray(resample(samples, RATE, codec.sample_rate))
    return columns(maps, codec.log_mel(torch.from_numpy(slower)[None]))


@lru_cache(maxsize=1)
def _spectrum() -> MelCodec:
    return MelCodec(CodecConfig())


def _answers(model: StoryModel, ask: partial[Question], heard: Tensor, seconds: float, deaf: bool) -> Heard:
    assert model.hearing is not None
    said, sound, known = phrases(), model.hearing(heard.to(model.device))[0], model.config.language.sounds
    if deaf:
        sound = torch.zeros_like(sound)
    names = {said.sound.format(name=label): label for label in known}
    sounds = _timed(ask(sound, said.what.format(seconds=f"{seconds:g}")), names, seconds)
    style = _style(ask(sound, said.place))
    last = said.sound.format(name=sounds[-1].name)
    # a story may go on with it that nobody wrote an instruction for: none that frightens
    calm = [text for text, label in names.items() if not known[label].frightening] or list(names)
    others = [text for text in calm if text != last] or calm
    return Heard.of(tuple(sounds), style, names[ask(sound, said.follows).choose(others)])


def _timed(question: Question, names: dict[str, str], seconds: float) -> list[HeardSound]:
    """Read the sounds and their times off the answer, part by part; what is possible always parses."""
    said, sounds, start, total = phrases(), list[HeardSound](), "0", f"{seconds:g}"
    while not sounds or start != total:
        spans = {said.span.format(start=start, end=end): end for end in _ends(start, total, len(sounds))}
        end = spans[question.choose(list(spans))]
        name = names[question.choose(list(names))]
        sounds.append(HeardSound(name, float(start), float(end)))
        start = end
    return sounds


def _ends(start: str, total: str, before: int) -> list[str]:
    """Times at which a sound can end: where a column does and enough is left on both sides, or with all of it."""
    shortest = FEWEST_COLUMNS * COLUMN_SECONDS - 0.05  # as times are rounded
    inside = [end_of(column) for column in range(MOST_COLUMNS)] if before < MOST_SOUNDS - 1 else []
    return [
        end for end in inside if shortest <= float(end) - float(start) and shortest <= float(total) - float(end)
    ] + [total]


def _style(question: Question) -> Style:
    parts = phrases().parts
    found = {}
    for part, frame in zip(PARTS, _frames(), strict=True):
        texts = [frame.format(**{part: said}) for said in parts[part]]
        found[part] = KNOWN[part][texts.index(question.choose(texts))]
    return Style(**found)


def end_of(column: int) -> str:
    """The time at which a column begins, and the one before it ends, as it is written."""
    return f"{round(column * COLUMN_SECONDS, 1):g}"


def where_said(style: Style) -> list[str]:
    """The answer that names a style, in its parts."""
    parts = phrases().parts
    return [
        frame.format(**{part: parts[part][KNOWN[part].index(getattr(style, part))]})
        for part, frame in zip(PARTS, _frames(), strict=True)
    ]


def _frames() -> Sequence[str]:
    """The answer to where, cut after each of its blanks."""
    form = phrases().style
    cuts = [0, *(form.index(f"{{{part}}}") for part in PARTS[1:]), len(form)]
    return [form[start:end] for start, end in itertools.pairwise(cuts)]
