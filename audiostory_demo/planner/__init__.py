"""The planner: a causal language model that writes the story's plan and emits bridge tokens."""

from .planner import Hidden, Planner, PlannerCache, Text

__all__ = ["Hidden", "Planner", "PlannerCache", "Text"]
