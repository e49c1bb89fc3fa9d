"""What the notebooks share: ready-made plans, recorded stories and runs, a measure, and the exercises' self-checks."""

from ..files.recorded import recorded_stories
from .agreement import kappa
from .course import recorded_course, recorded_losses
from .effects import spectral_difference
from .exercises import check, hint
from .growth import recorded_growth
from .material import cathedral, mystery_tone, old_radio, one_sound, short_story
from .measured import ablation_table, benchmark_table, figures, measured, recognised, sizes
from .opening import you_are_here
from .practice import practice_run
from .recordings import real_recordings
from .replay import replay
from .rights import Credit, credits
from .runs import recorded_plans, recorded_runs, recorded_search

__all__ = [
    "Credit", "ablation_table", "benchmark_table", "cathedral", "check", "credits", "figures", "hint", "kappa", "measured", "mystery_tone", "old_radio", "one_sound", "practice_run", "real_recordings", "recognised", "recorded_course", "recorded_growth", "recorded_losses", "recorded_plans",
    "recorded_runs", "recorded_search", "recorded_stories", "replay", "short_story", "sizes", "spectral_difference", "you_are_here",
]  # fmt: skip
