"""Measuring stories: listeners trained on real recordings, and what they hear in generated sound."""
