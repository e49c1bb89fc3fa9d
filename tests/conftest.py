"""A small untrained model, built once from the package's own classes: everything runs, nothing is sensible."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import torch
from safetensors.torch import save_file

from audiostory_demo import AudioStory
from audiostory_demo.__main__ import main
from audiostory_demo.checkpoints import save_model
from audiostory_demo.config import BridgeConfig, FlowConfig, ModelConfig
from audiostory_demo.model import StoryModel
from audiostory_demo.rendering import SceneTask
from audiostory_demo.style_table import STYLE_TABLE, StyleTable
from audiostory_demo.train.tokenizer import train_tokenizer

# the same examples on every run, however slow the machine
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")

SHARE_NOTHING = {"test_notebooks.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """For several processes (``make test``): slow tests first, and a file's tests together, so as to share fixtures."""
    if config.pluginmanager.hasplugin("xdist"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)
        for item in items:
            if item.path.name not in SHARE_NOTHING:
                item.add_marker(pytest.mark.xdist_group(item.path.name))


SENTENCES = [
    f"{place} {sound}, then {other} for {seconds} seconds."
    for place in ("In a harbour", "On a farm at dawn", "Behind the door")
    for sound in ("a storm crosses", "a bell answers", "a dog barks twice", "someone runs down the pier")
    for other, seconds in (("silence falls", 12), ("rain sets in", 345), ("a rooster crows", 6789))
]


def small_planner(vocabulary: int) -> dict[str, object]:
    """Sizes of a planner that writes at once."""
    return dict(
        vocab_size=vocabulary, hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=16384, tie_word_embeddings=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def embedded() -> AudioStory:
    """The model that comes with the package."""
    return AudioStory.from_pretrained()


@pytest.fixture(scope="session")
def small_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small model, in our layout."""
    return make_small(tmp_path_factory.mktemp("small") / "model")


@pytest.fixture(scope="session")
def continuing_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small model that goes on from sounds, with tokens for each style."""
    folder = make_small(tmp_path_factory.mktemp("continuing") / "model", continues=True)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        save_file(StyleTable(8, 64).state_dict(), folder / STYLE_TABLE)
    return folder


def make_small(folder: Path, *, continues: bool = False) -> Path:
    """Write an untrained model into a folder."""
    tokenizer = train_tokenizer(SENTENCES, 600, semantic_tokens=16, residual_tokens=8)
    config = ModelConfig(
        name="small",
        planner=small_planner(tokenizer.get_vocab_size()),
        bridge=BridgeConfig(semantic_tokens=16, residual_tokens=8, width=64, hidden=64),
        flow=FlowConfig(layers=1, single_layers=1, heads=2, head_dim=32, rope=(8, 12, 12), continues=continues),
        # short, so that a story of a few seconds has several scenes and is told at once
        min_scene=1.0, max_scene=3.0, max_scenes=80, min_duration=1.0, max_reasoning_tokens=24, max_caption_tokens=8,
        steps=2, guidance=2.0,
    )  # fmt: skip
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = StoryModel(config, tokenizer)
    return save_model(model, folder)


@pytest.fixture(scope="session")
def small(small_model_folder: Path) -> AudioStory:
    """The small model on the CPU in float32."""
    return AudioStory.from_pretrained(small_model_folder, device="cpu", dtype="float32")


@pytest.fixture(scope="session")
def continuing(continuing_folder: Path) -> AudioStory:
    """A small model that goes on from sounds."""
    return AudioStory.from_pretrained(continuing_folder, device="cpu", dtype="float32")


@pytest.fixture
def tasks(continuing: AudioStory, monkeypatch: pytest.MonkeyPatch) -> list[SceneTask]:
    """What is asked of the renderer of the small model that goes on from sounds."""
    asked: list[SceneTask] = []
    render = continuing._render

    def listen(task: SceneTask) -> Iterator[object]:
        asked.append(task)
        return render(task)

    monkeypatch.setattr(continuing, "_render", listen)
    return asked


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs ``audiostory`` with these words in this process, in an empty folder; returns exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["audiostory", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        return (code, *capsys.readouterr())

    return command
