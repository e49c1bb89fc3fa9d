"""``audiostory evaluate``: what the classifier recognises, whether plans follow, what crosses the bridge, whether anything is copied."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from ..files.writing import check_files, write_text
from .benchmark import Asked, benchmark, export, physical
from .paths import path_option

if TYPE_CHECKING:
    from ..data.mixer import SceneMixer
    from ..pipeline import AudioStory


SEEDS = 3  # of each row of the ablations
ACROSS = 5  # sets of figures side by side in a terminal of 80 columns
One = TypeVar("One")
Folders = Sequence[Path]  # of recordings; empty without


class Measure(str, Enum):
    """What can be measured."""

    scenes = "scenes"
    following = "following"
    wider = "wider"
    bridge = "bridge"
    copies = "copies"
    continuation = "continuation"
    hearing = "hearing"
    physical = "physical"
    benchmark = "benchmark"
    export = "export"
    ablations = "ablations"


def evaluate(
    measure: Annotated[Measure, typer.Argument(help="What to measure.")] = Measure.scenes,
    model: Annotated[str, typer.Option(help="Model to judge: tiny, a folder or a hub id.")] = "tiny",
    count: Annotated[
        int | None,
        typer.Option(
            "--count",
            min=1,
            help="Scenes (200), stories (bridge 20, continuation 40, ablations 16 a seed), classes (physical all) or instructions (benchmark 64).",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0)] = 0,
    data: Annotated[
        list[Path] | None,
        path_option(help="Recordings, for real sounds beside; else $AUDIOSTORY_FOLEY. May be repeated."),
    ] = None,
    json_file: Annotated[
        Path | None, path_option("--json", help="Write the figures to this file, beside those already there.")
    ] = None,
    folder: Annotated[
        Path, path_option(help="Where a benchmark keeps its stories, to go on with, or where a set is written.")
    ] = Path("benchmark"),
    items: Annotated[
        Path | None, path_option(help="Instructions in the layout of the paper's test set; else our own set.")
    ] = None,
    ears: Annotated[
        str, typer.Option(help="auto, listener, tagger, clap, a folder with a CLAP; or several, with commas.")
    ] = "auto",
    sounds: Annotated[
        list[Path] | None, typer.Option(help="Another system's sounds, named by id; may be given again.")
    ] = None,
    system: Annotated[
        list[str] | None, typer.Option(help="A row wanted, such as ours; may be given again. Else all.")
    ] = None,
) -> None:
    """Measure a model with listeners trained on real recordings, and with instructions no training has seen.

    scenes: how often the sound of a single scene is recognised, from unseen caption wordings, and at what level.
    following: whether plans hold what handwritten instructions ask for, in order and time.
    wider: the same of other people's sentences, of denials and of seven other languages, and whether stories of 60 to 150 s
        keep their thread; --count takes so many of each set.
    bridge: the style with residual tokens, without and with another story's; words near the semantic tokens; with
        recordings, the same of real sounds mixed in these styles.
    continuation: whether what follows a recording has its style and joins without a jump, with and without being shown it,
        and being shown another one (needs recordings).
    hearing: what the planner hears in recordings beside what the listeners hear, and what it says when it is deafened
        (needs recordings).
    copies: how near generated scenes come to a training recording, and as a set to real ones (needs recordings).
    physical: measures that no network made, beside recordings: energy in the telephone's band, decays of rooms, the floor
        under the events, how levels move, onsets, pictures of one seed (needs recordings).
    benchmark: the paper's table, for this model, the baseline it beats, recordings, and any other system's sounds.
    export: the benchmark's instructions with reference mixes, for another system (needs recordings).
    ablations: one row of the table, with three seeds, for a model that train --ablation exported (needs recordings).

    Examples:
        audiostory evaluate
        audiostory evaluate scenes --count 126 --data recordings --data more --json figures.json
        audiostory evaluate following
        audiostory evaluate wider --count 20
        audiostory evaluate benchmark --data recordings --folder runs/benchmark --count 8
        audiostory evaluate export --data recordings --folder set
        audiostory evaluate benchmark --items set/items.json --sounds theirs --folder runs/theirs
        audiostory evaluate ablations --model runs/no-reasoning/model --data recordings --json figures.json
    """
    from ..data.foley import FOLDER_VARIABLE, folders_of
    from ..pipeline import AudioStory

    if json_file:
        check_files(json_file)
        _read(json_file)
    where = folders_of(data) if data or os.environ.get(FOLDER_VARIABLE) else []
    if measure in (Measure.benchmark, Measure.export):
        asked = Asked(model, count, seed, where, folder, items, ears, sounds or (), system or ())
        figures = (benchmark if measure is Measure.benchmark else export)(asked)
        if json_file and figures:
            _write(json_file, figures)
        return
    teller = AudioStory.from_pretrained(model)
    take = (
        partial(_ablations, folder=teller.model.folder or Path(model))
        if measure is Measure.ablations
        else MEASURES[measure]
    )
    figures = take(teller, count, seed, where)
    if json_file:
        _write(json_file, figures)


def _track(items: Iterable[One], what: str, total: int) -> list[One]:
    return list(track(items, what, total=total, console=Console(stderr=True)))


def _scenes(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from dataclasses import asdict

    from ..data.foley import Foley, read_manifest
    from ..data.sounds import SOUND_NAMES
    from ..evaluate.classifier import SoundClassifier
    from ..evaluate.generated import class_rates, real_clips, single_scenes, summary
    from ..tagger import Tagger

    classifier, tagger, count = SoundClassifier.load(), Tagger.load(), count or 200
    sounds = sorted({one.sound for one in read_manifest(data)}) if data else SOUND_NAMES
    scenes = single_scenes(teller, classifier, count, seed, tagger, sounds=sounds)
    heard = {"generated": _track(scenes, "Listening", count)}
    if data:
        foley = Foley(data, "valid")
        heard["real valid"] = _track(real_clips(foley, classifier, tagger), "Recordings", len(foley))
    figures = {name: summary(ones) for name, ones in heard.items()}
    _print(figures, {"level": "{:.1f} dBFS", "top": "{:.1%}", "tagger": "{:.1%}", "times": "{:.1f}"})
    Console().print("The tagger taught the embedded model: of generated scenes its figures prove nothing.")
    classes = {name: class_rates(ones) for name, ones in heard.items()}
    return {**figures, "classes": classes, "scenes": [asdict(one) for one in heard["generated"]]}


def _following(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from dataclasses import asdict

    from ..evaluate.following import BARS, follow, summary
    from ..evaluate.held_out import held_out

    instructions = held_out()[:count]
    results = _track(follow(teller, instructions, seed), "Planning", len(instructions))
    figures = summary(results)
    _print({"following": figures, "wanted": BARS}, {"plans": "{}", "scenes": "{:.1f}", "": "{:.1%}"})
    return {"following": figures, "plans": [asdict(one) for one in results]}


def _wider(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from dataclasses import asdict

    from ..evaluate.following import follow
    from ..evaluate.wider import wider_lines, wider_summary
    from ..evaluate.wider_sets import every_set

    figures, plans, console = {}, {}, Console()
    for name, instructions in every_set().items():
        results = _track(follow(teller, instructions[:count], seed), name, len(instructions[:count]))
        figures[name], plans[name] = wider_summary(results), [asdict(one) for one in results]
        for line in wider_lines(results):
            console.print(line, markup=False, highlight=False)
    _print(figures, {"plans": "{}", "": "{:.1%}"})
    return {"wider": figures, "wider plans": plans}


def _bridge(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from ..evaluate.bridge import bridge_summary, styled_stories

    count, mixer = count or 20, _mixer(data) if data else None
    figures = bridge_summary(_track(styled_stories(teller, count, seed, mixer=mixer), "Telling", count))
    _print({"bridge": figures}, {"stories": "{}", "effect": "{:.2f}", "": "{:.1%}"})
    return {"bridge": figures}


def _continuation(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from ..continuing import check_continues
    from ..evaluate.continuation import continuation_summary, continuations

    check_continues(teller.config, teller.config.settings())
    mixer, count = _mixer(_needed(data)), count or 40
    figures = continuation_summary(_track(continuations(teller, mixer, count, seed), "Going on", count))
    _print(figures, {"count": "{:.0f}", "jump": "{:.1f} dB", "": "{:.1%}"})
    return {"continuation": figures}


def _mixer(data: Folders) -> SceneMixer:
    from ..data.foley import Foley
    from ..data.mixer import SceneMixer

    return SceneMixer(Foley(data, "valid"))


def _copies(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from ..data.foley import Foley
    from ..evaluate.classifier import SoundClassifier
    from ..evaluate.copies import copies_by_class
    from ..evaluate.metrics import compare_sets, generated_sounds

    data, count = _needed(data), count or 200
    train = Foley(data, "train")
    sounds = _track(generated_sounds(teller, count, seed, sounds=train.sounds), "Telling", count)
    listener = SoundClassifier.load()
    figures = compare_sets(sounds, train, Foley(data, "valid"), listener)
    _print(figures, {"sounds": "{}", "": "{:.3f}"})
    named = [(train.sounds[number % len(train.sounds)], samples) for number, samples in enumerate(sounds)]
    classes = copies_by_class(named, Foley(data, "all"), listener)
    console, above = Console(), ", ".join(classes["above"]) or "none"
    console.print(f"Classes whose scenes are more like a training recording than any two recordings are alike: {above}")
    for pair in classes["look at"]:
        console.print(f"Most alike: {pair['sound']}, scene {pair['number']}, and {pair['nearest']} ({pair['mel']:.3f})")
    return {"copies": figures, "copies by class": classes}


def _hearing(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    from ..data.foley import Foley
    from ..evaluate.hearing import hearing_summary, trials

    valid, beds = Foley(_needed(data), "valid"), Foley(_needed(data), "train")
    total = 3 * count if count else 2 * len(valid) + len(valid) // 3
    figures = hearing_summary(_track(trials(teller, valid, beds, count, seed), "Listening", total))
    _print(figures, {"sounds": "{:.0f}", "": "{:.1%}"})
    return {"hearing": figures}


def _physical(teller: AudioStory, count: int | None, seed: int, data: Folders) -> dict[str, Any]:
    return physical(teller, count, seed, _needed(data))


def _ablations(teller: AudioStory, count: int | None, seed: int, data: Folders, *, folder: Path) -> dict[str, Any]:
    from ..data.foley import Foley
    from ..evaluate.ablations import Size, measure, table
    from ..evaluate.classifier import SoundClassifier
    from ..evaluate.metrics import embeddings
    from ..train.ablations import ABLATION_STEPS, VARIANTS, cross
    from ..train.card import RECIPE

    variant = VARIANTS.get(teller.config.name)
    if variant is None:
        raise ValueError(f"{folder} is not a variant. Pass --model with what audiostory train --ablation exported.")
    before = len(json.loads((folder / RECIPE).read_text(encoding="utf-8"))) - len(variant.stages(ABLATION_STEPS))
    valid = Foley(_needed(data), "valid")
    real = embeddings((valid.samples(i) for i in range(len(valid))), SoundClassifier.load(), valid.rate)
    crossing, size = cross(variant, folder, teller.config), Size(stories=count) if count else Size()
    seeds = range(seed, seed + SEEDS)
    taken = _track((measure(teller, crossing, real, one, size) for one in seeds), f"Measuring {variant.name}", SEEDS)
    means = {name: f"{mean:.3f} ± {spread:.3f}" for name, (mean, spread) in table({"": taken})[""].items()}
    _print({variant.name: means}, {})
    return {"ablations": {variant.name: taken}, "ablations_after": before}


def _needed(data: Folders) -> Folders:
    from ..data.foley import FOLDER_VARIABLE

    if not data:
        raise ValueError(f"This is measured beside recordings. Name their folder with --data or {FOLDER_VARIABLE}.")
    return data


MEASURES: dict[Measure, Callable[[AudioStory, int | None, int, Folders], dict[str, Any]]] = {
    Measure.scenes: _scenes, Measure.following: _following, Measure.wider: _wider, Measure.bridge: _bridge, Measure.copies: _copies,
    Measure.physical: _physical, Measure.continuation: _continuation, Measure.hearing: _hearing,
}  # fmt: skip


def _print(figures: dict[str, dict[str, Any]], forms: dict[str, str]) -> None:
    """One column for each set of figures, a few to a table; a figure takes the form whose name it starts with."""
    for start in range(0, len(figures), ACROSS):
        sets = dict(list(figures.items())[start : start + ACROSS])
        table = Table("", *sets)
        for name, value in next(iter(sets.values())).items():
            if isinstance(value, list):
                continue
            form = next((f for beginning, f in forms.items() if name.startswith(beginning)), "{}")
            cells = [values.get(name) for values in sets.values()]
            if any(cell is not None for cell in cells):
                table.add_row(name.replace("_", " "), *("" if cell is None else form.format(cell) for cell in cells))
        Console().print(table)


def _write(file: Path, figures: dict[str, Any]) -> None:
    """Add sections to a JSON file; those of other measures stay."""
    before = _read(file)
    rows = {**before.get("ablations", {}), **figures.get("ablations", {})}  # one a model
    figures = {**before, **figures, **({"ablations": rows} if rows else {})}
    write_text(file, json.dumps(_short(figures)) + "\n")


def _short(value: Any) -> Any:
    """Numbers to six digits: no figure is known any better."""
    match value:
        case float():
            return float(f"{value:.6g}")
        case dict():
            return {name: _short(part) for name, part in value.items()}
        case list() | tuple():
            return [_short(part) for part in value]
    return value


def _read(file: Path) -> dict[str, Any]:
    """Figures that are there already."""
    try:
        before = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except ValueError as error:
        raise ValueError(f"{file} exists and is not valid JSON ({error}). Name another file.") from error
    if not isinstance(before, dict):
        raise ValueError(f"{file} is there and holds no figures. Name another file.")
    return before
