"""Incidents: the queue, one of them, and what staff do with it."""
