from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.schedule.occasions import (
    DAYS,
    Kind,
    Now,
    Occasion,
    Practice,
    Session,
    Silence,
    of_practice,
    of_session,
    of_silence,
    weekly,
    what_now,
)
from bot.schedule.quiet import QuietHours, Rhythm
from bot.schedule.walls import moment_of, wall_of
from tests.schedule.people import MINUTES, MOMENTS, WALLS, rhythm, rules, utc, wall

LONG_AGO = utc("1990-01-01 00:00")
NEW_YORK = rhythm()
RHYTHMS = st.builds(Rhythm, st.timezones(), st.just(QuietHours(time(21), time(8))))
STEP = timedelta(minutes=20)


def practice(at: str = "18:00", *days: str, made_at: datetime = LONG_AGO) -> Practice:
    return Practice("p", "long_exhale", days or DAYS, time.fromisoformat(at), made_at)


def session(starts_at: datetime, minutes: int = 60) -> Session:
    return Session("s", "group", starts_at, minutes)


def said(own: Rhythm, first: datetime, last: datetime, one: Practice) -> list[tuple[str, datetime]]:
    """What a worker that looks every twenty minutes says of a practice, and when."""
    found: dict[str, datetime] = {}
    moment = first
    while moment <= last:
        for each in of_practice(rules(), own, one, moment):
            if each.key not in found and what_now(each, own, moment) is Now.SAY:
                found[each.key] = moment
        moment += STEP
    return list(found.items())


# Practice


def test_practice_is_due_on_its_days_at_its_time() -> None:
    found = list(of_practice(rules(), NEW_YORK, practice("18:00", "mon", "wed"), utc("2026-03-05 12:00")))
    assert [one.due for one in found] == [utc("2026-03-02 23:00"), utc("2026-03-04 23:00")]
    assert [one.key for one in found] == ["practice:p:2026-03-02", "practice:p:2026-03-04"]


def test_practice_keeps_its_wall_time_when_the_clocks_change() -> None:
    night = said(NEW_YORK, utc("2026-03-07 12:00"), utc("2026-03-09 12:00"), practice())
    assert [moment for _, moment in night] == [utc("2026-03-07 23:00"), utc("2026-03-08 22:00")]


def test_practice_of_the_time_before_it_was_assigned_is_not_mentioned() -> None:
    one = practice("18:00", made_at=utc("2026-03-03 23:01"))
    assert not list(of_practice(rules(), NEW_YORK, one, utc("2026-03-04 12:00")))


def test_after_days_of_outage_only_the_newest_practice_makes_sense() -> None:
    moment = utc("2026-03-20 15:00")  # 11:00
    found = list(of_practice(rules(), NEW_YORK, practice("10:00"), moment))
    assert len(found) > 2
    assert [one.key for one in found if what_now(one, NEW_YORK, moment) is Now.SAY] == ["practice:p:2026-03-20"]
    assert all(what_now(one, NEW_YORK, moment) is Now.OVER for one in found[:-1])


def test_practice_at_night_comes_in_the_morning() -> None:
    [only] = of_practice(rules(), NEW_YORK, practice("22:00", "mon"), utc("2026-03-03 12:00"))
    assert what_now(only, NEW_YORK, utc("2026-03-03 12:59")) is Now.WAIT
    assert what_now(only, NEW_YORK, utc("2026-03-03 13:00")) is Now.SAY


def test_nothing_that_was_late_is_said_in_quiet_hours() -> None:
    [only] = of_practice(rules(), NEW_YORK, practice("18:00", "mon"), utc("2026-03-03 04:00"))
    assert what_now(only, NEW_YORK, utc("2026-03-03 03:00")) is Now.WAIT


@settings(deadline=None, max_examples=60)
@given(RHYTHMS, MINUTES, st.dates(date(2001, 1, 1), date(2036, 1, 1)))
@example(NEW_YORK, time(2, 30), date(2026, 3, 8))
@example(NEW_YORK, time(1, 30), date(2026, 11, 1))
@example(rhythm("Australia/Lord_Howe"), time(2, 15), date(2026, 10, 4))
def test_every_day_has_its_practice_once_whatever_the_clocks_do(own: Rhythm, at: time, day: date) -> None:
    noon = datetime.combine(day, time(12))
    first, last = (moment_of(noon + timedelta(days=ahead), own.zone) for ahead in (-1, 2))
    one = practice(at.isoformat(), made_at=first)
    found = said(own, first, last, one)
    assert len(found) == len({key for key, _ in found})
    assert len(found) in (2, 3, 4)
    for key, moment in found:
        due = moment_of(datetime.combine(datetime.fromisoformat(key[-10:]), at), own.zone)
        assert own.after_quiet(due) <= moment <= own.after_quiet(due + STEP) + STEP


# Sessions


