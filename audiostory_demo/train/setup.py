"""From a run's folder to a stage that can be run: weights so far, data, and the stage's losses."""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import is_bf16_available
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from ..checkpoints import load_folder
from ..checkpoints.folder import CONFIG
from ..checkpoints.loading import EMBEDDED, choose_device, embedded_folder
from ..codec import MelCodec
from ..config import BridgeConfig, FlowConfig, ModelConfig
from ..data.composer import StoryExample, compose_clip
from ..data.foley import Folders, Foley
from ..data.hints import Hints
from ..data.repertoire import Repertoire, shipped
from ..data.speech import language_of
from ..files.writing import write_whole
from ..flow import Flow
from ..markup import Markup
from ..model import StoryModel
from ..planner import audio_input
from ..style_table import StyleTable
from .batches import PooledScenes, SceneBatch, prefetch
from .distillation import FREELY, PLAIN, STUDENT_STEPS, distillation_losses
from .examples import (
    WHOLE,
    Stories,
    StoryBatch,
    Until,
    compose_few,
    compose_freely,
    compose_long,
    compose_text,
    without_reasoning,
)
from .heard import CLIPS, HeardBatch, HeardSounds, PoolSounds, align
from .likeness import Likeness, ear_of
from .loop import TrainEvent, read_mean, run_stage
from .losses import Alignment, PlaceSense, heard_losses, scene_losses, story_losses
from .planned import Conditions
from .pool import MOST_OF_ONE, SCENES, VARY, measure_codec, mix_pool
from .stages import STAGES, Stage
from .targets import TextFeatures
from .teacher import hints, relevant_words, word_embeddings
from .tokenizer import add_words, count_words, train_tokenizer

VOCABULARY = 3000  # word pieces learned from composed stories; telling words are one piece each beside them
EMBEDDING_SPREAD = 0.05
REPEAT_BIAS = 2.0  # chosen on composed stories of held-out situations; LOG.md has the numbers
REASONING_TOKENS = 1600  # of the longest story: forty lines, four lists of sixteen sounds and what is quoted
TEXT_FEATURES, STYLE_TABLE = "text_features.safetensors", "style_table.safetensors"  # what only training needs
# shares of texts: what was asked for is the hardest part
FOLLOWED: Mapping[Until, float] = {"end": 0.2, "scenes": 0.4, "times": 0.4}
FOLLOWED_LONG: Mapping[Until, float] = {"end": 0.25, "scenes": 0.75}
TOLD: Mapping[str, tuple[Callable[..., StoryExample], Mapping[Until, float]]] = {
    "texts": (compose_text, FOLLOWED), "long": (compose_long, FOLLOWED_LONG), "told": (compose_freely, WHOLE),
}  # fmt: skip
HEARING = 384, 32  # inner width of the projector through which the planner hears; rank of what is added to its matrices
CEILING = 1.85, 2.5  # of latents of training sounds: the 99th percentile; the highest of a scene, in the mean
PROJECTED = 1024  # inner width of the projectors: words that the planner was not taught need it (LOG.md)
LONG = 64  # rank of what is added to them while the planner tells a story in parts
DEVICES = ("auto", "cpu", "cuda", "mps")
START = "start"  # folder inside a run's: a copy of the model it began with
TOKENIZER_TEXTS = 30_000  # composed stories the tokenizer is learned from


def tiny_config(vocabulary: int, read_words: int, repertoire: Repertoire | None = None) -> ModelConfig:
    """Sizes of the embedded model: a planner of 12.1 M parameters, a transformer of 14.7 M."""
    planner = dict(
        vocab_size=vocabulary, hidden_size=320, intermediate_size=896, num_hidden_layers=6, num_attention_heads=5,
        num_key_value_heads=5, max_position_embeddings=16384, rope_theta=10000.0, tie_word_embeddings=True,
    )  # fmt: skip
    flow = FlowConfig(layers=2, single_layers=4, guided_below=0.97, ceiling=CEILING)
    return ModelConfig(
        planner=planner, read_words=read_words, bridge=BridgeConfig(hidden=PROJECTED), flow=flow, guidance=5.0, levels=(-28.0, -14.0), repeat_bias=REPEAT_BIAS,
        max_reasoning_tokens=REASONING_TOKENS, language=language_of(repertoire or shipped()),
    )  # fmt: skip


