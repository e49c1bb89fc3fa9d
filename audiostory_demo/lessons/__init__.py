"""What the notebooks share: ready-made plans, mystery sounds, recorded stories, and the exercises' self-checks."""

from ..recorded import recorded_stories
from .checks import check
from .material import cathedral, mystery_tone, old_radio, short_story

__all__ = ["cathedral", "check", "mystery_tone", "old_radio", "recorded_stories", "short_story"]
