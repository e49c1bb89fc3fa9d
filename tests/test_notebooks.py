"""The notebooks: what they look like in git, and that they and their solutions run from top to bottom."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audiostory_demo.lessons import recorded_runs, recorded_stories
from audiostory_demo.lessons.runs import RUNS
from audiostory_demo.widgets.pipeline_map import STATIONS

nbformat = pytest.importorskip("nbformat")

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SOLUTIONS = sorted((FOLDER / "solutions").glob("*.ipynb"))
SECONDS_A_CELL = 300  # far above what a cell takes: a busy machine is no error
EXERCISES = 3  # a notebook, each harder than the one before; an open project follows them
LONGEST_CELL = 16  # lines; the app of notebook 09 is a text that the cell holds
CPU_SECONDS = 2 * 80  # so that all together take less than a quarter of an hour of two cores
QUICKER = {"minutes, curves = 0.3, {}": "minutes, curves = 0.02, {}"}  # every stage runs here too, for a second
MODEL = os.environ.get("AUDIOSTORY_TEST_MODEL")  # a folder to use in place of the embedded model

named = pytest.mark.parametrize("file", NOTEBOOKS + SOLUTIONS, ids=lambda file: file.stem)
lessons = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)


def cells_of(notebook, tag: str | None = None) -> list:
    """Its cells with code: all, or those with a tag."""
    found = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in found if tag is None or tag in cell.metadata.get("tags", ())]


def cells(file: Path, tag: str | None = None) -> list:
    return cells_of(nbformat.read(file, 4), tag)


def text(file: Path) -> str:
    return "\n".join(cell.source for cell in nbformat.read(file, 4).cells)


def solution_of(file: Path) -> Path:
    return FOLDER / "solutions" / f"{file.stem}_solutions.ipynb"


def test_the_path_through_the_classroom_is_complete() -> None:
    numbers = [file.stem[:2] for file in NOTEBOOKS if file.stem[0].isdigit()]
    assert numbers == [f"{number:02d}" for number in range(16)]
    assert FOLDER / "lab_token_bridging.ipynb" in NOTEBOOKS
    assert sorted(solution_of(file) for file in NOTEBOOKS) == SOLUTIONS
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"({file.name})" in index and f"(solutions/{solution_of(file).name})" in index for file in NOTEBOOKS)


@named
def test_a_notebook_is_valid_and_its_outputs_are_stripped(file: Path) -> None:
    notebook = nbformat.read(file, 4)
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")


@named
def test_a_notebook_defines_nothing_that_would_be_worth_testing(file: Path) -> None:
    for cell in cells(file):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef), cell.source


@lessons
def test_cells_are_short(file: Path) -> None:
    for cell in cells(file):
        statements = ast.parse(cell.source).body
        lines = sum(
            1
            if isinstance(part, ast.Assign) and isinstance(part.value, ast.Constant)
            else part.end_lineno - part.lineno + 1
            for part in statements
        )
        assert lines <= LONGEST_CELL, cell.source


@lessons
def test_a_notebook_opens_with_its_goal_asks_three_predictions_and_has_exercises(file: Path) -> None:
    first = nbformat.read(file, 4).cells[0].source
    assert first.startswith("# ") and "**Goal.**" in first and "**Time.**" in first and "**You need**" in first
    assert [text(file).count(f"**Predict {number}.**") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert len(cells(file, "exercise")) == len(cells(file, "check")) == EXERCISES
    number = file.stem[:2] if file.stem[0].isdigit() else "lab"
    asked = re.findall(r"^### Exercise ([\w.]+)$", text(file), re.MULTILINE)
    assert asked == [f"{number}.{place}" for place in range(1, EXERCISES + 1)]
    assert [cell.source.split('"')[1] for cell in cells(file, "check")] == asked
    assert f'hint("{number}.1")' in text(file) and text(file).count("\n## Project\n") == 1


@lessons
def test_a_notebook_opens_with_the_drawing_of_the_pipeline_before_any_model_is_loaded(file: Path) -> None:
    before = [cell.source for cell in cells(file)][:2]
    (opening,) = [source for source in before if "you_are_here(" in source]
    assert not any("from_pretrained" in source for source in before[: before.index(opening)])
    station = re.search(r'you_are_here\("(\w+)"', opening)
    assert station is None or station[1] in STATIONS


def test_the_glossary_is_in_order_leads_to_notebooks_and_is_named_in_each_of_them() -> None:
    rows = [line.strip("| ").split(" | ") for line in (FOLDER / "glossary.md").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row) == 3][1:]
    words = [word for word, _, _ in rows]
    assert words == sorted(words, key=lambda word: word.casefold().replace("é", "e")) and len(words) > 40
    for _, meaning, where in rows:
        assert meaning.endswith(".") and all((FOLDER / name).is_file() for name in re.findall(r"\]\(([^)]+)\)", where))
    assert all("(glossary.md)" in text(file) for file in NOTEBOOKS)


@lessons
def test_each_prediction_is_followed_by_the_code_that_answers_it(file: Path) -> None:
    found = nbformat.read(file, 4).cells
    asked = [i for i, cell in enumerate(found) if "**Predict " in cell.source]
    for here, after in zip(asked, [*asked[1:], len(found)], strict=True):
        between = [cell for cell in found[here + 1 : after] if cell.cell_type == "code"]
        assert between and "check" not in between[0].metadata.get("tags", ())
        if file.stem[0].isdigit():  # the lab's answers are in the teacher's notes
            assert any("What happens, and why" in cell.source for cell in found[here + 1 : after])


@lessons
def test_the_index_tells_the_time_that_the_notebook_tells(file: Path) -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in index.splitlines() if line.startswith("| [") and f"({file.name})" in line]
    _, goal, minutes, *_ = row.strip("|").split(" | ")
    (told,) = re.findall(r"\*\*Time\.\*\* (\d+) minutes", nbformat.read(file, 4).cells[0].source)
    assert minutes.strip() == told and len(goal) > 20


def test_the_labs_sections_fill_its_45_minutes_and_the_teachers_notes_follow_them() -> None:
    lab = text(FOLDER / "lab_token_bridging.ipynb")
    minutes = [int(number) for number in re.findall(r"^## .*\((\d+) min\)$", lab, re.MULTILINE)]
    assert sum(minutes) == 45
    notes = (FOLDER / "teacher_notes.md").read_text(encoding="utf-8")
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) to (\d+) \|", notes, re.MULTILINE)]
    assert [end - start for start, end in spans] == minutes
    assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]


def test_the_answer_key_has_a_row_for_every_run_and_tells_what_to_do_when_it_is_not_so() -> None:
    notes = (FOLDER / "teacher_notes.md").read_text(encoding="utf-8")
    key = notes.split("## Answer key")[1].split("## ")[0]
    rows = [line.strip("|").split(" | ") for line in key.splitlines() if line.startswith("| ")][1:]
    assert [row[0].strip() for row in rows] == [
        "all", "residual tokens zero", "semantic tokens zero", "the radio's residual tokens"
    ]  # fmt: skip
    assert all(len(row) == 5 and all(part.strip() for part in row) for row in rows)
    assert "## What the evidence does not show" in notes


@lessons
def test_the_solutions_solve_the_same_exercises_and_the_notebook_does_not_give_them_away(file: Path) -> None:
    solved = solution_of(file)
    checks = [cell.source for cell in cells(file, "check")]
    assert checks == [cell.source for cell in cells(solved, "check")]
    for cell in cells(file, "exercise"):
        assert cell.source.endswith("= None"), "an unsolved cell holds no answer"


@pytest.mark.parametrize("file", SOLUTIONS, ids=lambda file: file.stem)
def test_a_page_of_solutions_repeats_its_notebook_and_defines_what_it_uses(file: Path) -> None:
    """Solutions run inside their notebook, below; so the rest of their page must be the notebook's own cells."""
    lesson = {line for cell in cells(FOLDER / file.name.replace("_solutions", "")) for line in cell.source.splitlines()}
    own = [cell for cell in cells(file) if "solution" not in cell.metadata.get("tags", ())]
    names = {"check": "from audiostory_demo.lessons import check"}
    known = lesson | set(names.values())
    strange = [line for cell in own for line in cell.source.splitlines() if line not in known and not imports(line)]
    assert strange == []


