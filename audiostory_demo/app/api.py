"""The typed API beside the page: ``/plan``, ``/render``, ``/generate``, ``/regenerate_scene`` and ``/dub``, also as MCP tools.

Callers get finished files: a streaming endpoint would hand them a playlist without sound.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from ..story import Plan, Scene, Story
from ..video.muxing import SOUNDS, check_mix
from .files import open_bundle, write_downloads
from .queue import LANE
from .state import MOST_SEED, AppState
from .telling import explain

KEPT_SECONDS = 600


class Api:
    """The endpoints; a method's docstring is what callers and models read.

    Args:
        state: shared with the page.
    """

    def __init__(self, state: AppState) -> None:
        self.state = state

    def plan(self, prompt: str, duration: float = 20.0, seed: float | None = None) -> dict[str, Any]:
        """Plan an audio story without making sound: reasoning, and scenes with captions and lengths.

        Args:
            prompt: what should be heard, in a sentence or two.
            duration: total length in seconds.
            seed: whole number for a repeatable plan; empty draws one.

        Returns:
            instruction, duration, reasoning, and scenes as a list of caption and duration: what /render takes, as it is
            or edited.
        """
        self.state.check(prompt, duration, "en")
        return _described(self.state.model().plan(prompt, duration=duration, seed=_whole(seed, "seed")))

    def render(
        self, plan: dict[str, Any], seed: float | None = None, steps: float | None = None
    ) -> tuple[str, str, dict[str, Any]]:
        """Turn a plan into sound, such as one that /plan returned and that was edited.

        Args:
            plan: instruction (may be left out), reasoning (may be left out), and scenes, a list of caption and duration.
            seed: whole number for a repeatable story; empty draws one.
            steps: denoising steps per scene; empty takes the model's own.

        Returns:
            The sound as a WAV file, the story bundle as a .zip, and the plan with seed and settings.
        """
        model, options = self.state.model(), self._options(steps)
        read = _read_plan(plan)
        self.state.check_plan(read, model.config.crossfade, "en", model)
        return self._files(model.render(read, seed=_whole(seed, "seed"), **options))

    def generate(
        self, prompt: str, duration: float = 20.0, seed: float | None = None, steps: float | None = None
    ) -> tuple[str, str, dict[str, Any]]:
        """Tell an audio story: plan it, render every scene and join them to one sound.

        Args:
            prompt: what should be heard, in a sentence or two.
            duration: total length in seconds.
            seed: whole number for a repeatable story; empty draws one.
            steps: denoising steps per scene; empty takes the model's own.

        Returns:
            The sound as a WAV file, the story bundle as a .zip that /regenerate_scene and Story.load take, and the
            plan with seed and settings.
        """
        self.state.check(prompt, duration, "en")
        options = self._options(steps)
        seed = _whole(seed, "seed")
        return self._files(self.state.model().generate(prompt, duration=duration, seed=seed, **options))

    def regenerate_scene(
        self, bundle: str | None, scene: float, seed: float | None = None, story: str = ""
    ) -> tuple[str, str, dict[str, Any]]:
        """Render one scene of a story anew; the other scenes keep their sound.

        Args:
            bundle: the story bundle (.zip) that /generate returned; or empty, with story in its place.
            scene: number of the scene, counted from 0.
            seed: whole number for a repeatable scene; empty draws one.
            story: name of the story as /generate returned it, good for ten minutes; nothing has to be uploaded then.

        Returns:
            The new sound as a WAV file, the new story bundle, and the plan with seed and settings.
        """
        number, seed = _whole(scene, "scene"), _whole(seed, "seed")
        path = self._kept(story) if story else bundle
        if not path:
            raise ValueError("bundle is empty. Pass the .zip that /generate returned, or its story.")
        with tempfile.TemporaryDirectory(dir=self.state.sessions.root) as folder:
            opened = open_bundle(path, Path(folder))
        self.state.check_story(opened, "en")
        model = self.state.told_by(opened)
        return self._files(model.regenerate(opened, scene=-1 if number is None else number, seed=seed))

    def _options(self, steps: float | None) -> dict[str, Any]:
        self.state.check_steps(steps, "en")
        return {} if steps is None else {"steps": _whole(steps, "steps")}

    def _kept(self, name: str) -> str:
        """The bundle of a story that was returned a short while ago, by its name."""
        # names are drawn like passwords, and compared with folders that are there: none leads elsewhere
        for folder in self.state.sessions.root.glob("api-*"):
            if folder.name == name and (found := sorted(folder.glob("*-story.zip"))):
                return str(found[0])
        raise ValueError(f"story={name[:80]!r} is not kept here (any more). Pass the bundle, or tell the story again.")

    def dub(
        self, video: str, prompt: str = "", captions: str = "", mix: float | None = None, seed: float | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Dub a video: tell a story under its pictures, a scene for each of its shots.

        Args:
            video: MP4, MOV, MKV or WebM file.
            prompt: what should be heard, in a sentence or two; may be empty where captions say it.
            captions: what is heard in each shot, one line per shot; an empty line leaves a shot to the planner.
            mix: level in dB at which the video's own sound is kept under the new one; empty replaces it.
            seed: whole number for a repeatable story; empty draws one.

        Returns:
            The dubbed video, and the plan with its shots and seed.
        """
        if not video:
            raise ValueError("video is empty. Pass a video file.")
        path, level, number, model = Path(video), check_mix(mix), _whole(seed, "seed"), self.state.model()
        try:
            footage = model.watch(path, captions.split("\n") if captions else [])
            self.state.check(prompt or None, footage.seconds, "en")  # captions may say it in its place
            result = model.dub(footage, prompt=prompt, seed=number)
            suffix = path.suffix.lower() if path.suffix.lower() in SOUNDS else ".mkv"
            saved = result.save(self._folder() / f"{path.stem}-dubbed{suffix}", mix=level)
        except ValueError as error:  # a caller knows the file's name, and need not know the server's folders
            raise ValueError(str(error).replace(str(path), path.name)) from error
        shots = [{"start": shot.start, "end": shot.end, "onsets": list(shot.onsets)} for shot in result.shots]
        about = {"shots": shots, "note": result.note, "seed": result.story.seed, "model": result.story.model}
        return str(saved), {**_described(result.story.plan), **about}

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
        downloads = write_downloads(story, folder, "scenes", "bundle")
        return str(downloads[0][1]), str(downloads[-1][1]), {
            **_described(story.plan), "story": folder.name, "seed": story.seed, "model": story.model,
            "sample_rate": story.sample_rate, "settings": asdict(story.settings),
            "scene_seeds": [clip.seed for clip in story.clips],
        }  # fmt: skip


