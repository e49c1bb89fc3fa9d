"""From a release folder to a model that is ready to run, or to a folder in our own layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor

from ...checks.rules import check_values
from ...checks.sizes import TEXT_ENCODER
from ...files.reading import read_json
from ...files.writing import check_files
from ...model import StoryModel
from ..folder import Shapes, build, check_keys, fill, model_state, save_model, shapes_of
from .names import (
    CODEC,
    DURATION,
    EMBEDDING,
    FREQUENCIES,
    LLM,
    NULL,
    TEXT,
    Training,
    expected_shapes,
    tied_pairs,
)
from .null import empty_encoder, encoder_shapes, fill_encoder, null_condition
from .places import CONFIG, PICKLE, WEIGHTS, YAML, Places
from .recipe import Recipe, read_recipe
from .sizes import codec_config, decoding, flow_config, model_config, planner_config
from .tokenizer import find_tokenizer
from .weights import fill_gaps, read_codec, read_pickle, take, tidy

if TYPE_CHECKING:
    from transformers import T5EncoderModel


def load_release(folder: str | Path, base: str | Path | None = None) -> StoryModel:
    """Read a release: LoRA merged, null condition computed, text encoder dropped; on the CPU, in the file's own type.

    Args:
        folder: holds config.yaml and pytorch_model.bin, or a folder that does.
        base: holds what the release lacks: configuration, tokenizer or frozen weights of its base models.

    Raises:
        ValueError: files that are missing, truncated or foreign; weights that are missing, unexpected or misshaped.
    """
    places = Places(Path(folder), None if base is None else Path(base))
    recipe, state = read_recipe(places.home / YAML), read_pickle(places.home / PICKLE)
    model, encoder, pairs = outline(places, recipe, shapes_of(state))
    source = str(places.home / PICKLE)
    state = tidy(state, pairs, source)
    training = Training.of(recipe, shapes_of(state), source)
    ours = shapes_of(model_state(model))
    expected = expected_shapes(ours, encoder_shapes(encoder), training)
    fill_gaps(state, expected, places, {"qwen2": recipe.llm, "t5": text_encoder_name(places)})
    check(expected, shapes_of(state), source)

    weights = {NULL: compute_null(encoder, state, recipe.semantic_tokens)}
    weights |= take(state, [name for name in ours if name != NULL and not name.startswith(CODEC)], training)
    codec_file = places.detokenizer / WEIGHTS
    codec = read_codec(codec_file, list(ours))
    check_keys(
        {n.removeprefix(CODEC): s for n, s in ours.items() if n.startswith(CODEC)}, shapes_of(codec), str(codec_file)
    )
    weights |= {CODEC + name: tensor for name, tensor in codec.items()}
    return fill(model, weights, str(places.home))


def convert_release(folder: str | Path, out: str | Path, base: str | Path | None = None, bits: int = 32) -> Path:
    """Write a release once into our own layout; see :func:`load_release` and ``save_model``."""
    out = Path(out)
    if bits not in (32, 16, 8):
        raise ValueError(f"bits={bits!r} is not known. Choose 32, 16 or 8.")
    check_files(out / CONFIG)
    if any((out / name).exists() for name in (YAML, PICKLE)):
        raise ValueError(f"{out} holds a release itself. Choose another folder to write to.")
    return save_model(load_release(folder, base), out, bits=bits)


def outline(places: Places, recipe: Recipe, found: Shapes) -> tuple[StoryModel, T5EncoderModel, list[tuple[str, str]]]:
    """The model and its text encoder without weights, in the sizes of a release; also the tied pairs.

    Args:
        places: where its files lie.
        recipe: its config.yaml.
        found: keys and shapes of its pytorch_model.bin.
    """
    source = places.home / PICKLE
    embedding = EMBEDDING if EMBEDDING in found else LLM + "lm_head.weight"
    rows, hidden = size_of(found, embedding, 2, source)
    detokenizer = places.detokenizer
    flow, width, values = flow_config(detokenizer, duration_width(found, source))
    codec = codec_config(detokenizer)
    if codec.latent_dim != values:
        raise ValueError(
            f"{detokenizer / CONFIG} has latents of {values} values, its codec of {codec.latent_dim}. Use the files of one release."
        )
    planner, generation = planner_config(places, recipe.llm, hidden, rows)
    tokenizer = find_tokenizer(places, (recipe.tokenizer, recipe.llm), rows, embedding)
    ends, penalty = decoding(generation, tokenizer)
    config = model_config(recipe, planner, flow, width, codec, ends, penalty)
    return build(config, tokenizer, str(places.home)), find_encoder(places, width), tied_pairs(config)


def size_of(found: Shapes, name: str, dimensions: int, source: Path) -> tuple[int, ...]:
    """Shape of a tensor that others take their size from."""
    if len(found.get(name, ())) != dimensions:
        problem = f"misshaped: {name} is {found[name]}" if name in found else f"missing: {name}"
        raise ValueError(f"The weights in {source} do not fit this model: 1 {problem}. Use the files of one release.")
    return found[name]


def duration_width(found: Shapes, source: Path) -> int:
    """Fourier features of the duration embedding: a sine and a cosine for each frequency."""
    (frequencies,), (_, inputs) = size_of(found, FREQUENCIES, 1, source), size_of(found, DURATION + "weight", 2, source)
    if inputs != 2 * frequencies + 1:  # the duration itself is a feature too
        raise ValueError(
            f"The weights in {source} do not fit this model: misshaped: {DURATION}weight takes {inputs} features, "
            f"{FREQUENCIES} makes {2 * frequencies + 1}. Use the files of one release."
        )
    return 2 * frequencies


def text_encoder_name(places: Places) -> str:
    """Name of the text encoder's folder."""
    return Path(str(read_json(places.detokenizer / CONFIG).get("text_encoder_name", ""))).name


def find_encoder(places: Places, width: int) -> T5EncoderModel:
    """The text encoder without weights; its features are as wide as the bridge."""
    found: list[tuple[Path, dict[str, Any]]] = places.configurations("t5", text_encoder_name(places))
    if not found:
        raise places.missing(
            f"The configuration of the text encoder ({CONFIG} with model_type t5)",
            f"flan-t5-large's {CONFIG}",
            "flan-t5-large",
        )
    folder, values = next(((f, v) for f, v in found if v.get("d_model") == width), found[0])
    if values.get("d_model") != width:
        raise ValueError(
            f"{folder / CONFIG} describes a text encoder of width {values.get('d_model')}, the release needs {width}. "
            f"Put the right one's {CONFIG} in its place."
        )
    known = {name: values[name] for name in TEXT_ENCODER if name in values}
    return empty_encoder(check_values(TEXT_ENCODER, known, f"{folder / CONFIG}: "))


def check(expected: Shapes, found: Shapes, source: str) -> None:
    """Every key and shape; where frozen weights are missing, the error says how to bring them."""
    try:
        check_keys(expected, found, source)
    except ValueError as error:
        frozen = [name for name in expected if name not in found and name.startswith((LLM, TEXT))]
        hint = " Frozen weights of a base model may lie in a folder of their own: pass it as base=." if frozen else ""
        raise ValueError(f"{error}{hint}") from None


def compute_null(encoder: T5EncoderModel, state: dict[str, Tensor], tokens: int) -> Tensor:
    """The null condition [S, D]; the text encoder's weights leave ``state``."""
    names = [name for name in state if name.startswith(TEXT)]
    return null_condition(fill_encoder(encoder, {name.removeprefix(TEXT): state.pop(name) for name in names}), tokens)
