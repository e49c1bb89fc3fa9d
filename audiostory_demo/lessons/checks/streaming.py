"""Notebooks 09 and 11: the stream of events, and sounds for a video."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from ...events import AudioChunk
from ...story import Story
from .answers import close, exercise, kind, near, right, whole

SHIFTS = np.array([0.2, 0.3, 0.0])  # of exercise 11.3


@exercise(
    "09.1",
    "Go through replay(story) and keep what is an AudioChunk: isinstance(event, AudioChunk).",
    "chunks = [event.samples for event in ... if ...]",
    given=(Story,),
)
def chunks(found: Any, story: Story) -> None:
    pieces = kind(found, (list, tuple), "a list of arrays")
    right(bool(pieces), "The list is empty. Append event.samples for every AudioChunk of the stream.")
    fits = all(isinstance(one, np.ndarray) and one.ndim == 2 and len(one) == len(story.audio) for one in pieces)
    right(fits, "Not all that you list is sound. Append event.samples, an array [channels, samples].")
    right(
        len(pieces) == len(story.scenes),
        f"You have {len(pieces)} pieces of sound; the stream has {len(story.scenes)}, one for each scene.",
    )
    right(
        np.array_equal(np.concatenate(pieces, axis=1), story.audio),
        "The chunks do not join to the story. Keep every chunk, in order, none twice.",
    )


@exercise(
    "09.2",
    "next(...) takes one thing out of a generator; a generator of AudioChunks only can be written in brackets.",
    "first = next(event for event in stream if isinstance(event, AudioChunk)), and then stream.close().",
    given=(Generator,),
)
def first_only(first: Any, stream: Generator[Any, None, None]) -> None:
    chunk = kind(first, AudioChunk, "an AudioChunk")
    right(chunk.start == 0, f"This chunk starts at {chunk.start:g} s. Take the first one.")
    _closed(stream)


@exercise(
    "09.3",
    "StorySoFar keeps what was told: so_far.add(event) for every event, in a loop that you leave with break.",
    "Count the AudioChunks; after the first one break, close the stream, and kept = so_far.story().",
    given=(Generator, Story),
)
def kept(story: Any, stream: Generator[Any, None, None], whole_story: Story) -> None:
    story = kind(story, Story, "a Story, what so_far.story() returns")
    right(len(story.scenes) == 1, f"Your story has {len(story.scenes)} scenes. Keep the first one only.")
    expected = round(whole_story.scenes[0].duration * whole_story.sample_rate)
    right(
        story.audio.shape[1] == expected and np.array_equal(story.audio, whole_story.audio[:, :expected]),
        "This is not the first scene as the whole story has it. Keep every event up to the first AudioChunk.",
    )
    _closed(stream)


def _closed(stream: Any) -> None:
    right(
        getattr(stream, "gi_frame", None) is None,
        "The stream is still open and holds memory. Close it with stream.close().",
    )


@exercise(
    "11.1",
    "The shots last 3.0, 2.6 and 3.4 s. Which of them is too short to be a scene of 3 s?",
    "A shot that is too short is merged with a neighbour, at the weaker one of its two cuts.",
)
def merged_shots(count: Any) -> None:
    whole(count, 2, "Which shots are shorter than 3 s, and what becomes of them?")


@exercise(
    "11.2",
    "Which movements lie within half a second of the sound? Of these the nearest counts.",
    "From 1.0 s to the nearest movement; later is positive, earlier negative.",
)
def shift(seconds: Any) -> None:
    near(seconds, 0.3, 0.01, "How far is it from the sound to the nearest movement? Later is positive.")


@exercise(
    "11.3",
    "For each sound look for the nearest movement; if it is more than half a second away, the sound stays.",
    "min(moves, key=lambda move: abs(move - sound)) is the nearest one to a sound.",
)
def shifts(seconds: Any) -> None:
    close(
        seconds, SHIFTS, "three numbers, one for each sound", "One of the three is not right yet. Which movement is within reach?",
        tolerance=0.04,
    )  # fmt: skip