def imports(line: str) -> bool:
    """Whether a line of a page of solutions brings in names only (fewer of them than its notebook)."""
    return bool(re.match(r"from [\w.]+ import [\w, ]+$", line))


def test_what_is_made_quicker_here_stands_in_a_notebook() -> None:
    assert all(any(long in text(file) for file in NOTEBOOKS) for long in QUICKER)


def test_every_name_that_a_notebook_uses_is_defined_in_it() -> None:
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--select", "F821", *NOTEBOOKS, *SOLUTIONS],
        check=True,
    )


@named
def test_a_notebook_names_no_place_on_a_disk_and_fetches_nothing(file: Path) -> None:
    for word in ("http://", "/home/", "/work/", "/tmp/", "C:\\\\", "pip install git", "!wget", "!curl"):
        assert word not in text(file)


def run(file: Path, *, solved: bool = True):
    """Execute a copy, with the solutions in the places of the exercises; failures of checks are part of it."""
    notebook = nbformat.read(file, 4)
    if solved:
        answers = iter(cells(solution_of(file), "solution"))
        for cell in cells_of(notebook, "exercise"):
            cell.source = next(answers).source
    for cell in cells_of(notebook):
        for long, short in QUICKER.items():
            cell.source = cell.source.replace(long, short)
        if MODEL:
            cell.source = cell.source.replace("from_pretrained(", f"from_pretrained({MODEL!r}, ").replace(
                "WordTable.read()", f"WordTable.read({MODEL!r})"
            )
    notebook.cells.append(nbformat.v4.new_code_cell("import os\nsum(os.times()[:4])"))
    executed = execute(notebook)
    assert float(executed.cells[-1].outputs[0].data["text/plain"]) < CPU_SECONDS
    return executed