@dataclass
class Run:
    """A training run: a folder with statistics and one checkpoint per stage, and the model being trained."""

    folder: Path
    cache: Path
    foley: Foley
    model: StoryModel
    features: TextFeatures
    style_table: StyleTable
    alignment: Alignment
    place_sense: PlaceSense
    accelerator: Accelerator
    pool_share: float = 1.0
    workers: int = 1
    times: int = 1
    compile: bool = False

    @classmethod
    def open(
        cls,
        folder: Path,
        data: Folders,
        start: Path | None = None,
        cache: Path | None = None,
        *,
        device: str = "auto",
        pool_share: float = 1.0,
        workers: int = 1,
        times: int = 1,
        compile: bool = False,
    ) -> Run:
        """Resume the run in ``folder``, or begin one.

        Args:
            folder: made if it is not there.
            data: a folder of recordings with a manifest, or several; None looks where $AUDIOSTORY_FOLEY says.
            start: an exported model whose weights a new run begins with; an old run keeps its own beginning.
            cache: folder for what is slow to prepare and the same for every run; None is the run's own.
            device: "auto", "cpu", "cuda" or "mps": where the weights are trained; batches are made on the CPU.
            pool_share: of the scenes that are mixed beforehand, for less disk, or more than 1 for more variety.
            workers: processes that mix them.
            times: as many times the scenes of a step, for a GPU.
            compile: the transformer's blocks: a quarter faster after a minute or two a scene length; needs a C compiler.
        """
        accelerator = make_accelerator(device)
        folder.mkdir(parents=True, exist_ok=True)
        cache = cache or folder
        foley = Foley(data, cache=cache / "foley-train.npz")
        torch.manual_seed(0)  # fresh weights; a training run owns its process
        if start is not None:
            _copy_start(start, folder)
        model = _start_model(folder, foley.repertoire)
        codec = _mel_codec(model)
        _codec_statistics(folder / "codec.safetensors", foley, codec)
        features = text_features(folder / TEXT_FEATURES, model.config, foley.repertoire)
        table = StyleTable(model.config.bridge.residual_tokens, model.config.bridge.width)
        if (folder / START / STYLE_TABLE).is_file():
            table.load_state_dict(load_file(folder / START / STYLE_TABLE))
        sense = PlaceSense(model.planner.llm.config.hidden_size, model.config.bridge.width)
        learned = Alignment(model.flow), sense
        run = cls(
            folder, cache, foley, model, features, table, *learned, accelerator, pool_share, workers, times, compile
        )
        run.move()
        return run

    @cached_property
    def hints(self) -> Hints:
        """What the teacher says of places and things beyond our tables; asked for on first use."""
        return hints(self.cache, self.foley.repertoire)

    def move(self) -> None:
        """Bring all that is trained to the device. The codec stays on the CPU, where batches are made."""
        model = self.model
        parts = (
            model.planner,
            model.bridge,
            model.flow,
            model.student,
            model.hearing,
            self.style_table,
            self.place_sense,
            self.alignment,
        )
        for part in parts:
            if part is not None:
                part.to(self.accelerator.device)

    @cached_property
    def pool(self) -> Path:
        """The folder of scenes that are mixed beforehand; mixed on first use, anew for other recordings or statistics."""
        codec = _mel_codec(self.model)
        share = self.pool_share * min(1.0, MOST_OF_ONE * len(self.foley) / sum(SCENES.values()))
        made_of = f"{self.foley.fingerprint()} {share} {SCENES} {VARY} {codec.mean.tolist()} {codec.spread.tolist()}"
        folder = self.cache / f"pool-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}"
        mix_pool(folder, self.foley, codec, share=share, workers=self.workers)
        return folder

    def checkpoint(self, stage: str) -> Path:
        """The file of a stage."""
        return self.folder / f"{stage}.pt"

    def parts(self, names: tuple[str, ...]) -> nn.ModuleDict:
        """The named parts of the model, as stages call them."""
        bridge = self.model.bridge
        if "student" in names and self.model.student is None:
            self.model.student_from_flow(STUDENT_STEPS)
        if "hearing" in names:
            self.model.begin_to_hear(*HEARING)
        if "long" in names:
            self.model.learn_long(LONG)
        if "projectors" in names:
            self.model.widen_projectors(PROJECTED)
            bridge.to(self.accelerator.device)
        every = {
            "planner": self.model.planner.llm,
            "long": self.model.planner.long,
            "projectors": nn.ModuleList([bridge.projector, bridge.audio_projector]),
            "attention": bridge.attention,
            "flow": self.model.flow,
            "student": self.model.student,
            "hearing": self.model.hearing,
            "style_table": self.style_table,
            "alignment": self.alignment,
            "place_sense": self.place_sense,
        }
        return nn.ModuleDict({name: part for name in names if (part := every[name]) is not None})

    def load_until(self, stage: str | None = None) -> list[str]:
        """Load the averaged weights of all stages before ``stage`` (all stages for None); returns their names."""
        loaded = []
        for name in STAGES:
            if name == stage:
                break
            if self.checkpoint(name).is_file():
                mean = read_mean(self.checkpoint(name))
                # the file says what was trained: a variant of a stage may train less
                self.parts(tuple({key.split(".")[0]: None for key in mean})).load_state_dict(mean)
                loaded.append(name)
        return loaded

    def scenes(self, seed: int, **more: Any) -> PooledScenes:
        """Scenes of the pool, on the device."""
        rate, repertoire = _mel_codec(self.model).latent_rate, self.foley.repertoire
        return PooledScenes(self.pool, rate, repertoire, seed, device=self.accelerator.device, **more)

    def batches(self, stage: Stage) -> Iterator[SceneBatch] | Iterator[StoryBatch] | Iterator[HeardBatch]:
        """The stage's data, drawn anew each time it is resumed."""
        seed = time.time_ns() % 2**32
        sound = (self.foley, _mel_codec(self.model))
        vocabulary = self.model.planner.vocabulary
        if stage.data == "scenes":
            student = "student" in stage.trains
            scenes = self.scenes(
                seed, times=self.times, following=self.model.flow.known_mark is not None,
                plain=PLAIN if student else None, freely=FREELY if student else 0.0,
            )  # fmt: skip
            return prefetch(scenes) if self.accelerator.device.type == "cpu" else iter(scenes)
        if stage.data == "heard":
            return prefetch(self._sounds(stage, seed))
        if stage.data in ("texts", "long", "told"):
            told, until = TOLD[stage.data]
            compose = partial(told, hints=self.hints, repertoire=self.foley.repertoire)
            return prefetch(Stories(vocabulary, compose, stage.batch, seed, until=until))
        compose = partial(
            compose_clip if stage.data == "clips" else compose_few, hints=self.hints, repertoire=self.foley.repertoire
        )
        if not stage.reasoning:
            compose = partial(without_reasoning, compose)
        return prefetch(Stories(vocabulary, compose, stage.batch, seed, sound=sound))

    def _sounds(self, stage: Stage, seed: int) -> HeardSounds:
        hearing, scenes = self.model.hearing, PoolSounds(self.pool, _mel_codec(self.model))
        assert hearing is not None  # the stage trains it
        untaught = bool((hearing.spread == 1).all()) and not self.checkpoint(stage.name).is_file()
        if untaught:
            hearing.cpu()
            align(self.model.planner, hearing, scenes, self.foley.repertoire)
            hearing.to(self.accelerator.device)
        vocabulary, repertoire = self.model.planner.vocabulary, self.foley.repertoire
        return HeardSounds(scenes, vocabulary, repertoire, audio_input.WHOLE + 2, CLIPS * stage.batch, seed)

    def losses(self, stage: Stage) -> Callable[..., dict[str, Tensor]]:
        """What the stage's batches are turned into."""
        if "distillation" in stage.losses:
            conditions, likeness = Conditions(self.model, self.style_table, self.features), None
            if "likeness" in stage.losses:
                likeness = Likeness(self.model, conditions, ear_of(self.scenes(0, following=False)))
            return distillation_losses(self.model, conditions, likeness)
        if stage.data == "scenes":
            return scene_losses(self.model, self.style_table, self.features, self.alignment)
        if stage.data == "heard":
            return heard_losses(self.model)
        sense = self.place_sense if "place" in stage.losses else None
        return story_losses(
            self.model, self.style_table, self.features, sense, stage.crossing, long=stage.data in ("long", "told")
        )

    def train(self, stage: Stage, steps: int | None = None, minutes: float | None = None) -> Iterator[TrainEvent]:
        """Run or resume a stage; see :func:`run_stage`."""
        self.load_until(stage.name)
        parts = self.parts(stage.trains)
        self.model.requires_grad_(False)
        parts.requires_grad_(True)
        self.model.train()
        if self.compile:
            compile_blocks(*(flow for flow in (self.model.flow, self.model.student) if flow is not None))
        yield from run_stage(
            stage,
            parts,
            self.batches(stage),
            self.losses(stage),
            self.checkpoint(stage.name),
            self.accelerator,
            steps=steps,
            minutes=minutes,
        )


