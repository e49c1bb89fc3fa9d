"""A story on disk: sound, a JSON file with everything one can read, a safetensors file with the arrays.

The JSON file is the story: it holds a sum of every other file that belongs to it, so that files of two stories are
never taken for one. Loading needs NumPy, soundfile and safetensors only, so saved stories can be shown without torch.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..audio.loudness import check_loudness, to_loudness
from ..audio.save import FORMATS, encode_sound, sound_format
from ..story import Story
from .contents import NewerStory, arrays_of, check_version, describe, scene_lengths, story_of
from .writing import DRAFT, check_files, finish_drafts, new_token, user_path, write_together

TRIES = 100  # to read beside a writer that saves again and again


class Torn(ValueError):
    """A file that is not the one that its JSON file speaks of."""


def check_writable(path: str | Path, *, subtype: str | None = None, loudness: float | None = None) -> Path:
    """Check a story's path, those of its companions and the options before work begins; returns the path."""
    path = _checked(path, "output path")
    sound_format(path, subtype)
    check_loudness(loudness)
    check_files(path, *_companions(path))
    return path


def _checked(path: object, what: str) -> Path:
    if not isinstance(path, str | os.PathLike):
        raise ValueError(f"The {what} is a {type(path).__name__}. Pass a file name such as story.wav.")
    return user_path(path)


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_suffix(".json"), path.with_suffix(".safetensors")


def save_story(
    story: Story, path: str | Path, *, subtype: str | None = None, loudness: float | None = None, light: bool = False
) -> Path:
    """Write a sound file with .json and .safetensors beside it; returns its path.

    Args:
        story: to keep.
        path: its suffix chooses the format of the sound.
        subtype: see ``Story.save``.
        loudness: see ``Story.save``.
        light: keep the arrays in half precision, and the story's sound only as the sound file holds it.
    """
    from safetensors.numpy import save

    path = check_writable(path, subtype=subtype, loudness=loudness)
    sound, about = _sound(story, path, subtype, loudness)
    joined = None if light else scene_lengths(story)
    arrays = arrays_of(story) | ({} if light or joined else {"audio": story.audio})
    kept = save({name: np.ascontiguousarray(a, np.float16 if light else np.float32) for name, a in arrays.items()})
    json_path, arrays_path = _companions(path)
    # plain JSON values, to compare with what is there
    values = json.loads(json.dumps(describe(story) | {"joined": joined, "arrays": _sum(kept)}))
    token = new_token()
    sounds = _sounds_of(json_path, values) | {path.suffix: about}
    values |= {"id": token, "sound": path.name, "sounds": sounds}
    text = json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    files = {json_path: text.encode(), path: sound, arrays_path: kept}  # in this order: see load_story
    write_together({file: _writer(data) for file, data in files.items()}, token=token)
    return path


def _writer(data: bytes) -> Callable[[Path], object]:
    return lambda part: part.write_bytes(data)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sound(story: Story, path: Path, subtype: str | None, loudness: float | None) -> tuple[bytes, dict[str, Any]]:
    """The sound as a file, and what there is to say about that file."""
    audio = story.audio
    about: dict[str, Any] = {"subtype": sound_format(path, subtype)[1]}
    if loudness is not None:
        audio, reached = to_loudness(audio, story.sample_rate, loudness)
        about["loudness"] = asdict(reached)
    data = encode_sound(audio, story.sample_rate, path.suffix, subtype)
    return data, {**about, "sum": _sum(data)}


def _sounds_of(json_path: Path, values: dict[str, Any]) -> dict[str, Any]:
    """Sounds in other formats that this very story was saved as before, by suffix."""
    try:
        before = json.loads(json_path.read_bytes())
        return before["sounds"] if {**before, **values} == before else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def load_story(path: str | Path) -> Story:
    """Read a saved story; ``path`` is any of its files.

    Its JSON file is the first that a writer renames. What does not lie beside it yet lies in the writer's draft; what
    has gone from both belongs to a later story, whose JSON file is there by then. So a reader finds one whole story
    before, beside and after a writer, and after one that died.
    """
    from safetensors import SafetensorError
    from soundfile import LibsndfileError

    path = _checked(path, "path of the story")
    json_path, arrays_path = _companions(path)
    for needed in (json_path, arrays_path):
        if not needed.is_file():
            raise ValueError(
                f"{needed} is missing. A saved story is a sound file with a .json and a .safetensors beside it."
            )
    try:
        return _read_story(json_path, path.suffix)
    except NewerStory as error:
        raise ValueError(f"{json_path} {error}") from None
    except KeyError as error:
        problem = f"it lacks {error}"
    except RecursionError:
        problem = "its parts lie too deep inside each other"
    except (AttributeError, TypeError, IndexError, OverflowError):
        problem = "something in it is of another kind than belongs there"
    except (OSError, ValueError, SafetensorError, LibsndfileError) as error:
        problem = str(error)
    raise ValueError(f"{json_path} is not a whole saved story ({problem}). Save it again with Story.save.")


def _read_story(json_path: Path, suffix: str) -> Story:
    from safetensors.numpy import load

    for _ in range(TRIES):
        text = json_path.read_bytes()
        values = json.loads(text)
        check_version(values)
        sums = _sums(json_path, values, suffix)
        try:
            sound, arrays = (_read(json_path.with_name(name), wanted, values) for name, wanted in sums.items())
        except Torn:
            if json_path.read_bytes() == text:
                raise
        else:
            return story_of(values, load(arrays), sound)
    raise ValueError("it is saved again and again at this moment")


def _sums(json_path: Path, values: dict[str, Any], suffix: str) -> dict[str, str | None]:
    """Names and sums of the sound that was asked for and of the arrays; the first format of all has no sums."""
    own = Path(values["sound"]).suffix
    sounds = {own: None} if values["format"] == 1 else {kind: about["sum"] for kind, about in values["sounds"].items()}
    asked = suffix if suffix.lower() in FORMATS else own
    kind = next((kind for kind in sounds if kind.lower() == asked.lower()), None)
    if kind is None:
        name = json_path.stem
        raise ValueError(f"its sound is {name}{own}; {name}{asked} is the sound of another story")
    return {json_path.stem + kind: sounds[kind], json_path.with_suffix(".safetensors").name: values.get("arrays")}


def about_sound(path: Path) -> dict[str, Any]:
    """What `save_story` wrote of a sound file: its subtype, and its loudness where one was asked for."""
    return json.loads(path.with_suffix(".json").read_bytes())["sounds"][path.suffix]


def _read(file: Path, wanted: str | None, values: dict[str, Any]) -> bytes:
    """The bytes of a file with this sum, from its place or from its writer's draft."""
    draft = file.parent / f"{DRAFT}{Path(str(values.get('id'))).name}" / file.name
    found = False
    for place in (file, draft, file):  # again, because it may have gone from the draft to its place
        try:
            data = place.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if wanted is None or _sum(data) == wanted:
            if place == draft:
                finish_drafts(file.parent)
            return data
        found = True
    raise Torn(f"{file} was changed, or belongs to another story" if found else f"{file} is missing")
