"""The benchmark itself: tell, listen, add up. Everything is kept story by story, so it can be stopped and resumed.

A folder holds for each system and item the sound (.flac), what was measured of it (.json) and what each pair of ears made
of it (.npz). Other weights need another folder; it is an error to mix them.

Letters for shapes: W windows, E embedding width, K answers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...audio import encode_sound
from ...files.names import slug
from ...files.writing import write_text, write_together, write_whole
from ...story import Plan, Scene, Story
from ..classifier import SoundClassifier, StyleClassifier
from ..ears import Ears
from ..judge import CRITERIA, Judge
from ..metrics import frechet_distance
from ..stories import STEP, WINDOW, clip_score, coherence, consistency, following, mono, spans_of
from .items import Item
from .systems import System, story_of

MADE = "made.json"
DRAWS, DISTANCE_DRAWS = 1_000, 30  # of a bootstrap; a distance takes long
LOWER_IS_BETTER = re.compile("FD|KL|jump|silence|drift")
PAPER = {
    "CLAP": (0.322, 0.392), "FD": (2.55, 1.43), "FD of windows": (3.82, 3.00), "consistency": (2.1, 4.1),
    "coherence": (1.9, 3.9),
}  # fmt: skip
"""What the paper says of LLM + TTA and of AudioStory. Its FAD is nearest to our FD of windows. Its FD cannot be compared with
any other: the text defines it on log-mel spectrograms, the evaluation computes it with PANNs."""
HEADLINE = ("CLAP instruction", "following: heard", "following: in order", "KL [own listener]", "FD of windows [own listener]",
            "consistency: style", "coherence: seam jump")  # fmt: skip
SAME_QUESTION = {
    "CLAP": "CLAP instruction", "FD": "FD [", "FD of windows": "FD of windows [", "consistency": "consistency: style",
    "coherence": "coherence: seam jump",
}  # fmt: skip


@dataclass
class Benchmark:
    """Systems on items, measured by ears.

    Attributes:
        folder: where everything is kept.
        items: the instructions.
        systems: one row each.
        reference: item -> sound [samples] and rate of real recordings, for distances; None leaves these out.
        ears: for distances and likeness to text.
        weights: what tells one model from another, such as `fingerprint` of its file.
        seed: of the stories.
        judge: an audio language model, None without.
    """

    folder: Path
    items: Sequence[Item]
    systems: Sequence[System]
    reference: Callable[[Item], tuple[np.ndarray, int]] | None
    ears: Sequence[Ears]
    weights: str = ""
    seed: int = 0
    judge: Judge | None = None
    sounds: SoundClassifier = field(default_factory=SoundClassifier.load)
    styles: StyleClassifier = field(default_factory=StyleClassifier.load)

    def __len__(self) -> int:
        """Stories to tell or to find told."""
        return len(self.items) * (len(self.systems) + (self.reference is not None))

    def run(self) -> Iterator[str]:
        """Do what is not yet done; yields a line after each story. Stop it whenever you like."""
        self._check()
        for number, item in enumerate(self.items):
            if self.reference:
                self._listen("reference", item, partial(self._real, item))
                yield f"reference {item.name}"
            for system in self.systems:
                self._listen(system.name, item, partial(system.tell, item, self.seed * 100_000 + number))
                self._measure(system.name, item)
                yield f"{system.name} {item.name}"

    def table(self) -> dict[str, Any]:
        """Figures of each system over the items: name -> [value, low, high] (95 % by bootstrap over the items)."""
        heard = {system.name: [self._heard(system.name, item) for item in self.items] for system in self.systems}
        real = [self._heard("reference", item) for item in self.items] if self.reference else None
        rows: dict[str, Any] = {}
        for system in self.systems:
            figures = {name: interval(values) for name, values in self._by_name(system.name).items()}
            if real:
                figures |= self._distances(heard[system.name], real)
            taught = [
                name for name in figures if system.ours and any(e.teacher and f"[{e.name}]" in name for e in self.ears)
            ]
            rows[system.name] = {"about": system.about, "figures": figures, "taught": taught}
        return {
            "items": len(self.items), "seed": self.seed, "ears": [ears.name for ears in self.ears], "systems": rows,
            "judge": self.judge.name if self.judge else "",
        }  # fmt: skip

    # -- one story ---------------------------------------------------------------------------------------------

    def _real(self, item: Item) -> Story:
        assert self.reference
        sound, rate = self.reference(item)
        return story_of(sound[None], rate, item.plan)

    def _place(self, system: str, item: Item, end: str) -> Path:
        return self.folder / slug(system) / f"{item.name}{end}"

    def _listen(self, system: str, item: Item, tell: Callable[[], Story]) -> None:
        """Have a story told and kept, and let all ears hear it, as far as that was not done."""
        sound, text = self._place(system, item, ".flac"), self._place(system, item, ".plan.json")
        sound.parent.mkdir(parents=True, exist_ok=True)
        if not (sound.is_file() and text.is_file()):
            story = tell()
            plan = {
                "instruction": item.instruction, "reasoning": story.reasoning,
                "scenes": [[scene.caption, scene.duration] for scene in story.scenes],
            }  # fmt: skip
            data = encode_sound(story.audio, story.sample_rate, ".flac")
            write_together({
                sound: lambda part: part.write_bytes(data),
                text: lambda part: part.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8"),
            })  # fmt: skip
        for ears in self.ears:
            file = self._place(system, item, f".{slug(ears.name)}.npz")
            if not file.is_file():
                found = hear(self._story(system, item), ears)
                write_whole(file, partial(_save, found))

    def _story(self, system: str, item: Item) -> Story:
        """A story as it was kept."""
        import soundfile

        samples, rate = soundfile.read(self._place(system, item, ".flac"), dtype="float32", always_2d=True)
        kept = json.loads(self._place(system, item, ".plan.json").read_text(encoding="utf-8"))
        if kept["instruction"] != item.instruction:
            raise ValueError(f"{self.folder} holds stories of other instructions. Name another folder.")
        scenes = tuple(Scene(*scene) for scene in kept["scenes"])
        return story_of(samples.T, rate, Plan(item.instruction, item.seconds, kept["reasoning"], scenes))

    def _measure(self, system: str, item: Item) -> None:
        file = self._place(system, item, ".json")
        before = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        figures = before or self._figures(self._story(system, item), item)
        for ears in self.ears:
            if f"{_text_name(ears)} caption" not in figures:
                fits = clip_score(self._story(system, item), item.spans, ears)
                figures |= {f"{_text_name(ears)} {name}": value for name, value in fits.items()}
        if self.judge and f"judge: {next(iter(CRITERIA))}" not in figures:
            figures |= {f"judge: {name}": value for name, value in self.judge.judge(self._story(system, item)).items()}
        if figures != before or not file.is_file():
            write_text(file, json.dumps(figures, indent=2) + "\n")

    def _figures(self, story: Story, item: Item) -> dict[str, float]:
        own = spans_of(story)
        parts = {
            "following": following(story, item.spans, self.sounds),
            "consistency": consistency(story, own, self.styles),
            "coherence": coherence(story, own),
        }
        return {f"{part}: {name}": value for part, figures in parts.items() for name, value in figures.items()}

    # -- all stories -------------------------------------------------------------------------------------------

    def _heard(self, system: str, item: Item) -> dict[str, dict[str, np.ndarray]]:
        """Ears -> "whole" [E], "windows" [W, E], "answers" [K]."""
        found = {}
        for ears in self.ears:
            with np.load(self._place(system, item, f".{slug(ears.name)}.npz")) as kept:
                found[ears.name] = dict(kept)
        return found

    def _by_name(self, system: str) -> dict[str, list[float]]:
        values: dict[str, list[float]] = {}
        for item in self.items:
            for name, value in json.loads(self._place(system, item, ".json").read_text(encoding="utf-8")).items():
                values.setdefault(name, []).append(value)
        return values

    def _distances(self, heard: Heard, real: Heard) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {}
        for ears in self.ears:
            own, other = ([one[ears.name] for one in sets] for sets in (heard, real))
            if "answers" in own[0]:
                divergences = [divergence(b["answers"], a["answers"]) for a, b in zip(own, other, strict=True)]
                found[f"KL [{ears.name}]"] = interval(divergences)
            if len(own) > 1:
                found[f"FD [{ears.name}]"] = distance_interval(
                    [a["whole"][None] for a in own], [b["whole"][None] for b in other]
                )
                found[f"FD of windows [{ears.name}]"] = distance_interval(
                    [a["windows"] for a in own], [b["windows"] for b in other]
                )
        return found

    def _check(self) -> None:
        """The folder is new, or was made with the same weights and seed."""
        file, made = self.folder / MADE, {"weights": self.weights, "seed": self.seed}
        if file.is_file():
            if json.loads(file.read_text(encoding="utf-8")) != made:
                raise ValueError(
                    f"{self.folder} holds stories of other weights or of another seed. Name another folder."
                )
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        write_text(file, json.dumps(made) + "\n")


Heard = list[dict[str, dict[str, np.ndarray]]]


def hear(story: Story, ears: Ears) -> dict[str, np.ndarray]:
    """ "whole" [E], "windows" [W, E] of 2 s, and "answers" [K] where the ears name anything."""
    sound, rate = mono(story), story.sample_rate
    starts = range(0, max(1, round(len(sound) - WINDOW * rate / 2)), round(STEP * rate))
    windows = np.stack([ears.embed(sound[at : at + round(WINDOW * rate)], rate) for at in starts])
    answers = ears.answers(sound, rate)
    return {"whole": ears.embed(sound, rate), "windows": windows} | ({} if answers is None else {"answers": answers})


def _save(found: dict[str, np.ndarray], file: Path) -> None:
    np.savez(file, **found)  # type: ignore[arg-type]


def divergence(real: np.ndarray, heard: np.ndarray) -> float:
    """Kullback-Leibler divergence of answers [K] from those to the reference, in nats; lower is better, 0 the same.

    Paired, story by story. Does not show quality: it is about what is heard, not how well.
    """
    real, heard = (np.maximum(one.astype(np.float64), 1e-9) for one in (real, heard))
    real, heard = real / real.sum(), heard / heard.sum()
    return float((real * np.log(real / heard)).sum())


def interval(values: Sequence[float], draws: int = DRAWS) -> list[float]:
    """Mean, and its 2.5th and 97.5th percentile by bootstrap."""
    found = np.asarray(values, np.float64)
    means = found[np.random.default_rng(0).integers(len(found), size=(draws, len(found)))].mean(axis=1)
    return [float(found.mean()), *(float(value) for value in np.percentile(means, [2.5, 97.5]))]


def distance_interval(
    own: Sequence[np.ndarray], real: Sequence[np.ndarray], draws: int = DISTANCE_DRAWS
) -> list[float]:
    """Fréchet distance of sets of embeddings, and the 2.5th and 97.5th percentile over items drawn anew.

    Sets drawn with repetitions are further apart than whole ones, so the interval is moved to lie around the value.
    """
    value = frechet_distance(np.concatenate(own), np.concatenate(real))
    rng, found = np.random.default_rng(0), []
    for _ in range(draws):
        drawn = rng.integers(len(own), size=len(own))
        found.append(frechet_distance(*(np.concatenate([sets[i] for i in drawn]) for sets in (own, real))))
    low, middle, high = np.percentile(found, [2.5, 50, 97.5])
    return [value, float(max(0.0, value + low - middle)), float(value + high - middle)]


def orderings(table: dict[str, Any], ours: str = "ours", theirs: str = "LLM + TTA") -> dict[str, str]:
    """Where the paper's orderings hold here: question -> "holds", "reversed" or "undecided" with the figures.

    Decided is what has intervals that do not overlap. Figures of ears that taught our model are left out.
    """
    found, rows = {}, table["systems"]
    if ours not in rows or theirs not in rows:
        return {}
    for question, start in SAME_QUESTION.items():
        names = [name for name in rows[ours]["figures"] if name.startswith(start) and name not in rows[ours]["taught"]]
        for name in (name for name in names if name in rows[theirs]["figures"]):
            mine, other = rows[ours]["figures"][name], rows[theirs]["figures"][name]
            sign = -1 if LOWER_IS_BETTER.search(name) else 1
            apart = mine[2] < other[1] or mine[1] > other[2]
            verdict = "undecided" if not apart else "holds" if sign * (mine[0] - other[0]) > 0 else "reversed"
            said = f"{PAPER[question][0]:g} to {PAPER[question][1]:g} in the paper"
            found[name] = f"{verdict} ({said}; here {other[0]:.3f} to {mine[0]:.3f})"
    return found


def headline(table: dict[str, Any], names: Sequence[str] = HEADLINE) -> tuple[dict[str, dict[str, float]], list[str]]:
    """A few figures of each system for `plot_ablation`, and which of them are better low; what taught is left out."""
    rows = {
        system: {
            name: row["figures"][name][0] for name in names if name in row["figures"] and name not in row["taught"]
        }
        for system, row in table["systems"].items()
    }
    there = dict.fromkeys(name for row in rows.values() for name in row)
    return rows, [name for name in there if LOWER_IS_BETTER.search(name)]


def fingerprint(file: Path) -> str:
    """What tells one file of weights from another."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _text_name(ears: Ears) -> str:
    return "CLAP" if ears.name.startswith("CLAP") else f"text likeness [{ears.name}]"
