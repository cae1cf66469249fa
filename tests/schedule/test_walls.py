"""2026 in New York: on 8 March 02:00 becomes 03:00, on 1 November 02:00 becomes 01:00."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule.walls import is_skipped, moment_of, time_written, wall_of, zone_named
from tests.schedule.people import WALLS, utc, wall

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.timezones()


def test_the_same_wall_time_is_another_moment_after_the_clocks_have_changed() -> None:
    assert moment_of(wall("2026-03-07 18:00"), NEW_YORK) == utc("2026-03-07 23:00")
    assert moment_of(wall("2026-03-08 18:00"), NEW_YORK) == utc("2026-03-08 22:00")


def test_a_time_that_the_clocks_skip_comes_as_much_later() -> None:
    assert moment_of(wall("2026-03-08 02:30"), NEW_YORK) == utc("2026-03-08 07:30")
    assert is_skipped(wall("2026-03-08 02:30"), NEW_YORK)
    assert not is_skipped(wall("2026-03-08 03:00"), NEW_YORK)


def test_a_time_that_the_clocks_show_twice_is_the_first() -> None:
    assert moment_of(wall("2026-11-01 01:30"), NEW_YORK) == utc("2026-11-01 05:30")
    assert not is_skipped(wall("2026-11-01 01:30"), NEW_YORK)


@given(WALLS, ZONES)
def test_every_wall_time_is_read_back_unless_the_clocks_skip_it(one: datetime, zone: ZoneInfo) -> None:
    back = wall_of(moment_of(one, zone), zone)
    assert back == one or (is_skipped(one, zone) and one < back <= one + timedelta(hours=24))


@given(WALLS, ZONES)
def test_every_moment_has_a_wall_time_that_leads_back_to_it_or_to_its_twin(one: datetime, zone: ZoneInfo) -> None:
    moment = one.replace(tzinfo=timezone.utc)
    back = moment_of(wall_of(moment, zone), zone)
    assert back <= moment
    assert wall_of(back, zone) == wall_of(moment, zone)


@pytest.mark.parametrize("name", ["Mars/Base", "", "../etc/passwd", "America/New York"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        zone_named(name)


@pytest.mark.parametrize("text", ["25:00", "six", "", "18.00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no time of day"):
        time_written(text)
