"""From a run's folder to a stage that can be run: weights so far, data, and the stage's losses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import is_bf16_available
from safetensors.torch import load_file
from torch import Tensor, nn

from ..checkpoints.loading import choose_device
from ..data.composer import StoryExample, compose_clip
from ..data.foley import Folders, Foley
from ..data.hints import Hints
from ..flow import Flow
from ..model import StoryModel
from ..planner import audio_input
from ..style_table import StyleTable
from .batches import PooledScenes, SceneBatch, prefetch
from .beginning import (
    PROJECTED,
    START,
    STYLE_TABLE,
    TEXT_FEATURES,
    codec_statistics,
    copy_start,
    mel_codec,
    start_model,
    text_features,
)
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
from .pool import MOST_OF_ONE, SCENES, VARY, mix_pool
from .stages import STAGES, Stage
from .targets import TextFeatures
from .teacher import hints

# shares of texts: what was asked for is the hardest part
FOLLOWED: Mapping[Until, float] = {"end": 0.2, "scenes": 0.4, "times": 0.4}
FOLLOWED_LONG: Mapping[Until, float] = {"end": 0.25, "scenes": 0.75}
TOLD: Mapping[str, tuple[Callable[..., StoryExample], Mapping[Until, float]]] = {
    "texts": (compose_text, FOLLOWED), "long": (compose_long, FOLLOWED_LONG), "told": (compose_freely, WHOLE),
}  # fmt: skip
HEARING = 384, 32  # inner width of the projector through which the planner hears; rank of what is added to its matrices
LONG = 64  # rank of what is added to them while the planner tells a story in parts
DEVICES = ("auto", "cpu", "cuda", "mps")


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
            copy_start(start, folder)
        model = start_model(folder, foley.repertoire)
        codec = mel_codec(model)
        codec_statistics(folder / "codec.safetensors", foley, codec)
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
        codec = mel_codec(self.model)
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
        rate, repertoire = mel_codec(self.model).latent_rate, self.foley.repertoire
        return PooledScenes(self.pool, rate, repertoire, seed, device=self.accelerator.device, **more)

    def batches(self, stage: Stage) -> Iterator[SceneBatch] | Iterator[StoryBatch] | Iterator[HeardBatch]:
        """The stage's data, drawn anew each time it is resumed."""
        seed = time.time_ns() % 2**32
        sound = (self.foley, mel_codec(self.model))
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
        hearing, scenes = self.model.hearing, PoolSounds(self.pool, mel_codec(self.model))
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
