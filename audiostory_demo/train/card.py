"""The model card of the embedded model: what it is, what it was trained on, what was measured."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..data.recording import Recording
from ..evaluate.ablations import MEASURES, against_full, moved, table
from ..files.writing import write_text
from ..language.understanding import LANGUAGES
from .ablations import ABLATION_STEPS, BEGINNING
from .card_tables import benchmark_text, classes_text, continuation_text, hearing_text, physical_text, wider_text
from .history import read_history
from .stages import STAGES

CARD, ATTRIBUTION, FIGURES, RECIPE = "README.md", "ATTRIBUTION.md", "figures.json", "recipe.json"
HISTORY = "HISTORY.md"  # what only this model went through, written by hand beside it
REAL = "real valid"


def write_card(
    folder: Path, name: str, taken: list[dict[str, Any]], recordings: list[Recording], parameters: dict[str, int]
) -> None:
    """Write README.md, ATTRIBUTION.md and recipe.json into a model folder.

    Args:
        folder: of the model. figures.json in it (from ``audiostory evaluate --json``) fills the table of results, and what
            HISTORY.md in it says goes below the recipe.
        name: of the model.
        taken: what :func:`recipe` says.
        recordings: all that the model was trained on.
        parameters: part -> number of weights.
    """
    figures_file, history = folder / FIGURES, folder / HISTORY
    figures = json.loads(figures_file.read_text(encoding="utf-8")) if figures_file.is_file() else {}
    stages = _stages(taken)
    if history.is_file():
        stages += f"\n\n{history.read_text(encoding='utf-8').strip()}"
    kinds = len({recording.sound for recording in recordings})
    card = CARD_TEXT.format(
        name=name, parts=_parts(parameters), stages=stages, results=_results(figures), licences=_licences(recordings), clips=_counted(len(recordings), "recording"),
        kinds=_counted(kinds, "kind"), minutes=_counted(round(sum(one.seconds for one in recordings) / 60) or 1, "minute"),
        languages=LANGUAGES.removeprefix("English, "),
    )  # fmt: skip
    steps = json.dumps(taken, indent=2) + "\n"
    write_text(folder / RECIPE, steps)
    write_text(folder / CARD, card)
    credits = "\n".join(_credits(recordings))
    text = f"# Recordings that {name} was trained on\n\nNone of them is in this repository.\n\n{credits}\n"
    write_text(folder / ATTRIBUTION, text)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _credits(recordings: list[Recording]) -> list[str]:
    """One line per author, licence and address."""
    counts = Counter((r.author, r.license, r.source_url) for r in recordings)
    return [
        f"- {author} ({licence}), {count} clip{'s' * (count > 1)}: {url}"
        for (author, licence, url), count in sorted(counts.items())
    ]


def _licences(recordings: list[Recording]) -> str:
    counts = Counter(recording.license for recording in recordings)
    return "\n".join(f"| {licence} | {count} |" for licence, count in sorted(counts.items()))


def _parts(parameters: dict[str, int]) -> str:
    return "\n".join(f"| {name} | {count / 1e6:.2f} M |" for name, count in parameters.items())


def recipe(run: Path, start: Path) -> list[dict[str, Any]]:
    """Stages in the order in which they ran, with steps and losses at the end: those of the model begun with, then own.

    Args:
        run: folder of a training run.
        start: the model it began with; may not be there.
    """
    file, history = start / RECIPE, read_history(run)
    before = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []
    return before + [
        {
            "stage": name, "steps": round(history[name][-1]["step"]),
            "losses": {key: round(history[name][-1][key], 3) for key in stage.losses if key in history[name][-1]},
        }
        for name, stage in STAGES.items() if name in history
    ]  # fmt: skip


def _stages(taken: list[dict[str, Any]]) -> str:
    rows = []
    for one in taken:
        stage = STAGES[one["stage"]]
        losses = ", ".join(f"{key.replace('_', ' ')} {value:.3f}" for key, value in one["losses"].items())
        trains = ", ".join(stage.trains).replace("_", " ")
        rows.append(f"| {stage.name} | {trains} | {stage.data} | {one['steps']} | {losses} |")
    return "\n".join(rows)


def _results(figures: dict[str, Any]) -> str:
    """What was measured, and nothing else."""
    scenes = "Single scenes are not measured yet."
    if "generated" in figures:
        scenes = RESULTS_TEXT.format(
            figures=_figures(figures),
            weakest=", ".join(figures["generated"]["weakest"]),
            count=figures["generated"]["scenes"],
        )
    return "\n\n".join(part for part in (scenes, _more(figures)) if part)


def _figures(figures: dict[str, Any]) -> str:
    """Rows of the table of single scenes."""
    rows = {"top1": "class is the likeliest", "top5": "class is among five", "times_chance": "times chance"}
    form = {"top1": "{:.1%}", "top5": "{:.1%}", "times_chance": "{:.1f}"}
    real = figures.get(REAL, {})
    lines = [
        f"| {label} | {form[key].format(figures['generated'][key])} | {form[key].format(real[key]) if real else ''} |"
        for key, label in rows.items()
    ]
    levels = figures["generated"]
    lines.append(
        f"| level of sounding parts, 1st, 50th and 99th percentile | {levels['level_low']:.1f}, {levels['level_median']:.1f}, {levels['level_high']:.1f} dBFS | |"
    )
    lines.append(f"| silent / clipped scenes | {levels['silent']} / {levels['clipped']} of {levels['scenes']} | |")
    return "\n".join(lines)


ROWS = {
    "following": (
        "Plans for {} handwritten instructions, kept out of training by their situations "
        "(`audiostory evaluate following`)",
        {
            "named": "sounds asked for that are in the plan", "nearest": "the nearest for a sound it cannot make",
            "ordered": "in the order asked for", "implied": "places with three sounds that fit",
            "valid": "valid", "sums": "as long as asked for",
        },
    ),
    "bridge": (
        "Stories of held-out situations in a style (`audiostory evaluate bridge --data RECORDINGS`)",
        {
            "named": "scenes whose semantic tokens lie near their sound's word",
            "style_full": "style heard, with residual tokens", "style_without": "style heard, residual tokens zeroed",
            "lent_swapped": "another story's style heard with its residual tokens",
            "lent_full": "the same style heard by chance, without them",
            "content_full": "sound recognised, with residual tokens", "content_without": "the same, residual tokens zeroed",
            "content_swapped": "the same, residual tokens of another story",
            "style_real": "style heard in recordings mixed in it", "content_real": "sound recognised in these",
            "content_plain": "the same recordings without the style",
        },
    ),
}  # fmt: skip


def _more(figures: dict[str, Any]) -> str:
    """Tables of the measures that have been taken."""
    parts = []
    for name, (title, rows) in ROWS.items():
        if taken := figures.get(name):
            lines = [f"| {label} | {taken[key]:.1%} |" for key, label in rows.items() if taken.get(key) is not None]
            parts.append("\n".join([f"{title.format(taken.get('plans', 'the'))}:", "", "| | |", "|---|---|", *lines]))
    if effect := figures.get("bridge", {}).get("effect"):
        parts.append(
            f"Neighbouring scenes of one story are more alike in style than scenes of different stories by {effect:.1f} "
            "standard deviations (Cohen's d of the style listener's cosines)."
        )
    if taken := figures.get("ablations"):
        found = table(taken)
        lines = [
            f"| {variant} | {' | '.join(f'{mean:.3f} ± {spread:.3f}' for mean, spread in row.values())} |"
            for variant, row in found.items()
        ]
        after = figures.get("ablations_after")
        weights = f"those after line {after} of the recipe" if after else "the same for all"
        parts.append("\n".join([
            f"The paper's ablations in small: every variant takes {ABLATION_STEPS} steps from the same weights ({weights}), "
            "then mean and standard deviation over three seeds (`audiostory train --ablation`, "
            "`audiostory evaluate ablations`):", "", f"| | {' | '.join(MEASURES.values())} |",
            f"|---|{'---|' * len(MEASURES)}", *lines,
        ]))  # fmt: skip
        if BEGINNING in found:
            clear, every = moved(found, BEGINNING)
            parts.append(
                f"So many steps are enough to move what is measured: {clear} of the {every} figures differ from those in the row "
                f"*{BEGINNING}*, the weights that all began with, by more than one standard deviation of the difference."
            )
        if "full" in found:
            parts.append(_orderings(against_full(found)))
    if sets := figures.get("copies"):
        lines = [
            f"| {label} | {sets['generated'][key]:.3f} | {sets[REAL][key]:.3f} |"
            for key, label in {
                "embedding_median": "likeness to the nearest training recording, embedding, median",
                "embedding_highest": "highest", "mel_median": "mel correlation, median", "mel_highest": "highest",
                "frechet": "Fréchet distance to real valid recordings (beside: of training recordings)",
            }.items()
        ]  # fmt: skip
        parts.append("\n".join([
            "Is anything replayed? (`audiostory evaluate copies --data RECORDINGS`)", "", "| | generated | real valid |",
            "|---|---|---|", *lines,
        ]))  # fmt: skip
    tables: dict[str, Callable[[Any], str]] = {
        "wider": wider_text, "benchmark": benchmark_text, "classes": classes_text, "physical": physical_text, "hearing": hearing_text,
        "continuation": continuation_text,
    }  # fmt: skip
    parts += [text(figures[name]) for name, text in tables.items() if name in figures]
    return "\n\n".join(parts)


def _orderings(found: dict[str, dict[str, list[str]]]) -> str:
    """In words: in which measures the full recipe is better than each variant, as it is in the paper."""
    lines = []
    for variant, kinds in found.items():
        told = [f"{kind} in {', '.join(MEASURES[name] for name in names)}" for kind, names in kinds.items() if names]
        lines.append(f"- {variant}: {'; '.join(told)}.")
    return "\n".join([
        "The paper finds the full recipe better than each variant. Here the full recipe, against each of them (alike: "
        "within one standard deviation of the difference), is", "", *lines,
    ])  # fmt: skip


CARD_TEXT = """\
---
license: apache-2.0
tags: [audio, text-to-audio, education]
---
# {name}

