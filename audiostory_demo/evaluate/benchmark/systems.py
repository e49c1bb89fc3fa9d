"""The systems of the table: each turns an item into a `Story`, by whatever means.

The baseline that the paper beats is a language model's captions given to a text-to-audio model, one clip after the other.
Here it has our own planner and our own transformer, so that what differs is only what the paper adds: the transformer is
given the text features of each caption (what semantic tokens are trained towards) and no residual tokens, each clip knows
nothing of the others, and joins are hard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from ...config import GenerationSettings
from ...data.mixer import SceneMixer
from ...pipeline import AudioStory
from ...story import BridgeTokens, Clip, Plan, Scene, Story
from .items import Item, mix

Features = Callable[[list[str]], np.ndarray]
"""Captions -> their text features [captions, S, D]."""
CEILING, FLOOR = "recordings", "shuffled recordings"


@dataclass(frozen=True)
class System:
    """One row of the table.

    Attributes:
        name: in the table.
        about: in one line.
        tell: item and seed -> story.
        ours: whether our transformer made the sound, so that ears which taught it prove little.
    """

    name: str
    about: str
    tell: Callable[[Item, int], Story]
    ours: bool = False


SYSTEMS = {
    "ours": "this model: reasoning, bridging, one story",
    "LLM + TTA": "the planner's captions as text features, each clip alone, hard joins (the paper's baseline)",
    "oracle captions + TTA": "the same with the reference plan's captions and durations",
    "one clip": "the whole instruction as the text of one clip of the greatest length",
    CEILING: "other takes of the reference plan's sounds from the valid split (ceiling)",
    FLOOR: "the recordings of another instruction (floor where a story is held against its own; as a set they are real)",
}
"""Name -> what it is."""


def make_systems(
    teller: AudioStory | None, items: Sequence[Item], features: Features | None = None, mixer: SceneMixer | None = None
) -> list[System]:
    """All systems that can be run with what is there: a model, text features for the baselines, recordings."""
    ways: dict[str, Callable[[Item, int], Story]] = {}
    if teller:
        ways["ours"] = lambda item, seed: teller.generate(item.instruction, duration=item.seconds, seed=seed)
    if teller and features:
        ways["LLM + TTA"] = partial(_llm_assisted, teller, features)
        ways["oracle captions + TTA"] = lambda item, seed: clips_alone(teller, features, item.plan, seed)
        ways["one clip"] = partial(_one_clip, teller, features)
    if mixer:
        ways[CEILING] = lambda item, seed: _recorded(item, item, mixer)
        others = dict(zip(items, [*items[1:], *items[:1]], strict=True))
        ways[FLOOR] = lambda item, seed: _recorded(item, others[item], mixer)
    return [System(name, SYSTEMS[name], tell, name not in (CEILING, FLOOR)) for name, tell in ways.items()]


def folder_system(name: str, folder: Path) -> System:
    """Another system's sound files, one for each item, named by its id (.wav, .flac or .ogg)."""
    if not folder.is_dir():
        raise ValueError(
            f"{folder} is not a folder. Put a sound file for each item there, named by its id, such as 000.wav."
        )
    return System(name, f"sound files of {folder.name}", partial(_from_folder, folder))


def clips_alone(teller: AudioStory, features: Features, plan: Plan, seed: int) -> Story:
    """Each scene from its caption's text features and noise of its own, then one after the other."""
    clips = []
    for number, scene in enumerate(plan.scenes):
        alone = from_text(teller, features, scene)
        clips.append(teller.render(alone, seed=seed + 1_000 * (number + 1), crossfade=0.0).clips[0])
    sound = np.concatenate([clip.samples for clip in clips], axis=1)
    return story_of(sound, clips[0].sample_rate, replace(plan, tokens=()), tuple(clips), seed, teller.config.name)


def story_of(
    sound: np.ndarray, rate: int, plan: Plan, clips: tuple[Clip, ...] = (), seed: int = 0, model: str = ""
) -> Story:
    """A story of sound [C, samples] that was made elsewhere."""
    return Story(np.asarray(sound, np.float32), rate, plan, clips, GenerationSettings(crossfade=0.0), seed, model)


def _llm_assisted(teller: AudioStory, features: Features, item: Item, seed: int) -> Story:
    plan = teller.plan(item.instruction, duration=item.seconds, seed=seed)
    return clips_alone(teller, features, plan, seed)


def _one_clip(teller: AudioStory, features: Features, item: Item, seed: int) -> Story:
    longest = min(item.seconds, teller.config.max_scene, teller.config.longest_scene(0.0))
    caption = " ".join(item.instruction.split())
    plan = Plan(item.instruction, longest, "", (Scene(caption, longest),))
    return clips_alone(teller, features, plan, seed)


def from_text(teller: AudioStory, features: Features, scene: Scene) -> Plan:
    """A plan of one scene, its caption's features in place of a planner's semantic tokens, and no style."""
    (semantic,) = features([scene.caption])
    bridge = teller.config.bridge
    tokens = BridgeTokens(semantic, np.zeros((bridge.residual_tokens, bridge.width), np.float32))
    return Plan(scene.caption, scene.duration, "", (scene,), (tokens,))


def _recorded(item: Item, heard: Item, mixer: SceneMixer) -> Story:
    """Another item's recordings, cut or repeated to this one's length.

    Where these change scenes is not where the item does: they count as one scene, and nothing is said of seams.
    """
    rate, plan = mixer.foley.rate, item.plan
    if heard is not item:
        plan = replace(plan, scenes=(Scene(plan.instruction, item.seconds),), tokens=())
    sound = np.resize(mix(heard, mixer, take=1), round(item.seconds * rate))
    return story_of(sound[None], rate, plan, model=CEILING)


def _from_folder(folder: Path, item: Item, seed: int) -> Story:
    import soundfile

    file = next((path for end in ("wav", "flac", "ogg") if (path := folder / f"{item.name}.{end}").is_file()), None)
    if file is None:
        raise ValueError(f"{folder} holds no {item.name}.wav. Put a sound file for each item there, named by its id.")
    samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
    return story_of(samples.T, rate, item.plan, model=folder.name)
