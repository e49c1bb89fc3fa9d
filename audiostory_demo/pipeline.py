"""AudioStory: the one class a user meets, and the one stream that everything consumes."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .audio.given import GivenSound
from .checks.parts import check_kind, check_seed
from .events import StoryEvent
from .hearing import Heard
from .rendering import SceneEvent, check_given
from .request import check_parts
from .story import Clip, Plan, Shot, Story
from .telling import Teller, drain, planned

if TYPE_CHECKING:
    from .video import Dub, Footage

Captions: TypeAlias = "Sequence[str | None] | Mapping[int, str] | str | Path | None"


class AudioStory(Teller):
    """Tells audio stories.

    Args:
        model: the assembled model, ready to run.
        write, render: :func:`write_plan` and :func:`render_scene` of that model, where its device is lent by the call and
            both are wrapped; a plan is then written to its end before the first scene is rendered.
        ask: for such a device, calls its first argument with this class and the other arguments.

    Attributes:
        ask: ``ask(question, *given)`` is ``question(self, *given)``, computed where the model's device is.
    """

    @classmethod
    def from_pretrained(
        cls, name: str | Path = "tiny", *, device: str = "auto", dtype: str = "auto", base: str | Path | None = None
    ) -> AudioStory:
        """Load a model.

        Args:
            name: "tiny" (the embedded model), a folder, or a hub id such as "TencentARC/AudioStory-3B".
            device: "auto", "cpu", "cuda", "cuda:1", "mps".
            dtype: "auto", "float32", "bfloat16" or "float16".
            base: for a release whose file lacks the base language model's weights: the folder that holds them.

        Raises:
            ValueError: unknown name, missing, truncated or foreign files, a device that is not there.
        """
        from .checkpoints import load_model

        return cls(load_model(name, device=device, dtype=dtype, base=base))

    # -- what a user calls -------------------------------------------------------------------------------------

    def stream(
        self,
        prompt: str | Plan,
        *,
        duration: float = 30.0,
        seed: int | None = None,
        scene_seeds: Mapping[int, int] | None = None,
        clips: Mapping[int, Clip] | None = None,
        parts: Mapping[int, tuple[float, float]] | None = None,
        shots: Sequence[Shot] | None = None,
        sound: GivenSound | None = None,
        heard: Heard | None = None,
        **settings: Any,
    ) -> Generator[StoryEvent, None, None]:
        """Tell a story; the only place where stories are made.

        Closing the generator cancels within one denoising step.

        Args:
            prompt: an instruction, or a plan to render.
            duration: total length in seconds; for a plan or shots, these decide.
            seed: of the story; None draws one.
            scene_seeds: scene number -> seed of its noise, in place of the derived one.
            clips: scene number -> sound to use as it is, such as clips of an earlier story. A longer one is cut; one
                too short for its scene and crossfade tail, or of another rate, is not used: the scene is rendered.
            parts: of a plan: scene number -> from when to when its clip, which has to be there, is made anew, in seconds
                from the scene's beginning; what stays of the scene leads into it. The scene's seed is that of the part.
            shots: of a video that the story accompanies, such as ``watch(video).shots``: each becomes a scene of its
                duration, with its caption where it has one. Where all of them have one, the prompt may be "". A plan
                brings its own.
            sound: that the story goes on from: it comes first as it is, and ``duration`` is what is added; see :meth:`stream_on`.
            heard: what is heard in it; None listens where the model can, unless it is a story.
            **settings: fields of :class:`GenerationSettings`, or ``settings=GenerationSettings(...)``.

        Yields:
            StoryStarted first, StoryReady last.

        Raises:
            ValueError: before anything is generated, if the request cannot be met.
            PlanError: in release decoding, if what the planner wrote is not a plan.
            MemoryError: if the device's memory is too small.
        """
        request = self._request(
            prompt, settings, duration=duration, seed=seed, scene_seeds=scene_seeds, clips=clips, shots=shots, sound=sound,
            heard=heard,
        )  # fmt: skip
        if parts:
            request = replace(request, parts=check_parts(request, parts, self.config))
        return self._tell(check_given(request, self.config.codec))

    def stream_plan(
        self, prompt: str | Plan, *, duration: float = 30.0, seed: int | None = None,
        shots: Sequence[Shot] | None = None, **settings: Any,
    ) -> Generator[StoryEvent, None, None]:  # fmt: skip
        """The planning alone: what :meth:`stream` tells without the sound, up to the last scene's bridge tokens.

        :class:`StorySoFar` puts the plan together from these events.
        """
        return self._plan(self._request(prompt, settings, duration=duration, seed=seed, shots=shots))

    def stream_scene(
        self, plan: Plan, scene: int = 0, *, seed: int | None = None, tail: bool = False, **settings: Any
    ) -> Generator[SceneEvent, None, None]:
        """One scene of a plan by itself: a DenoiseStep for each step, then ClipReady.

        Args:
            plan: bridge tokens are computed if it has none.
            scene: 0-based number.
            seed: of the scene's noise, such as ``story.clips[scene].seed``; None draws one.
            tail: whether the clip goes on for a crossfade, as those of a story do when another scene follows.
            **settings: as of :meth:`stream`.
        """
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        return self._scene(self._request(plan, settings, seed=seed), plan.scene_index(scene), tail)

    def stream_on(
        self, sound: GivenSound, prompt: str = "", *, duration: float = 10.0, seed: int | None = None,
        heard: Heard | None = None, **settings: Any,
    ) -> Generator[StoryEvent, None, None]:  # fmt: skip
        """Go on from a sound: it stays as it is, and what follows carries on its sound and its place.

        The sound's last ``crossfade`` seconds overlap what follows; all samples before them stay untouched, at the model's
        rate and in its channels. Its last 3 s are shown to the transformer while the first new scene is made.

        Args:
            sound: a story of which to tell more, a clip, the path of a sound file, or (samples, rate).
            prompt: what should follow; "" goes on with what was heard, or with the instruction of a story.
            duration: seconds that are added; the crossfade is part of them.
            seed: of what is added; None draws one.
            heard: what is heard in the sound; None listens where the model can, unless it is a story.
            **settings: as of :meth:`stream`; of a story that this model told, its own unless they are given.
        """
        if isinstance(sound, Story) and sound.model == self.config.name and "settings" not in settings:
            settings["settings"] = sound.settings
        return self.stream(prompt, sound=sound, duration=duration, seed=seed, heard=heard, **settings)

    def restream(
        self, story: Story, *, scene: int, seed: int | None = None, caption: str | None = None, duration: float | None = None
    ) -> Generator[StoryEvent, None, None]:  # fmt: skip
        """Tell a story again with one scene anew; the clips of the other scenes are used as they are.

        Args:
            story: told by this model.
            scene: 0-based number.
            seed: of the scene's noise; None draws one, or keeps the scene's own if its text changes.
            caption, duration: of the scene, if they change; its bridge tokens are then computed anew.
        """
        check_kind(story, Story, "story", "one that this model told")
        scene = story.plan.scene_index(scene)
        edited = caption is not None or duration is not None
        plan = story.plan.with_scene(scene, caption=caption, duration=duration)
        new = story.clips[scene].seed if edited and seed is None else check_seed(seed)
        kept = {number: clip for number, clip in enumerate(story.clips) if number != scene}
        seeds = {number: clip.seed for number, clip in kept.items()} | {scene: new}
        request = self._request(plan, {"settings": story.settings}, seed=story.seed, scene_seeds=seeds, clips=kept)
        return self._tell(check_given(replace(request, edited=scene if edited else None), self.config.codec))

    def stream_part(
        self, story: Story, *, scene: int, start: float, end: float, seed: int | None = None
    ) -> Generator[StoryEvent, None, None]:
        """Tell a story again with a part of one scene made anew, between what stays of that scene and led into by it.

        Args:
            story: told by this model, which has to be one that can go on from a sound.
            scene: 0-based number.
            start, end: of the part, in seconds from the scene's beginning.
            seed: of the part's noise; None draws one. The clip keeps the seed that most of it comes from.
        """
        check_kind(story, Story, "story", "one that this model told")
        scene = story.plan.scene_index(scene)
        seeds = {number: clip.seed for number, clip in enumerate(story.clips)} | {scene: check_seed(seed)}
        return self.stream(
            story.plan, seed=story.seed, scene_seeds=seeds, clips=dict(enumerate(story.clips)), parts={scene: (start, end)},
            settings=story.settings,
        )  # fmt: skip

    def generate(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Story:
        """Tell a story and return it whole; see :meth:`stream`."""
        return drain(self.stream(prompt, duration=duration, seed=seed, **settings))

    def plan(self, prompt: str, *, duration: float = 30.0, seed: int | None = None, **settings: Any) -> Plan:
        """Text and bridge tokens of a story, without sound; see :meth:`stream_plan`."""
        return planned(self.stream_plan(prompt, duration=duration, seed=seed, **settings))

    def render(self, plan: Plan, *, seed: int | None = None, **settings: Any) -> Story:
        """Turn a plan into sound; bridge tokens are computed if the plan has none. See :meth:`stream`."""
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        return drain(self.stream(plan, seed=seed, **settings))

    def regenerate(self, story: Story, *, scene: int, **changes: Any) -> Story:
        """Render one scene anew; the samples of the others stay as they are outside the two joins.

        What may change are ``seed``, ``caption`` and ``duration``; see :meth:`restream`.
        """
        return drain(self.restream(story, scene=scene, **changes))

    def repaint(self, story: Story, *, scene: int, start: float, end: float, seed: int | None = None) -> Story:
        """Make a few seconds of a scene anew and leave the rest to the sample; see :meth:`stream_part`."""
        return drain(self.stream_part(story, scene=scene, start=start, end=end, seed=seed))

    def watch(
        self, video: str | Path, captions: Captions = None, *, describe: str | Path | None = None, **settings: Any
    ) -> Footage:
        """Look at a video: its shots, each as long as a scene of this model may be, and what is heard in them.

        Needs PyAV (``pip install "audiostory-demo[video]"``).

        Args:
            video: its path; MP4, MOV, MKV or WebM, as long as a story.
            captions: what is heard: a text per shot ("" leaves a shot open), a dict from shot number to text, or the path
                of an SRT or VTT file. None takes one of the video's name beside it; [] takes none.
            describe: folder or hub id of a vision-language model ("image-text-to-text" of transformers) that is asked for
                the shots still open; it runs on this model's device. The planner finds the rest.
            **settings: as of :meth:`stream`; the crossfade counts.
        """
        from .dubbing import look_at

        return look_at(
            video, captions, config=self.config, settings=self._settings(settings), describe=describe,
            device=self.model.device,
        )  # fmt: skip

    def dub(
        self, video: str | Path | Footage, captions: Captions = None, *, prompt: str = "", seed: int | None = None,
        describe: str | Path | None = None, **settings: Any,
    ) -> Dub:  # fmt: skip
        """Tell a story under a video's pictures: one scene for each shot, in the video's rhythm.

        What sets in is moved to what moves in the picture, by at most ``align`` seconds; see :meth:`stream` and its shots.

        Args:
            video: its path, or what :meth:`watch` returned.
            captions, describe: as of :meth:`watch`.
            prompt: what should be heard. It may be "" where captions say it; where they say it for some shots only, they
                stay and the planner finds the others.
            seed: of the story; None draws one.
            **settings: fields of :class:`GenerationSettings`.
        """
        from .dubbing import check_told, look_at
        from .video import Dub

        chosen = self._settings(settings)
        footage = look_at(
            video, captions, config=self.config, settings=chosen, describe=describe, device=self.model.device
        )
        check_told(footage, prompt)
        return Dub(footage, drain(self.stream(prompt, shots=footage.shots, seed=seed, settings=chosen)))

    def extend(
        self, sound: GivenSound, prompt: str = "", *, duration: float = 10.0, seed: int | None = None, **settings: Any
    ) -> Story:
        """Go on from a sound and return the whole story; see :meth:`stream_on`."""
        return drain(self.stream_on(sound, prompt, duration=duration, seed=seed, **settings))

    def with_bridge_tokens(self, plan: Plan) -> Plan:
        """The plan with the bridge tokens of all scenes, computed anew from its text, whoever wrote it."""
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        return self._reread(plan)

    def replan(
        self, plan: Plan, *, scene: int | None = None, caption: str | None = None, duration: float | None = None,
        reasoning: str | None = None,
    ) -> Plan:  # fmt: skip
        """Teacher-force an edit and recompute bridge tokens.

        With ``scene``, that scene's caption or duration changes and its tokens are recomputed; the other scenes keep
        theirs. With ``reasoning`` (may be "") the tokens of all scenes are recomputed. Without any edit it does what
        :meth:`with_bridge_tokens` does.
        """
        check_kind(plan, Plan, "plan", "such as story.plan or what AudioStory.plan returns")
        if scene is None and (caption is not None or duration is not None):
            raise ValueError("A caption or duration was given without a scene. Pass scene=, the scene's number.")
        if scene is not None:
            plan = plan.with_scene(scene, caption=caption, duration=duration)
        if reasoning is not None:
            plan, scene = replace(plan, reasoning=reasoning), None
        return self._reread(plan, scene)
