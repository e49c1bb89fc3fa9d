"""``audiostory extend``: go on from a sound, with the progress, the files, the Ctrl-C and the events of ``generate``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ..audio.given import GivenSound, given_sound
from ..checks.parts import check_seed
from ..config import GenerationSettings
from ..events import StoryEvent
from ..files.names import story_path
from ..story import Story
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .outputs import Outputs
from .paths import path_argument, path_option
from .prompt import read_prompt
from .session import JsonEvents, Session


def extend(
    sound: Annotated[Path, path_argument(help="The sound: WAV, FLAC, MP3 or Ogg, or the file of a saved story.")],
    prompt: Annotated[
        str, typer.Argument(help="What should follow; a text file with it; or - for standard input.")
    ] = "",
    duration: Annotated[float, typer.Option(help="Seconds that are added; the crossfade is part of them.")] = 10.0,
    out: Annotated[
        Path | None, path_option(help="The result: .wav, .flac, .mp3 or .opus; else stories/ with the sound's name.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed goes on the same way; none draws one.")] = None,
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    steps: Annotated[int | None, typer.Option(help="Denoising steps for each scene; else the model's own.")] = None,
    guidance: Annotated[float | None, typer.Option(help="How closely the sound follows the caption; 1 is off.")] = None,
    crossfade: Annotated[float | None, typer.Option(help="Overlap of the sound and what follows, in seconds.")] = None,
    temperature: Annotated[
        float | None, typer.Option(help="How freely the plan is written; 0 always the same.")
    ] = None,
    loop: Annotated[
        bool, typer.Option("--loop", help="The end leads into the beginning, to be played in a circle.")
    ] = False,
    json_events: JsonEvents = False,
) -> None:
    """Go on from a sound: it stays as it is, and what follows carries on its sound and its place.

    A saved story goes on with its scenes. Without a prompt it is what was heard that goes on, where the model can listen.
    Ctrl-C keeps the scenes that are finished.

    Examples:
        audiostory extend rain.wav "then a bell" --duration 15 --out bell.wav
        audiostory extend stories/harbour.wav --duration 20
    """
    given = dict(steps=steps, guidance=guidance, crossfade=crossfade, temperature=temperature)
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    changes |= {"loop": True} if loop else {}
    GenerationSettings(**changes)  # checked before the model is loaded
    seed, instruction, beginning = check_seed(seed), read_prompt(prompt) if prompt else "", read(sound)
    path = out or story_path(f"{sound.stem} extended", seed)
    if path.resolve() == sound.resolve():
        raise ValueError(f"{path} is the sound itself. Pass another --out.")
    outputs = Outputs(path)
    outputs.check()
    quiet()

    session = Session(outputs, json_events)

    def start() -> Iterator[StoryEvent]:
        told = load(session.console, model, device, dtype)
        return told.stream_on(beginning, instruction, duration=duration, seed=seed, **changes)

    session.tell(start)


def read(sound: Path) -> GivenSound:
    """A saved story where its other files lie beside the sound, else the sound; what is none is an error."""
    if sound.with_suffix(".json").is_file() and sound.with_suffix(".safetensors").is_file():
        return Story.load(sound)
    return given_sound(sound)
