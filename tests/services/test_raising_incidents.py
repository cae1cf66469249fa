"""What is raised is written once, with its first notices; a check becomes a page by answer, silence or repetition."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import outbox, participants
from bot.db.database import Database
from bot.services import incidents
from bot.services.incidents import IncidentRow, Level, Raised
from tests.clock import Clock
from tests.db.people import stored_chat
from tests.services.duty import FILE, Team, desk, escalation


def raise_again(team: Team, level: Level = Level.PAGE) -> Raised:
    with team.database.transaction() as tx:
        return incidents.raise_incident(tx, team.desk, team.chat, cause="message:1", kind="abuse", level=level)


def to_page(team: Team, row: IncidentRow, why: str) -> None:
    with team.database.transaction() as tx:
        incidents.raise_to_page(tx, team.desk, row.id, why)


def said(team: Team) -> list[str]:
    with team.database.reading() as tx:
        return [message.body["text"] for message in outbox.unsent(tx, team.chat.id)]


def test_a_page_is_stored_with_its_first_notices(team: Team, clock: Clock) -> None:
    row = team.raised(rule="frames.intent")
    assert (row.level, row.state, row.rule, row.version) == ("page", "open", "frames.intent", 1)
    assert [(one.person, one.channel) for one in team.notices(row)] == [("ana", "ana_sms"), ("ana", "ana_email")]
    assert (row.step, row.next_at) == (1, clock.moment + timedelta(minutes=5))
    assert team.events(row) == [("opened", None, "page imminent")]
    assert team.now(row) == row


def test_one_cause_is_one_incident(team: Team) -> None:
    row = team.raised()
    again = raise_again(team)
    assert (again.new, again.incident) == (False, row)
    assert len(team.notices(row)) == 2
    assert len(incidents.list_incidents(team.database)) == 1


def test_raising_is_undone_with_its_transaction(team: Team) -> None:
    def fail_after_raising() -> None:
        with team.database.transaction() as tx:
            incidents.raise_incident(tx, team.desk, team.chat, cause="message:1", kind="abuse", level=Level.PAGE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_raising()
    assert incidents.list_incidents(team.database) == []
    assert team.deliver() == []


def test_a_check_pages_nobody_and_waits_for_its_answer(team: Team, clock: Clock) -> None:
    row = team.checked()
    assert (row.level, row.answer_by) == ("check", clock.moment + timedelta(minutes=5))
    assert team.notices(row) == []
    assert team.climb() == 0
    with team.database.reading() as tx:
        assert incidents.open_question(tx, team.chat.id) == row


def test_the_same_cause_raised_higher_becomes_a_page(team: Team) -> None:
    row = team.checked()
    again = raise_again(team)
    assert (again.incident.id, again.incident.level, again.new) == (row.id, "page", False)
    assert len(team.notices(row)) == 2
    assert raise_again(team, Level.CHECK).incident.level == "page"


def test_a_plain_no_pages_nobody_and_stays_in_the_queue(team: Team, clock: Clock) -> None:
    row = team.checked()
    with team.database.transaction() as tx:
        incidents.answer_no(tx, row.id)
        assert incidents.open_question(tx, team.chat.id) is None
    clock.move(hours=2)
    assert incidents.promote_silent(team.database, team.desk) == 0
    [left] = incidents.list_incidents(team.database, "open")
    assert (left.level, left.answered) == ("check", "no")
    assert team.notices(row) == []


def test_any_other_answer_pages(team: Team) -> None:
    row = team.checked()
    to_page(team, row, "other")
    to_page(team, row, "other")
    assert (team.now(row).level, team.now(row).answered) == ("page", "other")
    assert len(team.notices(row)) == 2
    assert [event for event, *_ in team.events(row)] == ["opened", "raised"]


def test_a_no_after_the_page_takes_nothing_back(team: Team) -> None:
    row = team.checked()
    to_page(team, row, "silence")
    with team.database.transaction() as tx:
        incidents.answer_no(tx, row.id)
    assert (team.now(row).level, team.now(row).answered) == ("page", "silence")


def test_silence_pages_and_the_person_is_told_once(team: Team, clock: Clock) -> None:
    row = team.checked()
    clock.move(minutes=4)
    assert incidents.promote_silent(team.database, team.desk) == 0
    clock.move(minutes=1)
    assert incidents.promote_silent(team.database, team.desk) == 1
    assert incidents.promote_silent(team.database, team.desk) == 0
    assert (team.now(row).level, team.now(row).answered) == ("page", "silence")
    assert len(team.notices(row)) == 2
    silence = team.desk.texts.silence("en", team.desk.told("imminent", clock.moment))
    assert said(team) == [body["text"] for body in silence]


def test_a_clock_set_back_does_not_lengthen_the_silence(team: Team, clock: Clock) -> None:
    team.checked()
    clock.move(hours=-1)
    assert incidents.promote_silent(team.database, team.desk) == 1


def test_two_checks_within_a_day_are_a_page(team: Team, clock: Clock) -> None:
    first = team.checked("message:1")
    with team.database.transaction() as tx:
        incidents.answer_no(tx, first.id)
    clock.move(hours=23)
    second = team.checked("message:2")
    assert second.level == "page"
    assert ("raised", None, "two_checks") in team.events(second)
    assert len(team.notices(second)) == 2
    clock.move(hours=25)
    assert team.checked("message:3").level == "check"


def test_checks_of_others_and_drills_do_not_count(team: Team, clock: Clock) -> None:
    team.checked("drill:1", drill=True, kind="drill")
    other = replace(team, chat=stored_chat(team.database, "other"))
    assert other.checked("message:1").level == "check"
    assert team.checked("message:2").level == "check"
    with team.database.reading() as tx:
        assert incidents.recent_checks(tx, team.chat.participant_id, clock.moment) == 1


def test_a_check_that_staff_have_taken_is_paged_anew(team: Team) -> None:
    row = team.acknowledge(team.checked())
    to_page(team, row, "other")
    assert (team.now(row).state, team.now(row).acknowledged_by) == ("open", None)
    assert len(team.notices(row)) == 2
    assert team.acknowledge(row, "ben").acknowledged_by == "ben"


def test_an_answer_after_staff_resolved_the_check_opens_a_page(team: Team, clock: Clock) -> None:
    row = team.resolve(team.checked())
    with team.database.reading() as tx:
        assert incidents.open_question(tx, team.chat.id) == row
    to_page(team, row, "other")
    newest, old = incidents.list_incidents(team.database)
    assert (newest.level, newest.state, old.state) == ("page", "open", "resolved")
    assert len(team.notices(newest)) == 2
    with team.database.reading() as tx:
        assert incidents.open_question(tx, team.chat.id) is None


def test_the_question_of_a_resolved_check_ends_with_its_time(team: Team, clock: Clock) -> None:
    team.resolve(team.checked())
    clock.move(minutes=6)
    with team.database.reading() as tx:
        assert incidents.open_question(tx, team.chat.id) is None
    assert incidents.promote_silent(team.database, team.desk) == 0


def test_the_newest_unresolved_page_is_the_one_to_speak_of(team: Team) -> None:
    team.checked("message:0")
    first, second = team.raised("message:1"), team.raised("message:2")

    def latest() -> str | None:
        with team.database.reading() as tx:
            found = incidents.latest_open(tx, team.chat.participant_id)
            return found.id if found else None

    assert latest() == second.id
    team.resolve(team.acknowledge(second))
    assert latest() == first.id
    team.resolve(team.acknowledge(first))
    assert latest() is None


def test_an_incident_keeps_the_ladder_it_opened_with(team: Team, clock: Clock) -> None:
    row = team.raised()
    team.desk = desk(ladders={"crisis": {**FILE["ladders"]["crisis"], "rungs": [{"after": 0, "notify": ["cleo"]}]}})
    clock.move(minutes=5)
    assert team.climb() == 1
    assert team.notices(row)[-1].person == "ben"


def test_a_kind_nobody_foresaw_is_treated_like_the_gravest(database: Database) -> None:
    assert escalation().ladder_of("unheard_of") == escalation().ladder_of("imminent")
    team = Team(database, stored_chat(database))
    assert len(team.notices(team.raised(kind="unheard_of"))) == 2


def test_a_drill_is_marked_and_never_followed_up(team: Team, clock: Clock) -> None:
    row = team.raised("drill:1", kind="drill", drill=True)
    assert (row.drill, row.follow_up_at) == (True, None)


# Phases of the program


def in_phase(team: Team, phase: str) -> None:
    with team.database.transaction() as tx:
        participants.set_phase(tx, team.chat.participant_id, phase)


def test_who_is_paged_follows_the_phase_at_once_and_what_is_open_keeps_its_ladder(database: Database) -> None:
    cleos = {**FILE["ladders"]["crisis"], "rungs": [{"after": 0, "notify": ["cleo"]}]}
    ladders = {**FILE["ladders"], "cleos": cleos}
    team = Team(database, stored_chat(database), desk(ladders=ladders, phases={"step_up": {"abuse": "cleos"}}))
    before = team.raised("message:1", kind="abuse")
    in_phase(team, "step_up")
    after = team.raised("message:2", kind="abuse")
    other = team.raised("message:3", kind="imminent")
    paged = [[one.person for one in team.notices(row)] for row in (before, after, other)]
    assert paged == [["ana", "ana"], ["cleo"], ["ana", "ana"]]
    in_phase(team, "iop")
    assert [one.person for one in team.notices(team.raised("message:4", kind="abuse"))] == ["ana", "ana"]


def test_what_is_said_of_who_knows_is_true_of_the_ladder_of_that_phase(database: Database, clock: Clock) -> None:
    """Nobody of the ladder for step-up is connected, and everybody of the other one is."""
    people = [*FILE["people"], {"id": "dot", "name": "Dot", "channels": {"sms": "dot_sms"}}]
    dots = {**FILE["ladders"]["crisis"], "rungs": [{"after": 0, "notify": ["dot"]}]}
    changed = {"people": people, "ladders": {**FILE["ladders"], "dots": dots}, "phases": {"step_up": {"abuse": "dots"}}}
    team = Team(database, stored_chat(database), desk(**changed))
    usual = team.raised("message:1", kind="abuse")
    in_phase(team, "step_up")
    own = team.raised("message:2", kind="abuse")
    assert team.desk.told_of(usual, clock.moment).state == "staffed"
    assert team.desk.told_of(own, clock.moment).state == "nobody"
