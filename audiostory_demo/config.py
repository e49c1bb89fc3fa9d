"""Settings of a generation and of a model, each a frozen dataclass with its meaning and unit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Annotated, Any, Literal, TypeVar

from .checks.rules import Rule, check_fields, check_values, choice, count, maybe, number, part, several, table, words
from .checks.sizes import (
    FLAG,
    HEADS,
    LAYERS,
    MOST_WEIGHTS,
    OOBLECK,
    PLANNER,
    SCALE,
    SECONDS,
    TOKENS,
    WIDTH,
    check_heads,
    samples_per_latent,
    weights,
)
from .checks.values import shown
from .language.config import LanguageConfig

T = TypeVar("T")

STEPS = count(1, 1000, "denoising steps")
GUIDANCE = number(1.0, 30.0, "1 switches guidance off")
CROSSFADE = number(0.0, 10.0, "seconds, 0 joins without overlap")
ANY_DICT = table(words(100), Rule("", lambda value: value), 100, "a dict of settings")


def from_dict(cls: type[T], values: dict[str, Any]) -> T:
    """Build a settings dataclass from a dict; unknown keys are an error that names them."""
    if not isinstance(values, Mapping):
        raise ValueError(f"{shown(values)} is not a {cls.__name__}. Pass a dict of its settings.")
    known = {f.name for f in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(map(str, set(values) - known)):
        named = shown(", ".join(unknown))[1:-1]
        raise ValueError(f"{cls.__name__} has no {named}. Known settings: {', '.join(sorted(known))}.")
    return cls(**values)


@dataclass(frozen=True)
class GenerationSettings:
    """How a story is told.

    Attributes:
        sampler: "full" (the transformer) or "distilled" (its student: fewer steps, guidance folded in). A model that has a
            student uses it unless steps or guidance are given.
        steps: denoising steps per scene.
        guidance: classifier-free guidance; 1.0 runs the conditional half only.
        crossfade: overlap of neighbouring scenes, in seconds.
        fade: "equal-power" (keeps the level of unlike sounds) or "linear" (the published script's).
        decoding: "strict" (a plan always parses and sums up) or "release" (the published logits rules).
        temperature: of the planner in strict decoding; 0 is greedy.
        parallel_bridging: feed all forced tokens in one pass; False decodes them one by one.
        interleaved: render a scene as soon as it is planned; False plans the whole story first.
        scene_noise: "own" (each scene has its own seed) or "shared" (the published script's one seed).
        loop: whether the end leads into the beginning, so that the story can be played in a circle; needs a model that can go
            on from a sound. A story of one scene has no beginning yet when it is made: its end is only bent to it.
        align: of a story that accompanies a video: seconds by which a scene's sound may be moved so that it sets in when
            something in the picture moves; 0 leaves it where it comes.
        output_rate: resample each clip to this rate (Hz) before joining; None keeps the codec's.
        max_new_tokens: most tokens the planner may write for one story in release decoding; strict plans end anyway.
    """

    sampler: Annotated[Literal["full", "distilled"], choice("full", "distilled")] = "full"
    steps: Annotated[int, STEPS] = 16
    guidance: Annotated[float, GUIDANCE] = 3.0
    crossfade: Annotated[float, CROSSFADE] = 0.25
    fade: Annotated[Literal["equal-power", "linear"], choice("equal-power", "linear")] = "equal-power"
    decoding: Annotated[Literal["strict", "release"], choice("strict", "release")] = "strict"
    temperature: Annotated[float, number(0.0, 5.0, "0 always takes the likeliest token")] = 0.0
    parallel_bridging: Annotated[bool, FLAG] = True
    interleaved: Annotated[bool, FLAG] = True
    scene_noise: Annotated[Literal["own", "shared"], choice("own", "shared")] = "own"
    loop: Annotated[bool, FLAG] = False
    align: Annotated[float, number(0.0, 2.0, "seconds, 0 moves no sound")] = 0.5
    output_rate: Annotated[int | None, maybe(count(8000, 192_000, "Hz"))] = None
    max_new_tokens: Annotated[int, count(1, 1_000_000, "tokens")] = 4096

    def __post_init__(self) -> None:
        check_fields(self)

    @classmethod
    def release(cls, **changes: Any) -> GenerationSettings:
        """The published script's schedule and rules, for comparison (arXiv 2508.20088, evaluate/inference.py)."""
        published = dict(
            steps=50, guidance=4.0, crossfade=3.0, fade="linear", decoding="release", parallel_bridging=False,
            interleaved=False, scene_noise="shared", output_rate=32000, max_new_tokens=1600,
        )  # fmt: skip
        return from_dict(cls, {**published, **changes})


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

    semantic_tokens: Annotated[int, TOKENS] = 16
    residual_tokens: Annotated[int, TOKENS] = 8
    width: Annotated[int, count(1, WIDTH, "D")] = 384
    hidden: Annotated[int, count(1, WIDTH)] = 384
    heads: Annotated[int, count(1, HEADS)] = 8
    feature_scale: Annotated[float, SCALE] = 1.0

    def __post_init__(self) -> None:
        check_fields(self, "bridge.")
        if self.width % self.heads:
            raise ValueError(f"bridge.heads={self.heads} does not divide bridge.width={self.width}: pass a divisor.")


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
        continues: whether it was trained to go on from known latents, and has a mark for them.
        shift: how far the sampler's noise levels are moved towards noise, see :func:`audiostory_demo.flow.noise_levels`.
            Frames of a spectrogram resemble each other, so what a sound is, is decided where hardly any of it is left.
        guided_below: noise level above which the conditional half steps alone (Kynkäänniemi et al., arXiv 2404.07724). Near
            pure noise the two halves are the means of one class and of all: guidance leaves what any sound is like.
        ceiling: what latents are bent towards, and from where on, so that none lies above what training sounds have: guidance
            overshoots (static thresholding, Saharia et al., arXiv 2205.11487, section 2.3, with a soft knee). None: as they are.
    """

    layers: Annotated[int, count(0, LAYERS)] = 1
    single_layers: Annotated[int, count(0, LAYERS)] = 4
    heads: Annotated[int, count(1, HEADS)] = 5
    head_dim: Annotated[int, count(2, 1024)] = 64
    rope: Annotated[tuple[int, int, int], several(count(2, 1024), 3, 3, "three even numbers from 2 to 1024")] = (
        16,
        24,
        24,
    )
    duration_width: Annotated[int, count(2, 65_536, "even")] = 256
    max_duration: Annotated[float, number(*SECONDS, "seconds")] = 12.0
    latent_length: Annotated[int | None, maybe(count(1, 1_000_000, "latents"))] = None
    continues: Annotated[bool, FLAG] = False
    shift: Annotated[float, number(0.01, 1000.0, "1 leaves the schedule as published")] = 1.0
    guided_below: Annotated[float, number(0.0, 1.0, "1 guides every step, as published")] = 1.0
    ceiling: Annotated[
        tuple[float, float] | None,
        maybe(several(number(-100.0, 100.0, "latents"), 2, 2, "where it bends, and the ceiling")),
    ] = None

    def __post_init__(self) -> None:
        check_fields(self, "flow.")
        if sum(self.rope) != self.head_dim or any(size % 2 for size in self.rope):
            raise ValueError(
                f"flow.rope={self.rope}: pass three even numbers that sum to flow.head_dim={self.head_dim}."
            )
        if self.duration_width % 2:
            raise ValueError(f"flow.duration_width={self.duration_width}: pass an even number.")
        if self.ceiling and self.ceiling[0] >= self.ceiling[1]:
            raise ValueError(
                f"flow.ceiling={self.ceiling}: pass where latents begin to bend, then the ceiling above it."
            )

    def check_continues(self, model: str = "This model", task: str = "go on from a sound") -> None:
        """What a transformer without a mark for what is known cannot do is an error."""
        if not self.continues:
            raise ValueError(f"{model} was not trained to {task}. Use one whose flow.continues is true, such as tiny.")


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

    kind: Annotated[Literal["mel", "oobleck"], choice("mel", "oobleck")] = "mel"
    sample_rate: Annotated[int, count(4000, 192_000, "Hz")] = 24000
    channels: Annotated[int, count(1, 8)] = 1
    latent_dim: Annotated[int, count(1, 4096, "V")] = 256
    hop: Annotated[int, count(1, 1_000_000, "samples")] = 512
    options: Annotated[dict[str, Any], ANY_DICT] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_fields(self, "codec.")
        options = check_values(OOBLECK if self.kind == "oobleck" else {}, self.options, "codec.options.")
        object.__setattr__(self, "options", options)
        if self.kind == "mel":
            # each latent is so many frames of 128 bands, one every 256 samples
            if self.channels != 1 or self.hop % 256 or self.latent_dim != self.hop // 2:
                raise ValueError(
                    f"codec.channels={self.channels}, codec.hop={self.hop} and codec.latent_dim={self.latent_dim} do not describe a log-mel "
                    "codec: pass 1 channel, a hop that is a multiple of 256, and half of it as latent_dim."
                )
            return
        own = {
            "sampling_rate": self.sample_rate,
            "audio_channels": self.channels,
            "decoder_input_channels": self.latent_dim,
        }
        for name, value in own.items():
            if options.get(name, value) != value:
                raise ValueError(f"codec.options.{name}={options[name]}: pass {value}, which the codec itself says.")
        ratios, multiples = options.get("downsampling_ratios"), options.get("channel_multiples")
        if ratios and multiples and len(ratios) != len(multiples):
            raise ValueError(
                f"codec.options.channel_multiples={multiples}: pass one for each of {len(ratios)} downsampling_ratios."
            )
        if samples_per_latent(options) != self.hop:
            raise ValueError(
                f"codec.hop={self.hop}: pass {samples_per_latent(options)}, the product of downsampling_ratios."
            )

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
        language: of strict decoding: how the reasoning quotes and counts.
        min_scene, max_scene: shortest and longest scene of strict decoding, in seconds.
        max_scenes, max_reasoning_tokens, max_caption_tokens: limits of strict decoding.
        min_duration, max_duration: shortest and longest story, in seconds.
        steps, guidance, crossfade: this model's default settings.
        student_steps: steps of the distilled student, a second transformer that needs no guidance; None: there is none.
        hearing: inner width of the projector through which the planner hears; None: it cannot.
        hearing_rank: of what is added to the planner's matrices while it listens; 0: nothing.
        long_rank: of what is added to them while it tells a story in parts; 0: nothing.
        levels: quietest and loudest level of a clip's sounding parts, dBFS RMS: a clip outside is scaled as a whole.
            None leaves clips as they come.
    """

    name: Annotated[str, words(200, shortest=1)] = "tiny"
    planner: Annotated[dict[str, Any], ANY_DICT] = field(default_factory=dict)
    bridge: Annotated[BridgeConfig, part(BridgeConfig)] = BridgeConfig()
    flow: Annotated[FlowConfig, part(FlowConfig)] = FlowConfig()
    codec: Annotated[CodecConfig, part(CodecConfig)] = CodecConfig()
    lead: Annotated[str, words(100)] = ""
    read_words: Annotated[int, count(0, 1_000_000, "words")] = 0
    end_tokens: Annotated[tuple[str, ...], several(words(100, shortest=1), 1, 100, "1 to 100 texts")] = ("<|im_end|>",)
    repetition_penalty: Annotated[float, number(0.01, 100.0, "1 is none")] = 1.0
    repeat_bias: Annotated[float, number(0.0, 1000.0, "0 is none")] = 0.0
    language: Annotated[LanguageConfig, part(LanguageConfig)] = field(default_factory=LanguageConfig)
    min_scene: Annotated[float, number(*SECONDS, "seconds")] = 1.5
    max_scene: Annotated[float, number(*SECONDS, "seconds")] = 10.0
    max_scenes: Annotated[int, count(1, 10_000)] = 40
    max_reasoning_tokens: Annotated[int, count(0, 1_000_000)] = 320
    max_caption_tokens: Annotated[int, count(0, 1_000_000)] = 32
    min_duration: Annotated[float, number(*SECONDS, "seconds")] = 1.5
    max_duration: Annotated[float, number(*SECONDS, "seconds")] = 150.0
    steps: Annotated[int, STEPS] = 16
    guidance: Annotated[float, GUIDANCE] = 3.0
    crossfade: Annotated[float, CROSSFADE] = 0.25
    student_steps: Annotated[int | None, maybe(STEPS)] = None
    hearing: Annotated[int | None, maybe(count(1, WIDTH))] = None
    hearing_rank: Annotated[int, count(0, WIDTH)] = 0
    long_rank: Annotated[int, count(0, WIDTH)] = 0
    levels: Annotated[
        tuple[float, float] | None, maybe(several(number(-100, 0), 2, 2, "two levels from -100 to 0 dBFS"))
    ] = None

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "planner", check_values(PLANNER, self.planner, "planner."))
        check_heads(self.planner)
        for low, high in (("min_scene", "max_scene"), ("min_duration", "max_duration")):
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low}={getattr(self, low):g}: pass at most {high}={getattr(self, high):g}.")
        if self.levels and self.levels[0] > self.levels[1]:
            raise ValueError(f"levels={self.levels}: pass the quieter level first.")
        if (size := weights(self)) > MOST_WEIGHTS:
            raise ValueError(
                f"The sizes of planner, bridge, flow and codec make {size:.1e} weights: pass sizes of at most {MOST_WEIGHTS:.0e}."
            )

    def to_dict(self) -> dict[str, Any]:
        """As JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ModelConfig:
        """Undo :meth:`to_dict`; unknown keys are an error that names them."""
        parts = {"bridge": BridgeConfig, "flow": FlowConfig, "codec": CodecConfig, "language": LanguageConfig}
        if not isinstance(values, Mapping):
            raise ValueError(f"{shown(values)} is not a {cls.__name__}. Pass a dict of its settings.")
        if "language" not in values:  # models of version 0.1 have its fields among their own
            old = {name: values[name] for name in ("quotations", "numbers") if name in values}
            values = {name: value for name, value in values.items() if name not in old} | {"language": old}
        nested: dict[str, Any] = {name: from_dict(part, values[name]) for name, part in parts.items() if name in values}
        return from_dict(cls, {**values, **nested})

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
        """This model's default settings with some changed; unknown names are an error.

        Where there is a student it samples, unless steps, guidance or the full sampler are asked for.
        """
        asked = "full" if {"steps", "guidance"} & changes.keys() or not self.student_steps else "distilled"
        own: dict[str, Any] = {"sampler": changes.get("sampler", asked), "crossfade": self.crossfade}
        if own["sampler"] == "distilled" and self.student_steps:
            own |= {"steps": self.student_steps, "guidance": 1.0}
        else:
            own |= {"steps": self.steps, "guidance": self.guidance}
        return from_dict(GenerationSettings, {**own, **changes})

    def check_sampler(self, settings: GenerationSettings) -> None:
        """Settings that this model's networks cannot meet are an error."""
        if settings.loop:
            self.flow.check_continues(
                f"The model {self.name}", "lead an end into a beginning, which loop=True asks for"
            )
        if settings.sampler == "full":
            return
        if self.student_steps is None:
            raise ValueError(
                "sampler='distilled' needs a distilled student, and this model has none. Pass sampler='full'."
            )
        if (settings.steps, settings.guidance) != (self.student_steps, 1.0):
            raise ValueError(
                f"steps={settings.steps} with guidance={settings.guidance:g} is not what the distilled student was trained "
                f"for: {self.student_steps} steps with guidance 1. Pass these, or sampler='full'."
            )
