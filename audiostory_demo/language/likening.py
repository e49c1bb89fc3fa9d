"""What a place may be likened to: the setting that the instruction names, or those that its words tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .config import LanguageConfig
from .denial import InstructionRead
from .stems import stems, told


def likenings(read: InstructionRead, language: LanguageConfig, possible: Sequence[str]) -> list[str]:
    """The settings that an instruction tells of; among them the planner chooses.

    One that is named, word for word, is the only one, beside those taught whose names begin as its does (a pond at night). Without
    such a name it is those of which the instruction's other words tell most. None if nothing in it tells of a place.

    Args:
        read: the instruction.
        language: of the model.
        possible: settings that have a sound which is not denied.
    """
    left_out = read.left_out
    text = " ".join(word for at, word in enumerate(read.words) if at not in left_out)
    order = stems(text)
    if first := _named(told(text), order, {one: language.setting_words[one] for one in possible}):
        name, taught = stems(first), [one for one in possible if one in language.places and one != first]
        return [first, *(one for one in taught if stems(one)[: len(name)] == name)]
    weights = {one: _weight(set(order), language.cue_words.get(one, ())) for one in possible}
    most = max(weights.values(), default=0)
    return [one for one, weight in weights.items() if weight == most > 0]


def _named(
    asked: frozenset[tuple[str, bool]], order: Sequence[str], settings: Mapping[str, frozenset[tuple[str, bool]]]
) -> str:
    """The setting that is named first, a volcano above the village; of a village church the church, of a hot spring no spring."""
    named = {one: words for one, words in settings.items() if words and words <= asked}
    named = {one: words for one, words in named.items() if not any(words < others for others in named.values())}
    if not named:
        return ""
    places = {one: [order.index(stem) for stem, _ in words] for one, words in named.items()}
    first, *later = sorted(named, key=lambda one: min(places[one]))
    for one in later:
        if min(places[one]) == max(places[first]) + 1:
            first = one
    return first


def _weight(said: set[str], cues: Sequence[frozenset[str]]) -> int:
    """How many words of the instruction tell of a setting: those of all cues of which no word is missing."""
    return len(set().union(*(cue for cue in cues if cue <= said)))
