"""Pictures of what crosses the bridge: tokens, attention, similarity of scenes, nearest words."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from ..story import BridgeTokens, Plan, Scene

if TYPE_CHECKING:
    from ..pipeline import AudioStory

WORDS = (
    "dog", "cat", "rooster", "hen", "sheep", "cow", "horse", "birds", "frog", "owl", "crickets", "rain", "wind", "thunder",
    "waves", "stream", "fire", "bell", "clock", "door", "footsteps", "knock", "train", "engine", "siren", "car horn",
    "airplane", "helicopter", "crowd", "laughter", "applause", "baby", "cough", "drums", "guitar", "flute", "piano",
    "violin", "glass", "saw", "hammer", "keyboard",
)  # fmt: skip


def picture(draw: Any, width: float = 8.0, height: float = 2.6, columns: int = 1) -> str:
    """What ``draw(axes)`` draws, as the data address of a PNG; ``axes`` is a list of ``columns`` axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", dpi=100)
    draw(list(np.atleast_1d(figure.subplots(1, columns))))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def token_picture(tokens: np.ndarray, name: str) -> str:
    """Tokens [count, D] as a map, with the length of each beside it."""

    def draw(axes: list) -> None:
        limit = float(np.abs(tokens).max()) or 1.0
        # cividis reads alike with and without colour vision
        image = axes[0].imshow(tokens, aspect="auto", cmap="cividis", vmin=-limit, vmax=limit, interpolation="nearest")
        axes[0].set(xlabel="value", ylabel=f"{name} token")
        axes[0].figure.colorbar(image, ax=axes[0])

    return picture(draw)


def attention_picture(weights: np.ndarray) -> str:
    """Attention [heads, S, R]: its mean over heads, which sums to 1 in each row."""

    def draw(axes: list) -> None:
        image = axes[0].imshow(weights.mean(0), aspect="auto", cmap="cividis", vmin=0, interpolation="nearest")
        axes[0].set(xlabel="residual token", ylabel="semantic token")
        axes[0].figure.colorbar(image, ax=axes[0], label="weight, mean over heads")

    return picture(draw, 5.0, 3.2)


def similarity(tokens: list[np.ndarray]) -> np.ndarray:
    """Cosine of the mean tokens of each pair of scenes: [scenes, scenes]."""
    means = np.stack([scene.mean(axis=0) for scene in tokens])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return means @ means.T


def similarity_picture(tokens: tuple[BridgeTokens, ...]) -> str:
    """Two maps: semantic and residual, scene against scene, with numbers."""
    maps = {"semantic": similarity([t.semantic for t in tokens]), "residual": similarity([t.residual for t in tokens])}

    def draw(axes: list) -> None:
        for axis, (name, values) in zip(axes, maps.items(), strict=True):
            axis.imshow(values, cmap="cividis", vmin=-1, vmax=1)
            ticks = range(len(values))
            axis.set(title=name, xticks=ticks, yticks=ticks, xticklabels=[i + 1 for i in ticks], yticklabels=[i + 1 for i in ticks])
            if len(values) <= 10:
                for i, j in np.ndindex(values.shape):
                    dark = values[i, j] < 0.3
                    axis.text(j, i, f"{values[i, j]:.2f}", ha="center", va="center", fontsize=7, color="white" if dark else "black")

    return picture(draw, 8.0, 4.0, 2)


def attention_of(model: AudioStory, tokens: BridgeTokens) -> np.ndarray:
    """Weights [heads, S, R] of the fusing attention."""
    import torch

    bridge = model.model.bridge
    weight = bridge.attention.out_proj.weight
    with torch.inference_mode():
        semantic, residual = (torch.from_numpy(part).to(weight)[None] for part in (tokens.semantic, tokens.residual))
        return bridge.attention_map(semantic, residual)[0].float().cpu().numpy()


class Words:
    """Semantic tokens of plain words, as the model itself writes them, to compare others with."""

    def __init__(self, model: AudioStory) -> None:
        plans = (Plan("A sound.", 3.0, "", (Scene(word, 3.0),)) for word in WORDS)
        vectors = np.stack([model.replan(plan).tokens[0].semantic.mean(axis=0) for plan in plans])
        self.centre = vectors.mean(axis=0)  # what all captions share says nothing
        self.vectors = _unit(vectors - self.centre)

    def nearest(self, vector: np.ndarray, count: int = 3) -> list[tuple[str, float]]:
        """The words closest to a token [D], with their cosines."""
        cosines = self.vectors @ _unit(vector - self.centre)
        return [(WORDS[i], float(cosines[i])) for i in np.argsort(-cosines)[:count]]


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
