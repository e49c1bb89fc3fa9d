"""The planner: a causal language model that writes the story's plan and emits bridge tokens."""

from .planner import Hidden, Memory, Planner, Text

__all__ = ["Hidden", "Memory", "Planner", "Text"]
