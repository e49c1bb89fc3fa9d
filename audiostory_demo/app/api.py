"""The typed API beside the page: ``/plan``, ``/generate`` and ``/regenerate_scene``, also as MCP tools.

Callers get finished files: a streaming endpoint would hand them a playlist without sound.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from ..story import Plan, Story
from .files import open_bundle, write_downloads
from .queue import LANE
from .state import AppState
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
            instruction, duration, reasoning, and scenes as a list of caption and duration.
        """
        self.state.check(prompt, duration, "en")
        return _described(self.state.model().plan(prompt, duration=duration, seed=_whole(seed)))

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
        self.state.check_steps(steps, "en")
        options = {} if steps is None else {"steps": int(steps)}
        return self._files(self.state.model().generate(prompt, duration=duration, seed=_whole(seed), **options))

    def regenerate_scene(self, bundle: str, scene: float, seed: float | None = None) -> tuple[str, str, dict[str, Any]]:
        """Render one scene of a story anew; the other scenes keep their sound.

        Args:
            bundle: the story bundle (.zip) that /generate returned.
            scene: number of the scene, counted from 0.
            seed: whole number for a repeatable scene; empty draws one.

        Returns:
            The new sound as a WAV file, the new story bundle, and the plan with seed and settings.
        """
        if not bundle:
            raise ValueError("bundle is empty. Pass the .zip that /generate returned.")
        with tempfile.TemporaryDirectory(dir=self.state.sessions.root) as folder:
            story = open_bundle(bundle, Path(folder))
        self.state.check_story(story, "en")
        number = _whole(scene)
        return self._files(
            self.state.told_by(story).regenerate(story, scene=-1 if number is None else number, seed=_whole(seed))
        )

    def _files(self, story: Story) -> tuple[str, str, dict[str, Any]]:
        # Gradio copies what is returned into its own cache, so the originals may go a while later
        for old in self.state.sessions.root.glob("api-*"):
            if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(old, ignore_errors=True)
        downloads = write_downloads(
            story, Path(tempfile.mkdtemp(prefix="api-", dir=self.state.sessions.root)), "scenes", "bundle"
        )
        kept = str(downloads[0][1]), str(downloads[-1][1])
        return *kept, {
            **_described(story.plan),
            "seed": story.seed,
            "model": story.model,
            "sample_rate": story.sample_rate,
        }


def add_api(state: AppState) -> None:
    """Add the endpoints to the current ``gr.Blocks``; their components are not on the page."""
    api, number = Api(state), {"visible": False}
    with gr.Group(visible=False):
        prompt, bundle = gr.Textbox(label="prompt", **number), gr.File(label="bundle", file_types=[".zip"], **number)
        duration = gr.Number(20.0, label="duration", **number)
        seed, steps = (
            gr.Number(None, label="seed", precision=0, **number),
            gr.Number(None, label="steps", precision=0, **number),
        )
        scene = gr.Number(0, label="scene", precision=0, **number)
        sound, zipped, plan = (
            gr.File(label="sound", **number),
            gr.File(label="story bundle", **number),
            gr.JSON(label="plan", **number),
        )
        files = [sound, zipped, plan]
        for function, inputs, outputs in (
            (api.plan, [prompt, duration, seed], [plan]),
            (api.generate, [prompt, duration, seed, steps], files),
            (api.regenerate_scene, [bundle, scene, seed], files),
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


def _whole(value: float | None) -> int | None:
    """A number box's value; JSON knows no whole numbers."""
    return None if value is None else int(value)


def _described(plan: Plan) -> dict[str, Any]:
    scenes = [{"caption": scene.caption, "duration": scene.duration} for scene in plan.scenes]
    return {"instruction": plan.instruction, "duration": plan.duration, "reasoning": plan.reasoning, "scenes": scenes}
