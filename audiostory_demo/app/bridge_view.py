"""How the lesson on the bridge looks: its parts, and what each of them shows where a visitor stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ..analysis.word_table import WordTable
from ..audio import encode_sound
from ..files.writing import write_bytes
from ..lessons.bridge_lesson import STEPS
from ..lessons.findings import Trial
from ..story import Clip
from ..widgets.pipeline_map import Visit, map_html, station_texts
from .bridge_pictures import result_html, side_html, table_of
from .bridge_rules import Visitor
from .bridge_state import ALL_STEPS, BLIND, FREE, SIDES, matched, to_vote_on
from .html import file_address, status_html
from .jobs import LIVE, Update
from .state import AppState
from .texts import FILES, label, say

if TYPE_CHECKING:
    from gradio.blocks import Block

EXPECTED = ("nothing", "within", "beyond")
PLACES = {"noise": "steps", "semantic_off": "semantic"}  # stations; other steps are at "residual"


class BridgeView:
    """Builds the parts inside the current ``gr.Blocks``.

    Args:
        state: shared by all tabs.

    Attributes:
        controls: all parts but the drawing.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state
        self.words: dict[str, WordTable] = {}
        self.intro = gr.HTML("", elem_id="bridge-intro")
        self.status = gr.HTML("", elem_id="bridge-status", elem_classes="as-news", js_on_load=LIVE)
        with gr.Row():
            self.whose = gr.Radio([], label=label("whose"), elem_id="bridge-whose", visible=False, min_width=220)
            self.scene = gr.Dropdown(
                [], label=label("lesson_scene"), elem_id="bridge-scene", visible=False, min_width=220
            )
        self.map = gr.HTML("", elem_id="bridge-map")
        self.step = gr.Radio([], label=label("lesson_step"), elem_id="bridge-step")
        self.task = gr.HTML("", elem_id="bridge-task")
        self.predict = gr.Radio([], label=label("predict"), elem_id="bridge-predict", visible=False)
        with gr.Row():
            hidden = {"visible": False, "min_width": 220}
            self.change = gr.Dropdown([], label=label("free_change"), elem_id="bridge-change", **hidden)
            self.factor = gr.Slider(-3, 5, value=3, step=0.25, label=label("factor"), elem_id="factor", **hidden)
            self.other = gr.Dropdown([], label=label("swap_with"), elem_id="other", **hidden)
            self.lender = gr.Dropdown([], label=label("lender"), elem_id="bridge-lender", **hidden)
            self.pair = gr.Dropdown([], label=label("blind_pair"), elem_id="bridge-pair", **hidden)
        self.tokens = gr.CheckboxGroup([], label=label("which_tokens"), elem_id="bridge-tokens", visible=False)
        with gr.Row():
            self.compare = gr.Button(label("compare"), variant="primary", visible=False, elem_id="compare")
            self.deal = gr.Button(label("deal"), variant="primary", visible=False, elem_id="bridge-deal")
            self.stop = gr.Button(label("stop"), variant="stop", visible=False, elem_id="bridge-stop")
        with gr.Row(elem_id="bridge-sounds"):
            self.sound = [gr.HTML("", elem_id=f"sound-{side.lower()}", min_width=280) for side in SIDES]
        with gr.Row():
            self.vote = [
                gr.Button(label(f"vote_{side.lower()}"), visible=False, elem_id=f"vote-{side.lower()}")
                for side in SIDES
            ]
            self.reveal = gr.Button(label("reveal"), visible=False, elem_id="reveal")
            self.see = gr.Button(label("see"), variant="primary", visible=False, elem_id="bridge-see")
        self.result = gr.HTML("", elem_id="bridge-result")
        self.next = gr.Button(label("next_step"), visible=False, elem_id="bridge-next")
        self.controls: list[Block] = [
            self.status, self.whose, self.scene, self.step, self.task, self.predict, self.change, self.factor, self.other,
            self.lender, self.pair, self.tokens, self.compare, self.deal, *self.sound, *self.vote, self.reveal, self.see,
            self.result, self.next,
        ]  # fmt: skip

    # -- showing -----------------------------------------------------------------------------------------------

    def shown_map(self, visitor: Visitor) -> str:
        story, bridge = visitor.story, visitor.session.bridge
        if story is None:
            return ""
        model = self.state.told_by(story)
        words = None
        if visitor.model_is_here():
            name = model.config.name
            if name not in self.words:
                self.words[name] = table_of(model, self.state.folders.get(name, Path()))
            words = self.words[name]
        visit = Visit(story, visitor.scene, visitor.inside(), words, blind=bridge.step == BLIND and not bridge.seen)
        if visit.clip is not None and not visit.blind:
            visit = replace(visit, source=self._source(visitor, "scene", {"scene": visit.clip})["scene"])
        texts = station_texts(FILES[visitor.locale])
        here = None if bridge.step == BLIND else PLACES.get(bridge.step, "residual")
        return map_html(visit, here=here, texts=texts, mark="changed")

    def _source(self, visitor: Visitor, kind: str, clips: dict[str, Clip]) -> dict[str, str]:
        """Addresses at which the page serves sounds."""
        folder, found = visitor.session.new_folder(kind), {}
        for name, clip in clips.items():
            path = folder / f"{name}.wav"
            write_bytes(path, encode_sound(clip.samples, clip.sample_rate))
            found[name] = file_address(path)
        return found

    def _sounds(self, visitor: Visitor) -> dict[Any, Any]:
        pair = visitor.pair()
        if pair is None or visitor.story is None:
            return dict.fromkeys(self.sound, "")
        names, clips = pair
        blind = visitor.session.bridge.step == BLIND
        clips = matched(*clips) if blind else clips
        sources = self._source(visitor, "sides", dict(zip(SIDES, clips, strict=True)))
        shown = []
        for side, name, clip in zip(SIDES, names, clips, strict=True):
            title = side if blind else f"{side}: {visitor.name(name)}"
            shown.append(side_html(visitor.story, visitor.scene, clip, title, sources[side], visitor.locale))
        return dict(zip(self.sound, shown, strict=True))

    def _result(self, visitor: Visitor) -> str:
        bridge = visitor.session.bridge
        pair = visitor.pair()
        trial = visitor.trial()
        if not bridge.seen or pair is None:
            return ""
        if bridge.step == BLIND:
            chance = tuple(clip for name, clip in visitor.clips().items() if name.startswith("noise-"))
            trial = Trial(*pair[1], chance)
        assert trial is not None
        names = (visitor.name(pair[0][0]), visitor.name(pair[0][1]))
        lesson = None if bridge.own else visitor.lesson
        predicted = bridge.predicted.get(bridge.step, "")
        return result_html(trial, bridge.step, names, visitor.locale, lesson=lesson, predicted=predicted)

    def steps(self, visitor: Visitor) -> Update:
        """The steps, at the one that the visitor is led to; an answer to anything else must not undo a newer choice."""
        choices = [(say(visitor.locale, f"step_{step}"), step) for step in ALL_STEPS]
        return {self.step: gr.update(choices=choices, value=visitor.session.bridge.step)}

    def page(self, visitor: Visitor, *, sounds: bool = True, change: str | None = None) -> Update:
        """Everything but the drawing and the steps, as it stands now."""
        bridge = visitor.session.bridge
        blind, free = bridge.step == BLIND, bridge.step == FREE
        guided = bridge.step in STEPS and visitor.obstacle() is None
        update: Update = {
            self.status: status_html("" if visitor.story is not None else say(visitor.locale, "no_lesson")),
            self.whose: gr.update(choices=visitor.whose(), value="own" if bridge.own else "recorded", visible=visitor.both()),
            self.scene: gr.update(choices=visitor.scenes(), value=visitor.scene, visible=bridge.own and visitor.story is not None),
            self.task: visitor.task(),
            self.predict: gr.update(
                choices=[(say(visitor.locale, f"predict_{name}"), name) for name in EXPECTED],
                value=bridge.predicted.get(bridge.step), visible=guided,
            ),
            **self._free(visitor, change),
            self.pair: self._pairs(visitor),
            self.compare: gr.update(visible=(free and visitor.model_is_here()) or (guided and visitor.waits())),
            self.deal: gr.update(visible=blind and bool(to_vote_on(visitor.clips()))),
            **(self._sounds(visitor) if sounds else {}),
            **dict.fromkeys([*self.vote, self.reveal], gr.update(visible=blind and bridge.heard and not bridge.seen)),
            self.see: gr.update(visible=bridge.heard and not bridge.seen and not blind),
            self.result: self._result(visitor),
            self.next: gr.update(visible=not free and (bridge.seen or visitor.obstacle() is not None)),
        }  # fmt: skip
        return update

    def _pairs(self, visitor: Visitor) -> Any:
        """What to vote on: changes that were rendered. A choice that was made stays."""
        bridge, known = visitor.session.bridge, to_vote_on(visitor.clips())
        if bridge.step != BLIND or bridge.heard:
            return gr.update(visible=bridge.step == BLIND)
        choices = [(visitor.name(name), name) for name in known]
        return gr.update(choices=choices, value=known[-1] if known else None, visible=bool(known))

    def _free(self, visitor: Visitor, change: str | None) -> Update:
        """Controls of the last step: only those that do something for the chosen change."""
        parts = (self.change, self.factor, self.other, self.lender, self.tokens)
        if visitor.session.bridge.step != FREE or visitor.story is None or not visitor.model_is_here():
            return {part: gr.update(visible=False) for part in parts}
        offered = visitor.offered()
        change = change if change in offered else offered[0]
        lenders = list(visitor.lenders())
        update: Update = {
            self.change: gr.update(
                choices=[(say(visitor.locale, each), each) for each in offered], value=change, visible=True
            ),
            self.factor: gr.update(visible=change == "residual_scaled"),
            self.other: gr.update(visible=change == "residual_scene"),
            self.lender: gr.update(visible=change == "residual_story"),
            self.tokens: gr.update(visible=change in visitor.by_tokens),
        }
        if change is not None and not visitor.session.bridge.heard:
            last = len(visitor.story.scenes) - 1
            update[self.other] = gr.update(choices=visitor.scenes(), value=last, visible=change == "residual_scene")
            usual = next((name for name, story in visitor.lenders().items() if story is visitor.usual_lender()), None)
            update[self.lender] = gr.update(choices=lenders, value=usual, visible=change == "residual_story")
            count = len(visitor.story.plan.tokens[0].residual)
            names = [(str(number + 1), number) for number in range(count)]
            update[self.tokens] = gr.update(
                choices=names, value=list(range(count)), visible=change in visitor.by_tokens
            )
        return update
