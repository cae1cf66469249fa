from __future__ import annotations

from datetime import date

from bot.insight.weeks import AFTER, BEFORE, Week, by_week, mondays

MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)


def test_weeks_begin_on_monday_and_end_with_this_one() -> None:
    for day in (date(2026, 3, 9), date(2026, 3, 15)):
        assert mondays(day, 2) == [MONDAY, NEXT]
    assert mondays(date(2026, 1, 1), 1) == [date(2025, 12, 29)]


def test_each_week_has_medians_with_how_many_they_are_of() -> None:
    counted = [(0, BEFORE, 8, 1), (0, BEFORE, 5, 1), (0, AFTER, 2, 3)]
    assert by_week([MONDAY, NEXT], counted) == [Week(MONDAY, 6.5, 2, 2, 3), Week(NEXT, None, 0, None, 0)]
