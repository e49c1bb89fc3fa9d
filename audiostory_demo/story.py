"""What a story is made of: scenes, bridge tokens, plans, clips and the story itself.

Everything here is plain NumPy, so a saved story can be loaded and looked at without torch.
Letters used for shapes: S semantic tokens, R residual tokens, D bridge width, C channels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .checks.parts import (
    check_array,
    check_characters,
    check_factor,
    check_items,
    check_path,
    check_rate_and_seed,
    check_seconds,
    check_text,
)
from .checks.values import finite, shown, whole
from .hearing import Heard
from .language.understanding import Understanding

if TYPE_CHECKING:
    from pathlib import Path

    from .config import GenerationSettings

T = TypeVar("T")
LEVELS = ("", "quiet", "loud", "far away", "close", "growing", "fading")
"""How loud a scene is beside others: as it comes, or one of these."""


@dataclass(frozen=True)
class Scene:
    """One sound of the story (the paper's "event").

    Attributes:
        caption: what is heard, one sentence.
        duration: how long, in seconds.
        level: how loud it is beside other scenes, one of LEVELS; "" is as loud as it comes.
    """

    caption: str
    duration: float
    level: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.caption, str) and not self.caption.strip():
            raise ValueError("A scene's caption is blank. Say in a few words what is heard.")
        check_text(self.caption, "caption")
        object.__setattr__(self, "duration", check_seconds(self.duration, "A scene"))
        if self.level not in LEVELS:
            raise ValueError(f'A scene has level={shown(self.level)}. Pass one of {", ".join(LEVELS[1:])}, or "".')


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
            object.__setattr__(self, name, check_array(getattr(self, name), f"{name} tokens", "[tokens, width]"))

    def scaled(self, *, semantic: float = 1.0, residual: float = 1.0) -> BridgeTokens:
        """The same tokens, each kind multiplied by a factor (0 switches it off)."""
        return BridgeTokens(
            self.semantic * check_factor(semantic, "semantic"), self.residual * check_factor(residual, "residual")
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
        check_text(self.caption, "caption")
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
        heard: what was heard in the sound that the story goes on from; None where there is none.
        given: how many of the first scenes are that sound; they are not rendered, their clips are there.
    """

    instruction: str
    duration: float
    reasoning: str
    scenes: tuple[Scene, ...]
    tokens: tuple[BridgeTokens, ...] = ()
    shots: tuple[Shot, ...] = ()
    understood: Understanding | None = field(default=None, compare=False)
    heard: Heard | None = None
    given: int = 0

    def __post_init__(self) -> None:
        check_characters(self.instruction, "instruction")
        check_text(self.reasoning, "reasoning")
        object.__setattr__(self, "duration", check_seconds(self.duration, "The plan"))
        object.__setattr__(self, "scenes", check_items(self.scenes, Scene, "plan"))
        object.__setattr__(self, "tokens", check_items(self.tokens, BridgeTokens, "plan"))
        object.__setattr__(self, "shots", check_items(self.shots, Shot, "plan"))
        if self.understood is not None and not isinstance(self.understood, Understanding):
            raise ValueError(f"The plan has understood={shown(self.understood)}. Pass an Understanding, or None.")
        if self.heard is not None and not isinstance(self.heard, Heard):
            raise ValueError(
                f"The plan has heard={shown(self.heard)}. Pass a Heard, such as AudioStory.listen returns, or None."
            )
        if whole(self.given) is None or not 0 <= self.given <= len(self.scenes):
            raise ValueError(
                f"The plan has given={shown(self.given)}. Pass how many of its {len(self.scenes)} scenes, from the first on, "
                "are a sound that was there before."
            )
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

    def with_scene(
        self, scene: int, *, caption: str | None = None, duration: float | None = None, level: str | None = None
    ) -> Plan:
        """The plan with one scene's text, length or level changed; its bridge tokens stay as they were."""
        scene = self.scene_index(scene)
        changes: dict[str, Any] = {"caption": caption, "duration": duration, "level": level}
        new = replace(self.scenes[scene], **{name: value for name, value in changes.items() if value is not None})
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
        given = next((at for at in range(self.given) if chosen[at : at + 1] != [at]), self.given)
        # what led to scenes is told by their places, which change
        return replace(
            self, scenes=tuple(self.scenes[i] for i in chosen), tokens=tokens, shots=shots, understood=None, given=given
        )


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
        samples = check_array(self.samples, "samples of a clip", "[channels, samples]")
        if not len(samples) or not np.isfinite(samples).all():
            raise ValueError(
                "The samples of a clip are NaN, infinite or of no channel. Pass finite [channels, samples]."
            )
        object.__setattr__(self, "samples", samples)
        check_rate_and_seed(self.sample_rate, self.seed, "A clip")

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

        object.__setattr__(self, "audio", check_array(self.audio, "samples of a story", "[channels, samples]"))
        object.__setattr__(self, "clips", check_items(self.clips, Clip, "story"))
        check_rate_and_seed(self.sample_rate, self.seed, "A story")
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

        check_path(path)
        return save_story(self, path, subtype=subtype, loudness=loudness)

    @staticmethod
    def load(path: str | Path) -> Story:
        """Read back what :meth:`save` wrote, bit for bit whatever its sound file rounds; any of the files names it."""
        from .files.bundle import load_story

        check_path(path)
        return load_story(path)


def scene_seed(seed: int, index: int) -> int:
    """A seed of its own for each scene, so that redoing one scene leaves the others alone."""
    digest = hashlib.blake2b(f"{seed}/{index}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1  # torch takes 63 bits
