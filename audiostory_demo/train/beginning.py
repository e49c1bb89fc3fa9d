"""How a training run begins: fresh weights around a tokenizer of its own, or a copy of a model, and the statistics of its first day."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

from ..checkpoints import load_folder
from ..checkpoints.folder import CONFIG
from ..checkpoints.loading import EMBEDDED, embedded_folder
from ..codec import MelCodec
from ..config import BridgeConfig, FlowConfig, ModelConfig
from ..data.foley import Foley
from ..data.repertoire import Repertoire, shipped
from ..data.speech import language_of
from ..files.writing import write_whole
from ..flow import Flow
from ..markup import Markup
from ..model import StoryModel
from .examples import compose_text
from .pool import measure_codec
from .targets import TextFeatures
from .teacher import relevant_words, word_embeddings
from .tokenizer import add_words, count_words, train_tokenizer

VOCABULARY = 3000  # word pieces learned from composed stories; telling words are one piece each beside them
EMBEDDING_SPREAD = 0.05
REPEAT_BIAS = 2.0  # chosen on composed stories of held-out situations; LOG.md has the numbers
REASONING_TOKENS = 1600  # of the longest story: forty lines, four lists of sixteen sounds and what is quoted
CEILING = 1.85, 2.5  # of latents of training sounds: the 99th percentile; the highest of a scene, in the mean
PROJECTED = 1024  # inner width of the projectors: words that the planner was not taught need it (LOG.md)
START = "start"  # folder inside a run's: a copy of the model it began with
TOKENIZER_TEXTS = 30_000  # composed stories the tokenizer is learned from
TEXT_FEATURES, STYLE_TABLE = "text_features.safetensors", "style_table.safetensors"  # what only training needs


def tiny_config(vocabulary: int, read_words: int, repertoire: Repertoire | None = None) -> ModelConfig:
    """Sizes of the embedded model: a planner of 12.1 M parameters, a transformer of 14.7 M."""
    planner = dict(
        vocab_size=vocabulary, hidden_size=320, intermediate_size=896, num_hidden_layers=6, num_attention_heads=5,
        num_key_value_heads=5, max_position_embeddings=16384, rope_theta=10000.0, tie_word_embeddings=True,
    )  # fmt: skip
    flow = FlowConfig(layers=2, single_layers=4, guided_below=0.97, ceiling=CEILING)
    return ModelConfig(
        planner=planner, read_words=read_words, bridge=BridgeConfig(hidden=PROJECTED), flow=flow, guidance=5.0, levels=(-28.0, -14.0), repeat_bias=REPEAT_BIAS,
        max_reasoning_tokens=REASONING_TOKENS, language=language_of(repertoire or shipped()),
    )  # fmt: skip


def start_as_identity(flow: Flow) -> None:
    """Zero the modulations, so that every block starts as the identity (adaLN-zero, Peebles and Xie, arXiv 2212.09748)."""
    transformer = flow.transformer
    blocks = [*transformer.transformer_blocks, *transformer.single_transformer_blocks]
    norms = [
        getattr(block, name) for block in blocks for name in ("norm", "norm1", "norm1_context") if hasattr(block, name)
    ]
    for linear in (*(norm.linear for norm in norms), transformer.proj_out):
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)


def copy_start(start: Path, folder: Path) -> None:
    """Keep a copy of the model to begin with: the run must not change when that model does."""
    if str(start) in EMBEDDED:
        start = embedded_folder(str(start))
    if not (start / CONFIG).is_file() or not (start / TEXT_FEATURES).is_file():
        raise ValueError(f"{start} is not an exported model. Pass a folder that audiostory train --export wrote.")
    if not (folder / START).is_dir():
        if any(folder.glob("*.pt")):
            raise ValueError(f"{folder} holds a run that began elsewhere. Name a new folder with --run.")
        shutil.copytree(start, folder / START)
        shutil.copy(start / TEXT_FEATURES, folder / TEXT_FEATURES)


def start_model(folder: Path, repertoire: Repertoire) -> StoryModel:
    """The model that the run began with: a copied one, or fresh weights around the run's tokenizer."""
    if (folder / START).is_dir():
        model = load_folder(folder / START).float()
        config = replace(model.config, language=language_of(repertoire), max_reasoning_tokens=REASONING_TOKENS)
        model.config = model.planner.config = config  # it learns to tell of these recordings, in these words
        _keep(model.codec, folder / "codec.safetensors")
        return model
    tokenizer = _tokenizer(folder / "tokenizer.json", repertoire)
    model = StoryModel(tiny_config(tokenizer.get_vocab_size(), count_words(tokenizer), repertoire), tokenizer)
    start_as_identity(model.flow)
    embeddings = model.planner.llm.get_input_embeddings().weight
    embeddings.data.copy_(word_embeddings(tokenizer, embeddings.shape[1], EMBEDDING_SPREAD))
    return model


def _tokenizer(file: Path, repertoire: Repertoire) -> Tokenizer:
    """The run's tokenizer, learned on first use from composed stories and the words the teacher is asked about."""
    if not file.is_file():
        rng, texts = random.Random(0), []
        for _ in range(TOKENIZER_TEXTS):
            story = compose_text(rng, repertoire=repertoire)
            texts += [story.instruction, story.reasoning, *story.captions]
        markup: Markup = Markup(16, 8)
        tokenizer = train_tokenizer(texts, VOCABULARY, markup.semantic_tokens, markup.residual_tokens)
        tokenizer = add_words(tokenizer, relevant_words(repertoire=repertoire))
        write_whole(file, lambda p: tokenizer.save(str(p)))
    return Tokenizer.from_file(str(file))


def mel_codec(model: StoryModel) -> MelCodec:
    """The codec of a model that can be trained; that of the release cannot, which is an error."""
    if not isinstance(model.codec, MelCodec):
        raise ValueError(
            f"Only the embedded codec can be trained, not {model.config.codec.kind!r}. Begin with an exported model."
        )
    return model.codec


def codec_statistics(file: Path, foley: Foley, codec: MelCodec) -> None:
    """Give a codec the statistics of the run's first day, measured on first use."""
    if not file.is_file():
        measure_codec(foley, codec)
        _keep(codec, file)
    codec.load_state_dict(load_file(file))


def _keep(codec: nn.Module, file: Path) -> None:
    state = {name: value.detach().clone() for name, value in codec.state_dict().items()}
    write_whole(file, lambda p: save_file(state, p))


def text_features(file: Path, config: ModelConfig, repertoire: Repertoire | None = None) -> TextFeatures:
    """Features with the statistics of the run's first day, so that its weights keep their meaning."""
    tokens = config.bridge.semantic_tokens
    if not file.is_file():
        new = TextFeatures(tokens, repertoire)
        write_whole(file, lambda p: save_file({"mean": new.mean, "spread": new.spread}, p))
    saved = load_file(file)
    return TextFeatures(tokens, repertoire, (saved["mean"], saved["spread"]))
