"""Training and measuring the two listeners of `classifier.py` on a folder of recordings."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import swa_utils

from ..data.foley import Foley
from ..data.styles import BEDS, MEDIA, ROOMS, Style
from ..files.writing import write_whole
from .classifier import RATE, ClassifierConfig, ListenerNet, SoundClassifier, StyleClassifier
from .classifier_examples import Batch, SoundExamples, StyleExamples, Styler, fitted

LEARNING_RATE, WEIGHT_DECAY, SMOOTHING = 1.5e-3, 0.05, 0.05
WARM_UP = 0.05  # share of the time in which the learning rate rises
AVERAGING = 0.999  # of the moving average of the weights, a step
KEEP_EVERY = 60.0  # s between checkpoints

Listener = TypeVar("Listener", SoundClassifier, StyleClassifier)
Parts = dict[str, nn.Module | torch.optim.Optimizer]


def train_classifier(
    folder: Path | str | None,
    out: Path | str,
    minutes: float = 12.0,
    seed: int = 0,
    *,
    cache: Path | str | None = None,
    log: Callable[[str], None] = print,
) -> SoundClassifier:
    """Train the sound classifier on the train split; an interrupted training goes on where it was.

    Args:
        folder: of recordings; None takes the one that AUDIOSTORY_FOLEY names.
        out: folder to write config.json, model.safetensors and, while training, training.pt.
        minutes: of processor time.
        seed: of weights and examples.
        cache: file that keeps the decoded recordings.
        log: takes a line of progress now and then.
    """
    examples = SoundExamples(Foley(folder, "train", cache=cache))
    config = ClassifierConfig(heads={"sound": examples.foley.sounds})
    net = _train(config, examples.batch, Path(out), minutes, seed, log)
    return _finished(SoundClassifier(config, net), Path(out))


def train_style_classifier(
    folder: Path | str | None,
    out: Path | str,
    minutes: float = 12.0,
    seed: int = 0,
    *,
    cache: Path | str | None = None,
    log: Callable[[str], None] = print,
) -> StyleClassifier:
    """Train the style classifier on styled mixes of the train split; arguments as in `train_classifier`."""
    examples = StyleExamples(Foley(folder, "train", cache=cache))
    heads = {"room": ROOMS, "medium": MEDIA, "bed": BEDS}
    config = ClassifierConfig(heads=heads, channels=(16, 32, 64, 64, 128, 128, 192), embedding=128)
    net = _train(config, examples.batch, Path(out), minutes, seed, log)
    return _finished(StyleClassifier(config, net), Path(out))


def _finished(listener: Listener, out: Path) -> Listener:
    listener.save(out)
    (out / "training.pt").unlink(missing_ok=True)
    return type(listener).load(out)  # as a user will hear it, in float16


# --- the loop ---------------------------------------------------------------------------------------------------


def _train(
    config: ClassifierConfig,
    batch: Callable[[np.random.Generator], Batch],
    out: Path,
    minutes: float,
    seed: int,
    log: Callable[[str], None],
) -> ListenerNet:
    """AdamW with a cosine rate over the processor time; returns the moving average of the weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = nn.utils.convert_conv2d_weight_memory_format(ListenerNet(config), torch.channels_last)
        average = swa_utils.AveragedModel(net, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(AVERAGING), use_buffers=True)
        optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        state = {"step": 0, "seconds": 0.0}
        parts: Parts = {"net": net, "average": average, "optimizer": optimizer}
        _resume(out, parts, state)
        begun, kept = time.process_time() - state["seconds"], state["seconds"]
        losses: deque[float] = deque(maxlen=200)
        try:
            while (done := state["seconds"] / (60 * minutes)) < 1:
                for group in optimizer.param_groups:
                    group["lr"] = LEARNING_RATE * min(1.0, done / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * done))
                losses.append(_step(net, optimizer, *batch(np.random.default_rng([seed, int(state["step"])]))))
                average.update_parameters(net)
                state.update(step=state["step"] + 1, seconds=time.process_time() - begun)
                if state["step"] % 200 == 0:
                    log(f"step {state['step']}  {100 * done:.0f} %  loss {np.mean(losses):.3f}")
                if state["seconds"] - kept > KEEP_EVERY:
                    _keep(out, parts, state)
                    kept = state["seconds"]
        finally:  # an interrupted training resumes from here
            _keep(out, parts, state)
    return cast(ListenerNet, average.module.eval())


def _step(net: ListenerNet, optimizer: torch.optim.Optimizer, frames: Tensor, wanted: dict[str, Tensor]) -> float:
    net.train()
    with torch.autocast("cpu", torch.bfloat16):
        logits = net(frames)
    losses = [
        nn.functional.cross_entropy(logits[name].float(), target, label_smoothing=SMOOTHING)
        for name, target in wanted.items()
    ]
    loss = torch.stack(losses).sum()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 2.0)
    optimizer.step()
    return loss.item()


def _keep(out: Path, parts: Parts, state: dict[str, float]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    kept = {name: part.state_dict() for name, part in parts.items()} | {"state": state}
    write_whole(out / "training.pt", partial(torch.save, kept))


def _resume(out: Path, parts: Parts, state: dict[str, float]) -> None:
    if not (out / "training.pt").is_file():
        return
    kept = torch.load(out / "training.pt", weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(kept[name])
    state.update(kept["state"])


# --- measuring --------------------------------------------------------------------------------------------------


def styled_clips(
    foley: Foley, beds: Foley, seed: int = 0, plain: float = 0.3
) -> Iterator[tuple[str, Style, np.ndarray]]:
    """Each recording of `foley` up to 5 s in a random style: its class, the style, the waveform [samples].

    `beds` is the set that beds are taken from; the valid split holds no traffic.
    """
    styler, rng = Styler(beds), np.random.default_rng(seed)
    for i, recording in enumerate(foley.recordings):
        style = styler.draw(rng, plain)
        clip = fitted(foley.samples(i), max(2 * RATE, min(5 * RATE, len(foley.samples(i)))), rng)
        yield recording.sound, style, styler.apply(clip, style, rng)


def measure_sounds(classifier: SoundClassifier, clips: Iterator[tuple[str, np.ndarray]]) -> dict[str, float]:
    """Share of (class, waveform) pairs whose class is the likeliest ("top1") or among five ("top5")."""
    places = []
    for sound, clip in clips:
        found = classifier.top(clip, RATE)
        places.append(found.index(sound) if sound in found else 5)
    return {"top1": float(np.mean(np.array(places) < 1)), "top5": float(np.mean(np.array(places) < 5))}


def measure_styles(classifier: StyleClassifier, clips: Iterator[tuple[Style, np.ndarray]]) -> dict[str, float]:
    """Share of (style, waveform) pairs whose room, medium and bed are named."""
    right: dict[str, list[bool]] = {"room": [], "medium": [], "bed": []}
    for style, clip in clips:
        found = classifier.style(clip, RATE)
        for name, answers in right.items():
            answers.append(getattr(found, name) == getattr(style, name))
    return {name: float(np.mean(answers)) for name, answers in right.items()}
