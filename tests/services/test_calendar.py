from __future__ import annotations

import pytest

from bot.db import participants
from bot.db.database import Database
from bot.services import calendar
from bot.services.calendar import CalendarFault
from tests.clock import Clock
from tests.schedule.people import rules, utc, wall
from tests.services.reminding import Enrolled


@pytest.fixture
def person(database: Database, clock: Clock) -> Enrolled:
    return Enrolled(database, clock)


def test_a_session_starts_by_the_clock_on_the_persons_wall(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        calendar.set_time_zone(tx, person.id, "America/Los_Angeles")
    person.meets("2026-03-04 10:00")
    [row] = calendar.list_sessions(database, person.id)
    assert (row.starts_at, row.kind) == (utc("2026-03-04 18:00"), "group")


def test_weekly_sessions_keep_their_hour_when_the_clocks_change(person: Enrolled, database: Database) -> None:
    added = calendar.add_sessions(database, rules(), person.id, "group", wall("2026-03-04 10:00"), weeks=3)
    starts = [utc("2026-03-04 15:00"), utc("2026-03-11 14:00"), utc("2026-03-18 14:00")]
    assert [row.starts_at for row in added] == starts
    assert {row.minutes for row in added} == {rules().session_minutes["group"]}
    assert calendar.list_sessions(database) == added


@pytest.mark.parametrize(
    ("kind", "at", "more", "fault"),
    [
        ("groop", "2026-03-04 10:00", {}, "there are no `groop` sessions; there are group, individual"),
        ("group", "2026-03-02 11:59", {}, "is over"),
        ("group", "2026-03-08 02:30", {}, "is skipped by the clocks in America/New_York"),
        ("group", "2026-03-01 02:30", {"weeks": 2}, "is over"),
        ("group", "2026-03-04 10:00", {"minutes": 0}, "a session lasts 1 to 720 minutes"),
        ("group", "2026-03-04 10:00", {"weeks": 53}, "for 1 to 52 weeks"),
    ],
)
def test_what_cannot_be_a_session_is_refused_and_nothing_is_stored(
    person: Enrolled, database: Database, kind: str, at: str, more: dict[str, int], fault: str
) -> None:
    with pytest.raises(CalendarFault, match=fault):
        calendar.add_sessions(database, rules(), person.id, kind, wall(at), **more)  # type: ignore[arg-type]
    assert calendar.list_sessions(database, past=True) == []


def test_a_session_cannot_be_added_twice_but_again_after_it_was_cancelled(person: Enrolled, database: Database) -> None:
    first = person.meets("2026-03-11 10:00")
    with pytest.raises(CalendarFault, match="is in the calendar already"):
        calendar.add_sessions(database, rules(), person.id, "group", wall("2026-03-04 10:00"), weeks=2)
    assert len(calendar.list_sessions(database)) == 1
    calendar.cancel_session(database, first[:8])
    with pytest.raises(CalendarFault, match="cancelled already"):
        calendar.cancel_session(database, first)
    person.meets("2026-03-11 10:00")
    assert len(calendar.list_sessions(database, person.id)) == 1
    assert len(calendar.list_sessions(database, person.id, past=True)) == 2


def test_the_next_session_is_the_first_that_has_not_started(person: Enrolled, database: Database, clock: Clock) -> None:
    person.meets("2026-03-05 10:00")
    nearer = person.meets("2026-03-04 10:00")
    with database.reading() as tx:
        found = calendar.next_session(tx, person.id)
        assert found is not None
        assert found.id == nearer
    clock.moment = utc("2026-03-05 15:01")
    with database.reading() as tx:
        assert calendar.next_session(tx, person.id) is None
    assert [row.starts_at for row in calendar.list_sessions(database)] == [utc("2026-03-05 15:00")], "still under way"


def test_the_next_session_is_told_by_the_clock_on_the_persons_wall(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        assert calendar.next_on_the_wall(tx, rules(), person.id) is None
        calendar.set_time_zone(tx, person.id, "America/Los_Angeles")
    person.meets("2026-03-09 10:00", "prescriber")
    with database.reading() as tx:
        found = calendar.next_on_the_wall(tx, rules(), person.id)
    assert found == calendar.OnTheWall("prescriber", wall("2026-03-09 10:00"))


def test_practice_is_kept_in_the_order_of_the_week(person: Enrolled, database: Database) -> None:
    row = calendar.assign(database, person.id, "long_exhale", ["fri", "mon"], "8:05", person.scripts)
    assert (row.days, row.at) == (("mon", "fri"), "08:05")
    assert calendar.list_assignments(database, person.id) == [row]
    calendar.end_assignment(database, row.id)
    assert calendar.list_assignments(database) == []
    with pytest.raises(CalendarFault, match="has ended already"):
        calendar.end_assignment(database, row.id)


@pytest.mark.parametrize(
    ("script", "days", "at", "fault"),
    [
        ("long_exhail", ["mon"], "18:00", "there is no script `long_exhail`; there are five_senses, long_exhale"),
        ("long_exhale", ["monday"], "18:00", "`monday` is no day; write some of mon,tue"),
        ("long_exhale", [], "18:00", "is no day"),
        ("long_exhale", ["mon"], "6pm", "is no time of day; write it as 18:00"),
        ("five_senses", ["tue", "mon"], "18:00", "is assigned already"),
    ],
)
def test_what_cannot_be_practice_is_refused(
    person: Enrolled, database: Database, script: str, days: list[str], at: str, fault: str
) -> None:
    calendar.assign(database, person.id, "five_senses", ["mon"], "18:00", person.scripts)
    with pytest.raises(CalendarFault, match=fault):
        calendar.assign(database, person.id, script, days, at, person.scripts)
    assert len(calendar.list_assignments(database)) == 1


def test_a_dose_is_kept_and_the_reminder_stays_one_a_day(person: Enrolled, database: Database) -> None:
    row = calendar.assign(database, person.id, "long_exhale", ["mon"], "14:00", person.scripts, times=3)
    assert (row.times_a_day, calendar.list_assignments(database)) == (3, [row])
    said = person.until("2026-03-03 17:00", minutes=60)
    assert said == [rules().practice.text.to("en")]
    for times in (0, 5):
        with pytest.raises(CalendarFault, match="1 to 4 times a day"):
            calendar.assign(database, person.id, "five_senses", ["mon"], "14:00", person.scripts, times=times)


def test_what_the_cautions_speak_against_is_not_assigned(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        participants.set_cautions(tx, person.id, ["breath", "dissociation"])
    with pytest.raises(CalendarFault, match="`long_exhale` is not for this participant, who has the caution breath"):
        person.is_assigned("14:00")
    person.is_assigned("14:00", "five_senses")
    assert [row.script_id for row in calendar.list_assignments(database)] == ["five_senses"]


def test_settings_are_the_programs_until_somebody_has_their_own(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        assert calendar.rhythm_of(tx, rules(), person.id) == rules().rhythm(None, None, None)
        calendar.set_time_zone(tx, person.id, "Europe/Madrid")
        calendar.set_quiet_hours(tx, person.id, "22:30-7:00")
        own = calendar.rhythm_of(tx, rules(), person.id)
        assert (own.zone.key, f"{own.quiet.start:%H:%M}-{own.quiet.end:%H:%M}") == ("Europe/Madrid", "22:30-07:00")
        calendar.set_time_zone(tx, person.id, None)
        calendar.set_quiet_hours(tx, person.id, None)
        assert calendar.rhythm_of(tx, rules(), person.id) == rules().rhythm(None, None, None)


def test_settings_that_cannot_be_used_are_refused(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        with pytest.raises(CalendarFault, match="is no time zone"):
            calendar.set_time_zone(tx, person.id, "Mars/Base")
        with pytest.raises(CalendarFault, match="are no quiet hours"):
            calendar.set_quiet_hours(tx, person.id, "night")
        with pytest.raises(CalendarFault, match="leave at least 4 hours a day"):
            calendar.set_quiet_hours(tx, person.id, "08:00-07:00")
        assert calendar.rhythm_of(tx, rules(), person.id) == rules().rhythm(None, None, None)


def test_what_names_nobody_is_refused(person: Enrolled, database: Database) -> None:
    assert calendar.participant_id_of(database, person.id[:8]) == person.id
    for beginning in ("", "zz", "%", "_"):
        with pytest.raises(CalendarFault, match="there is no such participant"):
            calendar.participant_id_of(database, beginning)
    with pytest.raises(CalendarFault, match="there is no such participant"), database.transaction() as tx:
        calendar.snooze(tx, "zz", None)
    with pytest.raises(CalendarFault, match="there is no such session"):
        calendar.cancel_session(database, "")
    with pytest.raises(CalendarFault, match="there is no such assignment"):
        calendar.end_assignment(database, "")
