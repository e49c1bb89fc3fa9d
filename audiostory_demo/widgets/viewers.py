"""Viewers of a story, its denoising and its pictures; they import neither torch nor gradio."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from html import escape
from itertools import chain, repeat

import numpy as np

from ..analysis.trace import trace_parts
from ..player import player_html
from ..story import Clip, Story
from .axes import DEPTH, mel_film, scale, with_axes
from .page import Page, audio_tag, picture_address


class StoryPlayer(Page):
    """Sound with a moving playhead over spectrogram, scenes and captions.

    Args:
        story: to play.
        present: large type, for a projector.
    """

    kind = "player"

    def __init__(self, story: Story, *, present: bool = False) -> None:
        super().__init__(story.plan.instruction, present=present)
        self.story = story

    def body(self) -> str:
        return player_html(self.story)


class ReasoningTrace(Page):
    """Steps through the interleaved text: each sentence and each scene, with the sound it became.

    Args:
        story: told with or without reasoning.
        present: large type, for a projector.
    """

    kind = "trace"

    def __init__(self, story: Story, *, present: bool = False) -> None:
        super().__init__(f"Reasoning: {story.plan.instruction}", present=present)
        self.story = story

    def body(self) -> str:
        return (
            f"<h3>{escape(self.story.plan.instruction)}</h3>"
            '<div class="asw-row"><button type="button">Back</button><button type="button">Next</button>'
            '<output aria-live="polite"></output></div>'
            f'<div class="asw-two"><ol class="asw-parts">{self._steps()}</ol><div>{self._panels()}</div></div>'
            '<p class="asw-note">Sentences are matched to scenes by the times and words in them. This shows what the text '
            "says, not what the model attended to.</p>"
        )

    def _steps(self) -> str:
        """Sentences first, then the scenes as they were written; panel 0 is that of the whole story."""
        plan = self.story.plan
        steps = [(part.text, 0 if part.scene is None else part.scene + 1) for part in trace_parts(plan)]
        crossing = [f", then {len(t.semantic)} semantic and {len(t.residual)} residual tokens" for t in plan.tokens]
        steps += [
            (f"Scene {i}: {scene.caption} ({scene.duration:g} s){crossed}", i)
            for i, (scene, crossed) in enumerate(zip(plan.scenes, chain(crossing, repeat("")), strict=False), start=1)
        ]
        return "".join(
            f'<li><button type="button" data-panel="{panel}">{escape(text)}</button></li>' for text, panel in steps
        )

    def _panels(self) -> str:
        story = self.story
        sound = audio_tag(story.audio, story.sample_rate, "the whole story")
        panels = [f'<div class="asw-panel"><p>The story as a whole, {story.duration:g} s</p>{sound}</div>']
        start = 0.0
        for number, (scene, clip) in enumerate(zip(story.scenes, story.clips, strict=False), start=1):
            end = start + scene.duration
            picture = mel_film(clip, f"Mel spectrogram of scene {number}", large=True)
            sound = audio_tag(clip.samples, clip.sample_rate, f"scene {number}")
            panels.append(
                f'<div class="asw-panel"><p>became <b>scene {number}</b>, {start:g} to {end:g} s: {escape(scene.caption)}</p>'
                f"{picture}{DEPTH}{sound}</div>"
            )
            start = end
        return "".join(panels)


class DenoiseScrubber(Page):
    """A slider over the steps from noise to sound.

    Args:
        pictures: [bands, frames] after each step, such as ``probe.denoising(...).pictures``.
        sounds: 0-based step -> clip, for the steps that can be heard.
        rate: of the sound in Hz, where the pictures are mel bands in dB under full scale: then there are axes.
        title: above it.
        present: large type, for a projector.
    """

    kind = "scrubber"

    def __init__(
        self, pictures: Sequence[np.ndarray], sounds: Mapping[int, Clip] | None = None, *,
        rate: int | None = None, title: str = "From noise to sound", present: bool = False,
    ) -> None:  # fmt: skip
        if not pictures:
            raise ValueError("There are no pictures. Pass one for each denoising step.")
        super().__init__(title, present=present)
        self.rate = rate
        self.pictures, self.sounds = list(pictures), dict(sorted((sounds or {}).items()))
        if wrong := [step for step in self.sounds if not 0 <= step < len(self.pictures)]:
            raise ValueError(f"There is no step {wrong[0]}. Pass sounds for steps from 0 to {len(self.pictures) - 1}.")

    def body(self) -> str:
        low, high = np.percentile(self.pictures[-1], (1, 99.8))
        steps = len(self.pictures)
        films = "".join(
            f'<img class="asw-film" alt="Step {i} of {steps}: {100 * (1 - i / steps):.0f} % noise left" '
            f'src="{picture_address(picture, low, high)}">'
            for i, picture in enumerate(self.pictures, start=1)
        )
        shown = films + '<p class="asw-note">Time runs to the right, pitch upwards.</p>'
        if self.rate:
            shown = with_axes(films, self.rate, len(self.pictures[0])) + scale(low, high, "about full scale")
        heard = "".join(
            f'<div data-step="{step}"><p>Sound after step {step + 1}</p>'
            f"{audio_tag(clip.samples, clip.sample_rate, f'after step {step + 1}')}</div>"
            for step, clip in self.sounds.items()
        )
        return (
            f'<h3>{escape(self.title)}</h3><input type="range" min="0" max="{steps - 1}" value="{steps - 1}" '
            f'aria-label="Denoising step"><output aria-live="polite"></output>{shown}{heard}'
        )


class SpectrogramQuiz(Page):
    """Match captions to spectrograms, then reveal and listen.

    Args:
        clips: caption -> sound.
        seed: of the order of pictures.
        present: large type, for a projector.
    """

    kind = "quiz"

    def __init__(self, clips: Mapping[str, Clip], *, seed: int = 0, present: bool = False) -> None:
        if len(clips) < 2:
            raise ValueError(
                f"A quiz of {len(clips)} sounds has nothing to choose from. Pass at least two, with unlike captions."
            )
        super().__init__("Which sound is which?", present=present)
        self.clips = dict(clips)
        self.order = random.Random(seed).sample(sorted(clips), len(clips))

    @classmethod
    def of(cls, story: Story, *, seed: int = 0, present: bool = False) -> SpectrogramQuiz:
        """A quiz of a story's scenes; scenes with the same caption count once."""
        clips = {scene.caption: clip for scene, clip in zip(story.scenes, story.clips, strict=False)}
        return cls(clips, seed=seed, present=present)

    def body(self) -> str:
        options = '<option value="">choose …</option>' + "".join(
            f'<option value="{i}">{escape(caption)}</option>' for i, caption in enumerate(self.clips)
        )
        answers = list(self.clips)
        figures = "".join(
            f"<figure>{mel_film(self.clips[caption], f'Mel spectrogram {number}')}"
            f'<select aria-label="What is picture {number}?" data-answer="{answers.index(caption)}">{options}</select>'
            f"{audio_tag(self.clips[caption].samples, self.clips[caption].sample_rate, f'sound {number}')}</figure>"
            for number, caption in enumerate(self.order, start=1)
        )
        return (
            f'<h3>{escape(self.title)}</h3><div class="asw-quiz">{figures}</div><div class="asw-row">'
            '<button type="button">Check</button><button type="button">Show the answers</button></div>'
            '<output aria-live="polite"></output>'
            f'{DEPTH}<p class="asw-note">Pictures differ in length.</p>'
        )
