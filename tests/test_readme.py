"""The README's examples run as they stand, with the embedded model."""

import re
from pathlib import Path

import pytest

README = Path(__file__).parents[1] / "README.md"
SNIPPETS = [code for code in re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)]


@pytest.mark.parametrize("code", [code for code in SNIPPETS if "TencentARC" not in code])
def test_every_example_runs(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})


def test_there_are_examples_and_only_the_one_of_the_hub_is_left_out():
    assert len(SNIPPETS) >= 4
    assert sum("TencentARC" in code for code in SNIPPETS) == 1


def test_the_pictures_are_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README.read_text(encoding="utf-8"))
    assert pictures
    assert all((README.parent / picture).is_file() for picture in pictures)
