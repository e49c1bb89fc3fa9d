"""The losses of training: next token, semantic and residual regression, flow matching."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from ..flow import Flow, Known
from ..model import StoryModel
from ..planner import Planner
from ..style_table import StyleTable
from ..tagger import WIDTH
from .batches import SceneBatch
from .examples import StoryBatch
from .heard import HeardBatch
from .stages import Crossing
from .targets import TextFeatures
from .teacher import vectors

# A scene's values are strongly correlated (the first principal component of 2.56 s has a variance of 13,000), so what a
# sound is, is decided at noise levels between 0.9 and 1. Below, it can be read off the latents, and what is left is texture:
# outside ears lose a class to an error of a tenth of a latent's spread (LOG), so low levels are drawn for their own sake.
NOISE = ((2.2, 1.2, 0.45), (-1.0, 0.9, 0.3), (0.5, 1.0, 0.25))  # of the logit of the noise level: mean, spread, share
UNIFORM = 0.05  # share that is drawn evenly
NULL_SHARE = 0.1  # of scenes trained on the null condition, for classifier-free guidance
FEATURE_NOISE = 0.15  # added to text features: the planner's regression will not be exact either
NO_RESIDUAL = 0.1  # share of scenes without residual tokens
NO_RESIDUAL_KNOWN = 0.5  # the same where a part of the scene is known: with all of them it would not be listened to
FOLLOWING, GAPS = 0.14, 0.1  # shares of scenes of one sound whose beginning is known, and of which all but a gap is
LENGTH_STEP = 32  # latents: scenes are cut to multiples of it
LONGEST_CUT = 64  # latents, 2.7 s: whole scenes were seen in stage 1a, and steps count for more than seconds


def noise_times(count: int) -> Tensor:
    """[count] noise levels: logit-normals (Esser et al., arXiv 2403.03206), a few uniform to cover both ends."""
    means, spreads, shares = torch.tensor(NOISE).T
    kind, chance = torch.multinomial(shares, count, replacement=True), torch.rand(count)
    times = torch.sigmoid(means[kind] + spreads[kind] * torch.randn(count))
    return torch.where(chance < UNIFORM, torch.rand(count), times)


class Alignment(nn.Module):
    """Has the transformer's middle layer say what a trained tagger hears in the clean sound.

    Source: Yu et al., arXiv 2410.06940 (representation alignment), with a public AudioSet tagger as the teacher: it can
    no longer judge what it taught. It shortens training; this head is not part of the shipped model.
    """

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        width = flow.transformer.inner_dim
        self.head = nn.Sequential(nn.Linear(width, 2 * width), nn.SiLU(), nn.Linear(2 * width, WIDTH))
        self._hidden: Tensor | None = None
        # halfway up, where what the sound is should have been settled
        before, after = len(flow.transformer.transformer_blocks), len(flow.transformer.single_transformer_blocks)
        halfway = max(0, (before + after) // 2 - before - 1)
        flow.transformer.single_transformer_blocks[halfway].register_forward_hook(self._keep)

    def _keep(self, _block: nn.Module, _inputs: object, outputs: tuple[Tensor, Tensor]) -> None:
        self._hidden = outputs[1]  # of the latents; the condition's come first

    def forward(self, heard: Tensor) -> Tensor:
        """One minus the cosine between what the last pass had in mind and ``heard`` [batch, P, C], the tagger's maps."""
        assert self._hidden is not None  # the flow has just run
        pooled = F.adaptive_avg_pool1d(self._hidden.transpose(1, 2), heard.shape[1]).transpose(1, 2)
        self._hidden = None
        return (1 - F.cosine_similarity(self.head(pooled).float(), heard, dim=-1)).mean()


class PlaceSense(nn.Module):
    """Has the planner say what a sentence encoder makes of a place, just before it likens it to a situation.

    The situation alone is one of four hundred; the encoder's vector says how near each of them is, and that of a place
    seen once. It is not part of the shipped model.
    """

    def __init__(self, hidden: int, width: int) -> None:
        super().__init__()
        self.head = nn.Linear(hidden, width)

    def forward(self, hidden: Tensor, names: list[str]) -> Tensor:
        """Regression loss of the planner's hidden states [places, H] towards the vectors of the places' names."""
        return regression_loss(self.head(hidden), vectors(names).to(hidden.device) * self.head.out_features**0.5)


@dataclass(frozen=True)
class ScenePart:
    """What of a batch's scenes is made, and what of them is known.

    Attributes:
        latents: [batch, L, V] of what is made.
        seconds: [batch] that it lasts.
        known: what lies around it, or None.
        silent: share of the scenes that get no residual tokens.
    """

    latents: Tensor
    seconds: Tensor
    known: Known | None = None
    silent: float = NO_RESIDUAL


