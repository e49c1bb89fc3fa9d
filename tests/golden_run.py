"""Runs the package on a golden fixture and names what it computes as the fixture does; sizes come from the fixture.

Only the package's own functions compute here. Where the comparison must be tight, denoising starts from the fixture's
noise, for a CPU's random stream differs in its last bits between instruction sets.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from torch import Tensor
from transformers import T5EncoderModel

from audiostory_demo import AudioStory, BridgeTokens, GenerationSettings
from audiostory_demo import markup as markup_module
from audiostory_demo.audio import resample
from audiostory_demo.checkpoints.release.load import find_encoder
from audiostory_demo.checkpoints.release.names import TEXT, tied_pairs
from audiostory_demo.checkpoints.release.null import encode, fill_encoder, null_inputs
from audiostory_demo.checkpoints.release.places import PICKLE, TOKENIZER, Places
from audiostory_demo.checkpoints.release.weights import read_pickle, tidy
from audiostory_demo.flow import draw_noise, noise_levels
from audiostory_demo.markup import format_seconds
from audiostory_demo.planner import Hidden, Planner, Text
from audiostory_demo.planner.release import ReleaseRules

FOLDER = Path(os.environ.get("AUDIOSTORY_GOLDEN") or Path(__file__).parent / "golden" / "A")
RELEASE = FOLDER / "release"
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
TENSORS = load_file(FOLDER / "expected.safetensors")
SETTINGS: dict[str, Any] = EXPECTED["settings"]
CLIPS = range(len(EXPECTED["durations"]))
STAGE, STORY = 5e-5, 1e-4  # suggested by the fixture's README: largest difference over the tensor's root mean square


def difference(got: np.ndarray | Tensor, expected: np.ndarray) -> float:
    """Largest difference over the root mean square of what is expected; of whole numbers, the difference itself."""
    got = np.asarray(got)
    assert got.shape == expected.shape, f"shape {got.shape}, not {expected.shape}"
    apart = float(np.abs(got.astype(np.float64) - expected.astype(np.float64)).max(initial=0.0))
    size = float(np.sqrt(np.mean(expected.astype(np.float64) ** 2))) if expected.size else 0.0
    return apart / size if expected.dtype.kind == "f" and size else apart


def published(**changes: Any) -> GenerationSettings:
    """The settings that the fixture was made with."""
    return GenerationSettings.release(**{
        "steps": SETTINGS["num_inference_steps"], "guidance": SETTINGS["guidance"], "crossfade": SETTINGS["crossfade_sec"],
        "output_rate": SETTINGS["target_sampling_rate"], "max_new_tokens": EXPECTED["max_new_tokens"], **changes,
    })  # fmt: skip


@contextmanager
def published_spelling() -> Iterator[None]:
    """The published command line writes a total of 4 seconds as "4.0", we write "4"; here we write what the fixture has."""
    total = re.search(r"The total duration is (\S+) seconds\.", EXPECTED["prompt_text"])[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup_module, "format_seconds", lambda s: total if s == float(total) else format_seconds(s))
        yield


@dataclass
class Recording:
    """What went through the language model, pass by pass.

    Attributes:
        ids: all that it read.
        hidden: last hidden states [ids, H].
        logits: [vocabulary] of each pass, after the last id that it read.
        text: what was written.
        scenes: the hidden states at query tokens that the planner handed out.
    """

    ids: list[int] = field(default_factory=list)
    hidden: list[Tensor] = field(default_factory=list)
    logits: list[Tensor] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    scenes: list[Hidden] = field(default_factory=list)


@contextmanager
def recorded(planner: Planner) -> Iterator[Recording]:
    """Listen to a planner's language model."""
    recording = Recording()

    def read(module: torch.nn.Module, args: tuple, kwargs: dict, output: Any) -> None:
        recording.ids += kwargs["input_ids"][0].tolist()
        recording.hidden += output.last_hidden_state[0].clone()

    handles = [
        planner.llm.model.register_forward_hook(read, with_kwargs=True),
        planner.llm.lm_head.register_forward_hook(lambda module, args, output: recording.logits.append(output.clone())),
    ]
    try:
        yield recording
    finally:
        for handle in handles:
            handle.remove()


