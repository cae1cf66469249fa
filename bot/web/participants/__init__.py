"""Participants: the caseload, and one of them: what was practised, what it changed, what happened."""
