"""Discharge says truthfully who still reads; aftercare ends with one message; nothing ends the crisis screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.db import groups, participants, rhythms
from bot.db.database import Database
from bot.scripts.library import Library
from bot.services import calendar, erasure
from bot.services.care.discharge import Aftercare, Discharged, discharge, end_aftercare
from bot.services.care.faults import CareFault
from bot.services.care.phases import Phase, set_phase
from bot.services.practice import Outcome
from bot.services.reminders import staff_lines
from tests.clock import Clock
from tests.schedule.people import rules
from tests.services.care.ward import Ward, voice
from tests.services.duty import Team
from tests.services.participant import Participant as Writing
from tests.services.practising import Person
from tests.services.reminding import Enrolled
from tests.services.screen_fake import PAGE_WORDS

FRIDAY = date(2026, 3, 6)
"""The clock stands on Monday 2 March."""


def leaves(ward: Ward, aftercare: Aftercare | None = None, person: Enrolled | None = None) -> Discharged:
    with ward.database.transaction() as tx:
        return discharge(tx, ward.voice, (person or ward.robin).id, aftercare)


def stays_read(ward: Ward, last_day: date = FRIDAY) -> Discharged:
    return leaves(ward, Aftercare(last_day, "Dr. Lee"))


def over(ward: Ward) -> int:
    return end_aftercare(ward.database, ward.voice, rules())


def stands(ward: Ward) -> participants.Participant:
    with ward.database.reading() as tx:
        found = participants.get(tx, ward.robin.id)
    assert found is not None
    return found


# What ends


def test_practice_sessions_and_groups_end_with_the_program(ward: Ward, database: Database) -> None:
    practice, session = ward.robin.is_assigned("14:00"), ward.robin.meets("2026-03-04 10:00")
    past = ward.robin.meets("2026-03-02 12:30")
    with database.transaction() as tx:
        group = groups.add(tx, "Tuesday", ward.lee)
        groups.add_member(tx, group, ward.robin.id)
    ward.clock.move(hours=1)
    assert leaves(ward) == Discharged((practice,), (session,), (group,), told=True)
    assert calendar.list_assignments(database, ward.robin.id) == []
    kept = [row.id for row in calendar.list_sessions(database, ward.robin.id, past=True) if row.cancelled_at is None]
    assert kept == [past]
    with database.reading() as tx:
        assert groups.members(tx, group) == []
    found = stands(ward)
    assert (found.phase, found.discharged_at, found.aftercare_until) == ("alumni", ward.clock.moment, None)


def test_another_participant_keeps_everything(ward: Ward, database: Database) -> None:
    other = ward.admits()
    practice = other.is_assigned("14:00")
    leaves(ward)
    assert [row.id for row in calendar.list_assignments(database)] == [practice]
    assert other.messages() == []


def test_a_line_to_staff_about_their_silence_is_over(ward: Ward, database: Database) -> None:
    ward.robin.writes()
    ward.robin.until("2026-03-10 17:00", minutes=240)
    assert len(staff_lines(database)) == 1
    leaves(ward)
    assert staff_lines(database) == []


# What is said


def test_without_aftercare_they_are_told_that_nobody_reads_any_more(ward: Ward) -> None:
    leaves(ward)
    said = ward.robin.sees()
    assert said[0].endswith("From now on nobody at your program looks at what you log here.")
    assert "go on practising" in said[1]
    assert "alert staff" in said[2]
    assert "988" in said[3]


def test_in_aftercare_they_are_told_who_reads_and_until_when(ward: Ward) -> None:
    stays_read(ward)
    assert "Until 03/06/2026, Dr. Lee still looks at what you log here" in ward.robin.sees()[0]
    assert stands(ward).aftercare_until == ward.clock.moment.replace(day=7, hour=5), "the end of that day in New York"


def test_the_day_ends_by_the_clock_on_their_wall(ward: Ward, database: Database) -> None:
    with database.transaction() as tx:
        calendar.set_time_zone(tx, ward.robin.id, "America/Los_Angeles")
    stays_read(ward)
    assert stands(ward).aftercare_until == ward.clock.moment.replace(day=7, hour=8)


def test_it_is_said_in_their_language(ward: Ward) -> None:
    person = ward.admits(language="es")
    leaves(ward, Aftercare(FRIDAY, "Dr. Lee"), person)
    assert "Hasta el 6/3/2026, Dr. Lee todavía mira" in person.sees()[0]


def test_where_nobody_can_be_paged_no_alert_is_spoken_of(ward: Ward) -> None:
    ward.voice = voice(connected=frozenset())
    leaves(ward)
    assert "no staff can be reached through me at all" in ward.robin.sees()[2]


def test_who_cannot_be_reached_is_discharged_untold_and_staff_see_that(ward: Ward) -> None:
    ward.robin.chat_is(left_at=ward.clock.moment)
    assert not leaves(ward).told
    assert stands(ward).phase == "alumni"


@pytest.mark.parametrize(
    ("aftercare", "fault"),
    [
        (Aftercare(FRIDAY - timedelta(days=5), "Dr. Lee"), "ends today or later"),
        (Aftercare(FRIDAY + timedelta(days=400), "Dr. Lee"), "within 366 days"),
        (Aftercare(FRIDAY, " "), "who reads"),
    ],
)
def test_an_aftercare_that_cannot_be_is_refused_and_nothing_ends(ward: Ward, aftercare: Aftercare, fault: str) -> None:
    ward.robin.is_assigned("14:00")
    with pytest.raises(CareFault, match=fault):
        leaves(ward, aftercare)
    assert stands(ward).phase == "iop"
    assert len(calendar.list_assignments(ward.database)) == 1


def test_nobody_reads_in_aftercare_what_they_have_not_agreed_to(ward: Ward) -> None:
    ward.withdraws(ward.robin)
    with pytest.raises(CareFault, match="have not agreed"):
        stays_read(ward)
    leaves(ward)


def test_nobody_is_discharged_twice(ward: Ward) -> None:
    leaves(ward)
    with pytest.raises(CareFault, match="discharged already"):
        leaves(ward)


# What goes on


def test_practising_stays_possible(ward: Ward, library: Library) -> None:
    leaves(ward)
    assert Person(ward.database, library, ward.robin.chat).begin("five_senses").outcome is Outcome.OPEN


def test_a_crisis_is_screened_and_paged_for_ever(ward: Ward, library: Library) -> None:
    leaves(ward)
    ward.clock.move(days=900)
    writing = Writing(ward.database, ward.robin.chat, library.commands)
    writing.writes(PAGE_WORDS)
    assert [row.level for row in writing.incidents()] == ["page"]
    assert writing.pages()


# Aftercare ends


def test_when_aftercare_is_over_they_are_told_once(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    before = len(ward.robin.sees())
    assert ward.robin.until("2026-03-07 04:59") == []
    assert over(ward) == 0
    clock.move(hours=12)
    assert [over(ward), over(ward)] == [1, 0]
    said = ward.robin.sees()[before:]
    assert "from today on nobody at your program looks at what you log here" in said[0]
    assert sum("988" in one for one in said) == 1
    clock.move(days=30)
    assert over(ward) == 0


def test_nobody_is_woken_for_it(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    ward.robin.until("2026-03-07 05:30")
    assert over(ward) == 0
    ward.robin.until("2026-03-07 13:00")
    assert over(ward) == 1


def test_who_cannot_be_reached_is_told_when_they_can(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    clock.move(days=6)
    ward.robin.chat_is(unreachable_since=clock.moment)
    assert over(ward) == 0
    ward.robin.chat_is(unreachable_since=None)
    assert over(ward) == 1


def test_it_is_not_said_in_the_middle_of_a_crisis(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    clock.move(days=6)
    team = Team(ward.database, ward.robin.chat)
    row = team.raised()
    assert over(ward) == 0
    team.deliver()
    team.resolve(team.acknowledge(row))
    assert over(ward) == 1


def test_it_is_said_of_the_second_aftercare_too(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    clock.move(days=6)
    assert over(ward) == 1
    with ward.database.transaction() as tx:
        set_phase(tx, ward.voice, ward.robin.id, Phase.IOP)
    clock.move(days=10)
    assert over(ward) == 0
    stays_read(ward, date(2026, 3, 20))
    clock.move(days=6)
    assert over(ward) == 1


def test_one_that_fails_keeps_no_other_from_being_told(
    ward: Ward, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ward.admits()
    leaves(ward, Aftercare(FRIDAY, "Dr. Lee"), other)
    stays_read(ward)
    with ward.database.transaction() as tx:
        rhythms.set_time_zone(tx, ward.robin.id, "Mars/Base")
    clock.move(days=6)
    before = len(other.sees())
    assert over(ward) == 1
    assert len(other.sees()) > before


def test_nothing_is_said_to_who_has_erased_their_data(ward: Ward, clock: Clock) -> None:
    stays_read(ward)
    with ward.database.transaction() as tx:
        erasure.erase(tx, ward.robin.id)
    clock.move(days=6)
    assert over(ward) == 0


# Phases


def phase(ward: Ward, to: Phase) -> bool:
    with ward.database.transaction() as tx:
        return set_phase(tx, ward.voice, ward.robin.id, to)


def test_a_phase_is_set_without_a_word(ward: Ward) -> None:
    assert [phase(ward, Phase.STEP_DOWN), phase(ward, Phase.STEP_DOWN)] == [True, False]
    assert stands(ward).phase == "step_down"
    assert ward.robin.messages() == []


def test_alumni_are_made_by_discharge_alone(ward: Ward) -> None:
    with pytest.raises(CareFault, match="Discharge them instead"):
        phase(ward, Phase.ALUMNI)
    leaves(ward)
    assert not phase(ward, Phase.ALUMNI)


@pytest.mark.parametrize("agreed", [True, False])
def test_who_comes_back_is_told_that_they_are_read_again_if_they_agreed(ward: Ward, agreed: bool) -> None:
    leaves(ward)
    before = len(ward.robin.sees())
    if not agreed:
        ward.withdraws(ward.robin)
    phase(ward, Phase.STEP_UP)
    said = " ".join(ward.robin.sees()[before:])
    assert said.startswith("You are in the program again.")
    assert ("can see again what you log here" in said) is agreed
    found = stands(ward)
    assert (found.phase, found.discharged_at, found.aftercare_until) == ("step_up", None, None)
