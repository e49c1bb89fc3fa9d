"""The codecs: sound to latents and back. What the mel codec loses is phase, and little else."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from audiostory_demo.codec import BANDS, FLOOR, MelCodec, build_codec, invert_mel
from audiostory_demo.config import CodecConfig

RATE = 24000
TIME = np.arange(2 * RATE) / RATE


def tensor(samples: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(samples.astype(np.float32))[None]


def hiss() -> np.ndarray:
    return 0.1 * np.random.default_rng(0).standard_normal(len(TIME))


SOUNDS = {
    "a tone": 0.3 * np.sin(2 * np.pi * 440 * TIME),
    "a chord": 0.1 * sum(np.sin(2 * np.pi * pitch * TIME) for pitch in (220, 440, 1000, 3000)),
    "a rising whistle": 0.3 * np.sin(2 * np.pi * (100 * TIME + 1500 * TIME**2)),
    "steady noise": hiss(),
    "bursts of noise": hiss() * (np.sin(4 * np.pi * TIME) > 0),
    "clicks": 0.9 * (np.arange(len(TIME)) % 6000 == 0),
}
ERROR = 0.25  # mean distance of log-mel values, natural logarithm: 0.25 is under 2.2 dB; clicks are the hardest
LEVEL = 1.0  # dB


@pytest.fixture(scope="module")
def mel() -> MelCodec:
    return MelCodec(CodecConfig())


@pytest.mark.parametrize("name", SOUNDS)
def test_a_round_trip_keeps_the_spectrum_and_the_level(mel: MelCodec, name: str):
    before = tensor(SOUNDS[name])
    after = mel.decode(mel.encode(before))
    distance = (mel.log_mel(before) - mel.log_mel(after[:, : before.shape[1]]))[4:-4]  # edges aside
    assert distance.abs().mean() < ERROR
    assert abs(20 * torch.log10(after.square().mean().sqrt() / before.square().mean().sqrt())) < LEVEL
    assert after.abs().max() <= 1


def test_silence_stays_silence(mel: MelCodec):
    after = mel.decode(mel.encode(torch.zeros(1, RATE)))
    assert after.abs().max() < 1e-4


def test_decoding_is_repeatable_and_leaves_the_global_seed_alone(mel: MelCodec):
    latents = mel.encode(tensor(SOUNDS["bursts of noise"]))
    state = torch.random.get_rng_state()
    assert torch.equal(mel.decode(latents), mel.decode(latents))
    assert torch.equal(torch.random.get_rng_state(), state)


def test_overloud_latents_stay_within_full_scale(mel: MelCodec):
    sound = mel.decode(torch.full((20, mel.latent_dim), 50.0))
    assert torch.isfinite(sound).all()
    assert sound.abs().max() <= 1


@given(st.integers(1, 5000))
def test_the_end_is_filled_up_to_a_whole_latent(samples: int):
    mel = MelCodec(CodecConfig())
    latents = mel.encode(torch.zeros(1, samples))
    assert latents.shape == (math.ceil(samples / 512), 256)


@pytest.mark.parametrize("latents", [1, 2, 3, 47])
def test_each_latent_becomes_one_hop_of_samples(mel: MelCodec, latents: int):
    assert mel.decode(torch.randn(latents, mel.latent_dim)).shape == (1, latents * mel.config.hop)


def test_latents_are_frames_less_the_mean_over_the_spread_of_each_band(mel: MelCodec):
    other = MelCodec(CodecConfig())
    other.mean.copy_(torch.linspace(-3, 1, BANDS))
    other.spread.copy_(torch.linspace(0.5, 2, BANDS))
    sound = tensor(SOUNDS["a chord"])
    torch.testing.assert_close(other.encode(sound).reshape(-1, BANDS) * other.spread + other.mean, mel.log_mel(sound))
    torch.testing.assert_close(other.decode(other.encode(sound)), mel.decode(mel.encode(sound)), atol=2e-2, rtol=0)


def test_nothing_is_lower_than_the_floor(mel: MelCodec):
    assert mel.log_mel(torch.zeros(1, 2048)).min() == pytest.approx(math.log(FLOOR))


def test_the_spectrum_found_for_mel_bands_is_never_negative_and_has_those_bands(mel: MelCodec):
    wanted = mel.log_mel(tensor(SOUNDS["steady noise"])).exp().T
    magnitude = invert_mel(wanted, mel.filters)
    assert magnitude.min() >= 0
    assert ((mel.filters @ magnitude) / wanted).log().abs().mean() < 0.05


def test_a_rate_is_latents_per_second(mel: MelCodec):
    assert mel.latent_rate == 46.875
    assert (mel.sample_rate, mel.channels, mel.latent_dim) == (24000, 1, 256)


def test_the_codec_keeps_nothing_in_a_checkpoint_but_mean_and_spread(mel: MelCodec):
    mel.decode(torch.zeros(2, 256))  # makes the filters
    assert set(mel.state_dict()) == {"mean", "spread"}


@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")  # diffusers' own
def test_the_stereo_autoencoder_stands_behind_the_same_names():
    options = dict(
        encoder_hidden_size=8, downsampling_ratios=[2, 4], channel_multiples=[1, 2], decoder_channels=8,
        decoder_input_channels=4, audio_channels=2, sampling_rate=8000,
    )  # fmt: skip
    codec = build_codec(CodecConfig("oobleck", sample_rate=8000, channels=2, latent_dim=4, hop=8, options=options))
    latents = codec.encode(torch.randn(2, 801))
    assert latents.shape == (math.ceil(801 / 8), 4)
    assert codec.decode(latents).shape == (2, 808)
    assert (codec.sample_rate, codec.channels, codec.latent_dim, codec.latent_rate) == (8000, 2, 4, 1000)


def test_an_unknown_codec_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"codec\.kind='mp3' is not known\. Choose mel or oobleck\."):
        CodecConfig(kind="mp3")  # type: ignore[arg-type]
