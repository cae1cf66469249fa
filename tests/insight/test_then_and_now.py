from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.insight.then_and_now import Comparison, Rated, Side, compare

FIRST = datetime(2026, 3, 2, tzinfo=timezone.utc)


def rated(*ratings: tuple[int, int]) -> list[Rated]:
    """One a day."""
    return [Rated(FIRST + timedelta(days=day), before, after) for day, (before, after) in enumerate(ratings)]


def test_the_earliest_runs_stand_beside_the_latest() -> None:
    runs = rated((9, 7), (8, 6), (8, 8), (5, 2), (4, 1), (6, 3))
    then = Side(3, 8, 7, runs[0].at, runs[2].at)
    now = Side(3, 5, 2, runs[3].at, runs[5].at)
    assert compare("work", 6, runs[:5], runs[-5:]) == Comparison("work", 6, then, now)


@pytest.mark.parametrize("runs", range(6))
def test_nothing_is_said_of_fewer_than_three_on_either_side(runs: int) -> None:
    found = rated(*[(5, 5)] * runs)
    assert compare("work", runs, found[:5], found[-5:]) == Comparison("work", runs, None, None)


@pytest.mark.parametrize(("runs", "size"), [(6, 3), (7, 3), (8, 4), (10, 5), (11, 5), (400, 5)])
def test_both_sides_are_equally_many_and_share_none(runs: int, size: int) -> None:
    found = rated(*[(5, 5)] * runs)
    one = compare("work", runs, found[:5], found[-5:])
    assert one.then is not None
    assert one.now is not None
    assert (one.then.runs, one.now.runs) == (size, size)
    assert one.then.last < one.now.first
