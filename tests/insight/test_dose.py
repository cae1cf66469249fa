from __future__ import annotations

from datetime import datetime, time

import pytest

from bot.insight.dose import Assigned, times_due

TWICE = Assigned(("mon", "thu"), time(18), 2)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("since", "until", "times"),
    [
        ("2026-03-02 12:00", "2026-03-08 23:59", 4),  # Monday noon to Sunday
        ("2026-03-02 12:00", "2026-03-02 17:59", 0),  # it is not due before its hour
        ("2026-03-02 12:00", "2026-03-02 18:00", 2),
        ("2026-03-02 18:01", "2026-03-05 17:00", 0),  # Monday's was over, Thursday's is to come
        ("2026-03-02 12:00", "2026-03-16 12:00", 8),
        ("2026-03-03 00:00", "2026-03-03 00:00", 0),
    ],
)
def test_a_day_counts_from_its_hour(since: str, until: str, times: int) -> None:
    assert times_due(TWICE, wall(since), wall(until)) == times


def test_a_time_that_ends_before_it_begins_holds_nothing() -> None:
    assert times_due(TWICE, wall("2026-03-16 12:00"), wall("2026-03-02 12:00")) == 0
