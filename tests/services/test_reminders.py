"""The clock starts on Monday 2 March 2026 at noon in New York, 17:00 UTC; clocks change on 8 March at 07:00 UTC."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest

from bot.db import enrolments, outbox, reminders, runs
from bot.db.database import Database, DatabaseUnavailable
from bot.scripts.library import Library
from bot.services import calendar, incidents
from bot.services.incidents import Level
from bot.services.reminders import NoSuchLine, line_seen, look_for_silence, remind, staff_lines
from tests.clock import Clock
from tests.schedule.people import rules
from tests.services.duty import Team
from tests.services.practising import Person
from tests.services.reminding import Enrolled

PRACTICE = rules().practice.text.to("en")
TOMORROW, TODAY = rules().session_prep.tomorrow.to("en"), rules().session_prep.today.to("en")
AFTER, QUIET = rules().after_session.text.to("en"), rules().quiet.text.to("en")


@pytest.fixture
def person(database: Database, clock: Clock) -> Enrolled:
    return Enrolled(database, clock)


# Each at its time


def test_practice_is_said_at_its_time_with_a_button_that_begins_it(person: Enrolled) -> None:
    person.is_assigned("14:00")
    assert person.until("2026-03-02 18:50") == []
    assert person.until("2026-03-02 19:00") == [PRACTICE]
    [message] = person.messages()
    assert message.body["buttons"] == [
        {"title": "Start", "payload": '/practise{"script": "long_exhale", "origin": "assigned"}'}
    ]
    assert person.until("2026-03-03 18:50") == []
    assert person.until("2026-03-03 19:00") == [PRACTICE]


def test_a_session_is_prepared_the_evening_before_and_asked_about_afterwards(person: Enrolled) -> None:
    person.meets("2026-03-04 10:00", minutes=60)
    assert person.until("2026-03-03 22:50") == []
    assert person.until("2026-03-03 23:00") == [TOMORROW]
    assert person.until("2026-03-04 16:20") == []
    assert person.until("2026-03-04 16:30") == [AFTER]
    begun = [message.body["buttons"][0]["payload"] for message in person.messages()]
    assert begun == ['/practise{"script": "session_prep_group"}', '/practise{"script": "after_session"}']
    assert person.until("2026-03-06 12:00") == []


def test_it_is_said_in_the_persons_language(database: Database, clock: Clock) -> None:
    person = Enrolled(database, clock, language="es")
    person.is_assigned("14:00")
    assert person.until("2026-03-02 19:00") == [rules().practice.text.to("es")]


def test_each_hears_by_the_clock_on_their_own_wall(database: Database, clock: Clock) -> None:
    here, there = Enrolled(database, clock), Enrolled(database, clock)
    with database.transaction() as tx:
        calendar.set_time_zone(tx, there.id, "America/Los_Angeles")
    for one in (here, there):
        one.is_assigned("14:00")
    here.until("2026-03-02 19:00")
    assert (here.sees(), there.sees()) == ([PRACTICE], [])
    assert there.until("2026-03-02 22:00") == [PRACTICE]


def test_two_sessions_of_a_day_are_one_message(person: Enrolled) -> None:
    person.meets("2026-03-04 10:00")
    person.meets("2026-03-04 14:00", kind="individual")
    assert person.until("2026-03-03 23:00") == [TOMORROW]
    assert [one["title"] for one in person.messages()[0].body["buttons"]] == ["Get ready (10:00)", "Get ready (14:00)"]


def test_a_session_that_was_cancelled_is_not_mentioned(person: Enrolled, database: Database) -> None:
    calendar.cancel_session(database, person.meets("2026-03-04 10:00"))
    assert person.until("2026-03-05 12:00", 60) == []


def test_practice_that_has_ended_is_not_mentioned(person: Enrolled, database: Database) -> None:
    calendar.end_assignment(database, person.is_assigned("14:00"))
    assert person.until("2026-03-03 20:00", 60) == []


def test_a_measure_that_was_filled_in_not_long_ago_is_not_mentioned(
    person: Enrolled, database: Database, library: Library
) -> None:
    """By the days that stood in the script when it was filled in."""
    person.scripts = library.scripts
    person.is_assigned("10:00", "gad7", ("mon",))
    filled = Person(database, library, person.chat)
    said = person.until("2026-03-09T15:30", minutes=60)
    filled.begin("gad7")
    filled.say(*["1"] * 7)
    assert said.count(PRACTICE) == 1
    assert PRACTICE not in person.until("2026-03-17T00:00", minutes=60)
    assert ("practice", "dropped") in person.states()
    assert person.until("2026-03-23T15:30", minutes=60).count(PRACTICE) == 1


def test_a_session_that_is_added_late_is_prepared_at_once(person: Enrolled) -> None:
    person.meets("2026-03-02 16:00")
    assert person.look() == 1
    assert person.sees() == [TODAY]


# Quiet hours


def test_what_falls_into_quiet_hours_comes_at_their_end(person: Enrolled) -> None:
    person.is_assigned("22:00", days=("mon",))
    assert person.until("2026-03-03 12:50") == []
    assert person.until("2026-03-03 13:00") == [PRACTICE]


def test_preparation_is_dropped_when_the_session_is_over_by_then(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        calendar.set_quiet_hours(tx, person.id, "17:00-11:00")
    person.meets("2026-03-04 10:00", minutes=60)
    assert person.until("2026-03-04 15:50") == []
    assert person.until("2026-03-05 12:00") == [AFTER]
    assert person.states() == [("session_prep", "dropped"), ("after_session", "sent")]


# On, off, snooze


def test_off_is_off_and_what_fell_into_it_does_not_come_later(person: Enrolled) -> None:
    person.is_assigned("14:00")
    person.wants(False)
    assert person.until("2026-03-02 20:00") == []
    person.wants(True)
    assert person.until("2026-03-03 18:50") == []
    assert person.until("2026-03-03 19:00") == [PRACTICE]


def test_a_visitor_of_the_chat_page_is_left_alone_unless_they_turn_reminders_on(
    database: Database, clock: Clock
) -> None:
    visitor = Enrolled(database, clock, synthetic=True)
    visitor.is_assigned("14:00")
    assert visitor.until("2026-03-02 20:00") == []
    visitor.wants(True)
    assert visitor.until("2026-03-03 19:00") == [PRACTICE, PRACTICE]
    assert QUIET not in visitor.until("2026-03-20 19:00", 60)
    assert staff_lines(database) == []


def test_a_snooze_holds_back_and_what_still_makes_sense_comes_after_it(person: Enrolled, database: Database) -> None:
    person.is_assigned("14:00", days=("mon",))
    with database.transaction() as tx:
        calendar.snooze(tx, person.id, person.clock.moment.replace(hour=22))
    assert person.until("2026-03-02 21:50") == []
    assert person.until("2026-03-02 22:00") == [PRACTICE]


def test_what_a_long_snooze_has_outlived_is_dropped(person: Enrolled, database: Database) -> None:
    person.is_assigned("14:00", days=("mon",))
    with database.transaction() as tx:
        calendar.snooze(tx, person.id, person.clock.moment.replace(day=5))
    assert person.until("2026-03-05 18:00") == []
    assert person.states() == [("practice", "dropped")]


def test_who_was_enrolled_hears_nothing_before_they_have_agreed(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        enrolments.add(tx, person.id, "code", person.clock.moment)
    person.is_assigned("14:00")
    assert person.until("2026-03-02 20:00") == []
    person.decides(True)
    assert person.until("2026-03-03 20:00") == [PRACTICE]


def test_who_takes_back_their_consent_hears_nothing_although_reminders_are_on(person: Enrolled) -> None:
    person.wants(True)
    person.decides(True)
    person.decides(False)
    person.is_assigned("14:00")
    assert person.until("2026-03-02 20:00") == []


# Nothing lost, nothing twice


def test_looking_again_says_nothing_again(person: Enrolled) -> None:
    person.is_assigned("14:00")
    person.until("2026-03-02 19:00")
    assert [person.look() for _ in range(5)] == [0] * 5


def test_a_restart_loses_none_and_sends_none_twice(person: Enrolled, database: Database) -> None:
    person.is_assigned("14:00")
    person.until("2026-03-02 19:00")
    database.close()
    assert person.until("2026-03-03 19:00") == [PRACTICE]


def test_an_hour_of_outage_loses_none(person: Enrolled) -> None:
    person.is_assigned("14:00")
    person.meets("2026-03-02 15:00", minutes=30)
    person.look()
    person.clock.move(hours=5)
    person.look()
    person.look()
    assert sorted(person.sees()) == sorted([TODAY, PRACTICE, AFTER])


def test_a_clock_that_is_set_back_an_hour_sends_none_twice(person: Enrolled) -> None:
    person.is_assigned("14:00")
    person.meets("2026-03-03 10:00")
    said = person.until("2026-03-02 23:10")
    person.clock.move(hours=-1)
    assert person.until("2026-03-02 23:30") == []
    person.clock.move(hours=-12)
    assert person.until("2026-03-02 23:30") == []
    assert said == [PRACTICE, TOMORROW]


@pytest.mark.parametrize(
    ("start", "end", "at"),
    [
        ("2026-03-07 12:00", "2026-03-09 12:00", "02:30"),
        ("2026-03-07 12:00", "2026-03-09 12:00", "18:00"),
        ("2026-10-31 12:00", "2026-11-02 12:00", "01:30"),
        ("2026-10-31 12:00", "2026-11-02 12:00", "18:00"),
    ],
)
def test_every_day_has_its_practice_once_when_the_clocks_change(
    database: Database, clock: Clock, start: str, end: str, at: str
) -> None:
    clock.moment = clock.moment.fromisoformat(f"{start}+00:00")
    person = Enrolled(database, clock)
    with database.transaction() as tx:
        calendar.set_quiet_hours(tx, person.id, "00:00-00:00")
    person.is_assigned(at)
    assert person.until(end) == [PRACTICE, PRACTICE]


def test_a_person_who_travels_hears_once_a_day(person: Enrolled, database: Database) -> None:
    person.is_assigned("14:00")
    assert person.until("2026-03-02 19:30") == [PRACTICE]
    with database.transaction() as tx:
        calendar.set_time_zone(tx, person.id, "America/Los_Angeles")
    assert person.until("2026-03-03 12:00") == []
    assert person.until("2026-03-03 22:00") == [PRACTICE]


def test_after_days_of_outage_only_what_still_makes_sense_is_said(person: Enrolled) -> None:
    person.is_assigned("10:00")
    person.meets("2026-03-05 10:00")
    person.writes()
    person.clock.move(days=7)
    person.look()
    assert sorted(person.sees()) == sorted([PRACTICE, QUIET])


def test_what_fails_for_one_is_said_to_the_others(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, well = Enrolled(database, clock), Enrolled(database, clock)
    for one in (broken, well):
        one.is_assigned("14:00")
    clock.move(hours=2)
    store = outbox.store

    def fails(tx: object, chat_id: str, *rest: object) -> None:
        if chat_id == broken.chat.id:
            raise RuntimeError("a fault of ours")
        store(tx, chat_id, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "store", fails)
        assert remind(database, rules()) == 1
    assert (broken.sees(), broken.states(), well.sees()) == ([], [], [PRACTICE])
    assert remind(database, rules()) == 1
    assert broken.sees() == [PRACTICE]


def test_a_time_zone_that_is_unknown_here_keeps_nobody_from_being_reminded(
    database: Database, clock: Clock, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.db import rhythms

    odd, well = Enrolled(database, clock), Enrolled(database, clock)
    for one in (odd, well):
        one.is_assigned("14:00")
    with database.transaction() as tx:
        rhythms.set_time_zone(tx, odd.id, "Mars/Base")
    well.until("2026-03-02 19:00")
    assert (odd.sees(), well.sees()) == ([PRACTICE], [PRACTICE])


def test_a_database_that_is_away_is_the_callers(person: Enrolled, database: Database, tmp_path: Path) -> None:
    person.is_assigned("14:00")
    person.clock.move(hours=3)
    away = Database(f"sqlite:///{tmp_path}/none/x.db", database.keys)
    with pytest.raises(DatabaseUnavailable):
        remind(away, rules())


def test_two_workers_say_it_once(person: Enrolled, database: Database) -> None:
    person.is_assigned("14:00")
    person.clock.move(hours=3)
    ready, said = Barrier(4), []

    def worker() -> None:
        ready.wait()
        said.append(remind(database, rules()))

    threads = [Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [0, 0, 0, 1]
    assert person.sees() == [PRACTICE]


# When nothing may be said


@pytest.mark.parametrize("level", list(Level))
def test_nothing_is_said_while_an_incident_is_open(person: Enrolled, database: Database, level: Level) -> None:
    team = Team(database, person.chat)
    row = team.raised(level=level)
    person.is_assigned("14:00")
    person.meets("2026-03-03 10:00")
    assert person.until("2026-03-02 23:30") == []
    team.resolve(team.acknowledge(row))
    person.until("2026-03-03 00:00")
    assert sorted(person.sees()[-2:]) == sorted([PRACTICE, TOMORROW])


def test_nothing_is_said_while_a_direct_question_waits_though_staff_have_resolved_it(
    person: Enrolled, database: Database
) -> None:
    team = Team(database, person.chat)
    row = team.checked()
    team.resolve(row)
    with database.reading() as tx:
        assert incidents.open_question(tx, person.chat.id) is not None
    person.is_assigned("12:01")
    assert person.until("2026-03-02 17:04", 1) == []
    assert person.until("2026-03-02 17:06", 1) == [PRACTICE]


def test_the_incident_of_somebody_else_and_a_drill_hold_nothing_back(
    person: Enrolled, database: Database, clock: Clock
) -> None:
    Team(database, Enrolled(database, clock).chat).raised()
    Team(database, person.chat).raised("message:2", drill=True)
    person.is_assigned("14:00")
    assert person.until("2026-03-02 19:00") == [PRACTICE]


@pytest.mark.parametrize("column", ["unreachable_since", "left_at"])
def test_nothing_is_said_into_a_chat_that_nobody_reads(person: Enrolled, column: str) -> None:
    person.is_assigned("14:00")
    person.chat_is(**{column: person.clock.moment})
    assert person.until("2026-03-02 20:00") == []
    person.chat_is(**{column: None})
    assert person.until("2026-03-02 20:10") == [PRACTICE]


def test_it_is_said_in_the_newest_chat_that_can_be_reached(person: Enrolled) -> None:
    person.is_assigned("14:00")
    person.clock.move(minutes=1)
    newer = person.moves_to_another_chat()
    person.until("2026-03-02 19:00")
    assert [message.chat_id for message in person.messages()] == [newer.id]


def test_somebody_in_the_middle_of_a_script_is_not_interrupted(
    person: Enrolled, database: Database, library: Library
) -> None:
    practising = Person(database, library, person.chat)
    person.is_assigned("14:00")
    person.until("2026-03-02 18:55", 5)
    practising.begin("long_exhale")
    assert person.until("2026-03-02 19:04", 1) == []
    assert person.until("2026-03-02 19:06", 1) == [PRACTICE]


def test_who_has_finished_a_script_is_reminded_at_once(person: Enrolled, database: Database, library: Library) -> None:
    Person(database, library, person.chat).begin("long_exhale")
    person.is_assigned("12:01")
    with database.transaction() as tx:
        runs.abandon(tx, person.id)
    assert person.until("2026-03-02 17:01", 1) == [PRACTICE]


# Silence


def test_who_has_gone_quiet_gets_one_word_and_staff_one_line(person: Enrolled, database: Database) -> None:
    person.writes()
    assert person.until("2026-03-06 16:50", 60) == []
    assert person.until("2026-03-06 17:00") == [QUIET]
    assert staff_lines(database) == []
    assert person.until("2026-03-30 17:00", 60) == []
    [line] = staff_lines(database)
    assert (line.participant_id, line.about_at.isoformat()) == (person.id, "2026-03-02T17:00:00+00:00")
    assert incidents.list_incidents(database) == []


def test_the_next_silence_gets_its_own_word(person: Enrolled, database: Database) -> None:
    person.until("2026-03-10 17:00", 60)
    assert len(staff_lines(database)) == 1
    person.writes()
    person.look()
    assert staff_lines(database) == []
    assert person.until("2026-03-14 16:50", 60) == []
    assert person.until("2026-03-14 18:00") == [QUIET]


def test_a_timer_is_no_message_of_theirs(person: Enrolled, database: Database) -> None:
    from bot.db import inbox

    person.writes()
    person.clock.move(days=3)
    with database.transaction() as tx:
        inbox.store(tx, person.chat.id, "pace:1", "timer", "(the time is over)")
    assert person.until("2026-03-06 17:00", 60) == [QUIET]


def test_who_wants_no_reminders_gets_no_word_but_staff_their_line(person: Enrolled, database: Database) -> None:
    person.wants(False)
    assert person.until("2026-03-12 17:00", 60) == []
    assert len(staff_lines(database)) == 1


def test_who_has_left_is_not_called_quiet(person: Enrolled, database: Database) -> None:
    person.chat_is(left_at=person.clock.moment)
    assert person.until("2026-03-12 17:00", 60) == []
    assert staff_lines(database) == []


def test_a_clock_that_is_set_back_brings_no_second_word(person: Enrolled, database: Database) -> None:
    person.writes()
    person.until("2026-03-10 17:00", 60)
    person.clock.move(days=-2)
    assert person.until("2026-03-12 17:00", 60) == []
    assert len(staff_lines(database)) == 1


def test_a_line_of_another_kind_stays_until_staff_have_seen_it(person: Enrolled, database: Database) -> None:
    with database.transaction() as tx:
        times = {"due_at": person.clock.moment, "about_at": person.clock.moment}
        reminders.add(tx, person.id, "erased:1", "staff_erased", state=reminders.WAITING, **times)
    look_for_silence(database, rules())
    assert [line.kind for line in staff_lines(database)] == ["staff_erased"]


def test_staff_take_a_line_off_their_list(person: Enrolled, database: Database) -> None:
    person.until("2026-03-10 17:00", 60)
    [line] = staff_lines(database)
    assert line_seen(database, line.id[:8]).id == line.id
    assert staff_lines(database) == []
    look_for_silence(database, rules())
    assert staff_lines(database) == []
    for gone in (line.id, "", "zz"):
        with pytest.raises(NoSuchLine):
            line_seen(database, gone)
    with database.reading() as tx:
        assert next(row.state for row in reminders.find(tx) if row.id == line.id) == "seen"


# Phases of the program


def test_who_was_discharged_hears_nothing_when_quiet_and_staff_get_no_line(person: Enrolled) -> None:
    person.writes()
    person.is_in("alumni")
    assert person.until("2026-03-12 17:00", minutes=240) == []
    assert staff_lines(person.database) == []


def test_what_a_phase_does_not_bring_is_not_said_in_the_next_but_staff_learn_of_the_silence(person: Enrolled) -> None:
    person.writes()
    person.is_in("alumni")
    person.until("2026-03-12 17:00", minutes=240)
    person.is_in("iop")
    assert person.until("2026-03-13 17:00", minutes=240) == []
    assert [line.kind for line in staff_lines(person.database)] == ["staff_quiet"]


def test_a_phase_counts_at_once(person: Enrolled) -> None:
    """With a file by which step-down brings no practice."""
    phases = {**rules().phases, "step_down": frozenset({"session_prep"})}
    person.rules = rules().copy(update={"phases": phases})
    person.is_assigned("14:00")
    person.is_in("step_down")
    assert person.until("2026-03-02 19:30") == []
    person.is_in("iop")
    assert person.until("2026-03-03 18:50") == [], "what fell due then does not come later"
    assert person.until("2026-03-03 19:00") == [PRACTICE]
