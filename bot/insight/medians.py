"""Medians of values that were counted where they lie, so that thousands of runs need not be fetched."""

from __future__ import annotations

from collections.abc import Mapping

FEWEST_RUNS = 3
"""Nothing is claimed from fewer."""
Counts = Mapping[int, int]
"""Value to how often it is there."""


def median_of(counts: Counts) -> float | None:
    """The median; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    return (_at(counts, (total - 1) // 2) + _at(counts, total // 2)) / 2


def claimed(counts: Counts) -> float | None:
    """The median, where there are enough for one."""
    return median_of(counts) if sum(counts.values()) >= FEWEST_RUNS else None


def _at(counts: Counts, place: int) -> int:
    """The value at this place, from 0, of all values in their order."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed > place:
            return value
    raise IndexError(place)
