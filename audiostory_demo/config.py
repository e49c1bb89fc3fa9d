"""Settings of a generation and of a model, each a frozen dataclass with its meaning and unit."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeVar

from .checks import finite, shown, whole

T = TypeVar("T")


def from_dict(cls: type[T], values: dict[str, Any]) -> T:
    """Build a settings dataclass from a dict; unknown keys are an error that names them."""
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - known):
        raise ValueError(f"{cls.__name__} has no {', '.join(unknown)}. Known settings: {', '.join(sorted(known))}.")
    return cls(**values)


@dataclass(frozen=True)
class GenerationSettings:
    """How a story is told.

    Attributes:
        steps: denoising steps per scene.
        guidance: classifier-free guidance; 1.0 runs the conditional half only.
        crossfade: overlap of neighbouring scenes, in seconds.
        fade: "equal-power" (keeps the level of unlike sounds) or "linear" (the published script's).
        decoding: "strict" (a plan always parses and sums up) or "release" (the published logits rules).
        temperature: of the planner in strict decoding; 0 is greedy.
        parallel_bridging: feed all forced tokens in one pass; False decodes them one by one.
        interleaved: render a scene as soon as it is planned; False plans the whole story first.
        scene_noise: "own" (each scene has its own seed) or "shared" (the published script's one seed).
        output_rate: resample each clip to this rate (Hz) before joining; None keeps the codec's.
        max_new_tokens: most tokens the planner may write for one story in release decoding; strict plans end anyway.
    """

    steps: int = 16
    guidance: float = 3.0
    crossfade: float = 0.25
    fade: Literal["equal-power", "linear"] = "equal-power"
    decoding: Literal["strict", "release"] = "strict"
    temperature: float = 0.0
    parallel_bridging: bool = True
    interleaved: bool = True
    scene_noise: Literal["own", "shared"] = "own"
    output_rate: int | None = None
    max_new_tokens: int = 4096

    def __post_init__(self) -> None:
        self._whole("steps", 1, 1000, "denoising steps")
        self._number("guidance", 1.0, 30.0, "1 switches guidance off")
        self._number("crossfade", 0.0, 10.0, "seconds, 0 joins without overlap")
        self._number("temperature", 0.0, 5.0, "0 always takes the likeliest token")
        self._choice("fade", "equal-power", "linear")
        self._choice("decoding", "strict", "release")
        self._choice("scene_noise", "own", "shared")
        self._choice("parallel_bridging", True, False)
        self._choice("interleaved", True, False)
        if self.output_rate is not None:
            self._whole("output_rate", 8000, 192000, "Hz, or None for the codec's own rate")
        self._whole("max_new_tokens", 1, 1_000_000, "tokens")

    # NumPy's numbers become Python's, so that settings compare, print and save alike

    def _whole(self, name: str, low: int, high: int, note: str) -> None:
        value = whole(getattr(self, name))
        if value is None or not low <= value <= high:
            raise ValueError(f"{name}={shown(getattr(self, name))}: pass a whole number from {low} to {high} ({note}).")
        object.__setattr__(self, name, value)

    def _number(self, name: str, low: float, high: float, note: str) -> None:
        value = finite(getattr(self, name))
        if value is None or not low <= value <= high:
            raise ValueError(f"{name}={shown(getattr(self, name))}: pass a number from {low:g} to {high:g} ({note}).")
        object.__setattr__(self, name, value)

    def _choice(self, name: str, *choices: str | bool) -> None:
        value = getattr(self, name)
        # 1 equals True and would pass for it
        if not any(isinstance(value, type(choice)) and value == choice for choice in choices):
            raise ValueError(f"{name}={shown(value)} is not known. Choose {' or '.join(map(str, choices))}.")

    @classmethod
    def release(cls, **changes: Any) -> GenerationSettings:
        """The published script's schedule and rules, for comparison (arXiv 2508.20088, evaluate/inference.py)."""
        published = dict(
            steps=50, guidance=4.0, crossfade=3.0, fade="linear", decoding="release", parallel_bridging=False,
            interleaved=False, scene_noise="shared", output_rate=32000, max_new_tokens=1600,
        )  # fmt: skip
        return cls(**{**published, **changes})


@dataclass(frozen=True)
class BridgeConfig:
    """Sizes of the bridge.

    Attributes:
        semantic_tokens: S, query tokens that carry the caption's meaning.
        residual_tokens: R, query tokens that carry what the caption leaves out.
        width: D, width of the tokens after projection.
        hidden: inner width of the two projectors.
        heads: of the fusing attention.
        feature_scale: the fused sequence is divided by this once (10 in the release).
    """

    semantic_tokens: int = 16
    residual_tokens: int = 8
    width: int = 384
    hidden: int = 384
    heads: int = 8
    feature_scale: float = 1.0


@dataclass(frozen=True)
class FlowConfig:
    """Sizes of the diffusion transformer (``diffusers.FluxTransformer2DModel``) and its range.

    Attributes:
        layers: double-stream blocks.
        single_layers: single-stream blocks.
        heads, head_dim: attention heads and the width of each.
        rope: rotary dimensions of the three position axes; they sum to head_dim.
        duration_width: Fourier features of the duration embedding (half of them learned frequencies).
        max_duration: seconds that the duration embedding maps to 1; longer is clamped.
        latent_length: latents per clip, or None when the length follows the clip's duration.
    """

    layers: int = 1
    single_layers: int = 4
    heads: int = 5
    head_dim: int = 64
    rope: tuple[int, int, int] = (16, 24, 24)
    duration_width: int = 256
    max_duration: float = 12.0
    latent_length: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "rope", tuple(self.rope))  # JSON brings a list


@dataclass(frozen=True)
class CodecConfig:
    """Which codec turns latents into sound.

    Attributes:
        kind: "mel" (log-mel frames, least squares and Griffin-Lim) or "oobleck" (``diffusers.AutoencoderOobleck``).
        sample_rate: in Hz.
        channels: 1 mono, 2 stereo.
        latent_dim: values per latent.
        hop: samples per latent.
        options: what the codec class itself takes (for "oobleck", the library's configuration).
    """

    kind: Literal["mel", "oobleck"] = "mel"
    sample_rate: int = 24000
    channels: int = 1
    latent_dim: int = 256
    hop: int = 512
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def latent_rate(self) -> float:
        """Latents per second."""
        return self.sample_rate / self.hop


@dataclass(frozen=True)
class ModelConfig:
    """A whole model: planner, bridge, diffusion transformer, codec and the range it can tell.

    Attributes:
        name: shown to users.
        planner: ``transformers`` Qwen2 configuration as a dict.
        lead: what the planner writes before reasoning and captions (a space in the release).
        read_words: how many words at the end of the vocabulary are read in instructions and can only be written where the
            instruction has them. Where there are any, the user's text is read in lower case: a small model then knows
            more of its words.
        end_tokens: texts of the tokens that end a plan.
        repetition_penalty: of release decoding, from the base model's generation settings.
        repeat_bias: of strict decoding: taken from the logit of a word that the reasoning already holds and the instruction
            does not. A small planner dwells on one sound where others were asked for.
        quotations: of strict decoding: text after which the reasoning quotes the instruction -> sign that ends the
            quotation. In between are commas and the instruction's words of three letters or more, each once.
        numbers: of strict decoding: words for one, two and so on; after a list of so many quoted things none that is
            smaller. A longer list is not counted.
        min_scene, max_scene: shortest and longest scene of strict decoding, in seconds.
        max_scenes, max_reasoning_tokens, max_caption_tokens: limits of strict decoding.
        min_duration, max_duration: shortest and longest story, in seconds.
        steps, guidance, crossfade: this model's default settings.
        levels: quietest and loudest level of a clip's sounding parts, dBFS RMS: a clip outside is scaled as a whole.
            None leaves clips as they come.
    """

    name: str = "tiny"
    planner: dict[str, Any] = field(default_factory=dict)
    bridge: BridgeConfig = BridgeConfig()
    flow: FlowConfig = FlowConfig()
    codec: CodecConfig = CodecConfig()
    lead: str = ""
    read_words: int = 0
    end_tokens: tuple[str, ...] = ("<|im_end|>",)
    repetition_penalty: float = 1.0
    repeat_bias: float = 0.0
    quotations: dict[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    min_scene: float = 1.5
    max_scene: float = 10.0
    max_scenes: int = 40
    max_reasoning_tokens: int = 320
    max_caption_tokens: int = 32
    min_duration: float = 1.5
    max_duration: float = 150.0
    steps: int = 16
    guidance: float = 3.0
    crossfade: float = 0.25
    levels: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.levels is not None:
            object.__setattr__(self, "levels", tuple(self.levels))  # JSON brings a list

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelConfig:
        """Undo :meth:`to_dict`; unknown keys are an error that names them."""
        parts = {"bridge": BridgeConfig, "flow": FlowConfig, "codec": CodecConfig}
        nested: dict[str, Any] = {name: from_dict(part, values[name]) for name, part in parts.items() if name in values}
        words: dict[str, Any] = {name: tuple(values[name]) for name in ("end_tokens", "numbers") if name in values}
        return from_dict(cls, {**values, **nested, **words})

    def longest_scene(self, crossfade: float) -> float:
        """Seconds that a scene can last when one clip must hold it and its crossfade tail."""
        fixed = self.flow.latent_length
        clip = fixed / self.codec.latent_rate if fixed else self.flow.max_duration
        return round(clip - crossfade, 3)

    def plan_tokens(self, duration: float) -> int:
        """Most tokens that a strict plan of this length takes: reasoning, then scenes of the shortest kind."""
        scenes = min(self.max_scenes, math.ceil(duration / self.min_scene))
        query = self.bridge.semantic_tokens + self.bridge.residual_tokens + 4
        # a caption may need one token more to get its word; four tags and up to ten digits of the duration
        scene = self.max_caption_tokens + 1 + query + 4 + 10
        return self.max_reasoning_tokens + 2 + scenes * scene  # 2: the tags that end the reasoning and the plan

    def settings(self, **changes: Any) -> GenerationSettings:
        """This model's default settings with some changed; unknown names are an error."""
        own = {"steps": self.steps, "guidance": self.guidance, "crossfade": self.crossfade}
        return from_dict(GenerationSettings, {**own, **changes})
