"""A studio in a notebook: type, press, watch the stream, stop, redo a scene."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from ..events import (
    AudioChunk,
    BridgeReady,
    DenoiseStep,
    ReasoningText,
    ScenePlanned,
    StoryEvent,
    StoryReady,
    StorySoFar,
)  # fmt: skip
from ..extras import need
from ..pipeline import AudioStory
from ..story import Story
from .page import audio_tag
from .stage import Stage, column, row, said, show_controls
from .viewers import StoryPlayer

controls = need("ipywidgets", "The studio")

WIDE = controls.Layout(width="auto")


class StoryStudio:
    """Tells stories live. The work runs in a thread of its own, so that Stop is heard.

    Args:
        model: tells the stories.
        prompt: to start with.
        duration: in seconds.
        seed: to start with.
        present: large type, for a projector.
        **settings: fields of GenerationSettings.
    """

    def __init__(
        self, model: AudioStory, *, prompt: str = "A storm crosses a harbour; a bell answers.", duration: float = 12.0,
        seed: int = 7, present: bool = False, **settings: Any,
    ) -> None:  # fmt: skip
        self.model, self.settings, self.present = model, settings, present
        self.story: Story | None = None
        self.stage = Stage("The story appears here.")
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        low, high = model.config.min_duration, model.config.max_duration
        self.prompt = controls.Textarea(value=prompt, description="Story", layout=WIDE, rows=3)
        self.duration = controls.BoundedFloatText(value=duration, min=low, max=high, description="Seconds")
        self.seed = controls.BoundedIntText(value=seed, min=0, max=2**31 - 1, description="Seed")
        self.tell_button = controls.Button(description="Tell", button_style="primary", tooltip="Tell the story")
        self.stop_button = controls.Button(
            description="Stop", disabled=True, tooltip="Stop and keep the finished scenes"
        )
        self.scene = controls.Dropdown(description="Scene", options=[], disabled=True)
        self.redo_button = controls.Button(description="Redo scene", disabled=True, tooltip="Render this scene anew")
        self.progress = controls.IntProgress(value=0, max=1, description="Scene", layout=WIDE)
        self.reasoning, self.scenes, self.status = controls.HTML(), controls.HTML(), controls.HTML()
        self.sounds = controls.VBox()
        self.tell_button.on_click(lambda _: self.tell())
        self.stop_button.on_click(lambda _: self.stop())
        self.redo_button.on_click(lambda _: self.redo())
        self.view = column([
            self.prompt, row([self.duration, self.seed]), row([self.tell_button, self.stop_button]), self.progress,
            self.status, self.reasoning, self.scenes, self.sounds, row([self.scene, self.redo_button]),
        ], present=present)  # fmt: skip

    def tell(self, *, wait: bool = False) -> None:
        """Tell what the fields say; with ``wait``, return when it is told or stopped."""
        self._start(lambda: self.model.stream(
            self.prompt.value, duration=self.duration.value, seed=self.seed.value, **self.settings
        ), wait)  # fmt: skip

    def redo(self, *, wait: bool = False) -> None:
        """Render the chosen scene anew; the others keep their sound."""
        story, scene = self.story, self.scene.value
        if story is None or scene is None:
            self._say("There is no story yet. Press Tell first.")
            return
        self._start(lambda: self.model.restream(story, scene=scene, seed=story.clips[scene].seed + 1), wait)

    def stop(self, *, wait: bool = False) -> None:
        """Stop within one denoising step and keep the finished scenes."""
        self._stopping.set()
        if wait and self._thread:
            self._thread.join()

    def export(self, path: str | Path) -> Path:
        """Write the story that is shown to one HTML file."""
        if self.stage.page is None:
            raise ValueError("There is no story to export yet. Press Tell first.")
        return self.stage.page.export(path)

    def _ipython_display_(self) -> None:
        show_controls(self.view, "studio")
        self.stage.open()

    # -- behind the buttons ------------------------------------------------------------------------------------

    def _start(self, stream: Any, wait: bool) -> None:
        if self._thread and self._thread.is_alive():
            self._say("A story is being told already. Press Stop first.")
            return
        self._stopping.clear()
        self._busy(True)
        self.reasoning.value = self.scenes.value = ""
        self.sounds.children = ()
        self._thread = threading.Thread(target=self._run, args=(stream,), daemon=True)
        self._thread.start()
        if wait:
            self._thread.join()

    def _run(self, stream: Any) -> None:
        so_far, events = StorySoFar(), None
        try:
            events = stream()
            self._listen(events, so_far)
            self._say("Stopped; finished scenes are kept." if self._stopping.is_set() else "Told.")
        except Exception as error:
            self._say(str(error) or type(error).__name__)  # said where the reader looks
            if not isinstance(error, ValueError | MemoryError):  # unlike a blank prompt, it is nobody's input
                raise
        finally:
            if events is not None:
                events.close()
            self._finish(so_far.story())

    def _listen(self, events: Iterator[StoryEvent], so_far: StorySoFar) -> None:
        for event in events:
            so_far.add(event)
            self._show(event, so_far)
            if self._stopping.is_set() and not isinstance(event, StoryReady):
                return

    def _show(self, event: StoryEvent, so_far: StorySoFar) -> None:
        match event:
            case ReasoningText():
                self.reasoning.value = f"<p><b>Reasoning.</b> <i>{escape(so_far.reasoning)}</i></p>"
            case ScenePlanned():
                items = "".join(f"<li>{escape(scene.caption)} ({scene.duration:g} s)</li>" for scene in so_far.scenes)
                self.scenes.value = f"<ol>{items}</ol>"
            case BridgeReady(index):
                self._say(f"Scene {index + 1}: its tokens have crossed the bridge.")
            case DenoiseStep(index, step, steps):
                self.progress.max, self.progress.value = steps, step
                self.progress.description = f"Scene {index + 1}"
            case AudioChunk(samples) if so_far.started:
                # added below the others, so that what plays already goes on
                number = len(self.sounds.children) + 1
                tag = audio_tag(samples, so_far.started.sample_rate, f"scene {number}")
                line = (
                    f'<div class="asw-sound" style="display:flex;align-items:center;gap:8px">Scene {number} {tag}</div>'
                )
                self.sounds.children = (*self.sounds.children, controls.HTML(line))

    def _finish(self, story: Story | None) -> None:
        if story is not None:
            self.story = story
            self.scene.options = [(f"{i + 1}. {scene.caption}", i) for i, scene in enumerate(story.scenes)]
            self.scene.value = 0
            asked = f"“{story.plan.instruction}”, {story.duration:g} s, seed {story.seed}"
            self.stage.show(StoryPlayer(story, present=self.present), asked)
        self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.tell_button.disabled, self.stop_button.disabled = busy, not busy
        self.redo_button.disabled = self.scene.disabled = busy or self.story is None

    def _say(self, sentence: str) -> None:
        self.status.value = said(sentence)
