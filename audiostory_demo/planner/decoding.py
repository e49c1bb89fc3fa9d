"""What strict and release decoding differ in, all of it: everything else is one code path.

Both answer the same questions:

    needs_sound   is an instruction that asks for nothing to be heard an error?
    lenient       may a scene's duration stand anywhere in its text, and the plan end with the text?
    clips_last    are clips crossfaded as they come, and only their sum kept within full scale?
    longest_tail  how many seconds beyond its scene must a clip hold? None: it may be cut, or filled up with silence
    most_tokens   how many tokens does a plan of this length take at most? Settings and shots that no plan can meet are an error
    rules         what may the planner write, in as many tokens as there is room for?
    lengths       how many samples have the last of some scenes and its clip, which goes on for a tail of some seconds?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..audio import boundaries
from ..config import GenerationSettings, ModelConfig
from ..story import Shot
from .release import ReleaseRules
from .scripted import ScriptRules
from .strict import StrictRules, check_crossfade, check_shots
from .vocabulary import Vocabulary

Rules = StrictRules | ScriptRules | ReleaseRules


@dataclass(frozen=True)
class Lengths:
    """Samples of one scene.

    Attributes:
        story: that it fills in the story.
        clip: of its clip, crossfade tail included.
        decoded: to decode at the codec's rate for that clip.
    """

    story: int
    clip: int
    decoded: int


@dataclass(frozen=True)
class Strict:
    """A plan that parses, always, and a story of exactly the length asked for."""

    settings: GenerationSettings
    needs_sound = True
    lenient = clips_last = False

    @property
    def longest_tail(self) -> float | None:
        return self.settings.crossfade

    def most_tokens(self, config: ModelConfig, duration: float, shots: Sequence[Shot] = ()) -> int:
        check_crossfade(config, duration, self.settings.crossfade)
        check_shots(config, shots, self.settings.crossfade)
        return config.plan_tokens(duration)

    def rules(
        self, vocabulary: Vocabulary, config: ModelConfig, room: int, duration: float, seed: int, instruction: str,
        shots: Sequence[Shot] = (),
    ) -> Rules:  # fmt: skip
        # a script is what the reasoning says: without reasoning there is none to follow
        kind = ScriptRules if config.language.sounds and config.max_reasoning_tokens else StrictRules
        return kind(vocabulary, config, duration, self.settings, seed, instruction, shots)

    def lengths(self, durations: Sequence[float], tail: float, rate: int, decoded_rate: int) -> Lengths:
        start, end = boundaries(list(durations), rate)[-2:]
        clip = end - start + round(tail * rate)
        return Lengths(end - start, clip, -(-clip * decoded_rate // rate))


class Release(Strict):
    """What the published script does (arXiv 2508.20088), its rounding included, so that numbers can be compared."""

    needs_sound = False
    lenient = clips_last = True
    longest_tail = None

    def most_tokens(self, config: ModelConfig, duration: float, shots: Sequence[Shot] = ()) -> int:
        if shots:
            raise ValueError(
                "The published rules know no shots: their planner decides how long scenes are. Pass decoding='strict'."
            )
        return min(config.plan_tokens(duration), self.settings.max_new_tokens)

    def rules(
        self, vocabulary: Vocabulary, config: ModelConfig, room: int, duration: float, seed: int, instruction: str,
        shots: Sequence[Shot] = (),
    ) -> Rules:  # fmt: skip
        return ReleaseRules(vocabulary, config, min(self.settings.max_new_tokens, room))

    def lengths(self, durations: Sequence[float], tail: float, rate: int, decoded_rate: int) -> Lengths:
        # each clip is cut to whole samples, so a story can be a sample short of its sum
        decoded = int((durations[-1] + tail) * decoded_rate)
        clip = -(-decoded * rate // decoded_rate)  # soxr rounds up
        return Lengths(max(0, clip - int(tail * rate)), clip, decoded)


def decoding_of(settings: GenerationSettings) -> Strict:
    """The decoding that the settings choose."""
    return {"strict": Strict, "release": Release}[settings.decoding](settings)
