"""Small listeners that judge a sound: which of the recorded classes it is, and which style it is in.

Both hear what the embedded codec writes, log-mel frames at 24 kHz, through the same convolutional network and
differ only in their heads. They are trained on the train split of the recordings (`classifier_training.py`) and
shipped, so that a change to the model can be judged without any download.

Letters for shapes: N samples, W windows, F frames, E embedding width, K classes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from ..audio import resample
from ..checkpoints.folder import SCALE, SMALLEST, check_keys, quantize, read_weights, shapes_of, unpack
from ..checks.rules import check_fields, count, several, table, words
from ..codec import BANDS, FLOOR, HOP, WINDOW, codec_filters
from ..config import from_dict
from ..data.styles import Style
from ..files.reading import read_json
from ..files.writing import write_together

if TYPE_CHECKING:
    from typing_extensions import Self

RATE = 24_000  # Hz
WINDOW_SECONDS, STEP_SECONDS = 3.0, 1.5  # of listening; a longer clip is heard in overlapping windows
SHORTEST = 1.0  # s; a shorter clip is followed by silence
QUIET = 1e-3  # of the loudest window's power, -30 dB
CHANNELS = several(count(1, 2048), 7, 7, "seven whole numbers from 1 to 2048")
HEADS = table(
    words(100, shortest=1),
    several(words(200, shortest=1), 1, 10_000, "answers"),
    20,
    "a dict from question to its answers",
)
RANGE = 9.0  # nats (78 dB) below the loudest frame: what is softer is not heard


@dataclass(frozen=True)
class ClassifierConfig:
    """What a listener knows and how wide it is.

    Attributes:
        heads: name of each question -> its possible answers, in the order of the head's outputs.
        channels: of the convolution blocks, first to last.
        embedding: width of the summary before the heads.
    """

    heads: Annotated[dict[str, tuple[str, ...]], HEADS] = field(default_factory=dict)
    channels: Annotated[tuple[int, ...], CHANNELS] = (24, 48, 96, 96, 192, 192, 256)
    embedding: Annotated[int, count(1, 4096)] = 192

    def __post_init__(self) -> None:
        check_fields(self, "listener.")

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ClassifierConfig:
        """From JSON values; unknown keys are an error that names them."""
        return from_dict(cls, values)


STRIDES = ((2, 2), (2, 2), (2, 2), (1, 1), (2, 2), (1, 1), (1, 2))  # (bands, frames) of each block: 16 and 32 in all


class ListenerNet(nn.Module):
    """Seven convolutions, a look over all bands, mean and maximum over time, one head a question."""

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        before = 1
        for channels, stride in zip(config.channels, STRIDES, strict=True):
            blocks.append(_block(before, channels, (3, 3), stride, padding=1))
            before = channels
        blocks.append(_block(before, before, (BANDS // 16, 1), (1, 1), padding=0))  # all bands become one
        self.blocks = nn.Sequential(*blocks)
        self.summary = nn.Sequential(nn.Linear(2 * before, config.embedding), nn.ReLU())
        self.drop = nn.Dropout(0.3)
        self.heads = nn.ModuleDict({name: nn.Linear(config.embedding, len(a)) for name, a in config.heads.items()})

    def maps(self, frames: Tensor) -> Tensor:
        """Log-mel frames [W, BANDS, F] -> features [W, channels, F / 32]; how loud the whole is makes no difference."""
        loudest = (0.5 * torch.logsumexp(2 * frames, dim=1)).amax(dim=1)[:, None, None]
        heard = (frames - loudest).clamp(min=-RANGE) / 3 + 1.5
        return self.blocks(heard[:, None]).squeeze(2)

    def embed(self, frames: Tensor) -> Tensor:
        """Log-mel frames [W, BANDS, F] -> embeddings [W, E]."""
        maps = self.maps(frames)
        return self.summary(torch.cat([maps.mean(dim=-1), maps.amax(dim=-1)], dim=1))

    def forward(self, frames: Tensor) -> dict[str, Tensor]:
        """Log-mel frames [W, BANDS, F] -> logits [W, answers] of each head."""
        summary = self.drop(self.embed(frames))
        return {name: head(summary) for name, head in self.heads.items()}


def _block(before: int, after: int, kernel: tuple[int, int], stride: tuple[int, int], padding: int) -> nn.Module:
    convolution = nn.Conv2d(before, after, kernel, stride, padding, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after), nn.ReLU())


@lru_cache(maxsize=1)
def _front_end() -> tuple[Tensor, Tensor]:
    return codec_filters(RATE), torch.hann_window(WINDOW)


def log_mel(samples: Tensor) -> Tensor:
    """Waveforms [W, N] at 24 kHz -> log-mel frames [W, BANDS, F], as the embedded codec makes them."""
    filters, window = _front_end()
    spectrum = torch.stft(samples, WINDOW, HOP, window=window, pad_mode="constant", return_complex=True)
    return (filters @ spectrum[:, :, :-1].abs()).clamp(min=FLOOR).log()


def windows(samples: np.ndarray, rate: int) -> Tensor:
    """Cut a waveform [N] of any rate and length into overlapping windows [W, samples] at 24 kHz.

    Windows of near silence beside louder ones are left out: they say nothing about the sound.
    """
    clip = np.asarray(samples, dtype=np.float32)
    if clip.ndim != 1 or not len(clip) or not np.isfinite(clip).all():
        raise ValueError(
            f"A sound of shape {clip.shape} cannot be judged. Pass one channel [samples] of finite numbers, not empty."
        )
    clip = resample(clip, rate, RATE)
    clip = np.pad(clip, (0, max(0, int(SHORTEST * RATE) - len(clip))))
    length, step = int(WINDOW_SECONDS * RATE), int(STEP_SECONDS * RATE)
    last = max(0, len(clip) - length)
    starts = [*range(0, last, step), last]  # the last window ends with the clip
    cut = np.stack([clip[start : start + length] for start in starts])
    power = np.square(cut).mean(axis=1)
    return torch.from_numpy(cut[power >= QUIET * power.max()])


class _Listener:
    """A trained network with its questions, saved as config.json and model.safetensors."""

    shipped: str  # folder inside the package's assets

    def __init__(self, config: ClassifierConfig, net: ListenerNet | None = None) -> None:
        self.config = config
        self.net = (net or ListenerNet(config)).eval()

    @classmethod
    def load(cls, folder: Path | str | None = None) -> Self:
        """Read a listener from its folder; without one, the listener shipped in the package."""
        folder = Path(folder) if folder else Path(str(files("audiostory_demo"))) / "assets" / cls.shipped
        file = folder / "config.json"
        try:
            config = ClassifierConfig.from_dict(read_json(file))
        except ValueError as error:
            raise ValueError(f"{folder} holds no listener: {error}") from error
        listener = cls(config)
        weights = unpack(read_weights(folder / "model.safetensors"))
        check_keys(shapes_of(listener.net.state_dict()), shapes_of(weights), str(folder))
        listener.net.load_state_dict({name: value.float() for name, value in weights.items()})
        return listener

    def save(self, folder: Path | str) -> None:
        """Write config.json and model.safetensors; large kernels in 8 bits, small ones as float16, the few statistics as float32."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in self.net.state_dict().items() if value.is_floating_point()}
        weights = {name: (v.half() if v.ndim > 1 else v.float()).contiguous() for name, v in kept.items()}
        for name in [name for name, v in weights.items() if v.ndim > 1 and v.numel() >= SMALLEST]:
            weights[name], weights[name + SCALE] = quantize(weights[name])
        counts = {name: v for name, v in self.net.state_dict().items() if name not in kept}
        text = json.dumps(asdict(self.config), indent=2, sort_keys=True) + "\n"
        write_together({
            folder / "config.json": lambda part: part.write_text(text, encoding="utf-8"),
            folder / "model.safetensors": partial(save_file, weights | counts),
        })  # fmt: skip

    @torch.inference_mode()
    def _answers(self, samples: np.ndarray, rate: int) -> dict[str, np.ndarray]:
        """Probabilities [answers] of each head, the mean over windows."""
        logits = self.net(log_mel(windows(samples, rate)))
        return {name: values.softmax(dim=-1).mean(dim=0).numpy() for name, values in logits.items()}

    @torch.inference_mode()
    def embed(self, samples: np.ndarray, rate: int) -> np.ndarray:
        """Waveform [N] -> embedding [E], the mean over windows; for distances between sets of sounds."""
        return self.net.embed(log_mel(windows(samples, rate))).mean(dim=0).numpy()


