"""The bridge lab: change what crosses the bridge, and hear both sides at the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import numpy as np

from ..analysis import token_edits
from ..analysis.probe import render_scene
from ..extras import need
from ..pipeline import AudioStory
from ..story import BridgeTokens, Clip, Plan, Story
from .axes import DEPTH, mel_film
from .page import Page, audio_tag
from .stage import Stage, column, row, said, show_controls

controls = need("ipywidgets", "The bridge lab")

LABELS = {"style": {"description_width": "11em"}, "layout": controls.Layout(width="auto")}


class Comparison(Page):
    """Two sounds side by side.

    Args:
        names: of both.
        clips: both sounds.
        title: above them.
        note: below them.
        pictures: show their spectrograms too; a vote by ear alone hides them.
        present: large type, for a projector.
    """

    kind = "comparison"

    def __init__(
        self, names: tuple[str, str], clips: tuple[Clip, Clip], title: str, note: str, *, pictures: bool = True,
        present: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(title, present=present)
        self.names, self.clips, self.note, self.pictures = names, clips, note, pictures

    def body(self) -> str:
        figures = "".join(self._figure(name, clip) for name, clip in zip(self.names, self.clips, strict=True))
        colours = DEPTH if self.pictures else ""
        return f'<h3>{escape(self.title)}</h3><div class="asw-two">{figures}</div>{colours}<p class="asw-note">{escape(self.note)}</p>'

    def _figure(self, name: str, clip: Clip) -> str:
        picture = mel_film(clip, f"Mel spectrogram of {escape(name)}")
        return (
            f"<figure><figcaption><b>{escape(name)}</b></figcaption>{picture if self.pictures else ''}"
            f"{audio_tag(clip.samples, clip.sample_rate, name)}</figure>"
        )


class BridgeLab:
    """Scale, drop, swap, mix and shuffle a scene's tokens; listen to both; vote without knowing which is which.

    Args:
        model: the one that told the story.
        story: whose tokens are changed.
        others: name -> another plan or story by the same model, to take tokens from: its style differs, that of the
            story's own scenes does not.
        present: large type, for a projector.
        seed: of the order in a blind vote and of shuffling.
    """

    def __init__(
        self, model: AudioStory, story: Story, *, others: Mapping[str, Plan | Story] | None = None,
        present: bool = False, seed: int = 0,
    ) -> None:  # fmt: skip
        self.model, self.story, self.present = model, story, present
        self.stage = Stage("Press Compare: both sounds appear here.")
        self.votes: list[tuple[str, str]] = []  # (voted for, what was changed), as they came
        self._draw, self._seed = random.Random(seed), seed
        self._shown: tuple[str, str] = ("original", "changed")
        self._clips: dict[str, Clip] = {}
        self._change = "nothing"  # what the shown comparison changed, whatever the controls say by now
        scenes = [(f"{i + 1}. {scene.caption}", i) for i, scene in enumerate(story.scenes)]
        self._sources = list(sources(story.plan, others or {}))
        taken = [(f"{name}. {caption}", i) for i, (name, caption, _) in enumerate(self._sources)]
        self.scene = controls.Dropdown(options=scenes, description="Scene", **LABELS)
        self.semantic = controls.FloatSlider(
            value=1, min=0, max=2, step=0.1, description="Semantic × (0 drops)", **LABELS
        )
        self.residual = controls.FloatSlider(
            value=1, min=0, max=2, step=0.1, description="Residual × (0 drops)", **LABELS
        )
        self.kind = controls.Dropdown(options=["residual", "semantic"], description="Mix in tokens", **LABELS)
        self.other = controls.Dropdown(options=taken, value=min(1, len(taken) - 1), description="of", **LABELS)
        self.share = controls.FloatSlider(value=0, min=0, max=1, step=0.1, description="Share (1 swaps)", **LABELS)
        self.shuffle = controls.Dropdown(options=["nothing", "semantic", "residual"], description="Shuffle", **LABELS)
        self.dropped = controls.Text(placeholder="none", description="Drop semantic no.", **LABELS)
        self.blind = controls.Checkbox(
            value=False, description="Blind: hide which is which", indent=False, layout=controls.Layout(width="auto")
        )
        self.compare_button = controls.Button(description="Compare", button_style="primary")
        self.first = controls.Button(description="A fits better", disabled=True)
        self.second = controls.Button(description="B fits better", disabled=True)
        self.status = controls.HTML()
        self.compare_button.on_click(lambda _: self.compare())
        self.first.on_click(lambda _: self.vote(0))
        self.second.on_click(lambda _: self.vote(1))
        self.view = column([
            self.scene, self.semantic, self.residual, self.kind, self.other, self.share, self.shuffle, self.dropped,
            self.blind, row([self.compare_button, self.first, self.second]), self.status,
        ], present=present)  # fmt: skip

    def tokens(self) -> BridgeTokens:
        """The scene's tokens as the controls change them."""
        own = self.story.plan.tokens[self.scene.value]
        tokens = token_edits.mix(own, self._sources[self.other.value][2], self.kind.value, self.share.value)
        if self.shuffle.value != "nothing":
            tokens = token_edits.shuffle(tokens, self.shuffle.value, self._seed)
        tokens = token_edits.drop(tokens, "semantic", numbers(self.dropped.value))
        return tokens.scaled(semantic=self.semantic.value, residual=self.residual.value)

    def change(self) -> str:
        """What the controls change, in words."""
        parts = [
            f"{name} × {slider.value:g}"
            for name, slider in (("semantic", self.semantic), ("residual", self.residual))
            if slider.value != 1
        ]
        if self.share.value:
            name = self._sources[self.other.value][0]
            parts.append(f"{100 * self.share.value:.0f} % of {name}'s {self.kind.value} tokens")
        if self.shuffle.value != "nothing":
            parts.append(f"{self.shuffle.value} tokens shuffled")
        if dropped := numbers(self.dropped.value):
            parts.append(f"without semantic token {', '.join(map(str, dropped))}")
        return ", ".join(parts) or "nothing"

    def compare(self) -> None:
        """Render both from the same noise and show them."""
        self._say("Rendering …")
        try:
            scene = self.scene.value
            clips = [render_scene(self.model, self.story, scene, tokens) for tokens in (None, self.tokens())]
        except Exception as error:
            self._say(str(error) or type(error).__name__)
            if isinstance(error, ValueError | MemoryError):
                return
            raise
        self._clips = dict(zip(("original", "changed"), clips, strict=True))
        self._change = self.change()
        self._shown = ("original", "changed")
        if self.blind.value and self._draw.random() < 0.5:
            self._shown = ("changed", "original")
        self.first.disabled = self.second.disabled = not self.blind.value
        self._say("Which one fits the caption better? Vote." if self.blind.value else "")
        self._show(hidden=self.blind.value)

    def vote(self, choice: int) -> None:
        """Vote for A (0) or B (1); then what they were is shown."""
        self.first.disabled = self.second.disabled = True
        self.votes.append((self._shown[choice], self._change))
        count = sum(voted == "original" for voted, _ in self.votes)
        self._say(
            f"You chose the {self._shown[choice]} one. So far the original won {count} of {len(self.votes)} votes."
        )
        self._show(hidden=False)

    def export(self, path: str | Path) -> Path:
        """Write the comparison that is shown to one HTML file."""
        if self.stage.page is None:
            raise ValueError("There is nothing to export yet. Press Compare first.")
        return self.stage.page.export(path)

    def _show(self, *, hidden: bool) -> None:
        first, second = self._shown
        pair = self._clips[first], self._clips[second]
        names = ("A", "B") if hidden else (f"A: {self._label(first)}", f"B: {self._label(second)}")
        caption = self.story.scenes[self.scene.value].caption
        levels = [20 * np.log10(max(float(np.sqrt(np.mean(clip.samples**2))), 1e-6)) for clip in pair]
        note = f"Same caption, same noise. Levels: {levels[0]:.1f} and {levels[1]:.1f} dB of full scale."
        self.stage.show(Comparison(names, pair, caption, note, pictures=not hidden, present=self.present))

    def _label(self, name: str) -> str:
        if name == "original":
            return "original"
        return "nothing changed" if self._change == "nothing" else f"changed ({self._change})"

    def _say(self, sentence: str) -> None:
        self.status.value = said(sentence)

    def _ipython_display_(self) -> None:
        show_controls(self.view, "bridge lab")
        self.stage.open()


def sources(plan: Plan, others: Mapping[str, Plan | Story]) -> Iterator[tuple[str, str, BridgeTokens]]:
    """Where tokens can be taken from: name, caption and tokens of the plan's own scenes, then of the others'."""
    for title, each in {"": plan, **others}.items():
        each = each.plan if isinstance(each, Story) else each
        if len(each.tokens) != len(each.scenes):
            which = f"plan {title!r}" if title else "story"
            raise ValueError(
                f"The {which} has no bridge tokens yet. Compute them with AudioStory.with_bridge_tokens(plan)."
            )
        for i, (scene, tokens) in enumerate(zip(each.scenes, each.tokens, strict=True), start=1):
            yield f"{title}, scene {i}" if title else f"scene {i}", scene.caption, tokens


def numbers(text: str) -> list[int]:
    """Token numbers out of a text such as "0, 1, 5"."""
    parts = text.replace(",", " ").split()
    if wrong := [part for part in parts if not part.isdecimal()]:
        raise ValueError(f"{wrong[0]!r} is not a token number. Write numbers with commas between, such as 0, 1, 5.")
    return [int(part) for part in parts]