def make_accelerator(device: str) -> Accelerator:
    """What computes, in bfloat16 where it can; a device that is not there is an error."""
    if device not in DEVICES:
        raise ValueError(f"device={device!r} cannot be trained on. Choose {', '.join(DEVICES)}.")
    chosen = choose_device(device)
    accelerator = Accelerator(cpu=chosen.type == "cpu", mixed_precision="bf16" if is_bf16_available(True) else "no")
    if accelerator.device.type != chosen.type:  # accelerate keeps the first one of a process
        raise ValueError(f"This process trains on {accelerator.device.type} already. Start another one for {device}.")
    return accelerator


def compile_blocks(*flows: Flow) -> None:
    """Compile the blocks of transformers, in place."""
    # blocks of one kind share their code, and each length is compiled anew
    torch._dynamo.config.recompile_limit = 64
    for transformer in (flow.transformer for flow in flows):
        for block in (*transformer.transformer_blocks, *transformer.single_transformer_blocks):
            block.forward = torch.compile(type(block).forward.__get__(block), dynamic=False)  # hooks stay outside


def start_as_identity(flow: Flow) -> None:
    """Zero the modulations, so that every block starts as the identity (adaLN-zero, Peebles and Xie, arXiv 2212.09748)."""
    transformer = flow.transformer
    blocks = [*transformer.transformer_blocks, *transformer.single_transformer_blocks]
    norms = [
        getattr(block, name) for block in blocks for name in ("norm", "norm1", "norm1_context") if hasattr(block, name)
    ]
    for linear in (*(norm.linear for norm in norms), transformer.proj_out):
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)


