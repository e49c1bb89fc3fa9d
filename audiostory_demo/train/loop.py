"""The training loop: resumable to the step, reported as a stream of events."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from ..files.writing import write_whole
from .stages import Stage, learning_rate

EMA_DECAY = 0.999
CLIP_NORM = 1.0
WEIGHT_DECAY = 0.01


@dataclass(frozen=True)
class StepDone:
    """One optimiser step is done."""

    stage: str
    step: int  # 1-based
    steps: int
    losses: dict[str, float]
    learning_rate: float
    seconds: float  # this step took


@dataclass(frozen=True)
class StageDone:
    """A stage has reached its last step; its checkpoint is written."""

    stage: str
    checkpoint: Path


TrainEvent = StepDone | StageDone
Losses = Callable[..., dict[str, Tensor]]


class Progress:
    """What a stage has reached: weights, their running mean, optimisers and step, kept in one file."""

    def __init__(self, parts: nn.ModuleDict, optimizers: list[torch.optim.Optimizer], file: Path) -> None:
        self.parts, self.optimizers, self.file = parts, optimizers, file
        self.step = 0
        self.mean = {name: value.detach().clone() for name, value in parts.state_dict().items()}

    def update_mean(self) -> None:
        """Move the running mean (EMA) towards the current weights."""
        decay = min(EMA_DECAY, (1 + self.step) / (10 + self.step))  # early weights should not linger
        values = self.parts.state_dict()
        names = [name for name, value in values.items() if value.is_floating_point()]
        torch._foreach_lerp_([self.mean[n] for n in names], [values[n].detach() for n in names], 1 - decay)

    def save(self) -> None:
        """Write whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        reached = {
            "step": self.step,
            "parts": self.parts.state_dict(),
            "mean": self.mean,
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
        }
        write_whole(self.file, partial(torch.save, reached))

    def resume(self) -> None:
        """Go on where the file ends, if there is one."""
        if not self.file.is_file():
            return
        saved = read_checkpoint(self.file)
        self.parts.load_state_dict(saved["parts"])
        for optimizer, state in zip(self.optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        self.mean = {name: value.to(self.mean[name].device) for name, value in saved["mean"].items()}
        self.step = saved["step"]


def read_checkpoint(file: Path) -> dict[str, Any]:
    """What a stage's checkpoint holds; one that is damaged is an error that names it."""
    try:
        saved = torch.load(file, map_location="cpu", weights_only=True)
        return {name: saved[name] for name in ("step", "parts", "mean", "optimizers")}
    except MemoryError:
        raise
    except Exception as error:  # in as many ways as there are bytes
        raise ValueError(
            f"{file} is damaged or no checkpoint of a stage ({type(error).__name__}). Remove it to begin that stage anew."
        ) from error


def read_mean(file: Path) -> dict[str, Tensor]:
    """The averaged weights that a stage's checkpoint holds."""
    return read_checkpoint(file)["mean"]


def run_stage(
    stage: Stage,
    parts: nn.ModuleDict,
    batches: Iterator[object],
    losses: Losses,
    checkpoint: Path,
    accelerator: Accelerator,
    *,
    steps: int | None = None,
    minutes: float | None = None,
    save_every: float = 240.0,
) -> Iterator[TrainEvent]:
    """Train until ``steps`` (default: the stage's) or for ``minutes``, whichever comes first.

    Args:
        stage: what to do.
        parts: the modules whose weights move.
        batches: endless.
        losses: turns a batch into named losses.
        checkpoint: file to resume from and to write every ``save_every`` seconds.
        accelerator: knows the device, where ``parts`` are already, and its precision.
    """
    steps = steps or stage.steps
    optimizers = make_optimizers(stage, parts)
    progress = Progress(parts, optimizers, checkpoint)
    progress.resume()
    start = saved = time.monotonic()
    try:
        while progress.step < steps and not (minutes and time.monotonic() - start > 60 * minutes):
            began = time.monotonic()
            rate = learning_rate(stage, progress.step, steps)
            for group in (group for optimizer in optimizers for group in optimizer.param_groups):
                group["lr"] = rate
            terms = _step(stage, losses, moved(next(batches), accelerator.device), optimizers, accelerator)
            progress.step += 1
            progress.update_mean()
            yield StepDone(stage.name, progress.step, steps, terms, rate, time.monotonic() - began)
            if time.monotonic() - saved > save_every:
                progress.save()
                saved = time.monotonic()
    finally:
        progress.save()  # also when the consumer stops or interrupts
    if progress.step >= steps:
        yield StageDone(stage.name, checkpoint)


def make_optimizers(stage: Stage, parts: nn.ModuleDict) -> list[torch.optim.Optimizer]:
    """AdamW for everything, or Muon (K. Jordan, 2024) for the matrices and AdamW for embeddings, norms and biases."""
    weights = [p for p in parts.parameters() if p.requires_grad]
    embeddings = {id(m.weight) for m in parts.modules() if isinstance(m, nn.Embedding)}
    matrices = [p for p in weights if stage.optimizer == "muon" and p.ndim == 2 and id(p) not in embeddings]
    taken = {id(p) for p in matrices}
    others = [parameter for parameter in weights if id(parameter) not in taken]
    rate = stage.learning_rate
    made: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY, fused=True)
    ]
    if matrices:
        # its updates are scaled to the size of AdamW's, so that one learning rate serves both
        made.append(torch.optim.Muon(matrices, lr=rate, weight_decay=WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"))
    return made


def moved(batch: Any, device: torch.device) -> Any:
    """A batch, which is a dataclass, with its tensors and lists of tensors on a device."""
    if device.type == "cpu":
        return batch
    changes: dict[str, Any] = {}
    for name, value in ((field.name, getattr(batch, field.name)) for field in fields(batch)):
        if isinstance(value, Tensor):
            changes[name] = value.to(device)
        elif isinstance(value, list) and value and isinstance(value[0], Tensor):
            changes[name] = [one.to(device) for one in value]
    return replace(batch, **changes)


def _step(
    stage: Stage, losses: Losses, batch: object, optimizers: list[torch.optim.Optimizer], accelerator: Accelerator
) -> dict[str, float]:
    """One optimiser step; returns the losses by name."""
    parameters = [p for optimizer in optimizers for group in optimizer.param_groups for p in group["params"]]
    with accelerator.autocast():
        terms = losses(batch)
    terms = {name: terms[name] for name in stage.losses if name in terms}
    total = sum(
        (stage.losses[name] * value for name, value in terms.items()),
        start=torch.zeros((), device=parameters[0].device),
    )
    value = float(total.detach())
    if not math.isfinite(value):
        raise FloatingPointError(f"The loss of stage {stage.name} is {value}. Resume it with a lower learning rate.")
    for optimizer in optimizers:
        optimizer.zero_grad(set_to_none=True)
    accelerator.backward(total)
    accelerator.clip_grad_norm_(parameters, CLIP_NORM)
    for optimizer in optimizers:
        optimizer.step()
    return {name: float(term.detach()) for name, term in terms.items()}
