"""``audiostory generate``: one consumer of the stream, with progress, files and Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..checks.parts import check_seed
from ..config import GenerationSettings
from ..files.names import story_path
from ..request import check_instruction
from .loading import DeviceName, DtypeName, ModelName, load
from .noise import quiet
from .outputs import CAPTIONS, Outputs
from .paths import path_option
from .prompt import read_prompt
from .session import JsonEvents, Session


def generate(
    prompt: Annotated[str, typer.Argument(help="What should be heard; a text file with it; or - for standard input.")],
    duration: Annotated[float, typer.Option(help="Length of the story, in seconds.")] = 30.0,
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same story; a random one if left out.")
    ] = None,
    model: ModelName = "tiny",
    device: DeviceName = "auto",
    dtype: DtypeName = "auto",
    sampler: Annotated[
        str | None, typer.Option(help="full, or distilled: the quick one, which is the default where a model has it.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps for each scene; by default the model's own.")
    ] = None,
    guidance: Annotated[float | None, typer.Option(help="How closely the sound follows the caption; 1 is off.")] = None,
    crossfade: Annotated[float | None, typer.Option(help="Overlap of neighbouring scenes, in seconds.")] = None,
    temperature: Annotated[
        float | None, typer.Option(help="How freely the plan is written; 0 always writes the same one.")
    ] = None,
    decoding: Annotated[
        str | None, typer.Option(help="strict (plans always parse) or release (published rules).")
    ] = None,
    out: Annotated[
        Path | None,
        path_option(help="The sound: .wav, .flac, .mp3 or .opus; else stories/ with a name made of prompt and seed."),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="Of the sound, where --out does not say: wav, flac, mp3 or opus.")
    ] = None,
    subtype: Annotated[
        str | None, typer.Option(help="How samples are kept: PCM_16 (the default), PCM_24, or in .wav FLOAT.")
    ] = None,
    loudness: Annotated[
        float | None, typer.Option(help="Bring the sound to so many LUFS, such as -16, as far as its peaks allow.")
    ] = None,
    stems: Annotated[
        bool, typer.Option("--stems", help="Also write each scene as a separate file, in a folder beside the story.")
    ] = False,
    captions: Annotated[
        list[str] | None, typer.Option(help="Also write subtitles: vtt or srt; may be given twice.")
    ] = None,
    spectrogram: Annotated[
        bool, typer.Option("--spectrogram", help="Also draw a picture of the sound (.png).")
    ] = False,
    json_events: JsonEvents = False,
) -> None:
    """Tell a story and save it: the sound, with its plan (.json) and its tokens (.safetensors) beside it.

    Ctrl-C, or the system's request to end, keeps the scenes that are finished as a shorter story. Exit codes: 0 success,
    1 failed on the way, 2 invalid request, 130 stopped by Ctrl-C, 143 stopped by the system.

    Examples:
        audiostory generate "A storm crosses a harbour; a bell answers, footsteps run down the pier."
        audiostory generate story.txt --duration 60 --seed 7 --captions vtt --captions srt --spectrogram
        echo "Rain on a tent, then thunder." | audiostory generate - --out tent.wav --stems
        audiostory generate "A night at the campfire." --out fire.mp3 --loudness -16
        audiostory generate "A farm at dawn." --json-events > events.jsonl
    """
    given = dict(
        sampler=sampler, steps=steps, guidance=guidance, crossfade=crossfade, temperature=temperature, decoding=decoding
    )
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    GenerationSettings(**changes)  # checked before the model is loaded
    if unknown := sorted(set(captions or ()) - set(CAPTIONS)):
        raise ValueError(f"--captions {unknown[0]} is not a subtitle format. Choose vtt or srt, or give both.")
    instruction, seed = check_instruction(read_prompt(prompt)), check_seed(seed)
    kinds = tuple(dict.fromkeys(captions or ()))
    outputs = Outputs(sound_path(out, format, instruction, seed), kinds, stems, spectrogram, subtype, loudness)
    outputs.check()
    quiet()

    session = Session(outputs, json_events)
    session.tell(
        lambda: load(session.console, model, device, dtype).stream(instruction, duration=duration, seed=seed, **changes)
    )


def sound_path(out: Path | None, format: str | None, instruction: str, seed: int) -> Path:
    """Where the sound goes; a format beside a path that says another one is an error."""
    suffix = "." + (format or "wav").lower()
    if out is None:
        return story_path(instruction, seed, suffix=suffix)
    if format is None or out.suffix.lower() == suffix:
        return out
    if out.suffix:
        raise ValueError(f"--format {format} was asked for, but {out} ends in {out.suffix}. Leave one of them out.")
    return out.with_name(out.name + suffix)
