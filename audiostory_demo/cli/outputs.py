"""The files of a told story: checked before work begins, each written whole or not at all."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..bundle import check_writable, write_whole
from ..naming import slug
from ..story import Story

CAPTIONS = ("vtt", "srt")


@dataclass(frozen=True)
class Outputs:
    """What to write.

    Attributes:
        sound: path of the sound, .wav or .flac; a .json and a .safetensors lie beside it.
        captions: subtitle formats, of "vtt" and "srt".
        stems: whether each scene's clip is written too, to a folder beside the sound.
        spectrogram: whether a picture is drawn.
    """

    sound: Path
    captions: tuple[str, ...] = ()
    stems: bool = False
    spectrogram: bool = False

    def check(self) -> None:
        """Find out before generating what could not be written after it."""
        check_writable(self.sound)
        for path in (*map(self._captions_path, self.captions), *([self._picture_path] if self.spectrogram else [])):
            if path.is_dir():
                raise ValueError(f"{path} is a folder, where a file is to be written. Choose another --out.")
        if self.stems and self._stems_folder.exists() and not self._stems_folder.is_dir():
            raise ValueError(f"{self._stems_folder} is a file, where a folder is to be made. Choose another --out.")

    def write(self, story: Story) -> Iterator[tuple[str, Path]]:
        """Write everything, the story first; yields what each file is, and its path."""
        with interrupts_held_off():
            story.save(self.sound)
        yield "sound", self.sound
        yield "plan", self.sound.with_suffix(".json")
        yield "tokens", self.sound.with_suffix(".safetensors")
        for kind in self.captions:
            text, path = story.captions(kind), self._captions_path(kind)
            write_whole(path, lambda part, text=text: part.write_text(text, encoding="utf-8"))
            yield kind, path
        if self.stems:
            yield "stems", self._write_stems(story)
        if self.spectrogram:
            yield "spectrogram", self._draw(story)

    def _captions_path(self, kind: str) -> Path:
        return self.sound.with_suffix(f".{kind}")

    @property
    def _stems_folder(self) -> Path:
        return self.sound.with_name(f"{self.sound.stem}-clips")

    @property
    def _picture_path(self) -> Path:
        return self.sound.with_suffix(".png")

    def _write_stems(self, story: Story) -> Path:
        """Each scene as it was before joining, crossfade tail included."""
        import soundfile

        folder = self._stems_folder
        folder.mkdir(exist_ok=True)
        written = set()
        for number, (scene, clip) in enumerate(zip(story.scenes, story.clips, strict=True), start=1):
            path = folder / f"scene-{number:02d}-{slug(scene.caption)}.wav"
            write_whole(path, lambda part, c=clip: soundfile.write(part, c.samples.T, c.sample_rate, subtype="FLOAT"))
            written.add(path)
        for path in set(folder.glob("scene-*.wav")) - written:  # of another story that was saved here before
            path.unlink()
        return folder

    def _draw(self, story: Story) -> Path:
        from ..plots import plot_spectrogram

        figure = plot_spectrogram(story).figure
        write_whole(self._picture_path, lambda part: figure.savefig(part, dpi=150))
        return self._picture_path


def check_file(path: Path) -> None:
    """Find out before long work that a result could not be written after it."""
    if path.is_dir():
        raise ValueError(f"{path} is a folder. Name a file.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise ValueError(
            f"{path} cannot be written ({error.strerror}). Choose a folder where you may write."
        ) from error


@contextmanager
def interrupts_held_off() -> Iterator[None]:
    """Ctrl-C does nothing in here: a second one must not lose the story that the first one kept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
