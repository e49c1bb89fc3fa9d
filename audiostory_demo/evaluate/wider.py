"""Whether plans follow other people's sentences, denials, other languages, and keep the thread of long stories."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..data.sounds import SOUNDS
from ..data.styles import BED_SOUNDS
from ..data.wording import reasoning
from .following import CLOSE, Followed, share, sounds_in
from .wider_sets import Wider

LINE = re.compile(r"([\d.]+)-([\d.]+) s: (.+?)(?: again)?(?: \([^)]*\))?\.(?=\s|$)")
ENOUGH_OF_PLACE = 6
MOST_UNINVITED = 0.1  # of a long story's time, for a sound that is neither named nor fits
CLASS_OF_LABEL = {sound.label: name for name, sound in SOUNDS.items()}


@dataclass(frozen=True)
class Kept:
    """What a plan kept of what was asked.

    Attributes:
        followed: the instruction and the plan's text.
    """

    followed: Followed

    @property
    def asked(self) -> Wider:
        """The instruction."""
        asked = self.followed.instruction
        assert isinstance(asked, Wider)
        return asked

    @property
    def bed(self) -> str:
        """Class that runs under the whole plan, "" where none does."""
        said = (bed for bed in BED_SOUNDS if reasoning().style_parts[f"bed {bed}"] in self.followed.reasoning)
        return next((BED_SOUNDS[bed] for bed in said), "")

    @property
    def named(self) -> tuple[bool, ...]:
        """Whether each wanted sound is in a scene, or under all of them."""
        found = zip(self.asked.wanted, self.followed.found, strict=True)
        return tuple(in_scene or self.bed in wanted.classes for wanted, in_scene in found)

    @property
    def heard(self) -> set[str]:
        """Every class that a caption, the timed lines or the bed name."""
        lines = {CLASS_OF_LABEL.get(label, "") for _, _, label in LINE.findall(self.followed.reasoning)}
        return set().union(*self.followed.sounds) | lines | {self.bed} - {""}

    @property
    def denied_heard(self) -> set[str]:
        """What was denied and is heard nevertheless."""
        return self.heard & set(self.asked.denied)

    @property
    def agrees(self) -> bool:
        """Whether scenes are those of the reasoning: as many, with its times and sounds, up to the total asked for."""
        lines = LINE.findall(self.followed.reasoning)
        if len(lines) != len(self.followed.captions):
            return False
        at = 0.0
        for (start, end, label), caption, seconds in zip(
            lines, self.followed.captions, self.followed.durations, strict=True
        ):
            if abs(float(start) - at) > CLOSE or abs(float(end) - float(start) - seconds) > CLOSE:
                return False
            if CLASS_OF_LABEL.get(label) not in sounds_in(caption):
                return False
            at = float(end)
        return abs(at - self.asked.seconds) <= CLOSE

    @property
    def shares(self) -> Counter[str]:
        """Seconds of each class."""
        seconds: Counter[str] = Counter()
        for sounds, length in zip(self.followed.sounds, self.followed.durations, strict=True):
            for sound in sounds:
                seconds[sound] += length / len(sounds)  # type: ignore[assignment]
        return seconds

    @property
    def uninvited_share(self) -> float:
        """Largest share of the time that a sound has which is neither named nor fits."""
        invited = set(self.asked.fitting).union(*(wanted.classes for wanted in self.asked.wanted))
        total = sum(self.followed.durations) or 1.0
        return max((length / total for sound, length in self.shares.items() if sound not in invited), default=0.0)

    @property
    def comes_again(self) -> bool:
        """Whether each named sound comes in more than one scene."""
        counts = Counter(sound for sounds in self.followed.sounds for sound in sounds)
        return all(sum(counts[name] for name in wanted.classes) > 1 for wanted in self.asked.wanted)

    @property
    def varied(self) -> bool:
        """Whether no caption stands in three scenes running."""
        captions = self.followed.captions
        return not any(a == b == c for a, b, c in zip(captions, captions[1:], captions[2:], strict=False))

    @property
    def has_arc(self) -> bool:
        """Whether the reasoning has its four parts, and the end takes up what was heard before."""
        return all(f"{part} to " in self.followed.reasoning for part in reasoning().parts)


def wider_summary(results: Iterable[Followed]) -> dict[str, float | None]:
    """Shares over the plans of one set, None where there was nothing to judge.

    - named: sounds asked for that are in a scene, or under the whole story.
    - ordered: plans in the order of the text, of those that fix one and have two sounds found.
    - denied_heard: plans in which something denied is heard.
    - agrees: plans whose scenes are those of their reasoning.
    - again, varied, arc, single, place, uninvited: of long stories: named sounds that come again; no caption three times
      running; told in four parts; one sound asked for and nothing else heard; places with six fitting sounds; no sound that
      was not asked for and does not fit takes more than a tenth of the time.
    """
    kept = [Kept(one) for one in results]
    long = [one for one in kept if one.asked.kind]
    denying = [one for one in kept if one.asked.denied]
    return {
        "plans": len(kept),
        "named": share(found for one in kept for found in one.named),
        "ordered": share(one.followed.in_order for one in kept if one.asked.ordered and sum(one.followed.found) > 1),
        "denied_heard": share(bool(one.denied_heard) for one in denying),
        "agrees": share(one.agrees for one in kept),
        "again": share(one.comes_again for one in long if one.asked.wanted),
        "varied": share(one.varied for one in long),
        "arc": share(one.has_arc for one in long),
        "single": share(
            set(one.shares) == set(one.asked.wanted[0].classes) for one in long if one.asked.kind == "word"
        ),
        "place": share(len(one.followed.fitting) >= ENOUGH_OF_PLACE for one in long if one.asked.kind == "place"),
        "uninvited": share(one.uninvited_share > MOST_UNINVITED for one in long),
    }


def wider_lines(results: Sequence[Followed]) -> list[str]:
    """What each plan lost, to read by eye."""
    lines = []
    for kept in map(Kept, results):
        lost = ["/".join(w.classes) for w, found in zip(kept.asked.wanted, kept.named, strict=True) if not found]
        said = [f"lost {', '.join(lost)}"] * bool(lost) + [f"heard {', '.join(kept.denied_heard)}"] * bool(
            kept.denied_heard
        )
        said += ["scenes are not those of the reasoning"] * (not kept.agrees)
        if said:
            lines.append(f"{kept.asked.text!r}: {'; '.join(said)} | {' / '.join(kept.followed.captions)}")
    return lines
