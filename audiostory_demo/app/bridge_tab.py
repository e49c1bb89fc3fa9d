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
from .bridge_rules import Visitor
from .bridge_state import ALL_STEPS, SIDES, by_guessing, to_vote_on
from .bridge_view import EXPECTED, BridgeView
from .follow import explain
from .html import status_html
from .jobs import PRIVATE, QUICK, Jobs, Update, request_locale
from .queue import Job
from .sessions import Session
from .state import AppState
from .switches import switched
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
        visitor = self._visitor(request)
        bridge, own = visitor.session.bridge, visitor.own_story()
        stays = visitor.lesson is not None and not bridge.own  # the recorded story, until another is asked for
        if not stays and (own is None or bridge.told is not own):
            bridge.turn(own=own is not None, scene=0, told=own)
        intro = f"<p>{escape(say(visitor.locale, 'lesson_intro'))}</p>"
        return {self.view.intro: intro, **self.view.steps(visitor), **self.view.page(visitor)}

    def _whose(self, value: str, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        own = visitor.own_story() if value == "own" else None
        visitor.session.bridge.turn(own=own is not None, scene=0, told=own)
        return self.view.page(visitor)

    def _scene(self, value: int, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        if visitor.story is not None and visitor.session.bridge.own:
            visitor.session.bridge.turn(scene=visitor.story.plan.scene_index(value), told=visitor.story)
        return self.view.page(visitor)

    def _go(self, value: str, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        visitor.session.bridge.go(value if value in ALL_STEPS else ALL_STEPS[0])
        return self.view.page(visitor)

    def _next(self, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        at = ALL_STEPS.index(visitor.session.bridge.step)
        visitor.session.bridge.go(ALL_STEPS[min(at + 1, len(ALL_STEPS) - 1)])
        return {**self.view.steps(visitor), **self.view.page(visitor)}

    def _predict(self, value: str, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        bridge = visitor.session.bridge
        bridge.predicted[bridge.step] = value if value in EXPECTED else EXPECTED[0]
        first = not bridge.heard
        bridge.heard = bridge.heard or visitor.trial() is not None
        return self.view.page(visitor, sounds=first)

    def _change(self, value: str, request: gr.Request) -> Update:
        return self.view.page(self._visitor(request), change=value, sounds=False)

    def _see(self, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        visitor.session.bridge.seen = visitor.session.bridge.heard
        return self.view.page(visitor, sounds=False)

    # -- voting ------------------------------------------------------------------------------------------------

    def _deal(self, pair: str, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        known = to_vote_on(visitor.clips())
        if not known:
            return {self.view.status: status_html(say(visitor.locale, "nothing_rendered"), error=True)}
        visitor.session.bridge.deal(pair if pair in known else known[0])
        return self.view.page(visitor)

    def _voter(self, side: str) -> Callable[[gr.Request], Update]:
        def vote(request: gr.Request) -> Update:
            visitor = self._visitor(request)
            bridge = visitor.session.bridge
            bridge.vote(side)
            counted = {f"{each.lower()}": bridge.votes.get(each, 0) for each in SIDES}
            return {self.view.status: status_html(say(visitor.locale, "votes", **counted))}

        return vote

    def _reveal(self, request: gr.Request) -> Update:
        visitor = self._visitor(request)
        bridge, locale = visitor.session.bridge, visitor.locale
        if bridge.order is None:
            return {self.view.status: gr.skip()}
        right, votes = bridge.reveal(), sum(bridge.votes.values())
        names = [visitor.name(name) for name in bridge.order]
        known = {"a": names[0], "b": names[1]}
        text = (
            say(locale, "revealed", right=right, votes=votes, **known)
            if votes
            else say(locale, "revealed_none", **known)
        )
        if bridge.total:
            chance = by_guessing(bridge.right, bridge.total)
            text += " " + say(locale, "tally", right=bridge.right, total=bridge.total, chance=chance)
        return {**self.view.page(visitor, sounds=False), self.view.status: status_html(text)}

    # -- rendering ---------------------------------------------------------------------------------------------

    def _compare(
        self, request: gr.Request, job: Job, change: str, factor: float, other: int, lender: str, tokens: list[int]
    ) -> Iterator[Update]:
        visitor = self._visitor(request)
        bridge, locale, view = visitor.session.bridge, visitor.locale, self.view
        place = bridge.place
        try:
            changed = self._changed(visitor, change, factor, other, lender, tokens)
            for name in visitor.to_render():
                for news in self._render(visitor, name, changed, job):
                    yield {view.status: status_html(news)}
                if job.stopped:
                    yield {view.status: status_html(say(locale, "stopped_sides"))}
                    return
                if bridge.place != place:  # the visitor has gone on to something else
                    yield {view.status: status_html("")}
                    return
            bridge.heard, bridge.seen = True, False
            shown = view.page(visitor, change=change)
            yield shown | {view.status: status_html(say(locale, "ready_to_listen")), view.map: view.shown_map(visitor)}
        except Exception as error:
            yield {view.status: status_html(explain(error, locale), error=True)}

    def _changed(
        self, visitor: Visitor, change: str, factor: float, other: int, lender: str, tokens: list[int]
    ) -> Plan | None:
        """The plan that B is rendered from; None for that of the story itself."""
        story, step = visitor.story, visitor.session.bridge.step
        if story is None:
            raise refused(visitor.locale, "no_story")
        if not visitor.model_is_here():
            raise refused(visitor.locale, "foreign_model")
        if step in STEPS:
            lent = visitor.usual_lender()
            plan = lent.plan if lent else None
            return None if step == "noise" else switched(story.plan, step, lender=plan, locale=visitor.locale)
        some = change in visitor.by_tokens
        if some and not tokens:
            raise refused(visitor.locale, "no_tokens_chosen")
        lent = visitor.lenders().get(lender)
        return switched(
            story.plan, change, factor=factor, other=other or 0, lender=lent.plan if lent else None,
            numbers=[int(number) for number in tokens] if some else None, locale=visitor.locale,
        )  # fmt: skip

    def _render(self, visitor: Visitor, name: str, changed: Plan | None, job: Job) -> Iterator[str]:
        story, bridge = visitor.story, visitor.session.bridge
        assert story is not None
        place = bridge.place
        plan = changed if changed is not None and name == bridge.step else story.plan
        rendering = Rendering(self.state.told_by(story), story, plan, visitor.scene, other=int(name == "noise-1"))
        with closing(iter(rendering)) as events:
            for event in events:
                if job.stopped:
                    return
                if isinstance(event, DenoiseStep):
                    yield say(
                        visitor.locale, "rendering_side", side=visitor.name(name), step=event.step, steps=event.steps
                    )
        if rendering.clip is not None and bridge.place == place:
            bridge.clips[name] = rendering.clip
            if name == "intact":
                bridge.inside = rendering.inside

    def _draw(self, request: gr.Request) -> list[Any]:
        visitor = self._visitor(request)
        try:
            return [self.view.shown_map(visitor), gr.skip()]
        except Exception as error:
            return [gr.skip(), status_html(explain(error, visitor.locale), error=True)]

    def _visitor(self, request: gr.Request) -> Visitor:
        session: Session = self.state.sessions.of(request.session_hash)
        return Visitor(self.state, session, request_locale(request))
