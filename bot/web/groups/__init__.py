"""Therapy groups: who is in one, the skill of the week, and how many practised it."""
