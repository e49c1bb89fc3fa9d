"""A scene as it becomes sound: the second of a story's two streams, and the joining of what it gives.

What needs the model's device is one function, :func:`render_scene`, whose argument and events can cross process borders.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .around import SECONDS, Around, level_gain
from .audio import Joiner, aligned, at_level, fade_curves, keep_level, resample
from .config import CodecConfig, GenerationSettings
from .events import AudioChunk, ClipReady, DenoiseStep
from .model import StoryModel, memory_errors
from .planner.decoding import Lengths, decoding_of
from .planning import SceneClosed
from .request import Request
from .story import BridgeTokens, Clip, Shot, scene_seed

SceneEvent = DenoiseStep | ClipReady
BEND = 0.005  # s at the end of a story that is played in a circle
PART_FADE = 0.05  # s by which a part that is made anew overlaps what stays of its clip


@dataclass(frozen=True)
class SceneTask:
    """All that rendering one scene takes.

    Attributes:
        index: 0-based scene number.
        tokens: its bridge tokens.
        seconds: that its clip lasts, crossfade tail included.
        lengths: the same in samples.
        rate: of the clip, in Hz.
        seed: of its noise.
        settings: steps and guidance.
        moves: when something in the picture moves, in seconds from the beginning of the scene.
        around: sound that the clip goes on from, or leads into; None where it stands for itself.
        like: sound [C, samples] whose level the clip has, as far as that is another than the model's.
        level: how loud it is beside other scenes, see :class:`.story.Scene`.
    """

    index: int
    tokens: BridgeTokens
    seconds: float
    lengths: Lengths
    rate: int
    seed: int
    settings: GenerationSettings
    moves: tuple[float, ...] = ()
    around: Around | None = None
    like: np.ndarray | None = None
    level: str = ""


def scene_task(
    closed: SceneClosed, before: Sequence[float], seed: int, settings: GenerationSettings, codec: CodecConfig,
    shots: Sequence[Shot] = (),
) -> SceneTask:  # fmt: skip
    """What has to be rendered for a scene that follows others of these durations (seconds)."""
    shot = shots[closed.index] if shots else None
    moves = tuple(onset - shot.start for onset in shot.onsets) if shot and settings.align else ()
    rate, tail = settings.output_rate or codec.sample_rate, 0.0 if closed.last else settings.crossfade
    durations = [*before, closed.scene.duration]
    lengths = decoding_of(settings).lengths(durations, tail, rate, codec.sample_rate)
    return SceneTask(
        closed.index,
        closed.tokens,
        durations[-1] + tail,
        lengths,
        rate,
        seed,
        settings,
        moves,
        level=closed.scene.level,
    )


def render_scene(model: StoryModel, task: SceneTask) -> Iterator[SceneEvent]:
    """Denoise and decode one scene; ClipReady comes last. Its samples may exceed full scale."""
    rate, settings = model.config.codec.sample_rate, task.settings
    # a sound that is moved to an earlier place needs something to follow it
    spare = max(0.0, min(settings.align, model.config.longest_scene(0.0) - task.seconds)) if task.moves else 0.0
    decoded = task.lengths.decoded + round(spare * rate)
    with memory_errors(model.device):
        count = max(1, model.flow.latent_length(decoded / rate))
        gain = level_gain(task.like, task.rate, model.config.levels)
        known = task.around.known(model, task.rate, gain) if task.around else None
        steps = model.denoise(
            task.tokens,
            task.seconds + spare,
            count,
            task.seed,
            settings.steps,
            settings.guidance,
            settings.sampler,
            known,
        )
        for step, latents in enumerate(steps, 1):
            yield DenoiseStep(task.index, step, settings.steps, latents)
        sound = model.decode(latents)
    if not np.isfinite(sound).all():
        raise ValueError(
            f"Scene {task.index} came out as NaN or infinity instead of sound. Load the model with "
            "dtype='float32'; if that does not help, its weights are damaged: copy or download them again."
        )
    if not (task.around and task.like is not None):  # that has its level already
        sound = keep_level(sound, rate, model.config.levels) if model.config.levels else sound
        sound = at_level(sound, task.level)
    sound = sound / np.float32(gain)
    sound = resample(fit(sound, decoded), rate, task.rate)
    if task.moves:
        sound = aligned(sound, task.rate, task.moves, later=settings.align, earlier=spare)
    yield ClipReady(task.index, Clip(fit(sound, task.lengths.clip), task.rate, task.seed))


def check_given(request: Request, codec: CodecConfig) -> Request:
    """The request, if the sound that it goes on from is there: it is not rendered."""
    rate = request.settings.output_rate or codec.sample_rate
    for scene in range(request.given_scenes):
        clip = request.clips.get(scene)
        if clip is None or (len(clip.samples), clip.sample_rate) != (codec.channels, rate):
            raise ValueError(
                f"Scene {scene} is a sound that was given, which is not rendered: its clip has to be there, of "
                f"{codec.channels} channels at {rate} Hz. Redo a later scene, or go on from the sound anew."
            )
    return request


class SoundTrack:
    """A story's sound, put together from its scenes in their order.

    Args:
        request: of the story.
        codec: of the model that tells it.
        render: :func:`render_scene` of that model.
    """

    def __init__(
        self, request: Request, codec: CodecConfig, render: Callable[[SceneTask], Iterator[SceneEvent]]
    ) -> None:
        self.request, self.codec, self.render = request, codec, render
        self.clips_last = decoding_of(request.settings).clips_last
        self.joiner = Joiner(request.settings.fade)
        self.given = request.given_scenes
        self.start = np.zeros((codec.channels, 0), np.float32)  # of the story, where its end is to lead into it
        self.end: np.ndarray | None = None  # of a sound that was given, up to where the next scene begins
        self.durations: list[float] = []  # of the scenes so far, in seconds
        self.position = 0  # samples of the story that are out

    def add(self, closed: SceneClosed) -> Iterator[SceneEvent | AudioChunk]:
        """The next scene: its clip, and the stretch of the story that it completes."""
        request, settings = self.request, self.request.settings
        own = request.seed if settings.scene_noise == "shared" else scene_seed(request.seed, closed.index)
        seed = request.scene_seeds.get(closed.index, own)
        task = scene_task(closed, self.durations, seed, settings, self.codec, request.shots)
        if self.end is not None and closed.index >= self.given:
            task = replace(task, like=self.end, around=self._before() if closed.index == self.given else None)
        if settings.loop and closed.last and self.start.shape[1]:
            task = replace(task, around=replace(task.around or Around(), after=self.start))
        clip = joined = self._given(task)
        if clip is not None and task.index in request.parts:
            clip = joined = yield from self._in_part(task, clip, request.parts[task.index], seed)
        if clip is None:
            for event in self.render(task):
                if isinstance(event, DenoiseStep):
                    yield event
                else:
                    clip, joined = within_full_scale(event.clip), event.clip
        assert clip is not None and joined is not None
        yield ClipReady(task.index, clip)
        chunk = self.joiner.add(joined.samples if self.clips_last else clip.samples, task.lengths.story)
        if settings.loop:
            self._in_a_circle(chunk, task.rate, last=closed.last)
        if task.index < self.given:
            heard = chunk if self.end is None else np.concatenate([self.end, chunk], axis=1)
            self.end, self.tail = heard[:, -round(SECONDS * task.rate) :], clip.samples[:, task.lengths.story :]
        chunk.flags.writeable = False  # a listener that scales it in place would change the story
        yield AudioChunk(chunk, self.position / task.rate)
        self.position += task.lengths.story
        self.durations.append(closed.scene.duration)

    def _in_a_circle(self, chunk: np.ndarray, rate: int, *, last: bool) -> None:
        """Keep the story's beginning, and bend the last few milliseconds of its end to its first sample: no click."""
        missing = round(SECONDS * rate) - self.start.shape[1]
        self.start = np.concatenate([self.start, chunk[:, : max(0, missing)]], axis=1)
        if last:
            bent = min(round(BEND * rate), chunk.shape[1])
            ramp = np.linspace(0.0, 1.0, bent, dtype=np.float32)
            chunk[:, -bent:] = (chunk[:, -bent:] + ramp * (self.start[:, :1] - chunk[:, -1:])).clip(-1, 1)

    def _in_part(
        self, task: SceneTask, clip: Clip, part: tuple[float, float], seed: int
    ) -> Generator[DenoiseStep, None, Clip]:
        """The clip with a part of it made anew between what stays, which overlaps both its ends."""
        rate, old = task.rate, clip.samples
        start, end = (round(seconds * rate) for seconds in part)
        fade = round(PART_FADE * rate)
        before = old[:, : start + fade] if start else None
        after = old[:, end - fade :] if end < old.shape[1] else None
        seconds, around = (end - start) / rate, Around(before, fade, after, fade)
        lengths = decoding_of(task.settings).lengths([seconds], 0.0, rate, self.codec.sample_rate)
        new = old[:, start:end].copy()
        for event in self.render(
            replace(task, seconds=seconds, lengths=lengths, seed=seed, moves=(), around=around, like=old)
        ):
            if isinstance(event, DenoiseStep):
                yield event
            else:
                new = event.clip.samples.copy()
        down, up = fade_curves(fade, "equal-power")
        if before is not None:
            new[:, :fade] = new[:, :fade] * up + old[:, start : start + fade] * down
        if after is not None:
            new[:, -fade:] = new[:, -fade:] * down + old[:, end - fade : end] * up
        return replace(clip, samples=np.concatenate([old[:, :start], new.clip(-1, 1), old[:, end:]], axis=1))

    def _before(self) -> Around:
        """What was given, for the clip that goes on from it; its tail sounds together with that clip's beginning."""
        assert self.end is not None
        return Around(np.concatenate([self.end, self.tail], axis=1), self.tail.shape[1])

    def _given(self, task: SceneTask) -> Clip | None:
        """The clip that the request brings for a scene, if it has the channels and rate and is long enough."""
        clip, length = self.request.clips.get(task.index), task.lengths.clip
        if clip is None or clip.sample_rate != task.rate:
            return None
        channels, there = clip.samples.shape
        if channels != self.codec.channels or there < length:
            return None
        return clip if there == length else replace(clip, samples=fit(clip.samples, length))


def within_full_scale(clip: Clip) -> Clip:
    """The clip with its peaks cut: the last step, for resampling a wave that was cut would pass full scale again."""
    return replace(clip, samples=np.clip(clip.samples, -1.0, 1.0))


def fit(samples: np.ndarray, length: int) -> np.ndarray:
    """Cut [C, n] to ``length`` samples, or fill up with silence."""
    short = length - samples.shape[1]
    return np.pad(samples, ((0, 0), (0, short))) if short > 0 else np.ascontiguousarray(samples[:, :length])
