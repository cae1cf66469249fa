from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.schedule.quiet import QuietHours, Rhythm
from tests.schedule.people import MINUTES, MOMENTS, rhythm, utc

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-03-03 01:59", "2026-03-03 01:59"),  # 20:59
        ("2026-03-03 02:00", "2026-03-03 13:00"),  # 21:00
        ("2026-03-03 12:59", "2026-03-03 13:00"),  # 07:59
        ("2026-03-03 13:00", "2026-03-03 13:00"),  # 08:00
        ("2026-03-08 03:00", "2026-03-08 12:00"),  # 22:00 in the night that is an hour shorter
        ("2026-11-01 03:00", "2026-11-01 13:00"),  # 23:00 in the night that is an hour longer
    ],
)
def test_what_falls_into_quiet_hours_comes_at_their_end(moment: str, said: str) -> None:
    assert rhythm().after_quiet(utc(moment)) == utc(said)


def test_quiet_hours_can_lie_within_a_day() -> None:
    day = rhythm("UTC", "12:00-14:00")
    assert [day.is_quiet(utc(f"2026-03-03 {hour}:00")) for hour in (11, 12, 13, 14)] == [False, True, True, False]


@given(MOMENTS, MINUTES, st.timezones())
def test_hours_that_end_where_they_begin_are_never_quiet(moment: datetime, at: time, zone: ZoneInfo) -> None:
    assert Rhythm(zone, QuietHours(at, at)).after_quiet(moment) == moment


@given(MOMENTS, MINUTES, MINUTES, st.timezones())
@example(utc("2026-03-08 06:15"), time(21), time(2, 30), NEW_YORK)
@example(utc("2026-11-01 06:15"), time(21), time(1, 30), NEW_YORK)
@example(utc("2026-03-07 09:00"), time(3), time(2, 10), NEW_YORK)
def test_what_is_said_is_never_said_in_quiet_hours_nor_before_its_time(
    moment: datetime, start: time, end: time, zone: ZoneInfo
) -> None:
    one = Rhythm(zone, QuietHours(start, end))
    said = one.after_quiet(moment)
    assert said >= moment
    assert not one.is_quiet(said)
    assert one.after_quiet(said) == said


@given(MOMENTS, st.timezones())
def test_nothing_waits_longer_than_the_night(moment: datetime, zone: ZoneInfo) -> None:
    assert rhythm(zone.key).after_quiet(moment) - moment <= timedelta(hours=11 + 2)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=3)), MINUTES, MINUTES, st.timezones())
def test_quiet_hours_do_not_change_the_order(
    moment: datetime, later: timedelta, start: time, end: time, zone: ZoneInfo
) -> None:
    own = Rhythm(zone, QuietHours(start, end))
    assert own.after_quiet(moment) <= own.after_quiet(moment + later)


def test_open_minutes_are_what_is_left_of_a_day() -> None:
    written = {"21:00-08:00": 13 * 60, "12:00-14:30": 24 * 60 - 150, "09:00-09:00": 24 * 60}
    assert {text: QuietHours.written(text).open_minutes for text in written} == written


@pytest.mark.parametrize("text", ["21:00", "21-8", "late-early", ""])
def test_what_are_no_quiet_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write (them|it) as"):
        QuietHours.written(text)
