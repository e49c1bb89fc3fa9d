"""Reading what somebody else wrote: text, JSON and YAML, bounded in size and depth before anything is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import yaml

MOST_TEXT = 64_000_000  # bytes: room for the largest tokenizer
MOST_JSON = 4_000_000  # bytes: settings, and lists of which file holds which weight
MOST_YAML = 64_000  # bytes: a parser in Python reads some 100 KB a second
MOST_DEPTH = 64  # of lists and dicts inside each other
MOST_ENTRIES = 10_000  # of a YAML file, those that its aliases repeat counted each time
AGAIN = "Copy or download it again."


def read_text(file: Path, most: int = MOST_TEXT) -> str:
    """A text file in UTF-8; one that is missing, too large or no text is an error that names it."""
    try:
        size = file.stat().st_size if file.is_file() else -1
        if size > most:
            raise ValueError(f"{file} has {size} bytes, more than the {most} that such a file may have. {AGAIN}")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{file} is missing or cannot be read ({error.strerror}). {AGAIN}") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{file} is truncated or no text in UTF-8 ({error.reason}). {AGAIN}") from error


def read_json(file: Path, most: int = MOST_JSON) -> dict[str, Any]:
    """A JSON object; anything else is an error that names the file. NaN and infinity are not valid JSON."""
    text = read_text(file, most)
    try:
        values = json.loads(text, parse_constant=_no_number)
    except ValueError as error:
        raise ValueError(f"{file} is truncated or not valid JSON ({error}). {AGAIN}") from error
    except RecursionError:
        raise _too_deep(file) from None
    if not isinstance(values, dict):
        raise ValueError(f"{file} holds a {type(values).__name__}, not a JSON object. {AGAIN}")
    if any(depth > MOST_DEPTH for depth in _depths(values)):
        raise _too_deep(file)
    return values


def read_yaml(file: Path) -> Any:
    """A YAML file of a few kilobytes; aliases may repeat things, but not without bounds."""
    import yaml

    text = read_text(file, MOST_YAML)
    try:
        if any(depth > MOST_DEPTH for depth in _event_depths(yaml.parse(text, Loader=yaml.SafeLoader))):
            raise _too_deep(file)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is not None and _entries(root, {}) > MOST_ENTRIES:
            raise ValueError(f"{file} has aliases that make more than {MOST_ENTRIES} entries of it. {AGAIN}")
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
    except ValueError as error:
        if str(file) in str(error):
            raise
        problem = str(error)
    except Exception as error:  # what a wrong tag makes of a text fails in its own way: an index, a key, a date
        problem = f"a value that its tag does not fit: {type(error).__name__}"
    raise ValueError(f"{file} is truncated or no YAML ({problem[:200]}). {AGAIN}")


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _too_deep(file: Path) -> ValueError:
    return ValueError(f"{file} has more than {MOST_DEPTH} lists or objects inside each other. {AGAIN}")


def _depths(values: Any) -> Iterator[int]:
    """How deep each list and dict lies, without recursion."""
    level, depth = [values], 0
    while level:
        yield depth
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [item for items in inner for item in items if isinstance(item, dict | list)]
        depth += 1


def _event_depths(events: Iterator[yaml.Event]) -> Iterator[int]:
    import yaml

    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        yield depth


def _entries(node: yaml.Node, known: dict[int, int]) -> int:
    """Nodes below one, those behind an alias counted each time; a node inside itself counts as too many."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_ENTRIES + 1  # while its own inside is counted
        pairs = node.value if isinstance(node, yaml.SequenceNode) else [part for pair in node.value for part in pair]
        known[id(node)] = 1 + sum(_entries(part, known) for part in pairs)
    return known[id(node)]
