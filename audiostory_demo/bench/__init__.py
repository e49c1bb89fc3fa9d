"""Two schedules of one model side by side: time, first sound, memory; and where the time goes."""

from .schedules import DURATIONS, PROMPT, Measured, Report, run_bench
from .work import Part, Work, measure_work

__all__ = ["DURATIONS", "PROMPT", "Measured", "Part", "Report", "Work", "measure_work", "run_bench"]