def add_api(state: AppState) -> None:
    """Add the endpoints to the current ``gr.Blocks``; their components are not on the page."""
    api, number = Api(state), {"visible": False}
    with gr.Group(visible=False):
        prompt, bundle = gr.Textbox(label="prompt", **number), gr.File(label="bundle", file_types=[".zip"], **number)
        duration = gr.Number(20.0, label="duration", **number)
        seed, steps = (
            gr.Number(None, label="seed", **number),
            gr.Number(None, label="steps", **number),
        )
        scene, story = gr.Number(0, label="scene", **number), gr.Textbox("", label="story", **number)
        edited = gr.JSON(label="plan", **number)
        sound, zipped, plan = (
            gr.File(label="sound", **number),
            gr.File(label="story bundle", **number),
            gr.JSON(label="plan", **number),
        )
        files = [sound, zipped, plan]
        video, dubbed = gr.File(label="video", **number), gr.File(label="dubbed video", **number)
        captions, mix = gr.Textbox(label="captions", **number), gr.Number(None, label="mix", **number)
        for function, inputs, outputs in (
            (api.plan, [prompt, duration, seed], [plan]),
            (api.render, [edited, seed, steps], files),
            (api.generate, [prompt, duration, seed, steps], files),
            (api.regenerate_scene, [bundle, scene, seed, story], files),
            (api.dub, [video, prompt, captions, mix, seed], [dubbed, plan]),
        ):
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
    read = tuple(Scene(scene.get("caption"), scene.get("duration")) for scene in scenes)
    total = sum(scene.duration for scene in read)
    return Plan(plan.get("instruction") or "A plan.", total, plan.get("reasoning") or "", read)


def _described(plan: Plan) -> dict[str, Any]:
    scenes = [{"caption": scene.caption, "duration": scene.duration} for scene in plan.scenes]
    return {"instruction": plan.instruction, "duration": plan.duration, "reasoning": plan.reasoning, "scenes": scenes}