def test_preparation_comes_the_evening_before_and_the_question_after_the_end() -> None:
    start = utc("2026-03-05 15:00")  # 10:00
    prep, after = of_session(rules(), NEW_YORK, session(start), start + timedelta(days=1))
    assert (prep.due, prep.until, prep.script_id) == (utc("2026-03-04 23:00"), start, "session_prep_group")
    assert (after.due, after.script_id) == (utc("2026-03-05 16:30"), "after_session")


def test_before_the_evening_there_is_nothing_to_say() -> None:
    start = utc("2026-03-05 15:00")
    assert not list(of_session(rules(), NEW_YORK, session(start), utc("2026-03-04 22:59")))


def test_preparation_of_a_session_that_has_begun_is_over() -> None:
    start = utc("2026-03-05 15:00")
    [prep] = of_session(rules(), NEW_YORK, session(start), start)
    assert what_now(prep, NEW_YORK, start - timedelta(minutes=1)) is Now.SAY
    assert what_now(prep, NEW_YORK, start) is Now.OVER


def test_preparation_that_only_quiet_hours_are_left_for_is_dropped() -> None:
    late = rhythm(quiet="17:00-11:00")
    [prep] = of_session(rules(), late, session(utc("2026-03-05 15:00")), utc("2026-03-05 14:59"))
    assert what_now(prep, late, utc("2026-03-05 14:59")) is Now.WAIT
    assert what_now(prep, late, utc("2026-03-05 16:00")) is Now.OVER


def test_an_evening_session_is_asked_about_in_the_morning() -> None:
    _, after = of_session(rules(), NEW_YORK, session(utc("2026-03-05 23:00"), 180), utc("2026-03-06 14:00"))
    assert what_now(after, NEW_YORK, utc("2026-03-06 03:00")) is Now.WAIT
    assert what_now(after, NEW_YORK, utc("2026-03-06 13:00")) is Now.SAY
    assert what_now(after, NEW_YORK, utc("2026-03-07 13:00")) is Now.OVER


@given(MOMENTS, RHYTHMS)
def test_preparation_is_always_for_the_next_day_on_the_wall(start: datetime, own: Rhythm) -> None:
    prep, _ = of_session(rules(), own, session(start), start + timedelta(days=2))
    days = wall_of(start, own.zone).date() - wall_of(prep.due, own.zone).date()
    assert prep.due < start
    assert days <= timedelta(days=2)
    if 3 < wall_of(start, own.zone).hour < 22:
        assert wall_of(prep.due, own.zone).hour == 18 or days != timedelta(days=1)


def test_a_kind_without_a_script_has_its_preparation_too() -> None:
    start = utc("2026-03-05 15:00")
    prep_rules = rules().session_prep
    scripts = {kind: script for kind, script in prep_rules.scripts.items() if kind != "prescriber"}
    without = rules().copy(update={"session_prep": prep_rules.copy(update={"scripts": scripts})})
    [prep] = of_session(without, NEW_YORK, Session("s", "prescriber", start, 30), start)
    assert prep.script_id is None


# Silence


def test_the_person_hears_first_then_staff() -> None:
    last = utc("2026-03-02 17:00")
    found = {
        days: [one.kind for one in of_silence(rules(), NEW_YORK, Silence("m", last), last + timedelta(days=days))]
        for days in (3, 5, 8)
    }
    assert found == {3: [], 5: [Kind.QUIET], 8: [Kind.QUIET, Kind.STAFF_QUIET]}


def test_days_of_silence_are_days_on_the_wall() -> None:
    last = utc("2026-03-05 17:00")  # noon; the clocks change on the 8th
    [word] = of_silence(rules(), NEW_YORK, Silence("m", last), utc("2026-03-10 00:00"))
    assert word.due == utc("2026-03-09 16:00")


def test_a_line_to_staff_knows_no_quiet_hours() -> None:
    night = utc("2026-03-03 05:00")
    line = Occasion(Kind.STAFF_QUIET, "k", night, None, night)
    word = Occasion(Kind.QUIET, "k", night, None, night)
    assert (what_now(line, NEW_YORK, night), what_now(word, NEW_YORK, night)) == (Now.SAY, Now.WAIT)


# Weeks


@given(st.integers(1, 52), WALLS)
def test_weekly_sessions_keep_day_and_hour(weeks: int, first: datetime) -> None:
    first = first.replace(microsecond=0)
    found = weekly(first, weeks)
    assert [one - first for one in found] == [timedelta(weeks=number) for number in range(weeks)]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid", "Australia/Lord_Howe"])
def test_a_weekly_session_starts_at_the_same_hour_after_the_clocks_have_changed(zone: str) -> None:
    starts = [moment_of(each, ZoneInfo(zone)) for each in weekly(wall("2026-03-02 10:00"), 40)]
    assert {wall_of(start, ZoneInfo(zone)).time() for start in starts} == {time(10)}
    assert len({b - a for a, b in pairwise(starts)}) > 1
