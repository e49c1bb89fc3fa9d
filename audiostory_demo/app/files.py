"""Downloads of a finished story, and opening a story from its bundle."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ..audio import encode_sound
from ..audio.save import FORMATS
from ..files.names import story_name
from ..files.writing import write_bytes, write_text
from ..story import Story
from .bundle_checks import check_bundle
from .export import can_write_mp3, exported_page, transcript
from .texts import refused, say

MOST_BYTES = 64_000_000  # of an uploaded bundle, unpacked
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # how the page and the usual tools write them
MOST_PARTS = 20
PARTS = (*FORMATS, ".json", ".safetensors")


def write_downloads(
    story: Story, folder: Path, locale: str = "en", picture: str | None = None
) -> list[tuple[str, Path]]:
    """Write all files of a story.

    Args:
        story: finished, or the finished part of one.
        folder: where; must exist.
        locale: language of the names for users and of the page.
        picture: spectrogram of the story, where it is there already.

    Returns:
        Name for users and path: the sound as WAV first, the bundle that ``Story.load`` reads once unpacked last.
    """
    name = story_name(story.plan.instruction, story.seed, ascii_only=True)
    path = story.save(folder / f"{name}.flac")
    files = [("WAV", folder / f"{name}.wav"), ("MP3", folder / f"{name}.mp3"), ("FLAC", path)]
    for kind, sound in files[:2] if can_write_mp3() else files[:1]:
        write_bytes(sound, encode_sound(story.audio, story.sample_rate, f".{kind.lower()}"))
    page = folder / f"{name}.html"
    write_text(page, exported_page(story, locale, picture))
    text = folder / f"{name}.txt"
    write_text(text, transcript(story.plan))
    texts = [(say(locale, "as_page"), page), (say(locale, "as_text"), text)]
    for kind in ("vtt", "srt"):
        texts.append((kind.upper(), folder / f"{name}.{kind}"))
        write_text(texts[-1][1], story.captions(kind))
    whole = folder / f"{name}-story.zip"
    parts = (path, path.with_suffix(".json"), path.with_suffix(".safetensors"))
    write_bytes(whole, _zipped({part.name: part.read_bytes() for part in parts}))
    there = [each for each in files if each[1].is_file()]
    return [*there, (say(locale, "stems"), _stems(story, folder, name)), *texts, (say(locale, "bundle"), whole)]


def _stems(story: Story, folder: Path, name: str) -> Path:
    path = folder / f"{name}-scenes.zip"
    scenes = {
        f"{name}-scene-{number:02d}.wav": encode_sound(clip.samples, clip.sample_rate)
        for number, clip in enumerate(story.clips, 1)
    }
    write_bytes(path, _zipped(scenes))
    return path


def _zipped(files: dict[str, bytes]) -> bytes:
    """An archive of files by name; sound hardly gets smaller, so nothing is packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def open_bundle(path: str | Path, folder: Path, locale: str = "en") -> Story:
    """Read an uploaded bundle; names inside it cannot leave the folder, and sizes are checked before sound is decoded."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [info for info in archive.infolist() if Path(info.filename).suffix.lower() in PARTS]
            size = sum(info.file_size for info in parts)
            if len(parts) > MOST_PARTS or any(info.compress_type not in PACKED for info in parts):
                raise zipfile.BadZipFile
            for info in parts if size <= MOST_BYTES else ():
                with archive.open(info) as source:
                    (folder / Path(info.filename).name).write_bytes(source.read(MOST_BYTES))
    except Exception as error:  # a damaged archive fails in as many ways as there are bytes
        raise refused(locale, "no_bundle") from error
    if size > MOST_BYTES:
        raise refused(locale, "large_bundle", most=MOST_BYTES // 1_000_000)
    texts = sorted(folder.glob("*.json"))
    if not texts:
        raise refused(locale, "no_bundle")
    check_bundle(texts[0], MOST_BYTES, locale)
    return Story.load(texts[0])