def execute(notebook):
    nbclient = pytest.importorskip("nbclient")
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS_A_CELL, startup_timeout=SECONDS_A_CELL, kernel_name="python3",
        # after a cell's end its outputs have 4 s to arrive, unless told otherwise; on a busy machine they came later
        iopub_timeout=SECONDS_A_CELL, resources={"metadata": {"path": str(FOLDER)}},
    )  # fmt: skip
    # idle threads sleep instead of spinning, as under make and under "audiostory lab"
    client.execute(env={"OMP_WAIT_POLICY": "PASSIVE", **os.environ})
    return notebook


def errors(cell) -> list:
    return [output for output in cell.outputs if output.output_type == "error"]


def shows_its_pictures(cell) -> None:
    if cell.source.rstrip().endswith("figure"):
        assert "image/png" in cell.outputs[-1].data, "a picture is seen, not its name"


@pytest.mark.slow
@lessons
def test_a_notebook_runs_and_its_solutions_pass_every_check(file: Path) -> None:
    for cell in cells_of(run(file)):
        assert not errors(cell), cell.source
        shows_its_pictures(cell)
        if "check" in cell.metadata.get("tags", ()):
            assert "right." in cell.outputs[0].data["text/plain"]


@pytest.mark.slow
def test_a_notebook_whose_exercises_are_unsolved_runs_to_its_end_and_its_checks_say_so() -> None:
    """One that loads no model stands for all: that each check refuses an empty answer is in test_exercises.py."""
    for cell in cells_of(run(FOLDER / "15_the_3b_release.ipynb", solved=False)):
        failed = errors(cell)
        if "check" in cell.metadata.get("tags", ()):
            assert [error.ename for error in failed] == ["NotYet"], cell.source
            assert "has no answer yet" in failed[0].evalue or "builds on the one before it" in failed[0].evalue
            assert failed[0].traceback == [f"Not yet. {failed[0].evalue}"], "the sentence alone, no line of code"
        else:
            assert not failed, cell.source


@lessons
def test_only_checks_may_fail_in_an_unsolved_notebook(file: Path) -> None:
    """What stands in place of an answer is not used again, the check aside."""
    answers: set[str] = set()
    for cell in cells(file):
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        if "exercise" in (tags := cell.metadata.get("tags", ())):
            answers |= used
        elif "check" not in tags:
            assert not answers & used, cell.source


NEED_A_MODEL = {"00": 12, "01": 8, "03": 4, "04": 10, "07": 9, "08": 8, "09": 2, "10": 9, "11": 6, "13": 4, "la": 1}
"""First letters of a notebook -> how many of its cells generate, train, or hear with a network; all others work without torch."""


@pytest.mark.slow
def test_every_notebook_runs_to_its_end_without_torch_and_a_cell_that_needs_the_model_says_so() -> None:
    program = Path(__file__).parent / "notebooks_without.py"
    done = subprocess.run([sys.executable, program, *NOTEBOOKS], capture_output=True, text=True, check=True)
    viewers: dict[str, list[str]] = {}
    for file, ran in json.loads(done.stdout).items():
        name = Path(file).stem
        assert not [(name, code, shown) for code, shown, error, _ in ran if error]
        assert any("No model here: torch is not installed." in shown for _, shown, _, _ in ran[:2]), name
        silent = [code for code, shown, _, _ in ran if "This cell is left out, for it needs the model: " in shown]
        assert len(silent) <= NEED_A_MODEL.get(name[:2], 0), (name, silent)
        viewers[name] = [kind for _, _, _, kinds in ran for kind in kinds]
    lab = viewers["lab_token_bridging"]
    assert lab.count("player") == 4 + 4 + len(recorded_stories()) and list(recorded_runs()) == list(RUNS)
    assert (lab.count("trace"), lab.count("tokens"), lab.count("quiz")) == (1, 1, 1)
    assert {"gallery", "quiz"} <= set(viewers["06_reading_spectrograms"]) and "grid" in viewers["04_diffusion_steps"]


@pytest.mark.slow
def test_the_app_of_notebook_09_has_thirty_lines_and_tells_a_story() -> None:
    gradio = pytest.importorskip("gradio")
    (source,) = [cell.source for cell in cells(FOLDER / "09_build_the_app.ipynb") if "app_file = " in cell.source]
    found: dict = {}
    exec(ast.parse(source).body[0].value.value, found)  # the text that the cell assigns
    lines = [line for line in ast.parse(source).body[0].value.value.splitlines() if line.strip()]
    assert len(lines) <= 32 and isinstance(found["app"], gradio.Blocks)
    sound, plan = list(found["tell"]("rain, then a dog", 5, 7))[-1]
    rate, samples = sound
    assert rate == found["model"].sample_rate and samples.dtype == np.int16 and np.abs(samples).max() > 1000
    assert " s  " in plan
