"""Codecs: between sound and the latents that the diffusion transformer models.

Both sizes stand behind the same few names: ``encode``, ``decode``, ``sample_rate``, ``latent_rate``,
``latent_dim`` and ``channels``. Letters for shapes: C channels, L latents, V values per latent.
"""

from __future__ import annotations

import math
import warnings

import torch
from torch import Tensor, nn

from .audio.mel import mel_filters
from .config import CodecConfig

BANDS, WINDOW, HOP = 128, 1024, 256  # log-mel at 93.75 Hz; two frames make one latent of 256 values at 46.9 Hz
FLOOR = 1e-2  # magnitude under which a band counts as silent: about 88 dB below a full-scale sine
# fast Griffin-Lim, Perraudin et al. 2013; few rounds: what a transformer writes is smoother than a recording's spectrum, and
# the better a waveform fits that, the more it rings
GRIFFIN_LIM_ROUNDS, MOMENTUM = 4, 0.99
LEAST_SQUARES_ROUNDS = 24
HIGHEST_PEAK = 0.97


def codec_filters(sample_rate: int) -> Tensor:
    """[BANDS, WINDOW / 2 + 1] triangles with peak 1."""
    return torch.from_numpy(mel_filters(sample_rate, WINDOW, BANDS)).float()


class MelCodec(nn.Module):
    """Standardised log-mel frames; decoding is least squares for the spectrum, Griffin-Lim for the phase.

    There is nothing to learn but the mean and spread of each band, measured on the training recordings.
    """

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        self.mean = nn.Parameter(torch.zeros(BANDS), requires_grad=False)  # [bands], natural log of magnitude
        self.spread = nn.Parameter(torch.ones(BANDS), requires_grad=False)
        self._filters: Tensor | None = None

    sample_rate = property(lambda self: self.config.sample_rate)
    latent_rate = property(lambda self: self.config.latent_rate)
    latent_dim = property(lambda self: self.config.latent_dim)
    channels = property(lambda self: self.config.channels)

    @property
    def filters(self) -> Tensor:
        """Made on first use and kept out of the checkpoint: they are a formula."""
        if self._filters is None or self._filters.device != self.mean.device:
            self._filters = codec_filters(self.sample_rate).to(self.mean.device)
        return self._filters

    @property
    def window(self) -> Tensor:
        return torch.hann_window(WINDOW, device=self.mean.device)

    def log_mel(self, samples: Tensor) -> Tensor:
        """[1, samples] -> [frames, bands], natural log of mel magnitudes; frames = 2 L."""
        latents = math.ceil(samples.shape[-1] / self.config.hop)
        padded = nn.functional.pad(samples, (0, latents * self.config.hop - samples.shape[-1]))
        spectrum = torch.stft(
            padded, WINDOW, HOP, window=self.window, center=True, pad_mode="constant", return_complex=True
        )
        magnitude = spectrum[0, :, :-1].abs()  # center adds one frame more than samples / hop
        return (self.filters @ magnitude).clamp(min=FLOOR).log().T

    def encode(self, samples: Tensor) -> Tensor:
        """[C, samples] -> latents [L, V]; the end is padded with silence to a whole latent."""
        frames = (self.log_mel(samples.to(self.mean)) - self.mean) / self.spread
        return frames.reshape(-1, self.latent_dim)

    def frames(self, latents: Tensor) -> Tensor:
        """Latents [L, V] -> log-mel [2 L, bands]."""
        return latents.to(self.mean).reshape(-1, BANDS) * self.spread + self.mean

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Latents [L, V] -> [C, L * hop] samples in -1..1."""
        frames = self.frames(latents).clamp(max=8.0)  # exp(8) is over full scale
        mel = (frames.exp() - FLOOR).clamp(min=0).T  # [bands, frames]
        samples = griffin_lim(invert_mel(mel, self.filters), self.window)
        # a clip that came out too loud is turned down as a whole: cutting its peaks off would distort it
        return (samples / max(1.0, float(samples.abs().max()) / HIGHEST_PEAK))[None]


def invert_mel(mel: Tensor, filters: Tensor) -> Tensor:
    """Non-negative magnitudes [bins, frames] whose mel bands come nearest to ``mel`` [bands, frames].

    Multiplicative updates (Lee and Seung 2001): every factor is positive, so no clipping is needed.
    """
    norm = filters.sum(dim=1, keepdim=True).clamp(min=1e-6)
    magnitude = filters.T @ (mel / norm) + 1e-8
    target = filters.T @ mel
    for _ in range(LEAST_SQUARES_ROUNDS):
        magnitude = magnitude * target / (filters.T @ (filters @ magnitude) + 1e-8)
    return magnitude


def griffin_lim(magnitude: Tensor, window: Tensor, rounds: int = GRIFFIN_LIM_ROUNDS) -> Tensor:
    """A waveform [frames * HOP] whose spectrum has this magnitude [bins, frames], by fast Griffin-Lim.

    The starting phase is drawn from a fixed seed, so decoding is repeatable.
    """
    magnitude = torch.cat([magnitude, magnitude[:, -1:]], dim=1)  # the frame that ``center`` adds
    samples = (magnitude.shape[1] - 1) * HOP
    phase = torch.rand(magnitude.shape, generator=torch.Generator("cpu").manual_seed(0)).to(magnitude.device)
    angles = torch.polar(torch.ones_like(magnitude), 2 * math.pi * phase)
    previous = torch.zeros_like(angles)
    for _ in range(rounds):
        wave = torch.istft(magnitude * angles, WINDOW, HOP, window=window, length=samples)
        rebuilt = torch.stft(wave, WINDOW, HOP, window=window, pad_mode="constant", return_complex=True)
        angles = rebuilt - MOMENTUM / (1 + MOMENTUM) * previous
        angles = angles / angles.abs().clamp(min=1e-12)
        previous = rebuilt
    return torch.istft(magnitude * angles, WINDOW, HOP, window=window, length=samples)


class OobleckCodec(nn.Module):
    """The release's stereo autoencoder, ``diffusers.AutoencoderOobleck``."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        from diffusers import AutoencoderOobleck

        self.config = config
        with warnings.catch_warnings():  # a user can do nothing about the library's use of an older function
            warnings.simplefilter("ignore", FutureWarning)
            # the library wants lists
            options = {
                name: list(value) if isinstance(value, tuple) else value for name, value in config.options.items()
            }
            self.autoencoder = AutoencoderOobleck(**options)

    sample_rate = property(lambda self: self.config.sample_rate)
    latent_rate = property(lambda self: self.config.latent_rate)
    latent_dim = property(lambda self: self.config.latent_dim)
    channels = property(lambda self: self.config.channels)

    @torch.no_grad()
    def encode(self, samples: Tensor) -> Tensor:
        """[C, samples] -> latents [L, V], the posterior's mode; the end is padded to a whole latent."""
        short = -samples.shape[-1] % self.config.hop
        padded = nn.functional.pad(samples, (0, short)).to(self.autoencoder.dtype)
        return self.autoencoder.encode(padded[None].to(self.autoencoder.device)).latent_dist.mode()[0].T

    @torch.no_grad()
    def decode(self, latents: Tensor) -> Tensor:
        """Latents [L, V] -> [C, samples]."""
        return self.autoencoder.decode(latents.T[None].to(self.autoencoder.dtype)).sample[0].float()


Codec = MelCodec | OobleckCodec


def build_codec(config: CodecConfig) -> Codec:
    """The codec that a configuration names."""
    kinds: dict[str, type[MelCodec] | type[OobleckCodec]] = {"mel": MelCodec, "oobleck": OobleckCodec}
    return kinds[config.kind](config)
