"""How often something that was assigned has been due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Assigned:
    """Practice on some ``days`` ("mon" to "sun"), so many times a day; a day counts from the hour ``at``."""

    days: tuple[str, ...]
    at: time
    times_a_day: int


def times_due(one: Assigned, since: datetime, until: datetime) -> int:
    """How often it was due from ``since`` to ``until``, both included; all by the clock on the person's wall."""
    days = (day for day in _days(since.date(), until.date()) if _WEEKDAYS[day.weekday()] in one.days)
    return one.times_a_day * sum(since <= datetime.combine(day, one.at) <= until for day in days)


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
