"""``audiostory doctor``: whether stories can be generated here, and what is missing for the rest."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .display import result_console
from .noise import quiet

if TYPE_CHECKING:
    from .findings import Finding

MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "problem": ("problem", "bold red")}


def doctor(
    model: Annotated[str, typer.Option(help="Model to try: tiny, a model folder, or a hub id.")] = "tiny",
    device: Annotated[str, typer.Option(help="Where to try it: auto, cpu, cuda, cuda:1 or mps.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look at this machine: versions, device, memory, disk, model, sound libraries, and optional parts.

    Exit codes: 0 ready, 1 something needed is missing, and the table says how to get it.

    Examples:
        audiostory doctor
        audiostory doctor --json
    """
    quiet()
    from .findings import examine

    with Console(stderr=True).status("Looking ..."):
        findings = examine(model, device)
    ready = all(finding.state != "problem" for finding in findings)
    if as_json:
        print(json.dumps({"ready": ready, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        _print(findings, ready, result_console())
    if not ready:
        raise typer.Exit(1)


def _print(findings: list[Finding], ready: bool, console: Console) -> None:
    table = Table("", "what", "found", "what to do", box=None, pad_edge=False)
    for finding in findings:
        word, style = MARKS[finding.state]
        # Text objects, so that nothing found is read as markup
        table.add_row(Text(word, style), Text(finding.name), Text(finding.found), Text(finding.advice))
    console.print(table)
    console.print("Ready to generate stories." if ready else "Not ready yet: fix what is marked as a problem.")
