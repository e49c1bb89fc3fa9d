"""The bridge tab: a lesson in six steps, each of which asks what is expected, lets hear, and shows the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from ..events import DenoiseStep
from ..lessons.bridge_lesson import STEPS
from ..lessons.bridge_recording import Rendering
from ..story import Plan
from .bridge_rules import Desk
from .bridge_state import ALL_STEPS, SIDES, by_guessing, to_vote_on
from .bridge_view import EXPECTED, BridgeView
from .html import status_html
from .jobs import PRIVATE, QUICK, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import AppState
from .switches import switched
from .telling import explain
from .texts import refused, say

if TYPE_CHECKING:
    from gradio.blocks import Block

PICTURES = {"concurrency_limit": 1, "concurrency_id": "pictures"}  # beside the lane: looking need not wait for stories
DRAWN = {"show_progress": "hidden", "trigger_mode": "always_last", **PICTURES, **PRIVATE}


class BridgeTab:
    """Builds the tab inside the current ``gr.Blocks`` and wires it.

    Args:
        state: shared by all tabs.
        tab: that the visitor opens.
    """

    def __init__(self, state: AppState, tab: gr.Tab) -> None:
        self.state = state
        self.view = BridgeView(state)
        self._wire(tab)

    def _wire(self, tab: gr.Tab) -> None:
        view = self.view
        outputs = view.controls
        drawn = [view.map, view.status]
        tab.select(self._arrive, None, [view.intro, *outputs], **QUICK).then(self._draw, None, drawn, **DRAWN)
        for part, act in ((view.whose, self._whose), (view.scene, self._scene), (view.step, self._go)):
            part.input(act, part, outputs, **QUICK).then(self._draw, None, drawn, **DRAWN)
        view.next.click(self._next, None, outputs, **QUICK).then(self._draw, None, drawn, **DRAWN)
        view.predict.input(self._predict, view.predict, outputs, **QUICK)
        view.change.input(self._change, view.change, outputs, **QUICK)
        view.see.click(self._see, None, outputs, **DRAWN)
        view.deal.click(self._deal, view.pair, outputs, **QUICK).then(self._draw, None, drawn, **DRAWN)
        for button, side in zip(view.vote, SIDES, strict=True):
            button.click(self._voter(side), None, outputs, **QUICK)
        view.reveal.click(self._reveal, None, outputs, **DRAWN).then(self._draw, None, drawn, **DRAWN)
        jobs = Jobs(self.state, view.status, view.stop)
        choices: list[Block] = [view.change, view.factor, view.other, view.lender, view.tokens]
        jobs.on(view.compare.click, self._compare, choices, [*outputs, view.map, view.stop])

    # -- where the visitor stands ------------------------------------------------------------------------------

    def _arrive(self, request: gr.Request) -> Update:
        desk = self._desk(request)
        bridge, own = desk.session.bridge, desk.own_story()
        stays = desk.lesson is not None and not bridge.own  # the recorded story, until another is asked for
        if not stays and (own is None or bridge.told is not own):
            bridge.turn(own=own is not None, scene=0, told=own)
        return {self.view.intro: f"<p>{escape(say(desk.locale, 'lesson_intro'))}</p>", **self.view.page(desk)}

    def _whose(self, value: str, request: gr.Request) -> Update:
        desk = self._desk(request)
        own = desk.own_story() if value == "own" else None
        desk.session.bridge.turn(own=own is not None, scene=0, told=own)
        return self.view.page(desk)

    def _scene(self, value: int, request: gr.Request) -> Update:
        desk = self._desk(request)
        if desk.story is not None and desk.session.bridge.own:
            desk.session.bridge.turn(scene=desk.story.plan.scene_index(value), told=desk.story)
        return self.view.page(desk)

    def _go(self, value: str, request: gr.Request) -> Update:
        desk = self._desk(request)
        desk.session.bridge.go(value if value in ALL_STEPS else ALL_STEPS[0])
        return self.view.page(desk)

    def _next(self, request: gr.Request) -> Update:
        desk = self._desk(request)
        at = ALL_STEPS.index(desk.session.bridge.step)
        desk.session.bridge.go(ALL_STEPS[min(at + 1, len(ALL_STEPS) - 1)])
        return self.view.page(desk)

    def _predict(self, value: str, request: gr.Request) -> Update:
        desk = self._desk(request)
        bridge = desk.session.bridge
        bridge.predicted[bridge.step] = value if value in EXPECTED else EXPECTED[0]
        first = not bridge.heard
        bridge.heard = bridge.heard or desk.trial() is not None
        return self.view.page(desk, sounds=first)

    def _change(self, value: str, request: gr.Request) -> Update:
        return self.view.page(self._desk(request), change=value, sounds=False)

    def _see(self, request: gr.Request) -> Update:
        desk = self._desk(request)
        desk.session.bridge.seen = desk.session.bridge.heard
        return self.view.page(desk, sounds=False)

    # -- voting ------------------------------------------------------------------------------------------------

    def _deal(self, pair: str, request: gr.Request) -> Update:
        desk = self._desk(request)
        known = to_vote_on(desk.clips())
        if not known:
            return {self.view.status: status_html(say(desk.locale, "nothing_rendered"), error=True)}
        desk.session.bridge.deal(pair if pair in known else known[0])
        return self.view.page(desk)

    def _voter(self, side: str) -> Callable[[gr.Request], Update]:
        def vote(request: gr.Request) -> Update:
            desk = self._desk(request)
            bridge = desk.session.bridge
            bridge.vote(side)
            counted = {f"{each.lower()}": bridge.votes.get(each, 0) for each in SIDES}
            return {self.view.status: status_html(say(desk.locale, "votes", **counted))}

        return vote

    def _reveal(self, request: gr.Request) -> Update:
        desk = self._desk(request)
        bridge, locale = desk.session.bridge, desk.locale
        if bridge.order is None:
            return {self.view.status: gr.skip()}
        right, votes = bridge.reveal(), sum(bridge.votes.values())
        names = [desk.name(name) for name in bridge.order]
        known = {"a": names[0], "b": names[1]}
        text = (
            say(locale, "revealed", right=right, votes=votes, **known)
            if votes
            else say(locale, "revealed_none", **known)
        )
        if bridge.total:
            chance = by_guessing(bridge.right, bridge.total)
            text += " " + say(locale, "tally", right=bridge.right, total=bridge.total, chance=chance)
        return {**self.view.page(desk, sounds=False), self.view.status: status_html(text)}

    # -- rendering ---------------------------------------------------------------------------------------------

    def _compare(
        self, request: gr.Request, job: Job, change: str, factor: float, other: int, lender: str, tokens: list[int]
    ) -> Iterator[Update]:
        desk = self._desk(request)
        bridge, locale, view = desk.session.bridge, desk.locale, self.view
        place = bridge.place
        try:
            changed = self._changed(desk, change, factor, other, lender, tokens)
            for name in desk.to_render():
                for news in self._render(desk, name, changed, job):
                    yield {view.status: status_html(news)}
                if job.stopped:
                    yield {view.status: status_html(say(locale, "stopped_sides"))}
                    return
                if bridge.place != place:  # the visitor has gone on to something else
                    yield {view.status: status_html("")}
                    return
            bridge.heard, bridge.seen = True, False
            shown = view.page(desk, change=change)
            yield shown | {view.status: status_html(say(locale, "ready_to_listen")), view.map: view.shown_map(desk)}
        except Exception as error:
            yield {view.status: status_html(explain(error, locale), error=True)}

    def _changed(
        self, desk: Desk, change: str, factor: float, other: int, lender: str, tokens: list[int]
    ) -> Plan | None:
        """The plan that B is rendered from; None for that of the story itself."""
        story, step = desk.story, desk.session.bridge.step
        if story is None:
            raise refused(desk.locale, "no_story")
        if not desk.model_is_here():
            raise refused(desk.locale, "foreign_model")
        if step in STEPS:
            lent = desk.usual_lender()
            plan = lent.plan if lent else None
            return None if step == "noise" else switched(story.plan, step, lender=plan, locale=desk.locale)
        some = change in desk.by_tokens
        if some and not tokens:
            raise refused(desk.locale, "no_tokens_chosen")
        lent = desk.lenders().get(lender)
        return switched(
            story.plan, change, factor=factor, other=other or 0, lender=lent.plan if lent else None,
            numbers=[int(number) for number in tokens] if some else None, locale=desk.locale,
        )  # fmt: skip

    def _render(self, desk: Desk, name: str, changed: Plan | None, job: Job) -> Iterator[str]:
        story, bridge = desk.story, desk.session.bridge
        assert story is not None
        place = bridge.place
        plan = changed if changed is not None and name == bridge.step else story.plan
        rendering = Rendering(self.state.told_by(story), story, plan, desk.scene, other=int(name == "noise-1"))
        with closing(iter(rendering)) as events:
            for event in events:
                if job.stopped:
                    return
                if isinstance(event, DenoiseStep):
                    yield say(desk.locale, "rendering_side", side=desk.name(name), step=event.step, steps=event.steps)
        if rendering.clip is not None and bridge.place == place:
            bridge.clips[name] = rendering.clip
            if name == "intact":
                bridge.inside = rendering.inside

    def _draw(self, request: gr.Request) -> list[Any]:
        desk = self._desk(request)
        try:
            return [self.view.shown_map(desk), gr.skip()]
        except Exception as error:
            return [gr.skip(), status_html(explain(error, desk.locale), error=True)]

    def _desk(self, request: gr.Request) -> Desk:
        session: Session = self.state.sessions.of(request.session_hash)
        return Desk(self.state, session, request_locale(request))
