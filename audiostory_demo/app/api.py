"""The typed API beside the page: ``/plan``, ``/render``, ``/generate``, ``/edit``, ``/regenerate_scene``, ``/extend`` and ``/dub``, also as MCP tools.

Callers get finished files: a streaming endpoint would hand them a playlist without sound. They wait in the page's line.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Generator
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from ..audio.given import given_sound
from ..dubbing import check_told
from ..events import StoryEvent
from ..story import Plan, Scene, Story
from ..video.dub import Dub
from ..video.muxing import SOUNDS, check_mix
from .api_parts import parts_for
from .calls import plan_from, story_from, turn
from .edits import Redo, plan_of, read_edits
from .files import open_bundle, write_downloads
from .follow import explain
from .kept import edited_parts, keep_parts
from .queue import LANE
from .state import MOST_SEED, AppState

KEPT_SECONDS = 600


class Api:
    """The endpoints; a method's docstring is what callers and models read.

    Args:
        state: shared with the page.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state

    def plan(
        self,
        prompt: str,
        duration: float = 20.0,
        seed: float | None = None,
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> dict[str, Any]:
        """Plan an audio story without making sound: reasoning, and scenes with captions and lengths.

        Args:
            prompt: what should be heard, in a sentence or two.
            duration: total length in seconds.
            seed: whole number for a repeatable plan; empty draws one.

        Returns:
            instruction, duration, reasoning, and scenes as a list of caption and duration: what /render takes.
        """
        self.state.check_asked(prompt, duration, "en")
        events = self.state.model().stream_plan(prompt, duration=duration, seed=_whole(seed, "seed"))
        with turn(self.state, request, progress) as job:
            return _described(plan_from(events, job))

    def render(
        self,
        plan: dict[str, Any],
        seed: float | None = None,
        steps: float | None = None,
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str, dict[str, Any]]:
        """Turn a plan into sound, such as one that /plan returned and that was edited.

        Args:
            plan: instruction (may be left out), reasoning (may be left out), and scenes, a list of caption and duration.
            seed: whole number for a repeatable story; empty draws one.
            steps: denoising steps per scene; empty takes the model's own.

        Returns:
            The sound as a WAV file.
            The story bundle as a .zip.
            The plan with seed and settings.
        """
        model, options = self.state.model(), self._options(steps)
        read = _read_plan(plan)
        self.state.check_plan(read, model.config.crossfade, "en", model)
        return self._told(model.stream(read, seed=_whole(seed, "seed"), **options), request, progress)

    def generate(
        self,
        prompt: str,
        duration: float = 20.0,
        seed: float | None = None,
        steps: float | None = None,
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str, dict[str, Any]]:
        """Tell an audio story: plan it, render every scene and join them to one sound.

        Args:
            prompt: what should be heard, in a sentence or two.
            duration: total length in seconds.
            seed: whole number for a repeatable story; empty draws one.
            steps: denoising steps per scene; empty takes the model's own.

        Returns:
            The sound as a WAV file.
            The story bundle as a .zip, which /edit, /regenerate_scene and Story.load take.
            The plan with seed, settings and the story's name.
        """
        self.state.check_asked(prompt, duration, "en")
        options = self._options(steps)
        seed = _whole(seed, "seed")
        events = self.state.model().stream(prompt, duration=duration, seed=seed, **options)
        return self._told(events, request, progress)

    def edit(
        self,
        edits: list[dict[str, Any]],
        bundle: str | None = None,
        story: str = "",
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str, dict[str, Any]]:
        """Edit scenes of a story, several at once: only what changed is rendered, the rest keeps its sound.

        Args:
            edits: list of {"edit": "change", "scene", "caption", "seconds"}, {"edit": "redo", "scene", "seed"}, {"edit": "repaint", "scene", "start", "end", "seed"} (seconds of the scene that are made anew), {"edit": "move", "scene", "to"}, {"edit": "copy", "scene"} or {"edit": "delete", "scene"}, done in this order; scenes count from 0.
            bundle: the story bundle (.zip) that /generate returned; or empty, with story in its place.
            story: name of the story as /generate returned it, good for ten minutes; nothing has to be uploaded then.

        Returns:
            The new sound as a WAV file.
            The new story bundle as a .zip.
            The plan with seed, settings and the new story's name.
        """
        return self._edited(read_edits(edits), bundle, story, request, progress)

    def regenerate_scene(
        self,
        bundle: str | None,
        scene: float,
        seed: float | None = None,
        story: str = "",
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str, dict[str, Any]]:
        """Render one scene of a story anew; the other scenes keep their sound.

        Args:
            bundle: the story bundle (.zip) that /generate returned; or empty, with story in its place.
            scene: number of the scene, counted from 0.
            seed: whole number for a repeatable scene; empty draws one.
            story: name of the story as /generate returned it, good for ten minutes; nothing has to be uploaded then.

        Returns:
            The new sound as a WAV file.
            The new story bundle as a .zip.
            The plan with seed, settings and the new story's name.
        """
        number, seed = _whole(scene, "scene"), _whole(seed, "seed")
        return self._edited((Redo(-1 if number is None else number, seed),), bundle, story, request, progress)

    def _edited(
        self, edits: Any, bundle: str | None, name: str, request: gr.Request | None, progress: gr.Progress
    ) -> tuple[str, str, dict[str, Any]]:
        story = self._opened(bundle, name)
        model, parts = self.state.told_by(story), edited_parts(story, edits)
        plan = plan_of(story.plan, [part.scene for part in parts])
        self.state.check_plan(plan, story.settings.crossfade, "en", model)
        with turn(self.state, request, progress) as job:
            events = keep_parts(model, story, parts).stream(model, story)
            return self._files(story_from(events, job))

    def _told(
        self, events: Generator[StoryEvent, None, None], request: gr.Request | None, progress: gr.Progress
    ) -> tuple[str, str, dict[str, Any]]:
        with turn(self.state, request, progress) as job:
            return self._files(story_from(events, job))

    def _options(self, steps: float | None) -> dict[str, Any]:
        self.state.check_steps(steps, "en")
        return {} if steps is None else {"steps": _whole(steps, "steps")}

    def _opened(self, bundle: str | None, name: str) -> Story:
        path = self._kept(name) if name else bundle
        if not path:
            raise ValueError("bundle is empty. Pass the .zip that /generate returned, or its story.")
        with tempfile.TemporaryDirectory(dir=self.state.sessions.root) as folder:
            opened = open_bundle(path, Path(folder))
        self.state.check_story(opened, "en")
        return opened

    def _kept(self, name: str) -> str:
        """The bundle of a story that was returned a short while ago, by its name."""
        # names are drawn like passwords, and compared with folders that are there: none leads elsewhere
        for folder in self.state.sessions.root.glob("api-*"):
            if folder.name == name and (found := sorted(folder.glob("*-story.zip"))):
                return str(found[0])
        raise ValueError(f"story={name[:80]!r} is not kept here (any more). Pass the bundle, or tell the story again.")

    def dub(
        self,
        video: str,
        prompt: str = "",
        captions: str = "",
        mix: float | None = None,
        seed: float | None = None,
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, dict[str, Any]]:
        """Dub a video: tell a story under its pictures, a scene for each of its shots.

        Args:
            video: MP4, MOV, MKV or WebM file.
            prompt: what should be heard, in a sentence or two; may be empty where captions say it.
            captions: what is heard in each shot, one line per shot; an empty line leaves a shot to the planner.
            mix: level in dB at which the video's own sound is kept under the new one; empty replaces it.
            seed: whole number for a repeatable story; empty draws one.

        Returns:
            The dubbed video.
            The plan with its shots and seed.
        """
        if not video:
            raise ValueError("video is empty. Pass a video file.")
        path, level, number, model = Path(video), check_mix(mix), _whole(seed, "seed"), self.state.model()
        try:
            with turn(self.state, request, progress) as job:
                footage = model.watch(path, captions.split("\n") if captions else [])
                self.state.check_asked(prompt or None, footage.seconds, "en")  # captions may say it in its place
                check_told(footage, prompt)
                result = Dub(footage, story_from(model.stream(prompt, shots=footage.shots, seed=number), job))
                suffix = path.suffix.lower() if path.suffix.lower() in SOUNDS else ".mkv"
                saved = result.save(self._folder() / f"{path.stem}-dubbed{suffix}", mix=level)
        except ValueError as error:  # a caller knows the file's name, and need not know the server's folders
            raise ValueError(str(error).replace(str(path), path.name)) from error
        shots = [{"start": shot.start, "end": shot.end, "onsets": list(shot.onsets)} for shot in result.shots]
        about = {"shots": shots, "note": result.note, "seed": result.story.seed, "model": result.story.model}
        return str(saved), {**_described(result.story.plan), **about}

    def extend(
        self,
        sound: str | None,
        prompt: str = "",
        duration: float = 10.0,
        seed: float | None = None,
        bundle: str | None = None,
        loop: bool = False,
        request: gr.Request | None = None,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str, dict[str, Any]]:
        """Go on from a sound: it stays as it is, and a story that carries on its sound and place follows.

        Args:
            sound: WAV, FLAC, MP3 or Ogg file; or empty, with bundle in its place.
            prompt: what should follow, in a sentence or two; may be empty for a story, which goes on with its own.
            duration: seconds that are added.
            seed: whole number for a repeatable continuation; empty draws one.
            bundle: a story bundle (.zip) to go on from, with its scenes.
            loop: whether the end leads back into the beginning, so that the whole can be played in a circle.

        Returns:
            The whole sound as a WAV file.
            The story bundle as a .zip, which /edit, /regenerate_scene and Story.load take.
            The plan with seed, settings and the story's name; its first scenes are what was given.
        """
        self.state.check_asked(prompt or None, duration, "en")
        if not sound and not bundle:
            raise ValueError("sound is empty. Pass a sound file, or a story bundle.")
        number = _whole(seed, "seed")
        try:
            beginning = self._opened(bundle, "") if bundle else given_sound(str(sound))
            events = self.state.model().stream_on(beginning, prompt, duration=duration, seed=number, loop=bool(loop))
        except ValueError as error:  # a caller knows the file's name, and need not know the server's folders
            raise ValueError(str(error).replace(str(sound), Path(str(sound)).name)) from error
        return self._told(events, request, progress)

    def _folder(self) -> Path:
        """A new folder for files that are returned."""
        # Gradio copies what is returned into its own cache, so the originals may go a while later
        for old in self.state.sessions.root.glob("api-*"):
            if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
        folder = self.state.sessions.root / f"api-{secrets.token_hex(16)}"
        folder.mkdir()
        return folder

    def _files(self, story: Story) -> tuple[str, str, dict[str, Any]]:
        folder = self._folder()
        downloads = write_downloads(story, folder)
        return str(downloads[0][1]), str(downloads[-1][1]), {
            **_described(story.plan), "story": folder.name, "seed": story.seed, "model": story.model,
            "sample_rate": story.sample_rate, "settings": asdict(story.settings),
            "scene_seeds": [clip.seed for clip in story.clips],
        }  # fmt: skip


def add_api(state: AppState) -> None:
    """Add the endpoints to the current ``gr.Blocks``; their components are not on the page."""
    api = Api(state)
    files = (gr.File, gr.File, gr.JSON)
    with gr.Group(visible=False):
        for function, returned in (
            (api.plan, (gr.JSON,)),
            (api.render, files),
            (api.generate, files),
            (api.edit, files),
            (api.regenerate_scene, files),
            (api.extend, files),
            (api.dub, (gr.File, gr.JSON)),
        ):
            inputs, outputs = parts_for(function, returned)
            button = gr.Button(visible=False)
            button.click(_readable(function), inputs, outputs, api_name=function.__name__, **LANE)


def _readable(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; its errors reach the caller as one sentence."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            raise gr.Error(explain(error, "en"), print_exception=False) from error

    return call


def _whole(value: float | None, name: str) -> int | None:
    """A number box's value; JSON knows no whole numbers, but 0.5 is none in any language."""
    if value is None:
        return None
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"{name}={value:g} is not a whole number. Pass one, such as {abs(round(value))}.")
    if abs(value) > MOST_SEED:  # JSON numbers beyond lose digits on the way
        raise ValueError(f"{name}={value:g} is too large. Pass a whole number up to {MOST_SEED}.")
    return int(value)


def _read_plan(plan: object) -> Plan:
    """A plan as :func:`_described` gives it."""
    scenes = plan.get("scenes") if isinstance(plan, dict) else None
    if not isinstance(scenes, list) or not scenes or not all(isinstance(scene, dict) for scene in scenes):
        raise ValueError('plan holds no scenes. Pass {"scenes": [{"caption": "Rain.", "duration": 5}, ...]}.')
    assert isinstance(plan, dict)
    read = tuple(Scene(scene.get("caption"), scene.get("duration"), scene.get("level", "")) for scene in scenes)
    total = sum(scene.duration for scene in read)
    return Plan(plan.get("instruction") or "A plan.", total, plan.get("reasoning") or "", read)


def _described(plan: Plan) -> dict[str, Any]:
    scenes = [asdict(scene) for scene in plan.scenes]
    return {"instruction": plan.instruction, "duration": plan.duration, "reasoning": plan.reasoning, "scenes": scenes}
