"""What a story is made of: scenes, bridge tokens, plans, clips and the story itself.

Everything here is plain NumPy, so a saved story can be loaded and looked at without torch.
Letters used for shapes: S semantic tokens, R residual tokens, D bridge width, C channels.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .checks.values import finite, shown, whole
from .language.understanding import Understanding

if TYPE_CHECKING:
    from pathlib import Path

    from .config import GenerationSettings

T = TypeVar("T")
MAX_SEED = 2**63 - 1
HIGHEST_RATE = 768_000  # Hz
LONGEST_NAME = 255  # bytes, of any file system in use
LARGEST_FACTOR = 1e6  # of bridge tokens: what is larger comes out as infinity

TAG = re.compile(
    r"<\|(?:im_start|im_end|think|/think|gen|/gen|endoftext)\|>|</?timestamp>|</?t5>|</?aud>|<(?:t5|aud)_\d{5}>"
)
"""Every tag of the story format. User and model text inside a plan never contains one."""


def check_characters(text: object, what: str) -> str:
    """Text that can be stored and read by a model; other types and half characters are errors."""
    if not isinstance(text, str):
        raise ValueError(f"The {what} is a {type(text).__name__}. Pass text.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"The {what} has half a character ({text[error.start]!r}) at place {error.start}. Pass it as valid Unicode."
        ) from error
    return text


def _check_text(text: object, what: str) -> None:
    """Text inside a plan: no tags, and no white space around it, which parsing would strip."""
    text = check_characters(text, what)
    if text != text.strip():
        raise ValueError(f"The {what} {shown(text)} starts or ends with white space. Strip it.")
    if found := TAG.search(text):
        raise ValueError(
            f"The {what} contains {found.group()!r}, which is a tag of the story format. Write it without that tag."
        )


def _array(values: object, what: str, shape: str) -> np.ndarray:
    """Numbers in two dimensions as float32, laid out plainly, which torch asks for."""
    try:
        array = np.asarray(values, np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"The {what} are {shown(values)}. Pass an array {shape} of numbers.") from None
    if array.ndim != 2:
        raise ValueError(f"The {what} have the shape {array.shape}. Pass {shape}.")
    return np.ascontiguousarray(array)


def _factor(value: object, name: str) -> np.float32:
    factor = finite(value)
    if factor is None or abs(factor) > LARGEST_FACTOR:
        raise ValueError(f"{name}={shown(value)} is not a factor. Pass a number, 0 to switch these tokens off.")
    return np.float32(factor)


def _items(values: object, kind: type[T], whose: str) -> tuple[T, ...]:
    """Several of one kind as a tuple; anything else is an error that shows the first stranger."""
    if not isinstance(values, Iterable):
        raise ValueError(
            f"The {whose} holds {shown(values)} where {kind.__name__}s belong. Pass a list of {kind.__name__}s."
        )
    items = tuple(values)
    if strangers := [item for item in items if not isinstance(item, kind)]:
        raise ValueError(
            f"The {whose} holds {shown(strangers[0])} where a {kind.__name__} belongs. Pass {kind.__name__}s."
        )
    return items


def _check_rate_and_seed(rate: object, seed: object, whose: str) -> None:
    number, drawn = whole(rate), whole(seed)
    if number is None or not 1 <= number <= HIGHEST_RATE:
        raise ValueError(f"{whose} has sample_rate={shown(rate)}. Pass a whole number of Hz from 1 to {HIGHEST_RATE}.")
    if drawn is None or not 0 <= drawn <= MAX_SEED:
        raise ValueError(f"{whose} has seed={shown(seed)}. Pass a whole number from 0 to {MAX_SEED}.")


def _seconds(duration: object, what: str) -> float:
    seconds = finite(duration)
    if seconds is None or seconds <= 0:
        raise ValueError(f"{what} lasts {shown(duration)} s. Pass a positive, finite number of seconds.")
    return seconds


@dataclass(frozen=True)
class Scene:
    """One sound of the story (the paper's "event").

    Attributes:
        caption: what is heard, one sentence.
        duration: how long, in seconds.
    """

    caption: str
    duration: float

    def __post_init__(self) -> None:
        if isinstance(self.caption, str) and not self.caption.strip():
            raise ValueError("A scene's caption is blank. Say in a few words what is heard.")
        _check_text(self.caption, "caption")
        object.__setattr__(self, "duration", _seconds(self.duration, "A scene"))


@dataclass(frozen=True, eq=False)
class BridgeTokens:
    """What crosses from the planner to the diffusion transformer for one scene.

    Attributes:
        semantic: [S, D] float32, projected hidden states at the semantic query tokens.
        residual: [R, D] float32, projected hidden states at the residual query tokens.
    """

    semantic: np.ndarray
    residual: np.ndarray

    def __post_init__(self) -> None:
        for name in ("semantic", "residual"):
            object.__setattr__(self, name, _array(getattr(self, name), f"{name} tokens", "[tokens, width]"))

    def scaled(self, *, semantic: float = 1.0, residual: float = 1.0) -> BridgeTokens:
        """The same tokens, each kind multiplied by a factor (0 switches it off)."""
        return BridgeTokens(
            self.semantic * _factor(semantic, "semantic"), self.residual * _factor(residual, "residual")
        )

    def with_residual(self, other: BridgeTokens) -> BridgeTokens:
        """These semantic tokens with another scene's residual tokens."""
        if not isinstance(other, BridgeTokens):
            raise ValueError(f"The other tokens are {shown(other)}. Pass BridgeTokens, such as one of plan.tokens.")
        return BridgeTokens(self.semantic, other.residual)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BridgeTokens):
            return NotImplemented
        return np.array_equal(self.semantic, other.semantic) and np.array_equal(self.residual, other.residual)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Shot:
    """A stretch of a video that one scene of a story accompanies.

    Attributes:
        start, end: seconds from the video's first picture.
        onsets: when something in it begins to move, stops or bounces, in seconds from the video's first picture.
        caption: what is heard, where somebody has said so; "" leaves it to the planner.
    """

    start: float
    end: float
    onsets: tuple[float, ...] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        _check_text(self.caption, "caption")
        start, end = finite(self.start), finite(self.end)
        if start is None or end is None or not 0 <= start < end:
            raise ValueError(
                f"A shot lasts from {shown(self.start)} to {shown(self.end)} s. Pass two numbers of seconds, 0 or more, "
                "the smaller one first."
            )
        onsets = [finite(onset) for onset in self.onsets]
        if None in onsets:
            raise ValueError(f"A shot has the onsets {shown(self.onsets)}. Pass numbers of seconds.")
        object.__setattr__(self, "onsets", tuple(onsets))  # JSON brings a list

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return round(self.end - self.start, 6)


