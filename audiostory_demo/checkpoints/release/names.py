"""The release's keys and shapes, derived from our model's: what a whole file holds, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from ...config import ModelConfig
from ..folder import Shapes
from .recipe import Recipe

LLM, TEXT = "seedx.llm.base_model.model.", "tangoflux.text_encoder."
EMBEDDING = LLM + "model.embed_tokens.weight"
FREQUENCIES = "tangoflux.duration_emebdder.time_positional_embedding.0.weights"  # misspelt in the release
DURATION = "tangoflux.duration_emebdder.time_positional_embedding.1."
PREFIXES = {
    "planner.llm.": LLM,
    "bridge.projector.": "seedx.projector.",
    "bridge.audio_projector.": "seedx.audio_projector.",
    "bridge.attention.": "multihead_attention.",
    "flow.pooled.": "tangoflux.fc.",
    "flow.duration_embedder.frequencies": FREQUENCIES,
    "flow.duration_embedder.linear.": DURATION,
    "flow.transformer.": "tangoflux.transformer.",
}
"""Our names -> the release's. The null condition is computed, and the codec has a file of its own."""
CODEC = "codec.autoencoder."
NULL = "flow.null_embeds"

# for sound and pictures as input, which this model does not take
UNUSED = ("seedx.input_resampler.", "seedx.output_resampler.", "seedx.whisper_resampler_llava.")
SAVED, LORA_A, LORA_B = ".modules_to_save.default.", ".lora_A.default.weight", ".lora_B.default.weight"


def release_name(name: str) -> str:
    """The release's name of one of our weights, LoRA and copies aside."""
    ours = next(prefix for prefix in PREFIXES if name.startswith(prefix))
    return PREFIXES[ours] + name[len(ours) :]


@dataclass(frozen=True)
class Training:
    """How the language model was trained, which decides what its weights are called.

    Attributes:
        targets: modules with a LoRA update, by the last part of their name.
        saved: modules trained whole: the file keeps the trained copy under a name of its own.
        rank: of the updates.
        alpha: the update counts alpha / rank times.
    """

    targets: frozenset[str]
    saved: frozenset[str]
    rank: int
    alpha: float

    @property
    def scale(self) -> float:
        return self.alpha / self.rank

    @classmethod
    def of(cls, recipe: Recipe, found: Shapes, source: str) -> Training:
        """From the file's settings; where they are silent, from its keys."""
        updated = {name.removesuffix(LORA_A): shape[0] for name, shape in found.items() if name.endswith(LORA_A)}
        kept = {name.partition(SAVED)[0] for name in found if SAVED in name}
        if updated and recipe.alpha is None:
            raise ValueError(
                f"{source} holds LoRA weights, but its config.yaml no lora_alpha. Copy the release again, whole."
            )
        return cls(
            targets=recipe.targets | _leaves(updated),
            saved=recipe.saved | _leaves(kept),
            rank=recipe.rank or next(iter(updated.values()), 1),
            alpha=recipe.alpha or 1.0,
        )

    def name(self, plain: str) -> str:
        """What the file calls a weight of the language model."""
        module, _, kind = plain.rpartition(".")
        return f"{module}{SAVED}{kind}" if leaf(module) in self.saved else plain

    def updates(self, plain: str, shape: tuple[int, ...]) -> Shapes:
        """The two LoRA matrices of a weight [out, in]: [rank, in] and [out, rank]; none for other weights."""
        module, _, kind = plain.rpartition(".")
        if kind != "weight" or leaf(module) not in self.targets:
            return {}
        return {module + LORA_A: (self.rank, shape[1]), module + LORA_B: (shape[0], self.rank)}


def leaf(module: str) -> str:
    """Last part of a module's name."""
    return module.rpartition(".")[2]


def _leaves(modules: dict[str, int] | set[str]) -> frozenset[str]:
    return frozenset(map(leaf, modules))


def expected_shapes(ours: Shapes, text_encoder: Shapes, training: Training) -> Shapes:
    """Every key of a whole release file with its shape, one half of each tied pair.

    Args:
        ours: of our model, codec and null condition included.
        text_encoder: of the text encoder that the null condition is computed with.
        training: of the language model.
    """
    expected: Shapes = {}
    for name, shape in ours.items():
        if name == NULL or name.startswith(CODEC):
            continue
        theirs = release_name(name)
        if theirs.startswith(LLM):
            expected |= training.updates(theirs, shape)
            theirs = training.name(theirs)
        expected[theirs] = shape
    return expected | {TEXT + name: shape for name, shape in text_encoder.items()}


def tied_pairs(config: ModelConfig) -> list[tuple[str, str]]:
    """Names that share one tensor: the one we expect, and the one that may be there too or in its place."""
    text = (TEXT + "shared.weight", TEXT + "encoder.embed_tokens.weight")
    return [(EMBEDDING, LLM + "lm_head.weight"), text] if config.planner.get("tie_word_embeddings", False) else [text]