def _copy_start(start: Path, folder: Path) -> None:
    """Keep a copy of the model to begin with: the run must not change when that model does."""
    if str(start) in EMBEDDED:
        start = embedded_folder(str(start))
    if not (start / CONFIG).is_file() or not (start / TEXT_FEATURES).is_file():
        raise ValueError(f"{start} is not an exported model. Pass a folder that audiostory train --export wrote.")
    if not (folder / START).is_dir():
        if any(folder.glob("*.pt")):
            raise ValueError(f"{folder} holds a run that began elsewhere. Name a new folder with --run.")
        shutil.copytree(start, folder / START)
        shutil.copy(start / TEXT_FEATURES, folder / TEXT_FEATURES)


def _start_model(folder: Path, repertoire: Repertoire) -> StoryModel:
    """The model that the run began with: a copied one, or fresh weights around the run's tokenizer."""
    if (folder / START).is_dir():
        model = load_folder(folder / START).float()
        config = replace(model.config, language=language_of(repertoire), max_reasoning_tokens=REASONING_TOKENS)
        model.config = model.planner.config = config  # it learns to tell of these recordings, in these words
        state = {name: value.detach().clone() for name, value in model.codec.state_dict().items()}
        write_whole(folder / "codec.safetensors", lambda p: save_file(state, p))
        return model
    tokenizer = _tokenizer(folder / "tokenizer.json", repertoire)
    model = StoryModel(tiny_config(tokenizer.get_vocab_size(), count_words(tokenizer), repertoire), tokenizer)
    start_as_identity(model.flow)
    embeddings = model.planner.llm.get_input_embeddings().weight
    embeddings.data.copy_(word_embeddings(tokenizer, embeddings.shape[1], EMBEDDING_SPREAD))
    return model


def _tokenizer(file: Path, repertoire: Repertoire) -> Tokenizer:
    """The run's tokenizer, learned on first use from composed stories and the words the teacher is asked about."""
    if not file.is_file():
        rng, texts = random.Random(0), []
        for _ in range(TOKENIZER_TEXTS):
            story = compose_text(rng, repertoire=repertoire)
            texts += [story.instruction, story.reasoning, *story.captions]
        markup: Markup = Markup(16, 8)
        tokenizer = train_tokenizer(texts, VOCABULARY, markup.semantic_tokens, markup.residual_tokens)
        tokenizer = add_words(tokenizer, relevant_words(repertoire=repertoire))
        write_whole(file, lambda p: tokenizer.save(str(p)))
    return Tokenizer.from_file(str(file))


def _mel_codec(model: StoryModel) -> MelCodec:
    if not isinstance(model.codec, MelCodec):
        raise ValueError(
            f"Only the embedded codec can be trained, not {model.config.codec.kind!r}. Begin with an exported model."
        )
    return model.codec


def _codec_statistics(file: Path, foley: Foley, codec: MelCodec) -> None:
    if not file.is_file():
        measure_codec(foley, codec)
        state = {name: value.detach().clone() for name, value in codec.state_dict().items()}
        write_whole(file, lambda p: save_file(state, p))
    codec.load_state_dict(load_file(file))


def text_features(file: Path, config: ModelConfig, repertoire: Repertoire | None = None) -> TextFeatures:
    """Features with the statistics of the run's first day, so that its weights keep their meaning."""
    tokens = config.bridge.semantic_tokens
    if not file.is_file():
        new = TextFeatures(tokens, repertoire)
        write_whole(file, lambda p: save_file({"mean": new.mean, "spread": new.spread}, p))
    saved = load_file(file)
    return TextFeatures(tokens, repertoire, (saved["mean"], saved["spread"]))
