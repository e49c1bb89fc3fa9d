"""What can be done in the lesson on the bridge for one visitor: which story, which sounds are there, what is offered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape

from ..analysis.inside import Inside
from ..analysis.probe import attention_map
from ..files.recorded import EXAMPLES, recorded_stories
from ..lessons.bridge_lesson import STEPS, Lesson, recorded_lesson, trial_of
from ..lessons.bridge_recording import lender_of
from ..lessons.findings import Trial
from ..story import Clip, Story
from ..text import one_line
from .bridge_state import BLIND, FREE
from .sessions import Session
from .state import AppState
from .switches import alike, lends, offered
from .texts import say

LONGEST = 60  # characters of a story's instruction in a list


@cache
def shipped() -> tuple[dict[str, Story], Lesson | None]:
    """The recorded stories and the lesson, read once."""
    stories = recorded_stories()
    return stories, recorded_lesson(stories=stories)


@dataclass(frozen=True)
class Visitor:
    """A visitor's place in the lesson.

    Attributes:
        state: shared by all.
        session: the visitor's.
        locale: the visitor's language.
    """

    state: AppState
    session: Session
    locale: str

    by_tokens = ("residual_off", "residual_scene", "residual_story")
    """Changes that can be made to a few residual tokens."""

    @property
    def lesson(self) -> Lesson | None:
        """The recorded one."""
        return shipped()[1]

    @property
    def story(self) -> Story | None:
        """Whose scene the lesson is about."""
        if self.session.bridge.own:
            return self.session.bridge.told
        return self.lesson.story if self.lesson else None

    @property
    def scene(self) -> int:
        """Number of that scene."""
        return self.session.bridge.scene if self.session.bridge.own or not self.lesson else self.lesson.scene

    def own_story(self) -> Story | None:
        """The visitor's, if there is one that has tokens."""
        story = self.session.story
        return story if story is not None and story.plan.tokens else None

    def both(self) -> bool:
        """Whether there is a choice between the recorded story and the visitor's."""
        return self.lesson is not None and self.own_story() is not None

    def whose(self) -> list[tuple[str, str]]:
        """Names of that choice."""
        return [(say(self.locale, "whose_recorded"), "recorded"), (say(self.locale, "whose_own"), "own")]

    def scenes(self) -> list[tuple[str, int]]:
        """Names of the story's scenes."""
        return [(f"{i + 1}. {scene.caption}", i) for i, scene in enumerate(self.story.scenes)] if self.story else []

    def clips(self) -> dict[str, Clip]:
        """Sounds that are there."""
        recorded = {} if self.session.bridge.own or not self.lesson else dict(self.lesson.clips)
        return recorded | self.session.bridge.clips

    def trial(self) -> Trial | None:
        """The two sounds of this step and its yardstick, if they are there."""
        return trial_of(self.clips(), self.session.bridge.step)

    def waits(self) -> bool:
        """Whether the visitor has said what is expected, and the sounds have yet to be rendered."""
        bridge = self.session.bridge
        return bridge.step in bridge.predicted and self.trial() is None

    def to_render(self) -> list[str]:
        """Sounds that this step lacks; what was tried on one's own is always made anew."""
        step = self.session.bridge.step
        wanted = ["intact", "noise-1"] if step == "noise" else ["intact", "noise-1", step]
        return [name for name in wanted if name == FREE or name not in self.clips()]

    def pair(self) -> tuple[tuple[str, str], tuple[Clip, Clip]] | None:
        """Names and sounds of A and B, once they may be heard."""
        bridge, clips, trial = self.session.bridge, self.clips(), self.trial()
        if not bridge.heard:
            return None
        if bridge.step == BLIND:
            return (bridge.order, (clips[bridge.order[0]], clips[bridge.order[1]])) if bridge.order else None
        return (("intact", bridge.step), (trial.first, trial.second)) if trial else None

    def name(self, clip: str) -> str:
        """What a sound is, in words."""
        if clip == "intact":
            return say(self.locale, "side_planned")
        if clip.startswith("noise"):
            return say(self.locale, "side_noise")
        return say(self.locale, "step_free" if clip == FREE else clip)

    def inside(self) -> Inside:
        """What is known of the model's work on the scene; where its tokens looked can be asked at any time."""
        bridge = self.session.bridge
        if not bridge.own and self.lesson:
            return self.lesson.inside
        if bridge.inside is not None:
            return bridge.inside
        story = self.story
        if story is None or not self.model_is_here():
            return Inside()
        return Inside(self.state.told_by(story).ask(attention_map, story.plan.tokens[self.scene]).mean(axis=0))

    def model_is_here(self) -> bool:
        """Whether the model that told the story runs on this page."""
        return self.story is not None and self.state.told_by(self.story).config.name == self.story.model

    def lenders(self) -> dict[str, Story]:
        """Other stories whose residual tokens would fit, by a name for visitors."""
        story = self.story
        if story is None:
            return {}
        titles = {example.file: example.name for example in EXAMPLES}
        known = {titles.get(name, name): other for name, other in shipped()[0].items()}
        for other in (self.session.before, self.session.story):
            if other is not None:
                known[one_line(other.plan.instruction)[:LONGEST]] = other
        return {
            name: other
            for name, other in known.items()
            if other.plan.instruction != story.plan.instruction
            and other.model == story.model
            and lends(other.plan, story.plan)
        }

    def usual_lender(self) -> Story | None:
        """The one whose residual tokens are least like this story's."""
        lenders = self.lenders()
        if self.story is None or not lenders:
            return None
        return lenders[lender_of("", {"": self.story, **lenders})]

    def offered(self) -> list[str]:
        """Changes that can do anything here."""
        return offered(self.story.plan, len(self.lenders())) if self.story else []

    def obstacle(self) -> str | None:
        """Why this step cannot be done with this story, if so."""
        step, story = self.session.bridge.step, self.story
        if story is None:
            return say(self.locale, "no_lesson")
        if step == "residual_scene" and len(story.scenes) < 2:
            return say(self.locale, "one_scene_step")
        if step == "residual_story" and self.session.bridge.own and not self.lenders():
            return say(self.locale, "no_lender_step")
        if step == BLIND and not any(name in self.clips() for name in STEPS):
            return say(self.locale, "nothing_rendered")
        if (step == FREE or (self.session.bridge.own and self.trial() is None)) and not self.model_is_here():
            return say(self.locale, "foreign_model")
        return None

    def task(self) -> str:
        """What this step is about, as HTML."""
        story, step = self.story, self.session.bridge.step
        if story is None:
            return ""
        lender = self.lesson.lender if self.lesson and not self.session.bridge.own else self.usual_lender()
        texts = [say(self.locale, f"task_{step}", lender=one_line(lender.plan.instruction) if lender else "–")]
        texts = [obstacle] if (obstacle := self.obstacle()) else texts
        if step == FREE and not obstacle:
            texts += self._silent()
        caption = story.scenes[self.scene].caption
        about = say(self.locale, "about_scene", caption=caption, instruction=one_line(story.plan.instruction))
        if self.lesson and not self.session.bridge.own:
            about += ". " + say(self.locale, "about_chosen", scenes=self.lesson.scenes)
        title = say(self.locale, f"step_{step}")
        paragraphs = "".join(f"<p>{escape(text)}</p>" for text in texts)
        return f'<h3>{escape(title)}</h3>{paragraphs}<p class="as-small">{escape(about)}</p>'

    def _silent(self) -> list[str]:
        """Why some changes are not offered."""
        assert self.story is not None
        there, lowest, texts = self.offered(), alike(self.story.plan), []
        if "residual_scene" not in there:
            texts.append(
                say(self.locale, "silent_single") if lowest is None else say(self.locale, "silent_scene", lowest=lowest)
            )
        if "residual_story" not in there:
            texts.append(say(self.locale, "silent_story"))
        return texts
