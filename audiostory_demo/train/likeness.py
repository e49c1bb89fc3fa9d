"""The student's last steps learn from recordings what a squared error leaves out.

A regression towards the teacher ends between what is possible, and what is possible there is texture. So the last steps are
also held against recordings, through a small ear that hears in latents what the public tagger hears in their sound: where they
began with a recording under noise, its features must come out again (Berrada et al., arXiv 2411.04873), and a critic on the
same features must not tell what they make from recordings (Sauer et al., arXiv 2111.01007). The critic knows caption and style, and
takes a recording of which something else is said for made (Reed et al., arXiv 1605.05396). Ear and critic are not shipped.

Letters for shapes: L latents of a scene, V values per latent, P pieces of 0.32 s, C channels of the tagger's maps.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from ..codec import BANDS
from ..files.writing import write_whole
from ..flow import student_levels
from ..model import StoryModel
from ..tagger import WIDTH
from .batches import SHAPES, PooledScenes, SceneBatch
from .distillation import STUDENT_STEPS, start_of, walk
from .losses import ScenePart
from .planned import Conditions

CHANNELS = (32, 64, 96, 128, 192)  # of the ear's layers, each of half the bands and half the frames
FIRST, LAST = 1, 3  # layers that the critic judges: texture and shape, neither pixels nor classes
CRITIC_WIDTH = 64
HELD = 2  # last steps of the student that are held against recordings: from a noise level of a half
OWN_STARTS = 0.5  # share of batches that begin where the student's own steps lead
WRONG = 0.4  # what recordings of which something else is said count in the critic's loss
PASSES = 3  # of the ear through the scenes
EAR = "ear.safetensors"  # beside the scenes that it was taught with
SCENES = 8  # of the shortest length in a step


class LatentEar(nn.Module):
    """Hears in latents what the tagger hears in their sound; what it makes of them on the way says how alike two sounds are."""

    def __init__(self) -> None:
        super().__init__()
        sizes = list(zip((1, *CHANNELS), CHANNELS, strict=False))
        edges = (5, 3, 3, 3, 3)
        self.halve = nn.ModuleList(
            nn.Conv2d(before, after, edge, stride=2, padding=edge // 2)
            for edge, (before, after) in zip(edges, sizes, strict=True)
        )
        self.again = nn.ModuleList(nn.Conv2d(after, after, 3, padding=1, groups=8) for after in CHANNELS)
        self.norm = nn.ModuleList(nn.GroupNorm(8, after) for after in CHANNELS)
        self.band = nn.Parameter(torch.zeros(1, CHANNELS[0], BANDS // 2, 1))  # a convolution alone knows no pitch
        self.head = nn.Conv1d(CHANNELS[-1] * BANDS // 2 ** len(CHANNELS), WIDTH, 3, padding=1)

    def features(self, latents: Tensor) -> list[Tensor]:
        """Latents [batch, L, V] -> what each layer makes of them, [batch, channels, bands, frames]."""
        x = latents.reshape(len(latents), -1, BANDS).transpose(1, 2)[:, None]
        found: list[Tensor] = []
        for halve, again, norm in zip(self.halve, self.again, self.norm, strict=True):
            x = halve(x)
            x = F.silu(norm(x if found else x + self.band))
            x = x + F.silu(again(x))
            found.append(x)
        return found

    def forward(self, latents: Tensor, pieces: int) -> Tensor:
        """Latents [batch, L, V] -> the tagger's maps [batch, P, C]."""
        maps = self.head(self.features(latents)[-1].flatten(1, 2))
        return F.adaptive_avg_pool1d(maps, pieces).transpose(1, 2)


class Critic(nn.Module):
    """Says of what the ear makes of a sound whether that was recorded, given caption and style; below zero: it was made."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(channels, CRITIC_WIDTH, 1), nn.SiLU(),
                nn.Conv2d(CRITIC_WIDTH, CRITIC_WIDTH, 3, padding=1), nn.SiLU(),
            )
            for channels in CHANNELS[FIRST : LAST + 1]
        )  # fmt: skip
        self.verdict = nn.ModuleList(nn.Conv2d(CRITIC_WIDTH, 1, 1) for _ in self.layers)
        self.listen = nn.ModuleList(nn.Linear(2 * width, CRITIC_WIDTH) for _ in self.layers)

    def forward(self, heard: Sequence[Tensor], said: Tensor) -> list[Tensor]:
        """The ear's features and what is said of the sound [batch, 2 D] -> a verdict for each place of each layer."""
        verdicts = []
        for x, layer, verdict, listen in zip(
            heard[FIRST : LAST + 1], self.layers, self.verdict, self.listen, strict=True
        ):
            x = layer(x)
            verdicts.append(verdict(x) + (listen(said)[:, :, None, None] * x).sum(1, keepdim=True) / CRITIC_WIDTH**0.5)
        return verdicts