class SoundClassifier(_Listener):
    """Names what is heard, out of the classes of the recordings."""

    shipped = "classifier"

    @property
    def sounds(self) -> tuple[str, ...]:
        """The classes, in the order of `probabilities`."""
        return self.config.heads["sound"]

    def probabilities(self, samples: np.ndarray, rate: int) -> np.ndarray:
        """Waveform [N] -> probability [K] of each class."""
        return self._answers(samples, rate)["sound"]

    def top(self, samples: np.ndarray, rate: int, k: int = 5) -> list[str]:
        """The k likeliest classes of a waveform [N], likeliest first."""
        order = np.argsort(-self.probabilities(samples, rate), kind="stable")
        return [self.sounds[i] for i in order[:k]]


class StyleClassifier(_Listener):
    """Names room, medium and bed of what is heard."""

    shipped = "classifier/style"

    def probabilities(self, samples: np.ndarray, rate: int) -> dict[str, np.ndarray]:
        """Waveform [N] -> "room", "medium", "bed" -> probability [answers] of each, as in `ROOMS`, `MEDIA`, `BEDS`."""
        return self._answers(samples, rate)

    def style(self, samples: np.ndarray, rate: int) -> Style:
        """The likeliest style of a waveform [N]."""
        found = self.probabilities(samples, rate)
        return Style(**{name: self.config.heads[name][int(p.argmax())] for name, p in found.items()})
