"""Dates as people read them."""

from __future__ import annotations

from datetime import date


def day_written(moment: date, language: str) -> str:
    """The day, or that of a moment in the reader's time zone: 03/31/2026, and 31/3/2026 in Spanish."""
    return f"{moment.day}/{moment.month}/{moment.year}" if language == "es" else f"{moment:%m/%d/%Y}"
