"""What can be done to the scenes of a story that is there: one small vocabulary, spoken by the page and by the API.

An edit makes other parts of the parts there are. What its text and place leave alone keeps its sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import takewhile
from typing import Any

from ..checks.parts import check_seed
from ..checks.values import finite, shown, whole
from ..request import SHORTEST_PART
from ..story import BridgeTokens, Clip, Plan, Scene, Story
from .texts import refused


@dataclass(frozen=True)
class Change:
    """Say something else in a scene, or give it another length; its noise stays the same."""

    scene: int
    caption: str | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Redo:
    """Another take of a scene: other noise, of a seed that is drawn unless it is given."""

    scene: int
    seed: int | None = None


@dataclass(frozen=True)
class Repaint:
    """Make a part of a scene anew, in seconds from its beginning, between what stays; its seed is drawn unless it is given."""

    scene: int
    start: float
    end: float
    seed: int | None = None


@dataclass(frozen=True)
class Move:
    """Put a scene at another place."""

    scene: int
    to: int


@dataclass(frozen=True)
class Copy:
    """Let a scene be heard once more, right after itself."""

    scene: int


@dataclass(frozen=True)
class Delete:
    """Leave a scene out."""

    scene: int


Edit = Change | Redo | Repaint | Move | Copy | Delete
KINDS: dict[str, type[Edit]] = {
    "change": Change, "redo": Redo, "repaint": Repaint, "move": Move, "copy": Copy, "delete": Delete,
}  # fmt: skip
MOST_EDITS = 100  # at once
SHAPES = ', such as [{"edit": "change", "scene": 0, "caption": "Rain."}, {"edit": "move", "scene": 0, "to": 2}]'


@dataclass(frozen=True, eq=False)
class Part:
    """A scene with what there is of it.

    Attributes:
        scene: its text.
        seed: of its noise.
        tokens: its bridge tokens; None where its text is new.
        clip: its sound; None where it has to be rendered.
        anew: from when to when this sound is made anew, and the seed of that; None where it stays.
    """

    scene: Scene
    seed: int
    tokens: BridgeTokens | None = None
    clip: Clip | None = None
    anew: tuple[float, float, int] | None = None

    @property
    def there(self) -> bool:
        """Whether nothing of it has to be rendered."""
        return self.clip is not None and self.anew is None


def parts_of(story: Story) -> list[Part]:
    """The parts of a story that is there."""
    tokens = story.plan.tokens or (None,) * len(story.scenes)
    return [
        Part(scene, clip.seed, each, clip) for scene, each, clip in zip(story.scenes, tokens, story.clips, strict=True)
    ]


def edit_parts(parts: Sequence[Part], edit: Edit, takes: Sequence[Part] = ()) -> list[Part]:
    """The parts after an edit.

    Args:
        parts: of the story.
        edit: what to do.
        takes: parts rendered before; a :class:`Redo` with the seed of one of them takes its sound as it is.
    """
    number = _place(edit.scene, parts, "scene")
    part, before, after = parts[number], list(parts[:number]), list(parts[number + 1 :])
    match edit:
        case Change(_, caption, seconds):
            text = part.scene.caption if caption is None else caption.strip()
            scene = replace(part.scene, caption=text, duration=part.scene.duration if seconds is None else seconds)
            return [*before, part if scene == part.scene else _again(scene, part.seed, takes), *after]
        case Redo(_, seed):
            new = check_seed(seed)
            found = _again(part.scene, new, takes)
            return [*before, found if found.clip else Part(part.scene, new, part.tokens), *after]
        case Repaint(_, start, end, seed):
            return [*before, _repainted(part, number, (start, end, check_seed(seed))), *after]
        case Move(_, to):
            rest = before + after
            rest.insert(_place(to, parts, "to"), part)
            return rest
        case Copy():
            return [*before, part, part, *after]
        case Delete():
            if len(parts) == 1:
                raise ValueError("This is the only scene of the story. Change it, or tell another story.")
            return before + after


def _repainted(part: Part, number: int, anew: tuple[float, float, int]) -> Part:
    if not part.there:
        raise ValueError(
            f"Scene {number} has no sound yet, or a part of it is made anew already. Repaint it when that is done."
        )
    return replace(part, anew=anew)


def check_edit(edit: Edit, parts: Sequence[Part], locale: str) -> None:
    """What a visitor can get wrong, in the page's language; :func:`edit_parts` checks again, for all callers.

    Args:
        edit: of a story that is there.
        parts: that it has.
        locale: language of the page.
    """
    scenes = len(parts)
    places = [whole(place) for place in ((edit.scene, edit.to) if isinstance(edit, Move) else (edit.scene,))]
    if not all(place is not None and 0 <= place < scenes for place in places):
        raise refused(locale, "edit_gone", scenes=scenes)
    if isinstance(edit, Delete) and scenes == 1:
        raise refused(locale, "edit_last")
    number = int(edit.scene) + 1  # as the page counts
    if isinstance(edit, Repaint) and not _inside(edit, length := parts[number - 1].scene.duration):
        raise refused(locale, "edit_part", scene=number, seconds=length, least=SHORTEST_PART)
    if not isinstance(edit, Change):
        return
    if edit.seconds is not None and not _fits("A sound.", edit.seconds):
        raise refused(locale, "edit_seconds", scene=number, given=shown(edit.seconds))
    if edit.caption is not None and not _fits(edit.caption.strip(), 1.0):
        raise refused(locale, "edit_caption", scene=number)


def _inside(edit: Repaint, length: float) -> bool:
    start, end = finite(edit.start), finite(edit.end)
    if start is None or end is None or not 0 <= start < end <= length:
        return False
    return SHORTEST_PART <= end - start <= length - SHORTEST_PART


def _fits(caption: str, seconds: float) -> bool:
    try:
        Scene(caption, seconds)
    except ValueError:
        return False
    return True


def _again(scene: Scene, seed: int, takes: Sequence[Part]) -> Part:
    """What was rendered of this text with this seed, or what has to be."""
    return next((take for take in takes if take.scene == scene and take.seed == seed), Part(scene, seed))


def edit_plan(plan: Plan, edit: Edit) -> Plan:
    """The plan after an edit, as text: its bridge tokens are left to compute."""
    scenes = [part.scene for part in edit_parts([Part(scene, 0) for scene in plan.scenes], edit)]
    return plan_of(plan, scenes)


def plan_of(plan: Plan, scenes: Sequence[Scene]) -> Plan:
    """The plan with other scenes, as text; it lasts as long as they do."""
    lengths = [scene.duration for scene in scenes]
    kept = sum(takewhile(bool, (now == before for now, before in zip(scenes, plan.scenes[: plan.given], strict=False))))
    # a sound that was given stays it while it stands first; what was understood is that of the plan before
    plan = replace(plan, understood=None, given=kept)
    if lengths == [scene.duration for scene in plan.scenes]:
        return replace(plan, scenes=tuple(scenes), tokens=())
    whole = replace(plan, scenes=tuple(scenes), tokens=(), shots=())  # a video's shots have their lengths
    return replace(whole, duration=whole.seconds)


def read_edits(given: object) -> tuple[Edit, ...]:
    """Edits as JSON brings them: a list of objects that say which ``edit``, and its fields."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST_EDITS:
        raise ValueError(f"edits holds no list of 1 to {MOST_EDITS} edits. Pass one{SHAPES}.")
    return tuple(_read(each) for each in given)