class Run:
    """Everything that the fixture has numbers for, computed by the package when it is asked for."""

    def __init__(self) -> None:
        self.story_model = AudioStory.from_pretrained(RELEASE, device="cpu", dtype="float32")
        self.model = self.story_model.model
        self.flow, self.planner = self.model.flow, self.model.planner
        self.instruction = EXPECTED["lead"] + SETTINGS["generated_caption"]
        self.seconds = SETTINGS["total_duration"]

    # -- language model ----------------------------------------------------------------------------------------

    def write(self, **changes: Any) -> Recording:
        """Let the planner write the whole plan."""
        with recorded(self.planner) as recording:
            for part in self.planner.write(
                self.instruction, self.seconds, published(**changes), SETTINGS["noise_seed"]
            ):
                if isinstance(part, Text):
                    recording.text.append(part.delta)
                else:
                    recording.scenes.append(part)
        return recording

    @cached_property
    def one_by_one(self) -> Recording:
        return self.write(parallel_bridging=False)

    @cached_property
    def in_one_pass(self) -> Recording:
        return self.write(parallel_bridging=True)

    @cached_property
    def prompt(self) -> list[int]:
        return self.planner.vocabulary.encode_prompt(self.instruction, self.seconds)

    def generated(self, recording: Recording) -> list[int]:
        # the token that ends the story is written, but never read
        return [*recording.ids[len(self.prompt) :], self.planner.vocabulary.id(recording.text[-1])]

    @cached_property
    def rules(self) -> ReleaseRules:
        return self.planner._rules(len(self.prompt), self.seconds, published(), 0)

    @cached_property
    def scores(self) -> list[Tensor]:
        """[vocabulary] after penalty and rules, for each step."""
        ids, first = self.one_by_one.ids, len(self.prompt)
        return [self.rules.scores(logits, ids[: first + step]) for step, logits in enumerate(self.one_by_one.logits)]

    # -- bridge ------------------------------------------------------------------------------------------------

    @cached_property
    def tokens(self) -> list[BridgeTokens]:
        return [self.model.bridge_tokens(hidden) for hidden in self.one_by_one.scenes]

    @cached_property
    def semantic(self) -> Tensor:
        return torch.from_numpy(np.stack([tokens.semantic for tokens in self.tokens]))

    @cached_property
    def residual(self) -> Tensor:
        return torch.from_numpy(np.stack([tokens.residual for tokens in self.tokens]))

    @cached_property
    def fused(self) -> Tensor:
        return torch.stack([self.model.fuse(tokens) for tokens in self.tokens])

    @cached_property
    def text_encoder(self) -> T5EncoderModel:
        places = Places(RELEASE)
        state = tidy(read_pickle(places.home / PICKLE), tied_pairs(self.model.config), "fixture")
        weights = {name.removeprefix(TEXT): tensor for name, tensor in state.items() if name.startswith(TEXT)}
        return fill_encoder(find_encoder(places, self.model.config.bridge.width), weights)

    @cached_property
    def null_inputs(self) -> tuple[Tensor, Tensor]:
        return null_inputs(self.text_encoder.config, self.model.config.bridge.semantic_tokens)

    @cached_property
    def text_probe(self) -> Tensor:
        # at run time no text is ever encoded; the fixture's tokenizer shows that the text encoder is read rightly
        folder = Places(RELEASE).configurations("t5")[0][0]
        ids = Tokenizer.from_file(str(folder / TOKENIZER)).encode(EXPECTED["caption_contents"][0]).ids
        return torch.tensor([ids])

    # -- flow --------------------------------------------------------------------------------------------------

    def noise(self, seed: int) -> Tensor:
        codec = self.model.config.codec
        return draw_noise(self.flow.latent_length(self.seconds), codec.latent_dim, seed)

    def condition(self, clip: int) -> Any:
        seconds = EXPECTED["durations_with_crossfade"][clip]
        return self.flow.condition(torch.stack([self.flow.null_embeds, self.fused[clip]]), torch.tensor([seconds] * 2))

    def denoise(self, clip: int, noise: np.ndarray, steps: int, guidance: float) -> tuple[Tensor, list[dict[str, Any]]]:
        """Latents [steps, L, V] and what each pass of the transformer was given and gave."""
        passes: list[dict[str, Any]] = []
        handle = self.flow.transformer.register_forward_hook(
            lambda module, args, kwargs, output: passes.append({**kwargs, "output": output[0]}), with_kwargs=True
        )
        try:
            seconds = EXPECTED["durations_with_crossfade"][clip]
            latents = self.flow.denoise(torch.from_numpy(noise), self.fused[clip], seconds, steps, guidance)
            with torch.no_grad():
                return torch.stack(list(latents)), passes
        finally:
            handle.remove()

    @cached_property
    def clips(self) -> list[tuple[Tensor, list[dict[str, Any]]]]:
        noise, steps, guidance = TENSORS["initial_noise"], SETTINGS["num_inference_steps"], SETTINGS["guidance"]
        return [self.denoise(clip, noise[clip], steps, guidance) for clip in CLIPS]

    def positions(self, name: str, clip: int) -> Tensor:
        """[2, positions, 3]: one set of positions serves both halves."""
        return self.clips[clip][1][0][name].expand(2, -1, -1)

    def extra(self, name: str, **changes: Any) -> Tensor:
        """Final latents [1, L, V] of one of the fixture's extra runs."""
        run = {**EXPECTED["extra_runs"][name], **changes}
        noise = TENSORS[run["initial_noise"]][0]
        return self.denoise(run["clip"], noise, run["num_inference_steps"], run["guidance"])[0][-1:]

    # -- sound, each stage from the fixture's result of the one before ------------------------------------------

    def wave(self, clip: int) -> np.ndarray:
        samples = int(EXPECTED["durations_with_crossfade"][clip] * SETTINGS["native_sampling_rate"])
        return self.model.decode(torch.from_numpy(TENSORS["latents_final"][clip]))[:, :samples]

    def resampled(self, clip: int) -> np.ndarray:
        return resample(
            TENSORS[f"wave44k_clip{clip}"], SETTINGS["native_sampling_rate"], SETTINGS["target_sampling_rate"]
        )

    def compute(self, name: str) -> np.ndarray | Tensor:
        """Our value of a tensor of the fixture."""
        with torch.no_grad():
            return TABLE[name](self)


