"""Two schedules of one model side by side: time, first sound, memory."""

from .schedules import DURATIONS, PROMPT, Measured, Report, run_bench

__all__ = ["DURATIONS", "PROMPT", "Measured", "Report", "run_bench"]
