"""A notebook where there is no model: a cell that needs one says so in a sentence, and those after it go on.

Where torch or the embedded model's weights are missing, :func:`begin` puts a reader before the kernel. It drops what
cannot run from each cell before that runs: a cell that imports what is not installed, and each later one that uses a name
which such a cell would have made. What was recorded needs no model, and plays and shows as ever.
"""

from __future__ import annotations

import ast
from importlib import import_module
from typing import Any

from ..extras import EXTRAS, installed
from .measured import CARD

LIBRARIES = ("torch", "transformers", "diffusers", "accelerate")
"""What the model needs of others."""
KNOWN = {*LIBRARIES, "librosa", *EXTRAS}
MODEL = "from_pretrained"


def lacking() -> str:
    """Why there is no model here; "" where there is one."""
    missing = [library for library in LIBRARIES if not installed(library)]
    if missing:
        return f"{missing[0]} is not installed"
    return "" if (CARD / "model.safetensors").is_file() else "the weights of the embedded model are not here"


def begin() -> str:
    """Make the notebook that runs fit for a kernel without a model.

    Returns:
        What to tell the reader; "" where a model is there, or where no notebook runs.
    """
    why, shell = lacking(), _shell()
    if not why or shell is None:
        return ""
    if not any(isinstance(one, CellReader) for one in shell.ast_transformers):
        shell.ast_transformers.append(CellReader(why))
    return f"No model here: {why}. What was recorded plays and shows; a cell that needs the model says so."


def _shell() -> Any:
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


class CellReader:
    """Reads each cell before it runs, and leaves out what cannot run. IPython calls :meth:`visit`.

    Args:
        why: there is no model.
    """

    def __init__(self, why: str) -> None:
        self.why = why
        self.missing: dict[str, str] = {}  # a name that no cell could make -> why

    def visit(self, cell: ast.Module) -> ast.Module:
        """The cell as it is, or its imports and a sentence."""
        kept: list[ast.stmt] = []
        reasons: list[str] = []
        made: set[str] = set()  # by this cell, so far
        for part in cell.body:
            if isinstance(part, ast.Import | ast.ImportFrom):
                reason = _why_not(part)
                reasons += [reason] if reason else []
                kept += [] if reason else [part]
                self._note(_bound(part), reason)
            elif MODEL in _attributes(part):
                reasons.append(self.why)
            else:
                reasons += [self.missing[name] for name in _used(part) - made if name in self.missing]
            made |= _bound(part)
        if not reasons:
            self._note(made, "")
            return cell
        self._note({name for part in cell.body if part not in kept for name in _bound(part)}, reasons[0])
        sentence = f"This cell is left out, for it needs the model: {reasons[0]}. The next one goes on."
        said = ast.parse(f"print({sentence!r})").body
        return ast.fix_missing_locations(ast.Module([*kept, *said], cell.type_ignores))

    def _note(self, names: set[str], reason: str) -> None:
        for name in names:
            if reason:
                self.missing[name] = reason
            else:
                self.missing.pop(name, None)


def _why_not(part: ast.Import | ast.ImportFrom) -> str:
    """What keeps these names from being imported, if it is a library that is not installed."""
    try:
        if isinstance(part, ast.Import):
            for alias in part.names:
                import_module(alias.name)
        else:
            module = import_module(f"{'.' * part.level}{part.module or ''}")
            for alias in part.names:
                getattr(module, alias.name, None)  # names of this package are imported when they are asked for
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library in KNOWN:
            return f"{library} is not installed"
    except ValueError as error:  # of extras.need
        if "not installed" in str(error):
            return str(error).rstrip(".")
    except Exception:
        return ""  # the cell itself will show it
    return ""


def _bound(part: ast.stmt) -> set[str]:
    """Names that a statement makes."""
    names = {node.id for node in ast.walk(part) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(part):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _used(part: ast.stmt) -> set[str]:
    """Names that a statement takes from outside; what its own loops, patterns and functions bind is not."""
    used, inside = set(), set()
    for node in ast.walk(part):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            used.add(node.target.id)
        elif isinstance(node, ast.comprehension | ast.For):
            inside |= {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.arg):
            inside.add(node.arg)
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            inside.add(node.name)
    return used - inside


def _attributes(part: ast.stmt) -> set[str]:
    return {node.attr for node in ast.walk(part) if isinstance(node, ast.Attribute)}
