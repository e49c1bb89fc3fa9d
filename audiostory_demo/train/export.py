"""From a training run to the folder that ships: weights in 8 bits, the table of words, the model card."""

from __future__ import annotations

import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from ..checkpoints import save_model
from ..data.repertoire import Repertoire
from ..files.writing import write_whole
from .beginning import START, STYLE_TABLE, TEXT_FEATURES
from .card import recipe, write_card
from .setup import Run
from .stages import STAGES
from .targets import TextFeatures

WORDS = "words.safetensors"


def export(run: Run, folder: Path) -> Path:
    """Write the run's averaged weights as an embedded model, with its table of words and its card."""
    loaded = run.load_until()
    if "distill" not in loaded and any("flow" in STAGES[name].trains for name in loaded):
        run.model.student_from_flow(None)  # it learned from another teacher
    model = run.model.eval()
    save_model(model, folder, bits=8)
    write_word_table(run.features, folder / WORDS, run.foley.repertoire)
    # without these two a later run could not go on from the shipped weights: its targets would mean something else
    statistics = {"mean": run.features.mean, "spread": run.features.spread}
    write_whole(folder / TEXT_FEATURES, lambda p: save_file(statistics, p))
    table = {name: value.half().cpu().contiguous() for name, value in run.style_table.state_dict().items()}
    write_whole(folder / STYLE_TABLE, lambda p: save_file(table, p))
    parts = {"planner": model.planner, "bridge": model.bridge, "diffusion transformer": model.flow}
    if model.student is not None:
        parts["its student"] = model.student
    write_card(
        folder,
        model.config.name,
        recipe(run.folder, run.folder / START),
        run.foley.recordings,
        {name: weights(part) for name, part in parts.items()},
    )
    return folder


def weights(part: nn.Module) -> int:
    """Number of weights, those of a tied pair counted once."""
    return sum(parameter.numel() for parameter in part.parameters())


def write_word_table(features: TextFeatures, file: Path, repertoire: Repertoire) -> None:
    """The mean text feature of every word in the captions, for naming semantic tokens.

    Kept as [words, D] in half precision, with the words themselves in the file's metadata.
    """
    sums: dict[str, list[Tensor]] = {}
    captions = [caption for sound in repertoire.sounds.values() for caption in sound.captions]
    features(captions)  # all at once, and kept
    for caption in captions:
        for word, feature in caption_words(caption, features):
            sums.setdefault(word, []).append(feature)
    words = sorted(sums)
    table = torch.stack([torch.stack(sums[word]).mean(0) for word in words]).half()
    write_whole(file, lambda p: save_file({"vectors": table}, p, metadata={"words": "\n".join(words)}))


def caption_words(caption: str, features: TextFeatures) -> list[tuple[str, Tensor]]:
    """The words of a caption, each with the mean feature of its pieces."""
    pieces = features.pieces(caption)
    vectors = features([caption])[0]
    words: list[tuple[str, list[Tensor]]] = []
    for piece, vector in reversed(list(zip(pieces, vectors, strict=False))):  # features count from the caption's end
        if piece.startswith("##") and words:
            words[-1] = (words[-1][0] + piece[2:], [*words[-1][1], vector])
        elif re.fullmatch(r"\w+", piece):
            words.append((piece, [vector]))
    return [(word, torch.stack(found).mean(0)) for word, found in words]