def _top_margins(scores: list[Tensor]) -> Tensor:
    top = torch.stack([row.topk(2).values for row in scores])
    return top[:, 0] - top[:, 1]


def _steps(name: str) -> int:
    """Denoising steps of the schedule that ends in ``name``, such as "_steps50"; without one, the story's."""
    runs = EXPECTED["extra_runs"].values()
    return next(
        (run["num_inference_steps"] for run in runs if run.get("sigmas") == f"sigmas{name}"),
        SETTINGS["num_inference_steps"],
    )


def _seeds() -> dict[str, int]:
    """Noise of the extra runs that have their own: name -> seed."""
    return {run["initial_noise"]: run["seed"] for run in EXPECTED["extra_runs"].values()}


TABLE: dict[str, Callable[[Run], Any]] = {
    "prompt_ids": lambda run: run.prompt,
    "generated_ids": lambda run: run.generated(run.one_by_one),
    "llm_last_hidden_prompt": lambda run: torch.stack(run.one_by_one.hidden[: len(run.prompt)]),
    "llm_last_hidden_generated": lambda run: torch.stack(run.one_by_one.hidden[len(run.prompt) :]),
    "logits_first_raw": lambda run: run.one_by_one.logits[0],
    "scores_first_processed": lambda run: run.scores[0],
    "logits_raw_max_per_step": lambda run: torch.stack([logits.max() for logits in run.one_by_one.logits]),
    "score_margin_per_step": lambda run: _top_margins(run.scores),
    "t5_feats": lambda run: run.semantic,
    "aud_feats": lambda run: run.residual,
    "attn_output": lambda run: run.model.bridge.attention(run.semantic, run.residual, run.residual)[0],
    "fused_embeds": lambda run: run.fused,
    "null_input_ids": lambda run: run.null_inputs[0][0],
    "null_attention_mask": lambda run: run.null_inputs[1][0],
    "null_embeds": lambda run: run.flow.null_embeds[None],
    "text_probe_ids": lambda run: run.text_probe[0],
    "text_probe_mask": lambda run: torch.ones_like(run.text_probe[0]),
    "text_probe_embeds": lambda run: encode(run.text_encoder, run.text_probe, torch.ones_like(run.text_probe)),
    "duration_embeds": lambda run: run.flow.duration_embedder(torch.tensor(EXPECTED["durations_with_crossfade"])),
    "duration_probe_seconds": lambda run: TENSORS["duration_probe_seconds"],  # given, not computed
    "duration_probe_embeds": lambda run: run.flow.duration_embedder(
        torch.from_numpy(TENSORS["duration_probe_seconds"])
    )[:, 0],
    "pooled_projections": lambda run: torch.stack([run.condition(clip).pooled for clip in CLIPS]),
    # one noise level serves both halves
    "transformer_timesteps": lambda run: torch.stack([given["timestep"][0] for given in run.clips[0][1]]),
    "initial_noise": lambda run: torch.stack([run.noise(SETTINGS["noise_seed"]) for _ in CLIPS]),
    "velocity_step0_uncond": lambda run: torch.stack([passes[0]["output"][0] for _, passes in run.clips]),
    "velocity_step0_cond": lambda run: torch.stack([passes[0]["output"][1] for _, passes in run.clips]),
    "latents_final": lambda run: torch.stack([latents[-1] for latents, _ in run.clips]),
}
"""Name of a tensor -> what the package makes of it."""

for _name in EXPECTED["extra_runs"]:
    TABLE[_name] = lambda run, name=_name: run.extra(name)
for _name, _seed in _seeds().items():
    TABLE.setdefault(_name, lambda run, seed=_seed: run.noise(seed)[None])
for _name in TENSORS:
    if found := re.fullmatch(r"(sigmas|timesteps)(|_\w+)", _name):
        _n = _steps(found[2])
        # the last sigma, 0, is not a timestep
        TABLE[_name] = {
            "sigmas": lambda run, n=_n: noise_levels(n),
            "timesteps": lambda run, n=_n: noise_levels(n)[:-1] * 1000,
        }[found[1]]
for _clip in CLIPS:
    TABLE |= {
        f"encoder_hidden_states_clip{_clip}": lambda run, clip=_clip: run.condition(clip).sequence,
        f"txt_ids_clip{_clip}": lambda run, clip=_clip: run.positions("txt_ids", clip),
        f"img_ids_clip{_clip}": lambda run, clip=_clip: run.positions("img_ids", clip),
        f"latents_clip{_clip}_after_step": lambda run, clip=_clip: run.clips[clip][0],
        f"wave44k_clip{_clip}": lambda run, clip=_clip: run.wave(clip),
        f"wave32k_clip{_clip}": lambda run, clip=_clip: run.resampled(clip),
    }