@dataclass(frozen=True)
class Plan:
    """The story before it is sound: text and, once computed, bridge tokens.

    Attributes:
        instruction: what the user asked for.
        duration: the total length asked for, in seconds.
        reasoning: the planner's storyline text.
        scenes: what is heard, in order.
        tokens: bridge tokens, one per scene; empty for a plan that is text only.
        shots: of the video that the story accompanies, one per scene; empty where there is none.
        understood: what the planner made of the instruction; None where nobody has asked. Two plans may be equal without it.
    """

    instruction: str
    duration: float
    reasoning: str
    scenes: tuple[Scene, ...]
    tokens: tuple[BridgeTokens, ...] = ()
    shots: tuple[Shot, ...] = ()
    understood: Understanding | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_characters(self.instruction, "instruction")
        _check_text(self.reasoning, "reasoning")
        object.__setattr__(self, "duration", _seconds(self.duration, "The plan"))
        object.__setattr__(self, "scenes", _items(self.scenes, Scene, "plan"))
        object.__setattr__(self, "tokens", _items(self.tokens, BridgeTokens, "plan"))
        object.__setattr__(self, "shots", _items(self.shots, Shot, "plan"))
        if self.understood is not None and not isinstance(self.understood, Understanding):
            raise ValueError(f"The plan has understood={shown(self.understood)}. Pass an Understanding, or None.")
        if self.tokens and len(self.tokens) != len(self.scenes):
            raise ValueError(
                f"The plan has {len(self.scenes)} scenes but bridge tokens for {len(self.tokens)}. "
                "Give tokens for every scene, or none."
            )
        if self.shots and len(self.shots) != len(self.scenes):
            raise ValueError(
                f"The plan has {len(self.scenes)} scenes but {len(self.shots)} shots. Give a shot for every scene, or none."
            )

    @property
    def seconds(self) -> float:
        """Sum of the scenes' durations: the length of the story, in seconds."""
        # as decimals, the way they are written: binary fractions that should sum to 150 can come out above it
        return float(sum(Decimal(repr(scene.duration)) for scene in self.scenes))

    def scene_index(self, scene: int) -> int:
        """Check a 0-based scene number and return it."""
        if not self.scenes:
            raise ValueError(f"scene={shown(scene)} was asked for, but the plan has no scenes.")
        number = whole(scene)
        if number is None or not 0 <= number < len(self.scenes):
            raise ValueError(
                f"scene={shown(scene)} is not in this story of {len(self.scenes)} scenes. "
                f"Pass a whole number from 0 to {len(self.scenes) - 1}."
            )
        return number

    def with_scene(self, scene: int, *, caption: str | None = None, duration: float | None = None) -> Plan:
        """The plan with one scene's text changed; its bridge tokens stay as they were."""
        scene = self.scene_index(scene)
        old = self.scenes[scene]
        new = Scene(old.caption if caption is None else caption, old.duration if duration is None else duration)
        return replace(self, scenes=_swap(self.scenes, scene, new))

    def with_tokens(self, scene: int, tokens: BridgeTokens) -> Plan:
        """The plan with one scene's bridge tokens replaced."""
        scene = self.scene_index(scene)
        if not self.tokens:
            raise ValueError(
                "The plan has no bridge tokens yet. Compute them all with AudioStory.with_bridge_tokens(plan)."
            )
        return replace(self, tokens=_swap(self.tokens, scene, tokens))

    def with_scenes(self, order: Sequence[int]) -> Plan:
        """The plan with its scenes in another order; leaving numbers out deletes scenes."""
        if not isinstance(order, Iterable):
            raise ValueError(f"order={shown(order)} lists no scenes. Pass their numbers, such as [1, 0].")
        chosen = [self.scene_index(number) for number in order]
        tokens = tuple(self.tokens[i] for i in chosen) if self.tokens else ()
        shots = tuple(self.shots[i] for i in chosen) if self.shots else ()
        # what led to scenes is told by their places, which change
        return replace(self, scenes=tuple(self.scenes[i] for i in chosen), tokens=tokens, shots=shots, understood=None)


