"""What is read of an instruction before the planner reasons about it, and the words that it reasons in; without torch."""
