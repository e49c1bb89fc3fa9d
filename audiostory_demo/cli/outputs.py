"""The files of a told story: checked before work begins, each written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..audio import encode_sound
from ..files.bundle import about_sound, check_writable
from ..files.names import slug
from ..files.writing import check_files, write_bytes, write_text, write_whole
from ..story import Story

CAPTIONS = ("vtt", "srt")


@dataclass(frozen=True)
class Outputs:
    """What to write.

    Attributes:
        sound: path of the sound; a .json and a .safetensors lie beside it.
        captions: subtitle formats, of "vtt" and "srt".
        stems: whether each scene's clip is written too, to a folder beside the sound.
        spectrogram: whether a picture is drawn.
        subtype: how samples of sound and stems are kept; None for the format's default.
        loudness: LUFS to bring the sound to; None leaves it as it is.
    """

    sound: Path
    captions: tuple[str, ...] = ()
    stems: bool = False
    spectrogram: bool = False
    subtype: str | None = None
    loudness: float | None = None

    def check(self) -> None:
        """Find out before generating what could not be written after it."""
        check_writable(self.sound, subtype=self.subtype, loudness=self.loudness)
        check_files(*map(self._captions_path, self.captions), *([self._picture_path] if self.spectrogram else []))
        if self.stems and self._stems_folder.exists() and not self._stems_folder.is_dir():
            raise ValueError(f"{self._stems_folder} is a file, where a folder is to be made. Choose another --out.")
        if self.stems:
            check_files(self._stems_folder / "scene.wav")

    def save(self, story: Story) -> dict[str, Path]:
        """Write the story itself; returns what each file is, and its path."""
        story.save(self.sound, subtype=self.subtype, loudness=self.loudness)
        return {
            "sound": self.sound,
            "plan": self.sound.with_suffix(".json"),
            "tokens": self.sound.with_suffix(".safetensors"),
        }

    def write_more(self, story: Story) -> Iterator[tuple[str, Path]]:
        """Write what else was asked for, into the folder of the story; yields what each file is, and its path."""
        for kind in self.captions:
            write_text(self._captions_path(kind), story.captions(kind))
            yield kind, self._captions_path(kind)
        if self.stems:
            yield "stems", self._write_stems(story)
        if self.spectrogram:
            yield "spectrogram", self._draw(story)

    def notes(self) -> dict[str, str]:
        """What there is to say about the sound that was saved."""
        if self.loudness is None:
            return {}
        reached = about_sound(self.sound)["loudness"]["reached"]
        if reached is None:
            return {"loudness": "too short or too quiet to have one, left as it was"}
        short = self.loudness - reached > 0.05
        return {"loudness": f"{reached:.1f} LUFS" + (f", for its peaks leave no room up to {self.loudness:g}" * short)}

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
        folder = self._stems_folder
        folder.mkdir(exist_ok=True)
        written = set()
        subtype = self.subtype if self.sound.suffix.lower() in (".wav", ".flac") else None
        for number, (scene, clip) in enumerate(zip(story.scenes, story.clips, strict=True), start=1):
            path = folder / f"scene-{number:02d}-{slug(scene.caption)}.wav"
            write_bytes(path, encode_sound(clip.samples, clip.sample_rate, ".wav", subtype))
            written.add(path)
        for path in set(folder.glob("scene-*.wav")) - written:  # of another story that was saved here before
            path.unlink()
        return folder

    def _draw(self, story: Story) -> Path:
        from ..plots import plot_spectrogram

        figure = plot_spectrogram(story).get_figure(root=True)
        assert figure is not None
        write_whole(self._picture_path, partial(figure.savefig, dpi=150))
        return self._picture_path
