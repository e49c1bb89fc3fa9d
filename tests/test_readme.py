"""The README's examples run as they stand, with the embedded model."""

import re
import sys
from pathlib import Path

import pytest

from audiostory_demo.checkpoints import loading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = Path(__file__).parents[1] / "README.md"
SNIPPETS = [code for code in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)]


@pytest.mark.parametrize("code", SNIPPETS)
def test_every_example_runs(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fetched = []
    # no network here: whatever is asked of the hub is answered with the embedded model
    monkeypatch.setattr(loading, "fetch", lambda hub_id: fetched.append(hub_id) or loading.embedded_folder())
    exec(compile(code, "README.md", "exec"), {})
    assert fetched == re.findall(r"TencentARC/[\w-]+", code)


def test_there_are_examples():
    assert len(SNIPPETS) >= 4


def test_it_opens_with_the_name_one_sentence_one_picture_and_two_commands():
    name, sentence, picture, commands = README.read_text(encoding="utf-8").split("\n\n")[:4]
    assert name == f"# {PROJECT['name']}"
    assert sentence.endswith(".") and ". " not in sentence and "\n" not in sentence
    assert re.fullmatch(r"!\[[^\]]+\]\([^)]+\)", picture)
    assert [line.split("#")[0].strip() for line in commands.strip("`\n").splitlines()] == ["make story", "make test"]


def test_the_pictures_are_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert pictures
    assert all((README.parent / picture).is_file() for picture in pictures)