def _read(given: object) -> Edit:
    kind = KINDS.get(str(given.get("edit"))) if isinstance(given, dict) else None
    if kind is None:
        raise ValueError(f"An edit is none of {', '.join(KINDS)}. Pass a list{SHAPES}.")
    assert isinstance(given, dict)
    values: dict[str, Any] = {name: value for name, value in given.items() if name != "edit"}
    known = [field.name for field in fields(kind)]
    if not set(values) <= set(known):
        raise ValueError(f"The edit {given['edit']} takes {', '.join(known)}. Pass a list{SHAPES}.")
    if not isinstance(values.get("caption", ""), str | None):
        raise ValueError(f"The caption of an edit is no text. Pass a list{SHAPES}.")
    if isinstance(values.get("seed"), str) and values["seed"].isdecimal():  # JavaScript's numbers would lose digits
        values["seed"] = int(values["seed"][:20])
    try:
        return kind(**values)
    except TypeError:
        raise ValueError(f"The edit {given['edit']} lacks a field. Pass a list{SHAPES}.") from None


def _place(given: object, parts: Sequence[Part], name: str) -> int:
    """A scene's number, counted from 0."""
    number = whole(given)
    if number is None or not 0 <= number < len(parts):
        raise ValueError(
            f"{name}={shown(given)} is not in this story of {len(parts)} scenes. "
            f"Pass a whole number from 0 to {len(parts) - 1}."
        )
    return number