A small AudioStory model (arXiv 2508.20088) that tells stories of {kinds} of sound on a laptop's CPU. Trained by
`audiostory train`; no weights of other models are in it.

| part | weights |
|---|---|
{parts}

## Data

{clips} of {kinds} of sound ({minutes}), the train split only; credits in ATTRIBUTION.md. None is
shipped or replayed: what is heard is sampled. Stories, captions and instructions are composed by
`audiostory_demo.data`. Semantic tokens are trained towards features of the MiniLM sentence encoder
(all-MiniLM-L6-v2, Apache-2.0), which is not needed to generate.

| licence | clips |
|---|---|
{licences}

## Recipe

| stage | trains | data | steps | losses at the end |
|---|---|---|---|---|
{stages}

## Results

{results}

## Limits

- It knows {kinds} of sound. Other sounds become the nearest of these.
- It reads short everyday instructions in English; in {languages} the words that its lists have.
- What a sentence only means, without a noun for the sound, it often misses: what somebody does, what a place sounds like.
- Speech has the sound of a voice but no words; music has an instrument's sound but no tune.
- One scene holds one sound, with a room, a medium and a background bed over the whole story.
- The classifier that judges it hears as the training data sounds; a listener may disagree.
"""

RESULTS_TEXT = """\
Single scenes over all classes from caption wordings that training never saw, judged by a small classifier trained on
the train split of the recordings; beside it, the same classifier on real recordings that neither has seen.
Measured by `audiostory evaluate scenes --count {count} --data RECORDINGS --json MODEL/figures.json`, as many scenes
of each class. The classifier has no part in the training of the model, whose teacher is another one: while the
transformer is trained alone, a hidden layer of it learns to predict what a public AudioSet tagger makes of the clean
sound (representation alignment). What that tagger says of generated sound is therefore no evidence.

| | generated | real valid |
|---|---|---|
{figures}

The ten classes recognised least: {weakest}."""