def ear_of(scenes: PooledScenes) -> LatentEar:
    """The ear that belongs to a pool of scenes; taught on first use, on the scenes' device, and kept beside them."""
    file, device, ear = scenes.folder / EAR, torch.device(scenes.device), LatentEar()
    if not file.is_file():
        passed = sum(len(listed) / SHAPES[shape][0] for shape, listed in scenes.scenes.items())
        taught = teach_ear(iter(scenes), math.ceil(PASSES * passed), device).cpu().state_dict()
        write_whole(file, lambda p: save_file(taught, p))
    ear.load_state_dict(load_file(file))
    return ear.to(device).eval().requires_grad_(False)


def teach_ear(batches: Iterator[SceneBatch], steps: int, device: torch.device) -> LatentEar:
    """An ear that has learned from so many batches of scenes, as close to the tagger's maps as their cosine says."""
    ear = LatentEar().to(device)
    optimizer = torch.optim.AdamW(ear.parameters(), lr=2e-3, weight_decay=0.02)
    for step in range(steps):
        batch = next(batches)
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 100, 2 * (steps - step) / steps)
        latents, heard = batch.latents.to(device), batch.heard.to(device)
        strength = 0.1 * torch.rand(len(latents), 1, 1, device=device)  # it will hear what is not quite clean
        maps = ear(latents + strength * torch.randn_like(latents), heard.shape[1])
        # around their mean as well: most of what the maps are is common to all sounds
        middle = heard.mean(dim=(0, 1))
        alike = F.cosine_similarity(maps, heard, dim=-1) + F.cosine_similarity(maps - middle, heard - middle, dim=-1)
        loss = 2 - alike.mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return ear.eval().requires_grad_(False)


class Likeness:
    """How unlike recordings the ends of the student's last steps are; each call teaches the critic a step as well.

    Args:
        model: with a student.
        conditions: what the student is told of the scenes.
        ear: that has been taught.
    """

    def __init__(self, model: StoryModel, conditions: Conditions, ear: LatentEar) -> None:
        assert model.student is not None
        self.student, self.conditions, self.ear = model.student, conditions, ear
        device = ear.band.device
        self.critic = Critic(model.config.bridge.width).to(device)
        self.optimizer = torch.optim.AdamW(self.critic.parameters(), lr=1e-3, betas=(0.5, 0.98), weight_decay=0.02)
        self.levels = student_levels(STUDENT_STEPS).tolist()

    def __call__(self, batch: SceneBatch) -> Tensor:
        """The loss of scenes that are one sound from their beginning."""
        batch = batch.first(max(1, SCENES * 120 // batch.latents.shape[1]))
        latents, seconds = batch.latents, batch.seconds
        student, first = self.student, STUDENT_STEPS - HELD
        own = random.random() < OWN_STARTS
        with torch.no_grad():
            *_, fused = self.conditions(batch, silent=0.0)
            start = start_of(student, ScenePart(latents, seconds), fused, self.levels[: first + 1], own)
        made = walk(student, start, student.condition(fused, seconds), self.levels[first:], 1.0).float()
        heard, recorded = self.ear.features(made), self.ear.features(latents)
        caption = self.conditions.features(batch.captions).to(latents).mean(dim=1)
        style = self.conditions.table(batch.styles).detach().to(latents).mean(dim=1)
        self._teach(recorded, [layer.detach() for layer in heard], caption, style)
        self.critic.requires_grad_(False)
        loss = -_mean(self.critic(heard, torch.cat([caption, style], dim=1)))
        self.critic.requires_grad_(True)
        if not own:  # the recording that it began with should come out
            pairs = zip(heard, recorded, strict=True)
            loss = loss + _mean([(_unit(one) - _unit(other)).square() for one, other in pairs])
        return loss

    def _teach(self, recorded: Sequence[Tensor], made: Sequence[Tensor], caption: Tensor, style: Tensor) -> None:
        """One step of the critic, by the hinge loss."""
        said = torch.cat([caption, style], dim=1)
        # what is said of another scene, or its style alone
        other = torch.cat([caption if random.random() < 0.5 else caption.roll(1, 0), style.roll(1, 0)], dim=1)
        differs = (~torch.isclose(other, said).all(dim=1)).float()[:, None, None, None]
        real, false, wrong = self.critic(recorded, said), self.critic(made, said), self.critic(recorded, other)
        # recordings weigh as much as all that is not to be taken for one, or everything would be refused
        loss = (1 + WRONG) * _mean([F.relu(1 - one) for one in real]) + _mean([F.relu(1 + one) for one in false])
        loss = loss + WRONG * _mean([F.relu(1 + one) * differs for one in wrong])
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()


def _unit(layer: Tensor) -> Tensor:
    """Features whose mean square over channels is one at each place."""
    return layer / (layer.square().mean(dim=1, keepdim=True) + 1e-3).sqrt()


def _mean(layers: Sequence[Tensor]) -> Tensor:
    """Mean over layers, each of which counts alike."""
    return torch.stack([layer.float().mean() for layer in layers]).mean()
