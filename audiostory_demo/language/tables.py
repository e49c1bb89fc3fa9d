"""Tables of words: YAML files of the package that teachers and translators can edit, read and checked when needed.

An error names the file and the entry and says what to write there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from ..checks.values import finite, shown

ASSETS = Path(str(files("audiostory_demo"))) / "assets"
ENGLISH = ASSETS / "english"


@dataclass(frozen=True)
class Entry:
    """One entry of a table, or a whole file, and where it stands.

    Attributes:
        where: file and name of the entry, for messages.
        values: its fields.
    """

    where: str
    values: dict[str, Any]

    def error(self, problem: str) -> ValueError:
        """An error that says where it is."""
        return ValueError(f"{self.where}: {problem}")

    def check_fields(self, needed: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Fields that are missing or not known are errors."""
        if missing := [name for name in needed if name not in self.values]:
            raise self.error(f"{', '.join(missing)} is missing. Each of {', '.join(needed)} is needed.")
        if unknown := [str(name) for name in self.values if name not in (*needed, *optional)]:
            raise self.error(f"{', '.join(unknown)} is not known. Fields are {', '.join((*needed, *optional))}.")

    def text(self, field: str) -> str:
        """A field that is one text."""
        value = self.values[field]
        if not isinstance(value, str) or not value.strip():
            raise self.error(f"{field} is {shown(value)}, not a text. Write some words, in quotation marks if need be.")
        return value

    def texts(self, field: str, fewest: int = 1) -> tuple[str, ...]:
        """A field that is a list of texts."""
        value = self.values[field]
        if not isinstance(value, list) or len(value) < fewest:
            raise self.error(
                f"{field} is {shown(value)}, not a list of {fewest} or more. Write [one, another] or begin each with a dash."
            )
        for item in value:
            if not isinstance(item, str) or not item.strip():
                # YAML reads no, yes, on and off as true or false, and {} as an empty table
                raise self.error(f"{field} holds {shown(item)}, which is not a text. Put it in quotation marks.")
        return tuple(value)

    def number(self, field: str) -> float:
        """A field that is one number."""
        value = finite(self.values[field])
        if value is None:
            raise self.error(f"{field} is {shown(self.values[field])}. Write a number.")
        return value

    def numbers(self, field: str, count: int) -> tuple[float, ...]:
        """A field that is a list of so many numbers."""
        value = self.values[field]
        found = [finite(item) for item in value] if isinstance(value, list) else []
        if len(found) != count or None in found:
            raise self.error(f"{field} is {shown(value)}. Write {count} numbers, such as [2, 5].")
        return tuple(number for number in found if number is not None)

    def part(self, field: str) -> Entry:
        """A field that has fields of its own."""
        value = self.values[field]
        if not isinstance(value, dict):
            raise self.error(f"{field} is {shown(value)}. Write lines of the form `name: words` under it.")
        return Entry(f"{self.where}, {field}", value)

    def check_choices(self, field: str, chosen: Sequence[str], known: Sequence[str]) -> None:
        """What is none of the known words is an error."""
        if wrong := [name for name in chosen if name not in known]:
            raise self.error(f"{field} names {wrong[0]!r}. Choose from {', '.join(known)}.")

    def check_blanks(self, field: str, texts: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
        """Each text has the blanks to fill in that it needs, such as {} or {time}, and no others."""
        allowed = ", ".join(f"{{{name}}}" for name in (*needed, *optional))
        for text in texts:
            try:
                blanks = {name for _, name, *_ in Formatter().parse(text) if name is not None}
            except ValueError as error:
                raise self.error(
                    f"{field} holds {text!r} with a lonely brace ({error}). Write {{}} in full."
                ) from error
            if not set(needed) <= blanks <= {*needed, *optional}:
                raise self.error(f"{field} holds {text!r}, whose blanks do not fit. It takes {allowed or 'none'}.")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """In C where there is one, ten times as fast; a name that stands twice is an error, not the second one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        names = [key.value for key, _ in node.value]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"{twice!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_file(file: Path) -> Entry:
    """A whole file; its top level are names."""
    where = f"{file.parent.name}/{file.name}"
    try:
        values = yaml.load(file.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        raise ValueError(f"{file} cannot be read ({error.strerror}). Install the package again.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{where} is not UTF-8 text. Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" near line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise ValueError(f"{where} cannot be read{line}: {problem}. Mend that entry.") from error
    if not isinstance(values, dict) or not values:
        raise ValueError(f"{where} holds no entries. Write lines of the form `name:` with fields under them.")
    return Entry(where, values)


def read_entry_table(file: Path) -> Iterator[tuple[str, Entry]]:
    """Name and fields of every entry of one file."""
    table = read_file(file)
    for name in table.values:
        yield str(name), Entry(f"{table.where}, {name}", table.part(name).values)


def read_entries(folder: Path, order: Sequence[str]) -> Iterator[tuple[str, Entry]]:
    """Name and fields of every entry of a folder's files.

    Args:
        folder: holds .yaml files.
        order: names of the files to read first, in this order: what is drawn by chance depends on it.
    """
    rank = {name: number for number, name in enumerate(order)}
    homes: dict[str, str] = {}
    for file in sorted(folder.glob("*.yaml"), key=lambda file: (rank.get(file.stem, len(rank)), file.stem)):
        table = read_file(file)
        for name in table.values:
            entry = Entry(f"{table.where}, {name}", table.part(name).values)
            if name in homes:
                raise entry.error(f"{homes[name]} has it too. Keep one of them.")
            homes[str(name)] = table.where
            yield str(name), entry
