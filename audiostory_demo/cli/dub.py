"""``audiostory dub``: a story under a video's pictures, with the progress, the Ctrl-C and the events of ``generate``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ..checks.parts import check_seed
from ..config import GenerationSettings
from ..events import StoryEvent
from ..files.bundle import check_writable
from ..files.names import STORIES
from ..story import Story
from ..text import printable
from ..video import Dub, Footage
from ..video.muxing import SOUNDS, check_mix, check_video_output
from ..video.reading import check_video_path
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .prompt import read_prompt
from .session import JsonEvents, Session

NONE = "none"  # captions that are not looked for


def dub(
    video: Annotated[Path, typer.Argument(help="The video: MP4, MOV, MKV or WebM.")],
    prompt: Annotated[
        str, typer.Option(help="What should be heard; a text file with it; or - for standard input.")
    ] = "",
    captions: Annotated[
        str | None,
        typer.Option(help="What is heard when: an .srt or .vtt file; none ignores the one beside the video."),
    ] = None,
    describe: Annotated[
        str | None, typer.Option(help="Folder or hub id of a vision-language model that is asked what would be heard.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The dubbed video; else stories/ with the video's name.")] = None,
    story: Annotated[Path | None, typer.Option(help="Also save the story itself, .wav or .flac.")] = None,
    mix: Annotated[
        float | None, typer.Option(help="Keep the video's own sound at this level in dB; else it is replaced.")
    ] = None,
    align: Annotated[
        float | None, typer.Option(help="Seconds by which a sound may be moved onto a movement; 0 moves none.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed tells the same story; none draws one.")] = None,
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    steps: Annotated[int | None, typer.Option(help="Denoising steps for each scene; else the model's own.")] = None,
    guidance: Annotated[float | None, typer.Option(help="How closely the sound follows the caption; 1 is off.")] = None,
    crossfade: Annotated[float | None, typer.Option(help="Overlap of neighbouring scenes, in seconds.")] = None,
    temperature: Annotated[
        float | None, typer.Option(help="How freely the plan is written; 0 always the same.")
    ] = None,
    json_events: JsonEvents = False,
) -> None:
    """Dub a video: its shots become scenes, their sound follows its cuts and movements, its pictures are copied.

    What is heard stands in the captions, in the prompt, or in both; what the captions leave open the planner finds.
    Ctrl-C keeps the scenes that are finished; the rest of the video is silent then.

    Examples:
        audiostory dub clip.mp4 --prompt "A ball rolls and hits a wall, then rain." --out dubbed.mp4
        audiostory dub clip.mp4 --captions clip.srt --mix -12
        audiostory dub clip.mp4 --describe HuggingFaceTB/SmolVLM-256M-Instruct
    """
    given = dict(steps=steps, guidance=guidance, crossfade=crossfade, temperature=temperature, align=align)
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    GenerationSettings(**changes)  # checked before the model is loaded
    suffix = video.suffix.lower() if video.suffix.lower() in SOUNDS else ".mkv"
    path = check_video_output(out or STORIES / f"{video.stem}-dubbed{suffix}", check_video_path(video))
    outputs = DubOutputs(path, None if story is None else check_writable(story), check_mix(mix))
    seed, instruction = check_seed(seed), read_prompt(prompt) if prompt else ""
    quiet()

    session = Session(outputs, json_events)

    def start() -> Iterator[StoryEvent]:
        from ..dubbing import check_told

        told = load(session.console, model, device, dtype)
        with session.console.status(Text("Looking at the video ...")):
            footage = told.watch(video, [] if captions == NONE else captions, describe=describe, **changes)
        check_told(footage, instruction)
        if footage.note:
            session.console.print(Text(printable(footage.note)))
        outputs.footage = footage
        return told.stream(instruction, shots=footage.shots, seed=seed, **changes)

    session.tell(start)


@dataclass
class DubOutputs:
    """What to write, in the place of a story's :class:`Outputs`.

    Attributes:
        video: path of the dubbed video.
        story: path of the story's own sound, or None.
        mix: level of the video's own sound in dB, or None.
        footage: the video, once it has been looked at.
    """

    video: Path
    story: Path | None
    mix: float | None
    footage: Footage | None = None

    @property
    def sound(self) -> Path:
        """The file that matters most."""
        return self.video

    def notes(self) -> dict[str, str]:
        """What there is to say about the files."""
        return {}

    def save(self, story: Story) -> dict[str, Path]:
        """Write the video; returns what each file is, and its path."""
        assert self.footage is not None  # there is no story before it
        return {"video": Dub(self.footage, story).save(self.video, mix=self.mix)}

    def write_more(self, story: Story) -> Iterator[tuple[str, Path]]:
        """Write the story too, if it was asked for; yields what the file is, and its path."""
        if self.story is not None:
            yield "story", story.save(self.story)
