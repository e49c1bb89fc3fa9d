"""Damaged archives and weights are read or refused in a sentence, whatever is wrong with them, and nothing else happens."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from made_story import make_story
from safetensors.torch import save_file
from sentences import check_sentence, one_sentence

from audiostory_demo import Story
from audiostory_demo.app.files import MOST_BYTES, MOST_PARTS, open_bundle
from audiostory_demo.checkpoints.folder import read_shapes, read_weights
from audiostory_demo.checkpoints.release.weights import read_pickle

METHODS = {
    "stored": zipfile.ZIP_STORED,
    "deflate": zipfile.ZIP_DEFLATED,
    "bzip2": zipfile.ZIP_BZIP2,
    "lzma": zipfile.ZIP_LZMA,
}
DAMAGES = 40  # of each archive


def packed(files: dict[str, bytes], method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def damaged(whole: bytes, seed: int) -> bytes:
    """Some bytes changed, most of them in the last kilobyte and the first, where an archive says what it holds; or cut."""
    rng, content = random.Random(seed), bytearray(whole)
    for _ in range(rng.randint(1, 6)):
        near = rng.choice(
            (range(min(1000, len(whole))), range(max(0, len(whole) - 1000), len(whole)), range(len(whole)))
        )
        content[rng.choice(near)] = rng.randrange(256)
    return bytes(content[: rng.randrange(len(content))] if rng.random() < 0.2 else content)


def read_or_refused(read: Callable[[], object], kind: type) -> bool:
    try:
        assert isinstance(read(), kind)
        return True
    except ValueError as error:
        check_sentence(error)
        return False


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("bundle")
    make_story().save(folder / "story.flac")
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[bytes], Story]]:
    """Opens a bundle in a folder of its own."""
    count = iter(range(10**6))

    def open_it(content: bytes) -> Story:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        file = folder / "bundle.zip"
        file.write_bytes(content)
        return open_bundle(file, folder)

    yield open_it


@pytest.mark.parametrize("method", METHODS)
def test_a_damaged_bundle_is_opened_or_refused(
    opened: Callable[[bytes], Story], bundle: dict[str, bytes], method: str
) -> None:
    whole = packed(bundle, METHODS[method])
    read = [read_or_refused(lambda seed=seed: opened(damaged(whole, seed)), Story) for seed in range(DAMAGES)]
    assert not all(read), "some damage must have been found"
    assert read_or_refused(lambda: opened(whole), Story) == (method in ("stored", "deflate"))


def test_a_bundle_that_would_fill_the_disk_is_not_unpacked(
    opened: Callable[[bytes], Story], bundle: dict[str, bytes]
) -> None:
    with one_sentence("when it is unpacked"):
        opened(packed(bundle | {"more.wav": bytes(MOST_BYTES)}, zipfile.ZIP_DEFLATED))
    with one_sentence("not a story bundle"):
        opened(packed(bundle | {f"{number}.wav": b"" for number in range(MOST_PARTS)}, zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("text", ["[" * 10**5, '{"format": ' * 10**5, "{}", "[]", "null", '{"format": NaN}'])
def test_a_bundle_whose_text_is_no_story_is_refused(
    opened: Callable[[bytes], Story], bundle: dict[str, bytes], text: str
) -> None:
    name = next(name for name in bundle if name.endswith(".json"))
    with one_sentence():
        opened(packed(bundle | {name: text.encode()}, zipfile.ZIP_STORED))


def test_every_value_of_a_saved_story_may_be_anything(
    opened: Callable[[bytes], Story], bundle: dict[str, bytes]
) -> None:
    name = next(name for name in bundle if name.endswith(".json"))
    values = json.loads(bundle[name])
    for key in values:
        for bad in (None, -1, 10**12, 1e300, "x", [], [1], {}, {"a": 1}, [[]], True):
            text = json.dumps({**values, key: bad}).encode()
            read_or_refused(lambda text=text: opened(packed(bundle | {name: text}, zipfile.ZIP_STORED)), Story)


@pytest.mark.parametrize("method", METHODS)
def test_a_damaged_pickle_of_weights_is_read_or_refused(tmp_path: Path, method: str) -> None:
    file = tmp_path / "pytorch_model.bin"
    torch.save({"a.weight": torch.ones(40, 50), "b.weight": torch.arange(9.0)}, file)
    with zipfile.ZipFile(file) as archive:
        whole = packed({name: archive.read(name) for name in archive.namelist()}, METHODS[method])
    for seed in range(DAMAGES):
        file.unlink()  # what is mapped into memory must not change under it
        file.write_bytes(damaged(whole, seed))
        read_or_refused(lambda: read_pickle(file), dict)


def test_a_pickle_that_repeats_one_number_without_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "pytorch_model.bin"
    torch.save({"a.weight": torch.ones(1).expand(10**6, 10**6)}, file)
    assert file.stat().st_size < 10_000
    with one_sentence(str(file), "1.0e+12 weights"):
        read_pickle(file)


class TestSafetensors:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        save_file(
            {"a.weight": torch.ones(4, 6), "b.bias": torch.zeros(6, dtype=torch.half)}, tmp_path / "model.safetensors"
        )
        return tmp_path / "model.safetensors"

    def check(self, file: Path, content: bytes) -> bool:
        file.write_bytes(content)
        shapes = read_or_refused(lambda: read_shapes(file), dict)
        weights = read_or_refused(lambda: read_weights(file), dict)
        return shapes and weights

    def test_every_truncation_is_named(self, file: Path) -> None:
        whole = file.read_bytes()
        for end in range(0, len(whole) - 1, 3):
            assert not self.check(file, whole[:end]), end
        assert self.check(file, whole)

    def test_a_changed_byte_anywhere_in_the_header_is_read_or_named(self, file: Path) -> None:
        whole = file.read_bytes()
        header = 8 + int.from_bytes(whole[:8], "little")
        for place in range(header):
            for byte in (0, 0xFF, ord("9"), ord('"')):
                self.check(file, whole[:place] + bytes([byte]) + whole[place + 1 :])

    @pytest.mark.parametrize(
        "entry",
        [
            {"dtype": "F32", "shape": [10**9, 10**9], "data_offsets": [0, 4]}, {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]},
            {"dtype": "F32", "shape": [1], "data_offsets": [0, 10**12]}, {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]},
            {"dtype": "F32", "shape": "x", "data_offsets": [0, 4]}, {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}, 3, None,
        ],
    )  # fmt: skip
    def test_a_header_that_lies_is_named(self, file: Path, entry: object) -> None:
        text = json.dumps({"a": entry}).encode()
        assert not self.check(file, len(text).to_bytes(8, "little") + text + bytes(4))

    @pytest.mark.parametrize("length", [10**9, 2**63, 2**64 - 1])
    def test_a_header_that_would_not_end_is_named(self, file: Path, length: int) -> None:
        assert not self.check(file, length.to_bytes(8, "little") + b"{" * 1000)

    def test_a_deep_header_is_named(self, file: Path) -> None:
        text = b'{"a":' * 50_000
        assert not self.check(file, len(text).to_bytes(8, "little") + text)
