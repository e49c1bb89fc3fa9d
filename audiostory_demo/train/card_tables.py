"""Tables of the model card that are made of many figures: the benchmark, the classes, the physical measures, hearing."""

from __future__ import annotations

from typing import Any

REAL = "real valid"


def benchmark_text(table: dict[str, Any]) -> str:
    """The paper's table: a row for each figure, a column for each system; then where the paper's orderings hold."""
    rows = table["systems"]
    lines = [
        f"The paper's comparison on {table['items']} instructions of held-out situations (`audiostory evaluate benchmark`); ± half "
        "of the 95 % interval, by bootstrap over instructions; \\* by ears that taught the generator, which proves nothing:",
        "", f"| | {' | '.join(rows)} |", f"|---|{'---|' * len(rows)}",
    ]  # fmt: skip
    for name in dict.fromkeys(name for row in rows.values() for name in row["figures"]):
        cells = [_cell(row["figures"].get(name), name in row["taught"]) for row in rows.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines += ["", *(f"- {name}: {row['about']}." for name, row in rows.items())]
    if found := table.get("orderings"):
        lines += ["", "Does what the paper finds of its model and the baseline hold here?", ""]
        lines += [f"- {name}: {verdict}." for name, verdict in found.items()]
    lines += ["", "The paper's FD cannot be compared with any other: its text defines it on log-mel spectrograms, its evaluation "
              "computes it with PANNs."]  # fmt: skip
    return "\n".join(lines)


def classes_text(classes: dict[str, dict[str, dict[str, float]]]) -> str:
    """Every class: how often it is recognised among five, generated and real; the worst first."""
    made, real = classes["generated"], classes.get(REAL, {})
    lines = ["Class by class, recognised among five by the classifier (and \\* by the tagger that taught the generator):", "",
             "| class | generated | real valid | generated \\* | real valid \\* |", "|---|---|---|---|---|"]  # fmt: skip
    for sound in sorted(made, key=lambda name: (made[name]["top5"], name)):
        cells = [_share(of.get(sound, {}), key) for key in ("top5", "tagger_top5") for of in (made, real)]
        lines.append(f"| {sound} | {' | '.join(cells)} |")
    return "\n".join(lines)


def physical_text(figures: dict[str, Any]) -> str:
    """Measures that no network made, beside recordings."""
    parts = ["Measures that no network made (`audiostory evaluate physical`):"]
    for title in ("time", "seeds", "style"):
        columns = figures[title]
        lines = [f"| {title} | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
        for name in dict.fromkeys(name for values in columns.values() for name in values):
            cells = ("" if name not in values else f"{values[name]:.2f}" for values in columns.values())
            lines.append(f"| {name} | {' | '.join(cells)} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


WIDER = {
    "plans": "plans", "named": "sounds asked for that are heard", "ordered": "in the order asked for",
    "denied_heard": "something denied is heard", "agrees": "scenes are those of the reasoning",
    "arc": "told in four parts", "again": "all that is named comes again", "varied": "no caption three times running",
    "single": "one sound asked for, one heard", "place": "places with six sounds that fit",
    "uninvited": "a sound neither named nor fitting for over a tenth of the time",
}  # fmt: skip
"""Figures of other people's instructions, as rows."""


def wider_text(sets: dict[str, dict[str, float | None]]) -> str:
    """Instructions of other kinds: a column for each set."""
    lines = [
        "Instructions written by hand that training did not choose by (`audiostory evaluate wider`): sentences as other people "
        "write them, denials, other languages, and the same 60 long ones at four lengths:", "",
        f"| | {' | '.join(sets)} |", f"|---|{'---|' * len(sets)}",
    ]  # fmt: skip
    for key, label in WIDER.items():
        values = [one.get(key) for one in sets.values()]
        cells = ["" if value is None else f"{value}" if key == "plans" else f"{value:.1%}" for value in values]
        if any(cells):
            lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def hearing_text(columns: dict[str, dict[str, float]]) -> str:
    """What the planner hears in recordings, beside the listeners that judge and beside itself with nothing to hear."""
    count = columns["planner"]["sounds"]
    lines = [
        f"What it hears in {count} valid recordings, which no training has seen (`audiostory evaluate hearing`); the listeners are "
        "ours, trained on recordings alone; deafened is the planner with what it hears zeroed:", "",
        f"| | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}",
    ]  # fmt: skip
    for name in [name for name in columns["planner"] if name != "sounds"]:
        lines.append(f"| {name} | {' | '.join(_share(of, name) for of in columns.values())} |")
    return "\n".join(lines)


def continuation_text(ways: dict[str, dict[str, Any]]) -> str:
    """How it goes on from a recording: in whose style, whether the sound asked for comes, and whether the join is heard."""
    count = ways["recordings"]["count"]
    lines = [
        f"Going on from {count} valid recordings with another sound (`audiostory evaluate continuation`): the recording's style "
        "known from its sound, from style tokens, from both; swapped is shown the sound of another recording and joined to this "
        "one. Our own listeners, trained on recordings alone, say what is heard. No network measures the join; 8.7 dB are 1 in "
        "log-mel:", "",
        f"| | {' | '.join(ways)} |", f"|---|{'---|' * len(ways)}",
    ]  # fmt: skip
    for name in [name for name in ways["recordings"] if name != "count"]:
        spell = _decibels if name.startswith("jump") else _share
        lines.append(f"| {name} | {' | '.join(spell(of, name) for of in ways.values())} |")
    return "\n".join(lines)


def _cell(figure: list[float] | None, taught: bool) -> str:
    return "" if figure is None else f"{figure[0]:.3g} ± {(figure[2] - figure[1]) / 2:.2g}" + " \\*" * taught


def _share(values: dict[str, Any], key: str) -> str:
    return f"{values[key]:.0%}" if values.get(key) is not None else ""


def _decibels(values: dict[str, Any], key: str) -> str:
    return f"{values[key]:.1f} dB"
