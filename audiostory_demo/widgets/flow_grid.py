"""Three sliders over recorded sounds: steps, guidance and seed; needs neither a kernel nor a model."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from ..audio.mel import full_scale_levels
from ..story import Clip
from .axes import scale, with_axes
from .page import Page, picture_address, sound_address

BANDS, WINDOW = 96, 1024
LOW, HIGH = -90.0, -20.0  # dBFS of a band: what lies below is as good as silent


class FlowGrid(Page):
    """One sound and its picture for each setting of three sliders, all on one scale of decibels.

    Args:
        sounds: (steps, guidance, seed) -> clip, such as ``lessons.flow_grid.recorded_grid()``.
        title: above it.
        present: large type, for a projector.
    """

    kind = "grid"

    def __init__(
        self,
        sounds: Mapping[tuple[int, float, int], Clip],
        *,
        title: str = "Steps, guidance, seed",
        present: bool = False,
    ) -> None:
        if not sounds:
            raise ValueError("There are no sounds. Pass one for each setting of steps, guidance and seed.")
        super().__init__(title, present=present)
        self.sounds = dict(sounds)

    def body(self) -> str:
        sliders = "".join(self._slider(place, name) for place, name in enumerate(("steps", "guidance", "seed")))
        films = "".join(self._film(setting, clip) for setting, clip in self.sounds.items())
        heard = "".join(self._sound(setting, clip) for setting, clip in self.sounds.items())
        rate = next(iter(self.sounds.values())).sample_rate
        return (
            f'<h3>{escape(self.title)}</h3><div class="asw-sliders">{sliders}</div><output aria-live="polite"></output>'
            f"{with_axes(films, rate, BANDS)}{scale(LOW, HIGH, 'full scale')}{heard}"
        )

    def _slider(self, place: int, name: str) -> str:
        values = sorted({setting[place] for setting in self.sounds})
        words = " ".join(f"{value:g}" for value in values)
        return (
            f'<label>{name}<input type="range" min="0" max="{len(values) - 1}" value="{len(values) - 1 if place == 0 else 0}" '
            f'data-values="{words}" aria-label="{name}"></label>'
        )

    def _film(self, setting: tuple[int, float, int], clip: Clip) -> str:
        levels = full_scale_levels(clip.samples, clip.sample_rate, bands=BANDS, window=WINDOW, hop=WINDOW // 4)
        return f'<img class="asw-film" data-at="{_at(setting)}" alt="{_name(setting)}" src="{picture_address(levels, LOW, HIGH)}">'

    def _sound(self, setting: tuple[int, float, int], clip: Clip) -> str:
        source = sound_address(clip.samples, clip.sample_rate, "mp3")
        return (
            f'<div class="asw-setting"><audio controls preload="metadata" '
            f'aria-label="Sound of {_name(setting)}" src="{source}"></audio></div>'
        )


def _at(setting: tuple[int, float, int]) -> str:
    return " ".join(f"{value:g}" for value in setting)


def _name(setting: tuple[int, float, int]) -> str:
    steps, guidance, seed = setting
    return f"{steps} step{'s' if steps > 1 else ''}, guidance {guidance:g}, seed {seed}"
