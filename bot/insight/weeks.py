"""Distress week by week: weeks begin on Monday, by the clock on the person's wall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.insight.medians import median_of

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Week:
    """One week. ``before`` and ``after`` are medians of 0–10, None of nothing; how many ratings stand beside them.

    ``before`` holds check-ins too: both ask how it is right now.
    """

    start: date
    before: float | None
    before_ratings: int
    after: float | None
    after_ratings: int


def mondays(today: date, weeks: int) -> list[date]:
    """The first days of so many weeks, oldest first; the last is the week of ``today``."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


def by_week(starts: list[date], counted: Iterable[tuple[int, str, int, int]]) -> list[Week]:
    """A week for each start, empty ones too.

    Args:
        counted: (place of the week in ``starts``, BEFORE or AFTER, rating, how often).
    """
    found: dict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    for place, when, rating, often in counted:
        found[place, when][rating] = often
    return [_week(start, found[place, BEFORE], found[place, AFTER]) for place, start in enumerate(starts)]


def _week(start: date, before: dict[int, int], after: dict[int, int]) -> Week:
    return Week(start, median_of(before), sum(before.values()), median_of(after), sum(after.values()))
