"""The repository itself: its two commands, its environments, and what may be in its files."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from audiostory_demo import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MOST_BYTES, MOST_WEIGHTS = 80_000_000, 60_000_000

# places on somebody's machine, and the hosts of package registries
MACHINE_PATH = re.compile(r"(?<![\w.~/])/(?:home|root|Users|work|mnt|data|workspace)/\w")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|download\.pytorch\.org|--(?:extra-)?index-url|repo\.anaconda\.com")


def tracked() -> list[Path]:
    """Files that git knows, and new ones that it would take."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> list[tuple[Path, str]]:
    """The tracked files that are text, this one aside."""
    found = []
    for path in tracked():
        data = path.read_bytes()
        if path != Path(__file__) and b"\0" not in data[:8192]:
            found.append((path.relative_to(ROOT), data.decode("utf-8", errors="replace")))
    return found


def constraints() -> list[Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


class TestTheTwoCommands:
    @pytest.mark.parametrize("command", ["story", "test"])
    def test_the_readme_names_them_and_the_makefile_has_them(self, command: str):
        assert f"make {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
        assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    def test_the_check_runs_lint_every_test_the_documentation_and_the_oldest_libraries(self):
        script = ROOT / ".ci" / "run"
        lines = script.read_text(encoding="utf-8").splitlines()
        assert {"make lint", "make test-all", "make docs", "make oldest"} <= set(lines)
        assert script.stat().st_mode & 0o111
        assert "- run: .ci/run" in (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
        assert "make lint" in (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
        recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ntest-all:")[1].split("\n\n")[0]
        assert " -m " not in recipe and " -k " not in recipe, "no test is left out"

    @pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
    @pytest.mark.parametrize(("there", "fails"), [("apt-get", True), ("", False)])
    def test_the_check_fails_where_a_browser_could_be_installed_and_is_not(
        self, tmp_path: Path, there: str, fails: bool
    ):
        (tmp_path / ".ci").mkdir()
        shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
        tools = tmp_path / "tools"
        tools.mkdir()
        for name in ("dirname", "id", "timeout", "env"):
            (tools / name).symlink_to(shutil.which(name))
        (tmp_path / ".ci" / "oldest").touch(0o755)
        for name, code in ((there, 1), ("make", 0), ("sudo", 1)):
            if name:
                (tools / name).write_text(f"#!{shutil.which('bash')}\nexit {code}\n")
                (tools / name).chmod(0o755)
        done = subprocess.run(
            [shutil.which("bash"), ".ci/run"], cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True
        )
        assert (done.returncode != 0) == fails, done.stderr
        assert fails or "the browser tests are skipped" in done.stdout

    def test_the_story_command_asks_for_sound_captions_and_picture(self):
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        recipe = makefile.split("\nstory:")[1].split("\n\n")[0]
        for option in ("--captions vtt", "--captions srt", "--spectrogram", "--seed"):
            assert option in recipe

    @pytest.mark.skipif(not shutil.which("make"), reason="no make")
    def test_what_is_set_up_once_is_not_set_up_again(self, tmp_path: Path):
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, tmp_path)
            os.utime(tmp_path / name, (1000, 1000))
        assert "pip install" in self.plan(tmp_path)
        for time, name in enumerate(("bin/python", ".installed", ".tested"), start=2000):
            (tmp_path / ".venv" / name).touch()
            os.utime(tmp_path / ".venv" / name, (time, time))
        assert "pip install" not in self.plan(tmp_path)
        os.utime(tmp_path / "pyproject.toml", (3000, 3000))
        assert "pip install" in self.plan(tmp_path)

    def plan(self, folder: Path) -> str:
        """What make would do."""
        return subprocess.check_output(["make", "--dry-run", "story", "test"], cwd=folder, text=True)


class TestEnvironments:
    def test_the_conda_environment_agrees_with_the_project(self):
        environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
        plain = [line for line in environment["dependencies"] if isinstance(line, str)]
        pip = next(line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
        python = Requirement(next(line for line in plain if line.startswith("python=")).replace("=", "==", 1))
        version = next(iter(python.specifier)).version
        assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(version)
        extras = next(match[1] for line in pip if (match := re.fullmatch(r"-e \.\[(.+)]", line)))
        # a browser for tests is not a library: pip alone cannot bring it
        assert set(extras.split(",")) == set(PROJECT["optional-dependencies"]) - {"browser"}
        assert "-c constraints.txt" in pip

    def test_every_library_that_is_asked_for_has_a_tested_version_in_range(self):
        pinned: dict[str, list[Requirement]] = {}
        for line in constraints():
            pinned.setdefault(canonicalize_name(line.name), []).append(line)
        asked = [
            *PROJECT["dependencies"],
            *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
        ]
        for wanted in map(Requirement, asked):
            for pin in pinned[canonicalize_name(wanted.name)]:
                version = next(iter(pin.specifier)).version
                assert wanted.specifier.contains(version), f"{pin} is outside of {wanted}"

    def test_constraints_are_exact_versions_without_local_builds(self):
        for line in constraints():
            assert [part.operator for part in line.specifier] == ["=="]
            assert "+" not in str(line.specifier)
            assert line.url is None

    def test_each_library_has_one_tested_version_for_each_python(self):
        for python in ("3.10", "3.11", "3.12", "3.13"):
            here = {"python_version": python, "python_full_version": f"{python}.9"}
            names = [line.name for line in constraints() if not line.marker or line.marker.evaluate(here)]
            assert len(names) == len(set(names)), python

    def test_the_licence_is_apache_2(self):
        text = (ROOT / "LICENSE").read_text(encoding="utf-8")
        assert "Apache License" in text.split("\n\n")[0] + text[:100]
        assert "END OF TERMS AND CONDITIONS" in text
        assert PROJECT["license"] == "Apache-2.0"

    def test_who_cites_the_package_cites_this_version_of_it(self):
        cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
        assert (cited["version"], cited["license"]) == (__version__, PROJECT["license"])

    @pytest.mark.parametrize("name", ["CHANGELOG.md", "CONTRIBUTING.md", "LOG.md", "SECURITY.md"])
    def test_the_house_papers_are_there(self, name: str):
        assert len((ROOT / name).read_text(encoding="utf-8")) > 200


class TestFiles:
    def test_all_files_together_and_the_weights_among_them_are_small(self):
        sizes = {path: path.stat().st_size for path in tracked()}
        assert sum(sizes.values()) < MOST_BYTES
        assert (
            sum(size for path, size in sizes.items() if path.suffix == ".safetensors" and "assets" in path.parts)
            < MOST_WEIGHTS
        )

    def test_no_file_names_a_place_on_somebodys_machine(self):
        assert [(str(path), found.group()) for path, text in texts() if (found := MACHINE_PATH.search(text))] == []

    def test_no_file_names_a_package_registry(self):
        assert [(str(path), found.group()) for path, text in texts() if (found := REGISTRY.search(text))] == []

    def test_every_writer_of_the_package_writes_whole_files(self):
        """Only files/writing.py opens a file to write to; the others give it what to write, and a place of its own."""
        bare = re.compile(
            r"os\.(?:replace|rename)\(|soundfile\.write\((?!buffer)|\.open\(\"[wx]|[^.]open\([^)]*, \"[wx]"
        )
        spared = {"history.py": "a log grows line by line", "foley.py": "what write_whole calls"}
        found = [
            path.name
            for path in (ROOT / "audiostory_demo").rglob("*.py")
            if path.name not in ("writing.py", *spared) and bare.search(path.read_text(encoding="utf-8"))
        ]
        assert found == []

    def test_every_module_says_what_it_is_for(self):
        silent = [
            str(path.relative_to(ROOT))
            for path in tracked()
            if path.suffix == ".py"
            and path.stat().st_size
            and not re.match(r'(?:#.*\n)*"""', path.read_text(encoding="utf-8"))
        ]
        assert silent == []


PACKAGE = ROOT / "audiostory_demo"


@cache
def modules() -> dict[str, Path]:
    """Name inside the package, such as "planner.strict" -> file."""
    names = {path: path.relative_to(PACKAGE).with_suffix("").parts for path in PACKAGE.rglob("*.py")}
    return {".".join(parts[:-1] if parts[-1] == "__init__" else parts): path for path, parts in names.items()}


KNOWN = {("checks.sizes", "config")}  # sizes counts the weights of the very configuration that asks it to


def imported(name: str, path: Path, *, typing: bool) -> Iterator[str]:
    """Modules of the package that a module imports when it is imported; with ``typing``, those of its hints too."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    todo = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while todo:
        match todo.pop():
            case ast.If(test=ast.Name("TYPE_CHECKING"), body=body):
                todo += body if typing else []
            case ast.ImportFrom(module=module, names=names, level=level) if level:
                home = [*package[: len(package) - level + 1], *(module or "").split(".")]
                for alias in names:
                    whole = ".".join(part for part in [*home, alias.name] if part)
                    yield whole if whole in modules() else ".".join(filter(None, home))


def rooms() -> list[set[str]]:
    """Modules and folders of the package as CONTRIBUTING orders them, group by group."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    order = text.split("Imports go one way:")[1].split("A module imports")[0]
    return [set(re.findall(r"`(\w+)`", group)) for group in order.split(";")]


class TestImports:
    def test_contributing_names_every_module_and_folder_once(self):
        named = [room for group in rooms() for room in group]
        there = {name.split(".")[0] for name in modules() if name} - {"__main__"}
        assert (set(named) - there, there - set(named)) == (set(), set())
        assert len(named) == len(set(named))

    def test_a_module_imports_only_what_stands_before_it(self):
        place = {room: number for number, group in enumerate(rooms()) for room in group}
        backwards = [
            f"{name} imports {other}"
            for name, path in modules().items()
            if name not in ("", "__main__")
            for other in imported(name, path, typing=False)
            if other and place[other.split(".")[0]] > place[name.split(".")[0]]
        ]
        assert backwards == []

    def test_no_modules_import_each_other_not_even_for_their_types(self):
        hinted = {name: set(imported(name, path, typing=True)) for name, path in modules().items() if name}
        graph = {name: {other for other in others if (name, other) not in KNOWN} for name, others in hinted.items()}
        TopologicalSorter(graph).prepare()  # raises an error that names the circle


def test_the_job_on_the_lowest_versions_names_tests_that_exist() -> None:
    named = re.findall(r"tests/[\w/]+\.py", (ROOT / ".ci/oldest").read_text(encoding="utf-8"))
    assert len(named) > 5 and all((ROOT / name).is_file() for name in named), named
