"""What going on from a sound takes before a story is told: the sound as its first scenes, and what could follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from .around import FEWEST
from .audio import Joiner, boundaries, resample
from .audio.given import given_sound
from .config import GenerationSettings, ModelConfig
from .hearing import Heard
from .language.stems import stems
from .language.tables import ENGLISH, read_file
from .markup import DECIMALS
from .planner.decoding import decoding_of
from .request import Given, check_duration
from .story import BridgeTokens, Clip, Scene, Story

GIVEN = "The sound that was given."  # caption of one that nobody listened to


@dataclass(frozen=True, eq=False)
class Beginning:
    """A sound as the beginning of a story.

    Attributes:
        given: its scenes.
        clips: what they sound like; the last one's end overlaps what follows.
        duration: of the whole story, in seconds.
        instruction: what should follow, as it was given or found.
    """

    given: Given
    clips: tuple[Clip, ...]
    duration: float
    instruction: object


def begin_with(
    sound: object, prompt: object, *, duration: object, heard: Heard | None, config: ModelConfig, settings: GenerationSettings
) -> Beginning:  # fmt: skip
    """A sound as the beginning of a story that goes on from it.

    Args:
        sound: whatever :func:`given_sound` takes.
        prompt: what should follow; "" leaves it to what was heard, or to the instruction of a story.
        duration: seconds that are added, of which the crossfade overlaps the sound.
        heard: what was heard in it; None where nobody listened.
        config: of the model that goes on.
        settings: crossfade and rate.
    """
    check_continues(config, settings)
    scenes, clips, tokens = _of_story(sound, config, settings) or _of_sound(sound, heard, config, settings)
    given = Given(scenes, tokens, heard, heard is not None and not names_style(str(prompt)))
    added = check_duration(duration, config)
    if given.seconds + added > config.max_duration:
        raise ValueError(
            f"The sound fills {given.seconds:g} s; with {added:g} s more the story would exceed the model's maximum of "
            f"{config.max_duration:g} s. Pass a shorter duration or the end of the sound only."
        )
    if prompt == "":
        prompt = _follow_up(sound, heard)
    return Beginning(given, clips, round(given.seconds + added, DECIMALS), prompt)


def check_continues(config: ModelConfig, settings: GenerationSettings) -> None:
    """A model that was not trained to go on from a sound is an error, and so are rules that know no such thing."""
    config.flow.check_continues(f"The model {config.name}")
    if decoding_of(settings).lenient:
        raise ValueError("The published rules do not go on from a sound. Pass decoding='strict'.")


def _follow_up(sound: object, heard: Heard | None) -> str:
    """What could come next, where nobody says it."""
    if heard is not None:
        return heard.follows or heard.caption
    if isinstance(sound, Story):
        return sound.plan.instruction
    raise ValueError("Nothing says what should follow, and nobody listened to the sound. Pass a prompt.")


def names_style(prompt: str) -> bool:
    """Whether a prompt says where the story sounds, so that what was heard of that does not count."""
    words = f" {' '.join(stems(prompt))} "
    return any(f" {phrase} " in words for phrase in _style_phrases())


@cache
def _style_phrases() -> frozenset[str]:
    """The ways in which instructions name a style, as stems."""
    wording = read_file(ENGLISH / "wording.yaml").values
    phrases = [phrase for name in ("style_phrases", "style_tags") for some in wording[name].values() for phrase in some]
    phrases += read_file(ENGLISH / "reasoning.yaml").values["style_parts"].values()
    return frozenset(" ".join(stems(re.sub(r"[*{}]", "", phrase))) for phrase in phrases)


def _of_story(
    sound: object, config: ModelConfig, settings: GenerationSettings
) -> tuple[tuple[Scene, ...], tuple[Clip, ...], tuple[BridgeTokens, ...]] | None:
    """The scenes of a story whose clips, joined anew, are its sound; None for any other sound.

    Its last clip has no tail: the end of its last scene overlaps what follows.
    """
    if not isinstance(sound, Story) or not sound.plan.tokens or len(sound.clips) != len(sound.scenes):
        return None
    rate, size = settings.output_rate or config.codec.sample_rate, (config.bridge.semantic_tokens, config.bridge.width)
    alike = (sound.sample_rate, sound.settings.crossfade, sound.settings.fade) == (
        rate,
        settings.crossfade,
        settings.fade,
    )
    if not alike or sound.plan.tokens[0].semantic.shape != size or len(sound.audio) != config.codec.channels:
        return None
    *others, last = sound.scenes
    rest = last.duration - settings.crossfade
    if rest <= 0:
        return None
    scenes = (*others, replace(last, duration=round(rest, DECIMALS)))
    edges = boundaries([scene.duration for scene in scenes], rate)
    joiner = Joiner(settings.fade)
    for clip, start, end in zip(sound.clips, edges[:-1], edges[1:], strict=True):
        if clip.samples.shape[1] < end - start or clip.sample_rate != rate:
            return None
        if not np.array_equal(joiner.add(clip.samples, end - start), sound.audio[:, start:end]):
            return None  # its clips are not what is heard
    return scenes, sound.clips, sound.plan.tokens


def _of_sound(
    sound: object, heard: Heard | None, config: ModelConfig, settings: GenerationSettings
) -> tuple[tuple[Scene, ...], tuple[Clip, ...], tuple[BridgeTokens, ...]]:
    """Any sound as one scene."""
    clip, rate = given_sound(sound), settings.output_rate or config.codec.sample_rate
    needed = settings.crossfade + FEWEST / config.codec.latent_rate
    if clip.duration < needed:
        raise ValueError(
            f"The sound lasts {clip.duration:g} s; to go on from it takes {needed:.2f} s with a crossfade of "
            f"{settings.crossfade:g} s. Pass more of it, or a shorter crossfade."
        )
    samples = clip.samples
    if len(samples) != config.codec.channels:
        samples = np.repeat(samples.mean(axis=0, keepdims=True), config.codec.channels, axis=0)
    clip = Clip(resample(samples, clip.sample_rate, rate), rate, clip.seed)
    length = clip.samples.shape[1] - round(settings.crossfade * rate)
    return (Scene(heard.caption if heard else GIVEN, round(length / rate, DECIMALS)),), (clip,), ()