def part_of(batch: SceneBatch, model: StoryModel) -> ScenePart:
    """The whole of a batch's scenes, mostly; where the transformer continues, also what follows, or a gap."""
    if model.flow.known_mark is None or (span := draw_span(batch.latents.shape[1], batch.before)) is None:
        return ScenePart(batch.latents, batch.seconds)
    start, end = span
    seconds = torch.full_like(batch.seconds, (end - start) / model.codec.latent_rate)
    known = Known(batch.latents[:, :start], batch.latents[:, end:])
    return ScenePart(batch.latents[:, start:end], seconds, known, NO_RESIDUAL_KNOWN)


def draw_span(length: int, before: int) -> tuple[int, int] | None:
    """From which latent to which a scene is made while the rest of it is known; None where all of it is made."""
    if before:
        return before, length
    chance = float(torch.rand(()))
    if chance < FOLLOWING:
        return _between(length // 10, length // 2), length
    if chance < FOLLOWING + GAPS:
        gap = _between(length // 4, length // 2)
        start = _between(length // 10, length - length // 10 - gap)
        return start, start + gap
    return None


def _between(low: int, high: int) -> int:
    """One of the whole numbers from ``low`` to ``high``, by torch's generator as all else here."""
    return int(torch.randint(low, high + 1, ()))


def flow_loss(flow: Flow, part: ScenePart, fused: Tensor) -> Tensor:
    """Mean squared error of the predicted velocity.

    Args:
        flow: the transformer.
        part: clean latents, and what is known around them.
        fused: [batch, S, D] bridge output.
    """
    drop = torch.rand(len(fused), device=fused.device) < NULL_SHARE
    fused = torch.where(drop[:, None, None], flow.null_embeds.expand_as(fused), fused)
    latents = part.latents
    sigma = noise_times(len(latents)).to(latents.device)
    noise = torch.randn_like(latents)
    mixed = torch.lerp(latents, noise, sigma[:, None, None])
    predicted = flow.velocity(mixed, sigma, flow.condition(fused, part.seconds), part.known)
    return F.mse_loss(predicted.float(), noise - latents)


def regression_loss(predicted: Tensor, target: Tensor) -> Tensor:
    """Mean squared error plus one minus cosine, over tokens [..., D]."""
    predicted = predicted.float()
    return F.mse_loss(predicted, target) + (1 - F.cosine_similarity(predicted, target, dim=-1)).mean()


def scene_losses(
    model: StoryModel, table: StyleTable, features: TextFeatures, alignment: Alignment
) -> Callable[[SceneBatch], dict[str, Tensor]]:
    """The flow loss conditioned on text features and the style table, fused as the bridge does, and the alignment."""

    def losses(batch: SceneBatch) -> dict[str, Tensor]:
        part = part_of(batch, model)
        fused = scene_condition(model, table, features, batch, part.silent)
        return {
            "flow": flow_loss(model.flow, part, fused),
            "alignment": alignment(batch.heard),  # the transformer's middle layer holds what is known, too
        }

    return losses


def scene_condition(
    model: StoryModel, table: StyleTable, features: TextFeatures, batch: SceneBatch, silent: float = NO_RESIDUAL
) -> Tensor:
    """[batch, S, D]: text features and style table, fused as the bridge does; ``silent`` is the share without style."""
    return model.bridge.fuse(*scene_tokens(table, features, batch, silent))


def scene_tokens(table: StyleTable, features: TextFeatures, batch: SceneBatch, silent: float) -> tuple[Tensor, Tensor]:
    """[batch, S, D] text features, somewhat off, and [batch, R, D] of the style table, zero for the share that is silent."""
    return caption_tokens(features, batch.captions).to(batch.latents.device), drop_residual(table(batch.styles), silent)


def caption_tokens(features: TextFeatures, captions: list[str]) -> Tensor:
    """[captions, S, D] text features, somewhat off."""
    semantic = features(captions)
    return semantic + FEATURE_NOISE * torch.randn_like(semantic)


def story_losses(
    model: StoryModel,
    table: StyleTable,
    features: TextFeatures,
    sense: PlaceSense | None = None,
    crossing: Crossing = "both",
    long: bool = False,
) -> Callable[[StoryBatch], dict[str, Tensor]]:
    """Next token, regression of both kinds of bridge tokens, and, where there is sound, flow through what crosses.

    Args:
        model: that tells the stories.
        table: residual tokens wanted.
        features: semantic tokens wanted.
        sense: of places, where that is trained.
        crossing: what conditions the transformer.
        long: whether those told in parts are read with what the planner has for them.
    """
    planner = model.planner
    # a frozen one has nothing to learn of its own words
    speaks = any(weight.requires_grad for weight in planner.parameters())

    def losses(batch: StoryBatch) -> dict[str, Tensor]:
        hidden = _read(planner, batch, long)
        terms = {"next_token": next_token_loss(planner, hidden, batch.ids, batch.weights)} if speaks else {}
        if sense and batch.place_names:
            row, position = batch.places.T
            terms["place"] = sense(hidden[row, position], batch.place_names)
        if not len(batch.rows):
            return terms
        rows = batch.rows[:, None]
        semantic, residual = model.bridge.project(hidden[rows, batch.semantic], hidden[rows, batch.residual])
        text = features(batch.captions).to(hidden.device)
        terms["semantic"] = regression_loss(semantic, text)
        terms["residual"] = regression_loss(residual, table(batch.styles).detach())
        if batch.latents:
            semantic = text if crossing == "text" else semantic * (crossing != "residual")
            residual = drop_residual(residual) * (crossing in ("both", "residual"))
            terms["flow"] = _flow_by_length(model, batch, model.bridge.fuse(semantic, residual))
        return terms

    return losses


def _read(planner: Planner, batch: StoryBatch, long: bool) -> Tensor:
    """[batch, T, H]: last hidden states of a planner that reads whole stories."""
    reader, added = planner.llm.model, planner.long if long else None
    in_parts = batch.in_parts.to(batch.ids.device) & (added is not None)
    hidden, rows = [], []
    for chosen, weights in ((~in_parts, dict), (in_parts, lambda: added.weights(reader) if added else {})):
        if chosen.any():
            given = {"input_ids": batch.ids[chosen], "use_cache": False}
            hidden.append(functional_call(reader, weights(), kwargs=given).last_hidden_state)
            rows.append(chosen.nonzero()[:, 0])
    return torch.cat(hidden)[torch.cat(rows).argsort()]


def heard_losses(model: StoryModel) -> Callable[[HeardBatch], dict[str, Tensor]]:
    """Of sounds with a question, the next token of the answer."""
    hearing, reader = model.hearing, model.planner.llm.model
    assert hearing is not None  # the stage trains it

    def losses(batch: HeardBatch) -> dict[str, Tensor]:
        words = reader.embed_tokens(batch.ids)
        sound = hearing(batch.heard).to(words)
        end = batch.start + sound.shape[1]
        given = torch.cat([words[:, : batch.start], sound, words[:, end:]], dim=1)
        weights = hearing.adapter.weights(reader) if hearing.adapter else {}
        hidden = functional_call(reader, weights, kwargs={"inputs_embeds": given, "use_cache": False})
        return {"answer": next_token_loss(model.planner, hidden.last_hidden_state, batch.ids, batch.weights)}

    return losses


def next_token_loss(planner: Planner, hidden: Tensor, ids: Tensor, weights: Tensor) -> Tensor:
    """Weighted cross-entropy over what can be written: of the quotable words, those that any instruction of the batch has.

    Args:
        planner: whose vocabulary it is.
        hidden: [batch, T, H] last hidden states.
        ids: [batch, T] token ids.
        weights: [batch, T] what each token counts, 0 where it is not judged.
    """
    judged = weights[:, 1:] > 0
    weight, quotable, labels = planner.llm.lm_head.weight, planner.vocabulary.quotable, ids[:, 1:][judged]
    if quotable:
        seen = ids.unique()
        words = seen[(seen >= quotable.start) & (seen < quotable.stop)]
        every = torch.arange(len(weight), device=ids.device)
        choices = torch.cat([every[: quotable.start], words, every[quotable.stop :]])
        weight, labels = weight[choices], torch.searchsorted(choices, labels)
    losses = F.cross_entropy(F.linear(hidden[:, :-1][judged], weight).float(), labels, reduction="none")
    return (losses * weights[:, 1:][judged]).sum() / weights[:, 1:].sum()


def _flow_by_length(model: StoryModel, batch: StoryBatch, fused: Tensor) -> Tensor:
    """The flow loss over scenes of different lengths, each weighing as much as its length.

    Scenes are cut, at a random place, to a few lengths and those of one length stacked: CPU kernels are prepared for
    each shape anew, which took most of a step when every scene had its own.
    """
    lengths: dict[int, list[int]] = {}
    for scene, latents in enumerate(batch.latents):
        length = max(LENGTH_STEP, len(latents) // LENGTH_STEP * LENGTH_STEP)
        lengths.setdefault(min(length, LONGEST_CUT), []).append(scene)
    total, count = torch.zeros((), device=fused.device), 0
    for length, scenes in lengths.items():
        cut = torch.stack([_cut(batch.latents[scene], length) for scene in scenes])
        loss = flow_loss(model.flow, ScenePart(cut, batch.seconds[scenes]), fused[scenes].float())
        total, count = total + loss * cut.shape[0] * length, count + cut.shape[0] * length
    return total / count


def _cut(latents: Tensor, length: int) -> Tensor:
    """[L, V] -> [length, V] from a random place; a shorter scene is repeated."""
    if len(latents) < length:
        latents = latents.repeat(-(-length // len(latents)), 1)
    start = int(torch.randint(len(latents) - length + 1, ()))
    return latents[start : start + length]


def drop_residual(residual: Tensor, share: float = NO_RESIDUAL) -> Tensor:
    """Zero the residual tokens of a few scenes, so that switching them off is a condition the flow knows."""
    return residual * (torch.rand(len(residual), 1, 1, device=residual.device) >= share)