def _check_path(path: object) -> None:
    """What can be no file's path is an error; whether there is one is for others to see."""
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"The path is {shown(path)}. Pass the name of a story's file, such as story.wav.")
    name = os.path.basename(os.fspath(path))
    if not name.strip(".") or "\0" in os.fspath(path) or len(name.encode(errors="replace")) > LONGEST_NAME:
        raise ValueError(f"{shown(os.fspath(path))} names no file. Pass the name of a story's file, such as story.wav.")


def _swap(items: tuple[T, ...], index: int, item: T) -> tuple[T, ...]:
    return (*items[:index], item, *items[index + 1 :])


@dataclass(frozen=True, eq=False)
class Clip:
    """One scene as sound, its crossfade tail included.

    Attributes:
        samples: [C, samples] float32 in -1..1.
        sample_rate: in Hz.
        seed: the seed its noise was drawn with.
    """

    samples: np.ndarray
    sample_rate: int
    seed: int

    def __post_init__(self) -> None:
        samples = _array(self.samples, "samples of a clip", "[channels, samples]")
        if not len(samples) or not np.isfinite(samples).all():
            raise ValueError(
                "The samples of a clip are NaN, infinite or of no channel. Pass finite [channels, samples]."
            )
        object.__setattr__(self, "samples", samples)
        _check_rate_and_seed(self.sample_rate, self.seed, "A clip")

    @property
    def duration(self) -> float:
        """Length in seconds, tail included."""
        return self.samples.shape[1] / self.sample_rate


@dataclass(frozen=True, eq=False)
class Story:
    """A finished story.

    Attributes:
        audio: [C, samples] float32 in -1..1.
        sample_rate: in Hz.
        plan: text and bridge tokens it was rendered from.
        clips: one per scene, before they were joined.
        settings: how it was made.
        seed: the story's seed; each clip holds its own.
        model: name of the model that told it.
        versions: name -> version of what made it.
        stats: measured while it was told (planner passes, seconds to first sound, ...).
    """

    audio: np.ndarray
    sample_rate: int
    plan: Plan
    clips: tuple[Clip, ...]
    settings: GenerationSettings
    seed: int
    model: str
    versions: dict[str, str] = field(default_factory=dict)
    stats: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from .config import GenerationSettings

        object.__setattr__(self, "audio", _array(self.audio, "samples of a story", "[channels, samples]"))
        object.__setattr__(self, "clips", _items(self.clips, Clip, "story"))
        _check_rate_and_seed(self.sample_rate, self.seed, "A story")
        kinds = {"plan": Plan, "settings": GenerationSettings, "model": str, "versions": dict, "stats": dict}
        for name, kind in kinds.items():
            if not isinstance(getattr(self, name), kind):
                raise ValueError(f"A story has {name}={shown(getattr(self, name))}. Pass a {kind.__name__}.")

    @property
    def reasoning(self) -> str:
        """The planner's storyline text."""
        return self.plan.reasoning

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """What is heard, in order."""
        return self.plan.scenes

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.audio.shape[1] / self.sample_rate

    def captions(self, kind: str = "vtt") -> str:
        """The scenes as subtitles, "vtt" (WebVTT) or "srt" (SubRip)."""
        from .files.subtitles import subtitles

        return subtitles(self.plan, kind)

    def save(self, path: str | Path, *, subtype: str | None = None, loudness: float | None = None) -> Path:
        """Write the sound with a .json and a .safetensors of the same name beside it; all of them change together.

        What is chosen here concerns the sound file only: :meth:`load` gives back the story as it is now.

        Args:
            path: ends in .wav, .flac, .mp3, .opus or .ogg (Ogg Opus).
            subtype: how samples are kept: "PCM_16" (the default), "PCM_24", or in WAV "FLOAT".
            loudness: brings the sound as a whole to so many LUFS (ITU-R BS.1770), such as -16, as far as its peaks allow;
                needs ``pip install "audiostory-demo[loudness]"``.

        Returns:
            The path of the sound.
        """
        from .files.bundle import save_story

        _check_path(path)
        return save_story(self, path, subtype=subtype, loudness=loudness)

    @staticmethod
    def load(path: str | Path) -> Story:
        """Read back what :meth:`save` wrote, bit for bit whatever its sound file rounds; any of the files names it."""
        from .files.bundle import load_story

        _check_path(path)
        return load_story(path)
